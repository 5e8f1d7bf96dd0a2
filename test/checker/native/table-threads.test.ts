/** Threads that add the same keys to one visited table at the same time: each key is new to exactly one of them. */
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { growTable } from "../../../checker/native/growth.js";
import { makeCrew } from "../../../checker/native/threads.js";
import { allocate, field } from "../../../checker/native/arena.js";
import { BATCH, CROWDED_COUNT, PUT_OFF_BYTES, READY, TURN as OWN_TURN } from "../../../checker/native/fields.js";
import {
  type Measures,
  type Table,
  clear,
  foundIn,
  makeTable,
  number,
  numberOf,
  offer,
  openOutputs,
  slotsOf,
  writeOffered,
} from "../../support/visited-table.js";

const CODE = `
const { module, memory, worker, from, control } = require("node:worker_threads").workerData;
const { offer } = new WebAssembly.Instance(module, { env: { memory } }).exports;
const [TURN, DONE, MANY] = [0, 1, 2];
Atomics.add(control, DONE, 1);
Atomics.notify(control, DONE);
for (let seen = 0; ;) {
  for (let i = 0; i < 2000 && Atomics.load(control, TURN) === seen; i++);
  Atomics.wait(control, TURN, seen);
  seen = Atomics.load(control, TURN);
  if (seen < 0) break;
  offer(worker, from, control[MANY]);
  Atomics.add(control, DONE, 1);
  Atomics.notify(control, DONE);
}`;

const [TURN, DONE, MANY] = [0, 1, 2];

type Hammer = { readonly table: Table; readonly control: Int32Array; readonly lists: ReadonlyArray<number> };

/** In seconds, so that a machine may stand still for longer. */
const awaitAll = ({ control, lists }: Hammer): void => {
  for (let waited = 0; ;) {
    const done = Atomics.load(control, DONE);
    if (done === lists.length) break;
    if (Atomics.wait(control, DONE, done, 1000) !== "timed-out") continue;
    if (++waited === 60) throw new Error(`${lists.length - done} of ${lists.length} threads are gone`);
  }
  Atomics.store(control, DONE, 0);
};

const makeHammer = (measures: Measures, threads: number, keys: number): Hammer => {
  const table = makeTable(measures, threads, keys);
  const control = new Int32Array(new SharedArrayBuffer(16));
  const lists = table.workers.map(({ at }) => {
    const from = allocate(table.a, PUT_OFF_BYTES * keys);
    const workerData = { module: table.module, memory: table.a.memory, worker: at, from, control };
    const thread = new Worker(CODE, { eval: true, execArgv: [], workerData });
    thread.unref();
    return from;
  });
  const hammer = { table, control, lists };
  awaitAll(hammer);
  return hammer;
};

const end = ({ control }: Hammer): void => {
  Atomics.store(control, TURN, -1);
  Atomics.notify(control, TURN);
};

/** Gives every thread the keys that it will add. */
const load = ({ table, control, lists }: Hammer, keys: ReadonlyArray<ReadonlyArray<bigint>>): void => {
  for (const [i, own] of keys.entries()) writeOffered(table, own, lists[i]);
  control[MANY] = keys[0]!.length;
};

/** All add them at the same time: those that were told to be new. */
const strike = (hammer: Hammer): ReadonlyArray<bigint> => {
  openOutputs(hammer.table);
  Atomics.add(hammer.control, TURN, 1);
  Atomics.notify(hammer.control, TURN);
  awaitAll(hammer);
  return foundIn(hammer.table);
};

const KEYS = 2 * BATCH;
const STRIKES = 100;

/** Keys of a thread, about every `spread`th in each: then all threads have the same, or only some of them. */
const keysFor = (spread: number, thread: number): ReadonlyArray<bigint> =>
  Array.from({ length: KEYS }, (_, i) => BigInt(spread * i + (((thread + 1) * (i + 7)) % spread)));

test.each([
  { threads: 2, slotBytes: 2, lines: 8, keyBits: 18 },
  { threads: 3, slotBytes: 4, lines: 8, keyBits: 30 },
  { threads: 4, slotBytes: 2, lines: 5, keyBits: 16 },
  { threads: 4, slotBytes: 4, lines: 9, keyBits: 35 },
] as const)("$threads threads, slots of $slotBytes bytes", ({ threads, ...measures }) => {
  const hammer = makeHammer(measures, threads, KEYS);
  const { table, lists } = hammer;
  try {
    for (const spread of [1, 2, 5]) {
      const keys = lists.map((_, thread) => keysFor(spread, thread));
      const all = new Set(keys.flat());
      load(hammer, keys);
      for (let i = 0; i < STRIKES; i++) {
        clear(table, measures);
        const found = strike(hammer);
        expect(found.length).toBe(all.size);
        expect(new Set(found).size).toBe(all.size);
        if (i === 0) expect(new Set(found)).toEqual(all);
        expect(strike(hammer)).toEqual([]);
        for (const { at } of table.workers) expect(field(table.a, at + CROWDED_COUNT)).toBe(0);
      }
    }
  } finally {
    end(hammer);
  }
});

test.each([
  { slotBytes: 2, lines: 60, keyBits: 22 },
  { slotBytes: 4, lines: 70, keyBits: 38 },
] as const)("a table that grows by several threads has the same keys, $slotBytes bytes each", (measures) => {
  const table = makeTable(measures, 3);
  const { a, workers } = table;
  const crew = makeCrew(a, table.module, workers);
  try {
    const clock = new Int32Array(new SharedArrayBuffer(4));
    for (const { at } of workers.slice(1)) while (field(a, at + READY) !== 1) Atomics.wait(clock, 0, 0, 1);
    for (let run = 0; run < 20; run++) {
      clear(table, measures);
      const keys = Array.from({ length: 100_000 }, (_, i) => BigInt.asUintN(measures.keyBits, BigInt(i * 41 + run)));
      expect(offer(table, keys).added).toHaveLength(keys.length);
      let lines: number = measures.lines;
      for (const factor of [1.02, 1.25, 1.5, 3]) {
        lines = Math.ceil(lines * factor);
        expect(growTable(a, crew, workers, lines, true)).toBe(true);
        expect(number(table, keys, slotsOf({ ...measures, lines }))).toBe(true);
        expect(keys.every((key, i) => numberOf(table, key) === i)).toBe(true);
      }
      expect(offer(table, keys)).toEqual({ added: [], crowded: [] });
    }
    for (const { at } of workers.slice(1)) expect(field(a, at + OWN_TURN)).toBeGreaterThan(20);
  } finally {
    crew.end();
  }
});

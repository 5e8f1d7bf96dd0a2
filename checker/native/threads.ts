/**
 * Threads that run the loop beside the owner, on the same memory. They know nothing but the loop: a round begins when their
 * turn is counted up, and has ended when all that were told so have counted themselves as done.
 */
import { type Arena, field, setField } from "./arena.js";
import { BROKEN, DONE, READY, TURN } from "./fields.js";
import type { Module } from "./webassembly.js";
import type { Worker } from "./worker.js";

export type Crew = {
  /** Runs a round on the owner's worker, and, if it is worth it, on the others that are there. */
  readonly work: (isLarge: boolean) => void;
  readonly end: () => void;
};

type Thread = { readonly unref: () => void };
type Threads = { readonly Worker: new (code: string, options: object) => Thread };

/** What Node has and others may not. */
declare const process: { readonly getBuiltinModule?: (name: "node:worker_threads") => Threads } | undefined;

/** Turns that a thread looks again before it sleeps: waking one takes longer than the owner takes between two rounds. */
const SPINS = 20_000;

const CODE = `
const { module, memory, worker, turn, ready, broken, done } = require("node:worker_threads").workerData;
const words = new Int32Array(memory.buffer);
const { work } = new WebAssembly.Instance(module, { env: { memory } }).exports;
let seen = 0;
Atomics.store(words, ready, 1);
for (;;) {
  for (let i = 0; i < ${SPINS} && Atomics.load(words, turn) === seen; i++);
  Atomics.wait(words, turn, seen);
  seen = Atomics.load(words, turn);
  if (seen < 0) break;
  try { work(worker); } catch { Atomics.store(words, broken, 1); }
  Atomics.add(words, done, 1);
  Atomics.notify(words, done);
}`;

const alone = (a: Arena, [own]: ReadonlyArray<Worker>): Crew => ({
  work: () => a.loop.work(own!.at),
  end: () => undefined,
});

/** A thread for each worker but the first, which is the owner's; none where the platform has no threads. */
export const makeCrew = (a: Arena, module: Module, workers: ReadonlyArray<Worker>): Crew => {
  const node = typeof process === "undefined" ? undefined : process;
  const { Worker: Start } = node?.getBuiltinModule?.("node:worker_threads") ?? {};
  const [own, ...others] = workers;
  if (own === undefined || others.length === 0 || Start === undefined) return alone(a, workers);
  for (const { at } of others) {
    const workerData = {
      module,
      memory: a.memory,
      worker: at,
      turn: (at + TURN) >>> 2,
      ready: (at + READY) >>> 2,
      broken: (at + BROKEN) >>> 2,
      done: DONE >>> 2,
    };
    new Start(CODE, { eval: true, workerData }).unref();
  }
  const tell = (at: number, by: (turn: number) => number): void => {
    Atomics.store(a.words, (at + TURN) >>> 2, by(Atomics.load(a.words, (at + TURN) >>> 2)));
    Atomics.notify(a.words, (at + TURN) >>> 2);
  };
  return {
    work: (isLarge) => {
      const there = isLarge ? others.filter(({ at }) => Atomics.load(a.words, (at + READY) >>> 2) === 1) : [];
      setField(a, DONE, 0);
      for (const { at } of there) tell(at, (turn) => turn + 1);
      a.loop.work(own.at);
      for (;;) {
        const done = Atomics.load(a.words, DONE >>> 2);
        if (done === there.length) break;
        Atomics.wait(a.words, DONE >>> 2, done);
      }
      if (there.some(({ at }) => field(a, at + BROKEN) !== 0)) throw new Error("a thread of the loop broke off");
    },
    end: () => {
      for (const { at } of others) tell(at, () => -1);
    },
  };
};

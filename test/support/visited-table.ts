/** The loop's visited table by itself: keys of any width, offered as states are. */
import { type Arena, allocate, clearTable, field, makeArena, release, setField } from "../../checker/native/arena.js";
import * as f from "../../checker/native/fields.js";
import { growTable } from "../../checker/native/growth.js";
import { bytes } from "../../checker/native/loop.js";
import { alone } from "../../checker/native/threads.js";
import { type Module, start } from "../../checker/native/webassembly.js";
import { type Worker, makeWorker, reserveWorker, takeNoted } from "../../checker/native/worker.js";

export const SEGMENTS = 2 ** f.SEGMENT_BITS;
const ARENA_BYTES = 1 << 23;
const OUTCOMES = 256;

export type Measures = { readonly keyBits: number; readonly slotBytes: 2 | 4; readonly lines: number };

export type Table = {
  readonly a: Arena;
  readonly module: Module;
  readonly workers: ReadonlyArray<Worker>;
  readonly outputs: number;
  readonly pieces: number;
  /** Room for a batch of keys with numbers, for one of keys alone, and for the descriptor of that. */
  readonly offered: number;
  readonly keys: number;
  readonly input: number;
  /** Slots for whose numbers there is room. */
  numbered: number;
};

/** Lines that a segment needs, so that what place and segment do not say of a key fits a slot. */
export const leastLines = (keyBits: number, slotBytes: 2 | 4): number =>
  Math.max(
    4,
    2 ** Math.max(0, keyBits - f.SEGMENT_BITS - (slotBytes === 2 ? f.NARROW_REMAINDER_BITS : f.REMAINDER_BITS)),
  );

export const slotsOf = ({ lines, slotBytes }: Measures): number => (SEGMENTS * lines * f.LINE_BYTES) / slotBytes;

/** Empty, with other measures. */
export const clear = ({ a }: Table, { keyBits, slotBytes, lines }: Measures): void => {
  setField(a, f.KEY_BITS, keyBits);
  setField(a, f.BITS_A, keyBits >>> 1);
  clearTable(a, lines, slotBytes);
};

/** With room for so many workers and keys at once. */
export const makeTable = (measures: Measures, workers = 1, keys = f.BATCH): Table => {
  const started = start(bytes, ARENA_BYTES);
  if (started === undefined) throw new Error("this platform has WebAssembly");
  const a = makeArena(started.memory, started.loop, ARENA_BYTES);
  const pieces = workers + Math.ceil((workers * keys) / f.PIECE);
  const outputs = allocate(a, pieces * f.OUTPUT_BYTES);
  for (let i = 0; i < pieces; i++) {
    setField(a, outputs + i * f.OUTPUT_BYTES + f.OUT_KEYS, allocate(a, 8 * (f.PIECE + 1)));
    setField(a, outputs + i * f.OUTPUT_BYTES + f.OUT_BEFORE, allocate(a, f.PIECE_BEFORE));
  }
  setField(a, f.OUTPUT, outputs);
  setField(a, f.WIDTH, 8);
  const crew = Array.from({ length: workers }, () => makeWorker(a, 1, 1));
  for (const worker of crew) reserveWorker(a, worker, 1, 1, OUTCOMES);
  const table: Table = {
    a,
    module: started.module,
    workers: crew,
    outputs,
    pieces,
    offered: allocate(a, f.PUT_OFF_BYTES * keys),
    keys: allocate(a, 8 * f.BATCH),
    input: allocate(a, f.INPUT_BYTES),
    numbered: 0,
  };
  clear(table, measures);
  return table;
};

const write = ({ a }: Table, at: number, key: bigint): void => {
  a.words[at >>> 2] = Number(key & 0xffffffffn);
  a.words[(at >>> 2) + 1] = Number(key >> 32n);
};

/** Puts keys where `offer` of the loop takes them from. */
export const writeOffered = (table: Table, keys: ReadonlyArray<bigint>, at = table.offered): void => {
  for (const [i, key] of keys.entries()) write(table, at + i * f.PUT_OFF_BYTES, key);
};

const keyAt = ({ a }: Table, at: number): bigint =>
  (BigInt(a.words[(at >>> 2) + 1]! >>> 0) << 32n) | BigInt(a.words[at >>> 2]! >>> 0);

export const openOutputs = ({ a, outputs, pieces, workers }: Table): void => {
  for (let i = 0; i < pieces; i++) {
    setField(a, outputs + i * f.OUTPUT_BYTES + f.OUT_COUNT, 0);
    setField(a, outputs + i * f.OUTPUT_BYTES + f.OUT_BEFORE_BYTES, 0);
  }
  setField(a, f.OUTPUTS, pieces);
  setField(a, f.NEXT_OUTPUT, 0);
  for (const { at } of workers) setField(a, at + f.OUT, -1);
};

/** The keys that were told to be new since the outputs were opened. */
export const foundIn = (table: Table): ReadonlyArray<bigint> => {
  const { a, outputs, pieces } = table;
  return Array.from({ length: pieces }, (_, i) => outputs + i * f.OUTPUT_BYTES).flatMap((at) =>
    Array.from({ length: field(a, at + f.OUT_COUNT) }, (_, n) => keyAt(table, field(a, at + f.OUT_KEYS) + 8 * n)),
  );
};

const batches = (keys: ReadonlyArray<bigint>): ReadonlyArray<ReadonlyArray<bigint>> =>
  Array.from({ length: Math.ceil(keys.length / f.BATCH) }, (_, i) => keys.slice(i * f.BATCH, (i + 1) * f.BATCH));

/** Offers keys one after the other: those that were new, and those for which there was no room. */
export const offer = (
  table: Table,
  keys: ReadonlyArray<bigint>,
): { readonly added: bigint[]; readonly crowded: bigint[] } => {
  const { a, workers } = table;
  const result = { added: [] as bigint[], crowded: [] as bigint[] };
  for (const batch of batches(keys)) {
    writeOffered(table, batch);
    openOutputs(table);
    a.loop.offer(workers[0]!.at, table.offered, batch.length);
    result.added.push(...foundIn(table));
    for (const { low, high } of takeNoted(a, workers[0]!, f.CROWDED, f.CROWDED_COUNT))
      result.crowded.push((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));
  }
  return result;
};

const withPiece = (table: Table, keys: ReadonlyArray<bigint>, act: (piece: number) => number): boolean => {
  const { a, input } = table;
  return batches(keys).every((batch, i) => {
    for (const [n, key] of batch.entries()) write(table, table.keys + 8 * n, key);
    setField(a, input + f.IN_KEYS, table.keys);
    setField(a, input + f.IN_COUNT, batch.length);
    setField(a, input + f.IN_WIDTH, 8);
    setField(a, input + f.IN_BITS_A, field(a, f.BITS_A));
    setField(a, input + f.IN_FIRST, i * f.BATCH);
    return act(input) !== 0;
  });
};

/** Adds keys that the table does not have, one by one or by way of bins; whether all of them had room. */
export const restore = (table: Table, keys: ReadonlyArray<bigint>, isBinned: boolean): boolean => {
  const { a } = table;
  if (!isBinned) return withPiece(table, keys, (piece) => a.loop.restore(piece, 0));
  const bins = allocate(a, f.BINS_BYTES);
  const hasRoom = withPiece(table, keys, (piece) => a.loop.restore(piece, bins)) && a.loop.emptyBins(bins) !== 0;
  release(a, bins, f.BINS_BYTES);
  return hasRoom;
};

/** Numbers keys by their order; whether all of them are in the table. */
export const number = (table: Table, keys: ReadonlyArray<bigint>, slots: number): boolean => {
  const { a, numbered } = table;
  if (numbered > 0) release(a, field(a, f.NUMBERS), 4 * numbered);
  setField(a, f.NUMBERS, allocate(a, 4 * slots));
  table.numbered = slots;
  return withPiece(table, keys, (piece) => table.a.loop.number(piece));
};

export const numberOf = ({ a }: Table, key: bigint): number => a.loop.numberOf(key);

export const grow = ({ a, workers }: Table, lines: number): boolean =>
  growTable(a, alone(a, workers), workers, lines, false);

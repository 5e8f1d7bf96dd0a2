/**
 * An exploration in the loop: halves, lists, table, log, and rounds. A round gives the workers pieces of the frontier and
 * room for what they find; when they have stopped, what they found is added to the log, and what they missed is filled in.
 * Between rounds nobody but the owner is at work, so that nothing is ever changed under anybody's hands.
 */
import type { Findings } from "../explore/findings.js";
import type { Spill } from "../explore/storage.js";
import type { Kernel } from "../kernel/kernel.js";
import { type Arena, allocate, arenaBytes, clearTable, field, growTable, setField } from "./arena.js";
import { makeEffects, startWatching } from "./effects.js";
import * as f from "./fields.js";
import { columnFor, halfBytes, identityOf, makeHalf, readHalf, sizeOf } from "./half.js";
import { type Filler, makeCounted } from "./lists.js";
import { type Log, type Piece, contentOf, makeLog, splitKey } from "./log.js";
import { type Pairs, makePairs } from "./pairs.js";
import { makeRecall } from "./recall.js";
import { type Sample, type Split, joined, splitFor } from "./split.js";
import { type Unit, Unsuited, unitsOf } from "./units.js";
import { type Noted, type Worker, forgetRecent, makeWorker } from "./worker.js";

/** A part of the frontier that is still to be expanded: of a piece of the log, or states that were put off. */
export type Pending =
  | { readonly tag: "piece"; readonly piece: Piece; readonly from: number; readonly to: number }
  | { readonly tag: "states"; readonly states: ReadonlyArray<State> };
export type State = { readonly a: number; readonly b: number; readonly number: number };

export type Explorer = {
  readonly k: Kernel;
  readonly a: Arena;
  readonly x: Filler;
  readonly findings: Findings;
  readonly workers: Worker[];
  readonly log: Log;
  readonly units: ReadonlyArray<Unit>;
  readonly stateAsks: ReadonlyArray<Pairs>;
  asked: number;
  bitsA: number;
  keyBits: number;
  width: number;
  /** How many pieces a round may have, and their descriptors. */
  readonly pieces: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Buffers for pieces of the frontier. */
  readonly buffers: number[];
  /** States offered that found no room in the table. */
  crowded: State[];
};

/** Pieces of the frontier, and of what is found, in a round: for one worker, and for each more. */
const PIECES = 16;
const MORE_PIECES = 8;
/** A piece of the log has at most so many states. */
export const PIECE_STATES = 8192;
const LONGEST_VARINT = 5;
const FIRST_ASKED = 1024;
const FIRST_ARENA = 1 << 20;
/** Slots of the table that may be taken: beyond it, states are found further and further from their lines. */
const FULL = 0.88;
export const GROWTH = 1.25;
const SLOTS_PER_LINE = 16;
const SEGMENTS = 2 ** f.SEGMENT_BITS;

/** Footprints of state properties, but for those that are part of another. */
const widest = (footprints: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<ReadonlyArray<number>> => {
  const kept: ReadonlyArray<number>[] = [];
  for (const places of footprints.toSorted((p, q) => q.length - p.length))
    if (!kept.some((other) => places.every((place) => other.includes(place)))) kept.push(places);
  return kept;
};

export const ARENA_BYTES = FIRST_ARENA;

/** The halves that a sample speaks for. */
export const halvesFor = (k: Kernel, sample: Sample): Split =>
  splitFor(
    sample,
    unitsOf(k).map(({ places }) => places),
  );

export const makeExplorer = (
  k: Kernel,
  a: Arena,
  findings: Findings,
  sample: Sample,
  split: Split,
  workers: number,
  spill?: Spill,
): Explorer => {
  const { tables: t } = k;
  const units = unitsOf(k);
  const components = t.compiled.components.length;
  const halves = [makeHalf(false, split[0], components), makeHalf(true, split[1], components)] as const;
  const sideOf = ({ places }: Unit): 0 | 1 | undefined =>
    places.every((place) => halves[0].partOf[place]! >= 0)
      ? 0
      : places.every((place) => halves[1].partOf[place]! >= 0)
        ? 1
        : undefined;
  const crossing = units.filter((unit) => sideOf(unit) === undefined);
  const tablesOf = joined(
    sample,
    split,
    crossing.map(({ places }) => places),
  );
  const pairsOver = (descriptor: number, entry: 1 | 4, places: ReadonlyArray<number>): Pairs => {
    const sorted = places.toSorted((p, q) => p - q);
    return makePairs(a, descriptor, entry, [columnFor(a, halves[0], sorted), columnFor(a, halves[1], sorted)]);
  };
  const crossesAt = allocate(a, f.PAIRS_BYTES * Math.max(1, tablesOf.length));
  setField(a, f.CROSS, crossesAt);
  setField(a, f.CROSS_COUNT, tablesOf.length);
  const effects = [makeEffects(k, a, halves[0]), makeEffects(k, a, halves[1])] as const;
  const x: Filler = {
    k,
    a,
    halves,
    effects,
    local: [units.filter((unit) => sideOf(unit) === 0), units.filter((unit) => sideOf(unit) === 1)],
    crosses: tablesOf.map((members, i) => {
      const own = members.map((member) => crossing[member]!);
      return {
        units: own,
        pairs: pairsOver(crossesAt + i * f.PAIRS_BYTES, 4, [...new Set(own.flatMap(({ places }) => places))]),
      };
    }),
    recall: makeRecall(a),
    counted: [makeCounted(), makeCounted()],
    asked: [],
    askedColumns: new Set(),
    eventAsks: 0,
    eventCapacity: 0,
    isListing: false,
    longest: 0,
    ids: new Int32Array(components),
    after: new Int32Array(components),
    part: new Int32Array(components),
  };
  for (const each of effects) startWatching(a, each);
  const asks = widest(k.predicates.states.map(({ reads }) => [...reads]));
  const at = allocate(a, f.PAIRS_BYTES * Math.max(1, asks.length));
  const stateAsks = asks.map((places, i) => pairsOver(at + i * f.PAIRS_BYTES, 1, places));
  setField(a, f.STATE_ASK, at);
  setField(a, f.STATE_ASKS, asks.length);
  setField(a, f.EVENT_ASK, allocate(a, 64));
  setField(a, f.ASKS_STUCK, k.predicates.deadlocks.length > 0 ? 1 : 0);
  setField(a, f.ASKED, allocate(a, 16 * FIRST_ASKED));
  setField(a, f.ASKED_MASK, FIRST_ASKED - 1);
  const pieces = PIECES + MORE_PIECES * (workers - 1);
  const e: Explorer = {
    k,
    a,
    x,
    findings,
    workers: Array.from({ length: workers }, () => makeWorker(a, t.compiled.rules.length, components)),
    log: makeLog(spill),
    units,
    stateAsks,
    asked: 0,
    bitsA: 0,
    keyBits: 0,
    width: 0,
    pieces,
    inputs: allocate(a, pieces * f.INPUT_BYTES),
    outputs: allocate(a, pieces * f.OUTPUT_BYTES),
    buffers: Array.from({ length: pieces }, () => allocate(a, 8 * (PIECE_STATES + 1))),
    crowded: [],
  };
  setField(a, f.INPUT, e.inputs);
  setField(a, f.OUTPUT, e.outputs);
  for (let i = 0; i < pieces; i++) {
    setField(a, e.outputs + i * f.OUTPUT_BYTES + f.OUT_KEYS, allocate(a, 8 * (f.PIECE + 1)));
    setField(a, e.outputs + i * f.OUTPUT_BYTES + f.OUT_BEFORE, allocate(a, LONGEST_VARINT * f.PIECE));
  }
  layOut(e);
  return e;
};

export const capacity = (e: Explorer): number => SEGMENTS * field(e.a, f.LINES) * SLOTS_PER_LINE;

/** Lines that a segment needs, so that what its place does not say of a key fits a slot. */
const leastLines = (keyBits: number): number => Math.max(4, 2 ** (keyBits - f.SEGMENT_BITS - f.REMAINDER_BITS));

/** Larger keys would need a table that is too large for few states. */
const MOST_KEY_BITS = 46;

/** Bits of the identities of so many values, and of some more. */
const bitsFor = (count: number): number => Math.max(4, Math.ceil(Math.log2(1.25 * (count + 1))));

/** Widths for the values that there are and some more, and a table of keys with these widths. */
export const layOut = (e: Explorer): void => {
  const { a, x } = e;
  const [bitsA, bitsB] = [bitsFor(sizeOf(x.halves[0])), bitsFor(sizeOf(x.halves[1]))];
  e.bitsA = bitsA;
  e.keyBits = Math.max(f.SEGMENT_BITS + 8, bitsA + bitsB);
  if (e.keyBits > MOST_KEY_BITS) throw new Unsuited(`a state takes ${e.keyBits} bits`);
  e.width = Math.ceil(e.keyBits / 8);
  setField(a, f.BITS_A, bitsA);
  setField(a, f.KEY_BITS, e.keyBits);
  setField(a, f.WIDTH, e.width);
  for (const worker of e.workers) forgetRecent(a, worker);
  rebuild(e, Math.max(leastLines(e.keyBits), field(a, f.LINES)));
};

const linesFor = (states: number): number => Math.ceil(states / (FULL * SEGMENTS * SLOTS_PER_LINE));

/** The table of all states of the log, with so many lines per segment, or more where some state finds no room. */
const rebuild = (e: Explorer, atLeast: number): void => {
  const { a, log } = e;
  const isFull = (piece: Piece): boolean => a.loop.restore(loadPiece(e, 0, piece, 0, piece.count)) === 0;
  let lines = Math.max(atLeast, linesFor(log.size));
  clearTable(a, lines);
  while (log.pieces.some(isFull)) {
    lines = Math.ceil(GROWTH * lines);
    clearTable(a, lines);
  }
};

/** More lines for every segment. */
export const grow = (e: Explorer, lines: number): void => {
  if (!growTable(e.a, lines)) rebuild(e, lines);
};

/** Puts the states `from` to `to` of a piece of the log where the loop finds them, as input `slot`. The address of its descriptor. */
export const loadPiece = (e: Explorer, slot: number, piece: Piece, from: number, to: number): number => {
  const { a, buffers } = e;
  const at = e.inputs + slot * f.INPUT_BYTES;
  const keys = buffers[slot]!;
  a.bytes.set(contentOf(e.log, piece).keys.subarray(from * piece.width, to * piece.width), keys);
  setField(a, at + f.IN_KEYS, keys);
  setField(a, at + f.IN_COUNT, to - from);
  setField(a, at + f.IN_AT, 0);
  setField(a, at + f.IN_WIDTH, piece.width);
  setField(a, at + f.IN_BITS_A, piece.bitsA);
  setField(a, at + f.IN_FIRST, piece.first + from);
  setField(a, at + f.IN_NUMBERS, 0);
  return at;
};

export const stateOf = (e: Explorer, { low, high, number }: Noted): State => {
  const [a, b] = splitKey(low, high, e.bitsA);
  return { a, b, number };
};

/** New widths if some value does not fit; then every key is another. */
export const fit = (e: Explorer): void => {
  const [a, b] = e.x.halves;
  if (sizeOf(a) <= 2 ** e.bitsA && sizeOf(b) <= 2 ** (e.keyBits - e.bitsA)) return;
  layOut(e);
};

/** Lines that a segment needs for so many more states. */
const linesWith = (e: Explorer, more: number): number => {
  const wanted = e.log.size + more;
  const lines = field(e.a, f.LINES);
  return wanted <= FULL * capacity(e) ? lines : Math.max(linesFor(wanted), Math.ceil(GROWTH * lines));
};

/** Room in the table for so many more states. */
export const reserve = (e: Explorer, more: number): void => {
  const lines = linesWith(e, more);
  if (lines > field(e.a, f.LINES)) grow(e, lines);
};

/** Bytes that the table grows by for so many more states. */
export const growthFor = (e: Explorer, more: number): number =>
  SEGMENTS * f.LINE_BYTES * (linesWith(e, more) - field(e.a, f.LINES));

/** The identities of a key's components, into `k.ids`. */
export const readState = (e: Explorer, low: number, high: number, ids: Int32Array): void => {
  const [a, b] = splitKey(low, high, e.bitsA);
  readHalf(e.x.halves[0], a, ids);
  readHalf(e.x.halves[1], b, ids);
};

export const writeKey = (a: Arena, at: number, own: number, b: number, bitsA: number): void => {
  a.words[at >>> 2] = own | (b << bitsA);
  a.words[(at >>> 2) + 1] = b >>> (32 - bitsA);
};

/** The identity of a whole state. */
export const stateFor = (e: Explorer, ids: Int32Array, number: number): State => {
  const { a, x } = e;
  const own = (side: 0 | 1): number => {
    const half = x.halves[side];
    for (let i = 0; i < half.places.length; i++) x.part[i] = ids[half.places[i]!]!;
    return identityOf(a, half, x.part);
  };
  return { a: own(0), b: own(1), number };
};

export const explorerBytes = (e: Explorer): number =>
  arenaBytes(e.a) + e.log.bytes + halfBytes(e.x.halves[0]) + halfBytes(e.x.halves[1]);

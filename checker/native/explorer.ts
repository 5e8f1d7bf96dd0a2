/**
 * An exploration in the loop: halves, lists, table, log, and rounds. A round gives the workers pieces of the frontier and
 * room for what they find; when they have stopped, what they found is added to the log, and what they missed is filled in.
 * Between rounds nobody but the owner is at work, so that nothing is ever changed under anybody's hands.
 */
import type { Compiled } from "../compile.js";
import { type Findings, checkState, collectBadSteps } from "../explore/findings.js";
import type { Kernel } from "../kernel/kernel.js";
import { type StateTable, VIOLATED, askedAbout, stepFinding } from "../kernel/predicates.js";
import { type Arena, allocate, arenaBytes, clearTable, enlarge, field, growTable, setField, tableBytes } from "./arena.js";
import { fillEffect, makeEffects, startWatching } from "./effects.js";
import * as f from "./fields.js";
import { columnFor, halfBytes, identityOf, makeHalf, readHalf, sizeOf } from "./half.js";
import { type Filler, fillCross, fillLocal, makeCounted } from "./lists.js";
import { type Pairs, entryAt, makePairs } from "./pairs.js";
import { makeRecall } from "./recall.js";
import { type Log, type Piece, append, makeLog, splitKey } from "./log.js";
import { type Sample, type Split, joined, splitFor } from "./split.js";
import { type Unit, failed, unitsOf } from "./units.js";
import { type Noted, type Worker, forgetRecent, makeWorker, reserveWorker, takeNoted } from "./worker.js";

/** A part of the frontier that is still to be expanded: of a piece of the log, or states that were put off. */
type Pending =
  | { readonly tag: "piece"; readonly piece: Piece; readonly from: number; readonly to: number }
  | { readonly tag: "states"; readonly states: ReadonlyArray<State> };
type State = { readonly a: number; readonly b: number; readonly number: number };

export type Explorer = {
  readonly k: Kernel;
  readonly a: Arena;
  readonly x: Filler;
  readonly findings: Findings;
  readonly workers: Worker[];
  readonly log: Log;
  readonly stateAsks: ReadonlyArray<Pairs>;
  asked: number;
  bitsA: number;
  keyBits: number;
  width: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Buffers for pieces of the frontier. */
  readonly buffers: number[];
  /** States offered that found no room in the table. */
  crowded: State[];
};

const INPUTS = 16;
const OUTPUTS = 16;
/** A piece of the log has at most so many states. */
const PIECE_STATES = 8192;
const LONGEST_VARINT = 5;
const FIRST_ASKED = 1024;
const FIRST_ARENA = 1 << 20;
/** Slots of the table that may be taken: beyond it, states are found further and further from their lines. */
const FULL = 0.88;
const GROWTH = 1.25;
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

export const makeExplorer = (k: Kernel, a: Arena, findings: Findings, sample: Sample, workers: number): Explorer => {
  const { tables: t } = k;
  const units = unitsOf(k);
  const footprints = units.map(({ places }) => places);
  const split: Split = splitFor(sample, footprints);
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
      return { units: own, pairs: pairsOver(crossesAt + i * f.PAIRS_BYTES, 4, [...new Set(own.flatMap(({ places }) => places))]) };
    }),
    recall: makeRecall(a),
    counted: [makeCounted(), makeCounted()],
    asked: [],
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
  const e: Explorer = {
    k,
    a,
    x,
    findings,
    workers: Array.from({ length: workers }, () => makeWorker(a, t.compiled.rules.length, components)),
    log: makeLog(),
    stateAsks,
    asked: 0,
    bitsA: 0,
    keyBits: 0,
    width: 0,
    inputs: allocate(a, INPUTS * f.INPUT_BYTES),
    outputs: allocate(a, OUTPUTS * f.OUTPUT_BYTES),
    buffers: Array.from({ length: INPUTS }, () => allocate(a, 8 * (PIECE_STATES + 1))),
    crowded: [],
  };
  setField(a, f.INPUT, e.inputs);
  setField(a, f.OUTPUT, e.outputs);
  for (let i = 0; i < OUTPUTS; i++) {
    setField(a, e.outputs + i * f.OUTPUT_BYTES + f.OUT_KEYS, allocate(a, 8 * (f.PIECE + 1)));
    setField(a, e.outputs + i * f.OUTPUT_BYTES + f.OUT_BEFORE, allocate(a, LONGEST_VARINT * f.PIECE));
  }
  layOut(e);
  return e;
};

const capacity = (e: Explorer): number => SEGMENTS * field(e.a, f.LINES) * SLOTS_PER_LINE;

/** Widths for the values that there are and some more, and a table of keys with these widths. */
const layOut = (e: Explorer): void => {
  const { a, x } = e;
  const bitsFor = (count: number): number => Math.max(4, Math.ceil(Math.log2(1.25 * (count + 1))));
  const [bitsA, bitsB] = [bitsFor(sizeOf(x.halves[0])), bitsFor(sizeOf(x.halves[1]))];
  e.bitsA = bitsA;
  e.keyBits = Math.max(f.SEGMENT_BITS + 8, bitsA + bitsB);
  e.width = Math.ceil(e.keyBits / 8);
  setField(a, f.BITS_A, bitsA);
  setField(a, f.KEY_BITS, e.keyBits);
  setField(a, f.WIDTH, e.width);
  const restBits = e.keyBits - f.SEGMENT_BITS;
  const least = Math.max(4, 2 ** (restBits - f.REMAINDER_BITS));
  const lines = Math.max(least, field(a, f.LINES), Math.ceil(e.log.size / (FULL * SEGMENTS * SLOTS_PER_LINE)));
  clearTable(a, lines);
  for (const worker of e.workers) forgetRecent(a, worker);
  for (const piece of e.log.pieces) {
    const at = loadPiece(e, 0, piece, 0, piece.count);
    if (a.loop.restore(at) === 0) throw new Error("a table with room for its states is crowded");
  }
};

/** Puts a piece of the log where the loop finds it, as input `slot`. The address of its descriptor. */
const loadPiece = (e: Explorer, slot: number, piece: Piece, from: number, to: number): number => {
  const { a, buffers } = e;
  const at = e.inputs + slot * f.INPUT_BYTES;
  a.bytes.set(piece.keys.subarray(0, to * piece.width), buffers[slot]!);
  setField(a, at + f.IN_KEYS, buffers[slot]!);
  setField(a, at + f.IN_COUNT, to);
  setField(a, at + f.IN_AT, from);
  setField(a, at + f.IN_WIDTH, piece.width);
  setField(a, at + f.IN_BITS_A, piece.bitsA);
  setField(a, at + f.IN_FIRST, piece.first);
  setField(a, at + f.IN_NUMBERS, 0);
  return at;
};

/** The same for states that were put off: keys of 8 bytes, then their numbers. */
const loadStates = (e: Explorer, slot: number, states: ReadonlyArray<State>): void => {
  const { a, buffers, bitsA } = e;
  const at = e.inputs + slot * f.INPUT_BYTES;
  const keys = buffers[slot]!;
  const numbers = keys + 8 * states.length;
  for (const [i, { a: own, b, number }] of states.entries()) {
    writeKey(a, keys + 8 * i, own, b, bitsA);
    a.words[(numbers >>> 2) + i] = number;
  }
  setField(a, at + f.IN_KEYS, keys);
  setField(a, at + f.IN_COUNT, states.length);
  setField(a, at + f.IN_AT, 0);
  setField(a, at + f.IN_WIDTH, 8);
  setField(a, at + f.IN_BITS_A, bitsA);
  setField(a, at + f.IN_FIRST, 0);
  setField(a, at + f.IN_NUMBERS, numbers);
};

const writeKey = (a: Arena, at: number, own: number, b: number, bitsA: number): void => {
  a.words[at >>> 2] = (own | (bitsA < 32 ? b << bitsA : 0)) | 0;
  a.words[(at >>> 2) + 1] = bitsA === 0 ? 0 : b >>> (32 - bitsA);
};

const stateOf = (e: Explorer, { low, high, number }: Noted): State => {
  const [a, b] = splitKey(low, high, e.bitsA);
  return { a, b, number };
};

/** New widths if some value does not fit; then every key is another. */
const fit = (e: Explorer): void => {
  const [a, b] = e.x.halves;
  if (sizeOf(a) <= 2 ** e.bitsA && sizeOf(b) <= 2 ** (e.keyBits - e.bitsA)) return;
  layOut(e);
};

/** Room in the table for so many more states. */
const reserve = (e: Explorer, more: number): void => {
  const wanted = e.log.size + more;
  if (wanted <= FULL * capacity(e)) return;
  const lines = Math.ceil(Math.max(wanted / (FULL * SEGMENTS * SLOTS_PER_LINE), GROWTH * field(e.a, f.LINES)));
  if (!growTable(e.a, lines)) throw new Error("a table that grows has room for its states");
};

/** Adds states that the owner found: initial ones, or those of the plain way. */
const offerStates = (e: Explorer, states: ReadonlyArray<State>): void => {
  const { a } = e;
  const [worker] = e.workers;
  if (worker === undefined) throw new Error("there is at least one worker");
  for (let from = 0; from < states.length; from += f.BATCH) {
    const some = states.slice(from, from + f.BATCH);
    fit(e);
    reserve(e, some.length);
    const bytes = f.PUT_OFF_BYTES * some.length;
    const at = e.buffers[0]!;
    for (const [i, { a: own, b, number }] of some.entries()) {
      writeKey(a, at + i * f.PUT_OFF_BYTES, own, b, e.bitsA);
      a.words[(at + i * f.PUT_OFF_BYTES + 8) >>> 2] = number;
    }
    if (bytes > 8 * PIECE_STATES) throw new Error("a batch fits a piece");
    openOutputs(e);
    a.loop.offer(worker.at, at, some.length);
    collect(e);
  }
};

const openOutputs = (e: Explorer): void => {
  const { a } = e;
  for (let i = 0; i < OUTPUTS; i++) {
    const at = e.outputs + i * f.OUTPUT_BYTES;
    setField(a, at + f.OUT_COUNT, 0);
    setField(a, at + f.OUT_BEFORE_BYTES, 0);
  }
  setField(a, f.OUTPUTS, OUTPUTS);
  setField(a, f.NEXT_OUTPUT, 0);
  setField(a, f.STOP, 0);
  for (const { at } of e.workers) setField(a, at + f.OUT, -1);
};

const NO_BYTES = new Uint8Array(0);

/** Takes what was found into the log. */
const collect = (e: Explorer): void => {
  const { a, log, width, bitsA } = e;
  for (let i = 0; i < OUTPUTS; i++) {
    const at = e.outputs + i * f.OUTPUT_BYTES;
    const count = field(a, at + f.OUT_COUNT);
    const keys = field(a, at + f.OUT_KEYS);
    const before = field(a, at + f.OUT_BEFORE);
    append(
      log,
      width,
      bitsA,
      count,
      a.bytes.subarray(keys, keys + count * width),
      field(a, at + f.OUT_FIRST),
      a.bytes.subarray(before, before + field(a, at + f.OUT_BEFORE_BYTES)),
      field(a, at + f.OUT_LAST),
    );
  }
  for (const worker of e.workers) {
    const key = new Uint8Array(8);
    const words = new Int32Array(key.buffer);
    for (const { low, high, number } of takeNoted(a, worker, f.EXTRA, f.EXTRA_COUNT)) {
      words[0] = low;
      words[1] = high;
      append(log, width, bitsA, 1, key, number, NO_BYTES, number);
    }
    for (const noted of takeNoted(a, worker, f.CROWDED, f.CROWDED_COUNT)) e.crowded.push(stateOf(e, noted));
  }
  const crowded = e.crowded;
  e.crowded = [];
  if (crowded.length === 0) return;
  if (!growTable(a, Math.ceil(GROWTH * field(a, f.LINES)))) throw new Error("a table that grows has room for its states");
  offerStates(e, crowded);
};

export type Found = { readonly slow: ReadonlyArray<State>; readonly pending: ReadonlyArray<Pending> };

/** Expands what is pending as far as one round goes; what is left over is in the result. */
export const round = (e: Explorer, pending: ReadonlyArray<Pending>, work: (e: Explorer) => void): Found => {
  const { a, x } = e;
  fit(e);
  reserve(e, OUTPUTS * f.PIECE + e.workers.length * (f.BATCH + e.x.longest));
  for (const worker of e.workers)
    reserveWorker(a, worker, x.halves[0].capacity, x.halves[1].capacity, Math.max(256, (4 + x.crosses.length) * x.longest));
  const now = pending.slice(0, INPUTS);
  for (const [slot, each] of now.entries()) {
    if (each.tag === "piece") loadPiece(e, slot, each.piece, each.from, each.to);
    else loadStates(e, slot, each.states);
  }
  openOutputs(e);
  setField(a, f.INPUTS, now.length);
  setField(a, f.NEXT_INPUT, 0);
  work(e);
  const left = now.flatMap((each, slot): Pending[] => {
    const at = e.inputs + slot * f.INPUT_BYTES;
    const from = field(a, at + f.IN_AT);
    if (each.tag === "piece") return from < each.to ? [{ ...each, from }] : [];
    return from < each.states.length ? [{ tag: "states", states: each.states.slice(from) }] : [];
  });
  const putOff = e.workers.flatMap((worker) => takeNoted(a, worker, f.PUT_OFF, f.PUT_OFF_COUNT)).map((n) => stateOf(e, n));
  const slow = e.workers.flatMap((worker) => takeNoted(a, worker, f.SLOW, f.SLOW_COUNT)).map((n) => stateOf(e, n));
  collect(e);
  answer(e);
  fill(e);
  const again: Pending[] = [];
  for (let i = 0; i < putOff.length; i += f.PUT_OFF_LIMIT)
    again.push({ tag: "states", states: putOff.slice(i, i + f.PUT_OFF_LIMIT) });
  return { slow, pending: [...again, ...left, ...pending.slice(INPUTS)] };
};

/** Fills what the workers missed. */
const fill = (e: Explorer): void => {
  const { a, x, k } = e;
  for (const { at } of e.workers) {
    const count = field(a, at + f.MISS_COUNT);
    setField(a, at + f.MISS_COUNT, 0);
    const misses = a.words.slice(field(a, at + f.MISSES) >>> 2, (field(a, at + f.MISSES) >>> 2) + 4 * count);
    for (let i = 0; i < misses.length; i += 4) {
      const [kind, first, second, third] = [misses[i]!, misses[i + 1]!, misses[i + 2]!, misses[i + 3]!];
      if (kind === f.MISS_LIST_A) fillLocal(x, 0, first);
      else if (kind === f.MISS_LIST_B) fillLocal(x, 1, first);
      else if (kind === f.MISS_CROSS) fillCross(x, first, second, third);
      else fillEffect(k, a, x.recall, x.effects[first === 1 ? 1 : 0], second, third, x.ids, x.part);
    }
  }
};

/** The identities of a key's components, into `k.ids`. */
export const readState = (e: Explorer, low: number, high: number, ids: Int32Array): void => {
  const [a, b] = splitKey(low, high, e.bitsA);
  readHalf(e.x.halves[0], a, ids);
  readHalf(e.x.halves[1], b, ids);
};

/** Asks the properties what the workers wanted to know, once each. */
const answer = (e: Explorer): void => {
  const { a, k, findings } = e;
  for (const { at } of e.workers) {
    const count = field(a, at + f.ASK_COUNT);
    setField(a, at + f.ASK_COUNT, 0);
    const from = field(a, at + f.ASKS) >>> 2;
    const asks = a.words.slice(from, from + (f.ASK_RECORD / 4) * count);
    for (let i = 0; i < asks.length; i += f.ASK_RECORD / 4) {
      if (!remember(e, asks.subarray(i, i + 4))) continue;
      const number = asks[i + 4]!;
      readState(e, asks[i + 6]!, asks[i + 7]!, k.ids);
      const kind = asks[i + 3]! >>> f.ASK_SHIFT;
      if (kind === f.ASK_STEP) {
        const event = (asks[i + 2]! >>> 24) | (((asks[i + 3]! >>> 20) & 0xff) << 8);
        readState(e, asks[i + 8]!, asks[i + 9]!, e.x.after);
        judgeStep(e, number, event);
      } else if (!checkState(k, findings, number, kind === f.ASK_STUCK)) throw failed(k);
    }
  }
};

const judgeStep = (e: Explorer, number: number, event: number): void => {
  const { k, findings, x } = e;
  const tables = askedAbout(k.tables, k.predicates, event);
  if (tables === undefined) throw failed(k);
  for (const table of tables) {
    const { reads } = table;
    for (let i = 0; i < reads.length; i++) {
      k.key[i] = k.ids[reads[i]!]!;
      k.key[reads.length + 1 + i] = x.after[reads[i]!]!;
    }
    k.key[reads.length] = event;
    const finding = stepFinding(k.tables, table, k.key);
    if (finding === 0) throw failed(k);
    if (finding === VIOLATED) k.badSteps.push({ property: table.compiled.index, source: number, to: x.after.slice() });
  }
  collectBadSteps(k, findings);
};

/** Notes a question as answered; false if it was. */
const remember = (e: Explorer, question: Int32Array): boolean => {
  const { a } = e;
  const pairs = question[3]! >>> f.ASK_SHIFT === f.ASK_STATE ? e.stateAsks[question[2]!] : undefined;
  const entry = pairs === undefined ? undefined : entryAt(pairs, question[0]!, question[1]!);
  if (entry !== undefined) {
    if (a.bytes[entry] !== 0) return false;
    a.bytes[entry] = 1;
    return true;
  }
  const at = askedSlot(a, field(a, f.ASKED), field(a, f.ASKED_MASK), question, 0);
  if (a.words[at + 2] !== 0 || a.words[at + 3] !== 0) return false;
  a.words.set(question, at);
  if (++e.asked * 2 > field(a, f.ASKED_MASK)) growAsked(e);
  return true;
};

const askedSlot = (a: Arena, table: number, mask: number, question: Int32Array, from: number): number => {
  const [q0, q1, q2, q3] = [question[from]!, question[from + 1]!, question[from + 2]!, question[from + 3]!];
  let h = Math.imul(q0 ^ Math.imul(q2, 31), 0x9e3779b1) ^ Math.imul(q1 ^ Math.imul(q3, 31), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  let slot = (h ^ (h >>> 13)) & mask;
  for (;;) {
    const at = (table >>> 2) + 4 * slot;
    const w = a.words;
    if ((w[at + 2] === 0 && w[at + 3] === 0) || (w[at] === q0 && w[at + 1] === q1 && w[at + 2] === q2 && w[at + 3] === q3))
      return at;
    slot = (slot + 1) & mask;
  }
};

const growAsked = (e: Explorer): void => {
  const { a } = e;
  const [old, mask] = [field(a, f.ASKED), field(a, f.ASKED_MASK)];
  const to = enlarge(a, old, 0, 32 * (mask + 1));
  const wider = 2 * mask + 1;
  const entries = a.words.slice(old >>> 2, (old >>> 2) + 4 * (mask + 1));
  for (let i = 0; i < entries.length; i += 4) {
    if (entries[i + 2] === 0 && entries[i + 3] === 0) continue;
    a.words.set(entries.subarray(i, i + 4), askedSlot(a, to, wider, entries, i));
  }
  setField(a, f.ASKED, to);
  setField(a, f.ASKED_MASK, wider);
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

export const offerAll = (e: Explorer, states: ReadonlyArray<State>): void => offerStates(e, states);

/** The frontier from one state of the log on. */
export const pendingFrom = (e: Explorer, from: number, to: number): ReadonlyArray<Pending> =>
  e.log.pieces.flatMap((piece): Pending[] => {
    const end = piece.first + piece.count;
    if (end <= from || piece.first >= to) return [];
    return [{ tag: "piece", piece, from: Math.max(0, from - piece.first), to: Math.min(piece.count, to - piece.first) }];
  });

export const explorerBytes = (e: Explorer): number =>
  arenaBytes(e.a) + e.log.bytes + halfBytes(e.x.halves[0]) + halfBytes(e.x.halves[1]);

export const stepsOf = (e: Explorer): number =>
  e.workers.reduce((sum, { at }) => sum + e.a.doubles[(at + f.STEPS) >>> 3]!, 0);

export { tableBytes };
export type { Compiled, StateTable };

/**
 * A round: workers get pieces of the frontier and room for what they find; when they have stopped, what they found is added
 * to the log, and what they missed is filled in. Between rounds nobody but the owner is at work, so that nothing is ever
 * changed under anybody's hands.
 */
import { field, setField } from "./arena.js";
import { fillEffect } from "./effects.js";
import { type Explorer, type Pending, type State, stateOf, writeKey } from "./explorer.js";
import * as f from "./fields.js";
import { fillCross, fillLocal } from "./lists.js";
import { readHalf } from "./half.js";
import { bufferFor, loadPiece } from "./input.js";
import { fit, growthFor, reserve, unlessOutOfRoom } from "./layout.js";
import { append, pieceOf } from "./log.js";
import { isLossy } from "./lossy.js";
import { answer } from "./questions.js";
import { stepsFrom } from "./slow.js";
import { Failed } from "./units.js";
import { reserveWorker, takeNoted } from "./worker.js";

/** States that a worker takes at once, at least and at most. */
const LEAST_RANGE = 256;
const MOST_RANGE = 4096;
/** How often a worker comes back for more in a level, so that all end at about the same time. */
const TIMES = 8;

/** The states of the log from one to another, in ranges for the workers. */
export const pendingFrom = (e: Explorer, first: number, end: number): ReadonlyArray<Pending> => {
  const share = Math.ceil((end - first) / (TIMES * e.workers.length));
  const range = Math.min(MOST_RANGE, Math.max(LEAST_RANGE, share));
  return e.log.pieces.slice(pieceOf(e.log, first)).flatMap((piece): Pending[] => {
    const from = Math.max(0, first - piece.first);
    const count = Math.min(piece.count, end - piece.first) - from;
    return Array.from({ length: Math.max(0, Math.ceil(count / range)) }, (_, i) => ({
      tag: "piece",
      piece,
      from: from + i * range,
      to: from + Math.min(count, (i + 1) * range),
    }));
  });
};

/** Empties the pieces for what is found, and gives out so many of them. */
const openOutputs = (e: Explorer, outputs: number): void => {
  const { a } = e;
  for (let i = 0; i < e.pieces; i++) {
    const at = e.outputs + i * f.OUTPUT_BYTES;
    setField(a, at + f.OUT_COUNT, 0);
    setField(a, at + f.OUT_BEFORE_BYTES, 0);
  }
  setField(a, f.OUTPUTS, outputs);
  setField(a, f.NEXT_OUTPUT, 0);
  setField(a, f.STOP, 0);
  for (const { at } of e.workers) setField(a, at + f.OUT, -1);
};

const NO_BYTES = new Uint8Array(0);

/** Takes what was found into the log. */
const collect = (e: Explorer): void => {
  const { a, log, width, bitsA } = e;
  for (let i = 0; i < e.pieces; i++) {
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
  if (crowded.length === 0 || isLossy(e) || !e.makeWay()) return;
  e.crowded = [];
  offerStates(e, crowded);
};

/** Adds states that the owner found: initial ones, or those of the plain way. */
export const offerStates = (e: Explorer, states: ReadonlyArray<State>): void => {
  const { a } = e;
  const [worker] = e.workers;
  if (worker === undefined) throw new Error("there is at least one worker");
  for (let from = 0; from < states.length; from += f.BATCH) {
    const some = states.slice(from, from + f.BATCH);
    fit(e);
    reserve(e, some.length);
    reserveWorker(a, worker, e.x.halves[0].capacity, e.x.halves[1].capacity, outcomesIn(e));
    const bytes = f.PUT_OFF_BYTES * some.length;
    const at = bufferFor(e, 0, bytes);
    for (const [i, { a: own, b, number }] of some.entries()) {
      writeKey(a, at + i * f.PUT_OFF_BYTES, own, b, e.bitsA);
      a.words[(at + i * f.PUT_OFF_BYTES + 8) >>> 2] = number;
    }
    openOutputs(e, e.pieces);
    a.loop.offer(worker.at, at, some.length);
    collect(e);
  }
};

/** The same for states that were put off: keys of 8 bytes, then their numbers. */
const loadStates = (e: Explorer, slot: number, states: ReadonlyArray<State>): void => {
  const { a, bitsA } = e;
  const at = e.inputs + slot * f.INPUT_BYTES;
  const keys = bufferFor(e, slot, 12 * states.length);
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
  setField(a, at + f.IN_CONDENSED, 0);
};

/** What a round leaves: states for the plain way, and what is still to be expanded. */
export type Left = { readonly slow: ReadonlyArray<State>; readonly pending: ReadonlyArray<Pending> };

const load = (e: Explorer, some: ReadonlyArray<Pending>): void => {
  for (const [slot, each] of some.entries()) {
    if (each.tag === "piece") loadPiece(e, slot, each.piece, each.from, each.to);
    else loadStates(e, slot, each.states);
  }
  setField(e.a, f.INPUTS, some.length);
  setField(e.a, f.NEXT_INPUT, 0);
};

/** Of each piece what was not expanded. */
const unload = (e: Explorer, some: ReadonlyArray<Pending>): ReadonlyArray<Pending> =>
  some.flatMap((each, slot): Pending[] => {
    const at = field(e.a, e.inputs + slot * f.INPUT_BYTES + f.IN_AT);
    if (each.tag === "piece") return each.from + at < each.to ? [{ ...each, from: each.from + at }] : [];
    return at < each.states.length ? [{ tag: "states", states: each.states.slice(at) }] : [];
  });

/** Outcomes that a state may have: of lists and of cross tables. */
const outcomesIn = ({ x }: Explorer): number => Math.max(LEAST_OUTCOMES, (4 + x.crosses.length) * x.longest);

/** States that a round may find at most, in so many pieces. */
const mostIn = (e: Explorer, outputs: number): number =>
  outputs * f.PIECE + e.workers.length * (f.BATCH + outcomesIn(e));

const sizeOf = (each: Pending): number => (each.tag === "piece" ? each.to - each.from : each.states.length);

/** New states for each that is expanded, beyond which a round ends early. */
const MOST_NEW = 4;

/** Pieces for what a round may find. */
const outputsFor = (e: Explorer, pending: ReadonlyArray<Pending>, mostFound: number): number => {
  const states = pending.slice(0, e.pieces).reduce((sum, each) => sum + sizeOf(each), 0);
  const wanted = Math.min(Math.ceil((MOST_NEW * states) / f.PIECE) + e.workers.length, Math.ceil(mostFound / f.PIECE));
  return Math.min(e.pieces, Math.max(e.workers.length, wanted));
};

/** Bytes by which the next round may make the table grow. */
export const growthAhead = (e: Explorer, pending: ReadonlyArray<Pending>): number =>
  growthFor(e, mostIn(e, outputsFor(e, pending, Infinity)));

/** Room in the table for what the next round may find; false where the system refuses it. */
export const reserveAhead = (e: Explorer, pending: ReadonlyArray<Pending>): boolean =>
  unlessOutOfRoom(() => reserve(e, mostIn(e, outputsFor(e, pending, Infinity))));

/** Room for what a round may find, in at most so many pieces. */
const prepare = (e: Explorer, outputs: number): void => {
  const { a, x, workers } = e;
  fit(e);
  const outcomes = outcomesIn(e);
  reserve(e, mostIn(e, outputs));
  for (const worker of workers) reserveWorker(a, worker, x.halves[0].capacity, x.halves[1].capacity, outcomes);
};

const LEAST_OUTCOMES = 256;

/** Fewer states are not worth waking the other threads for. */
const LARGE = 2048;

/** Expands what is pending as far as one round goes, and finds at most so many states and a few more. */
export const round = (e: Explorer, pending: ReadonlyArray<Pending>, mostFound: number): Left => {
  const { workers } = e;
  const outputs = outputsFor(e, pending, mostFound);
  prepare(e, outputs);
  const now = pending.slice(0, e.pieces);
  load(e, now);
  openOutputs(e, outputs);
  e.crew.work(now.reduce((sum, each) => sum + sizeOf(each), 0) >= LARGE);
  const left = unload(e, now);
  const noted = (list: number, counter: number): ReadonlyArray<State> =>
    workers.flatMap((worker) => takeNoted(e.a, worker, list, counter)).map((each) => stateOf(e, each));
  const putOff = noted(f.PUT_OFF, f.PUT_OFF_COUNT).toSorted((p, q) => p.number - q.number);
  const slow = noted(f.SLOW, f.SLOW_COUNT);
  collect(e);
  answer(e);
  fill(e, [...putOff, ...slow]);
  const again: Pending[] = [];
  for (let i = 0; i < putOff.length; i += f.PUT_OFF_LIMIT)
    again.push({ tag: "states", states: putOff.slice(i, i + f.PUT_OFF_LIMIT) });
  return { slow, pending: [...again, ...left, ...pending.slice(e.pieces)] };
};

/** Fills what the workers missed. An error of the specification is that of the first state that needs what cannot be filled. */
export const fill = (e: Explorer, waiting: ReadonlyArray<State>): void => {
  try {
    for (const { at } of e.workers) fillFor(e, at);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    const { k, x, units } = e;
    for (const { a, b, number } of waiting.toSorted((p, q) => p.number - q.number)) {
      readHalf(x.halves[0], a, x.ids);
      readHalf(x.halves[1], b, x.ids);
      k.failedFrom = number;
      stepsFrom(k, units, x.ids.slice());
    }
    throw error;
  }
};

const fillFor = (e: Explorer, at: number): void => {
  const { a, x, k } = e;
  const count = field(a, at + f.MISS_COUNT);
  setField(a, at + f.MISS_COUNT, 0);
  const from = field(a, at + f.MISSES) >>> 2;
  const misses = a.words.slice(from, from + (f.MISS_BYTES / 4) * count);
  for (let i = 0; i < misses.length; i += f.MISS_BYTES / 4) {
    const [kind, first, second, third] = [misses[i]!, misses[i + 1]!, misses[i + 2]!, misses[i + 3]!];
    if (kind === f.MISS_LIST_A) fillLocal(x, 0, first);
    else if (kind === f.MISS_LIST_B) fillLocal(x, 1, first);
    else if (kind === f.MISS_CROSS) fillCross(x, first, second, third);
    else fillEffect(k, a, x.recall, x.effects[first === 1 ? 1 : 0], second, third, x.ids, x.part);
  }
};

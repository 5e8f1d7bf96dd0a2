/** What a step does to a half that it does not start from: writes, sends, and what the half's observers make of its event. */
import { type Memo, find, makeMemo, memoBytes, set } from "../kernel/memo.js";
import { BLOCKED, OP_ID, OUTCOME_HEAD, OVERFLOWED } from "../kernel/tables.js";
import { operate } from "../kernel/expand.js";
import type { Kernel } from "../kernel/kernel.js";
import { type Arena, allocate, enlarge, release, setField } from "./arena.js";
import { ABOUT_A, ABOUT_B, EFFECTS_A, EFFECTS_B, GO_SLOW, NO_IDENTITY, WATCHING } from "./fields.js";
import { WATCH_A, WATCH_B, WATCH_COLUMN_A, WATCH_COLUMN_B, WATCH_SHIFT_A, WATCH_SHIFT_B } from "./fields.js";
import { type Column, type Half, classAt, columnFor, identityOf, readAt, readHalf, sizeOf } from "./half.js";
import { type Recall, recalled, remember } from "./recall.js";
import { type Send, type Write, outcomeAt } from "./units.js";

type Effect = {
  readonly writes: ReadonlyArray<Write>;
  readonly sends: ReadonlyArray<Send>;
  /** What observers of the half are told, -1 if it has none. */
  readonly event: number;
};

/** The effects on one half, numbered from 1; those on observers alone have numbers of their own. */
export type Effects = {
  readonly half: Half;
  readonly observers: ReadonlyArray<number>;
  /** Numbers by what an effect is, word by word: from a step and a word to the next step, in the end to the number. */
  readonly known: Memo;
  readonly effects: (Effect | undefined)[];
  readonly watching: Effect[];
  /** By effect: results known, and its row of results, 0 if it has none; and where the loop finds the rows. */
  readonly results: number[];
  readonly rows: number[];
  rowsAt: number;
  rowsRoom: number;
  /** The class of what the observers have seen. */
  readonly column: Column | undefined;
  watch: number;
  watchBytes: number;
  watchShift: number;
};

export const makeEffects = (k: Kernel, a: Arena, half: Half): Effects => {
  const observers = k.tables.compiled.observers.filter((place) => half.partOf[place]! >= 0);
  return {
    half,
    observers,
    known: makeMemo(2),
    effects: [undefined],
    watching: [],
    results: [0],
    rows: [0],
    rowsAt: 0,
    rowsRoom: 0,
    column: columnFor(a, half, observers),
    watch: 0,
    watchBytes: 0,
    watchShift: 0,
  };
};

/** Room to say of each effect on observers alone what it does to each class. */
const reserveWatch = (a: Arena, e: Effects): void => {
  const classes = e.column?.classes.size ?? 1;
  const shift = Math.max(4, 32 - Math.clz32(classes - 1));
  const bytes = 2 ** Math.ceil(Math.log2(Math.max(64, (e.watching.length + 1) << shift)));
  if (shift === e.watchShift && bytes <= e.watchBytes) return;
  // What is forgotten is asked for again.
  if (e.watchBytes > 0 && shift === e.watchShift) e.watch = enlarge(a, e.watch, e.watchBytes, bytes);
  else {
    if (e.watchBytes > 0) release(a, e.watch, e.watchBytes);
    e.watch = allocate(a, bytes);
  }
  e.watchBytes = bytes;
  e.watchShift = shift;
  const { isB } = e.half;
  setField(a, isB ? WATCH_B : WATCH_A, e.watch);
  setField(a, isB ? WATCH_SHIFT_B : WATCH_SHIFT_A, shift);
};

/** Of what is not in the arena, but for the few effects themselves. */
export const effectsBytes = ({ known, results, rows }: Effects): number =>
  memoBytes(known) + 8 * (results.length + rows.length);

/** Called once the columns are known, and again when there are more classes. */
export const startWatching = (a: Arena, e: Effects): void => {
  readAt(a, e.column, e.half.isB ? WATCH_COLUMN_B : WATCH_COLUMN_A);
  reserveWatch(a, e);
  e.column?.listeners.push(() => reserveWatch(a, e));
  e.half.listeners.push((had) => widenRows(a, e, had));
  setField(a, e.half.isB ? EFFECTS_B : EFFECTS_A, allocate(a, 64));
};

/** Room to say where the row of the newest effect is. */
const reserveRow = (a: Arena, e: Effects): void => {
  const number = e.effects.length - 1;
  e.results[number] = 0;
  e.rows[number] = 0;
  if (number < e.rowsRoom) return;
  const room = Math.max(64, 2 * e.rowsRoom);
  e.rowsAt = e.rowsRoom === 0 ? allocate(a, 4 * room) : enlarge(a, e.rowsAt, 4 * e.rowsRoom, 4 * room);
  e.rowsRoom = room;
  setField(a, e.half.isB ? EFFECTS_B : EFFECTS_A, e.rowsAt);
};

const setRow = (a: Arena, e: Effects, number: number, row: number): void => {
  e.rows[number] = row;
  a.words[(e.rowsAt >>> 2) + number] = row;
};

/** Entries of a row are a quarter of those of the common table, which is not full: results for so few values are a row's worth. */
const VALUES_PER_RESULT = 8;

/** A row for an effect with many results. */
const addRow = (a: Arena, recall: Recall, e: Effects, number: number): void => {
  const { half } = e;
  const row = allocate(a, 4 * half.capacity);
  for (let id = 0; id < sizeOf(half); id++) {
    const result = recalled(recall, number, id, half.isB ? ABOUT_B : ABOUT_A);
    if (result !== undefined) a.words[(row >>> 2) + id] = ~result;
  }
  setRow(a, e, number, row);
};

/** Rows for more values. */
const widenRows = (a: Arena, e: Effects, had: number): void => {
  for (const [number, row] of e.rows.entries())
    if (row !== 0) setRow(a, e, number, enlarge(a, row, 4 * had, 4 * e.half.capacity));
};

const pair = new Int32Array(2);

/** The step after `step` with a word of an effect. */
const follow = ({ known }: Effects, step: number, word: number): number => {
  pair[0] = step;
  pair[1] = word;
  const next = find(known, pair, 0);
  if (next !== 0) return next;
  set(known, pair, 0, known.size + 1);
  return known.size;
};

/** The number of an effect with these words, the last one its event; `describe` says what it is if it is a new one. */
const numberOf = (a: Arena, e: Effects, step: number, event: number, describe: () => Effect): number => {
  pair[0] = step;
  // Negative, as no other word is.
  pair[1] = -2 - event;
  const number = find(e.known, pair, 0);
  if (number !== 0) return number;
  const isQuiet = step === 0;
  const next = isQuiet ? WATCHING + e.watching.length : e.effects.length;
  set(e.known, pair, 0, next);
  (isQuiet ? e.watching : e.effects).push(describe());
  if (isQuiet) reserveWatch(a, e);
  else reserveRow(a, e);
  return next;
};

const ownOf = <P extends { readonly place: number }>({ half }: Effects, all: ReadonlyArray<P>): ReadonlyArray<P> =>
  all.filter(({ place }) => half.partOf[place]! >= 0);

/**
 * The number of what an outcome, by its offset in `code`, does to a half in a state with these identities: 0 if that is
 * nothing at all.
 */
export const effectOf = (
  k: Kernel,
  a: Arena,
  e: Effects,
  ids: Int32Array,
  at: number,
  place: number,
  left: number,
): number => {
  const { partOf } = e.half;
  const code = k.tables.code.data;
  const event = e.observers.length === 0 ? -1 : code[at + 1]!;
  const sendsAt = at + OUTCOME_HEAD + 2 * code[at + 3]!;
  const end = sendsAt + 2 * code[at + 4]!;
  let step = 0;
  if (place >= 0 && partOf[place]! >= 0) step = follow(e, follow(e, step, 2 * place), left);
  for (let p = at + OUTCOME_HEAD; p < sendsAt; p += 2)
    if (partOf[code[p]!]! >= 0) step = follow(e, follow(e, step, 2 * code[p]!), ids[code[p]!]! ^ code[p + 1]!);
  for (let p = sendsAt; p < end; p += 2)
    if (partOf[code[p]!]! >= 0)
      step = follow(e, follow(e, follow(e, step, 2 * code[p]! + 1), code[p + 1]!), (p - sendsAt) / 2);
  if (step === 0 && event < 0) return 0;
  return numberOf(a, e, step, event, () => {
    const { writes, sends } = outcomeAt(k, ids, at, place, left);
    return { writes: ownOf(e, writes), sends: ownOf(e, sends), event };
  });
};

/**
 * A send at `ids`: why there is no result, or 0. What fails is left to the plain way, which meets the error if the step is
 * taken.
 */
const send = (k: Kernel, place: number, message: number, position: number, ids: Int32Array): number => {
  const result = operate(k, place, message, ids[place]!);
  if (result === 0 || result === OVERFLOWED) return GO_SLOW;
  // A place or a position too large for the code is left to the plain way.
  if (result === BLOCKED)
    return position < 0x7fff && place < 0x10000 ? NO_IDENTITY + position * 0x10000 + place : GO_SLOW;
  ids[place] = result - OP_ID;
  return 0;
};

/** What observers at `ids` make of an event: why there is no result, or 0. */
const observe = (k: Kernel, { observers }: Effects, event: number, ids: Int32Array): number => {
  for (const place of observers) {
    const result = operate(k, place, event, ids[place]!);
    if (result === 0) return GO_SLOW;
    ids[place] = result - OP_ID;
  }
  return 0;
};

/** Gives the half at `ids` an effect's writes, sends and event, in this order: why there is no result, or 0. */
const change = (k: Kernel, e: Effects, { writes, sends, event }: Effect, ids: Int32Array): number => {
  for (const { place, id } of writes) ids[place] = id;
  for (const { place, message, position } of sends) {
    const failure = send(k, place, message, position, ids);
    if (failure !== 0) return failure;
  }
  return event < 0 ? 0 : observe(k, e, event, ids);
};

/** The same with what an outcome, by its offset in `code`, does to the half that it reads. */
export const changeOwn = (k: Kernel, e: Effects, at: number, place: number, left: number, ids: Int32Array): number => {
  const { partOf } = e.half;
  const code = k.tables.code.data;
  const event = code[at + 1]!;
  const sendsAt = at + OUTCOME_HEAD + 2 * code[at + 3]!;
  const end = sendsAt + 2 * code[at + 4]!;
  if (place >= 0) ids[place] = left;
  for (let p = at + OUTCOME_HEAD; p < sendsAt; p += 2) ids[code[p]!]! ^= code[p + 1]!;
  for (let p = sendsAt; p < end; p += 2) {
    if (partOf[code[p]!]! < 0) continue;
    const failure = send(k, code[p]!, code[p + 1]!, (p - sendsAt) / 2, ids);
    if (failure !== 0) return failure;
  }
  return observe(k, e, event, ids);
};

/** The value at the half's places of `ids`, as its identity. */
export const gather = (a: Arena, half: Half, ids: Int32Array, key: Int32Array): number => {
  for (let i = 0; i < half.places.length; i++) key[i] = ids[half.places[i]!]!;
  return identityOf(a, half, key);
};

/** Fills what the loop asked for: the result of an effect on a value of its half. */
export const fillEffect = (
  k: Kernel,
  a: Arena,
  recall: Recall,
  e: Effects,
  number: number,
  id: number,
  ids: Int32Array,
  key: Int32Array,
): void => {
  const { half } = e;
  const isWatching = number >= WATCHING;
  const effect = isWatching ? e.watching[number - WATCHING] : e.effects[number];
  if (effect === undefined) throw new Error(`no effect has the number ${number}`);
  readHalf(half, id, ids);
  const failure = change(k, e, effect, ids);
  const result = failure === 0 ? gather(a, half, ids, key) : failure;
  if (isWatching && result === id)
    a.bytes[e.watch + ((number - WATCHING) << e.watchShift) + classAt(a, half, e.column, id)] = 1;
  else if (!isWatching && e.rows[number]! !== 0) a.words[(e.rows[number]! >>> 2) + id] = ~result;
  else {
    remember(recall, number, id, half.isB ? ABOUT_B : ABOUT_A, result);
    if (!isWatching && ++e.results[number]! * VALUES_PER_RESULT >= half.capacity) addRow(a, recall, e, number);
  }
};

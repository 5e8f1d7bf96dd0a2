/** What a step does to a half that it does not start from: writes, sends, and what the half's observers make of its event. */
import { BLOCKED, OP_ID, OVERFLOWED } from "../kernel/tables.js";
import { operate } from "../kernel/expand.js";
import type { Kernel } from "../kernel/kernel.js";
import { type Arena, allocate, enlarge, release, setField } from "./arena.js";
import { ABOUT_A, ABOUT_B, EFFECTS_A, EFFECTS_B, GO_SLOW, NO_IDENTITY, WATCHING } from "./fields.js";
import { WATCH_A, WATCH_B, WATCH_COLUMN_A, WATCH_COLUMN_B, WATCH_SHIFT_A, WATCH_SHIFT_B } from "./fields.js";
import { type Column, type Half, classAt, columnFor, identityOf, readHalf } from "./half.js";
import { type Recall, remember } from "./recall.js";
import type { Send, Write } from "./units.js";

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
  readonly known: Map<string, number>;
  readonly effects: (Effect | undefined)[];
  readonly watching: Effect[];
  /** By effect: its row of results, 0 if it has none; and where the loop finds them. */
  readonly rows: number[];
  rowsAt: number;
  rowsRoom: number;
  rowBytes: number;
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
    known: new Map(),
    effects: [undefined],
    watching: [],
    rows: [0],
    rowsAt: 0,
    rowsRoom: 0,
    rowBytes: 0,
    column: columnFor(a, half, observers),
    watch: 0,
    watchBytes: 0,
    watchShift: 0,
  };
};

/** Room to say of each effect on observers alone what it does to each class. */
const reserveWatch = (a: Arena, e: Effects): void => {
  const classes = e.column?.memo.values.size ?? 1;
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

/** Called once the columns are known, and again when there are more classes. */
export const startWatching = (a: Arena, e: Effects): void => {
  setField(a, e.half.isB ? WATCH_COLUMN_B : WATCH_COLUMN_A, e.column?.offset ?? -1);
  reserveWatch(a, e);
  e.column?.listeners.push(() => reserveWatch(a, e));
  e.half.listeners.push((had) => widenRows(a, e, had));
  setField(a, e.half.isB ? EFFECTS_B : EFFECTS_A, allocate(a, 64));
};

/** Bytes of all rows of a half: the effects met first are the ones met most. */
const MOST_ROWS = 1 << 21;

/** A row for the newest effect, while there is room. */
const addRow = (a: Arena, e: Effects): void => {
  const number = e.effects.length - 1;
  const bytes = 4 * e.half.capacity;
  const isKept = e.rowBytes + bytes <= MOST_ROWS && bytes > 0;
  e.rows[number] = isKept ? allocate(a, bytes) : 0;
  if (isKept) e.rowBytes += bytes;
  if (number >= e.rowsRoom) {
    const room = Math.max(64, 2 * e.rowsRoom);
    e.rowsAt = e.rowsRoom === 0 ? allocate(a, 4 * room) : enlarge(a, e.rowsAt, 4 * e.rowsRoom, 4 * room);
    e.rowsRoom = room;
    setField(a, e.half.isB ? EFFECTS_B : EFFECTS_A, e.rowsAt);
  }
  a.words[(e.rowsAt >>> 2) + number] = e.rows[number]!;
};

/** Rows for more values. */
const widenRows = (a: Arena, e: Effects, had: number): void => {
  for (const [number, row] of e.rows.entries()) {
    if (row === 0) continue;
    e.rows[number] = enlarge(a, row, 4 * had, 4 * e.half.capacity);
    a.words[(e.rowsAt >>> 2) + number] = e.rows[number]!;
    e.rowBytes += 4 * (e.half.capacity - had);
  }
};

/** The number of an effect: 0 if there is none at all. */
export const effectOf = (
  a: Arena,
  e: Effects,
  writes: ReadonlyArray<Write>,
  sends: ReadonlyArray<Send>,
  event: number,
): number => {
  const { half, known } = e;
  const own = <P extends { readonly place: number }>(all: ReadonlyArray<P>): ReadonlyArray<P> =>
    all.filter(({ place }) => half.partOf[place]! >= 0);
  const effect = { writes: own(writes), sends: own(sends), event: e.observers.length === 0 ? -1 : event };
  const isQuiet = effect.writes.length === 0 && effect.sends.length === 0;
  if (isQuiet && effect.event < 0) return 0;
  const key = JSON.stringify(effect);
  const number = known.get(key);
  if (number !== undefined) return number;
  const next = isQuiet ? WATCHING + e.watching.length : e.effects.length;
  known.set(key, next);
  (isQuiet ? e.watching : e.effects).push(effect);
  if (isQuiet) reserveWatch(a, e);
  else addRow(a, e);
  return next;
};

/**
 * Gives the half at `ids` new writes, sends and event, in this order: why there is no result, or 0. What fails is left to the
 * plain way, which meets the error if the step is taken.
 */
export const change = (
  k: Kernel,
  observers: ReadonlyArray<number>,
  { writes, sends, event }: Effect,
  ids: Int32Array,
): number => {
  for (const { place, id } of writes) ids[place] = id;
  for (const { place, message, position } of sends) {
    const result = operate(k, place, message, ids[place]!);
    if (result === 0 || result === OVERFLOWED) return GO_SLOW;
    // A place or a position too large for the code is left to the plain way.
    if (result === BLOCKED)
      return position < 0x7fff && place < 0x10000 ? NO_IDENTITY + position * 0x10000 + place : GO_SLOW;
    ids[place] = result - OP_ID;
  }
  if (event < 0) return 0;
  for (const place of observers) {
    const result = operate(k, place, event, ids[place]!);
    if (result === 0) return GO_SLOW;
    ids[place] = result - OP_ID;
  }
  return 0;
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
  const failure = change(k, e.observers, effect, ids);
  const result = failure === 0 ? gather(a, half, ids, key) : failure;
  if (isWatching && result === id)
    a.bytes[e.watch + ((number - WATCHING) << e.watchShift) + classAt(a, half, e.column, id)] = 1;
  else if (!isWatching && e.rows[number]! !== 0) a.words[(e.rows[number]! >>> 2) + id] = ~result;
  else remember(recall, number, id, half.isB ? ABOUT_B : ABOUT_A, result);
};

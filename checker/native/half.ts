/**
 * Half of a state: the values that some of the components have together, numbered in order of appearance. Of each the loop
 * has a list of what it does by itself, and a row of classes: what it looks like to those who read a part of it.
 */
import { type Arena, allocate, enlarge, release, setField } from "./arena.js";
import { CLASS_BYTES, CLASS_MASK, LIST_A, LIST_B, ROWS_A, ROWS_B, ROW_A, ROW_B } from "./fields.js";
import { Unsuited } from "./units.js";
import type { Narrow } from "../kernel/ints.js";
import { type Memo, find, makeMemo, memoBytes, set } from "../kernel/memo.js";

/** What of a half is read together: its identities by class, numbered in order of appearance. */
export type Column = {
  /** Where they are among the places of the half. */
  readonly parts: Int32Array;
  readonly memo: Memo;
  /** Bytes from the start of a row. */
  readonly offset: number;
  /** Called when there is a new class. */
  readonly listeners: (() => void)[];
};

export type Half = {
  readonly isB: boolean;
  readonly places: Int32Array;
  /** By place: where it is among `places`, -1 if it is in the other half. */
  readonly partOf: Int32Array;
  readonly memo: Memo;
  readonly columns: Column[];
  /** Called when there is room for more, with how much there was. */
  readonly listeners: ((had: number) => void)[];
  /** Identities for which the arena has room. */
  capacity: number;
  lists: number;
  rows: number;
};

export const makeHalf = (isB: boolean, places: ReadonlyArray<number>, components: number): Half => {
  const partOf = new Int32Array(components).fill(-1);
  for (const [part, place] of places.entries()) partOf[place] = part;
  return {
    isB,
    places: Int32Array.from(places),
    partOf,
    memo: makeMemo(places.length),
    columns: [],
    listeners: [],
    capacity: 0,
    lists: 0,
    rows: 0,
  };
};

export const sizeOf = (half: Half): number => half.memo.values.size;

const rowBytesFor = (columns: number): number => CLASS_BYTES * Math.max(1, columns);
const rowBytes = (half: Half): number => rowBytesFor(half.columns.length);

/** A half gets so many times the room that it had. */
const GROWTH = 1.25;

/** Room for more identities. All columns must be there before the first. */
const makeRoom = (a: Arena, half: Half): void => {
  const capacity = Math.max(256, Math.ceil(GROWTH * half.capacity));
  const row = rowBytes(half);
  half.lists =
    half.capacity === 0 ? allocate(a, 4 * capacity) : enlarge(a, half.lists, 4 * half.capacity, 4 * capacity);
  half.rows =
    half.capacity === 0 ? allocate(a, row * capacity) : enlarge(a, half.rows, row * half.capacity, row * capacity);
  const had = half.capacity;
  half.capacity = capacity;
  for (const listen of half.listeners) listen(had);
  setField(a, half.isB ? LIST_B : LIST_A, half.lists);
  setField(a, half.isB ? ROWS_B : ROWS_A, half.rows);
  setField(a, half.isB ? ROW_B : ROW_A, row);
};

const scratch = new Int32Array(1 << 16);

const classOf = (column: Column, key: Narrow["data"], at: number): number => {
  const { parts, memo } = column;
  for (let i = 0; i < parts.length; i++) scratch[i] = key[at + parts[i]!]!;
  const known = find(memo, scratch, 0);
  if (known !== 0) return known - 1;
  const next = memo.values.size;
  if (next > CLASS_MASK) throw new Unsuited("a row has no room for so many classes");
  set(memo, scratch, 0, next + 1);
  for (const listen of column.listeners) listen();
  return next;
};

const setClass = (a: Arena, at: number, value: number): void => {
  a.bytes[at] = value;
  a.bytes[at + 1] = value >>> 8;
  a.bytes[at + 2] = value >>> 16;
};

const getClass = ({ bytes }: Arena, at: number): number => bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);

/** Rows that have the newest column too. */
const widenRows = (a: Arena, half: Half): void => {
  const [old, row] = [rowBytesFor(half.columns.length - 1), rowBytes(half)];
  const column = half.columns.at(-1)!;
  const rows = allocate(a, row * half.capacity);
  for (let id = 0; id < sizeOf(half); id++) {
    a.bytes.copyWithin(rows + id * row, half.rows + id * old, half.rows + (id + 1) * old);
    setClass(a, rows + id * row + column.offset, classOf(column, half.memo.keys.data, id * half.places.length));
  }
  release(a, half.rows, old * half.capacity);
  half.rows = rows;
  setField(a, half.isB ? ROWS_B : ROWS_A, rows);
  setField(a, half.isB ? ROW_B : ROW_A, row);
};

/** The column for these places of the half; undefined if none of them is in it. */
export const columnFor = (a: Arena, half: Half, places: ReadonlyArray<number>): Column | undefined => {
  const parts = places.map((place) => half.partOf[place]!).filter((part) => part >= 0);
  if (parts.length === 0) return undefined;
  const known = half.columns.find((column) => column.parts.join() === parts.join());
  if (known !== undefined) return known;
  const column: Column = {
    parts: Int32Array.from(parts),
    memo: makeMemo(parts.length),
    offset: CLASS_BYTES * half.columns.length,
    listeners: [],
  };
  half.columns.push(column);
  if (half.capacity > 0) widenRows(a, half);
  return column;
};

/** The identity of the value at `key`, by part; a new one if need be. */
export const identityOf = (a: Arena, half: Half, key: Int32Array): number => {
  const known = find(half.memo, key, 0);
  if (known !== 0) return known - 1;
  const id = half.memo.values.size;
  set(half.memo, key, 0, id + 1);
  if (id >= half.capacity) makeRoom(a, half);
  for (const column of half.columns)
    setClass(a, half.rows + id * rowBytes(half) + column.offset, classOf(column, key, 0));
  return id;
};

/** The identities of the components of a half's value, into the places of `ids`. */
export const readHalf = (half: Half, id: number, ids: Int32Array): void => {
  const { places, memo } = half;
  const at = id * places.length;
  for (let i = 0; i < places.length; i++) ids[places[i]!] = memo.keys.data[at + i]!;
};

/** The same for a class: the identities of its places, the others are left. */
export const readClass = (half: Half, column: Column, value: number, ids: Int32Array): void => {
  const { parts, memo } = column;
  for (let i = 0; i < parts.length; i++) ids[half.places[parts[i]!]!] = memo.keys.data[value * parts.length + i]!;
};

export const classAt = (a: Arena, half: Half, column: Column | undefined, id: number): number =>
  column === undefined ? 0 : getClass(a, half.rows + id * rowBytes(half) + column.offset);

export const halfBytes = (half: Half): number =>
  half.columns.reduce((sum, { memo }) => sum + memoBytes(memo), memoBytes(half.memo));

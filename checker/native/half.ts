/**
 * Half of a state: the values that some of the components have together, numbered in order of appearance. Of each the loop
 * has a list of what it does by itself, and a row of classes: what it looks like to those who read a part of it.
 */
import { type Arena, allocate, enlarge, release, setField } from "./arena.js";
import {
  CLASS_MASK,
  COLUMN_MASK,
  COLUMN_SHIFT,
  LIST_A,
  LIST_B,
  NO_COLUMN,
  ROWS_A,
  ROWS_B,
  ROW_A,
  ROW_B,
} from "./fields.js";
import { Unsuited } from "./units.js";
import type { Narrow } from "../kernel/ints.js";
import { type Numbering, makeNumbering, numbered, numberingBytes } from "../kernel/memo.js";

/** What of a half is read together: its identities by class, numbered in order of appearance. */
export type Column = {
  /** Where they are among the places of the half. */
  readonly parts: Int32Array;
  readonly classes: Numbering;
  /** Where a class is in a row, and how many bytes it takes: as few as the classes that there are can do with. */
  offset: number;
  bytes: number;
  /** Addresses where the loop reads where the column is. */
  readonly readers: number[];
  /** Called when there is a new class. */
  readonly listeners: (() => void)[];
};

export type Half = {
  readonly isB: boolean;
  readonly places: Int32Array;
  /** By place: where it is among `places`, -1 if it is in the other half. */
  readonly partOf: Int32Array;
  readonly values: Numbering;
  readonly columns: Column[];
  /** Called when there is room for more, with how much there was. */
  readonly listeners: ((had: number) => void)[];
  /** Identities for which the arena has room. */
  capacity: number;
  lists: number;
  rows: number;
  rowBytes: number;
};

export const makeHalf = (isB: boolean, places: ReadonlyArray<number>, components: number): Half => {
  const partOf = new Int32Array(components).fill(-1);
  for (const [part, place] of places.entries()) partOf[place] = part;
  return {
    isB,
    places: Int32Array.from(places),
    partOf,
    values: makeNumbering(places.length),
    columns: [],
    listeners: [],
    capacity: 0,
    lists: 0,
    rows: 0,
    rowBytes: 0,
  };
};

export const sizeOf = (half: Half): number => half.values.size;

const bytesFor = (classes: number): number => (classes <= 2 ** 8 ? 1 : classes <= 2 ** 16 ? 2 : 3);

/** A class is read as a word, of which the higher bytes are not its own. */
const BEYOND = 3;
const rowsBytes = (rowBytes: number, capacity: number): number => rowBytes * capacity + BEYOND;

/** A half gets so many times the room that it had. */
const GROWTH = 1.25;

/** Room for more identities. */
const makeRoom = (a: Arena, half: Half): void => {
  const { capacity: had, rowBytes } = half;
  const capacity = Math.max(256, Math.ceil(GROWTH * had));
  const room = rowsBytes(rowBytes, capacity);
  half.lists = had === 0 ? allocate(a, 4 * capacity) : enlarge(a, half.lists, 4 * had, 4 * capacity);
  half.rows = had === 0 ? allocate(a, room) : enlarge(a, half.rows, rowsBytes(rowBytes, had), room);
  half.capacity = capacity;
  for (const listen of half.listeners) listen(had);
  setField(a, half.isB ? LIST_B : LIST_A, half.lists);
  tellRows(a, half);
};

const tellRows = (a: Arena, half: Half): void => {
  setField(a, half.isB ? ROWS_B : ROWS_A, half.rows);
  setField(a, half.isB ? ROW_B : ROW_A, half.rowBytes);
};

/** What the loop is told of a column: its offset, and above it the bits of a word that are not the class's. */
const wordOf = ({ offset, bytes }: Column): number => offset | ((32 - 8 * bytes) << COLUMN_SHIFT);

/** Has the loop read at `at` where a column is, or that it is none of the half's. */
export const readAt = (a: Arena, column: Column | undefined, at: number): void => {
  setField(a, at, column === undefined ? NO_COLUMN : wordOf(column));
  column?.readers.push(at);
};

const setClass = ({ bytes }: Arena, { rows, rowBytes }: Half, column: Column, id: number, value: number): void => {
  const at = rows + id * rowBytes + column.offset;
  for (let i = 0; i < column.bytes; i++) bytes[at + i] = value >>> (8 * i);
};

export const classAt = ({ bytes }: Arena, { rows, rowBytes }: Half, column: Column | undefined, id: number): number => {
  if (column === undefined) return 0;
  const at = rows + id * rowBytes + column.offset;
  let value = 0;
  for (let i = 0; i < column.bytes; i++) value |= bytes[at + i]! << (8 * i);
  return value;
};

/**
 * Rows with the columns that there are now, one after the other, as wide as they must be; `fresh` are the classes of the last
 * one, if it is new. First the room: where it is refused, all is as it was.
 */
const layRows = (a: Arena, half: Half, fresh?: Int32Array): void => {
  const { columns, rowBytes, rows, capacity } = half;
  const widths = columns.map(({ classes }) => bytesFor(classes.size));
  const wanted = widths.reduce((sum, bytes) => sum + bytes, 0);
  if (wanted > COLUMN_MASK) throw new Unsuited("rows have no room for so many questions");
  const [was, before] = [{ ...half }, columns.map((column) => ({ ...column }))];
  half.rows = capacity === 0 ? 0 : allocate(a, rowsBytes(wanted, capacity));
  half.rowBytes = wanted;
  let offset = 0;
  for (const [i, column] of columns.entries()) {
    column.offset = offset;
    column.bytes = widths[i]!;
    offset += column.bytes;
    for (const at of column.readers) setField(a, at, wordOf(column));
  }
  if (capacity === 0) return;
  for (let id = 0; id < sizeOf(half); id++)
    for (const [i, column] of columns.entries()) {
      const isFresh = fresh !== undefined && i === columns.length - 1;
      setClass(a, half, column, id, isFresh ? fresh[id]! : classAt(a, was, before[i], id));
    }
  release(a, rows, rowsBytes(rowBytes, capacity));
  tellRows(a, half);
};

const scratch = new Int32Array(1 << 16);

/** The class of the value at `key[at ..]`, by part. */
const classOf = ({ parts, classes, listeners }: Column, key: Narrow["data"], at: number): number => {
  for (let i = 0; i < parts.length; i++) scratch[i] = key[at + parts[i]!]!;
  const known = classes.size;
  const number = numbered(classes, scratch);
  if (number - 1 > CLASS_MASK) throw new Unsuited("a row has no room for so many classes");
  if (number > known) for (const listen of listeners) listen();
  return number - 1;
};

/** The column for these places of the half; undefined if none of them is in it. */
export const columnFor = (a: Arena, half: Half, places: ReadonlyArray<number>): Column | undefined => {
  const parts = places.map((place) => half.partOf[place]!).filter((part) => part >= 0);
  if (parts.length === 0) return undefined;
  const known = half.columns.find((column) => column.parts.join() === parts.join());
  if (known !== undefined) return known;
  const column: Column = {
    parts: Int32Array.from(parts),
    classes: makeNumbering(parts.length),
    offset: 0,
    bytes: 1,
    readers: [],
    listeners: [],
  };
  const { keys, arity } = half.values;
  const fresh = new Int32Array(sizeOf(half));
  for (let id = 0; id < fresh.length; id++) fresh[id] = classOf(column, keys.data, id * arity);
  half.columns.push(column);
  layRows(a, half, fresh);
  return column;
};

/** The identity of the value at `key`, by part; a new one if need be. */
export const identityOf = (a: Arena, half: Half, key: Int32Array): number => {
  const known = sizeOf(half);
  const id = numbered(half.values, key) - 1;
  if (id < known) return id;
  if (id >= half.capacity) makeRoom(a, half);
  for (const column of half.columns) {
    const value = classOf(column, key, 0);
    if (bytesFor(value + 1) > column.bytes) layRows(a, half);
    setClass(a, half, column, id, value);
  }
  return id;
};

/** The identities of the components of a half's value, into the places of `ids`. */
export const readHalf = (half: Half, id: number, ids: Int32Array): void => {
  const { places, values } = half;
  const at = id * places.length;
  for (let i = 0; i < places.length; i++) ids[places[i]!] = values.keys.data[at + i]!;
};

/** The same for a class: the identities of its places, the others are left. */
export const readClass = (half: Half, column: Column, value: number, ids: Int32Array): void => {
  const { parts, classes } = column;
  for (let i = 0; i < parts.length; i++) ids[half.places[parts[i]!]!] = classes.keys.data[value * parts.length + i]!;
};

export const halfBytes = ({ values, columns }: Half): number =>
  columns.reduce((sum, { classes }) => sum + numberingBytes(classes), numberingBytes(values));

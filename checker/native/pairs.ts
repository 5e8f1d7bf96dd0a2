/**
 * Tables over pairs of classes, one of each half; they grow with the classes, and end where they would be too large, or mostly
 * empty. Of a table of lists a bit per pair may be left, which says that the list is empty.
 */
import { type Arena, allocate, release } from "./arena.js";
import { type Column, readAt } from "./half.js";

export type Pairs = {
  readonly columns: readonly [Column | undefined, Column | undefined];
  /** Where the loop has its descriptor, and bytes of an entry. */
  readonly descriptor: number;
  readonly entry: 1 | 4;
  /** Takes lists when there is no table for them any more; without it, what a table had is forgotten, and found again. */
  readonly keep: ((classA: number, classB: number, list: number) => void) | undefined;
  /** 0: it has ended. */
  table: number;
  /** Bits for empty lists, 0 for none: then there is a table, or nothing. */
  flags: number;
  /** log2 of the classes for which there is room. */
  bits: readonly [number, number];
};

type Room = Pairs["bits"];
type Visit = (classA: number, classB: number, value: number) => void;

/** What a pair without outcomes has in place of a list. */
export const EMPTY = 1;

/** log2 of the most entries of a table, and of the most flags. */
const LARGEST = 20;
const MOST_FLAGS = 23;
/** Bytes that are kept however empty they are, and bytes for each entry in use where there are more. */
const SMALL = 2 ** 16;
const MOST_PER_USE = 32;

const pairsIn = (bits: Room): number => 2 ** (bits[0] + bits[1]);

const flagBytes = (bits: Room): number => Math.ceil(pairsIn(bits) / 8);

const tell = (a: Arena, { descriptor, table, flags, bits }: Pairs): void => {
  a.words.set([table, bits[1], flags], (descriptor >>> 2) + 2);
};

const bitsFor = (column: Column | undefined): number => 32 - Math.clz32(Math.max(1, column?.classes.size ?? 1) - 1);

/** Visits what a table has, or what flags say. The memory may move meanwhile. */
const eachUse = (a: Arena, { table, flags, entry, bits }: Pairs, visit: Visit): void => {
  const count = pairsIn(bits);
  const mask = 2 ** bits[1] - 1;
  if (table === 0)
    for (let pair = 0; pair < count; pair += 8)
      for (let left = a.bytes[flags + (pair >>> 3)]!; left !== 0; left &= left - 1) {
        const at = pair + 31 - Math.clz32(left & -left);
        visit(at >>> bits[1], at & mask, EMPTY);
      }
  else
    for (let pair = 0; pair < count; pair++) {
      const value = entry === 1 ? a.bytes[table + pair]! : a.words[(table >>> 2) + pair]!;
      if (value !== 0) visit(pair >>> bits[1], pair & mask, value);
    }
};

const isWorth = (a: Arena, pairs: Pairs, bytes: number): boolean => {
  if (bytes <= SMALL) return true;
  let used = 0;
  eachUse(a, pairs, () => used++);
  return bytes <= MOST_PER_USE * used;
};

const setFlag = (a: Arena, { flags, bits }: Pairs, classA: number, classB: number): void => {
  const pair = classA * 2 ** bits[1] + classB;
  a.bytes[flags + (pair >>> 3)]! |= 1 << (pair & 7);
};

/** Notes that a list is empty, if there are flags. */
export const noteEmpty = (a: Arena, pairs: Pairs, classA: number, classB: number): boolean => {
  if (pairs.flags === 0) return false;
  setFlag(a, pairs, classA, classB);
  return true;
};

export const isEmpty = (a: Arena, { flags, bits }: Pairs, classA: number, classB: number): boolean => {
  const pair = classA * 2 ** bits[1] + classB;
  return flags !== 0 && ((a.bytes[flags + (pair >>> 3)]! >>> (pair & 7)) & 1) === 1;
};

/** Flags with so much room, if that is worth it; what else there was goes to `keep`. */
const turnToFlags = (a: Arena, pairs: Pairs, bits: Room): void => {
  const { keep } = pairs;
  const sum = bits[0] + bits[1];
  const flags = sum <= MOST_FLAGS && isWorth(a, pairs, flagBytes(bits)) ? allocate(a, flagBytes(bits)) : 0;
  const before = { ...pairs };
  if (keep !== undefined)
    eachUse(a, before, (classA, classB, list) => {
      if (list !== EMPTY || flags === 0) keep(classA, classB, list);
      else setFlag(a, { ...before, flags, bits }, classA, classB);
    });
  if (before.flags !== 0) release(a, before.flags, flagBytes(before.bits));
  pairs.flags = keep === undefined ? 0 : flags;
};

const widenTable = (a: Arena, pairs: Pairs, bits: Room): void => {
  const { table, entry } = pairs;
  const [oldA, oldB] = pairs.bits;
  pairs.table = allocate(a, entry * pairsIn(bits));
  const [from, to] = [entry * 2 ** oldB, entry * 2 ** bits[1]];
  for (let row = 0; row < 2 ** oldA; row++)
    a.bytes.copyWithin(pairs.table + row * to, table + row * from, table + (row + 1) * from);
};

const fit = (a: Arena, pairs: Pairs): void => {
  const { columns, entry, table, flags } = pairs;
  if (table === 0 && flags === 0) return;
  const [oldA, oldB] = pairs.bits;
  const bits = [Math.max(oldA, bitsFor(columns[0])), Math.max(oldB, bitsFor(columns[1]))] as const;
  if (bits[0] === oldA && bits[1] === oldB) return;
  if (table !== 0 && bits[0] + bits[1] <= LARGEST && isWorth(a, pairs, entry * pairsIn(bits)))
    widenTable(a, pairs, bits);
  else {
    turnToFlags(a, pairs, bits);
    pairs.table = 0;
  }
  if (table !== 0) release(a, table, entry * pairsIn(pairs.bits));
  pairs.bits = bits;
  tell(a, pairs);
};

export const makePairs = (
  a: Arena,
  descriptor: number,
  entry: 1 | 4,
  columns: readonly [Column | undefined, Column | undefined],
  keep?: Pairs["keep"],
): Pairs => {
  const bits = [bitsFor(columns[0]), bitsFor(columns[1])] as const;
  const pairs: Pairs = { columns, descriptor, entry, keep, table: 0, flags: 0, bits };
  for (const [i, column] of columns.entries()) readAt(a, column, descriptor + 4 * i);
  if (bits[0] + bits[1] <= LARGEST) pairs.table = allocate(a, entry * pairsIn(bits));
  tell(a, pairs);
  for (const column of columns) column?.listeners.push(() => fit(a, pairs));
  return pairs;
};

/** The address of an entry; undefined where there is no table. */
export const entryAt = ({ table, bits, entry }: Pairs, classA: number, classB: number): number | undefined =>
  table === 0 ? undefined : table + entry * (classA * 2 ** bits[1] + classB);

/** Tables over pairs of classes, one of each half; they grow with the classes, and end where they would be too large, or mostly empty. */
import { type Arena, allocate, release } from "./arena.js";
import type { Column } from "./half.js";

export type Pairs = {
  readonly columns: readonly [Column | undefined, Column | undefined];
  /** Where the loop has its descriptor, and bytes of an entry. */
  readonly descriptor: number;
  readonly entry: 1 | 4;
  /** Takes what a table had when it ends; or that is forgotten, and found again. */
  readonly keep: ((classA: number, classB: number, value: number) => void) | undefined;
  /** 0: it has become too large. */
  table: number;
  /** log2 of the classes for which there is room. */
  bits: readonly [number, number];
};

/** log2 of the entries of a table. */
const LARGEST = 20;

/** Bytes of a table that is kept however empty it is, and bytes of a larger one for each entry in use. */
const SMALL = 2 ** 16;
const MOST_PER_USE = 32;

const bytesOf = ({ bits, entry }: Pairs): number => entry * 2 ** (bits[0] + bits[1]);

const tell = (a: Arena, { descriptor, table, bits }: Pairs): void => {
  a.words[(descriptor >>> 2) + 2] = table;
  a.words[(descriptor >>> 2) + 3] = bits[1];
};

const bitsFor = (column: Column | undefined): number => 32 - Math.clz32(Math.max(1, column?.memo.values.size ?? 1) - 1);

const valueAt = (a: Arena, { table, bits, entry }: Pairs, classA: number, classB: number): number => {
  const at = table + entry * (classA * 2 ** bits[1] + classB);
  return entry === 1 ? a.bytes[at]! : a.words[at >>> 2]!;
};

const eachUse = (a: Arena, pairs: Pairs, visit: (classA: number, classB: number, value: number) => void): void => {
  for (let classA = 0; classA < 2 ** pairs.bits[0]; classA++)
    for (let classB = 0; classB < 2 ** pairs.bits[1]; classB++) {
      const value = valueAt(a, pairs, classA, classB);
      if (value !== 0) visit(classA, classB, value);
    }
};

/** Whether a table with so many bits would be too large for what is in use. */
const isTooLarge = (a: Arena, pairs: Pairs, bits: number): boolean => {
  if (bits > LARGEST) return true;
  if (pairs.entry * 2 ** bits <= SMALL) return false;
  let used = 0;
  eachUse(a, pairs, () => used++);
  return pairs.entry * 2 ** bits > MOST_PER_USE * used;
};

const fit = (a: Arena, pairs: Pairs): void => {
  const { columns, entry, table } = pairs;
  if (table === 0) return;
  const [oldA, oldB] = pairs.bits;
  const bits = [Math.max(oldA, bitsFor(columns[0])), Math.max(oldB, bitsFor(columns[1]))] as const;
  if (bits[0] === oldA && bits[1] === oldB) return;
  const bytes = bytesOf(pairs);
  if (isTooLarge(a, pairs, bits[0] + bits[1])) {
    if (pairs.keep !== undefined) eachUse(a, pairs, pairs.keep);
    pairs.table = 0;
  } else {
    pairs.table = allocate(a, entry * 2 ** (bits[0] + bits[1]));
    const [from, to] = [entry * 2 ** oldB, entry * 2 ** bits[1]];
    for (let row = 0; row < 2 ** oldA; row++)
      a.bytes.copyWithin(pairs.table + row * to, table + row * from, table + (row + 1) * from);
  }
  release(a, table, bytes);
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
  const pairs: Pairs = { columns, descriptor, entry, keep, table: 0, bits };
  a.words[descriptor >>> 2] = columns[0]?.offset ?? -1;
  a.words[(descriptor >>> 2) + 1] = columns[1]?.offset ?? -1;
  if (bits[0] + bits[1] <= LARGEST) pairs.table = allocate(a, bytesOf(pairs));
  tell(a, pairs);
  for (const column of columns) column?.listeners.push(() => fit(a, pairs));
  return pairs;
};

/** The address of an entry; undefined where there is no table. */
export const entryAt = ({ table, bits, entry }: Pairs, classA: number, classB: number): number | undefined =>
  table === 0 ? undefined : table + entry * (classA * 2 ** bits[1] + classB);

/** Tables over pairs of classes, one of each half; they grow with the classes, and end where they would be too large. */
import { type Arena, allocate, release } from "./arena.js";
import type { Column } from "./half.js";

export type Pairs = {
  readonly columns: readonly [Column | undefined, Column | undefined];
  /** Where the loop has its descriptor, and bytes of an entry. */
  readonly descriptor: number;
  readonly entry: 1 | 4;
  /** 0: it has become too large, and what it had is forgotten. */
  table: number;
  /** log2 of the classes for which there is room. */
  bits: readonly [number, number];
};

/** log2 of the entries of a table. */
const LARGEST = 20;

const bytesOf = ({ bits, entry }: Pairs): number => entry * 2 ** (bits[0] + bits[1]);

const tell = (a: Arena, { descriptor, table, bits }: Pairs): void => {
  a.words[(descriptor >>> 2) + 2] = table;
  a.words[(descriptor >>> 2) + 3] = bits[1];
};

const bitsFor = (column: Column | undefined): number => 32 - Math.clz32(Math.max(1, column?.memo.values.size ?? 1) - 1);

const fit = (a: Arena, pairs: Pairs): void => {
  const { columns, entry, table } = pairs;
  if (table === 0) return;
  const [oldA, oldB] = pairs.bits;
  const bits = [Math.max(oldA, bitsFor(columns[0])), Math.max(oldB, bitsFor(columns[1]))] as const;
  if (bits[0] === oldA && bits[1] === oldB) return;
  const bytes = bytesOf(pairs);
  if (bits[0] + bits[1] > LARGEST) pairs.table = 0;
  else {
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
): Pairs => {
  const bits = [bitsFor(columns[0]), bitsFor(columns[1])] as const;
  const pairs: Pairs = { columns, descriptor, entry, table: 0, bits };
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

/**
 * How many different things were met, in bounded memory: adaptive sampling (Wegman; analysed by Flajolet, "On adaptive
 * sampling", 1990). Exact up to CAPACITY; from there on only every 2nd, 4th, … fingerprint is kept, whichever came when,
 * so that the union of two samples is the sample of the union.
 */
export type Distinct = { readonly kept: Set<number>; level: number };

export const CAPACITY = 2 ** 20;

export const makeDistinct = (): Distinct => ({ kept: new Set(), level: 0 });

const isKept = (level: number, print: number): boolean => level === 0 || print % 2 ** level === 0;

/** Counts a thing by its fingerprint, a whole number below 2^53 that looks random. */
export const meet = (distinct: Distinct, print: number, capacity = CAPACITY): void => {
  const { kept } = distinct;
  if (!isKept(distinct.level, print)) return;
  kept.add(print);
  while (kept.size > capacity) {
    distinct.level++;
    for (const each of kept) if (!isKept(distinct.level, each)) kept.delete(each);
  }
};

export const union = (all: ReadonlyArray<Distinct>, capacity = CAPACITY): Distinct => {
  const result = makeDistinct();
  result.level = Math.max(0, ...all.map(({ level }) => level));
  for (const { kept } of all) for (const print of kept) meet(result, print, capacity);
  return result;
};

export const countOf = ({ kept, level }: Distinct): number => kept.size * 2 ** level;

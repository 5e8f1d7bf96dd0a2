/** Sets of numbers as runs of consecutive ones: what streams are made of, whatever their length. */

/** Ascending, neither overlapping nor adjacent: from, to, from, to … Written in place by `add` alone. */
export type Ranges = number[];
export type Range = readonly [from: number, to: number];

/** The place of the first run that ends at or after `number`. */
const seek = (ranges: ReadonlyArray<number>, number: number): number => {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[2 * middle + 1] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
};

export const has = (ranges: ReadonlyArray<number>, number: number): boolean => {
  const at = seek(ranges, number);
  return at < ranges.length && (ranges[at] ?? 0) <= number;
};

/** Whether it was new. Numbers that come in order cost nothing to find. */
export const add = (ranges: Ranges, number: number): boolean => {
  const last = ranges.length - 1;
  if (last < 0 || number > (ranges[last] ?? 0) + 1) {
    ranges.push(number, number);
    return true;
  }
  if (number === (ranges[last] ?? 0) + 1) {
    ranges[last] = number;
    return true;
  }
  // The run before may end just below, the run found may begin just above.
  const at = seek(ranges, number);
  if ((ranges[at] ?? 0) <= number) return false;
  const joinsBefore = at > 0 && ranges[at - 1] === number - 1;
  const joinsAfter = ranges[at] === number + 1;
  if (joinsBefore && joinsAfter) ranges.splice(at - 1, 2);
  else if (joinsBefore) ranges[at - 1] = number;
  else if (joinsAfter) ranges[at] = number;
  else ranges.splice(at, 0, number, number);
  return true;
};

export const count = (ranges: ReadonlyArray<number>): number => {
  let sum = 0;
  for (let i = 0; i < ranges.length; i += 2) sum += (ranges[i + 1] ?? 0) - (ranges[i] ?? 0) + 1;
  return sum;
};

export const pairs = (ranges: ReadonlyArray<number>): ReadonlyArray<Range> => {
  const list: Range[] = [];
  for (let i = 0; i < ranges.length; i += 2) list.push([ranges[i] ?? 0, ranges[i + 1] ?? 0]);
  return list;
};

const edge = (ranges: ReadonlyArray<number>, at: number): number =>
  at < ranges.length ? (ranges[at] ?? 0) + (at & 1) : Number.POSITIVE_INFINITY;

/** Goes through the numbers where either set begins or ends: the work of the set operations below. */
const sweep = (
  a: ReadonlyArray<number>,
  b: ReadonlyArray<number>,
  isIn: (inA: boolean, inB: boolean) => boolean,
): Ranges => {
  const result: Ranges = [];
  let i = 0;
  let j = 0;
  let began: number | undefined;
  for (;;) {
    const number = Math.min(edge(a, i), edge(b, j));
    if (number === Number.POSITIVE_INFINITY) return result;
    while (edge(a, i) === number) i++;
    while (edge(b, j) === number) j++;
    const now = isIn((i & 1) === 1, (j & 1) === 1);
    if (now && began === undefined) began = number;
    if (!now && began !== undefined) {
      result.push(began, number - 1);
      began = undefined;
    }
  }
};

export const union = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): Ranges => sweep(a, b, (x, y) => x || y);
export const minus = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): Ranges => sweep(a, b, (x, y) => x && !y);
export const common = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): Ranges => sweep(a, b, (x, y) => x && y);
export const unionOf = (sets: Iterable<ReadonlyArray<number>>): Ranges => {
  let all: Ranges = [];
  for (const set of sets) all = union(all, set);
  return all;
};

/** Runs of numbers behave as sets of numbers. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, common, count, has, minus, pairs, union, unionOf } from "../../../traces/observe/ranges.js";

const numbers = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 });
const made = (list: ReadonlyArray<number>) => {
  const ranges: number[] = [];
  for (const number of list) add(ranges, number);
  return ranges;
};
const sorted = (set: Iterable<number>) => [...set].toSorted((a, b) => a - b);
const all = (ranges: ReadonlyArray<number>) =>
  pairs(ranges).flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));

describe("runs of numbers", () => {
  test("hold what was added, in the shortest form", () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const ranges = made(list);
        expect(all(ranges)).toEqual(sorted(new Set(list)));
        expect(count(ranges)).toBe(new Set(list).size);
        for (const [i, [from]] of pairs(ranges).entries())
          if (i > 0) expect(from).toBeGreaterThan((pairs(ranges)[i - 1]?.[1] ?? 0) + 1);
      }),
    );
  });

  test("adding says whether it was new", () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const ranges: number[] = [];
        const set = new Set<number>();
        for (const number of list) {
          expect(has(ranges, number)).toBe(set.has(number));
          expect(add(ranges, number)).toBe(!set.has(number));
          set.add(number);
        }
      }),
    );
  });

  test("union, difference and intersection are those of sets", () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const [a, b] = [new Set(one), new Set(other)];
        expect(all(union(made(one), made(other)))).toEqual(sorted(new Set([...a, ...b])));
        expect(all(minus(made(one), made(other)))).toEqual(sorted([...a].filter((number) => !b.has(number))));
        expect(all(common(made(one), made(other)))).toEqual(sorted([...a].filter((number) => b.has(number))));
        // The shortest form again.
        expect(union(made(one), made(other))).toEqual(made([...one, ...other]));
      }),
    );
  });

  test("the union of many", () => {
    fc.assert(
      fc.property(fc.array(numbers, { maxLength: 5 }), (lists) => {
        expect(unionOf(lists.map(made))).toEqual(made(lists.flat()));
      }),
    );
  });
});

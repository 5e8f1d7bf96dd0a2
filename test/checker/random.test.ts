import fc from "fast-check";
import { expect, test } from "vitest";
import { countOf, makeDistinct, meet, union } from "../../checker/explore/distinct.js";
import { randomOf, xoshiro } from "../../checker/explore/random.js";

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const cut = (n: bigint) => n & 0xffffffffn;
const rotl = (n: bigint, k: bigint) => cut(n << k) | (n >> (32n - k));

/** xoshiro128** as its authors define it, in integers without a bound. */
const defined = (state: bigint[]) => {
  const s = [...state];
  return () => {
    const result = cut(rotl(cut(s[1]! * 5n), 7n) * 9n);
    const t = cut(s[1]! << 9n);
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotl(s[3]!, 11n);
    return Number(result);
  };
};

test("the words are those of the definition", () => {
  fc.assert(
    fc.property(word, word, word, word, (a, b, c, d) => {
      const [ours, theirs] = [xoshiro(a, b, c, d), defined([a, b, c, d].map(BigInt))];
      for (let i = 0; i < 50; i++) expect(ours()).toBe(theirs());
    }),
  );
});

test("every number below a bound comes about as often as another, in each run and over all first draws", () => {
  const draws = 10_000;
  const expectEven = (next: (i: number) => number) => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < draws; i++) counts[next(i)]!++;
    for (const n of counts) expect(Math.abs(n - draws / 10)).toBeLessThan(200);
  };
  for (const [seed, run] of [
    [0, 0],
    [1, 7],
    [2 ** 32 - 1, 2 ** 32 - 1],
  ] as const) {
    const random = randomOf(seed, run);
    expectEven(() => random(10));
  }
  expectEven((i) => randomOf(0, i)(10));
  expectEven((i) => randomOf(i, 0)(10));
});

test("a sample of parts is the sample of the whole, exact if it is small, and near if not", () => {
  fc.assert(
    fc.property(word, fc.integer({ min: 0, max: 20_000 }), (seed, size) => {
      const random = randomOf(seed, 0);
      const prints = Array.from({ length: size }, () => random(2 ** 21) * 2 ** 32 + random(2 ** 32));
      const capacity = 1000;
      const [whole, even, odd] = [makeDistinct(), makeDistinct(), makeDistinct()];
      for (const print of [...prints, ...prints]) meet(whole, print, capacity);
      for (const [i, print] of prints.entries()) meet(i % 2 === 0 ? even : odd, print, capacity);
      expect(union([odd, even], capacity)).toEqual(whole);
      expect(whole.kept.size).toBeLessThanOrEqual(capacity);
      if (size <= capacity) expect(countOf(whole)).toBe(size);
      // At least 400 kept or so: five standard deviations of a sample of that size.
      else expect(Math.abs(countOf(whole) / size - 1)).toBeLessThan(0.25);
    }),
    { numRuns: 50 },
  );
});

/** Halves and tables chosen by a sample: every component in one half, every unit in one table. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Sample, joined, splitFor, valuesFor } from "../../../checker/native/split.js";
import { draw } from "../../support/draw.js";

const samples: fc.Arbitrary<Sample> = fc
  .record({
    count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 200 })),
    width: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat(),
  })
  .map(({ count, width, seed }) => ({
    count,
    width,
    // Some places never change, some follow others, and some take many values.
    ids: Int32Array.from({ length: count * width }, (_, i) => {
      const [state, place] = [Math.floor(i / width), i % width];
      const sort = draw(4, seed, place);
      return sort === 0 ? 0 : sort === 1 ? state % 3 : draw(sort === 2 ? 4 : 1000, seed, place, state);
    }),
  }));

const withUnits = samples.chain((sample) =>
  fc.record({
    sample: fc.constant(sample),
    units: fc.array(fc.uniqueArray(fc.integer({ min: 0, max: sample.width - 1 }), { minLength: 1, maxLength: 4 }), {
      maxLength: 12,
      size: "max",
    }),
  }),
);

const valuesIn = ({ count, width, ids }: Sample, places: ReadonlyArray<number>): number =>
  new Set(Array.from({ length: count }, (_, state) => places.map((place) => ids[state * width + place]).join())).size;

test("every component is in exactly one half, and the choice depends on the sample alone", () => {
  let isParted = 0;
  fc.assert(
    fc.property(withUnits, ({ sample, units }) => {
      const split = splitFor(sample, units);
      expect([...split[0], ...split[1]].toSorted((p, q) => p - q)).toEqual([...Array(sample.width).keys()]);
      for (const half of split) expect(half).toEqual(half.toSorted((p, q) => p - q));
      expect(splitFor(sample, units)).toEqual(split);
      expect(valuesFor(sample, split)).toBeGreaterThanOrEqual(valuesIn(sample, split[0]) + valuesIn(sample, split[1]));
      if (split.every((half) => half.length > 0)) isParted++;
    }),
    { numRuns: 60 },
  );
  expect(isParted).toBeGreaterThan(10);
});

test("every unit is in exactly one table", () => {
  let tables = 0;
  let most = 0;
  fc.assert(
    fc.property(withUnits, ({ sample, units }) => {
      const found = joined(sample, units);
      expect(found.flat().toSorted((p, q) => p - q)).toEqual([...units.keys()]);
      expect(found.every((members) => members.length > 0)).toBe(true);
      tables = Math.max(tables, found.length);
      most = Math.max(most, ...found.map((members) => members.length));
    }),
    { numRuns: 60 },
  );
  expect(Math.min(tables, most)).toBeGreaterThan(1);
});

test("what moves together is one half, what moves by itself the other", () => {
  const count = 400;
  const width = 6;
  const ids = Int32Array.from({ length: count * width }, (_, i) => {
    const [one, two] = [Math.floor(i / width) % 20, Math.floor(i / width / 20)];
    return (i % width) % 2 === 0 ? one * (1 + (i % width)) : two + (i % width);
  });
  const split = splitFor({ count, width, ids }, [
    [0, 2],
    [2, 4],
    [1, 3],
    [5, 1],
  ]);
  expect(split.toSorted((p, q) => p[0]! - q[0]!)).toEqual([
    [0, 2, 4],
    [1, 3, 5],
  ]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { compare, intern, makePool } from "../../checker/values.js";
import { text } from "../support/naive.js";

const value = fc.jsonValue({ maxDepth: 3 });

test("two values are one if they are the same but for key order, sharing and -0", () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      const pool = makePool();
      const [x, y] = [intern(pool, a), intern(pool, b)];
      const again = intern(pool, JSON.parse(text(a)));
      if (x.tag === "NotCanonical" || y.tag === "NotCanonical" || again.tag === "NotCanonical")
        throw new Error("refused");
      expect(x.id === y.id).toBe(text(a) === text(b));
      expect(again).toBe(x);
      expect(text(x.value)).toBe(text(a));
      expect(compare(x.value, y.value) === 0).toBe(x.id === y.id);
    }),
    { numRuns: 2000 },
  );
});

test("compare is a total order", () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 6 }), (values) => {
      const pool = makePool();
      const canonical = values.map((v) => {
        const c = intern(pool, v);
        return c.tag === "Canonical" ? c.value : undefined;
      });
      for (const a of canonical)
        for (const b of canonical) {
          expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)) + 0);
          for (const c of canonical)
            if (compare(a, b) <= 0 && compare(b, c) <= 0) expect(compare(a, c) <= 0).toBe(true);
        }
    }),
  );
});

class Counter {
  count = 0;
}
const cycle: { self?: unknown } = {};
cycle.self = { deep: cycle };
// oxlint-disable-next-line no-sparse-arrays -- the hole is what is tested
const sparse = [1, , 3];

test.each([
  { name: "function", value: { queue: [{ at: () => 1 }] }, path: ".queue[0].at", found: "a function" },
  { name: "NaN", value: [1, Number.NaN], path: "[1]", found: "NaN" },
  { name: "Date", value: { at: new Date(0) }, path: ".at", found: "a Date" },
  { name: "Map", value: new Map(), path: "", found: "a Map" },
  { name: "typed array", value: { bytes: new Uint8Array(2) }, path: ".bytes", found: "a Uint8Array" },
  { name: "class instance", value: [new Counter()], path: "[0]", found: "a Counter" },
  { name: "symbol", value: { a: Symbol("s") }, path: ".a", found: "a symbol" },
  { name: "symbol key", value: { [Symbol("s")]: 1 }, path: "", found: "a property whose key is a symbol" },
  { name: "hole", value: sparse, path: "[1]", found: "a hole in an array" },
])("no canonical form: $name", ({ value: v, path, found }) => {
  expect(intern(makePool(), v)).toEqual({ tag: "NotCanonical", path, found });
});

test("a cycle ends in an error, not in a stack overflow", () => {
  const result = intern(makePool(), cycle);
  expect(result).toMatchObject({ tag: "NotCanonical", found: "a cycle, or data nested deeper than 500 levels" });
});

test.each([
  { name: "undefined is kept", given: undefined, canonical: undefined },
  { name: "-0 is 0", given: [-0], canonical: [0] },
  { name: "a property that is undefined is absent", given: { a: undefined, b: 1 }, canonical: { b: 1 } },
  { name: "bigint", given: 2n ** 70n, canonical: 2n ** 70n },
  { name: "infinity", given: -Infinity, canonical: -Infinity },
  {
    name: "__proto__ is a name like any other",
    given: JSON.parse('{"__proto__": 1}'),
    canonical: JSON.parse('{"__proto__": 1}'),
  },
])("canonical: $name", ({ given, canonical }) => {
  const result = intern(makePool(), given);
  expect(result).toMatchObject({ tag: "Canonical" });
  if (result.tag !== "Canonical") return;
  expect(result.value).toStrictEqual(canonical);
  expect(Object.isFrozen(result.value)).toBe(true);
});

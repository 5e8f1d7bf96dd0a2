import fc from "fast-check";
import { expect, test } from "vitest";
import { changes } from "../../report/changes.js";
import { plain } from "../../report/paint.js";
import { showChange, showSteps } from "../../report/trail-text.js";

test.each([
  { name: "equal", before: { a: [1, { b: 2 }] }, after: { a: [1, { b: 2 }] }, is: [] },
  { name: "a field", before: { a: 1, b: 2 }, after: { a: 1, b: 3 }, is: [{ path: "b", before: 2, after: 3 }] },
  { name: "a nested one", before: { a: { b: 1 } }, after: { a: { b: 2 } }, is: [{ path: "a.b", before: 1, after: 2 }] },
  { name: "a new field", before: {}, after: { a: 1 }, is: [{ path: "a", after: 1 }] },
  { name: "a field that is gone", before: { a: 1 }, after: { a: undefined }, is: [{ path: "a", before: 1 }] },
  { name: "no record", before: 1, after: "1", is: [{ path: "", before: 1, after: "1" }] },
  { name: "a record for a list", before: [], after: {}, is: [{ path: "", before: [], after: {} }] },
  { name: "appended", before: [1, 2], after: [1, 2, 3], is: [{ path: "[2]", after: 3 }] },
  { name: "taken from the front", before: [1, 2, 3], after: [2, 3], is: [{ path: "[0]", before: 1 }] },
  { name: "put between", before: { q: [1, 3] }, after: { q: [1, 2, 3] }, is: [{ path: "q[1]", after: 2 }] },
  {
    name: "inside an element",
    before: [{ a: 1 }, { a: 2, b: 0 }],
    after: [{ a: 1 }, { a: 3, b: 0 }],
    is: [{ path: "[1].a", before: 2, after: 3 }],
  },
  {
    name: "one for two",
    before: [1, 2, 9],
    after: [3, 9],
    is: [
      { path: "[0]", before: 1 },
      { path: "[1]", before: 2 },
      { path: "[0]", after: 3 },
    ],
  },
])("changes: $name", ({ before, after, is }) => {
  expect(changes(before, after)).toEqual(is);
});

/** A value as JSON with its keys in order: equal texts for what counts as equal. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(0, 1, "0", true, null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { noNullPrototype: true }),
  ),
})).value;

test("there are changes exactly where values differ", () => {
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(changes(a, b).length === 0).toBe(text(a) === text(b));
      expect(changes(a, structuredClone(a))).toEqual([]);
    }),
  );
});

test.each([
  { change: { component: "HA", path: "", before: 1, after: 2 }, is: "HA: 1 -> 2" },
  { change: { component: "HA", path: "coa", before: "pPMA", after: "nPMA" }, is: "HA.coa: pPMA -> nPMA" },
  { change: { component: "nPMA>HA", path: "[0]", after: { type: "PBU" } }, is: "nPMA>HA[0]: + {type: PBU}" },
  { change: { component: "nPMA>HA", path: "[0]", before: { type: "PBU" }, brief: "PBU" }, is: "nPMA>HA[0]: - PBU" },
  { change: { component: "a\u001b", path: "b\u001b", before: "c\u001b" }, is: 'a\\u001b.b\\u001b: - "c\\u001b"' },
])("shown: $is", ({ change, is }) => {
  expect(showChange(change)).toBe(is);
});

test("a trail without a step is its start", () => {
  expect(showSteps({ choices: [2], path: "CN > HA", steps: [] }, plain)).toBe(
    "  0. start\n     path CN > HA\n  choices 2",
  );
});

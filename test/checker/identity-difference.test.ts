import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOf } from "../../checker/explore/identity.js";

const text = (middle: string): string => `given: ${"x".repeat(5000)}${middle}${"y".repeat(5000)}`;

test("a difference deep in a long line is shown with what is around it, and nothing that a terminal obeys", () => {
  const says = differenceOf(text("[1]"), text("[\u001b2]")) ?? "";
  expect(says).toContain("x[1]y");
  expect(says).toContain("x[\ufffd2]y");
  expect(says.length).toBeLessThan(500);
});

test("a difference is found between any two texts that differ, and in none that do not", () => {
  const lines = fc
    .array(fc.constantFrom("a: 1", "a: 2", "b: 1", "no key", ""), { maxLength: 4 })
    .map((all) => all.join("\n"));
  fc.assert(
    fc.property(lines, lines, (one, other) => {
      expect(differenceOf(one, other) === undefined).toBe(one === other);
    }),
  );
});

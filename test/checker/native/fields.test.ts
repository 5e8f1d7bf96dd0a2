/** The control block: what has an address there has it alone. */
import { expect, test } from "vitest";
import * as fields from "../../../checker/native/fields.js";

/** Numbers of the same size that are no addresses. */
const OTHERS = ["CONTROL", "BATCH", "SLOW_LIMIT"];

test("no two fields of the control block have one address", () => {
  const block = Object.entries(fields).filter(
    ([name, at]) => at >= fields.CONTROL && at < fields.FIRST_FREE && !OTHERS.includes(name),
  );
  const shared = block.filter(([, at]) => block.filter(([, other]) => other === at).length > 1);
  expect(shared).toEqual([]);
  expect(block.filter(([, at]) => at % 4 !== 0)).toEqual([]);
  expect(block.length).toBeGreaterThan(30);
});

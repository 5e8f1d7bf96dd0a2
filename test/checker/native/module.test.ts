/** The loop in the sources is the one that its own sources make. */
import { expect, test } from "vitest";
import { bytes } from "../../../checker/native/loop.js";
import { compileLoop } from "../../../tools/native.js";

test("the loop was compiled after its last change: npm run native", () => {
  expect(Buffer.from(bytes).equals(compileLoop())).toBe(true);
});

import { expect, test } from "vitest";
import { compile } from "../../../checker/compile.js";
import { flush } from "../../../checker/kernel/flush.js";
import { idsOf, makeKernel, offer, relayout } from "../../../checker/kernel/kernel.js";
import { identify } from "../../../checker/kernel/space.js";
import { specify } from "../../../checker/specify.js";
import { intern } from "../../../checker/values.js";

const { system } = specify<{ components: { a: number; b: number }; label: string }>();

test("states of one hash and one tag are all kept, each once, in the order of the batch", () => {
  const compiled = compile(system({ name: "two numbers", components: { a: [0], b: [0] }, rules: [] }));
  if ("kind" in compiled) throw new Error(compiled.what);
  const k = makeKernel(compiled);
  for (const space of k.tables.spaces)
    for (let value = 0; value < 8; value++) {
      const canonical = intern(k.tables.pool, value);
      if (canonical.tag === "Canonical") identify(space, canonical);
    }
  relayout(k);
  const put = (states: ReadonlyArray<readonly [number, number]>): void => {
    for (const state of states) offer(k, Int32Array.from(state), -1);
    k.batch.hashes.fill(0x5a5a5a5a, 0, k.batch.size);
    expect(flush(k)).toBe(true);
  };
  put([
    [1, 2],
    [3, 4],
    [1, 2],
  ]);
  put([
    [3, 4],
    [5, 6],
    [1, 2],
    [5, 6],
  ]);
  const found = Array.from({ length: k.store.size }, (_, index) => [...idsOf(k, index)]);
  expect(found).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
});

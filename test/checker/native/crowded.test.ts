/** States for which the table has no room, whoever offers them. */
import { expect, test } from "vitest";
import { CONTROL, CROWDED_COUNT } from "../../../checker/native/fields.js";
import { specify } from "../../../checker/specify.js";
import type { System } from "../../../checker/system.js";
import { finish, startLoop } from "../../support/loop.js";
import { reported } from "../../support/told.js";

type Pair = { components: { x: number; y: number }; label: string };
const { rule, system } = specify<Pair>();

const many = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Of each x three states: `starts` of them are initial, and those below `width` have so many successors. */
const wide = (starts: number, width: number): System =>
  system({
    name: "wide",
    components: { x: many(starts), y: [0] },
    rules: [
      rule("x", ["x"], ({ x }) =>
        x >= width ? [] : many(width).map((i) => ({ label: "x", next: { x: x * width + i } })),
      ),
      rule("y", ["y"], ({ y }) => (y < 2 ? [{ label: "y", next: { y: y + 1 } }] : [])),
    ],
    properties: [],
  });

const crowdedIn = (subject: System, expected: object) => {
  const fast = startLoop(subject, { isSecond: (place) => place === 0 });
  const { a, workers } = fast.explorer;
  const crowded = { work: 0, offer: 0 };
  const { work, offer } = a.loop;
  const noted = () => workers.reduce((sum, { at }) => sum + a.words[(at + CROWDED_COUNT) >>> 2]!, 0);
  const loop: typeof a.loop = {
    ...a.loop,
    work: (worker) => {
      work(worker);
      crowded.work += noted();
    },
    offer: (worker, from, count) => {
      offer(worker, from, count);
      crowded.offer += noted();
    },
  };
  Object.assign(a, { loop });
  expect(reported(finish(fast))).toMatchObject({ ...expected, complete: true });
  // Nothing has an address below the control block.
  expect(a.bytes.subarray(0, CONTROL).every((byte) => byte === 0)).toBe(true);
  return crowded;
};

test("initial states", () => {
  const count = 56_000;
  const { offer } = crowdedIn(wide(count, 0), { states: 3 * count, transitions: 2 * count });
  expect(offer).toBeGreaterThan(0);
});

test("successors", () => {
  const width = 450;
  const states = 3 * width ** 2;
  const { work } = crowdedIn(wide(1, width), { states, transitions: 5 * width ** 2 });
  expect(work).toBeGreaterThan(0);
});

/** States for which the table has no room, whoever offers them. */
import { expect, test } from "vitest";
import type { Fast } from "../../../checker/explore/fast.js";
import { makeWay } from "../../../checker/explore/room.js";
import { idsOf } from "../../../checker/kernel/kernel.js";
import { OutOfRoom, field } from "../../../checker/native/arena.js";
import { CONTROL, CROWDED_COUNT, LINES } from "../../../checker/native/fields.js";
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

/** Does something, once, when there are such states after a round. */
const whenCrowded = ({ explorer: { a, workers } }: Fast, act: () => void): void => {
  const { work } = a.loop;
  let isDone = false;
  const loop: typeof a.loop = {
    ...a.loop,
    work: (worker) => {
      work(worker);
      if (isDone || workers.every(({ at }) => a.words[(at + CROWDED_COUNT) >>> 2] === 0)) return;
      isDone = true;
      act();
    },
  };
  Object.assign(a, { loop });
};

const refuse = (): never => {
  throw new RangeError("WebAssembly.Memory.grow(): Maximum memory size exceeded");
};

const WIDTH = 450;
const MAX_BYTES = 1e9;

test.each([
  { end: "at a bound on memory", limit: MAX_BYTES },
  { end: "where the system refuses memory", limit: undefined },
])("$end the table does not grow for them: the exploration ends", ({ limit }) => {
  let taken = 0;
  const memory = { taken: () => taken, collect: () => undefined };
  const bounds = limit === undefined ? {} : { maxBytes: limit, memory };
  const fast = startLoop(wide(1, WIDTH), { isSecond: (place) => place === 0, ...bounds });
  const { a, k } = fast.explorer;
  let lines = 0;
  whenCrowded(fast, () => {
    // There is less than a byte left.
    taken = (MAX_BYTES - 1) / 1.05;
    if (limit === undefined) Object.assign(a, { memory: { buffer: a.memory.buffer, grow: refuse } });
    lines = field(a, LINES);
  });
  const report = reported(finish(fast));
  expect(report).toMatchObject({ complete: false, bound: { kind: "memory", limit } });
  if (limit !== undefined) expect(report.bound?.reached).toBeGreaterThan(limit);
  expect(report.states).toBeLessThan(3 * WIDTH ** 2);
  expect(new Set(Array.from({ length: report.states }, (_, state) => idsOf(k, state).join())).size).toBe(report.states);
  expect(lines).toBeGreaterThan(0);
  expect(field(a, LINES)).toBe(lines);
});

test("without its table an exploration does not go on", () => {
  const { search, explorer: e } = startLoop(wide(1, 2), {});
  Object.assign(e.a, { memory: { buffer: e.a.memory.buffer, grow: refuse } });
  const growing = (): void => {
    for (let i = 0; i < 100; i++) if (!makeWay(search, e)) return;
  };
  expect(growing).not.toThrow();
  e.isWhole = false;
  expect(growing).toThrow(OutOfRoom);
});

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

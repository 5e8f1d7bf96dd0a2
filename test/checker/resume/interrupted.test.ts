/** Killed at any moment and resumed, an exploration says what an undisturbed one says. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Options } from "../../../checker/explore/report.js";
import { specify } from "../../../checker/specify.js";
import type { System } from "../../../checker/system.js";
import { peterson } from "../../models/peterson.js";
import { twoPhaseCommit } from "../../models/two-phase-commit.js";
import { essence, goOn, interrupted, reported } from "../../support/interrupted.js";
import { makeMemoryStorage } from "../../support/memory-storage.js";
import { shapes, systemOf, temporalShapes } from "../../support/random-system.js";

type Grid = { components: { x: number; y: number; z: bigint }; label: { moves: string; to: number } };
const { rule, always, never, sometimes, action, deadlockFree, leadsTo, alwaysPossible, system } = specify<Grid>();

/** Violations and witnesses near the start, far from it, at the very end, in steps, and none. */
const grid = (size: number): System =>
  system({
    name: "grid",
    components: { x: [0], y: [0], z: [0n] },
    rules: [
      rule("x", ["x"], ({ x }) => (x < size ? [{ label: { moves: "x", to: x + 1 }, next: { x: x + 1 } }] : []), {
        fairness: "weak",
      }),
      rule("y", ["x", "y"], ({ x, y }) => (y < x ? [{ label: { moves: "y", to: y + 1 }, next: { y: y + 1 } }] : [])),
      rule("z", ["z"], ({ z }) => [{ label: { moves: "z", to: Number(z) }, next: { z: (z + 1n) % 5n } }]),
    ],
    properties: [
      always("near", ["x"], ({ x }) => x !== 2),
      never("far", ["x", "y"], ({ x, y }) => x === size && y === size - 2, { given: ({ x }) => x > 1 }),
      sometimes("soon", ["y"], ({ y }) => y === 1),
      sometimes("late", ["x", "y"], ({ x, y }) => x + y === 2 * size),
      action("steps", ["x"], (before, _label, after) => after.x < size / 2 || after.x === before.x),
      action("never asked", ["x"], () => false, { given: (label) => label.to > 1e9 }),
      always("never given", ["x"], () => false, { given: ({ x }) => x < 0 }),
      deadlockFree("goes on", ["x"], () => false),
      leadsTo(
        "in the end",
        ["x"],
        ({ x }) => x === 1,
        ({ x }) => x === size,
      ),
      leadsTo(
        "not in the end",
        ["x", "y"],
        ({ x }) => x === size,
        ({ y }) => y === size,
      ),
      alwaysPossible("possible", ["y"], ({ y }) => y === size),
    ],
  });

const SYSTEMS: ReadonlyArray<{ name: string; subject: System; every: number }> = [
  { name: "grid", subject: grid(12), every: 3 },
  { name: "peterson", subject: peterson, every: 1 },
  { name: "two-phase commit", subject: twoPhaseCommit(4), every: 5 },
];

/** Kills once at each of the moments at which something is written. */
const killedEverywhere = (subject: System, every: number, options: Options = {}): number => {
  const expected = essence(reported(subject, { probe: 1, ...options }));
  for (let calls = 1; ; calls += every) {
    const before = calls % 2 === 0;
    const { report, kills } = interrupted(subject, options, (times) =>
      times === 0 ? { calls, before, counts: "all" } : undefined,
    );
    expect(essence(report)).toEqual(expected);
    if (kills === 0) return calls;
  }
};

test.each(SYSTEMS)("killed once, wherever that is: $name", ({ subject, every }) => {
  expect(killedEverywhere(subject, every)).toBeGreaterThan(20);
});

test.each(SYSTEMS)("killed again and again: $name", ({ subject }) => {
  const expected = essence(reported(subject, { probe: 1 }));
  for (const calls of [2, 3, 7]) {
    const { report, kills } = interrupted(subject, {}, (times) => ({
      calls,
      before: times % 3 === 2,
      counts: "commits",
    }));
    expect(essence(report)).toEqual(expected);
    expect(kills).toBeGreaterThan(2);
  }
});

const everyRound = (subject: System): void => {
  const expected = essence(reported(subject, { probe: 1 }));
  for (let calls = 1, kills = 1; kills > 0; calls += 2) {
    const found = interrupted(subject, {}, (times) =>
      times < 2 ? { calls: calls + times, before: times === 1, counts: "commits" } : undefined,
    );
    expect(essence(found.report)).toEqual(expected);
    kills = found.kills;
  }
};

test("random systems", () => {
  fc.assert(
    fc.property(shapes, (shape) => everyRound(systemOf({ ...shape, hasBoundary: false }))),
    { numRuns: 12, seed: Number(process.env["FC_SEED"]) },
  );
});

test("random systems with temporal properties", () => {
  fc.assert(
    fc.property(temporalShapes, (shape) => everyRound(systemOf({ ...shape, hasBoundary: false }))),
    { numRuns: 12, seed: Number(process.env["FC_SEED"]) },
  );
});

/** A clock that advances by 10 ms each time it is asked. */
const ticking = () => {
  let time = 0;
  return () => (time += 10);
};

test("stopped by a bound or on request, and resumed without", () => {
  const subject = twoPhaseCommit(5);
  const expected = essence(reported(subject, { probe: 1 }));
  const stops: ReadonlyArray<Options> = [
    { maxStates: 3000 },
    { signal: { aborted: true } },
    { maxBytes: 1 },
    {
      maxSeconds: 0.5,
      now: ticking(),
    },
  ];
  for (const stop of stops) {
    const storage = makeMemoryStorage();
    const stopped = goOn(subject, stop, storage);
    storage.kill();
    expect(stopped.complete).toBe(false);
    const again = goOn(subject, stop.maxSeconds === undefined ? stop : { maxStates: 1 }, storage);
    storage.kill();
    expect(again.states).toBe(stopped.states);
    const report = goOn(subject, {}, storage);
    expect(essence(report)).toEqual(expected);
    expect(report.resumed?.states).toBe(stopped.states);
  }
});

test("an exploration that has ended is decided again, and nothing else is done", () => {
  const storage = makeMemoryStorage();
  const first = goOn(grid(9), {}, storage);
  storage.kill();
  const second = goOn(grid(9), {}, storage);
  expect(essence(second)).toEqual(essence(first));
  expect(second.resumed?.states).toBe(first.states);
  expect(first.resumed).toBeUndefined();
});

test("with the first violation as the bound, the violation stays", () => {
  const storage = makeMemoryStorage();
  const subject = grid(9);
  const first = goOn(subject, { until: "violated" }, storage);
  storage.kill();
  expect(first.bound?.kind).toBe("first violation");
  expect(essence(goOn(subject, { until: "violated" }, storage))).toEqual(essence(first));
});

test("without a commit there is nothing to go on from: it begins", () => {
  const { report, kills } = interrupted(grid(6), {}, (times) =>
    times === 0 ? { calls: 1, before: true, counts: "all" } : undefined,
  );
  expect(kills).toBe(1);
  expect(report.resumed).toBeUndefined();
  expect(essence(report)).toEqual(essence(reported(grid(6), { probe: 1 })));
});

test("seconds go on where they were, and a progress says how old the checkpoint is", () => {
  let time = 0;
  const now = () => (time += 5);
  const storage = makeMemoryStorage();
  const ages: (number | undefined)[] = [];
  const first = goOn(twoPhaseCommit(5), { maxStates: 3000, now }, storage);
  storage.kill();
  time = 1e6;
  const report = goOn(
    twoPhaseCommit(5),
    { now, progressEvery: 0, onProgress: ({ sinceCheckpoint }) => ages.push(sinceCheckpoint) },
    storage,
  );
  expect(report.resumed?.seconds).toBeGreaterThan(0);
  expect(report.resumed?.seconds).toBeLessThanOrEqual(first.seconds);
  expect(report.seconds).toBeLessThan(1000);
  expect(report.seconds).toBeGreaterThan(report.resumed?.seconds ?? 0);
  expect(ages.some((age) => age !== undefined && age >= 0 && age < 1)).toBe(true);
});

/** Explorations that go on where memory ends: what they show is so, and they claim nothing else. */
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Lossy, LossyMode, Options, Progress, Report } from "../../../checker/explore/report.js";
import { makeWay } from "../../../checker/explore/room.js";
import { tableBytes } from "../../../checker/native/arena.js";
import { isLossy } from "../../../checker/native/lossy.js";
import { specify } from "../../../checker/specify.js";
import type { Property, System } from "../../../checker/system.js";
import { replay } from "../../../checker/trail.js";
import { twoPhaseCommit } from "../../models/two-phase-commit.js";
import { finish, startLoop } from "../../support/loop.js";
import { orThrow } from "../../support/interrupted.js";
import { endingAt, missedAt, noisy, statesOf, turning } from "../../support/lossy.js";
import { makeMemoryStorage } from "../../support/memory-storage.js";
import { naive, steps, text } from "../../support/naive.js";
import { shapes, systemOf, temporalShapes } from "../../support/random-system.js";
import { reported, told } from "../../support/told.js";

const MODES: ReadonlyArray<LossyMode> = ["bitstate", "compact"];

type Square = { components: { x: number; y: number }; label: "x" | "y" };
const { rule, always, never, sometimes, leadsTo, system } = specify<Square>();

const SIZE = 281;

const properties: ReadonlyArray<Property> = [
  always("no corner", ["x", "y"], ({ x, y }) => x + y < 2 * SIZE - 8),
  never("outside", ["x", "y"], ({ x, y }) => x + y >= 2 * SIZE),
  never("of nothing", ["x", "y"], () => true, { given: ({ x }) => x > SIZE }),
  sometimes("far", ["x", "y"], ({ x, y }) => x + y === 7),
  sometimes("beyond", ["x", "y"], ({ x, y }) => x + y >= 2 * SIZE),
  leadsTo(
    "to a corner",
    ["x", "y"],
    () => true,
    ({ x, y }) => x + y === 2 * SIZE - 2,
  ),
];

const square = (some: ReadonlyArray<Property>): System =>
  system({
    name: "square",
    components: { x: [0], y: [0] },
    rules: (["x", "y"] as const).map((name) =>
      rule(name, { at: name }, ({ at }) => [1, 7].map((by) => ({ label: name, next: { at: (5 * at + by) % SIZE } }))),
    ),
    properties: some,
  });

const subject = square(properties);
const halves = { isSecond: (place: number) => place === 1 };

const trailsCanBeTaken = (of: System, report: Report): void => {
  for (const { trail } of report.properties)
    if (trail !== undefined) expect(replay(of, trail.choices, trail.loop)).toEqual(trail);
};

test.each(MODES)("%s: what was found is so, and the rest is inconclusive", (mode) => {
  const fast = turning(subject, 20_000, mode === "bitstate", mode, halves);
  const report = reported(finish(fast));
  expect(report).toMatchObject({ verdict: "violated", complete: false, bound: undefined, kernel: "wasm" });
  expect(report.lossy).toMatchObject({ mode });
  expect(report.lossy!.from).toBeGreaterThan(20_000);
  expect(report.properties.map(({ verdict }) => verdict)).toEqual([
    "violated",
    "inconclusive",
    "inconclusive",
    "holds",
    "inconclusive",
    "inconclusive",
  ]);
  trailsCanBeTaken(subject, report);
  expect(report.states).toBeLessThan(SIZE ** 2);
  expect(report.transitions).toBe(4 * report.states);
  expect(missedAt(subject, statesOf(fast))).toBeGreaterThan(0);
  expect(report.warnings).toEqual([]);
});

test("with nothing to decide it is inconclusive", () => {
  const report = reported(finish(turning(square([]), 20_000, true, "bitstate", halves)));
  expect(report).toMatchObject({ verdict: "inconclusive", complete: false, bound: undefined });
});

/** Of an exact exploration. */
const NOWHERE: Lossy = { mode: "bitstate", from: Infinity, expectedMissed: 0 };

test.each([
  { mode: "bitstate", size: 2, noise: 80 },
  { mode: "bitstate", size: 5, noise: 160 },
  { mode: "compact", size: 1, noise: 200 },
] as const)("random systems, $mode $size, $noise / 256 taken: no verdict that is not so", ({ mode, size, noise }) => {
  const met = new Map<string, number>();
  fc.assert(
    fc.property(fc.oneof(shapes, temporalShapes), fc.noBias(fc.nat()), (shape, seed) => {
      const random: System = { ...systemOf(shape), boundaries: [] };
      const whole = reported(explore(random, { kernel: "plain", maxStates: 1000 }));
      fc.pre(whole.complete);
      const fast = noisy(random, { mode, size }, noise, seed, { isSecond: (place) => place % 2 === 1 });
      const report = reported(finish(fast));
      expect(report.complete).toBe(false);
      for (const [i, { verdict, kind, trail }] of report.properties.entries()) {
        meet(met, `${verdict} ${kind}`);
        if (verdict === "inconclusive") expect(trail).toBeUndefined();
        else expect(verdict).toBe(kind === "sometimes" ? "holds" : "violated");
        if (verdict !== "inconclusive") expect(whole.properties[i]?.verdict).toBe(verdict);
      }
      trailsCanBeTaken(random, report);
      const found = statesOf(fast);
      const known = new Set(found.map(text));
      expect(known.size).toBe(report.states);
      expect(report.states + missedAt(random, found)).toBeLessThanOrEqual(whole.states);
      expect(report.transitions).toBe(found.reduce((sum, from) => sum + steps(random, from).steps.length, 0));
    }),
    { numRuns: 100 },
  );
  for (const what of ["violated always", "violated action", "holds sometimes", "inconclusive leads-to"])
    expect(met.get(what) ?? 0).toBeGreaterThan(2);
});

const meet = (met: Map<string, number>, what: string): void => void met.set(what, (met.get(what) ?? 0) + 1);

test.each(MODES)("%s, threads: every state once", (mode) => {
  for (const workers of [2, 4]) {
    const fast = turning(subject, 20_000, mode === "bitstate", mode, { ...halves, workers, isShared: true });
    const report = reported(finish(fast));
    expect(report.lossy?.mode).toBe(mode);
    expect(new Set(statesOf(fast).map(text)).size).toBe(report.states);
    expect(report.states).toBeGreaterThan(report.lossy!.from);
    expect(report.states).toBeLessThan(SIZE ** 2);
    expect(report.lossy!.expectedMissed).toBeGreaterThan(10);
    trailsCanBeTaken(subject, report);
  }
});

const early = { probe: 100 };

test("while memory lasts nothing is lossy", () => {
  const [exact, asked] = [{}, { lossy: "bitstate" } as const].map((options) => {
    const report = reported(explore(twoPhaseCommit(6), { ...early, ...options }));
    return { ...report, seconds: 0 };
  });
  expect(asked).toEqual(exact);
  expect(exact).toMatchObject({ complete: true, kernel: "wasm" });
});

/** Memory ends for the table as soon as an exploration has so many states. */
const ending = (from: number, lossy: LossyMode, free = 0): Options => {
  let states = 0;
  const onProgress: Options["onProgress"] = (progress) => (states = progress.states);
  return {
    ...early,
    ...endingAt(
      () => states,
      from,
      lossy,
      () => free,
    ),
    progressEvery: 0,
    onProgress,
  };
};

test.each(MODES)("%s, where the frontier is on disk", (mode) => {
  const large = twoPhaseCommit(7);
  const whole = reported(explore(large, early));
  const options = ending(150_000, mode, 300_000);
  const seen: Progress[] = [];
  const onProgress = (progress: Progress): void => {
    seen.push(progress);
    options.onProgress?.(progress);
  };
  const report = reported(explore(large, { ...options, onProgress }));
  const modes = seen.map(({ lossy }) => lossy);
  expect(modes).toEqual(seen.map(({ states }) => (states > report.lossy!.from ? mode : undefined)));
  expect(new Set(modes).size).toBe(2);
  expect(options.spill?.bytes()).toBeGreaterThan(0);
  expect(report.lossy!.from).toBeGreaterThan(150_000);
  expect(report.states).toBeGreaterThan(0.9 * whole.states);
  expect(report.states).toBeLessThan(whole.states);
  expect(report.transitions).toBeLessThan(whole.transitions);
  expect(report).toMatchObject({ verdict: "inconclusive", complete: false, bound: undefined });
  for (const [i, { verdict }] of report.properties.entries())
    expect(["inconclusive", whole.properties[i]?.verdict]).toContain(verdict);
});

test("compact ends where no slot is left", () => {
  const large = square([]);
  const wider: System = { ...large, rules: [...large.rules, { ...large.rules[0]!, name: "z", reads: { at: "z" } }] };
  const cube: System = { ...wider, components: [...large.components, { ...large.components[0]!, name: "z" }] };
  const report = reported(finish(turning(cube, 20_000, false, "compact", { isSecond: (place) => place > 0 })));
  expect(report).toMatchObject({ verdict: "inconclusive", complete: false, bound: { kind: "memory" } });
  expect(report.lossy?.mode).toBe("compact");
  expect(report.states).toBeGreaterThan(1.5 * report.lossy!.from);
  expect(report.states).toBeLessThan(SIZE ** 3 / 10);
});

test("other bounds apply as ever", () => {
  const options = ending(20_000, "bitstate");
  const report = reported(explore(subject, { ...options, maxStates: 50_000 }));
  expect(report.lossy?.mode).toBe("bitstate");
  // A bound on states leaves temporal properties a part of the graph: but not one of a lossy exploration.
  expect(report.bound).toMatchObject({ kind: "states", limit: 50_000 });
  expect(report.properties.at(-1)).toMatchObject({ kind: "leads-to", verdict: "inconclusive", trail: undefined });
  const first = reported(explore(subject, { ...ending(20_000, "bitstate"), until: "violated" }));
  expect(first).toMatchObject({ verdict: "violated", bound: { kind: "first violation" } });
});

type Platform = { Memory: { prototype: { grow: (pages: number) => number } } };
const { Memory } = (globalThis as unknown as { WebAssembly: Platform }).WebAssembly;
const { grow } = Memory.prototype;

afterEach(() => {
  Memory.prototype.grow = grow;
});

/** A memory that grows so many times and no more. */
const growing = (times: number): void => {
  let left = times;
  Memory.prototype.grow = function (pages) {
    if (left-- <= 0) throw new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory");
    return grow.call(this, pages);
  };
};

test.each(MODES)("%s, where the system refuses memory", (mode) => {
  const whole = reported(explore(subject, early));
  const modes = new Set<string>();
  for (let times = 0; times < 60; times++) {
    growing(times);
    const report = reported(explore(subject, { ...early, lossy: mode }));
    Memory.prototype.grow = grow;
    expect(report.states).toBeLessThanOrEqual(whole.states);
    expect(report.complete).toBe(report.bound === undefined && report.lossy === undefined);
    if (report.complete) expect(told(report)).toEqual(told(whole));
    modes.add(`${report.lossy?.mode} ${report.bound?.kind}`);
    if (report.complete && report.kernel === "wasm") break;
  }
  expect([...modes].filter((each) => each.startsWith(mode))).not.toEqual([]);
  expect(modes).toContain("undefined undefined");
});

test("a checkpoint is of what was exact, and an exploration with more memory goes on from there", () => {
  const storage = makeMemoryStorage();
  const to = orThrow(storage.create("square"));
  const whole = reported(explore(subject, early));
  const report = reported(explore(subject, { ...ending(20_000, "bitstate"), checkpoint: { to, every: 1e9 } }));
  to.close();
  const { from } = report.lossy ?? NOWHERE;
  expect(report.states).toBeGreaterThan(from);
  const reason = `states may have been missed since, and the last one is of the first ${from}`;
  expect(report.warnings).toEqual([{ tag: "NoCheckpoint", reason }]);
  const resume = orThrow(storage.open("square"));
  const again = reported(explore(subject, { ...early, resume }));
  expect(again.resumed?.states).toBe(from);
  expect(told(again)).toEqual(told(whole));
  const lossyAgain = reported(explore(subject, { ...ending(from + 5000, "bitstate"), resume }));
  expect(lossyAgain).toMatchObject({ complete: false, lossy: { mode: "bitstate" }, resumed: { states: from } });
});

test("where the table takes little of the memory there is a warning", () => {
  const report = reported(explore(subject, ending(20_000, "bitstate", -1e8)));
  expect(report).toMatchObject({ kernel: "wasm", complete: false, bound: { kind: "memory" } });
  expect(report.lossy).toBeUndefined();
  const reason = "the visited states take too little of the memory";
  expect(report.warnings).toEqual([{ tag: "NotLossy", reason }]);
});

test.each<{ options: Options; reason: string }>([
  { options: { kernel: "plain" }, reason: "the plain loop was asked for" },
  { options: { maxBytes: 1 }, reason: "memory ended before the other loop began" },
  { options: { reduction: "partial-order", kernel: "plain" }, reason: "the plain loop was asked for" },
])("the plain loop is exact, and warns where memory ends: $reason", ({ options, reason }) => {
  const report = reported(explore(subject, { maxBytes: 2 ** 21, lossy: "compact", ...options }));
  expect(report).toMatchObject({ kernel: "plain", complete: false, bound: { kind: "memory" } });
  expect(report.lossy).toBeUndefined();
  expect(report.warnings).toContainEqual({ tag: "NotLossy", reason });
  const other = reported(explore(subject, { kernel: "plain", maxStates: 100, lossy: "compact" }));
  expect(other.warnings).toEqual([]);
  expect(naive(square([])).states).toBe(SIZE ** 2);
});

test("where states find no room before the table is full, it grows while memory lasts, and then gives way", () => {
  let taken = 0;
  const memory = { taken: () => taken, collect: () => undefined };
  const fast = startLoop(subject, { ...halves, maxBytes: 1e9, memory, lossy: "bitstate", maxStates: 5000 });
  const { explorer: e, search } = fast;
  const states = reported(finish(fast)).states;
  const before = tableBytes(e.a);
  expect(makeWay(search, e)).toBe(true);
  expect(tableBytes(e.a)).toBeGreaterThan(before);
  expect(search.lossy).toBeUndefined();
  taken = 1e9 / 1.05 - 1;
  expect(makeWay(search, e)).toBe(true);
  expect(isLossy(e)).toBe(true);
  expect(search.lossy).toEqual({ mode: "bitstate", from: states, expectedMissed: 0 });
});

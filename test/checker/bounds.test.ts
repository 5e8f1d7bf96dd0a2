import { expect, test } from "vitest";
import { check } from "../../checker/check.js";
import { explore } from "../../checker/explore/breadth-first.js";
import type { Options, Progress, Report } from "../../checker/explore/report.js";
import { specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";
import { twoPhaseCommit } from "../models/two-phase-commit.js";

type Counters = { components: { x: number; y: number }; label: "x" | "y" };
const { rule, always, sometimes, system } = specify<Counters>();

/** Two counters without end. */
const unbounded = system({
  name: "unbounded",
  components: { x: [0], y: [0] },
  rules: [
    rule("x", ["x"], ({ x }) => [{ label: "x", next: { x: x + 1 } }]),
    rule("y", ["y"], ({ y }) => (y < 3 ? [{ label: "y", next: { y: y + 1 } }] : [])),
  ],
  properties: [
    always("x is small", ["x"], ({ x }) => x < 10),
    always("y is small", ["y"], ({ y }) => y < 10),
    sometimes("x is large", ["x"], ({ x }) => x > 1e9),
    sometimes("y is 3", ["y"], ({ y }) => y === 3),
  ],
});

const run = (subject: System, options: Options): Report => {
  const result = explore(subject, { kernel: "plain", ...options });
  if (result.tag === "Fault") throw new Error(result.what);
  return result;
};

/** A clock that advances by 10 ms each time it is asked. */
const ticking = () => {
  let time = 0;
  return () => (time += 10);
};

/** A signal that is aborted once it has been looked at a number of times. */
const abortedAfter = (looks: number) => {
  let looked = 0;
  return {
    get aborted() {
      return ++looked > looks;
    },
  };
};

test.each<{ name: string; options: Options; bound: object }>([
  { name: "states", options: { maxStates: 5000 }, bound: { kind: "states", limit: 5000 } },
  { name: "memory", options: { maxBytes: 2 ** 22 }, bound: { kind: "memory", limit: 2 ** 22 } },
  { name: "seconds", options: { maxSeconds: 1, now: ticking() }, bound: { kind: "seconds", limit: 1 } },
  { name: "aborted", options: { signal: abortedAfter(50) }, bound: { kind: "aborted", limit: undefined } },
])("a bound on $name ends with what is known, and never with a verdict that is not", ({ options, bound }) => {
  const report = run(unbounded, options);
  expect(report.complete).toBe(false);
  expect(report.bound).toMatchObject({ ...bound, largest: { component: "x" } });
  expect(report.verdict).toBe("violated");
  expect(report.properties.map(({ verdict }) => verdict)).toEqual([
    "violated",
    "inconclusive",
    "inconclusive",
    "holds",
  ]);
  expect(report.properties[0]?.trail?.steps).toHaveLength(10);
  expect(report.components.find(({ name }) => name === "x")?.values).toBeGreaterThan(10);
});

test("without properties, an exploration that ended early is inconclusive", () => {
  expect(run({ ...unbounded, properties: [] }, { maxStates: 100 }).verdict).toBe("inconclusive");
});

test("a bound that is reached with the last state is none", () => {
  expect(run(twoPhaseCommit(3), { maxStates: 288 })).toMatchObject({ complete: true, states: 288, bound: undefined });
});

test("until violated: stops at the first violation, with its shortest trail", () => {
  const report = run(unbounded, { until: "violated" });
  expect(report).toMatchObject({ verdict: "violated", complete: false, bound: { kind: "first violation" } });
  expect(report.properties[0]?.trail?.steps).toHaveLength(10);
});

test("memory that the system refuses is a bound like any other", () => {
  const original = globalThis.Int32Array;
  let left = 2_000_000;
  // A stand-in that refuses once a number of words has been given out.
  globalThis.Int32Array = new Proxy(original, {
    construct: (target, args: [number]) => {
      if (typeof args[0] === "number") left -= args[0];
      if (left < 0) throw new RangeError("Array buffer allocation failed");
      return Reflect.construct(target, args) as Int32Array;
    },
  });
  try {
    expect(run(unbounded, {})).toMatchObject({
      complete: false,
      bound: { kind: "memory", limit: undefined },
      properties: [
        { verdict: "violated" },
        { verdict: "inconclusive" },
        { verdict: "inconclusive" },
        { verdict: "holds" },
      ],
    });
  } finally {
    globalThis.Int32Array = original;
  }
});

test("check shows progress, lets others run, and stops when they say so", async () => {
  const seen: Progress[] = [];
  const signal = { aborted: false };
  const now = ticking();
  const result = check(unbounded, { onProgress: (progress) => seen.push(progress), signal, now });
  setTimeout(() => (signal.aborted = true), 20);
  expect(await result).toMatchObject({ complete: false, bound: { kind: "aborted" } });
  expect(seen.length).toBeGreaterThan(1);
  for (const [i, { states, frontier, transitions, bytes }] of seen.entries()) {
    expect(states).toBeGreaterThan(seen[i - 1]?.states ?? 0);
    expect(frontier).toBeLessThan(states);
    expect(transitions).toBeGreaterThan(0);
    expect(bytes).toBeGreaterThan(0);
  }
});

test("check and explore agree", async () => {
  const subject = twoPhaseCommit(5);
  const measuredOnTheWay = { seconds: 0, peakBytes: 0, bytesPerState: 0 };
  expect({ ...(await check(subject)), ...measuredOnTheWay }).toEqual({ ...run(subject, {}), ...measuredOnTheWay });
});

test("warnings: a rule that misses, one that never fires, a property of nothing", () => {
  const report = run(
    system({
      name: "warnings",
      components: { x: [0], y: [0] },
      rules: [
        rule("wide", ["x", "y"], ({ x, y }) =>
          x < 60 ? [{ label: "x", next: { x: x + 1, y: (y * 7 + x) % 59 } }] : [],
        ),
        rule("y", ["y"], ({ y }) => [{ label: "y", next: { y: (y + 1) % 59 } }]),
        rule("stuck", ["x"], ({ x }) => (x > 99 ? [{ label: "x" }] : [])),
      ],
      properties: [always("vacuous", ["x"], () => true, { given: ({ x }) => x > 99 })],
    }),
    {},
  );
  expect(report.warnings.map(({ tag }) => tag)).toEqual(["RuleNeverFired", "RuleMisses"]);
  expect(report.properties.map(({ verdict }) => verdict)).toEqual(["vacuous"]);
  expect(report.warnings[1]).toMatchObject({ rule: "wide", hitRate: 0 });
  expect(report.rules.find(({ name }) => name === "y")).toMatchObject({ footprints: 59, lookups: report.states });
});

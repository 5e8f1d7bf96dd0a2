import fc from "fast-check";
import { expect, test } from "vitest";
import { type Compiled, compile } from "../../checker/compile.js";
import { explore } from "../../checker/explore/breadth-first.js";
import { countOf } from "../../checker/explore/distinct.js";
import type { SimulationOptions, SimulationReport } from "../../checker/explore/simulation-report.js";
import type { Tally } from "../../checker/explore/tally.js";
import { walks } from "../../checker/explore/walks.js";
import { isFault } from "../../checker/fault.js";
import { concluding, simulate, simulation } from "../../checker/simulate.js";
import { specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";
import { replay } from "../../checker/trail.js";
import { finished } from "../support/finished.js";
import { naiveWalks } from "../support/naive-walk.js";
import { temporalShapes as shapes } from "../support/random-system.js";
import { graphShapes, graphSystem } from "../support/random-temporal.js";
import { mixedSystemOf } from "../support/random-mixed.js";

const tallied = (system: System, options: SimulationOptions): Tally => {
  const tally = finished(walks(system, options));
  if (isFault(tally) || tally.fault !== undefined) throw new Error(JSON.stringify(tally));
  return tally;
};

const simulated = (system: System, options: SimulationOptions): SimulationReport => {
  const report = finished(simulation(system, options));
  if (isFault(report)) throw new Error(JSON.stringify(report));
  return { ...report, seconds: 0 };
};

const compiled = (system: System): Compiled => {
  const result = compile(system);
  if (isFault(result)) throw new Error(result.what);
  return result;
};

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Findings that a random test needs some of, to be worth anything. */
const someOf = (system: System, findings: Tally["findings"], counts: Map<string, number>): void => {
  for (const [i, { kind }] of system.properties.entries())
    if (findings[i] !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
};

test("runs, counts, coverage and findings are those of the naive twin", () => {
  const counts = new Map<string, number>();
  let loops = 0;
  fc.assert(
    fc.property(shapes, seeds, (shape, seed) => {
      const system = mixedSystemOf(shape);
      const { distinct, outcomes, ...tally } = tallied(system, { runs: 3, steps: 8, seed });
      const { states, outcomes: expected, ...twin } = naiveWalks(compiled(system), seed, 3, 8);
      expect({ ...tally, seconds: 0, states: countOf(distinct), outcomes: outcomes.map(({ size }) => size) }).toEqual({
        ...twin,
        bound: undefined,
        fault: undefined,
        seconds: 0,
        // What is decided is not asked again.
        shown: twin.shown.map((shown, i) => (twin.findings[i] === undefined ? shown : tally.shown[i])),
        states: states.size,
        outcomes: expected.map(({ size }) => size),
      });
      someOf(system, tally.findings, counts);
      loops += tally.findings.filter(
        (found) => found?.loop !== undefined && found.loop < found.choices.length - 1,
      ).length;
    }),
    { numRuns: 150 },
  );
  const kinds = ["always", "never", "sometimes", "action", "deadlock-free", "leads-to", "until"] as const;
  for (const kind of kinds) expect(counts.get(kind), kind).toBeGreaterThan(10);
  expect(loops).toBeGreaterThan(10);
});

test("what runs decide, exploring everything decides alike", () => {
  fc.assert(
    fc.property(shapes, seeds, (shape, seed) => {
      const system = mixedSystemOf(shape);
      const all = explore(system);
      if (isFault(all)) throw new Error(all.what);
      for (const [i, { name, verdict }] of simulated(system, { runs: 5, steps: 20, seed }).properties.entries())
        if (verdict !== "inconclusive")
          expect({ name, verdict }).toEqual({ name, verdict: all.properties[i]?.verdict });
    }),
    { numRuns: 300 },
  );
});

test("loops of small graphs decide as exploring everything does", () => {
  let decided = 0;
  fc.assert(
    fc.property(graphShapes(5, 3), seeds, (shape, seed) => {
      const system = graphSystem(shape);
      const all = explore(system);
      if (isFault(all)) throw new Error(all.what);
      for (const [i, { name, verdict }] of simulated(system, { runs: 20, steps: 40, seed }).properties.entries())
        if (verdict !== "inconclusive") {
          decided++;
          expect({ name, verdict }).toEqual({ name, verdict: all.properties[i]?.verdict });
        }
    }),
    { numRuns: 100 },
  );
  expect(decided).toBeGreaterThan(100);
});

test("the report is the same for any number of threads, and in any order", () => {
  fc.assert(
    fc.property(shapes, seeds, fc.integer({ min: 2, max: 4 }), (shape, seed, of) => {
      const system = mixedSystemOf(shape);
      const options = { runs: 7, steps: 15, seed };
      const shares = Array.from({ length: of }, (_, index) => tallied(system, { ...options, share: { index, of } }));
      const together = finished(concluding(system, shares.toReversed(), options));
      expect({ ...together, seconds: 0 }).toEqual(simulated(system, options));
    }),
    { numRuns: 100 },
  );
});

test("a run alone decides what it decides among others, by the same trail, which replays and is no longer than the run", () => {
  let minimised = 0;
  fc.assert(
    fc.property(shapes, seeds, (shape, seed) => {
      const system = mixedSystemOf(shape);
      const steps = 20;
      for (const result of simulated(system, { runs: 9, steps, seed }).properties) {
        const { found, name } = result;
        if (found === undefined) continue;
        const { trail } = found;
        expect(replay(system, trail.choices, trail.loop)).toEqual(trail);
        expect(trail.steps.length).toBeLessThanOrEqual(found.steps);
        if (trail.steps.length < found.steps) minimised++;
        const alone = simulated(system, { runs: 1, firstRun: found.run, steps, seed });
        expect(alone.properties.find((property) => property.name === name)).toEqual(result);
      }
    }),
    { numRuns: 100 },
  );
  expect(minimised).toBeGreaterThan(50);
});

type Counting = { components: { n: number; m: number }; label: string };
const { rule, always, never, sometimes, leadsTo, until, system } = specify<Counting>();
const count = rule("count", ["n"], ({ n }) => [{ label: "count", next: { n: n + 1 } }]);
const endless = (rules: Parameters<typeof system>[0]["rules"], properties: System["properties"] = []) =>
  system({ name: "endless", components: { n: [0], m: [0] }, rules, properties });

test("nothing proves that all holds, and a witness is one", () => {
  const counting = endless(
    [count],
    [always("natural", ["n"], ({ n }) => n >= 0), sometimes("ten", ["n"], ({ n }) => n === 10)],
  );
  const report = simulated(counting, { runs: 3, steps: 20 });
  expect(report).toMatchObject({ verdict: "inconclusive", runs: 3, steps: 60, states: 21, deadlocks: 0, endless: 0 });
  expect(report.properties).toMatchObject([
    { verdict: "inconclusive", exercised: true, found: undefined },
    { verdict: "holds", found: { run: 0, steps: 10, isMinimal: true } },
  ]);
  expect(report.rules).toMatchObject([{ name: "count", fired: 60, outcomes: 1 }]);
});

test("an antecedent that is never true exercises nothing", () => {
  const properties = [
    never("a", ["n"], () => false, { given: ({ n }) => n > 5 }),
    never("b", ["n"], () => false, { given: ({ n }) => n < 5 }),
  ];
  expect(simulated(endless([count], properties), { runs: 2, steps: 3 }).properties).toMatchObject([
    { exercised: false },
    { exercised: true },
  ]);
});

const starving = (fairness: "none" | "strong") =>
  endless(
    [
      rule("turn", ["n"], ({ n }) => [{ label: "turn", next: { n: 1 - n } }], { fairness: "weak" }),
      rule("serve", ["n", "m"], ({ n, m }) => (n === 1 && m === 0 ? [{ label: "serve", next: { m: 1 } }] : []), {
        fairness,
      }),
    ],
    [
      leadsTo(
        "served",
        ["m"],
        () => true,
        ({ m }) => m === 1,
      ),
    ],
  );

test("a rule that starves another for ever violates, unless the other is owed a turn", () => {
  const options = { runs: 50, steps: 10 };
  const [served] = simulated(starving("none"), options).properties;
  expect(served).toMatchObject({ verdict: "violated", found: { trail: { loop: 0, choices: [0, 0, 0] } } });
  expect(simulated(starving("strong"), options).properties[0]?.verdict).toBe("inconclusive");
});

test("what a loop still owes when it begins again may be broken then", () => {
  const ring = endless(
    [rule("turn", ["n"], ({ n }) => [{ label: "turn", next: { n: (n + 1) % 4 } }], { fairness: "weak" })],
    [
      until(
        "from 3 to 2",
        ["n"],
        ({ n }) => n !== 1,
        ({ n }) => n === 2,
        { given: ({ n }) => n === 3 },
      ),
    ],
  );
  // Four steps close the ring, a fifth would show it without a loop.
  expect(simulated(ring, { runs: 1, steps: 4 }).properties).toMatchObject([
    { verdict: "violated", found: { isMinimal: true, trail: { loop: 0, choices: [0, 0, 0, 0, 0] } } },
  ]);
  expect(simulated(ring, { runs: 1, steps: 3 }).properties).toMatchObject([{ verdict: "inconclusive" }]);
});

test("tables are made anew without a change to what is told", () => {
  // Values so large that not all of them are kept: 34 KB each, and 256 MiB between two runs at most.
  const wide = specify<{ components: { n: number; list: ReadonlyArray<number> }; label: number }>();
  const { rule: wider } = wide;
  const filling = wide.system({
    name: "filling",
    components: { n: Array.from({ length: 10 }, (_, i) => 1000 * i), list: [[]] },
    rules: [
      wider("fill", ["n", "list"], ({ n }) => [
        { label: n, next: { n: n + 1, list: Array.from({ length: 1000 }, () => n) } },
      ]),
    ],
  });
  const { states, ...report } = simulated(filling, { runs: 20, steps: 1000 });
  expect(report).toMatchObject({ runs: 20, steps: 20_000, rules: [{ fired: 20_000, outcomes: 1 }] });
  expect(states).toBeGreaterThan(8000);
});

test.each([
  { option: { runs: -1 }, says: "runs: expected a whole number from 0 below 2^32, got -1" },
  { option: { steps: 1.5 }, says: "steps: expected a whole number from 0 below 2^32, got 1.5" },
  { option: { seed: 2 ** 32 }, says: "seed: expected a whole number from 0 below 2^32, got 4294967296" },
  { option: { share: { index: 0, of: 0 } }, says: "share.of: expected a whole number from 1 below 2^32, got 0" },
])("no option: $says", ({ option, says }) => {
  expect(finished(simulation(endless([count]), option))).toMatchObject({ tag: "Fault", where: "options", what: says });
});

test("what throws is told with the state and the choices that lead there, of the first run that meets it", () => {
  const throwing = endless([
    rule("count", ["n"], ({ n }) => {
      if (n === 3) throw new Error("no way");
      return [{ label: "count", next: { n: n + 1 } }];
    }),
  ]);
  const told = { tag: "Fault", kind: "threw", where: "rule 'count'", state: { n: 3 }, choices: [0, 0, 0, 0] };
  expect(finished(simulation(throwing, {}))).toMatchObject(told);
  const shares = [1, 0].map((index) => finished(walks(throwing, { share: { index, of: 2 } })) as Tally);
  expect(finished(concluding(throwing, shares, {}))).toMatchObject(told);
});

test("a property that changes its mind is a fault", () => {
  let asked = 0;
  const fickle = endless([count], [always("fickle", ["n"], ({ n }) => n !== 2 || asked++ > 0)]);
  expect(finished(simulation(fickle, { runs: 1 }))).toMatchObject({ tag: "Fault", kind: "impure" });
});

test("a bound ends it with what is known", async () => {
  let time = 0;
  const properties = [never("three", ["n"], ({ n }) => n === 3)];
  const options = { runs: 1000, steps: 1000, now: () => (time += 10), progressEvery: 0.05 };
  const late = simulated(endless([count], properties), { ...options, maxSeconds: 1 });
  expect(late).toMatchObject({ verdict: "violated", bound: { kind: "seconds" } });
  expect(late.runs).toBeLessThan(1000);
  const controller = new AbortController();
  const aborted = await simulate(endless([count], properties), {
    ...options,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  expect(aborted).toMatchObject({ verdict: "violated", bound: { kind: "aborted" } });
  expect(await simulate(endless([count]), { signal: AbortSignal.abort() })).toMatchObject({ runs: 0, steps: 0 });
});

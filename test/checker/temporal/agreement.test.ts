/**
 * The temporal engine against the naive twin: verdicts and lengths of stems on random systems, and every counterexample
 * executed again by the naive semantics, its loop, its fairness and its violation judged from their definitions.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Options, Report } from "../../../checker/explore/report.js";
import type { System, Temporal } from "../../../checker/system.js";
import { replay } from "../../../checker/trail.js";
import { complaints } from "../../support/lasso.js";
import { type Decided, closures, decide, graphOf, subsets } from "../../support/naive-temporal.js";
import { type Profile, graphShapes, graphSystem } from "../../support/random-temporal.js";
import { ladderSystem, ladders } from "../../support/random-ladder.js";
import { systemOf, temporalShapes } from "../../support/random-system.js";

const report = (system: System, options?: Options): Report => {
  const result = explore(system, options);
  if (result.tag === "Fault") throw new Error(JSON.stringify(result));
  return result;
};

const temporal = (system: System): ReadonlyArray<Temporal> => system.properties as ReadonlyArray<Temporal>;

/** What the engine says, in the words of the twin. */
const measured = (system: System, options?: Options): ReadonlyArray<Decided & { property: string }> =>
  report(system, options).properties.map(({ name, verdict, trail }) => ({
    property: name,
    verdict,
    steps: trail?.loop ?? trail?.steps.length,
    hasLoop: trail?.loop !== undefined,
  }));

const faults = (system: System, options?: Options): ReadonlyArray<string> =>
  report(system, options).properties.flatMap(({ name, trail }, i) =>
    trail === undefined ? [] : complaints(system, temporal(system)[i]!, trail).map((what) => `${name}: ${what}`),
  );

type Counts = Map<string, number>;

/** Undefined if the system is too large for the twin. */
const compare = (system: System, profile: Profile, most: number, forEver: typeof subsets, counts: Counts): void => {
  const graph = graphOf(system, most);
  if (graph === undefined) return;
  const expected = temporal(system).map((property) => ({
    property: property.name,
    ...decide(system, graph, property, forEver),
  }));
  expect(measured(system)).toEqual(expected);
  expect(faults(system)).toEqual([]);
  for (const { property, verdict } of expected) {
    const key = `${property.replace(/ .*/, "")}, ${profile}: ${verdict}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
};

const KINDS = ["leads-to", "always-eventually", "eventually-always", "until", "always-possible"];
const PROFILES = ["none", "weak", "strong", "mixed"];

/** The comparison is worth something only if every verdict is met, of every kind under every fairness. */
const expectAllMet = (counts: Counts, verdicts: ReadonlyArray<string>, least: number) => {
  const all = KINDS.flatMap((kind) =>
    PROFILES.flatMap((profile) => verdicts.map((verdict) => `${kind}, ${profile}: ${verdict}`)),
  );
  expect(all.filter((key) => (counts.get(key) ?? 0) < least)).toEqual([]);
};

test("small graphs: as by asking every set of states", () => {
  const counts: Counts = new Map();
  fc.assert(
    fc.property(graphShapes(5, 2), (shape) => compare(graphSystem(shape), shape.profile, 12, subsets, counts)),
    { numRuns: 3000 },
  );
  expectAllMet(counts, ["holds", "violated", "vacuous", "inconclusive"], 8);
});

test("strong fairness in many rounds", () => {
  const counts: Counts = new Map();
  fc.assert(
    fc.property(ladders, (shape) => compare(ladderSystem(shape), "strong", 12, subsets, counts)),
    { numRuns: 600 },
  );
  for (const kind of ["leads-to", "always-eventually", "until"])
    for (const verdict of ["holds", "violated"]) expect(counts.get(`${kind}, strong: ${verdict}`)).toBeGreaterThan(30);
});

test("more fair rules than a byte can tell apart", () => {
  const count = 300;
  const ring = (unfair: number | undefined): System => ({
    name: "ring",
    components: [{ kind: "local", name: "at", initial: [0] }],
    starts: [{}],
    rules: Array.from({ length: count }, (_, i) => ({
      name: `${i}`,
      reads: { at: "at" },
      receives: undefined,
      step: ({ at }) => (at === i ? [{ label: i, next: { at: (i + 1) % count } }] : []),
      fairness: i === unfair ? "none" : "weak",
      sources: [],
    })),
    properties: [
      {
        kind: "always-eventually",
        name: "round",
        reads: { at: "at" },
        given: undefined,
        holds: ({ at }) => at === 0,
        sources: [],
      },
    ],
    boundaries: [],
  });
  expect(measured(ring(undefined))).toMatchObject([{ verdict: "holds" }]);
  expect(measured(ring(255))).toMatchObject([{ verdict: "violated", steps: 255 }]);
  expect(measured(ring(0))).toMatchObject([{ verdict: "holds" }]);
});

test("larger graphs: as by taking sets apart", () => {
  const counts: Counts = new Map();
  fc.assert(
    fc.property(graphShapes(16, 12), (shape) => compare(graphSystem(shape), shape.profile, 200, closures, counts)),
    { numRuns: 600 },
  );
  expectAllMet(counts, ["violated"], 8);
});

test("systems with channels, observers and several initial states", () => {
  const counts: Counts = new Map();
  fc.assert(
    fc.property(temporalShapes, (shape) => compare(systemOf(shape), shape.temporal!.profile, 250, closures, counts)),
    { numRuns: 800 },
  );
  expectAllMet(counts, ["holds", "violated"], 5);
});

test("a counterexample's list of choices alone gives its steps back", () => {
  fc.assert(
    fc.property(graphShapes(5, 2), (shape) => {
      const system = graphSystem(shape);
      for (const { trail } of report(system).properties)
        if (trail !== undefined) expect(trail).toEqual({ ...replay(system, trail.choices), loop: trail.loop });
    }),
    { numRuns: 300 },
  );
});

test("two explorations of one system give the same counterexamples", () => {
  fc.assert(
    fc.property(temporalShapes, (shape) => {
      const system = systemOf(shape);
      expect(report(system).properties).toEqual(report(system).properties);
    }),
    { numRuns: 100 },
  );
});

test("after a bound, what is violated is violated, and nothing else is decided", () => {
  let [violated, undecided] = [0, 0];
  fc.assert(
    fc.property(graphShapes(16, 12), fc.integer({ min: 1, max: 40 }), (shape, maxStates) => {
      const system = graphSystem(shape);
      if (report(system, { maxStates }).complete) return;
      const whole = measured(system);
      for (const [i, { verdict }] of measured(system, { maxStates }).entries()) {
        expect(["violated", "inconclusive"]).toContain(verdict);
        if (verdict === "violated") expect(whole[i]!.verdict).toBe("violated");
        if (verdict === "violated") violated++;
        else undecided++;
      }
      expect(faults(system, { maxStates })).toEqual([]);
    }),
    { numRuns: 600 },
  );
  expect(undecided).toBeGreaterThan(20);
  expect(violated).toBeGreaterThan(20);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import type { Report } from "../../checker/explore/report.js";
import type { System } from "../../checker/system.js";
import { replay } from "../../checker/trail.js";
import { naive } from "../support/naive.js";
import { shapes, systemOf } from "../support/random-system.js";

const report = (system: System): Report => {
  const result = explore(system);
  if (result.tag === "Fault") throw new Error(JSON.stringify(result));
  return result;
};

/** What the naive twin says, in the words of the report. */
const expected = (system: System) => {
  const twin = naive(system);
  return {
    states: twin.states,
    transitions: twin.transitions,
    depth: twin.depth,
    cut: twin.cut,
    blocked: twin.blocked,
    fired: system.rules.map(({ name }) => twin.fired[name] ?? 0),
    properties: system.properties.map((property) => {
      const { name, kind } = property;
      const steps = twin.found.get(name);
      const verdict = (steps === undefined) === (kind === "sometimes") ? "violated" : "holds";
      const isConditional = "given" in property && property.given !== undefined;
      const isVacuous = isConditional && steps === undefined && !twin.given.has(name);
      return { name, verdict: isVacuous ? "vacuous" : verdict, steps };
    }),
  };
};

const measured = (system: System) => {
  const found = report(system);
  return {
    states: found.states,
    transitions: found.transitions,
    depth: found.depth,
    cut: found.boundaries.reduce((sum, { cut }) => sum + cut, 0),
    blocked: found.channels.reduce((sum, { blocked }) => sum + blocked, 0),
    fired: found.rules.map(({ fired }) => fired),
    properties: found.properties.map(({ name, verdict, trail }) => ({ name, verdict, steps: trail?.steps.length })),
  };
};

test("states, transitions, depth, counts, verdicts and trail lengths are those of the naive twin", () => {
  let [most, violated, vacuous] = [0, 0, 0];
  fc.assert(
    fc.property(shapes, (shape) => {
      const system = systemOf(shape);
      const result = measured(system);
      most = Math.max(most, result.states);
      violated += result.properties.filter(({ verdict }) => verdict === "violated").length;
      vacuous += result.properties.filter(({ verdict }) => verdict === "vacuous").length;
      expect(result).toEqual(expected(system));
    }),
    { numRuns: 2000 },
  );
  // The comparison is worth something only if the systems move and the properties fail now and then.
  expect(most).toBeGreaterThan(500);
  expect(violated).toBeGreaterThan(500);
  expect(vacuous).toBeGreaterThan(50);
});

test("a trail's list of choices alone gives the trail back", () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const system = systemOf(shape);
      for (const { trail } of report(system).properties)
        if (trail !== undefined) expect(replay(system, trail.choices, trail.loop)).toEqual(trail);
    }),
    { numRuns: 300 },
  );
});

test("two explorations of one system give the same report, but for time and memory", () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const system = systemOf(shape);
      const measuredOnTheWay = { seconds: 0, peakBytes: 0, bytesPerState: 0 };
      expect({ ...report(system), ...measuredOnTheWay }).toEqual({ ...report(system), ...measuredOnTheWay });
    }),
    { numRuns: 200 },
  );
});

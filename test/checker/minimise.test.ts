/** Broken models: the mistake is found, and its run has no step too many. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../checker/compile.js";
import { minimise } from "../../checker/explore/minimise.js";
import type { Tally } from "../../checker/explore/tally.js";
import { walks } from "../../checker/explore/walks.js";
import { isFault } from "../../checker/fault.js";
import { makeWalker, startStates } from "../../checker/kernel/walker.js";
import { finished } from "../support/finished.js";
import { temporalShapes as shapes } from "../support/random-system.js";
import { mixedSystemOf } from "../support/random-mixed.js";
import { explore } from "../../checker/explore/breadth-first.js";
import type { Found } from "../../checker/explore/simulation-report.js";
import { concluding, simulation } from "../../checker/simulate.js";
import type { System } from "../../checker/system.js";
import { replay } from "../../checker/trail.js";
import { steps as stepsFrom } from "../support/naive.js";
import { ewd840 } from "../models/ewd840.js";
import { pingPong } from "../models/ping-pong.js";
import { philosophers } from "../models/philosophers.js";
import { tcp } from "../models/tcp.js";
import { twoPhaseCommit } from "../models/two-phase-commit.js";

const foundIn = (system: System, property: string): Found | undefined => {
  const report = finished(simulation(system, { runs: 300, steps: 300, seed: 3 }));
  if (report.tag === "Fault") throw new Error(`${report.where}: ${report.what}`);
  return report.properties.find(({ name }) => name === property)?.found;
};

const tallyOf = (system: System): Tally => {
  const tally = finished(walks(system, { runs: 300, steps: 300, seed: 3 }));
  if (isFault(tally)) throw new Error(tally.what);
  return tally;
};

type Values = Readonly<Record<string, unknown>>;

/** Every state that can come of the steps with these rules and labels, in this order. */
const endsOf = (system: System, start: Values, steps: Found["trail"]["steps"]): ReadonlyArray<Values> =>
  steps.reduce<ReadonlyArray<Values>>(
    (states, { rule, label }) =>
      states.flatMap((state) =>
        stepsFrom(system, { ...state }).steps.flatMap((step) =>
          step.rule === rule && JSON.stringify(step.label) === JSON.stringify(label) ? [step.to] : [],
        ),
      ),
    [start],
  );

const never =
  (name: string, holds: (state: Values) => boolean) =>
  (system: System): System => ({
    ...system,
    properties: [
      {
        kind: "never",
        name,
        reads: Object.fromEntries(system.components.map((component) => [component.name, component.name])),
        holds,
        given: undefined,
        sources: [],
      },
    ],
  });

test("a minimised run, minimised again, stays as it is, its loop too", () => {
  let loops = 0;
  fc.assert(
    fc.property(shapes, fc.nat(), (shape, seed) => {
      const system = mixedSystemOf(shape);
      const compiled = compile(system);
      const report = finished(simulation(system, { runs: 5, steps: 30, seed }));
      if (isFault(compiled) || isFault(report)) throw new Error("expected a report");
      const walker = makeWalker(compiled);
      const starts = startStates(walker);
      if (isFault(starts)) throw new Error(starts.what);
      for (const [i, { found }] of report.properties.entries()) {
        if (found === undefined) continue;
        const { choices, loop } = found.trail;
        const again = minimise(walker, starts, compiled.properties[i]!, { run: 0, choices, loop }, () => false);
        expect(finished(again)).toEqual({ choices, loop, isMinimal: true });
        loops += loop === undefined || loop === choices.length - 1 ? 0 : 1;
      }
    }),
    { numRuns: 150 },
  );
  expect(loops).toBeGreaterThan(10);
});

test("what is not tried to the end is no less a run that decides, and says so", () => {
  const system = philosophers(4);
  const stopped = finished(concluding(system, [tallyOf(system)], { signal: { aborted: true } }));
  const whole = finished(concluding(system, [tallyOf(system)], {}));
  if (isFault(stopped) || isFault(whole)) throw new Error("expected a report");
  const [late, early] = [stopped.properties[0]?.found, whole.properties[0]?.found];
  expect(late).toMatchObject({ isMinimal: false, run: early?.run, steps: early?.steps });
  expect(late?.trail.steps.length).toBe(late?.steps);
});

test.each([
  { system: philosophers(4), property: "nobody starves with a fork in hand" },
  {
    system: never("all have committed", (state) => [1, 2, 3].every((i) => state[`rm${i}`] === "committed"))(
      twoPhaseCommit(3),
    ),
    property: "all have committed",
  },
  {
    system: never("established", ({ connA }) => (connA as { phase: string }).phase === "ESTABLISHED")(tcp),
    property: "established",
  },
  { system: never("ten", ({ pinger }) => pinger === 3)(pingPong(3)), property: "ten" },
  {
    system: never("blackened", (state) => JSON.stringify(state).includes("black"))(ewd840(3)),
    property: "blackened",
  },
])("$property: no step can be left out", ({ system, property }) => {
  const found = foundIn(system, property);
  if (found === undefined) throw new Error("expected to find it");
  const { trail, isMinimal } = found;
  expect(isMinimal).toBe(true);
  expect(trail.steps.length).toBeLessThanOrEqual(found.steps);
  expect(replay(system, trail.choices)).toEqual(trail);
  const shortest = explore(system);
  if (shortest.tag === "Fault") throw new Error(shortest.what);
  const least = shortest.properties.find(({ name }) => name === property)?.trail?.steps.length ?? Infinity;
  expect(trail.steps.length).toBeGreaterThanOrEqual(least);
  const [judged] = system.properties;
  const isBad = (state: Values): boolean =>
    judged?.kind === "never"
      ? judged.holds(state)
      : judged?.kind === "deadlock-free" && stepsFrom(system, { ...state }).steps.length === 0;
  expect(endsOf(system, trail.initial, trail.steps).some(isBad)).toBe(true);
  for (let i = 0; i < trail.steps.length; i++)
    expect(endsOf(system, trail.initial, trail.steps.toSpliced(i, 1)).some(isBad), `without step ${i + 1}`).toBe(false);
});

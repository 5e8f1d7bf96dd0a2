/** The loop against the plain one and against the naive twin, on random systems and with random halves. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Report } from "../../../checker/explore/report.js";
import type { System } from "../../../checker/system.js";
import { replay } from "../../../checker/trail.js";
import { finish, startLoop } from "../../support/loop.js";
import { looseShapes, looseSystem } from "../../support/loose-system.js";
import { naive } from "../../support/naive.js";
import { shapes, systemOf } from "../../support/random-system.js";
import { reported, told } from "../../support/told.js";

/** How often the comparisons met what they are about. */
type Met = Map<string, number>;

const meet = (met: Met, what: string, by: number): void => void met.set(what, (met.get(what) ?? 0) + by);

const EXPECTED = [
  "overflowed",
  "blocked",
  "observers in both halves",
  "action violated",
  "action holds",
  "vacuous",
  "deadlock",
  "rules of both halves",
  "rules of the first half",
  "rules of the second half",
  "effects on the other half",
  "states expanded one by one",
  "several levels",
  "hundreds of states",
  "several initial states",
];

const expectMet = (met: Met, but: ReadonlyArray<string> = []): void =>
  expect(EXPECTED.filter((what) => !but.includes(what) && (met.get(what) ?? 0) === 0)).toEqual([]);

const count = (met: Met, system: System, report: Report): void => {
  const properties = (verdict: string, kind: string) =>
    report.properties.filter((p) => p.verdict === verdict && p.kind === kind).length;
  meet(met, "overflowed", report.channels.filter(({ overflowed }) => overflowed > 0).length);
  meet(met, "blocked", report.channels.filter(({ blocked }) => blocked > 0).length);
  meet(met, "action violated", properties("violated", "action"));
  meet(met, "action holds", properties("holds", "action"));
  meet(met, "vacuous", properties("vacuous", "action") + properties("vacuous", "never"));
  meet(met, "deadlock", properties("violated", "deadlock-free"));
  meet(met, "several levels", report.depth > 2 ? 1 : 0);
  meet(met, "hundreds of states", report.states > 200 ? 1 : 0);
  meet(met, "several initial states", report.initial > 1 ? 1 : 0);
  meet(met, "systems", system.components.length > 0 ? 1 : 0);
};

/** The exploration with the components in the halves that the bits of `mask` say. */
const halved = (system: System, mask: number, met: Met): Report => {
  const fast = startLoop(system, { isSecond: (place) => ((mask >> place) & 1) === 1 });
  const result = finish(fast);
  const { x, units } = fast.explorer;
  meet(met, "observers in both halves", x.effects.every(({ observers }) => observers.length > 0) ? 1 : 0);
  meet(met, "rules of both halves", x.crosses.length);
  meet(met, "rules of the first half", x.local[0].length);
  meet(met, "rules of the second half", x.local[1].length);
  meet(met, "effects on the other half", x.effects[0].effects.length + x.effects[1].effects.length - 2);
  meet(met, "states expanded one by one", fast.slow.steps);
  expect(x.local[0].length + x.local[1].length + x.crosses.flatMap((cross) => cross.units).length).toBe(units.length);
  return reported(result);
};

const trailsCanBeTaken = (system: System, { properties }: Report): void => {
  for (const { trail } of properties)
    if (trail !== undefined) expect(replay(system, trail.choices, trail.loop)).toEqual(trail);
};

const unbounded = (system: System): System => ({ ...system, boundaries: [] });

test("random systems, split as they come", () => {
  const met: Met = new Map();
  fc.assert(
    fc.property(shapes, (shape) => {
      const system = unbounded(systemOf(shape));
      const report = reported(explore(system, { probe: 1 }));
      expect(told(report)).toEqual(told(explore(system, { kernel: "plain" })));
      if (report.kernel === "wasm") count(met, system, report);
      trailsCanBeTaken(system, report);
    }),
    { numRuns: 60 },
  );
  expect(met.get("systems")).toBeGreaterThan(25);
});

test("random systems, split in any way", () => {
  const met: Met = new Map();
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 63 }), fc.boolean(), (shape, mask, isTwice) => {
      const system = unbounded(systemOf({ ...shape, observers: isTwice ? 2 : shape.observers }));
      const report = halved(system, mask, met);
      expect(told(report)).toEqual(told(explore(system, { kernel: "plain" })));
      count(met, system, report);
      trailsCanBeTaken(system, report);
    }),
    { numRuns: 130 },
  );
  expectMet(met);
});

test("systems of processes that seldom touch each other, split in any way", () => {
  const met: Met = new Map();
  fc.assert(
    fc.property(looseShapes, fc.integer({ min: 0, max: 255 }), fc.boolean(), (shape, mask, isTwice) => {
      const system = looseSystem({ ...shape, observers: isTwice ? 2 : shape.observers });
      const report = halved(system, mask, met);
      expect(told(report)).toEqual(told(explore(system, { kernel: "plain" })));
      count(met, system, report);
      trailsCanBeTaken(system, report);
    }),
    { numRuns: 110 },
  );
  expectMet(met, ["several initial states", "deadlock"]);
});

test("states, transitions, counts, verdicts and trail lengths are those of the naive twin", () => {
  const met: Met = new Map();
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 63 }), (shape, mask) => {
      const system = unbounded(systemOf(shape));
      const report = halved(system, mask, met);
      const twin = naive(system);
      expect(report).toMatchObject({ states: twin.states, transitions: twin.transitions, depth: twin.depth });
      expect(report.rules.map(({ fired }) => fired)).toEqual(system.rules.map(({ name }) => twin.fired[name] ?? 0));
      expect(report.channels.reduce((sum, { blocked }) => sum + blocked, 0)).toBe(twin.blocked);
      expect(report.properties.map(({ trail }) => trail?.steps.length)).toEqual(
        system.properties.map(({ name }) => twin.found.get(name)),
      );
      for (const { name, verdict } of report.properties)
        if (verdict === "vacuous") expect(twin.given).not.toContain(name);
      count(met, system, report);
    }),
    { numRuns: 60 },
  );
  expectMet(met, ["observers in both halves", "hundreds of states"]);
});

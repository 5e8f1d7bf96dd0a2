import fc from "fast-check";
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Options, Report } from "../../../checker/explore/report.js";
import type { System } from "../../../checker/system.js";
import { replay } from "../../../checker/trail.js";
import { looseShapes, looseSystem } from "../../support/loose-system.js";
import { shapes, systemOf } from "../../support/random-system.js";

const report = (system: System, reduction: NonNullable<Options["reduction"]> = "none"): Report => {
  const result = explore(system, { reduction, maxStates: 20_000 });
  if (result.tag === "Fault") throw new Error(JSON.stringify(result));
  return result;
};

/** What partial order promises to preserve. */
const kept = (found: Report) => ({
  complete: found.complete,
  verdict: found.verdict,
  properties: found.properties.map(({ name, verdict }) => `${name} ${verdict}`),
  neverFired: found.rules.filter(({ fired }) => fired === 0).map(({ name }) => name),
});

const expectTrailsToReplay = (system: System, found: Report): void => {
  for (const { trail } of found.properties)
    if (trail !== undefined) expect(replay(system, trail.choices)).toEqual(trail);
};

test("verdicts, rules that fire, and trails of loose random systems are those of the full space", () => {
  let [smaller, violated, stuck, vacuous] = [0, 0, 0, 0];
  fc.assert(
    fc.property(looseShapes, (shape) => {
      const system = looseSystem(shape);
      const full = report(system);
      if (!full.complete) return;
      const reduced = report(system, "partial-order");
      expect(kept(reduced)).toEqual(kept(full));
      expect(reduced.states).toBeLessThanOrEqual(full.states);
      expectTrailsToReplay(system, reduced);
      if (reduced.states < full.states) smaller++;
      violated += full.properties.filter(({ verdict }) => verdict === "violated").length;
      vacuous += full.properties.filter(({ verdict }) => verdict === "vacuous").length;
      stuck += full.properties.filter(({ kind, verdict }) => kind === "deadlock-free" && verdict === "violated").length;
    }),
    { numRuns: 4000 },
  );
  expect(smaller).toBeGreaterThan(800);
  expect(violated).toBeGreaterThan(800);
  expect(stuck).toBeGreaterThan(200);
  expect(vacuous).toBeGreaterThan(50);
});

test("so are those of dense random systems", () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const system = systemOf({ ...shape, hasBoundary: false });
      const full = report(system);
      const reduced = report(system, "partial-order");
      expect(kept(reduced)).toEqual(kept(full));
      expectTrailsToReplay(system, reduced);
    }),
    { numRuns: 1500 },
  );
});

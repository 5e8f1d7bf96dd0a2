/**
 * The naive twin decides in two ways, which share the graph and nothing else: first they are held against each other.
 * The random systems are worth something only if fairness decides now and then.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fairness, System, Temporal } from "../../../checker/system.js";
import { closures, decide, graphOf, subsets } from "../../support/naive-temporal.js";
import { graphShapes, graphSystem } from "../../support/random-temporal.js";

const temporal = (system: System): ReadonlyArray<Temporal> => system.properties as ReadonlyArray<Temporal>;

const decideAll = (system: System, forEver: typeof subsets) => {
  const graph = graphOf(system, 12)!;
  return temporal(system).map((property) => ({
    property: property.name,
    ...decide(system, graph, property, forEver),
  }));
};

test("the two ways of the naive twin agree", () => {
  fc.assert(
    fc.property(graphShapes(4, 2), (shape) => {
      const system = graphSystem(shape);
      expect(decideAll(system, closures)).toEqual(decideAll(system, subsets));
    }),
    { numRuns: 2000 },
  );
});

const replaced = (system: System, from: Fairness, to: Fairness): System => ({
  ...system,
  rules: system.rules.map((rule) => (rule.fairness === from ? { ...rule, fairness: to } : rule)),
});

test("which fairness the rules have decides now and then", () => {
  const changes: ReadonlyArray<{ from: Fairness; to: Fairness }> = [
    { from: "strong", to: "weak" },
    { from: "weak", to: "none" },
    { from: "weak", to: "strong" },
  ];
  const counts = changes.map(() => 0);
  fc.assert(
    fc.property(graphShapes(4, 2), (shape) => {
      const system = graphSystem(shape);
      const decided = decideAll(system, closures);
      for (const [at, { from, to }] of changes.entries()) {
        const others = decideAll(replaced(system, from, to), closures);
        counts[at]! += others.filter(({ verdict }, i) => verdict !== decided[i]!.verdict).length;
      }
    }),
    { numRuns: 2000 },
  );
  for (const count of counts) expect(count).toBeGreaterThan(10);
});

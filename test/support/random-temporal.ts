/** Random systems with fairness and temporal properties. */
import type { Fairness, Property, System } from "../../checker/system.js";
import { draw, type Shape, systemOf } from "./random-system.js";

const FAIRNESS: ReadonlyArray<Fairness> = ["none", "weak", "strong"];
const KINDS = ["leads-to", "always-eventually", "eventually-always", "until", "always-possible"] as const;

export const temporalSystemOf = (shape: Shape): System => {
  const system = systemOf(shape);
  const { seed } = shape;
  const reads = Object.fromEntries(system.components.slice(0, 2).map(({ name }) => [name, name]));
  const properties = KINDS.map((kind, i): Property => {
    const judged = { name: kind, reads, sources: [] };
    const holds = (view: object) => draw(3, "holds", i, seed, view) === 0;
    const given =
      draw(3, "conditional", i, seed) === 0 ? undefined : (view: object) => draw(3, "given", i, seed, view) === 0;
    return kind === "until"
      ? { ...judged, kind, given, holds: (view) => draw(3, "lasts", i, seed, view) !== 0, goal: holds }
      : { ...judged, kind, given, holds };
  });
  return {
    ...system,
    rules: system.rules.map((rule) => ({ ...rule, fairness: FAIRNESS[draw(3, "fairness", seed, rule.name)]! })),
    properties: [...system.properties, ...properties],
  };
};

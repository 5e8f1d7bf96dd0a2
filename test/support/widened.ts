/** A system beside counters that it knows nothing of: more states for each of its own, and levels that are worth sharing. */
import type { Component, Rule, System } from "../../checker/system.js";

const counter = (i: number): Component => ({ kind: "local", name: `wide ${i}`, initial: [0] });

const up = (i: number, top: number): Rule => ({
  name: `up ${i}`,
  reads: { at: `wide ${i}` },
  receives: undefined,
  step: ({ at }) => (Number(at) < top ? [{ label: "up", next: { at: Number(at) + 1 } }] : []),
  fairness: "weak",
  sources: [],
});

export const widened = (system: System, counters: number, top: number): System => ({
  ...system,
  components: [...system.components, ...Array.from({ length: counters }, (_, i) => counter(i))],
  rules: [...system.rules, ...Array.from({ length: counters }, (_, i) => up(i, top))],
});

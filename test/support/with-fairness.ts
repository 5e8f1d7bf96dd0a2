import type { Fairness, Property, System } from "../../checker/system.js";

/** The same system with other fairness, by the name of the rule, and other properties. */
export const withFairness = (
  system: System,
  fairness: (rule: string) => Fairness,
  properties: ReadonlyArray<Property>,
): System => ({
  ...system,
  rules: system.rules.map((rule) => ({ ...rule, fairness: fairness(rule.name) })),
  properties,
});

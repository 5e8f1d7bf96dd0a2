import { expect, test } from "vitest";
import { explore } from "../checker/explore/breadth-first.js";
import type { Rule, System } from "../checker/system.js";
import { ringElection } from "./models/ring-election.js";

const explored = (system: System) => {
  const report = explore(system);
  if (report.tag === "Fault") throw new Error(report.what);
  return report;
};

test.each([2, 3, 4, 5, 6])("a ring of %i elects its greatest, and nobody else", (nodes) => {
  const { verdict, complete, warnings } = explored(ringElection(nodes));
  expect({ verdict, complete, warnings }).toEqual({ verdict: "holds", complete: true, warnings: [] });
});

/** Passes on what it should swallow. */
const lenient = (rule: Rule): Rule => ({
  ...rule,
  step: (view, message) =>
    rule
      .step(view, message)
      .map((outcome) =>
        outcome.label === "swallow"
          ? { ...outcome, send: [{ to: rule.name.replace("receive ", "link"), message }] }
          : outcome,
      ),
});

test("a ring whose nodes pass on smaller numbers elects several", () => {
  const ring = ringElection(3);
  const { properties } = explored({ ...ring, rules: ring.rules.map(lenient) });
  expect(properties.map(({ name, verdict }) => [name, verdict])).toEqual([
    ["at most one leader", "violated"],
    ["1, which is not the greatest, does not lead", "violated"],
    ["2, which is not the greatest, does not lead", "violated"],
    ["all know the leader", "holds"],
  ]);
});

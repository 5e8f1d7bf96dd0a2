import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import { handover } from "../../model/handover.js";
import type { Options } from "../../model/options.js";
import { type Phase, phaseFootprint, phaseOf } from "../../model/phase.js";
import { profileOptions } from "../../model/scenario.js";
import { words } from "../../model/state.js";

const { action, sometimes } = words;

const verdicts = (over: Partial<Options>) => {
  const options: Options = { ...profileOptions("repaired"), preauthentication: "indirect", ...over };
  const phases: ReadonlyArray<Phase> = [0, 1, 2, 3, 4, 5, 6];
  const report = explore(
    handover({ name: "phases", options }, [
      ...phases.map((phase) => sometimes(`${phase}`, phaseFootprint, (view) => phaseOf(view, "MN") === phase)),
      action("forward", phaseFootprint, (before, _, after) => phaseOf(after, "MN") >= phaseOf(before, "MN")),
    ]),
  );
  if (report.tag === "Fault") throw new Error(report.what);
  return Object.fromEntries(report.properties.map(({ name, verdict }) => [name, verdict]));
};

const all = { 0: "holds", 1: "holds", 2: "holds", 3: "holds", 4: "holds", 5: "holds", 6: "holds" };

test("a prepared handover goes through the six steps of RFC 6252 §6.3 in their order", () => {
  expect(verdicts({})).toEqual({ ...all, forward: "holds" });
});

test("one whose switching fails goes back", () => {
  expect(verdicts({ switching: "may-fail" })).toEqual({ ...all, forward: "violated" });
});

test("a reactive one has no preparation", () => {
  expect(verdicts({ handover: "reactive" })).toEqual({
    ...all,
    1: "violated",
    2: "violated",
    3: "violated",
    4: "violated",
    forward: "holds",
  });
});

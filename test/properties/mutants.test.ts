/** Every property of the catalogue is violated by a mistake in one rule, in a scenario where it holds without. */
import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import type { System } from "../../checker/system.js";
import { handover } from "../../model/handover.js";
import { profileOptions } from "../../model/scenario.js";
import { catalogue } from "../../properties/catalogue.js";
import { bindings } from "./support/bindings.js";
import { dataPlane } from "./support/data-plane.js";
import { liveness } from "./support/liveness.js";
import { mobileSide } from "./support/mobile-side.js";
import { type Mutant, isRuleOf, mutated, small } from "./support/mutation.js";

const mutants: ReadonlyArray<Mutant> = [...dataPlane, ...bindings, ...mobileSide, ...liveness];

/** What one property says of a whole system. That no step is of the kind that an action property is about is good enough. */
const verdictOf = (system: System): string => {
  const report = explore(system);
  if (report.tag === "Fault") throw new Error(`${report.where}: ${report.what}`);
  const [result] = report.properties;
  return result === undefined
    ? "not asked"
    : result.verdict === "vacuous" && result.kind === "action"
      ? "holds"
      : result.verdict;
};

test("every property has a mutant", () => {
  const caught = new Set(mutants.map(({ property }) => property));
  expect(catalogue.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
});

test.each(mutants)("$property: $change", (mutant) => {
  const options = { ...profileOptions(mutant.profile), ...small, ...mutant.options };
  const property = catalogue.find(({ id }) => id === mutant.property)?.make({ options });
  const system = handover({ name: mutant.property, options }, property === undefined ? [] : [property]);
  expect({
    rule: isRuleOf(system, mutant.rule),
    without: verdictOf(system),
    with: verdictOf(mutated(system, mutant)),
  }).toEqual({ rule: true, without: "holds", with: "violated" });
});

/** Two mobile nodes with faults, explored once: `--faults` JSON, `--reduction`, `--properties` safety or few; a JSON line. */
import { parseArgs } from "node:util";
import { explore } from "../checker/explore/breadth-first.js";
import type { Options as Exploring } from "../checker/explore/report.js";
import { handover } from "../model/handover.js";
import type { Options } from "../model/options.js";
import { profileOptions } from "../model/scenario.js";
import { catalogue } from "../properties/catalogue.js";
import { few, safetyKinds } from "./reductions-cases.js";

const { values } = parseArgs({
  options: {
    faults: { type: "string" },
    reduction: { type: "string" },
    properties: { type: "string" },
    most: { type: "string" },
  },
});
const options: Options = {
  ...profileOptions("repaired"),
  start: "attached",
  mobileNodes: 2,
  companion: "moves",
  downlinkProbes: 0,
  // The options are those of reductions-cases, written by the other process.
  ...(JSON.parse(values.faults ?? "{}") as Partial<Options>),
};
const properties = catalogue
  .flatMap(({ make }) => make({ options }) ?? [])
  .filter(({ name, kind }) => (values.properties === "few" ? few.includes(name) : safetyKinds.includes(kind)));
const system = handover({ name: "two mobile nodes", options }, properties);
const result = explore(system, {
  reduction: (values.reduction ?? "none") as NonNullable<Exploring["reduction"]>,
  maxStates: Number(values.most ?? Infinity),
});
if (result.tag === "Fault") throw new Error(`${result.where}: ${result.what}`);
const { states, transitions, seconds, complete, peakBytes, verdict, reduction } = result;
const violated = result.properties.filter((property) => property.verdict === "violated").map(({ name }) => name);
console.log(
  JSON.stringify({ states, transitions, seconds, complete, peakBytes, verdict, violated, used: reduction.used }),
);

/**
 * The handover a second time, in another language and for another checker: ./promela says it in Promela, SPIN counts its
 * states and steps, and they are as many as ours. A state there is a state here: what the Promela text leaves out (see
 * its first comment) has one value in all of them. Of what the model's observer keeps, both keep what became of the last
 * packet. Left out are the bootstrap (D0) and the faults: the text begins where the bootstrap ends, and repeats nothing.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isRight } from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { build, spinVersion } from "../../bench/spin.js";
import { explore } from "../../checker/explore/breadth-first.js";
import type { System } from "../../checker/system.js";
import { handover } from "../../model/handover.js";
import type { Options } from "../../model/options.js";
import { type Scenario, decodeScenario } from "../../model/scenario.js";
import { censusRules, fate } from "./promela-census.js";
import { assumed, handoverPromela } from "./promela.js";

const compiles = (): boolean => {
  try {
    execFileSync("gcc", ["--version"], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
};

const absent = spinVersion() === undefined ? "spin" : compiles() ? undefined : "gcc";
const isCi = process.env["CI"] !== undefined;
if (absent !== undefined && !isCi)
  console.log(`skipped: the handover's agreement with SPIN (${absent} is not installed; CI installs it)`);

/** No reduction, so that the states are the same; compiled fast, because the compiler takes longer than the search. */
const mode = { name: "SPIN dfs", flags: ["-O0", "-DSAFETY", "-DNOREDUCE"] };

/** Life times are not in the text: their ends begin where its runs end. */
const endless: Partial<Options> = { handoverLife: "unbounded", renewal: "never" };

const oneWay: Partial<Options> = { uplinkProbes: 0, downlinkProbes: 1 };

/** One of each variant, by file, and what makes it small where it is not. */
const rows: ReadonlyArray<readonly [name: string, how: string, changed: Partial<Options>]> = [
  ["v01-reactive", "as it is", {}],
  ["v02-as-written", "as it is", {}],
  ["v01-reactive", "there and back", { moves: 2, uplinkProbes: 0, downlinkProbes: 0 }],
  ["v02-as-written", "there and back", { moves: 2, uplinkProbes: 0, downlinkProbes: 0 }],
  ["v02-repaired", "as it is", {}],
  ["v02-after-switch", "one packet down", oneWay],
  ["v02-repaired-after-switch", "one packet down", oneWay],
  ["v03-as-written", "one packet down", oneWay],
  ["v03-repaired", "one packet down", oneWay],
  ["v04-as-written", "there and back", { moves: 2, uplinkProbes: 0, downlinkProbes: 0 }],
  ["v04-repaired", "one packet down, there and back", { ...oneWay, moves: 2 }],
  ["v16-nar-as-written", "as it is", {}],
  ["v16-nar-repaired", "as it is", {}],
  ["v16-nar-par-repaired", "one packet down", oneWay],
];

const read = (name: string): Scenario => {
  const file = new URL(`../../model/scenarios/${name}.json`, import.meta.url);
  const decoded = decodeScenario(JSON.parse(readFileSync(file, "utf8")));
  if (!isRight(decoded)) throw new Error(`${name} is no scenario`);
  return decoded.right;
};

/** With an observer of its own, and the steps of the census. */
const counted = (system: System): System => ({
  ...system,
  components: [...system.components.filter(({ kind }) => kind !== "observer"), fate],
  rules: [...system.rules, ...censusRules],
});

test.skipIf(absent !== undefined && !isCi).each(rows)("SPIN counts the same: %s, %s", async (name, _, changed) => {
  const options: Options = { ...read(name).options, start: "attached", ...endless, ...changed };
  expect(options).toMatchObject(assumed);
  const ours = explore(counted(handover({ name, options }, [])));
  if (ours.tag === "Fault") throw new Error(ours.what);
  const promela = { text: handoverPromela(options), slots: 20, path: 10_000 };
  const { states, generated } = await build(promela, mode).run();
  expect({ states, generated }).toEqual({ states: ours.states, generated: ours.generated });
});

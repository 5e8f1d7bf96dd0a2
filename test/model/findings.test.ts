import { readFileSync } from "node:fs";
import { isRight } from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import { telling } from "../../cli/telling.js";
import { handover } from "../../model/handover.js";
import { type Scenario, decodeScenario } from "../../model/scenario.js";
import { catalogue } from "../../properties/catalogue.js";
import { plain } from "../../report/paint.js";
import { showSteps } from "../../report/trail-text.js";
import { tellTrail } from "../../report/verify.js";

/** The finding, the scenario that shows it, the property whose shortest counterexample it is. docs/findings.md tells each. */
const findings: ReadonlyArray<readonly [finding: string, scenario: string, property: string]> = [
  ["baseline", "v01-reactive", "P-LOSS-1"],
  ["R-01", "v01-sequence", "P-PATH-1"],
  ["R-04", "v01-reactive", "R-04"],
  ["R-05", "v02-refresh", "R-05"],
  ["R-05b", "v02-refresh", "R-05b"],
  ["R-05-end", "v02-refresh", "P-PATH-3"],
  ["R-06", "v02-all-zero", "P-PFX-2"],
  ["R-07", "v02-other-interface", "P-UNIQ-1"],
  ["R-10", "v03-as-written", "P-UP-1"],
  ["R-10b", "v02-trigger-to-next", "R-10b"],
  ["R-10-handover-tunnel", "v02-repaired-uplink-tunnel", "P-UP-1"],
  ["R-11", "v03-as-written", "R-11"],
  ["R-12a", "v03-as-written", "R-12a"],
  ["R-12b", "v03-as-written", "R-12b"],
  ["R-13", "v03-as-written", "R-13"],
  ["R-13-order", "v16-nar-par-repaired", "P-ORD-1"],
  ["R-13-air", "v16-nar-par-repaired", "P-LOSS-2"],
  ["R-26", "v02-failed-switch", "R-26"],
  ["E-12", "v02-early-advertisement", "P-PFX-1"],
  ["E-14", "v02-early-tunnel", "P-SA-1"],
  ["ping-pong", "v01-return", "P-PATH-3"],
  ["R-12-half", "v02-faults", "P-TUN-2"],
  ["R-12-unprepared", "v02-unprepared", "P-TUN-1"],
  ["R-12-kept", "v04-one-way", "P-TUN-1"],
  ["R-12-anchor", "v02-failed-switch", "P-TUN-3"],
  ["R-12-abandoned", "v02-abandoned", "P-PATH-3"],
  ["R-26-left-behind", "v02-failed-switch", "P-RES-1"],
  ["R-02-waiting", "v02-clock-behind", "P-PROG-1"],
  ["R-19", "v02-crash", "P-PATH-3"],
  ["R-19-waiting", "v02-repaired-crash-waiting", "P-PROG-1"],
];

const scenarioNamed = (name: string): Scenario => {
  const file = new URL(`../../model/scenarios/${name}.json`, import.meta.url);
  const decoded = decodeScenario(JSON.parse(readFileSync(file, "utf8")));
  if (!isRight(decoded)) throw new Error(`${name} is no scenario`);
  return decoded.right;
};

const run = (name: string, property: string): string => {
  const scenario = scenarioNamed(name);
  const made = catalogue.find(({ id }) => id === property)?.make(scenario);
  if (made === undefined) throw new Error(`${property} is no property of ${name}`);
  const report = explore(handover(scenario, [made]), { until: "violated", kernel: "plain" });
  const trail = report.tag === "Fault" ? undefined : report.properties[0]?.trail;
  if (trail === undefined) throw new Error(`${property} is not violated in ${name}`);
  return showSteps(tellTrail(telling(scenario), trail), plain);
};

test.each(findings)("%s: %s, %s", async (finding, scenario, property) => {
  await expect(`${property} in ${scenario}\n${run(scenario, property)}\n`).toMatchFileSnapshot(
    `../golden/findings/${finding}.txt`,
  );
});

test("every finding is told", () => {
  const told = readFileSync("docs/findings.md", "utf8");
  expect(findings.filter(([finding]) => !told.includes(`golden/findings/${finding}.txt`))).toEqual([]);
});

test("every command in docs/findings.md names a scenario and a property that it violates", () => {
  const told = readFileSync("docs/findings.md", "utf8");
  const commands = [...told.matchAll(/`mpacheck verify ([^`]+)`/g)].map(([, words]) => words!.split(/\s+/));
  expect(commands.length).toBeGreaterThan(15);
  for (const [scenario, ...rest] of commands) {
    if (rest.includes("--set") || scenario!.startsWith("--")) continue;
    const decoded = scenarioNamed(scenario!);
    const property = rest[rest.indexOf("--property") + 1] ?? "none";
    expect([scenario, property, decoded.expect[property]?.verdict]).toEqual([scenario, property, "violated"]);
  }
});

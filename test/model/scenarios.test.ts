import { readFileSync, readdirSync } from "node:fs";
import { isRight } from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import type { Report } from "../../checker/explore/report.js";
import type { Property } from "../../checker/system.js";
import { handover } from "../../model/handover.js";
import { type Scenario, decodeScenario } from "../../model/scenario.js";
import { words } from "../../model/state.js";
import type { LossCause, Status } from "../../model/vocabulary.js";
import { catalogue } from "../../properties/catalogue.js";
import { requirementsMarkdown } from "../../properties/requirements-table.js";
import { requirements } from "../../properties/requirements.js";
import spaces from "../golden/spaces.json" with { type: "json" };

const folder = new URL("../../model/scenarios/", import.meta.url);

const read = (file: URL): Scenario => {
  const decoded = decodeScenario(JSON.parse(readFileSync(file, "utf8")));
  if (!isRight(decoded)) throw new Error(`${file.pathname} is no scenario`);
  return decoded.right;
};

const readAll = (where: URL): ReadonlyArray<Scenario> =>
  readdirSync(where)
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .map((file) => read(new URL(file, where)));

const scenarios = readAll(folder);

/** Losses and statuses that no scenario can show, and why. */
const unreachable: { readonly [C in LossCause | Status]?: string } = {
  "no such address": "packets for an address that is gone do not come to where the mobile node is",
  130: "takes as many sessions as there are prefixes; see the tests of the LMA",
  152: "a conforming PMA does not ask for a mobile node whose profile forbids the service",
  153: "a conforming PMA does not ask for a mobile node that it cannot name",
  155: "profiles give each mobile node its own prefix",
  158: "a conforming PMA puts a prefix option into every PBU",
  159: "a session here has one prefix",
  160: "a conforming PMA puts an MN-Identifier into every PBU",
  161: "a conforming PMA puts a Handoff Indicator into every PBU",
  162: "a conforming PMA puts an Access Technology Type into every PBU",
};

const causes: ReadonlyArray<LossCause> = [
  "not associated",
  "no tunnel end",
  "no handover tunnel",
  "no route",
  "no such address",
  "no binding",
  "waiting for de-registration",
  "unregistered Proxy-CoA",
  "buffer full",
];
const statuses: ReadonlyArray<Status> = [0, 130, 135, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162];

/** Each violated where some step shows the loss or the status. */
const reached: ReadonlyArray<Property> = [
  ...causes.map((cause) => words.action(`loss ${cause}`, [], (_, { lost }) => lost?.cause !== cause)),
  ...statuses.map((status) =>
    words.action(`status ${status}`, [], (_, { sent = [] }) =>
      sent.every((message) => message.type !== "PBA" || message.status !== status),
    ),
  ),
];

const reports: Report[] = [];

test("every scenario has its row", () => {
  expect(scenarios.map(({ name }) => name)).toEqual(Object.keys(spaces.scenarios));
});

test.each(scenarios.map((scenario) => [scenario.name, scenario] as const))("%s", (name, scenario) => {
  const properties = catalogue.flatMap((entry) => entry.make(scenario) ?? []);
  const report = explore(handover(scenario, [...properties, ...reached]));
  if (report.tag === "Fault") throw new Error(report.what);
  reports.push(report);
  const { states, transitions, depth, complete } = report;
  expect({ complete, states, transitions, depth }).toEqual({
    complete: true,
    ...spaces.scenarios[name as "v01-reactive"],
  });
  const verdicts = report.properties.filter(({ name: id }) => !reached.some((each) => each.name === id));
  const unexpected = verdicts.filter(({ name: id, verdict }) => verdict !== (scenario.expect[id]?.verdict ?? "holds"));
  expect(unexpected.map(({ name: id, verdict }) => `${id} ${verdict}`)).toEqual([]);
  // An expectation of a property that the scenario does not have would be an empty promise.
  const known = verdicts.map(({ name: id }) => id);
  expect(Object.keys(scenario.expect).filter((id) => !known.includes(id))).toEqual([]);
});

test.each(readAll(new URL("long/", folder)).map((scenario) => [scenario.name, scenario] as const))(
  "%s, explored by npm run verify:long, expects what it has",
  (_, scenario) => {
    const known = catalogue.flatMap((entry) => entry.make(scenario)?.name ?? []);
    expect(Object.keys(scenario.expect).filter((id) => !known.includes(id))).toEqual([]);
  },
);

test("every rule cites its source", () => {
  const rules = reports.flatMap((report) => report.rules);
  const uncited = rules.filter(({ sources }) => !sources.some((source) => /§|^F-\d+$/.test(source)));
  expect(rules.length).toBeGreaterThan(1000);
  expect([...new Set(uncited.map(({ name }) => name))]).toEqual([]);
});

const numbered = (letter: string, last: number) => Array.from({ length: last }, (_, i) => `${letter}${i + 1}`);

const firing = (rules: Report["rules"]): ReadonlyArray<Report["rules"][number]> =>
  rules.filter(({ fired }) => fired > 0);

test("every row of the handover is a rule that fires in some scenario", () => {
  const fired = new Set(reports.flatMap(({ rules }) => firing(rules).flatMap(({ sources }) => sources)));
  const rows = numbered("B", 12).concat(numbered("D", 16), ["D0a", "D0b", "D0c", "D0d"]);
  expect(rows.filter((row) => !fired.has(row))).toEqual([]);
});

test("every rule fires in some scenario, but for those that are pinned", async () => {
  const fired = new Set(reports.flatMap(({ rules }) => firing(rules).map(({ name }) => name)));
  const all = new Set(reports.flatMap(({ rules }) => rules.map(({ name }) => name)));
  const never = [...all].filter((name) => !fired.has(name)).toSorted();
  await expect(`${never.join("\n")}\n`).toMatchFileSnapshot("../golden/rules-never-fired.txt");
});

test.each([...causes, ...statuses])("%s is reached, or cannot be", (what) => {
  const name = typeof what === "number" ? `status ${what}` : `loss ${what}`;
  const seen = reports.some(({ properties }) =>
    properties.some((each) => each.name === name && each.verdict === "violated"),
  );
  expect(seen).toBe(unreachable[what] === undefined);
});

test("docs/requirements.md tells the catalogue and these verdicts", async () => {
  const verdicts = new Map(
    catalogue.map(({ id }) => [
      id,
      scenarios.flatMap(({ name: scenario, expect: expected }) => {
        const found = reports.find(({ system }) => system === scenario)?.properties.find(({ name }) => name === id);
        return found === undefined
          ? []
          : [{ scenario, verdict: found.verdict, expected: expected[id]?.verdict ?? ("holds" as const) }];
      }),
    ]),
  );
  await expect(requirementsMarkdown(requirements, verdicts)).toMatchFileSnapshot("../../docs/requirements.md");
});

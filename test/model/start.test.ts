import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import { handover } from "../../model/handover.js";
import { profileOptions } from "../../model/scenario.js";
import type { Options } from "../../model/options.js";
import { words } from "../../model/state.js";

const components = ["MN", "MN2", "HA", "AAA", "pPMA", "nPMA", "pPMA/MN2", "pPoA", "pPoA/MN2", "clock"] as const;

/** Where a scenario starts that begins with the mobile node registered at pPMA. */
const started = (options: Options) => {
  const { components: all } = handover({ name: "start", options: { ...options, start: "attached" } }, []);
  return Object.fromEntries(
    components.map((name) => {
      const component = all.find((each) => each.name === name);
      return [name, component?.kind === "local" ? component.initial[0] : undefined];
    }),
  );
};

test.each<[string, Partial<Options>]>([
  ["with timestamps", {}],
  ["with sequence numbers", { ordering: "sequence" }],
  ["with two mobile nodes", { mobileNodes: 2 }],
])("the bootstrap leads to where attached scenarios start, %s", (_, over) => {
  const options: Options = {
    ...profileOptions("as-written"),
    handover: "reactive",
    downlinkProbes: 0,
    moves: 0,
    ...over,
  };
  const target = JSON.stringify(sorted(started(options)));
  const there = words.sometimes("there", components, (view) => JSON.stringify(sorted(view)) === target);
  const report = explore(handover({ name: "bootstrap", options }, [there]));
  if (report.tag === "Fault") throw new Error(report.what);
  expect(report.properties[0]?.verdict).toBe("holds");
});

/** With keys in one order at every depth. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
};

/** What model/fairness.ts says of runs, and the repaired handover with one fault of each kind. Scenarios have the rest. */
import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import { handover } from "../../model/handover.js";
import type { Options, Profile } from "../../model/options.js";
import { profileOptions } from "../../model/scenario.js";
import { catalogue } from "../../properties/catalogue.js";
import { liveness } from "../../properties/liveness.js";
import { steps, text } from "../support/naive.js";

type Changes = Partial<Options>;

const small: Changes = { start: "attached", downlinkProbes: 0, moves: 2 };
const optionsOf = (profile: Profile, changes: Changes): Options => ({
  ...profileOptions(profile),
  ...small,
  ...changes,
});

/** Whether no run comes back to a state: none is without end, since the states are finitely many. */
const isAcyclic = (options: Options): boolean => {
  const system = handover({ name: "runs", options }, []);
  const first = Object.fromEntries(system.components.map(({ name, initial }) => [name, initial[0]]));
  const done = new Set<string>();
  const path: { readonly key: string; readonly next: Record<string, unknown>[] }[] = [];
  const onPath = new Set<string>();
  const enter = (state: Record<string, unknown>) => {
    const key = text(state);
    onPath.add(key);
    path.push({ key, next: steps(system, state).steps.map(({ to }) => to) });
  };
  enter(first);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = top.next.pop();
    if (next === undefined) {
      path.pop();
      onPath.delete(top.key);
      done.add(top.key);
    } else if (onPath.has(text(next))) return false;
    else if (!done.has(text(next))) enter(next);
  }
  return true;
};

test.each<[string, Profile, Changes]>([
  ["reactive, there and back", "as-written", { handover: "reactive", moves: 1, refreshes: 1 }],
  ["prepared", "as-written", { preauthentication: "indirect", moves: 1 }],
  [
    "prepared, given up or failed, with the repairs",
    "repaired",
    { abandonment: true, switching: "may-fail", moves: 1 },
  ],
  ["kept, there and back, with the repairs", "repaired", { tunnelEnd: "kept" }],
])("every run is finite: %s", (_, profile, changes) => {
  expect(isAcyclic(optionsOf(profile, changes))).toBe(true);
});

const verdicts = (options: Options, ids: ReadonlyArray<string>) => {
  const chosen = catalogue.filter(({ id }) => ids.includes(id));
  const report = explore(
    handover(
      { name: "liveness", options },
      chosen.flatMap((entry) => entry.make({ options }) ?? []),
    ),
  );
  if (report.tag === "Fault") throw new Error(report.what);
  return report.properties;
};

const variants: ReadonlyArray<readonly [name: string, changes: Changes]> = [
  ["V-01", { handover: "reactive" }],
  ["V-02", {}],
  ["V-03", { preauthentication: "indirect" }],
  ["V-04", { tunnelEnd: "kept" }],
];

const faults: ReadonlyArray<readonly [name: string, changes: Changes]> = [
  ["no fault", {}],
  ["one loss", { loss: 1, retransmissions: 1, moves: 1 }],
  ["one copy", { duplication: 1, moves: 1 }],
  ["reordering", { reordering: true }],
  ["no notice of a departure", { detachNotice: "missing" }],
  ["a switch that may fail", { switching: "may-fail" }],
  ["a handover that may be given up", { abandonment: true }],
];

test.each(
  variants.flatMap(([variant, of]) =>
    faults.map(([fault, changes]) => [variant, fault, { ...of, ...changes }] as const),
  ),
)("with the repairs all ends well: %s, %s", (_variant, _fault, changes) => {
  const all = verdicts(
    optionsOf("repaired", changes),
    liveness.map(({ id }) => id),
  );
  expect(all.length).toBeGreaterThan(4);
  expect(all.filter(({ verdict }) => verdict !== "holds" && verdict !== "vacuous")).toEqual([]);
});

/** The repair, what happens without it, and to whom. */
const needed: ReadonlyArray<readonly [repair: string, property: string, changes: Changes]> = [
  ["handoverLife", "P-RES-2", { handoverLife: "unbounded", abandonment: true, moves: 1 }],
  ["handoverLife, of a tunnel that is kept", "P-TUN-1", { handoverLife: "unbounded", tunnelEnd: "kept", moves: 1 }],
  ["handoverLife, of the HA's tunnel", "P-TUN-3", { handoverLife: "unbounded", departure: "any-time", moves: 1 }],
  ["renewal", "P-PATH-3", { renewal: "never", preauthentication: "indirect" }],
  ["restart", "P-PATH-3", { restart: "silent", crash: "nPMA", moves: 1 }],
  ["reattachment", "P-CONV-1", { reattachment: "silent", switching: "may-fail", moves: 1 }],
  [
    "deletion",
    "P-TUN-2",
    {
      deletion: "unacknowledged",
      deleteTrigger: "pPMA",
      preauthentication: "indirect",
      loss: 1,
      retransmissions: 1,
      moves: 1,
    },
  ],
];

test.each(needed)("needed: %s, for %s", (_, property, changes) => {
  expect(verdicts(optionsOf("repaired", changes), [property]).map(({ verdict }) => verdict)).toEqual(["violated"]);
});

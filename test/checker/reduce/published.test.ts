/** The published models with reductions, and the count that another checker publishes for its own form of symmetry. */
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Options, Report } from "../../../checker/explore/report.js";
import type { Symmetry, System } from "../../../checker/system.js";
import { replay } from "../../../checker/trail.js";
import { alternatingBit } from "../../models/alternating-bit.js";
import { ewd840 } from "../../models/ewd840.js";
import { lossyPairs } from "../../models/lossy-pairs.js";
import { peterson } from "../../models/peterson.js";
import { philosophers } from "../../models/philosophers.js";
import { pingPong } from "../../models/ping-pong.js";
import { tcp } from "../../models/tcp.js";
import { tokenRing } from "../../models/token-ring.js";
import { twoPhaseCommit } from "../../models/two-phase-commit.js";
import { steps, text } from "../../support/naive.js";

const report = (system: System, reduction: NonNullable<Options["reduction"]>): Report => {
  const result = explore(system, { reduction });
  if (result.tag === "Fault") throw new Error(JSON.stringify(result));
  return result;
};

type Tm = { readonly prepared: ReadonlyArray<number> };
const isTm = (component: string, value: unknown): value is Tm => component === "tm" && value !== null;

const RULES = ["TMRcvPrepared", "RMPrepare", "RMChooseToAbort", "RMRcvCommitMsg", "RMRcvAbortMsg"];

const managers = (resources: number): Symmetry => {
  const numbers = Array.from({ length: resources }, (_, i) => i + 1);
  return {
    name: "resource managers",
    components: [numbers.map((i) => `rm${i}`)],
    names: [numbers, ...RULES.map((rule) => numbers.map((i) => `${rule}(${i})`))],
    tidy: (component, value) =>
      isTm(component, value) ? { ...value, prepared: value.prepared.toSorted((a, b) => a - b) } : value,
  };
};

const symmetric = (resources: number): System => ({
  ...twoPhaseCommit(resources),
  symmetries: [managers(resources)],
});

const told = (of: Report) => of.properties.map(({ name, verdict, trail }) => [name, verdict, trail?.steps.length]);

test.each([
  [3, 288, 80],
  [4, 1568, 166],
  [5, 8832, 314],
])("two-phase commit %i: %i states, %i orbits, and witnesses as short as before", (resources, states, orbits) => {
  const system = symmetric(resources);
  const full = report(system, "none");
  const reduced = report(system, "symmetry");
  expect([full.states, reduced.states]).toEqual([states, orbits]);
  expect(told(reduced)).toEqual(told(full));
  for (const { trail } of reduced.properties)
    if (trail !== undefined) expect(replay(system, trail.choices)).toEqual(trail);
  expect(report(system, "all").states).toBe(orbits);
});

type Values = Record<string, unknown>;

const ORDER = ["working", "prepared", "committed", "aborted"];

/**
 * Stateright's form (examples/2pc.rs): the managers are sorted by their state alone, those with the same state stay in the
 * order they had, and what the transaction manager and the messages say of them is renumbered. Several forms per orbit.
 */
const sortedByState = (resources: number, state: Values): string => {
  const numbers = Array.from({ length: resources }, (_, i) => i + 1);
  const rank = (i: number) => ORDER.indexOf(String(state[`rm${i}`]));
  const before = numbers.toSorted((a, b) => rank(a) - rank(b));
  const after = (i: number) => before.indexOf(i) + 1;
  const tm = state["tm"] as Tm;
  const messages = state["messages"] as ReadonlyArray<string | { readonly prepared: number }>;
  return text([
    before.map((i) => state[`rm${i}`]),
    { ...tm, prepared: tm.prepared.map(after).toSorted() },
    messages
      .map((m) => (typeof m === "string" ? m : { prepared: after(m.prepared) }))
      .map(text)
      .toSorted(),
  ]);
};

/** How many different texts `form` gives to the states met, where a state whose text is known is not gone on from. */
const forms = (system: System, form: (state: Values) => string, isDepthFirst: boolean): number => {
  const first: Values = Object.fromEntries(system.components.map(({ name, initial }) => [name, initial[0]]));
  const known = new Set([form(first)]);
  const waiting = [first];
  for (;;) {
    const state = isDepthFirst ? waiting.pop() : waiting.shift();
    if (state === undefined) return known.size;
    for (const { to } of steps(system, state).steps) {
      if (known.has(form(to))) continue;
      known.add(form(to));
      waiting.push(to);
    }
  }
};

test("two-phase commit 5: 665, which Stateright publishes, is what its form leaves of the states in its order of search", () => {
  const system = twoPhaseCommit(5);
  const all = new Set<string>();
  const everyState = forms(
    system,
    (state) => {
      all.add(sortedByState(5, state));
      return text(state);
    },
    false,
  );
  expect([everyState, all.size]).toEqual([8832, 1092]);
  // It goes on from the state met, not from its form, so that the count depends on which state of a form is met first.
  expect(forms(system, (state) => sortedByState(5, state), true)).toBe(665);
  expect(forms(system, (state) => sortedByState(5, state), false)).toBe(508);
});

const models: Readonly<Record<string, System>> = {
  "alternating bit": alternatingBit(2, 2),
  "EWD840 3": ewd840(3),
  Peterson: peterson,
  "TCP connection": tcp,
  "token ring 6": tokenRing(6, 6),
  "ping-pong 5": pingPong(5),
  "philosophers 4": philosophers(4),
  "lossy pairs 2": lossyPairs(2, 1, 2),
};

const verdicts = (of: Report) => of.properties.map(({ name, verdict }) => [name, verdict]);

test.each(Object.entries(models))("%s: partial order leaves the verdicts as they are", (_, system) => {
  const full = report(system, "none");
  const reduced = report(system, "partial-order");
  expect(verdicts(reduced)).toEqual(verdicts(full));
  expect(reduced.states).toBeLessThanOrEqual(full.states);
  for (const { trail } of reduced.properties)
    if (trail !== undefined) expect(replay(system, trail.choices)).toEqual(trail);
});

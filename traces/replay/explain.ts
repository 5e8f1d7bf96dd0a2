/**
 * Why something seen does not fit: what the specification could have shown instead, which of its rules comes nearest, and
 * the first field in which that differs, or the value that kept the rule from firing.
 */
import { isFault } from "../../checker/fault.js";
import { type Edge, type Graph, edgesFrom, edgesSeeing, shownBy } from "./graph.js";
import type { Possible } from "./possible.js";
import { valueAt } from "./steps.js";

type Shown = Readonly<Record<string, unknown>>;

export type Nearest = {
  /** Index of the rule. */
  readonly rule: number;
  /** What it would have shown. */
  readonly shown: unknown;
  /** Fields of that and of what was seen, where they differ: `status: 0, seen 157`. */
  readonly differs: ReadonlyArray<string>;
};

/** A rule that would have shown it in another state: the values of this state that kept it from firing. */
export type Guarded = { readonly rule: number; readonly stands: ReadonlyArray<string> };

export type Explanation = {
  /** States that were possible. */
  readonly states: number;
  /** What could have been shown, the nearest first, each once. */
  readonly expected: ReadonlyArray<Nearest>;
  readonly guarded: Guarded | undefined;
};

/** States that are asked, rules and alternatives that are shown: an explanation is read by people. */
const MAX_STATES = 300;
const MAX_EXPECTED = 5;
const MAX_KEYS = 5_000;

const isRecord = (value: unknown): value is Shown =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"));

const differences = (expected: unknown, seen: unknown): ReadonlyArray<string> => {
  if (!isRecord(expected) || !isRecord(seen)) return text(expected) === text(seen) ? [] : [text(expected)];
  const names = [...new Set([...Object.keys(expected), ...Object.keys(seen)])];
  return names.flatMap((name) =>
    text(expected[name]) === text(seen[name]) ? [] : [`${name}: ${text(expected[name])}, seen ${text(seen[name])}`],
  );
};

/** What is of another kind, or of somebody else, is far away. */
const distance = ({ shown, differs }: Nearest, seen: unknown): number => {
  const isAlike = (name: string) => isRecord(shown) && isRecord(seen) && text(shown[name]) === text(seen[name]);
  return differs.length + (isAlike("type") ? 0 : 100) + (isAlike("from") && isAlike("to") ? 0 : 10);
};

const showing = (g: Graph, edge: Edge, seen: unknown): ReadonlyArray<Nearest> =>
  edge.shows.map((id) => {
    const shown = g.values.get(id);
    return { rule: edge.rule, shown, differs: differences(shown, seen) };
  });

/** Nearest first. */
const alternatives = (g: Graph, before: Possible, seen: unknown, value: unknown): ReadonlyArray<Nearest> => {
  const found = new Map<string, Nearest>();
  let asked = 0;
  for (const { state } of before.configs.values()) {
    if (asked++ >= MAX_STATES) break;
    for (const edges of [edgesFrom(g, state), edgesSeeing(g, state, value)]) {
      if (isFault(edges)) continue;
      for (const edge of edges)
        if (!edge.isDeviation)
          for (const nearest of showing(g, edge, seen)) found.set(`${edge.rule} ${text(nearest.shown)}`, nearest);
    }
  }
  return [...found.values()].toSorted((a, b) => distance(a, seen) - distance(b, seen)).slice(0, MAX_EXPECTED);
};

/** Fields of one component in which two values differ: `pPMA.link is "down", not "up"`. */
const fields = (name: string, actual: unknown, needed: unknown): ReadonlyArray<string> => {
  if (!isRecord(actual) || !isRecord(needed)) return [`${name} is ${text(actual)}, not ${text(needed)}`];
  return Object.keys(needed).flatMap((key) =>
    text(actual[key]) === text(needed[key]) ? [] : [`${name}.${key} is ${text(actual[key])}, not ${text(needed[key])}`],
  );
};

/** Whether a table's entry has an outcome by a rule of the specification that shows it. */
const ruleShowing = (g: Graph, offset: number, isIt: (event: number) => boolean): number | undefined => {
  const { data } = g.stepper.tables.code;
  let p = offset + 1;
  for (let left = data[offset] ?? 0; left > 0; left--) {
    const rule = data[p] ?? 0;
    if (g.isDeviation[rule] !== true && isIt(data[p + 1] ?? 0)) return rule;
    p += 5 + 2 * ((data[p + 3] ?? 0) + (data[p + 4] ?? 0));
  }
  return undefined;
};

/**
 * Among the combinations of values that rules have been asked about, the nearest to a possible state in which one of them
 * shows this: what differs is what kept it from firing.
 */
const guardOf = (g: Graph, before: Possible, shown: number): Guarded | undefined => {
  const { tables, compiled } = g.stepper;
  const states = [...before.configs.values()].slice(0, 20).flatMap(({ state }) => g.states[state] ?? []);
  const isIt = (event: number): boolean => shownBy(g, event).includes(shown);
  let best: (Guarded & { readonly cost: number }) | undefined;
  for (const { memo, reads, receives } of tables.groups) {
    const offset = receives < 0 ? 0 : 1;
    for (let entry = 0; entry < Math.min(memo.values.size, MAX_KEYS); entry++) {
      const rule = ruleShowing(g, memo.values.data[entry] ?? 0, isIt);
      if (rule === undefined) continue;
      for (const ids of states) {
        const stands = [...reads].flatMap((place, i) => {
          const needed = memo.keys.data[entry * memo.arity + offset + i] ?? 0;
          const name = compiled.components[place]?.name ?? "";
          if (place === g.seen?.place || ids[place] === needed) return [];
          return fields(name, valueAt(tables, place, ids[place] ?? 0), valueAt(tables, place, needed));
        });
        if (best === undefined || stands.length < best.cost)
          best = { rule, stands: stands.slice(0, 3), cost: stands.length };
      }
    }
  }
  return best;
};

/** Why `seen` did not fit into the states of `before`. `value`: what the component `seen` held. */
export const explanation = (g: Graph, before: Possible, shown: number, value: unknown): Explanation => {
  const seen = g.values.get(shown);
  return {
    states: before.configs.size,
    expected: alternatives(g, before, seen, value),
    guarded: guardOf(g, before, shown),
  };
};

/**
 * The naive twin of the replay: ways through a system by strings and sets, one entry for each state, each list of what is
 * still to be seen, and each set of violated properties. It shares nothing with the replay but the contract's types.
 */
import type { Property, System } from "../../../checker/system.js";
import { steps, text } from "../../support/naive.js";

type Values = Record<string, unknown>;
export type Way = { state: Values; owed: string[]; violated: string[] };
export type Rules = {
  shows: (label: unknown) => ReadonlyArray<string>;
};

const keyOf = (way: Way): string => text([way.state, way.owed, way.violated]);

const collect = (ways: ReadonlyArray<Way>): Way[] => [...new Map(ways.map((way) => [keyOf(way), way])).values()];

const viewOf = (reads: Readonly<Record<string, string>>, state: Values): Values =>
  Object.fromEntries(Object.entries(reads).map(([alias, name]) => [alias, state[name]]));

const violatedIn = (properties: ReadonlyArray<Property>, state: Values): string[] =>
  properties.flatMap((property) => {
    if (property.kind !== "always" && property.kind !== "never") return [];
    const view = viewOf(property.reads, state);
    if (property.given !== undefined && !property.given(view)) return [];
    return property.holds(view) === (property.kind === "always") ? [] : [property.name];
  });

const violatedBy = (
  properties: ReadonlyArray<Property>,
  before: Values,
  label: unknown,
  after: Values,
  overflowed: string[],
): string[] =>
  properties.flatMap((property) => {
    if (property.kind !== "action") return [];
    if (property.given !== undefined && !property.given(label, overflowed)) return [];
    return property.holds(viewOf(property.reads, before), label, viewOf(property.reads, after), overflowed)
      ? []
      : [property.name];
  });

const union = (...lists: string[][]): string[] => [...new Set(lists.flat())].toSorted();

const less = (list: ReadonlyArray<string>, shown: string): string[] => list.toSpliced(list.indexOf(shown), 1);

export const begin = (system: System, starts: ReadonlyArray<Values>): Way[] =>
  collect(starts.map((state) => ({ state, owed: [], violated: violatedIn(system.properties, state).toSorted() })));

const next = (system: System, rules: Rules, way: Way) =>
  steps(system, way.state).steps.map((step) => ({
    shown: rules.shows(step.label),
    to: step.to,
    violated: union(
      way.violated,
      violatedIn(system.properties, step.to),
      violatedBy(system.properties, way.state, step.label, step.to, step.overflowed),
    ),
  }));

export const closed = (system: System, rules: Rules, ways: ReadonlyArray<Way>, most: number): Way[] | undefined => {
  const all = new Map(ways.map((way) => [keyOf(way), way]));
  for (const way of all.values()) {
    if (all.size > most) return undefined;
    for (const { shown, to, violated } of next(system, rules, way)) {
      if (shown.length > 0) continue;
      const reached = { state: to, owed: way.owed, violated };
      if (!all.has(keyOf(reached))) all.set(keyOf(reached), reached);
    }
  }
  return [...all.values()];
};

export const seen = (system: System, rules: Rules, ways: ReadonlyArray<Way>, what: string): Way[] =>
  collect(
    ways.flatMap((way): Way[] => {
      if (way.owed.length > 0) return way.owed.includes(what) ? [{ ...way, owed: less(way.owed, what) }] : [];
      return next(system, rules, way).flatMap(({ shown, to, violated }) =>
        shown.includes(what) ? [{ state: to, owed: less(shown, what), violated }] : [],
      );
    }),
  );

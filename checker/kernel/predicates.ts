/** Properties and boundaries as tables: a predicate runs once per combination of the values in its footprint. */
import type { CompiledBoundary, CompiledProperty } from "../compile.js";
import { isFault } from "../fault.js";
import type { Property, Temporal } from "../system.js";
import { judge, judgeLabel, judgeStep } from "../fire.js";
import { type Layout, unpackOne } from "./layout.js";
import { type Memo, find, forget, makeMemo, memoBytes, resize, set } from "./memo.js";
import type { Tables } from "./tables.js";

/** What a state or step says of a property, but a temporal one. */
export const FINE = 1;
export const VIOLATED = 2;
/** For sometimes: a witness. For always and never with an antecedent: it was true, and the property held. */
export const SHOWN = 3;

/** What a state says of a temporal property: 1, and a bit for each of its predicates that is true. */
export const GIVEN = 2;
export const HOLDS = 4;
export const GOAL = 8;

export type StateTable = { readonly compiled: CompiledProperty; readonly reads: Int32Array; readonly memo: Memo };
export type BoundaryTable = { readonly compiled: CompiledBoundary; readonly reads: Int32Array; readonly memo: Memo };

export type Predicates = {
  /** always, never, sometimes: looked up in every state. Those with nothing left to find are taken out. */
  states: ReadonlyArray<StateTable>;
  /** deadlock-free: looked up in states without a successor. */
  deadlocks: ReadonlyArray<StateTable>;
  /** The key is the footprint before, the event, the footprint after. */
  actions: ReadonlyArray<StateTable>;
  /** By event: those of `actions` whose antecedent is true of it. Made when first asked for. */
  asked: (ReadonlyArray<StateTable> | undefined)[];
  /** By property: the antecedent of an action property was true of some step. */
  readonly antecedents: boolean[];
  /** Looked up in every state once all are known. */
  readonly temporal: ReadonlyArray<StateTable>;
  readonly boundaries: ReadonlyArray<BoundaryTable>;
};

const temporalKinds: ReadonlyArray<Property["kind"]> = [
  "leads-to",
  "always-eventually",
  "eventually-always",
  "until",
  "always-possible",
];

export const isTemporal = (property: Property): property is Temporal => temporalKinds.includes(property.kind);

const places = (reads: { readonly places: ReadonlyArray<number> }): Int32Array => Int32Array.from(reads.places);

export const makePredicates = (t: Tables): Predicates => {
  const tables = (kinds: ReadonlyArray<string>, arity: (reads: number) => number): ReadonlyArray<StateTable> =>
    t.compiled.properties
      .filter(({ property }) => kinds.includes(property.kind))
      .map((compiled) => ({
        compiled,
        reads: places(compiled.reads),
        memo: makeMemo(arity(compiled.reads.places.length)),
      }));
  return {
    states: tables(["always", "never", "sometimes"], (reads) => reads),
    deadlocks: tables(["deadlock-free"], (reads) => reads),
    actions: tables(["action"], (reads) => 2 * reads + 1),
    temporal: tables(temporalKinds, (reads) => reads),
    asked: [],
    antecedents: t.compiled.properties.map(() => false),
    boundaries: t.compiled.boundaries.map((compiled) => ({
      compiled,
      reads: places(compiled.reads),
      memo: makeMemo(compiled.reads.places.length),
    })),
  };
};

export const resizePredicates = (t: Tables, p: Predicates): void => {
  const width = (reads: Int32Array, part: number): number => t.spaces[reads[part]!]!.bits;
  for (const { reads, memo } of [...p.states, ...p.deadlocks, ...p.temporal, ...p.boundaries])
    resize(memo, (part) => width(reads, part));
  for (const { reads, memo } of p.actions)
    resize(memo, (part) =>
      part === reads.length ? t.events.bits : width(reads, part < reads.length ? part : part - reads.length - 1),
    );
};

export const predicateBytes = (p: Predicates): number =>
  [...p.states, ...p.deadlocks, ...p.actions, ...p.temporal, ...p.boundaries].reduce(
    (sum, { memo }) => sum + memoBytes(memo),
    0,
  );

const valuesAt = (t: Tables, reads: Int32Array, key: Int32Array, at: number): ReadonlyArray<unknown> =>
  Array.from(reads, (place, i) => t.spaces[place]!.values[key[at + i]!]!.value);

/** A predicate over everything has an answer per state; past this many, its table starts again. */
export const MAX_ANSWERS = 1 << 17;

const remember = (memo: Memo, key: Int32Array, answer: number): void => {
  forget(memo, MAX_ANSWERS);
  set(memo, key, 0, answer);
};

/** What the property says of a state, from the tables or by asking it; 0 on a fault. `key` has the footprint's ids. */
export const stateFinding = (t: Tables, { compiled, reads, memo }: StateTable, key: Int32Array): number => {
  const known = find(memo, key, 0);
  if (known !== 0) return known;
  const { property } = compiled;
  const where = `property '${property.name}'`;
  t.fills++;
  const values = valuesAt(t, reads, key, 0);
  const ask = (predicate: (view: Readonly<Record<string, unknown>>) => boolean): boolean | undefined => {
    const answer = judge(t.compiled, where, compiled.reads, values, predicate);
    if (!isFault(answer)) return answer;
    t.fault = answer;
    return undefined;
  };
  const finding = (): number => {
    switch (property.kind) {
      case "always":
      case "never": {
        const given = property.given === undefined || ask(property.given);
        if (given === undefined) return 0;
        if (!given) return FINE;
        const holds = ask(property.holds);
        if (holds === undefined) return 0;
        if (holds !== (property.kind === "always")) return VIOLATED;
        return property.given === undefined ? FINE : SHOWN;
      }
      case "sometimes": {
        const holds = ask(property.holds);
        return holds === undefined ? 0 : holds ? SHOWN : FINE;
      }
      case "deadlock-free": {
        const terminal = ask(property.terminal);
        return terminal === undefined ? 0 : terminal ? FINE : VIOLATED;
      }
      case "leads-to":
      case "always-eventually":
      case "eventually-always":
      case "always-possible":
      case "until": {
        const given = property.given === undefined || ask(property.given);
        const holds = ask(property.holds);
        const goal = property.kind === "until" && ask(property.goal);
        if (given === undefined || holds === undefined || goal === undefined) return 0;
        return 1 | (given ? GIVEN : 0) | (holds ? HOLDS : 0) | (goal ? GOAL : 0);
      }
      case "action":
        throw new Error("an action property is asked about steps: makePredicates keeps them apart");
    }
  };
  const result = finding();
  if (result !== 0) remember(memo, key, result);
  return result;
};

/**
 * The action properties that speak of a step with this event: an antecedent reads the label alone, so that one answer per
 * event does for all its steps. Undefined on a fault.
 */
export const askedAbout = (t: Tables, p: Predicates, event: number): ReadonlyArray<StateTable> | undefined => {
  const known = p.asked[event];
  if (known !== undefined) return known;
  const { label, overflowed } = t.eventList[event]!;
  const tables: StateTable[] = [];
  for (const table of p.actions) {
    const { property } = table.compiled;
    if (property.kind !== "action" || property.given === undefined) {
      tables.push(table);
      continue;
    }
    const answer = judgeLabel(`property '${property.name}'`, label.value, overflowed, property.given);
    if (isFault(answer)) {
      t.fault = answer;
      return undefined;
    }
    if (answer) tables.push(table);
  }
  p.asked[event] = tables;
  return tables;
};

/** A step with the event of these tables was taken: what they ask about is not vacuous. */
export const noteTaken = (p: Predicates, tables: ReadonlyArray<StateTable>): void => {
  for (const { compiled } of tables)
    if ("given" in compiled.property && compiled.property.given !== undefined) p.antecedents[compiled.index] = true;
};

/** What an action property says of a step; 0 on a fault. `key` has the ids before, the event, the ids after. */
export const stepFinding = (t: Tables, { compiled, reads, memo }: StateTable, key: Int32Array): number => {
  const known = find(memo, key, 0);
  if (known !== 0) return known;
  const { property } = compiled;
  if (property.kind !== "action") throw new Error("only an action property is asked about steps");
  t.fills++;
  const event = t.eventList[key[reads.length]!]!;
  const answer = judgeStep(
    t.compiled,
    `property '${property.name}'`,
    compiled.reads,
    valuesAt(t, reads, key, 0),
    event.label.value,
    valuesAt(t, reads, key, reads.length + 1),
    event.overflowed,
    property.holds,
  );
  if (isFault(answer)) {
    t.fault = answer;
    return 0;
  }
  const result = answer ? FINE : VIOLATED;
  remember(memo, key, result);
  return result;
};

/** FINE if the state is inside a boundary, VIOLATED if outside, 0 on a fault. `key` has the footprint's ids. */
export const insideBoundary = (
  t: Tables,
  { compiled, reads: places, memo }: BoundaryTable,
  key: Int32Array,
): number => {
  const known = find(memo, key, 0);
  if (known !== 0) return known;
  t.fills++;
  const { boundary, reads } = compiled;
  const values = valuesAt(t, places, key, 0);
  const inside = judge(t.compiled, `boundary '${boundary.name}'`, reads, values, boundary.holds);
  if (isFault(inside)) {
    t.fault = inside;
    return 0;
  }
  const result = inside ? FINE : VIOLATED;
  remember(memo, key, result);
  return result;
};

/** Whether the packed state is inside every boundary: -1, or the index of one that it is outside; -2 on a fault. */
export const boundaryCrossed = (
  t: Tables,
  p: Predicates,
  layout: Layout,
  key: Int32Array,
  packed: Int32Array,
  at: number,
): number => {
  for (const [index, table] of p.boundaries.entries()) {
    const { reads } = table;
    for (let i = 0; i < reads.length; i++) key[i] = unpackOne(layout, packed, at, reads[i]!);
    const answer = insideBoundary(t, table, key);
    if (answer === 0) return -2;
    if (answer === VIOLATED) return index;
  }
  return -1;
};

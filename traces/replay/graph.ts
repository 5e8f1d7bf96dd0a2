/**
 * The part of the state graph that a replay has met: states by number, their steps and what the properties say of both,
 * each found once. Things seen lead back to the same states again and again, and a replay is then a walk over numbers.
 */
import { type Fault, isFault } from "../../checker/fault.js";
import {
  FINE,
  type Predicates,
  VIOLATED,
  askedAbout,
  makePredicates,
  stateFinding,
  stepFinding,
} from "../../checker/kernel/predicates.js";
import type { System } from "../../checker/system.js";
import { judge } from "../../checker/fire.js";
import { reintern } from "../../checker/values.js";
import type { Watch } from "./watch.js";
import {
  type Grouped,
  type Ids,
  type Step,
  type Stepper,
  identityOf,
  makeStepper,
  reading,
  stepsFrom,
  valueAt,
} from "./steps.js";

/** Sets of properties, by their index. */
export type Judged = { readonly violated: bigint; readonly asked: bigint };

/** Where a step leads: the number of the state, and what the properties say of the step and of that state. */
export type End = { readonly state: number; readonly judged: Judged };

/** A step from a state of the graph. Where it leads is worked out when it is first taken. */
export type Edge = {
  readonly rule: number;
  readonly event: number;
  /** Where it leads, or the states that tell. */
  end: End | { readonly from: Ids; readonly to: Ids };
  /** What the step shows, by identity. */
  readonly shows: ReadonlyArray<number>;
  readonly isDeviation: boolean;
  readonly cost: number;
};

export type Graph = {
  readonly watch: Watch;
  readonly stepper: Stepper;
  readonly predicates: Predicates;
  /** Place and idle identity of the component that holds what is seen, and the rules that read it. */
  readonly seen: { readonly place: number; readonly idle: number; readonly led: Grouped } | undefined;
  readonly isDeviation: ReadonlyArray<boolean>;
  readonly costs: ReadonlyArray<number>;
  readonly states: Ids[];
  readonly numbers: Map<string, number>;
  readonly hidden: (ReadonlyArray<Edge> | undefined)[];
  readonly judged: (Judged | undefined)[];
  /** By event: what it shows, by identity. */
  readonly events: (ReadonlyArray<number> | undefined)[];
  /** What is shown, by identity. */
  readonly values: Map<number, unknown>;
};

export const makeGraph = (system: System, watch: Watch): Graph | Fault => {
  const stepper = makeStepper(system);
  if (isFault(stepper)) return stepper;
  const place = watch.seen === undefined ? undefined : stepper.compiled.places.get(watch.seen.component);
  return {
    watch,
    stepper,
    predicates: makePredicates(stepper.tables),
    seen:
      place === undefined || watch.seen === undefined
        ? undefined
        : { place, idle: identityOf(stepper, place, watch.seen.idle), led: reading(stepper, place) },
    isDeviation: system.rules.map(({ name }) => watch.deviations?.has(name) === true),
    costs: system.rules.map(({ name }) => watch.costs?.get(name) ?? 0),
    states: [],
    numbers: new Map(),
    hidden: [],
    judged: [],
    events: [],
    values: new Map(),
  };
};

const keyOf = (ids: Ids): string => {
  let text = "";
  for (const id of ids) text += id < 0xffff ? String.fromCharCode(id) : `\uffff${id};`;
  return text;
};

/** The number of a state; what is seen is not part of it. */
export const numberOf = (g: Graph, ids: Ids): number => {
  if (g.seen !== undefined) ids[g.seen.place] = g.seen.idle;
  const key = keyOf(ids);
  const known = g.numbers.get(key);
  if (known !== undefined) return known;
  g.numbers.set(key, g.states.length);
  return g.states.push(ids) - 1;
};

/** The identity of something shown: equal for equal values. */
export const shownIdentity = (g: Graph, value: unknown): number => {
  const canonical = reintern(g.stepper.tables.pool, value);
  g.values.set(canonical.id, canonical.value);
  return canonical.id;
};

/** Forgets every state but these; the tables stay. Their new numbers, in order. */
export const forgetBut = (g: Graph, kept: ReadonlyArray<number>): ReadonlyArray<number> => {
  const ids = kept.map((number) => stateAt(g, number));
  g.states.length = 0;
  g.hidden.length = 0;
  g.judged.length = 0;
  g.numbers.clear();
  return ids.map((each) => numberOf(g, each));
};

/** What a step with this event shows, by identity. */
export const shownBy = (g: Graph, event: number): ReadonlyArray<number> => {
  const known = g.events[event];
  if (known !== undefined) return known;
  const shown = g.watch.shows(g.stepper.tables.eventList[event]?.label.value).map((value) => shownIdentity(g, value));
  g.events[event] = shown;
  return shown;
};

const nothing: Judged = { violated: 0n, asked: 0n };
const bit = (index: number): bigint => 1n << BigInt(index);

/** What the state properties say of a state. */
export const judgeState = (g: Graph, number: number): Judged | Fault => {
  const known = g.judged[number];
  if (known !== undefined) return known;
  const { stepper, predicates } = g;
  const ids = g.states[number];
  let { violated, asked } = nothing;
  for (const table of predicates.states) {
    for (const [i, place] of table.reads.entries()) stepper.key[i] = ids?.[place] ?? 0;
    const finding = stateFinding(stepper.tables, table, stepper.key);
    if (finding === 0) return failed(stepper);
    const { index, property } = table.compiled;
    const isUnconditional = "given" in property && property.given === undefined;
    if (finding === VIOLATED) violated |= bit(index);
    // FINE of a property with an antecedent says that it does not speak of this state.
    if (finding !== FINE || isUnconditional) asked |= bit(index);
  }
  const judged = { violated, asked };
  g.judged[number] = judged;
  return judged;
};

const failed = ({ tables }: Stepper): Fault => {
  if (tables.fault === undefined) throw new Error("a table could not be filled, and no fault says why");
  return tables.fault;
};

const judgeStep = ({ stepper, predicates }: Graph, from: Ids, { event, to }: Step): Judged | Fault => {
  const { tables, key } = stepper;
  const tablesAsked = askedAbout(tables, predicates, event);
  if (tablesAsked === undefined) return failed(stepper);
  let { violated, asked } = nothing;
  for (const table of tablesAsked) {
    const { reads } = table;
    for (const [i, place] of reads.entries()) {
      key[i] = from[place] ?? 0;
      key[reads.length + 1 + i] = to[place] ?? 0;
    }
    key[reads.length] = event;
    const finding = stepFinding(tables, table, key);
    if (finding === 0) return failed(stepper);
    if (finding === VIOLATED) violated |= bit(table.compiled.index);
    asked |= bit(table.compiled.index);
  }
  return { violated, asked };
};

/** Where a step leads, found out once. */
export const endOf = (g: Graph, edge: Edge): End | Fault => {
  const { end } = edge;
  if ("state" in end) return end;
  const ofStep = judgeStep(g, end.from, { rule: edge.rule, event: edge.event, to: end.to });
  if (isFault(ofStep)) return ofStep;
  const state = numberOf(g, end.to);
  const ofState = judgeState(g, state);
  if (isFault(ofState)) return ofState;
  const judged = { violated: ofStep.violated | ofState.violated, asked: ofStep.asked | ofState.asked };
  const found = { state, judged };
  edge.end = found;
  return found;
};

const edgesBy = (g: Graph, from: Ids, rules: Grouped): ReadonlyArray<Edge> | Fault => {
  const steps = stepsFrom(g.stepper, from, rules);
  if (isFault(steps)) return steps;
  return steps.map(({ rule, event, to }) => ({
    rule,
    event,
    end: { from, to },
    shows: shownBy(g, event),
    isDeviation: g.isDeviation[rule] === true,
    cost: g.costs[rule] ?? 0,
  }));
};

/** Whether a state is inside every boundary. */
export const isInside = (g: Graph, number: number): boolean | Fault => {
  const { compiled, tables } = g.stepper;
  const ids = g.states[number];
  for (const { boundary, reads } of compiled.boundaries) {
    const values = reads.places.map((place) => valueAt(tables, place, ids?.[place] ?? 0));
    const holds = judge(compiled, `boundary '${boundary.name}'`, reads, values, boundary.holds);
    if (holds !== true) return holds;
  }
  return true;
};

/** Every step from a state while nothing is being seen. Not kept: most that are visible are never taken. */
export const edgesFrom = (g: Graph, number: number): ReadonlyArray<Edge> | Fault =>
  edgesBy(g, stateAt(g, number), g.stepper.all);

/** The hidden steps of the specification. */
export const hiddenFrom = (g: Graph, number: number): ReadonlyArray<Edge> | Fault => {
  const known = g.hidden[number];
  if (known !== undefined) return known;
  const edges = edgesFrom(g, number);
  if (isFault(edges)) return edges;
  const hidden = edges.filter(({ shows, isDeviation }) => !isDeviation && shows.length === 0);
  g.hidden[number] = hidden;
  return hidden;
};

const stateAt = (g: Graph, number: number): Ids => {
  const ids = g.states[number];
  if (ids === undefined) throw new Error(`state ${number} is not in the graph: numbers come from numberOf`);
  return ids;
};

/** The steps of the rules that what is seen may lead. */
export const edgesSeeing = (g: Graph, number: number, value: unknown): ReadonlyArray<Edge> | Fault => {
  const { seen } = g;
  if (seen === undefined || value === undefined) return [];
  const ids = stateAt(g, number).slice();
  ids[seen.place] = identityOf(g.stepper, seen.place, value);
  return edgesBy(g, ids, seen.led);
};

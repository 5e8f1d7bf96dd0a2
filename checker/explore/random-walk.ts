/**
 * Random walks. Run n of a seed is a function of the two alone: it is the same alone, among others, and in any thread.
 *
 * From each state one of the possible steps is taken at random. It weighs what its rule weighs in this run, a power of two
 * drawn when the run begins (so that each run prefers other rules: swarm testing, Groce and others 2012), times UNFIRED if
 * the rule has not fired in this run, else times UNSEEN if it has not had this label, but for its numbers. What is covered
 * is asked of the run and not of all runs, which would make each depend on those before it.
 */
import type { Compiled } from "../compile.js";
import { type Fault, isFault } from "../fault.js";
import { type Fingerprints, fingerprint, makeFingerprints } from "../kernel/fingerprint.js";
import type { Memo } from "../kernel/memo.js";
import { GIVEN, SHOWN, type StateTable, VIOLATED } from "../kernel/predicates.js";
import { tableBytes } from "../kernel/tables.js";
import { type Trace, firstIn, judgeLast, makeTrace, record, restart } from "../kernel/trace.js";
import {
  type Walker,
  ask,
  eventOf,
  faultOf,
  isInside,
  makeWalker,
  possible,
  ruleOf,
  startStates,
  take,
  violatedBy,
} from "../kernel/walker.js";
import { meet } from "./distinct.js";
import { type Outcomes, makeNumbers, makeOutcomes, outcomeOf } from "./outcomes.js";
import { type Random, randomOf } from "./random.js";
import type { SimulationOptions } from "./simulation-report.js";
import { type Tally, makeTally } from "./tally.js";

export const UNFIRED = 4;
export const UNSEEN = 2;
/** Rules weigh 1, 2, 4 and so on, in as many sizes. */
export const SIZES = 17;

/** Tables that hold this much are made anew before the next run. */
const FORGET_BYTES = 2 ** 28;

/** What is made of the specification, and may be made again between two runs. */
type Tools = {
  readonly walker: Walker;
  readonly prints: Fingerprints;
  readonly trace: Trace | undefined;
  readonly numbers: Memo;
  readonly starts: ReadonlyArray<Int32Array>;
};

export type Walk = {
  readonly compiled: Compiled;
  readonly options: SimulationOptions & { readonly seed: number; readonly steps: number };
  readonly tally: Tally;
  tools: Tools;
  readonly outcomes: Outcomes;
  /** By rule and by outcome, the last run that had it. */
  readonly firedIn: number[];
  readonly seenIn: number[];
  run: number;
  random: Random;
  /** By rule, what it weighs in the run under way. */
  weightOf: ReadonlyArray<number>;
  /** Of the run under way; empty before it has begun. */
  choices: number[];
  /** The steps that are possible where it is, and their weights. */
  possible: number;
  readonly weights: number[];
};

const makeTools = (compiled: Compiled): Tools | Fault => {
  const walker = makeWalker(compiled);
  const starts = startStates(walker);
  if (isFault(starts)) return starts;
  const trace = makeTrace(walker);
  return {
    walker,
    prints: makeFingerprints(walker.tables),
    trace: trace.tables.length === 0 ? undefined : trace,
    numbers: makeNumbers(),
    starts,
  };
};

const found = (w: Walk, property: number, loop: number | undefined): void => {
  const { tally, tools, run, choices } = w;
  if (tally.findings[property] !== undefined) return;
  tally.findings[property] = { run, choices: [...choices], loop };
  forgetProperty(tools.walker, property);
};

/** A property that is decided is asked no more. */
const forgetProperty = ({ predicates }: Walker, property: number): void => {
  const others = (tables: ReadonlyArray<StateTable>) => tables.filter(({ compiled }) => compiled.index !== property);
  predicates.states = others(predicates.states);
  predicates.deadlocks = others(predicates.deadlocks);
  predicates.actions = others(predicates.actions);
  predicates.asked = [];
};

/** Asks what is asked of states. False on a fault. */
const askAll = (w: Walk, tables: ReadonlyArray<StateTable>): boolean => {
  for (const table of tables) {
    const finding = ask(w.tools.walker, table);
    if (finding === 0) return false;
    const { index, property } = table.compiled;
    if (finding === SHOWN) w.tally.shown[index] = true;
    if (finding === VIOLATED || (finding === SHOWN && property.kind === "sometimes")) found(w, index, undefined);
  }
  return true;
};

/** Whether temporal properties have been given. False on a fault. */
const askGiven = ({ tools, tally }: Walk): boolean => {
  for (const table of tools.walker.predicates.temporal) {
    const { index } = table.compiled;
    if (tally.shown[index] === true) continue;
    const answer = ask(tools.walker, table);
    if (answer === 0) return false;
    tally.shown[index] = (answer & GIVEN) !== 0;
  }
  return true;
};

/** What temporal properties say of the run up to here. False on a fault. */
const judge = (w: Walk, trace: Trace, print: number, rule: number, steps: number): boolean => {
  if (!record(trace, firstIn(trace, print), rule, steps)) return false;
  const { runs, unmet } = judgeLast(trace);
  w.tally.endless += runs;
  for (const { property, loop } of unmet) found(w, property, loop);
  return true;
};

/** Whether the run is over; its state is counted, and every property asked about it. */
const arrive = (w: Walk, rule: number): boolean | Fault => {
  const { tools, tally } = w;
  const { walker, prints, trace } = tools;
  const print = fingerprint(walker.tables, prints, walker.ids);
  meet(tally.distinct, print);
  const steps = possible(walker);
  if (steps < 0 || !askAll(w, walker.predicates.states) || !askGiven(w)) return faultOf(walker);
  if (steps === 0) {
    tally.deadlocks++;
    if (!askAll(w, walker.predicates.deadlocks)) return faultOf(walker);
  }
  if (trace !== undefined && !judge(w, trace, print, rule, steps)) return faultOf(walker);
  w.possible = steps;
  return steps === 0 || w.choices.length > w.options.steps;
};

/** One of those with a weight; -1 if none has. */
const pick = (random: Random, weights: ReadonlyArray<number>, count: number): number => {
  let total = 0;
  for (let i = 0; i < count; i++) total += weights[i] ?? 0;
  if (total === 0) return -1;
  let left = random(total);
  for (let i = 0; i < count; i++) {
    left -= weights[i] ?? 0;
    if (left < 0) return i;
  }
  throw new Error("what is left is less than the total");
};

/** Begins a run; whether it is over. */
export const begin = (w: Walk, run: number): boolean | Fault => {
  w.run = run;
  w.choices = [];
  const { walker, starts, trace } = w.tools;
  w.random = randomOf(w.options.seed, w.run);
  w.weightOf = w.compiled.rules.map(() => 2 ** w.random(SIZES));
  if (trace !== undefined) restart(trace);
  const isInsideAt: boolean[] = [];
  for (const start of starts) {
    walker.ids.set(start);
    const inside = isInside(walker);
    if (inside === undefined) return faultOf(walker);
    isInsideAt.push(inside);
  }
  const choice = pick(w.random, isInsideAt.map(Number), starts.length);
  if (choice < 0) return true;
  walker.ids.set(starts[choice] ?? []);
  w.choices = [choice];
  return arrive(w, -1);
};

const weigh = (w: Walk): void => {
  const { walker, numbers } = w.tools;
  for (let step = 0; step < w.possible; step++) {
    const rule = ruleOf(walker, step);
    const isNew = w.seenIn[outcomeOf(w.outcomes, numbers, walker, rule, eventOf(walker, step))] !== w.run;
    w.weights[step] = (w.weightOf[rule] ?? 1) * (w.firedIn[rule] !== w.run ? UNFIRED : isNew ? UNSEEN : 1);
  }
};

/** A step taken at random, told by its rule, its label and its event; undefined if boundaries keep out all of them. */
const takeAny = (w: Walk): { rule: number; label: number; event: number } | Fault | undefined => {
  const { walker } = w.tools;
  for (;;) {
    const choice = pick(w.random, w.weights, w.possible);
    if (choice < 0) return undefined;
    const [rule, label] = [ruleOf(walker, choice), eventOf(walker, choice)];
    const event = take(walker, choice);
    const inside = event < 0 ? undefined : isInside(walker);
    if (inside === true) {
      w.choices.push(choice);
      return { rule, label, event };
    }
    walker.ids.set(walker.before);
    if (inside === undefined) return faultOf(walker);
    w.weights[choice] = 0;
  }
};

/** Takes a step of the run under way; whether it is over. */
export const advance = (w: Walk): boolean | Fault => {
  const { tools, tally } = w;
  weigh(w);
  const taken = takeAny(w);
  if (taken === undefined) return true;
  if (isFault(taken)) return taken;
  const { rule, label, event } = taken;
  w.firedIn[rule] = w.run;
  w.seenIn[outcomeOf(w.outcomes, tools.numbers, tools.walker, rule, label)] = w.run;
  tally.steps++;
  tally.fired[rule] = (tally.fired[rule] ?? 0) + 1;
  const violated = violatedBy(tools.walker, event);
  if (violated === undefined) return faultOf(tools.walker);
  for (const property of violated) found(w, property, undefined);
  return arrive(w, rule);
};

/** A fault with the state in which it happened and the choices that led there. */
export const locate = ({ compiled, tools, choices }: Walk, met: Fault): Fault => {
  const { tables, ids } = tools.walker;
  const value = (place: number): unknown => tables.spaces[place]?.values[ids[place] ?? 0]?.value;
  const state = Object.fromEntries(compiled.components.map(({ name }, place) => [name, value(place)]));
  return choices.length === 0 ? met : { ...met, state, choices };
};

/** Antecedents of steps are kept with the tables; before those are made anew they are written down. */
const keepShown = ({ tools, tally }: Walk): void => {
  for (const [property, shown] of tools.walker.predicates.antecedents.entries())
    if (shown) tally.shown[property] = true;
};

/** Tables forget nothing: those of a system without end are made anew now and then. */
export const refreshTools = (w: Walk): Fault | undefined => {
  if (tableBytes(w.tools.walker.tables) < FORGET_BYTES) return undefined;
  keepShown(w);
  const tools = makeTools(w.compiled);
  if (isFault(tools)) return tools;
  w.tools = tools;
  for (const [property, finding] of w.tally.findings.entries())
    if (finding !== undefined) forgetProperty(tools.walker, property);
  return undefined;
};

export const startWalk = (compiled: Compiled, options: Walk["options"]): Walk | Fault => {
  const tools = makeTools(compiled);
  if (isFault(tools)) return tools;
  return {
    compiled,
    options,
    tally: makeTally(compiled),
    tools,
    outcomes: makeOutcomes(),
    firedIn: compiled.rules.map(() => -1),
    seenIn: [],
    run: 0,
    random: randomOf(options.seed, 0),
    weightOf: [],
    choices: [],
    possible: 0,
    weights: [],
  };
};

/** Writes down what is known only while the runs last. */
export const complete = (w: Walk): void => {
  keepShown(w);
  for (const [number, { rule, shape }] of w.outcomes.list.entries())
    if (w.seenIn[number] !== undefined) w.tally.outcomes[rule]?.add(shape);
};

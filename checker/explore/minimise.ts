/**
 * A run that decides a property, with every step left out that can be: delta debugging (Zeller and Hildebrandt,
 * "Simplifying and isolating failure-inducing input", 2002). Each shorter list of steps is taken through the rules. A step
 * is known again by its rule, its label and its message, for its place among the possible ones shifts when others are left
 * out; one that is not possible any more is left out as well.
 */
import type { CompiledProperty } from "../compile.js";
import { type Fault, isFault } from "../fault.js";
import { SHOWN, type StateTable, VIOLATED } from "../kernel/predicates.js";
import {
  type Trace,
  isBroken,
  isFair,
  makeTrace,
  record,
  restart,
  startLoop,
  violates,
  widenLoop,
} from "../kernel/trace.js";
import {
  type Walker,
  ask,
  eventOf,
  faultOf,
  isInside,
  messageOf,
  possible,
  ruleOf,
  take,
  violatedBy,
} from "../kernel/walker.js";
import type { Finding } from "./tally.js";

/** `nth` of those possible steps that have the same rule, label and message. */
type Known = { readonly rule: number; readonly label: number; readonly message: number; readonly nth: number };
type Steps = ReadonlyArray<Known>;

/** A run: its steps, and those that it repeats for ever after these; no loop if it is begun only. */
type Run = { readonly stem: Steps; readonly loop: Steps | undefined };
type Taken = Run & { readonly choices: ReadonlyArray<number> };

type Subject = {
  readonly walker: Walker;
  readonly property: CompiledProperty;
  readonly table: StateTable;
  readonly trace: Trace | undefined;
  readonly start: Int32Array;
  readonly first: number;
  /** Steps possible where the walker is. */
  possible: number;
  /** Steps that may still be tried. */
  budget: number;
};

export type Minimised = Pick<Finding, "choices" | "loop"> & {
  /** No single step of it can be left out. False if it was not tried to the end. */
  readonly isMinimal: boolean;
};

/** Steps tried for one run: some seconds. */
const BUDGET = 2_000_000;

const knownAt = (walker: Walker, step: number): Known => {
  const [rule, label, message] = [ruleOf(walker, step), eventOf(walker, step), messageOf(walker, step)];
  let nth = 0;
  for (let i = 0; i < step; i++)
    if (ruleOf(walker, i) === rule && eventOf(walker, i) === label && messageOf(walker, i) === message) nth++;
  return { rule, label, message, nth };
};

/** The possible step that this is; -1 if there is none. */
const stepOf = ({ walker, possible: count }: Subject, { rule, label, message, nth }: Known): number => {
  let left = nth;
  for (let i = 0; i < count; i++)
    if (ruleOf(walker, i) === rule && eventOf(walker, i) === label && messageOf(walker, i) === message && left-- === 0)
      return i;
  return -1;
};

/** Finds the possible steps of the state that `rule` led to; whether the property is decided there. */
const arrive = (s: Subject, rule: number): boolean | Fault => {
  const { walker, table, trace } = s;
  s.possible = possible(walker);
  s.budget--;
  if (s.possible < 0) return faultOf(walker);
  if (trace !== undefined) {
    if (!record(trace, trace.moments, rule, s.possible)) return faultOf(walker);
    return isBroken(trace, 0);
  }
  const { kind } = s.property.property;
  if (kind === "action" || (kind === "deadlock-free" && s.possible > 0)) return false;
  const finding = ask(walker, table);
  if (finding === 0) return faultOf(walker);
  return finding === (kind === "sometimes" ? SHOWN : VIOLATED);
};

/** Takes a step, if boundaries let it; whether the property is decided by it, undefined if it is not taken. */
const attempt = (s: Subject, step: number): boolean | undefined | Fault => {
  const { walker, property } = s;
  const rule = ruleOf(walker, step);
  const event = take(walker, step);
  const inside = event < 0 ? undefined : isInside(walker);
  if (inside !== true) walker.ids.set(walker.before);
  if (inside === undefined) return faultOf(walker);
  if (!inside) return undefined;
  const violated = property.property.kind === "action" ? violatedBy(walker, event) : [];
  if (violated === undefined) return faultOf(walker);
  const isDecided = arrive(s, rule);
  return isFault(isDecided) ? isDecided : isDecided || violated.includes(property.index);
};

type Progress = { readonly steps: Known[]; readonly choices: number[] };

/** Takes those steps that are possible, in order, until the property is decided. */
const follow = (s: Subject, steps: Steps, so: Progress): boolean | Fault => {
  for (const known of steps) {
    const step = stepOf(s, known);
    const result = step < 0 ? undefined : attempt(s, step);
    if (isFault(result)) return result;
    if (result === undefined) continue;
    so.steps.push(known);
    so.choices.push(step);
    if (result) return true;
  }
  return false;
};

/** Whether the steps since `from` lead back to there, and repeated for ever are a fair run that violates the property. */
const closes = ({ trace }: Subject, from: number): boolean => {
  if (trace === undefined) return false;
  const { ids, walker } = trace;
  for (let place = 0; place < walker.ids.length; place++)
    if (ids.data[from * walker.ids.length + place] !== walker.ids[place]) return false;
  startLoop(trace);
  const last = trace.moments - 1;
  for (let moment = Math.max(from, last - 1); moment >= from; moment--) widenLoop(trace, moment);
  return isFair(trace) && violates(trace, 0, from);
};

/** Takes a run through the rules: what is left of it when the property is decided, undefined if it is not. */
const tried = (s: Subject, { stem, loop }: Run): Taken | undefined | Fault => {
  s.walker.ids.set(s.start);
  if (s.trace !== undefined) restart(s.trace);
  const choices = [s.first];
  const before = { steps: [], choices };
  const begun = arrive(s, -1);
  const isDecided = begun === false ? follow(s, stem, before) : begun;
  if (isFault(isDecided)) return isDecided;
  if (isDecided) return { stem: before.steps, loop: undefined, choices };
  if (loop === undefined) return undefined;
  const within = { steps: [], choices };
  const from = before.steps.length;
  const isDecidedWithin = follow(s, loop, within);
  if (isFault(isDecidedWithin)) return isDecidedWithin;
  if (isDecidedWithin) return { stem: [...before.steps, ...within.steps], loop: undefined, choices };
  return closes(s, from) ? { stem: before.steps, loop: within.steps, choices } : undefined;
};

/** The steps that a list of choices takes. */
const known = (s: Subject, choices: ReadonlyArray<number>): Steps | Fault => {
  s.walker.ids.set(s.start);
  const steps: Known[] = [];
  for (const choice of choices.slice(1)) {
    if (possible(s.walker) < 0) return faultOf(s.walker);
    steps.push(knownAt(s.walker, choice));
    if (take(s.walker, choice) < 0) return faultOf(s.walker);
  }
  return steps;
};

/** Leaves out ever smaller parts of a list as long as what is left passes. */
function* leavingOut(
  steps: Steps,
  passes: (steps: Steps) => Steps | undefined | Fault,
  isSpent: () => boolean,
): Generator<void, Fault | undefined> {
  let left = steps;
  let parts = 2;
  while (left.length > 0) {
    const size = Math.ceil(left.length / Math.min(parts, left.length));
    let shorter: Steps | undefined;
    for (let at = 0; at < left.length && shorter === undefined; at += size) {
      yield;
      if (isSpent()) return undefined;
      const passed = passes(left.toSpliced(at, size));
      if (isFault(passed)) return passed;
      shorter = passed;
    }
    if (shorter === undefined && size === 1) return undefined;
    parts = shorter === undefined ? 2 * parts : Math.max(2, parts - 1);
    left = shorter ?? left;
  }
  return undefined;
}

const subjectOf = (walker: Walker, property: CompiledProperty, start: Int32Array, first: number): Subject => {
  const { predicates } = walker;
  const own = (tables: ReadonlyArray<StateTable>) => tables.filter(({ compiled }) => compiled.index === property.index);
  const temporal = own(predicates.temporal);
  const [table] = [...own(predicates.states), ...own(predicates.deadlocks), ...own(predicates.actions), ...temporal];
  if (table === undefined) throw new Error("a new walker has a table for every property");
  const trace = temporal.length === 0 ? undefined : makeTrace(walker);
  if (trace !== undefined) trace.tables = temporal;
  return { walker, property, table, trace, start, first, possible: 0, budget: BUDGET };
};

/**
 * A run that decides the property, minimised; `walker` is new, but for earlier calls of this function, and `starts` are its
 * initial states. Yields between two attempts. Undefined if the run does not decide it when taken again.
 */
export function* minimise(
  walker: Walker,
  starts: ReadonlyArray<Int32Array>,
  property: CompiledProperty,
  { choices, loop }: Finding,
  isAborted: () => boolean,
): Generator<void, Minimised | undefined | Fault> {
  const first = choices[0] ?? 0;
  const s = subjectOf(walker, property, starts[first] ?? new Int32Array(0), first);
  const steps = known(s, choices);
  if (isFault(steps)) return steps;
  const whole = tried(s, { stem: steps.slice(0, loop), loop: loop === undefined ? undefined : steps.slice(loop) });
  if (isFault(whole) || whole === undefined) return whole;
  let best = whole;
  const isSpent = () => s.budget <= 0 || isAborted();
  const tries = (run: Run): Taken | undefined | Fault => {
    const taken = tried(s, run);
    if (taken !== undefined && !isFault(taken)) best = taken;
    return taken;
  };
  const stem = (part: Steps): Steps | undefined | Fault => {
    const taken = tries({ stem: part, loop: best.loop });
    return isFault(taken) ? taken : taken?.stem;
  };
  const repeated = (part: Steps): Steps | undefined | Fault => {
    const taken = tries({ stem: best.stem, loop: part });
    return isFault(taken) ? taken : taken?.loop;
  };
  for (let length = Infinity; best.choices.length < length && !isSpent();) {
    length = best.choices.length;
    const failed =
      (yield* leavingOut(best.stem, stem, isSpent)) ?? (yield* leavingOut(best.loop ?? [], repeated, isSpent));
    if (failed !== undefined) return failed;
  }
  return {
    choices: best.choices,
    loop: best.loop === undefined ? undefined : best.stem.length,
    isMinimal: !isSpent(),
  };
}

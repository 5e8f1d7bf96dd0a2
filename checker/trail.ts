/** Counterexamples and witnesses: a list of choices, and what it means when it is executed again through the rules. */
import { type Compiled, compile } from "./compile.js";
import { type Fault, fault, isFault } from "./fault.js";
import { type Step, type Values, initialStates, sameState, successors } from "./semantics.js";
import type { System } from "./system.js";
import { type Pool, makePool } from "./values.js";

type Named = Readonly<Record<string, unknown>>;

export type TrailStep = {
  /** Index into the steps that were possible, in the order of rules, messages, outcomes. */
  readonly choice: number;
  readonly rule: string;
  readonly sources: ReadonlyArray<string>;
  readonly label: unknown;
  /** Channels that were full and did not keep a message. */
  readonly overflowed: ReadonlyArray<string>;
  /** Components whose value the step changed, in the order of declaration. */
  readonly changed: ReadonlyArray<{ readonly component: string; readonly before: unknown; readonly after: unknown }>;
};

/** A run from an initial state. `choices` alone gives it back: `replay(system, trail.choices)`. */
export type Trail = {
  readonly tag: "Trail";
  /** The first picks the initial state, each further one a step. */
  readonly choices: ReadonlyArray<number>;
  readonly initial: Named;
  readonly steps: ReadonlyArray<TrailStep>;
  /** The state it ends in. */
  readonly final: Named;
  /**
   * Of a run without end: how many steps come before its loop. The state after the last step is the one before the first
   * step of the loop, and from there on these steps repeat. If no step is in the loop, nothing happens any more.
   */
  readonly loop?: number;
};

/** A list of choices that is no run of the system: at `position`, `expected` choices from 0, got `found`. */
export type NoSuchTrail = {
  readonly tag: "NoSuchTrail";
  readonly position: number;
  readonly possible: number;
  readonly found: number | undefined;
};

const naming = (compiled: Compiled, values: Values): Named =>
  Object.fromEntries(compiled.components.map(({ name }, place) => [name, values[place]]));

const trailStep = (compiled: Compiled, choice: number, from: Values, step: Step): TrailStep => ({
  choice,
  rule: step.rule.rule.name,
  sources: step.rule.rule.sources,
  label: step.label,
  overflowed: step.overflowed,
  changed: compiled.components.flatMap(({ name }, place) =>
    from[place] === step.to[place] ? [] : [{ component: name, before: from[place], after: step.to[place] }],
  ),
});

/** Picks the next step of a run, or says that there is none. `at` counts choices, the initial state's included. */
type Pick = (steps: ReadonlyArray<Step>, at: number) => number | NoSuchTrail | Fault;

const run = (
  compiled: Compiled,
  pool: Pool,
  start: Values,
  first: number,
  length: number,
  pick: Pick,
): Trail | NoSuchTrail | Fault => {
  const choices = [first];
  const steps: TrailStep[] = [];
  let from = start;
  for (let at = 1; at < length; at++) {
    const possible = successors(compiled, pool, from);
    if (isFault(possible)) return possible;
    const choice = pick(possible, at);
    if (typeof choice !== "number") return choice;
    const step = possible[choice];
    if (step === undefined) return { tag: "NoSuchTrail", position: at, possible: possible.length, found: choice };
    choices.push(choice);
    steps.push(trailStep(compiled, choice, from, step));
    from = step.to;
  }
  return { tag: "Trail", choices, initial: naming(compiled, start), steps, final: naming(compiled, from) };
};

/** Executes a list of choices through the rules of the system. */
export const replay = (system: System, choices: ReadonlyArray<number>): Trail | NoSuchTrail | Fault => {
  const compiled = compile(system);
  if (isFault(compiled)) return compiled;
  const pool = makePool();
  const initial = initialStates(compiled, pool);
  if (isFault(initial)) return initial;
  const first = choices[0];
  const start = first === undefined ? undefined : initial[first];
  if (first === undefined || start === undefined)
    return { tag: "NoSuchTrail", position: 0, possible: initial.length, found: first };
  return run(compiled, pool, start, first, choices.length, (_, at) => choices[at] ?? -1);
};

/** Of the steps that lead to the next state of a path, those that are meant; `at` counts from 1. */
export type Accepts = (step: Step, at: number) => boolean;

const impure = (at: number): Fault =>
  fault("impure", `step ${at} of a trail`, "expected the rules to give the step that they gave before, they do not");

/**
 * The trail through a path of states, each a successor of the one before: re-executed, so that a step which the rules do
 * not give (a rule that is not a function of its footprint) is a fault and never a counterexample.
 */
export const trailThrough = (
  compiled: Compiled,
  pool: Pool,
  path: ReadonlyArray<Values>,
  accepts: Accepts = () => true,
): Trail | Fault => {
  const initial = initialStates(compiled, pool);
  if (isFault(initial)) return initial;
  const start = path[0] ?? [];
  const first = initial.findIndex((state) => sameState(state, start));
  if (first < 0) return impure(0);
  const trail = run(compiled, pool, start, first, path.length, (possible, at) => {
    const target = path[at] ?? [];
    const choice = possible.findIndex((step) => sameState(step.to, target) && accepts(step, at));
    return choice < 0 ? impure(at) : choice;
  });
  return trail.tag === "NoSuchTrail" ? impure(trail.position) : trail;
};

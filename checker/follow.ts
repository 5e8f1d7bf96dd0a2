/** A run of one system taken step by step in another: where two readings of one text part. */
import { type Compiled, compile } from "./compile.js";
import { type Fault, isFault } from "./fault.js";
import { type Step, type Values, initialStates, sameState, successors } from "./semantics.js";
import type { System } from "./system.js";
import { type Trail, type TrailStep, naming, trailStep } from "./trail.js";
import { type Pool, intern, makePool } from "./values.js";

/** How far a run was followed. */
export type Followed = {
  readonly tag: "Followed";
  /**
   * The run of the system that follows, a step for each that it could take after the given one. With `loop` it closes the
   * given run's loop as well; that it could stop where the given run does is not said.
   */
  readonly trail: Trail;
  /** Every step that is possible in its last state. */
  readonly possible: ReadonlyArray<TrailStep>;
};

/** The states of a run, one more than its steps, in terms of another system: what that does not have is undefined. */
const statesOf = (compiled: Compiled, pool: Pool, { initial, steps }: Trail): ReadonlyArray<Values> => {
  let state = initial;
  const states = [state];
  for (const { changed } of steps) {
    state = { ...state, ...Object.fromEntries(changed.map(({ component, after }) => [component, after])) };
    states.push(state);
  }
  return states.map((named) => compiled.components.map(({ name }) => canonical(pool, named[name])));
};

/** What has no canonical form is no value of the system that follows, and stays what it is. */
const canonical = (pool: Pool, value: unknown): unknown => {
  const found = intern(pool, value);
  return found.tag === "Canonical" ? found.value : value;
};

/** In how many components two states of one pool differ. */
const distance = (a: Values, b: Values): number => a.filter((value, place) => value !== b[place]).length;

/** Of several the first with the least number; -1 of none. */
const least = (numbers: ReadonlyArray<number>): number => numbers.indexOf(Math.min(...numbers));

/** Of the steps by the same rule, and of these with the same label if there are any, the one that leads nearest; else -1. */
const nearest = (pool: Pool, possible: ReadonlyArray<Step>, asked: TrailStep, towards: Values): number => {
  const label = canonical(pool, asked.label);
  const ways = possible.flatMap((step, choice) => (step.rule.rule.name === asked.rule ? [{ step, choice }] : []));
  const alike = ways.filter(({ step }) => step.label === label);
  const best = alike.length > 0 ? alike : ways;
  return best[least(best.map(({ step }) => distance(step.to, towards)))]?.choice ?? -1;
};

/** Whether the states of all the steps of a run come back to the one before its loop. */
const closes = ({ steps, loop }: Trail, states: ReadonlyArray<Values>): boolean => {
  const before = loop === undefined || loop === steps.length ? undefined : states[loop];
  const last = states[steps.length];
  return before !== undefined && last !== undefined && sameState(before, last);
};

/**
 * Takes the steps of a run, rule for rule, from the initial state nearest to its own. It never goes back: of several
 * outcomes the one that is nearest now is taken, though another might lead further.
 */
export const follow = (system: System, asked: Trail): Followed | Fault => {
  const compiled = compile(system);
  if (isFault(compiled)) return compiled;
  const pool = makePool();
  const initial = initialStates(compiled, pool);
  if (isFault(initial)) return initial;
  const goals = statesOf(compiled, pool, asked);
  const first = least(initial.map((state) => distance(state, goals[0] ?? [])));
  const start = initial[first] ?? [];
  const states = [start];
  const choices = [first];
  const steps: TrailStep[] = [];
  let from = start;
  for (;;) {
    const possible = successors(compiled, pool, from);
    if (isFault(possible)) return possible;
    const next = asked.steps[steps.length];
    const choice = next === undefined ? -1 : nearest(pool, possible, next, goals[steps.length + 1] ?? []);
    const step = possible[choice];
    if (step === undefined) {
      const [begin, end] = [naming(compiled, start), naming(compiled, from)];
      const loop = asked.loop !== undefined && closes(asked, states) ? { loop: asked.loop } : {};
      return {
        tag: "Followed",
        trail: { tag: "Trail", choices, initial: begin, steps, final: end, ...loop },
        possible: possible.map((each, i) => trailStep(compiled, i, from, each)),
      };
    }
    choices.push(choice);
    steps.push(trailStep(compiled, choice, from, step));
    from = step.to;
    states.push(from);
  }
};

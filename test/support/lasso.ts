/** Judges the counterexample of a temporal property, step by step, by the naive semantics and nothing else. */
import type { System, Temporal } from "../../checker/system.js";
import type { Trail } from "../../checker/trail.js";
import { type Values, initialStates, steps, text, view } from "./naive.js";
import { enabled, rulesWith } from "./naive-temporal.js";

/** The states of a trail, by what each step says that it changed. */
const statesOf = (trail: Trail): ReadonlyArray<Values> => {
  const states: Values[] = [{ ...trail.initial }];
  for (const { changed } of trail.steps)
    states.push({ ...states.at(-1), ...Object.fromEntries(changed.map(({ component, after }) => [component, after])) });
  return states;
};

/** What is wrong with it as a run of the system, apart from any property. */
const asRun = (system: System, trail: Trail, states: ReadonlyArray<Values>): ReadonlyArray<string> => {
  const isInside = (state: Values) => system.boundaries.every(({ reads, holds }) => holds(view(reads, state)));
  const isStep = (at: number) => {
    const { rule, label, overflowed } = trail.steps[at]!;
    return steps(system, states[at]!).steps.some(
      (step) =>
        text([step.rule, step.label, step.overflowed, step.to]) === text([rule, label, overflowed, states[at + 1]]),
    );
  };
  return [
    ...(initialStates(system).some((state) => text(state) === text(trail.initial)) ? [] : ["begins nowhere"]),
    ...trail.steps.flatMap((_, at) => (isStep(at) ? [] : [`step ${at + 1} is none`])),
    ...(text(states.at(-1)) === text(trail.final) ? [] : ["ends elsewhere"]),
    ...(states.every(isInside) ? [] : ["leaves the boundaries"]),
  ];
};

/** What is wrong with the part that repeats for ever. */
const asLoop = (system: System, trail: Trail, states: ReadonlyArray<Values>, loop: number): ReadonlyArray<string> => {
  const round = states.slice(loop).map((state) => steps(system, state).steps.map(({ rule }) => ({ rule, to: 0 })));
  const fired = trail.steps.slice(loop).map(({ rule }) => rule);
  const isIdle = (rule: string) => !fired.includes(rule);
  const everywhere = (rule: string) => round.every((edges) => enabled(edges, rule));
  const somewhere = (rule: string) => round.some((edges) => enabled(edges, rule));
  return [
    ...(text(states[loop]) === text(states.at(-1)) ? [] : ["the loop does not close"]),
    ...rulesWith(system, "weak").flatMap((rule) => (isIdle(rule) && everywhere(rule) ? [`owes ${rule}`] : [])),
    ...rulesWith(system, "strong").flatMap((rule) => (isIdle(rule) && somewhere(rule) ? [`owes ${rule}`] : [])),
  ];
};

/** A property of the run that goes through `states` and then round again from `loop`, by the definition of each kind. */
const isViolated = (property: Temporal, states: ReadonlyArray<Values>, loop: number): boolean => {
  const [last, all] = [states.length - 1, [...states.keys()]];
  const ask = (predicate: Temporal["holds"], at: number) => predicate(view(property.reads, states[at]!));
  const given = all.filter((at) => property.given === undefined || ask(property.given, at));
  const holds = (at: number) => ask(property.holds, at);
  const goal = (at: number) => property.kind === "until" && ask(property.goal, at);
  /** Moments from `at` on, in order, each state of the loop at least once. */
  const from = (at: number) => [...all.slice(at), ...all.slice(Math.min(loop, last))];
  const round = all.slice(loop);
  switch (property.kind) {
    case "leads-to":
      return given.some((at) => !from(at).some(holds));
    case "always-eventually":
      return given.length > 0 && !round.some(holds);
    case "eventually-always":
      return given.length > 0 && !round.every(holds);
    case "until":
      return given.some((at) => {
        const end = from(at).findIndex((then) => goal(then) || !holds(then));
        return end < 0 || !goal(from(at)[end]!);
      });
    case "always-possible":
      throw new Error("of states, not of runs");
  }
};

/** Some state in which the predicate is true can be reached. */
const canReach = (system: System, from: Values, property: Temporal): boolean => {
  const queue = [from];
  const known = new Set([text(from)]);
  for (const state of queue) {
    if (property.holds(view(property.reads, state))) return true;
    for (const { to } of steps(system, state).steps)
      if (!known.has(text(to))) {
        known.add(text(to));
        queue.push(to);
      }
  }
  return false;
};

/** Everything that is wrong with a counterexample: nothing, if it is one. */
export const complaints = (system: System, property: Temporal, trail: Trail): ReadonlyArray<string> => {
  const states = statesOf(trail);
  const problems = asRun(system, trail, states);
  if (problems.length > 0) return problems;
  if (property.kind === "always-possible") {
    const isMeant = property.given?.(view(property.reads, trail.final)) ?? true;
    const isFine = trail.loop === undefined && isMeant && !canReach(system, trail.final, property);
    return isFine ? [] : ["it is possible"];
  }
  if (trail.loop !== undefined) {
    const wrong = asLoop(system, trail, states, trail.loop);
    return [...wrong, ...(isViolated(property, states, trail.loop) ? [] : ["violates nothing"])];
  }
  // Without a loop it must be bad whatever comes after: shown by a bad moment that the run itself contains.
  const hasBadEnd = property.kind === "until" && !property.holds(view(property.reads, trail.final));
  return hasBadEnd && isViolated(property, states, states.length - 1) ? [] : ["is no violation without a loop"];
};

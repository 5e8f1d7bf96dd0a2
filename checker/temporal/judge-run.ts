/**
 * One run, judged by the plain meaning of fairness and of the temporal properties. What the graph algorithms find is asked
 * here again before it is told, and so is what a random walk meets.
 */
import type { Compiled, CompiledProperty, CompiledRule } from "../compile.js";
import { type Fault, isFault } from "../fault.js";
import { judge } from "../fire.js";
import { type Values, successors } from "../semantics.js";
import { isTemporal } from "../kernel/predicates.js";
import type { Temporal } from "../system.js";
import type { Pool } from "../values.js";

/** A state of a run, and the rule of the step that led to it. */
export type Moment = { readonly values: Values; readonly by: CompiledRule | undefined };

type Flags = { readonly given: boolean; readonly holds: boolean; readonly goal: boolean };

/** By rule, whether it is enabled in the state. */
const enabledIn = (compiled: Compiled, pool: Pool, state: Values): ReadonlySet<number> | Fault => {
  const steps = successors(compiled, pool, state);
  return isFault(steps) ? steps : new Set(steps.map(({ rule }) => rule.index));
};

/** Whether the states from `loop` on, met again and again, owe nothing to any rule. */
const isFair = (compiled: Compiled, pool: Pool, moments: ReadonlyArray<Moment>, loop: number): boolean | Fault => {
  const fired = new Set(moments.slice(loop + 1).map(({ by }) => by?.index));
  const enabled: ReadonlySet<number>[] = [];
  for (const { values } of loop === moments.length - 1 ? moments.slice(loop) : moments.slice(loop + 1)) {
    const here = enabledIn(compiled, pool, values);
    if (isFault(here)) return here;
    enabled.push(here);
  }
  return compiled.rules.every(({ rule, index }) => {
    if (rule.fairness === "none" || fired.has(index)) return true;
    return rule.fairness === "weak"
      ? enabled.some((rules) => !rules.has(index))
      : enabled.every((rules) => !rules.has(index));
  });
};

const flagsOf = (
  compiled: Compiled,
  { property, reads }: CompiledProperty,
  temporal: Temporal,
  values: Values,
): Flags | Fault => {
  const view = reads.places.map((place) => values[place]);
  const ask = (predicate: ((view: Readonly<Record<string, unknown>>) => boolean) | undefined) =>
    predicate === undefined ? true : judge(compiled, `property '${property.name}'`, reads, view, predicate);
  const given = ask(temporal.given);
  if (isFault(given)) return given;
  const holds = ask(temporal.holds);
  if (isFault(holds)) return holds;
  const goal = temporal.kind === "until" ? ask(temporal.goal) : false;
  return isFault(goal) ? goal : { given, holds, goal };
};

/** The obligation that a moment opens is met at none of the moments that follow it. */
const isBroken = (
  kind: Temporal["kind"],
  flags: ReadonlyArray<Flags>,
  at: number,
  loop: number | undefined,
): boolean => {
  const rest = flags.slice(at);
  const again = loop === undefined ? [] : flags.slice(loop);
  const isEndless = loop !== undefined;
  switch (kind) {
    case "leads-to":
      return isEndless && [...rest, ...again].every(({ holds }) => !holds);
    case "always-eventually":
      return isEndless && again.every(({ holds }) => !holds);
    case "eventually-always":
      return isEndless && again.some(({ holds }) => !holds);
    case "until": {
      const settled = [...rest, ...again].find(({ holds, goal }) => goal || !holds);
      return settled === undefined ? isEndless : !settled.goal;
    }
    case "always-possible":
      return false;
  }
};

/**
 * Whether a run is fair and whether it violates the property. The first moment is an initial state. With `loop`, the state
 * of the last moment is that of `moments[loop]`, and what lies between repeats for ever; where these are one moment,
 * nothing happens any more. Without, the run is only begun: it can go on fairly, so only what is already broken counts.
 */
export const judgeRun = (
  compiled: Compiled,
  pool: Pool,
  property: CompiledProperty,
  moments: ReadonlyArray<Moment>,
  loop: number | undefined,
): { readonly fair: boolean; readonly violated: boolean } | Fault => {
  const { property: temporal } = property;
  if (!isTemporal(temporal)) throw new Error("a run is judged by temporal properties");
  const fair = loop === undefined ? true : isFair(compiled, pool, moments, loop);
  if (isFault(fair)) return fair;
  const flags: Flags[] = [];
  for (const { values } of moments) {
    const here = flagsOf(compiled, property, temporal, values);
    if (isFault(here)) return here;
    flags.push(here);
  }
  return { fair, violated: flags.some(({ given }, at) => given && isBroken(temporal.kind, flags, at, loop)) };
};

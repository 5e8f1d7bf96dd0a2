/** What the properties have shown so far, and the trails to it. */
import type { Compiled, CompiledProperty } from "../compile.js";
import { type Fault, fault, isFault } from "../fault.js";
import { judge, judgeLabel, judgeStep } from "../fire.js";
import { type Kernel, idsOf, valuesOf } from "../kernel/kernel.js";
import { FINE, SHOWN, type StateTable, VIOLATED, stateFinding } from "../kernel/predicates.js";
import type { Values } from "../semantics.js";
import type { Decision } from "../temporal/decide.js";
import { type Trail, trailThrough } from "../trail.js";

/** A state, or a step out of it given by the values it leads to. */
export type Place = { readonly state: number; readonly to: Values | undefined };

/** A path of states, and a state that a step from the last of them leads to. */
export type Path = { readonly states: ReadonlyArray<Values>; readonly to: Values | undefined };

export type Findings = {
  /** By property: the first violation, or for sometimes the first witness. */
  readonly places: (Place | undefined)[];
  /** By property: an antecedent was true. */
  readonly shown: boolean[];
  violations: number;
  /** By property, of the temporal ones. */
  readonly decisions: (Decision | undefined)[];
  /** A run for the path that the store has: another one where states stand for others. */
  readonly unfold: (path: Path) => Path;
};

export const makeFindings = (compiled: Compiled, unfold: Findings["unfold"]): Findings => ({
  places: compiled.properties.map(() => undefined),
  shown: compiled.properties.map(() => false),
  violations: 0,
  decisions: compiled.properties.map(() => undefined),
  unfold,
});

const found = (k: Kernel, findings: Findings, property: number, place: Place): void => {
  findings.places[property] = place;
  if (k.tables.compiled.properties[property]?.property.kind !== "sometimes") findings.violations++;
  takeOut(k, property);
};

/** Nothing is left to find about a property: it is not asked again. */
export const takeOut = (k: Kernel, property: number): void => {
  const others = (tables: ReadonlyArray<StateTable>) => tables.filter(({ compiled }) => compiled.index !== property);
  k.predicates.states = others(k.predicates.states);
  k.predicates.deadlocks = others(k.predicates.deadlocks);
  k.predicates.actions = others(k.predicates.actions);
  k.predicates.asked = [];
};

/** Asks one property about the state whose identities are in `k.ids`. False on a fault. */
const ask = (k: Kernel, findings: Findings, table: StateTable, state: number): boolean => {
  const { reads, memo, compiled } = table;
  const { direct, widths } = memo;
  if (direct.length !== 0) {
    let index = 0;
    for (let i = 0; i < reads.length; i++) index = (index << (widths[i] ?? 0)) | (k.ids[reads[i] ?? 0] ?? 0);
    if (direct[index] === FINE) return true;
  }
  for (let i = 0; i < reads.length; i++) k.key[i] = k.ids[reads[i] ?? 0] ?? 0;
  const finding = stateFinding(k.tables, table, k.key);
  if (finding === 0) return false;
  if (finding === SHOWN) findings.shown[compiled.index] = true;
  const isWitness = finding === SHOWN && compiled.property.kind === "sometimes";
  if (finding === VIOLATED || isWitness) found(k, findings, compiled.index, { state, to: undefined });
  return true;
};

/** Asks the properties about the state whose identities are in `k.ids`. False on a fault. */
export const checkState = (k: Kernel, findings: Findings, state: number, isStuck: boolean): boolean => {
  const { states, deadlocks } = k.predicates;
  for (const table of states) if (!ask(k, findings, table, state)) return false;
  if (isStuck) for (const table of deadlocks) if (!ask(k, findings, table, state)) return false;
  return true;
};

/** Takes over what expanding found about steps. */
export const collectBadSteps = (k: Kernel, findings: Findings): void => {
  if (k.badSteps.length === 0) return;
  for (const { property, source, to } of k.badSteps) {
    if (findings.places[property] !== undefined) continue;
    found(k, findings, property, { state: source, to: valuesOf(k, to) });
  }
  k.badSteps = [];
};

/** The run to a state, state by state: a shortest one of those explored. */
export const pathTo = (k: Kernel, { unfold }: Findings, state: number): ReadonlyArray<Values> =>
  unfold({ states: statesTo(k, state), to: undefined }).states;

/** The states on the shortest way to a state, from an initial one. */
export const statesTo = (k: Kernel, state: number): Values[] => {
  const path: Values[] = [];
  for (let at = state; at >= 0; at = k.states.predecessor(at)) path.push(valuesOf(k, idsOf(k, at)));
  return path.toReversed();
};

/** The trail to what was found about a property, which is asked again at its end. */
export const evidence = (
  k: Kernel,
  { unfold }: Findings,
  { property, reads }: CompiledProperty,
  place: Place,
): Trail | Fault => {
  const { compiled, pool } = k.tables;
  const where = `property '${property.name}'`;
  const pick = (values: Values): Values => reads.places.map((at) => values[at]);
  const { states: path, to } = unfold({ states: statesTo(k, place.state), to: place.to });
  const end = path.at(-1) ?? [];
  const ask = (predicate: (view: Readonly<Record<string, unknown>>) => boolean) =>
    judge(compiled, where, reads, pick(end), predicate);
  const through = (answer: boolean | Fault, expected: boolean): Trail | Fault => {
    if (isFault(answer)) return answer;
    if (answer !== expected) return fault("impure", where, `expected it to be ${expected} again, got ${answer}`);
    return trailThrough(compiled, pool, path);
  };
  switch (property.kind) {
    case "always":
      return through(ask(property.holds), false);
    case "never":
    case "sometimes":
      return through(ask(property.holds), true);
    case "deadlock-free":
      return through(ask(property.terminal), false);
    case "action":
      return trailThrough(compiled, pool, [...path, to ?? []], ({ label, overflowed, to: after }, at) => {
        if (at < path.length) return true;
        const isMeant = property.given === undefined || judgeLabel(where, label, overflowed, property.given) === true;
        const answer = judgeStep(compiled, where, reads, pick(end), label, pick(after), overflowed, property.holds);
        return isMeant && answer === false;
      });
    case "leads-to":
    case "always-eventually":
    case "eventually-always":
    case "until":
    case "always-possible":
      throw new Error("temporal properties are decided on the graph: findings have none");
  }
};

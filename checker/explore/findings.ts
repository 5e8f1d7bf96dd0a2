/** What the properties have shown so far, and the trails to it. */
import type { Compiled } from "../compile.js";
import { type Fault, fault } from "../fault.js";
import { judgeStep } from "../fire.js";
import { type Kernel, idsOf, valuesOf } from "../kernel/kernel.js";
import { unpackOne } from "../kernel/layout.js";
import { FINE, SHOWN, type StateTable, VIOLATED, stateFinding } from "../kernel/predicates.js";
import { predecessorOf } from "../kernel/store.js";
import type { Values } from "../semantics.js";
import { type Trail, trailThrough } from "../trail.js";

/** A state, or a step out of it given by the values it leads to. */
export type Place = { readonly state: number; readonly to: Values | undefined };

export type Findings = {
  /** By property: the first violation, or for sometimes the first witness. */
  readonly places: (Place | undefined)[];
  /** By property: an antecedent was true. */
  readonly shown: boolean[];
  violations: number;
};

export const makeFindings = (compiled: Compiled): Findings => ({
  places: compiled.properties.map(() => undefined),
  shown: compiled.properties.map(() => false),
  violations: 0,
});

const found = (k: Kernel, findings: Findings, property: number, place: Place): void => {
  findings.places[property] = place;
  if (k.tables.compiled.properties[property]?.property.kind !== "sometimes") findings.violations++;
  const others = (tables: ReadonlyArray<StateTable>) => tables.filter(({ compiled }) => compiled.index !== property);
  k.predicates.states = others(k.predicates.states);
  k.predicates.deadlocks = others(k.predicates.deadlocks);
  k.predicates.actions = others(k.predicates.actions);
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
    const ids = k.ids.map((_, place) => unpackOne(k.store.layout, to, 0, place));
    found(k, findings, property, { state: source, to: valuesOf(k, ids) });
  }
  k.badSteps = [];
};

/** The shortest trail to what was found about a property, or to a state (`property` undefined). */
export const pathTo = (k: Kernel, state: number, property: number | undefined, to?: Values): Trail | Fault => {
  const path: Values[] = to === undefined ? [] : [to];
  for (let at = state; at >= 0; at = predecessorOf(k.store, at)) path.push(valuesOf(k, idsOf(k, at)));
  path.reverse();
  const { compiled, pool } = k.tables;
  const judged = property === undefined ? undefined : compiled.properties[property];
  if (judged === undefined || judged.property.kind !== "action") return trailThrough(compiled, pool, path);
  const { holds, name } = judged.property;
  const { reads } = judged;
  const pick = (values: Values): Values => reads.places.map((place) => values[place]);
  const from = path.at(-2);
  if (from === undefined) return fault("impure", `property '${name}'`, "expected a step, found none");
  return trailThrough(compiled, pool, path, ({ label, overflowed, to: after }) => {
    const where = `property '${name}'`;
    return judgeStep(compiled, where, reads, pick(from), label, pick(after), overflowed, holds) === false;
  });
};

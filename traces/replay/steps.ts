/**
 * The steps of a system from a given state, with their labels: the kernel's tables, read for one state at a time. The
 * kernel itself finds successors without asking how they are labelled; a replay lives by the labels.
 */
import { type Compiled, compile } from "../../checker/compile.js";
import { type Fault, isFault } from "../../checker/fault.js";
import { fillDeliveries, fillObserver, fillOverflow, fillRule, fillSend } from "../../checker/kernel/fill.js";
import { find } from "../../checker/kernel/memo.js";
import { identify } from "../../checker/kernel/space.js";
import {
  BLOCKED,
  type Group,
  NOTHING,
  OP_ID,
  OUTCOME_HEAD,
  type Tables,
  makeTables,
} from "../../checker/kernel/tables.js";
import { type Values, initialStates } from "../../checker/semantics.js";
import type { System } from "../../checker/system.js";
import { intern, reintern } from "../../checker/values.js";

/** A state: the identity of each component's value, by place. */
export type Ids = Int32Array;

export type Step = {
  /** Index in the system's rules. */
  readonly rule: number;
  /** Index in the tables' events: the label and the channels that overflowed. */
  readonly event: number;
  readonly to: Ids;
};

/** Rules by footprint: those that receive nothing, and by place of channel those that receive from it. */
export type Grouped = {
  readonly free: ReadonlyArray<Group>;
  readonly receiving: ReadonlyArray<{ readonly place: number; readonly groups: ReadonlyArray<Group> }>;
};

export type Stepper = {
  readonly compiled: Compiled;
  readonly tables: Tables;
  readonly all: Grouped;
  readonly key: Int32Array;
};

const grouped = (groups: ReadonlyArray<Group>): Grouped => {
  const channels = [...new Set(groups.map(({ receives }) => receives))].filter((place) => place >= 0);
  return {
    free: groups.filter(({ receives }) => receives < 0),
    receiving: channels.map((place) => ({ place, groups: groups.filter(({ receives }) => receives === place) })),
  };
};

/** The rules that read a component. */
export const reading = ({ tables }: Stepper, place: number): Grouped =>
  grouped(tables.groups.filter(({ reads }) => reads.includes(place)));

/** The tables of a system, empty; a fault if the system contradicts itself. */
export const makeStepper = (system: System): Stepper | Fault => {
  const compiled = compile(system);
  if (isFault(compiled)) return compiled;
  const tables = makeTables(compiled);
  const arity = Math.max(
    3,
    ...tables.groups.map(({ memo }) => memo.arity),
    ...compiled.properties.map(({ reads }) => 2 * reads.places.length + 1),
  );
  return {
    compiled,
    tables,
    all: grouped(tables.groups),
    key: new Int32Array(arity),
  };
};

const idsOf = ({ tables }: Stepper, values: Values): Ids =>
  Int32Array.from(values, (value, place) => {
    const space = tables.spaces[place];
    return space === undefined ? 0 : identify(space, reintern(tables.pool, value));
  });

/** The initial states, in the order of the system's starts. */
export const initialIds = (stepper: Stepper): ReadonlyArray<Ids> | Fault => {
  const states = initialStates(stepper.compiled, stepper.tables.pool);
  return isFault(states) ? states : states.map((values) => idsOf(stepper, values));
};

/** The identity of a value in the component at `place`. Throws where the value is no immutable data: the caller made it. */
export const identityOf = ({ tables }: Stepper, place: number, value: unknown): number => {
  const canonical = intern(tables.pool, value);
  const space = tables.spaces[place];
  if (canonical.tag === "NotCanonical" || space === undefined)
    throw new Error(`component ${place}: expected immutable data`);
  return identify(space, canonical);
};

/** The values of a state, by component name. */
export const stateOf = ({ compiled, tables }: Stepper, ids: Ids): Readonly<Record<string, unknown>> =>
  Object.fromEntries(compiled.components.map(({ name }, place) => [name, valueAt(tables, place, ids[place] ?? 0)]));

export const valueAt = (tables: Tables, place: number, id: number): unknown => tables.spaces[place]?.values[id]?.value;

/** The next value of a channel or observer; BLOCKED, OVERFLOWED; 0 on a fault. */
const operate = ({ tables, key }: Stepper, place: number, argument: number, id: number): number => {
  const memo = tables.ops[place];
  if (memo === undefined) return 0;
  key[0] = argument;
  key[1] = id;
  const known = find(memo, key, 0);
  if (known !== 0) return known;
  return tables.compiled.components[place]?.kind === "channel"
    ? fillSend(tables, place, key)
    : fillObserver(tables, place, key);
};

const overflowing = ({ tables, key }: Stepper, event: number, place: number): number => {
  key[0] = event;
  key[1] = place;
  return (find(tables.overflows, key, 0) || fillOverflow(tables, key)) - 1;
};

/** The outcomes at `offset` of the code, as steps. False on a fault. */
const decode = (
  stepper: Stepper,
  from: Ids,
  offset: number,
  taken: { readonly place: number; readonly change: number } | undefined,
  steps: Step[],
): boolean => {
  const { tables, compiled } = stepper;
  const { code } = tables;
  const at = (index: number): number => code.data[index] ?? 0;
  let p = offset + 1;
  for (let left = at(offset); left > 0; left--) {
    const rule = at(p);
    let event = at(p + 1);
    const to = from.slice();
    const alter = (place: number, change: number): void => {
      to[place] = (to[place] ?? 0) ^ change;
    };
    if (taken !== undefined) alter(taken.place, taken.change);
    const sends = p + OUTCOME_HEAD + 2 * at(p + 3);
    const end = sends + 2 * at(p + 4);
    for (p += OUTCOME_HEAD; p < sends; p += 2) alter(at(p), at(p + 1));
    let isBlocked = false;
    for (; p < end && !isBlocked; p += 2) {
      const place = at(p);
      const result = operate(stepper, place, at(p + 1), to[place] ?? 0);
      if (result >= OP_ID) to[place] = result - OP_ID;
      else if (result === BLOCKED) isBlocked = true;
      else event = overflowing(stepper, event, place);
    }
    p = end;
    if (isBlocked) continue;
    for (const place of compiled.observers) {
      const result = operate(stepper, place, event, to[place] ?? 0);
      if (result === 0) return false;
      to[place] = result - OP_ID;
    }
    steps.push({ rule, event, to });
  }
  return true;
};

/** Every step from a state by the given rules. */
export const stepsFrom = (stepper: Stepper, from: Ids, rules: Grouped): ReadonlyArray<Step> | Fault => {
  const { tables, key } = stepper;
  const steps: Step[] = [];
  const failed = (): Fault => {
    if (tables.fault === undefined) throw new Error("a table could not be filled, and no fault says why");
    return tables.fault;
  };
  for (const group of rules.free) {
    for (const [i, place] of group.reads.entries()) key[i] = from[place] ?? 0;
    const at = find(group.memo, key, 0) || fillRule(tables, group, key);
    if (at === 0) return failed();
    if (at !== NOTHING && !decode(stepper, from, at, undefined, steps)) return failed();
  }
  for (const { place, groups } of rules.receiving) {
    const memo = tables.deliveries[place];
    if (memo === undefined) continue;
    key[0] = from[place] ?? 0;
    const list = find(memo, key, 0) || fillDeliveries(tables, place, key);
    for (let i = 0; i < (tables.code.data[list] ?? 0); i++) {
      const message = tables.code.data[list + 1 + 3 * i] ?? 0;
      const change = tables.code.data[list + 2 + 3 * i] ?? 0;
      for (const group of groups) {
        key[0] = message;
        for (const [part, read] of group.reads.entries()) key[part + 1] = from[read] ?? 0;
        const at = find(group.memo, key, 0) || fillRule(tables, group, key);
        if (at === 0) return failed();
        if (at !== NOTHING && !decode(stepper, from, at, { place, change }, steps)) return failed();
      }
    }
  }
  return steps;
};

/**
 * What a system means, in the plainest form: the initial states, and the successors of one state. The kernel computes
 * the same from tables; trails are re-executed here, so what the kernel says is checked by what is written here.
 */
import { type Held, arrange, deliveries, heldIn, put } from "./channel.js";
import type { Compiled, CompiledRule } from "./compile.js";
import { type Fault, fault, isFault } from "./fault.js";
import { type Fired, fire, observe } from "./fire.js";
import type { Component } from "./system.js";
import { type Pool, intern, reintern } from "./values.js";

/** A value per component, by place. Canonical within one pool, so two states are equal if their values are `===`. */
export type Values = ReadonlyArray<unknown>;

export type Step = {
  readonly rule: CompiledRule;
  readonly label: unknown;
  /** Names of the channels that were full and did not keep a message. */
  readonly overflowed: ReadonlyArray<string>;
  readonly to: Values;
};

export const sameState = (a: Values, b: Values): boolean => a.every((value, place) => value === b[place]);

/** One component's possible first values, canonical, each once. */
const firstValues = (
  pool: Pool,
  component: Component,
  initial: ReadonlyArray<unknown>,
): ReadonlyArray<unknown> | Fault => {
  const where = `${component.kind} '${component.name}'`;
  const values = new Set<unknown>();
  for (const given of initial) {
    const asked = intern(pool, given);
    if (asked.tag === "NotCanonical")
      return fault("value", where, `initial value${asked.path}: expected immutable data, got ${asked.found}`);
    if (component.kind !== "channel") {
      values.add(asked.value);
      continue;
    }
    if (!Array.isArray(asked.value)) return fault("result", where, "expected to start with an array of messages");
    const held = arrange(component.discipline, heldIn(asked.value));
    if (held.length > component.capacity)
      return fault("capacity", where, `expected at most ${component.capacity} messages, starts with ${held.length}`);
    values.add(reintern(pool, held).value);
  }
  return [...values];
};

/** Initial states are made one by one, by the modeller's values; what needs more is better said by a rule. */
const MAX_INITIAL = 1_000_000;

/** Every initial state, each once: start by start, the last component's values varying fastest. */
export const initialStates = (compiled: Compiled, pool: Pool): ReadonlyArray<Values> | Fault => {
  const all = new Map<string, Values>();
  for (const start of compiled.system.starts) {
    let states: ReadonlyArray<Values> = [[]];
    for (const component of compiled.components) {
      const isFixed = Object.hasOwn(start, component.name);
      const values = firstValues(pool, component, isFixed ? [start[component.name]] : component.initial);
      if (isFault(values)) return values;
      if (states.length * values.length > MAX_INITIAL)
        return fault("declaration", "initial states", `expected at most ${MAX_INITIAL} combinations, got more`);
      states = states.flatMap((state) => values.map((value) => [...state, value]));
    }
    for (const state of states) all.set(identity(pool, state), state);
  }
  return [...all.values()];
};

/** Equal for equal states of one pool. */
const identity = (pool: Pool, state: Values): string => state.map((value) => reintern(pool, value).id).join();

/** The state after an outcome; undefined when a full channel blocks it. */
const after = (
  compiled: Compiled,
  pool: Pool,
  from: Values,
  rest: Held | undefined,
  rule: CompiledRule,
  fired: Fired,
) => {
  const to = [...from];
  if (rule.receives !== undefined) to[rule.receives] = rest;
  for (const { place, value } of fired.writes) to[place] = value.value;
  const overflowed: string[] = [];
  for (const { place, message } of fired.sends) {
    const channel = compiled.components[place];
    if (channel?.kind !== "channel") throw new Error(`component ${place} is not a channel: fire checked that it is`);
    const held = put(channel.discipline, heldIn(to[place]), message.value);
    if (held.length <= channel.capacity) to[place] = reintern(pool, held).value;
    else if (channel.whenFull === "block") return undefined;
    else if (!overflowed.includes(channel.name)) overflowed.push(channel.name);
  }
  return { to, overflowed: overflowed.toSorted() };
};

const withObservers = (
  compiled: Compiled,
  pool: Pool,
  to: unknown[],
  label: unknown,
  overflowed: ReadonlyArray<string>,
) => {
  for (const place of compiled.observers) {
    const next = observe(compiled, pool, place, to[place], label, overflowed);
    if (isFault(next)) return next;
    to[place] = next.value;
  }
  return undefined;
};

/** Every step from a state, in the order of rules, then messages, then outcomes: a choice is an index into this list. */
export const successors = (compiled: Compiled, pool: Pool, from: Values): ReadonlyArray<Step> | Fault => {
  const steps: Step[] = [];
  for (const rule of compiled.rules) {
    const values = rule.reads.places.map((place) => from[place]);
    const channel = rule.receives === undefined ? undefined : compiled.components[rule.receives];
    const offers =
      channel?.kind === "channel" && rule.receives !== undefined
        ? deliveries(channel.discipline, heldIn(from[rule.receives]))
        : [{ message: undefined, rest: undefined }];
    for (const { message, rest } of offers) {
      const outcomes = fire(compiled, pool, rule, values, message);
      if (isFault(outcomes)) return outcomes;
      for (const fired of outcomes) {
        const held = rest === undefined ? undefined : heldIn(reintern(pool, rest).value);
        const result = after(compiled, pool, from, held, rule, fired);
        if (result === undefined) continue;
        const failed = withObservers(compiled, pool, result.to, fired.label.value, result.overflowed);
        if (failed !== undefined) return failed;
        steps.push({ rule, label: fired.label.value, overflowed: result.overflowed, to: result.to });
      }
    }
  }
  return steps;
};

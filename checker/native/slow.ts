/** The steps of one state by themselves: for what the loop leaves to others, because a channel overflows in it. */
import { operate, overflow } from "../kernel/expand.js";
import type { Kernel } from "../kernel/kernel.js";
import { BLOCKED, OP_ID, OVERFLOWED } from "../kernel/tables.js";
import { type Outcome, type Unit, failed, offersOf, outcomesOf } from "./units.js";

export type Step = { readonly rule: number; readonly event: number; readonly ids: Int32Array };

export type Steps = {
  readonly steps: ReadonlyArray<Step>;
  /** Places of channels that refused a message, and of those that lost one. */
  readonly blocked: ReadonlyArray<number>;
  readonly overflowed: ReadonlyArray<number>;
};

const step = (k: Kernel, outcome: Outcome, from: Int32Array, blocked: number[], overflowed: number[]) => {
  const ids = from.slice();
  let { event } = outcome;
  for (const { place, id } of outcome.writes) ids[place] = id;
  for (const { place, message } of outcome.sends) {
    const result = operate(k, place, message, ids[place]!);
    if (result === 0) throw failed(k);
    if (result >= OP_ID) ids[place] = result - OP_ID;
    else if (result === BLOCKED) {
      blocked.push(place);
      return undefined;
    } else if (result === OVERFLOWED) {
      overflowed.push(place);
      event = overflow(k, event, place);
    }
  }
  for (const place of k.tables.compiled.observers) {
    const result = operate(k, place, event, ids[place]!);
    if (result === 0) throw failed(k);
    ids[place] = result - OP_ID;
  }
  return { rule: outcome.rule, event, ids };
};

/** Every step from the state with these identities. Throws `Failed`. */
export const stepsFrom = (k: Kernel, units: ReadonlyArray<Unit>, from: Int32Array): Steps => {
  const [steps, blocked, overflowed]: [Step[], number[], number[]] = [[], [], []];
  for (const unit of units) {
    for (const outcome of outcomesOf(k, unit, from)) {
      const taken = step(k, outcome, from, blocked, overflowed);
      if (taken !== undefined) steps.push(taken);
    }
  }
  return { steps, blocked, overflowed };
};

/** Messages offered by each of these channels. */
export const offersIn = (k: Kernel, ids: Int32Array): ReadonlyArray<number> =>
  k.receiving.map(({ place }) => offersOf(k, place, ids[place]!));

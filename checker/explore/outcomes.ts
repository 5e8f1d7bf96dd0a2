/** Outcomes as coverage counts them: by rule and by label, but for the numbers in it. */
import { textOf } from "../kernel/fingerprint.js";
import { type Memo, find, makeMemo, resize, set } from "../kernel/memo.js";
import type { Walker } from "../kernel/walker.js";

export type Outcomes = {
  readonly numbers: Map<string, number>;
  readonly list: { readonly rule: number; readonly shape: string }[];
};

export const makeOutcomes = (): Outcomes => ({ numbers: new Map(), list: [] });

/** A table from (rule, event) to the number of the outcome, + 1. It goes with a walker, whose events it knows. */
export const makeNumbers = (): Memo => {
  const memo = makeMemo(2);
  resize(memo, () => 31);
  return memo;
};

const key = new Int32Array(2);

/** The number of the outcome that a step by a rule with this event is. */
export const outcomeOf = (outcomes: Outcomes, memo: Memo, walker: Walker, rule: number, event: number): number => {
  key[0] = rule;
  key[1] = event;
  const known = find(memo, key, 0);
  if (known !== 0) return known - 1;
  const shape = textOf(walker.tables.eventList[event]?.label.value, () => "#");
  const name = `${rule} ${shape}`;
  const number = outcomes.numbers.get(name) ?? outcomes.list.push({ rule, shape }) - 1;
  outcomes.numbers.set(name, number);
  set(memo, key, 0, number + 1);
  return number;
};

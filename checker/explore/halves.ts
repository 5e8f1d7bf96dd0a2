/** Which components make the halves of a state: chosen by the states found first, and again where that has turned out badly. */
import { type Kernel, idsOf } from "../kernel/kernel.js";
import { type Explorer, halvesFor } from "../native/explorer.js";
import { sizeOf } from "../native/half.js";
import { type Sample, type Split, valuesFor } from "../native/split.js";
import type { Search } from "./search.js";

export const MOST_SAMPLED = 4096;

/** So many sampled states are from one stretch: to read one is to read all states that are kept with it. */
const STRETCH = 32;
const MOST_APART = 241;

/** Some of the first states found, in evenly spaced stretches. */
const sampleOf = (k: Kernel, found: number): Sample => {
  const count = Math.min(found, MOST_SAMPLED);
  const width = k.ids.length;
  const ids = new Int32Array(count * width);
  const apart = Math.min(MOST_APART, found / count);
  for (let i = 0; i < count; i++) {
    const place = i % STRETCH;
    ids.set(idsOf(k, Math.floor(((i - place) * found) / count + place * apart)), i * width);
  }
  return { count, width, ids };
};

/** Halves, the sample that they were chosen by, and the number of states that it is from. */
export type Choice = { readonly sample: Sample; readonly split: Split; readonly from: number };

/** The halves for the states that a kernel found first; how many there are besides may depend on the time. */
export const choose = (k: Kernel, found: number): Choice => {
  const sample = sampleOf(k, found);
  return { sample, split: halvesFor(k, sample), from: found };
};

type Judged = { readonly explorer: Explorer; readonly search: Search; readonly choice: Choice; judged: number };

/** The halves have too many values, and others would have fewer. */
export type Rechosen = { readonly tag: "Rechosen"; readonly choice: Choice };

/** Values of halves that are not yet many. */
const FEW_VALUES = 8192;
/** The states are looked at again when there are so many times as many. */
const LATER = 4;
/**
 * A value fewer is worth exploring so many states again: it is as long in the making as half of them, takes more memory, and
 * where values are fewer by now, more are spared later.
 */
const STATES_PER_VALUE = 32;

/** Other halves, where those that were chosen early have turned out badly. */
export const chooseAgain = (fast: Judged): Rechosen | undefined => {
  const { explorer: e, search, choice } = fast;
  const states = e.log.size;
  const values = sizeOf(e.x.halves[0]) + sizeOf(e.x.halves[1]);
  if (values < FEW_VALUES || states < LATER * fast.judged || values * STATES_PER_VALUE < states) return undefined;
  fast.judged = states;
  const again = choose(search.kernel, states);
  // A sample of many states shows too few values: it tells which part of them there would be.
  const part = valuesFor(again.sample, again.split) / valuesFor(again.sample, choice.split);
  return (1 - part) * values * STATES_PER_VALUE < states ? undefined : { tag: "Rechosen", choice: again };
};

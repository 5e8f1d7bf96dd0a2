/** Explorations in the loop that are lossy from a moment that a test chooses, and what they have missed. */
import type { Fast } from "../../checker/explore/fast.js";
import type { LossyMode, Options } from "../../checker/explore/report.js";
import { randomOf } from "../../checker/explore/random.js";
import { idsOf } from "../../checker/kernel/kernel.js";
import { setField, tableBytes } from "../../checker/native/arena.js";
import { LINE_BYTES, LOSSY_SIZE } from "../../checker/native/fields.js";
import { goLossy } from "../../checker/native/lossy.js";
import type { System } from "../../checker/system.js";
import { type Wanted, startLoop } from "./loop.js";
import { makeMemorySpill } from "./memory-storage.js";
import { type Values, initialStates, steps, text } from "./naive.js";

/** A kind of set: bits per state, or bytes per signature. */
export type Kind = { readonly mode: LossyMode; readonly size: number };

/** Small enough that noise can be written to all of it. */
const SMALL = 1;

/** Lossy from the first state on, in a set of which `noise` in 256 bits or slots are taken by states that there are not. */
export const noisy = (system: System, { mode, size }: Kind, noise: number, seed: number, wanted: Wanted): Fast => {
  const fast = startLoop(system, { ...wanted, lossy: mode });
  const { a } = fast.explorer;
  goLossy(fast.explorer, mode, SMALL);
  setField(a, LOSSY_SIZE, size);
  const random = randomOf(seed, 0);
  for (let at = a.end; at < a.end + tableBytes(a); at++) {
    if (mode === "compact") a.bytes[at] = random(256) < noise ? 1 + random(255) : 0;
    else for (let bit = 1; bit < 256; bit *= 2) if (random(256) < noise) a.bytes[at]! |= bit;
    // The first bit of a line belongs to whoever changes it.
    if (mode === "bitstate" && at % LINE_BYTES === 0) a.bytes[at]! &= 254;
  }
  fast.search.lossy = { mode, from: 0, expectedMissed: 0 };
  return fast;
};

const MOST = 1e9;
/** What counts of the bytes taken. */
const COUNTED = 1.05;

/**
 * Options by which memory seems to end where the table would grow with more than so many states. What is free then is about
 * nothing, so that the lossy set has half the table's memory, or more.
 */
export const endingAt = (
  states: () => number,
  from: number,
  lossy: LossyMode,
  free: () => number = () => 0,
): Options => ({
  lossy,
  maxBytes: MOST,
  memory: {
    taken: () => (states() < from ? 0 : (MOST - free()) / COUNTED - 1),
    collect: () => undefined,
  },
  spill: makeMemorySpill(),
});

/** Lossy once the table would grow with more than so many states; `tight` is as little memory as may be. */
export const turning = (system: System, from: number, tight: boolean, mode: LossyMode, wanted: Wanted): Fast => {
  const going: { fast?: Fast } = {};
  const states = (): number => going.fast?.explorer.log.size ?? 0;
  const free = (): number => (tight || going.fast === undefined ? 0 : tableBytes(going.fast.explorer.a) / 2);
  going.fast = startLoop(system, { ...wanted, ...endingAt(states, from, mode, free) });
  return going.fast;
};

/** The states found. */
export const statesOf = ({ explorer: { k } }: Fast): ReadonlyArray<Values> =>
  Array.from({ length: k.states.size() }, (_, state) => {
    const ids = idsOf(k, state);
    const { compiled, spaces } = k.tables;
    return Object.fromEntries(compiled.components.map(({ name }, at) => [name, spaces[at]!.values[ids[at]!]!.value]));
  });

/** How many states were not found, of those that the initial and the found ones lead to. */
export const missedAt = (system: System, found: ReadonlyArray<Values>): number => {
  const known = new Set(found.map(text));
  const offered = [...initialStates(system), ...found.flatMap((from) => steps(system, from).steps.map(({ to }) => to))];
  return new Set(offered.map(text).filter((to) => !known.has(to))).size;
};

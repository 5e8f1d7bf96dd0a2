import { GIVEN, GOAL, HOLDS } from "../kernel/predicates.js";
import type { Temporal } from "../system.js";
import type { Graph } from "./graph.js";

/**
 * Of each temporal property of runs, which states concern it, by the flags of a state. While an obligation is open, a run
 * that violates the property stays in states without `closes`; from some moment on it stays in states without `avoids` too,
 * and, if `lacks`, comes again and again to one in which `holds` is false.
 */
export type Shape = { readonly closes: number; readonly avoids: number; readonly lacks: boolean };

export const shapeOf = (kind: Exclude<Temporal["kind"], "always-possible">): Shape => {
  switch (kind) {
    case "leads-to":
      return { closes: HOLDS, avoids: 0, lacks: false };
    case "until":
      return { closes: GOAL, avoids: 0, lacks: false };
    case "always-eventually":
      return { closes: 0, avoids: HOLDS, lacks: false };
    case "eventually-always":
      return { closes: 0, avoids: 0, lacks: true };
  }
};

/** The states of runs on which an obligation is open, nearest to an initial state first. */
export type Region = {
  readonly states: Int32Array;
  /** By state: the one before on a shortest way; OPENS where the obligation opens, OUTSIDE if it is never open there. */
  readonly before: Int32Array;
  /** The nearest state that breaks an until: neither does it hold there, nor is that the goal. */
  readonly broken: number | undefined;
  /** Whether an obligation opens at all, even if it is closed in the same state. */
  readonly isGiven: boolean;
};

export const OPENS = -1;
export const OUTSIDE = -2;

/**
 * `levels` has the first state of each distance from the initial states, which is how states are numbered. A state where an
 * obligation opens has its own distance, one where it stays open that of the state before and one more: so, level by level,
 * the states come by the length of the shortest run that is at them with the obligation open.
 */
export const regionOf = (
  { size, offsets, targets }: Graph,
  kind: Exclude<Temporal["kind"], "always-possible">,
  flags: Uint8Array,
  levels: ReadonlyArray<number>,
): Region => {
  const { closes } = shapeOf(kind);
  const before = new Int32Array(size).fill(OUTSIDE);
  const queue = new Int32Array(size);
  let [from, to] = [0, 0];
  let isGiven = false;
  for (let level = 0; level < levels.length || from < to; level++) {
    const last = Math.min(size, levels[level + 1] ?? size);
    for (let s = level < levels.length ? levels[level]! : last; s < last; s++) {
      if ((flags[s]! & GIVEN) === 0) continue;
      isGiven = true;
      if ((flags[s]! & closes) !== 0 || before[s] !== OUTSIDE) continue;
      before[s] = OPENS;
      queue[to++] = s;
    }
    for (const end = to; from < end; from++) {
      const s = queue[from]!;
      if (kind === "until" && (flags[s]! & HOLDS) === 0)
        return { states: queue.subarray(0, from + 1), before, broken: s, isGiven: true };
      for (let i = offsets[s]!; i < offsets[s + 1]!; i++) {
        const t = targets[i]!;
        if (t < 0 || before[t] !== OUTSIDE || (flags[t]! & closes) !== 0) continue;
        before[t] = s;
        queue[to++] = t;
      }
    }
  }
  return { states: queue.subarray(0, to), before, broken: undefined, isGiven };
};

/** The states from where the obligation opens to this one. */
export const wayTo = ({ before }: Region, state: number): ReadonlyArray<number> => {
  const way: number[] = [];
  for (let at = state; at !== OPENS; at = before[at]!) way.push(at);
  return way.toReversed();
};

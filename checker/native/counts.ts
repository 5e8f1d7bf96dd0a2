/** What the loop has counted, given to the kernel's counters; and the states that it has not expanded itself. */
import type { Kernel } from "../kernel/kernel.js";
import { VIOLATED, askedAbout, noteTaken, stepFinding } from "../kernel/predicates.js";
import { checkState, collectBadSteps } from "../explore/findings.js";
import { field } from "./arena.js";
import { type Explorer, type State, stateFor } from "./explorer.js";
import * as f from "./fields.js";
import { readHalf, sizeOf } from "./half.js";
import { offerStates } from "./round.js";
import { offersIn, stepsFrom } from "./slow.js";
import { failed, offersOf } from "./units.js";

/** Steps of the states that were expanded one by one. */
export type Slow = { steps: number };

/** Action properties about a step between the identities in `k.ids` and these. */
const judge = (k: Kernel, state: number, event: number, to: Int32Array): void => {
  const tables = askedAbout(k.tables, k.predicates, event);
  if (tables === undefined) throw failed(k);
  noteTaken(k.predicates, tables);
  for (const table of tables) {
    const { reads } = table;
    for (let i = 0; i < reads.length; i++) {
      k.key[i] = k.ids[reads[i]!]!;
      k.key[reads.length + 1 + i] = to[reads[i]!]!;
    }
    k.key[reads.length] = event;
    const finding = stepFinding(k.tables, table, k.key);
    if (finding === 0) throw failed(k);
    if (finding === VIOLATED) k.badSteps.push({ property: table.compiled.index, source: state, to });
  }
};

/** Expands states in the plain way. */
export const expandSlowly = (e: Explorer, slow: Slow, states: ReadonlyArray<State>): void => {
  const { k, x, units, findings } = e;
  for (const { a, b, number } of states) {
    k.failedFrom = number;
    readHalf(x.halves[0], a, k.ids);
    readHalf(x.halves[1], b, k.ids);
    const { steps, blocked, overflowed } = stepsFrom(k, units, k.ids.slice());
    for (const [channel, offers] of offersIn(k, k.ids).entries()) k.offered[channel]! += offers;
    for (const place of blocked) k.blocked[place]! += 1;
    for (const place of overflowed) k.overflowed[place]! += 1;
    for (const { rule, event, ids } of steps) {
      k.fired[rule]! += 1;
      judge(k, number, event, ids);
    }
    slow.steps += steps.length;
    if (!checkState(k, findings, number, steps.length === 0)) throw failed(k);
    collectBadSteps(k, findings);
    k.failedFrom = undefined;
    offerStates(
      e,
      steps.map(({ ids }) => stateFor(e, ids, number)),
    );
  }
};

export const stepsTaken = (e: Explorer): number =>
  e.workers.reduce((sum, { at }) => sum + e.a.doubles[(at + f.STEPS) >>> 3]!, 0);

/** How often each value of a half was in a state that was expanded. */
const usesOf = (e: Explorer, side: 0 | 1): Float64Array => {
  const uses = new Float64Array(sizeOf(e.x.halves[side]));
  for (const { at, usesA, usesB } of e.workers) {
    const room = side === 0 ? usesA : usesB;
    const from = field(e.a, at + (side === 0 ? f.USES_A : f.USES_B)) >>> 2;
    const known = Math.min(uses.length, room);
    for (let id = 0; id < known; id++) uses[id]! += e.a.words[from + id]! >>> 0;
  }
  return uses;
};

/** Adds what the workers counted since the last time to the kernel's counters. */
export const settle = (e: Explorer): void => {
  addCounts(e);
  clearCounts(e);
};

const clearCounts = ({ k, a, workers }: Explorer): void => {
  for (const { at, usesA, usesB } of workers) {
    const fired = field(a, at + f.FIRED) >>> 3;
    a.doubles.fill(0, fired - k.blocked.length, fired + k.fired.length);
    a.doubles[(at + f.EXPANDED) >>> 3] = 0;
    for (const [uses, known] of [
      [f.USES_A, usesA],
      [f.USES_B, usesB],
    ] as const) {
      const from = field(a, at + uses) >>> 2;
      a.words.fill(0, from, from + known);
    }
  }
};

const addCounts = (e: Explorer): void => {
  const { k, a, x } = e;
  for (const { at } of e.workers) {
    const fired = field(a, at + f.FIRED) >>> 3;
    for (let rule = 0; rule < k.fired.length; rule++) k.fired[rule]! += a.doubles[fired + rule]!;
    for (let place = 0; place < k.blocked.length; place++) k.blocked[place]! += a.doubles[fired - 1 - place]!;
    k.expanded += a.doubles[(at + f.EXPANDED) >>> 3]!;
  }
  for (const side of [0, 1] as const) {
    const half = x.halves[side];
    const { ends, chains } = x.counted[side];
    const taken = new Float64Array(chains.size + 1);
    const uses = usesOf(e, side);
    for (const [id, times] of uses.entries()) {
      if (times === 0) continue;
      taken[ends.data[id]!]! += times;
      for (const [channel, { place }] of k.receiving.entries()) {
        const part = half.partOf[place]!;
        if (part < 0) continue;
        k.offered[channel]! += times * offersOf(k, place, half.values.keys.data[id * half.places.length + part]!);
      }
    }
    // What continues a chain has a higher number.
    for (let chain = chains.size; chain > 0; chain--) {
      const [before, rule] = [chains.keys.data[2 * chain - 2]!, chains.keys.data[2 * chain - 1]!];
      k.fired[rule]! += taken[chain]!;
      taken[before]! += taken[chain]!;
    }
  }
};

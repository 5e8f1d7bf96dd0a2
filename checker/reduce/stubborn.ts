/**
 * Stubborn sets (A. Valmari, "The state explosion problem", 1998), of rules, in the strong form: every enabled rule of
 * the set is independent of all rules outside. In a state s, a set T is closed under:
 *
 * - r in T, enabled: all that depend on r; for each of its outcomes that a full channel blocks, all that take from it.
 * - r in T, disabled: a set without which r stays disabled. If r receives and its channel is empty, those that may send to
 *   it. Else those that may change its footprint, those that may bring another message to the front (fifo: the takers, bag
 *   and set: the senders), and those that take from the channels that block its outcomes.
 * - r in T, enabled and visible to a property: all that are visible to it (this is part of `dependents`).
 *
 * Let only known transitions happen (see `relation.ts`), let t1..tn lead from s to z, r have the transition t in z, and
 * let Q be a property's footprint. States that differ in observers that no property reads are taken as one. What follows
 * is by the definition of dependence, component by component:
 *
 * (1) If some ti is of a rule in T, the first such can be taken first: s -ti-> s', and the others lead from s' to z. For
 *     its rule is enabled in s with the same outcome, as nothing before ti touches what it depends on.
 * (2) If no ti is, every u enabled in s of a rule in T commutes with all of them: s -u-> s', t1..tn lead from s' to z',
 *     and z -u-> z'. If r is not in T, then z and z' agree on r's footprint, its message and the room in its channels. If
 *     u is not visible to the property, they agree on Q; if it is, no ti is visible, and z agrees with s on Q.
 * (3) If no ti is, and r is in T, then r is enabled in s, and s agrees with z on r's footprint and message.
 *
 * So a state without successors is found if it is reachable: n decreases by (1); by (2), z being final, some ti is in T.
 * And for every reachable z and every t there, some expanded state agrees with z on r's footprint and message, and if r is
 * visible to the property, on Q as well; for every reachable z some expanded state agrees with it on Q: n decreases by
 * (1), (3) ends it, and (2) goes on from s' with the same n. That this does not go on for ever is the proviso's doing:
 * a state with a proper subset of its steps has one to a state that is expanded later, so that by following these steps
 * one comes to a state that is expanded in full, where T is all rules and (1) or (3) applies. All steps from an expanded
 * state are judged, taken or not, so that agreement is enough for verdicts, and for the relation to learn.
 */
import type { Kernel } from "../kernel/kernel.js";
import { type Matrix, makeMatrix } from "./bits.js";
import type { Dependence } from "./dependence.js";

/** What a state says of rules, and room to work in. */
export type Situation = {
  readonly enabled: Matrix;
  /** Pairs of a rule and a channel that blocks an outcome of it. */
  readonly blocked: number[];
  /** Rules whose closure is known to be no better than the best: nor is one that has them. */
  readonly tried: Matrix;
  /** Two sets under construction: one row each. */
  readonly set: Matrix;
  readonly best: Matrix;
  readonly stack: Int32Array;
};

export const makeSituation = (rules: number): Situation => ({
  enabled: makeMatrix(1, rules),
  blocked: [],
  tried: makeMatrix(1, rules),
  set: makeMatrix(1, rules),
  best: makeMatrix(1, rules),
  stack: new Int32Array(rules),
});

const isEmpty = (k: Kernel, channel: number): boolean => {
  const held = k.tables.spaces[channel]!.values[k.ids[channel]!]!.value;
  return Array.isArray(held) && held.length === 0;
};

/** The closure of one rule, into `set`, for the state in `k.ids`; false as soon as it is no better than the best. */
export const close = (k: Kernel, d: Dependence, situation: Situation, seed: number): boolean => {
  const { enabled, blocked, tried, set, stack } = situation;
  const { compiled } = k.tables;
  const { data, words } = set;
  let top = 0;
  /** Whether the set is still worth closing. */
  const include = (of: Matrix, row: number): boolean => {
    let left = 0;
    let known = 0;
    for (let w = 0; w < words; w++) {
      let fresh = of.data[row * words + w]! & ~data[w]!;
      data[w]! |= fresh;
      left |= enabled.data[w]! & ~data[w]!;
      known |= fresh & tried.data[w]!;
      while (fresh !== 0) {
        stack[top++] = 32 * w + 31 - Math.clz32(fresh & -fresh);
        fresh &= fresh - 1;
      }
    }
    return left !== 0 && known === 0;
  };
  data.fill(0);
  data[seed >>> 5]! |= 1 << (seed & 31);
  stack[top++] = seed;
  while (top > 0) {
    const rule = stack[--top]!;
    const { receives } = compiled.rules[rule]!;
    if ((enabled.data[rule >>> 5]! & (1 << (rule & 31))) !== 0) {
      if (!include(d.dependents, rule)) return false;
    } else if (receives !== undefined && isEmpty(k, receives)) {
      if (!include(d.senders, receives)) return false;
      continue;
    } else {
      if (!include(d.writers, rule)) return false;
      const channel = receives === undefined ? undefined : compiled.components[receives]!;
      if (receives !== undefined && channel?.kind === "channel")
        if (!include(channel.discipline === "fifo" ? d.takers : d.senders, receives)) return false;
    }
    for (let i = 0; i < blocked.length; i += 2)
      if (blocked[i] === rule && !include(d.takers, blocked[i + 1]!)) return false;
  }
  return true;
};

/**
 * Expanding a state where a reduction is in effect: all its steps are found and judged, as in `kernel/expand.ts`; then
 * the states they lead to are exchanged for their representatives, and the steps of a stubborn set are kept.
 */
import {
  EXPANDED,
  FAILED,
  OUTGROWN,
  collect,
  judgeActions,
  operate,
  overflow,
  settle,
  undo,
  unpack,
} from "../kernel/expand.js";
import { push } from "../kernel/ints.js";
import { type Kernel, offer } from "../kernel/kernel.js";
import { unpackOne } from "../kernel/layout.js";
import { findState } from "../kernel/store.js";
import { BLOCKED, OP_ID, OUTCOME_HEAD, OVERFLOWED } from "../kernel/tables.js";
import { type Dependence, dependence } from "./dependence.js";
import type { Relation } from "./relation.js";
import { type Situation, close } from "./stubborn.js";
import { type Group, canonicalise } from "./symmetry.js";

export type PartialOrder = {
  readonly relation: Relation;
  readonly situation: Situation;
  dependence: Dependence;
  /** What `dependence` was made for: properties are taken out of them when nothing is left to find. */
  states: unknown;
  actions: unknown;
  deadlocks: unknown;
  /** States expanded, and those of them with a proper subset of their steps. */
  expanded: number;
  reduced: number;
};

export type Reducer = {
  readonly partialOrder: PartialOrder | undefined;
  readonly symmetry: Group | undefined;
  /** The successor under construction, by place. */
  readonly after: Int32Array;
};

/** The outcome at `p` of `code`, applied to `after`: its event, -1 if it is blocked, -2 on a fault. */
const apply = (k: Kernel, { partialOrder, after }: Reducer, p: number): number => {
  const { tables: t, incidents } = k;
  const code = t.code.data;
  const rule = code[p]!;
  let event = code[p + 1]!;
  const sends = p + OUTCOME_HEAD + 2 * code[p + 3]!;
  const end = sends + 2 * code[p + 4]!;
  for (let at = p + OUTCOME_HEAD; at < sends; at += 2) after[code[at]!]! ^= code[at + 1]!;
  for (let at = sends; at < end; at += 2) {
    const place = t.code.data[at]!;
    const result = operate(k, place, t.code.data[at + 1]!, after[place]!);
    if (result >= OP_ID) after[place] = result - OP_ID;
    else if (result === BLOCKED) {
      push(incidents, 2 * place);
      partialOrder?.situation.blocked.push(rule, place);
      return -1;
    } else if (result === OVERFLOWED) {
      push(incidents, 2 * place + 1);
      event = overflow(k, event, place);
    }
    if (t.outgrown) return -2;
  }
  for (const place of t.compiled.observers) {
    const result = operate(k, place, event, after[place]!);
    if (result === 0 || t.outgrown) return -2;
    after[place] = result - OP_ID;
  }
  return event;
};

/** Puts every successor into the batch, judged, and its rule into `firing`. */
const generate = (k: Kernel, reducer: Reducer, index: number): number => {
  const { tables: t, batch, hits, firing, ids } = k;
  const { after } = reducer;
  const hasActions = k.predicates.actions.length !== 0;
  for (let i = 0; i < hits.size; i += 4) {
    let p = hits.data[i]!;
    const taken = hits.data[i + 1]!;
    for (let left = t.code.data[p++]!; left > 0; left--) {
      after.set(ids);
      if (taken >= 0) after[taken]! ^= hits.data[i + 2]!;
      const rule = t.code.data[p]!;
      const event = apply(k, reducer, p);
      p += OUTCOME_HEAD + 2 * (t.code.data[p + 3]! + t.code.data[p + 4]!);
      if (event === -2) return t.outgrown ? OUTGROWN : FAILED;
      if (event < 0) continue;
      offer(k, after, index);
      if (hasActions && !judgeActions(k, index, event, batch.size - 1)) return FAILED;
      push(firing, rule);
    }
  }
  return EXPANDED;
};

/** Exchanges the successors from `first` on for their representatives. */
const represent = (k: Kernel, group: Group, first: number, after: Int32Array): void => {
  const { batch, store } = k;
  const last = batch.size;
  for (let n = first; n < last; n++) {
    const at = n * store.layout.words;
    for (let place = 0; place < after.length; place++) after[place] = unpackOne(store.layout, batch.words, at, place);
    canonicalise(k.tables, group, after);
    if (k.tables.outgrown) return;
    const source = batch.sources[n]!;
    batch.size = n;
    offer(k, after, source);
  }
  batch.size = last;
};

/** Keeps the steps of the rules in `set`; without them, every step. */
const keep = (k: Kernel, first: number, { set }: Situation): void => {
  const { batch, firing, store } = k;
  const { words } = store.layout;
  let n = first;
  for (let i = 0; i < firing.size; i++) {
    const rule = firing.data[i]!;
    if ((set.data[rule >>> 5]! & (1 << (rule & 31))) === 0) continue;
    const from = first + i;
    if (from !== n) {
      batch.words.copyWithin(n * words, from * words, (from + 1) * words);
      batch.hashes[n] = batch.hashes[from]!;
    }
    n++;
  }
  batch.size = n;
};

/** How many of the steps found are of rules in `set`. */
const stepsOf = ({ firing }: Kernel, { set }: Situation): number => {
  let count = 0;
  for (let i = 0; i < firing.size; i++) {
    const rule = firing.data[i]!;
    if ((set.data[rule >>> 5]! & (1 << (rule & 31))) !== 0) count++;
  }
  return count;
};

/** The proviso: some step of `set` leads to a state that will be expanded after `index`. */
const goesOn = (k: Kernel, first: number, index: number, { set }: Situation): boolean => {
  const { batch, firing, store } = k;
  for (let i = 0; i < firing.size; i++) {
    const rule = firing.data[i]!;
    if ((set.data[rule >>> 5]! & (1 << (rule & 31))) === 0) continue;
    const n = first + i;
    const found = findState(store, batch.hashes[n]!, batch.words, n * store.layout.words);
    if (found < 0 || found > index) return true;
  }
  return false;
};

/** Keeps the steps of the smallest stubborn set that the proviso allows. */
const select = (k: Kernel, order: PartialOrder, first: number, index: number): void => {
  const { firing, tables, predicates } = k;
  const { situation, relation } = order;
  order.expanded++;
  if (firing.size < 2) return;
  const { states, actions, deadlocks } = predicates;
  if (order.states !== states || order.actions !== actions || order.deadlocks !== deadlocks) {
    const tablesLeft = [...states, ...actions, ...deadlocks];
    const live = tables.compiled.properties.map((_, i) => tablesLeft.some(({ compiled }) => compiled.index === i));
    order.dependence = dependence(tables.compiled, relation, live);
    order.states = states;
    order.actions = actions;
    order.deadlocks = deadlocks;
  }
  const { enabled, tried, set, best } = situation;
  enabled.data.fill(0);
  for (let i = 0; i < firing.size; i++) enabled.data[firing.data[i]! >>> 5]! |= 1 << (firing.data[i]! & 31);
  let least = firing.size;
  let seed = -1;
  tried.data.fill(0);
  for (let i = 0; i < firing.size && least > 1; i++) {
    const rule = firing.data[i]!;
    if (rule === seed) continue;
    seed = rule;
    const count = close(k, order.dependence, situation, rule) ? stepsOf(k, situation) : least;
    // Only what the proviso does not allow may be part of something better.
    if (count < least && !goesOn(k, first, index, situation)) continue;
    tried.data[rule >>> 5]! |= 1 << (rule & 31);
    if (count >= least) continue;
    least = count;
    best.data.set(set.data);
  }
  if (least === firing.size) return;
  order.reduced++;
  set.data.set(best.data);
  keep(k, first, situation);
};

/** As `expand` of the kernel. */
export const expandReduced = (k: Kernel, reducer: Reducer, index: number): number => {
  unpack(k, index);
  const collected = collect(k);
  if (collected !== EXPANDED) return collected;
  const { batch, firing, incidents } = k;
  const first = batch.size;
  const bad = k.badSteps.length;
  const { partialOrder, symmetry, after } = reducer;
  incidents.size = 0;
  firing.size = 0;
  if (partialOrder !== undefined) partialOrder.situation.blocked.length = 0;
  const generated = generate(k, reducer, index);
  if (generated !== EXPANDED) return undo(k, first, bad, generated);
  if (symmetry !== undefined) represent(k, symmetry, first, after);
  if (k.tables.outgrown) return undo(k, first, bad, OUTGROWN);
  if (partialOrder !== undefined) select(k, partialOrder, first, index);
  settle(k);
  return EXPANDED;
};

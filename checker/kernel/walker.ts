/**
 * One state at a time, from the tables of the kernel without its store: every step that is possible, in the order of
 * choices, and the taking of one. Tables keep their hashed form, so that no new value asks for a new layout.
 */
import type { Compiled } from "../compile.js";
import { type Fault, isFault } from "../fault.js";
import { type Values, initialStates } from "../semantics.js";
import { reintern } from "../values.js";
import { fillDeliveries, fillJoined, fillObserver, fillOverflow, fillRule, fillSend } from "./fill.js";
import { type Ints, makeInts, push, reserve } from "./ints.js";
import { find } from "./memo.js";
import {
  type Predicates,
  type StateTable,
  VIOLATED,
  askedAbout,
  insideBoundary,
  makePredicates,
  noteTaken,
  resizePredicates,
  stateFinding,
  stepFinding,
} from "./predicates.js";
import { identify } from "./space.js";
import { BLOCKED, type Group, NOTHING, OP_ID, OUTCOME_HEAD, OVERFLOWED, type Tables } from "./tables.js";
import { makeTables, resizeTables } from "./tables.js";

export type Walker = {
  readonly tables: Tables;
  readonly predicates: Predicates;
  /** The identities of the state that it is in, and of the one before the last step. */
  readonly ids: Int32Array;
  readonly before: Int32Array;
  /** The steps that are possible: each the offset of its outcome in `code`, its message (-1 if none), and what receiving it changes where. */
  readonly steps: Ints;
  readonly receiving: ReadonlyArray<{ readonly place: number; readonly groups: ReadonlyArray<Group> }>;
  /** By place: a channel that can block. */
  readonly blocks: ReadonlyArray<boolean>;
  readonly key: Int32Array;
  readonly scratch: Int32Array;
};

/** Integers per possible step. */
const STEP = 4;
/** Wide enough for every identity, and too wide for a direct table. */
const WIDEST = 31;

export const makeWalker = (compiled: Compiled): Walker => {
  const tables = makeTables(compiled);
  const predicates = makePredicates(tables);
  for (const space of [...tables.spaces, ...tables.messages, tables.events]) space.bits = WIDEST;
  resizeTables(tables);
  resizePredicates(tables, predicates);
  const { components } = compiled;
  const places = [...new Set(tables.groups.map(({ receives }) => receives))].filter((place) => place >= 0);
  return {
    tables,
    predicates,
    ids: new Int32Array(components.length),
    before: new Int32Array(components.length),
    steps: makeInts(),
    receiving: places.map((place) => ({ place, groups: tables.groups.filter(({ receives }) => receives === place) })),
    blocks: components.map((c) => c.kind === "channel" && c.whenFull === "block" && c.capacity !== Infinity),
    // A footprint has each component once: at worst two of them and an event.
    key: new Int32Array(2 * components.length + 2),
    scratch: new Int32Array(components.length),
  };
};

/** A state of values as identities. */
export const numbered = (w: Walker, values: Values): Int32Array =>
  Int32Array.from(values, (value, place) => identify(w.tables.spaces[place]!, reintern(w.tables.pool, value)));

export const startStates = (w: Walker): ReadonlyArray<Int32Array> | Fault => {
  const states = initialStates(w.tables.compiled, w.tables.pool);
  return isFault(states) ? states : states.map((values) => numbered(w, values));
};

export const faultOf = (w: Walker): Fault => {
  if (w.tables.fault === undefined) throw new Error("a table that fails leaves its fault");
  return w.tables.fault;
};

/** Adds the outcomes at an offset, those that a full channel blocks left out. */
const add = (w: Walker, at: number, message: number, place: number, change: number): void => {
  const { code } = w.tables;
  const count = code.data[at]!;
  for (let o = 0, p = at + 1; o < count; o++) {
    const sends = p + OUTCOME_HEAD + 2 * code.data[p + 3]!;
    const end = sends + 2 * code.data[p + 4]!;
    let mayBlock = false;
    for (let s = sends; s < end; s += 2) mayBlock ||= w.blocks[code.data[s]!]!;
    if (!mayBlock || isPossible(w, p, place, change)) {
      reserve(w.steps, STEP);
      push(w.steps, p);
      push(w.steps, message);
      push(w.steps, place);
      push(w.steps, change);
    }
    p = end;
  }
};

const isPossible = (w: Walker, p: number, place: number, change: number): boolean => {
  w.scratch.set(w.ids);
  return apply(w, w.scratch, p, place, change) >= 0;
};

/** Changes `ids` by an outcome, but for the observers. Its event; -1 if a full channel blocks it. */
const apply = (w: Walker, ids: Int32Array, at: number, place: number, change: number): number => {
  const { tables: t, key } = w;
  const { code } = t;
  if (place >= 0) ids[place]! ^= change;
  let event = code.data[at + 1]!;
  const sends = at + OUTCOME_HEAD + 2 * code.data[at + 3]!;
  const end = sends + 2 * code.data[at + 4]!;
  for (let p = at + OUTCOME_HEAD; p < sends; p += 2) ids[code.data[p]!]! ^= code.data[p + 1]!;
  for (let p = sends; p < end; p += 2) {
    const channel = code.data[p]!;
    key[0] = code.data[p + 1]!;
    key[1] = ids[channel]!;
    const result = find(t.ops[channel]!, key, 0) || fillSend(t, channel, key);
    if (result === BLOCKED) return -1;
    if (result === OVERFLOWED) {
      key[0] = event;
      key[1] = channel;
      event = (find(t.overflows, key, 0) || fillOverflow(t, key)) - 1;
    } else ids[channel] = result - OP_ID;
  }
  return event;
};

/** By rule; of one rule messages and outcomes stay in their order. */
const sortByRule = ({ tables, steps }: Walker): void => {
  const { code } = tables;
  const { data, size } = steps;
  for (let i = STEP; i < size; i += STEP) {
    const [a, b, c, d] = [data[i]!, data[i + 1]!, data[i + 2]!, data[i + 3]!];
    const rule = code.data[a]!;
    let j = i - STEP;
    for (; j >= 0 && code.data[data[j]!]! > rule; j -= STEP) data.copyWithin(j + STEP, j, j + STEP);
    data[j + STEP] = a;
    data[j + STEP + 1] = b;
    data[j + STEP + 2] = c;
    data[j + STEP + 3] = d;
  }
};

/** How many steps are possible from the state, which `steps` then holds; -1 on a fault. */
export const possible = (w: Walker): number => {
  const { tables: t, ids, key } = w;
  w.steps.size = 0;
  for (const joined of t.joined) {
    const { reads } = joined;
    for (let i = 0; i < reads.length; i++) key[i] = ids[reads[i]!]!;
    const at = find(joined.memo, key, 0) || fillJoined(t, joined, key);
    if (at === 0) return -1;
    if (at !== NOTHING) add(w, at, -1, -1, 0);
  }
  for (const { place, groups } of w.receiving) {
    key[0] = ids[place]!;
    const list = find(t.deliveries[place]!, key, 0) || fillDeliveries(t, place, key);
    const offers = t.code.data[list]!;
    for (let o = 0; o < offers; o++) {
      const message = t.code.data[list + 1 + 3 * o]!;
      const change = t.code.data[list + 2 + 3 * o]!;
      for (const group of groups) {
        const { reads } = group;
        key[0] = message;
        for (let i = 0; i < reads.length; i++) key[i + 1] = ids[reads[i]!]!;
        const at = find(group.memo, key, 0) || fillRule(t, group, key);
        if (at === 0) return -1;
        if (at !== NOTHING) add(w, at, message, place, change);
      }
    }
  }
  sortByRule(w);
  return w.steps.size / STEP;
};

/** Of a possible step: the index of its rule, the event that its label is, and its message (-1 if none). */
export const ruleOf = (w: Walker, step: number): number => w.tables.code.data[w.steps.data[STEP * step]!]!;
export const eventOf = (w: Walker, step: number): number => w.tables.code.data[w.steps.data[STEP * step]! + 1]!;
export const messageOf = (w: Walker, step: number): number => w.steps.data[STEP * step + 1]!;

/** Takes a possible step. The event, its label with the channels that overflowed; -1 on a fault. */
export const take = (w: Walker, step: number): number => {
  const { tables: t, ids, key, steps } = w;
  w.before.set(ids);
  const event = apply(w, ids, steps.data[STEP * step]!, steps.data[STEP * step + 2]!, steps.data[STEP * step + 3]!);
  for (const place of t.compiled.observers) {
    key[0] = event;
    key[1] = ids[place]!;
    const result = find(t.ops[place]!, key, 0) || fillObserver(t, place, key);
    if (result === 0) return -1;
    ids[place] = result - OP_ID;
  }
  return event;
};

/** What a property says of the state, as `stateFinding` does. */
export const ask = (w: Walker, table: StateTable): number => {
  const { reads } = table;
  for (let i = 0; i < reads.length; i++) w.key[i] = w.ids[reads[i]!]!;
  return stateFinding(w.tables, table, w.key);
};

/** The action properties that the last step, with this event, violates; undefined on a fault. */
export const violatedBy = (w: Walker, event: number): ReadonlyArray<number> | undefined => {
  let asked = w.predicates.asked[event];
  if (asked === undefined) {
    asked = askedAbout(w.tables, w.predicates, event);
    if (asked === undefined) return undefined;
    noteTaken(w.predicates, asked);
  }
  const violated: number[] = [];
  for (const table of asked) {
    const { reads } = table;
    for (let i = 0; i < reads.length; i++) {
      w.key[i] = w.before[reads[i]!]!;
      w.key[reads.length + 1 + i] = w.ids[reads[i]!]!;
    }
    w.key[reads.length] = event;
    const finding = stepFinding(w.tables, table, w.key);
    if (finding === 0) return undefined;
    if (finding === VIOLATED) violated.push(table.compiled.index);
  }
  return violated;
};

/** Whether the state is inside every boundary; undefined on a fault. */
export const isInside = (w: Walker): boolean | undefined => {
  for (const table of w.predicates.boundaries) {
    for (let i = 0; i < table.reads.length; i++) w.key[i] = w.ids[table.reads[i]!]!;
    const answer = insideBoundary(w.tables, table, w.key);
    if (answer === 0) return undefined;
    if (answer === VIOLATED) return false;
  }
  return true;
};

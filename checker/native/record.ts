/** The record of a checkpoint, read back: every number is looked at before it is believed. */
import type { Tables } from "../kernel/tables.js";
import { PUT_OFF_LIMIT } from "./fields.js";
import { type Unpacking, Unlike, expectEnd, unpack, unpackAll, unpackBelow, unpacking } from "./packing.js";
import { FORMAT, keptSpaces } from "./snapshot.js";

/** How many there are of each. */
export type Sizes = {
  readonly states: number;
  readonly halves: readonly [number, number];
  /** As `keptSpaces`. */
  readonly spaces: ReadonlyArray<number>;
  /** By group of rules. */
  readonly footprints: ReadonlyArray<number>;
};

/** States still to be expanded: a stretch of the log, or by number. */
export type Open =
  | { readonly tag: "stretch"; readonly from: number; readonly to: number }
  | { readonly tag: "numbers"; readonly numbers: ReadonlyArray<number> };

/** What was found about a property; `place` with the identities of the state that a step leads to. */
export type Said = {
  readonly shown: boolean;
  readonly antecedent: boolean;
  readonly place: { readonly state: number; readonly to: Int32Array | undefined } | undefined;
};

export type Recorded = {
  readonly sizes: Sizes;
  /** By place of component: the half that it is in. */
  readonly sides: ReadonlyArray<number>;
  readonly initial: number;
  readonly depth: number;
  readonly levels: ReadonlyArray<number>;
  readonly levelEnd: number;
  readonly open: ReadonlyArray<Open>;
  readonly transitions: number;
  readonly expanded: number;
  readonly fired: ReadonlyArray<number>;
  readonly blocked: ReadonlyArray<number>;
  readonly overflowed: ReadonlyArray<number>;
  readonly offered: ReadonlyArray<number>;
  readonly violations: number;
  readonly said: ReadonlyArray<Said>;
  readonly milliseconds: number;
  readonly peakBytes: number;
};

const expectEqual = (what: string, expected: number, found: number): void => {
  if (expected !== found) throw new Unlike(`${expected} ${what}`, found);
};

const MOST_STATES = 2 ** 31;

const sizesFrom = (from: Unpacking, t: Tables): Sizes => {
  const states = unpackBelow(from, MOST_STATES);
  const halves = [unpackBelow(from, MOST_STATES), unpackBelow(from, MOST_STATES)] as const;
  const spaces = unpackAll(from, keptSpaces(t).length, MOST_STATES);
  return { states, halves, spaces, footprints: unpackAll(from, t.groups.length, MOST_STATES) };
};

/** Levels begin one after the other, the first with the first state, and the last is the one in work. */
const checkLevels = (levels: ReadonlyArray<number>, depth: number, end: number, states: number): void => {
  expectEqual("levels", depth + 1, levels.length);
  expectEqual("as the first state of the first level", 0, levels[0]!);
  for (const [i, first] of levels.entries()) {
    const next = levels[i + 1] ?? end;
    if (next <= first) throw new Unlike(`a level that ends after state ${first}`, next);
  }
  if (end > states) throw new Unlike(`a level within ${states} states`, end);
};

const openFrom = (from: Unpacking, first: number, end: number): ReadonlyArray<Open> => {
  const within = (limit: number): number => {
    const number = unpackBelow(from, limit);
    if (number < first) throw new Unlike(`a state from ${first}`, number);
    return number;
  };
  return Array.from({ length: unpackBelow(from, from.bytes.length) }, (): Open => {
    if (unpackBelow(from, 2) === 0) return { tag: "stretch", from: within(end), to: within(end + 1) };
    const many = unpackBelow(from, PUT_OFF_LIMIT + 1);
    return { tag: "numbers", numbers: Array.from({ length: many }, () => within(end)) };
  });
};

export const openStates = (open: ReadonlyArray<Open>): number =>
  open.reduce((sum, each) => sum + (each.tag === "stretch" ? each.to - each.from : each.numbers.length), 0);

const saidFrom = (from: Unpacking, t: Tables, sizes: Sizes): Said => {
  const shown = unpackBelow(from, 2) === 1;
  const antecedent = unpackBelow(from, 2) === 1;
  const state = unpackBelow(from, sizes.states + 1) - 1;
  if (state < 0) return { shown, antecedent, place: undefined };
  const isStep = unpackBelow(from, 2) === 1;
  const to = isStep ? Int32Array.from(t.spaces, (_, place) => unpackBelow(from, sizes.spaces[place]!)) : undefined;
  return { shown, antecedent, place: { state, to } };
};

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((all, each) => all + each, 0);

/** Throws `Unlike` where the record is not one of an exploration of this system. */
export const readRecord = (bytes: Uint8Array, t: Tables): Recorded => {
  const { components, rules, properties, system } = t.compiled;
  const from = unpacking(bytes);
  expectEqual("as the format", FORMAT, unpack(from));
  expectEqual("components", components.length, unpack(from));
  expectEqual("rules", rules.length, unpack(from));
  expectEqual("properties", properties.length, unpack(from));
  const sizes = sizesFrom(from, t);
  const sides = unpackAll(from, components.length, 2);
  const [initial, depth, levelEnd] = [unpack(from), unpack(from), unpack(from)];
  const levels = unpackAll(from, unpack(from));
  checkLevels(levels, depth, levelEnd, sizes.states);
  const open = openFrom(from, levels.at(-1) ?? 0, levelEnd);
  const [transitions, expanded] = [unpack(from), unpack(from)];
  expectEqual("states expanded", levelEnd - openStates(open), expanded);
  const fired = unpackAll(from, rules.length);
  expectEqual("transitions", sum(fired), transitions);
  const [blocked, overflowed] = [unpackAll(from, components.length), unpackAll(from, components.length)];
  const receiving = new Set(t.groups.map(({ receives }) => receives).filter((place) => place >= 0));
  const offered = unpackAll(from, receiving.size);
  const violations = unpack(from);
  const said = properties.map(() => saidFrom(from, t, sizes));
  const wrong = said.filter(({ place }, i) => place !== undefined && system.properties[i]!.kind !== "sometimes");
  expectEqual("violations", wrong.length, violations);
  const [milliseconds, peakBytes] = [unpack(from), unpack(from)];
  expectEnd(from);
  return {
    sizes,
    sides,
    initial,
    depth,
    levels,
    levelEnd,
    open,
    transitions,
    expanded,
    fired,
    blocked,
    overflowed,
    offered,
    violations,
    said,
    milliseconds,
    peakBytes,
  };
};

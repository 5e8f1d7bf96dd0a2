/** Small random systems: rules are tables drawn from a seed, so that they are pure and their spaces finite. */
import fc from "fast-check";
import type {
  Boundary,
  Component,
  Discipline,
  ErasedOutcome,
  Property,
  Rule,
  System,
  WhenFull,
} from "../../checker/system.js";
import { text } from "./naive.js";

/** A number in 0..below-1 that depends on the parts alone. */
export const draw = (below: number, ...parts: unknown[]): number => {
  let h = 0x811c9dc5;
  for (const character of text(parts)) h = Math.imul(h ^ character.charCodeAt(0), 0x01000193);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return ((h ^ (h >>> 13)) >>> 0) % below;
};

/** The values that a local takes: some are records, so that key order and sharing are met. */
const VALUES: ReadonlyArray<unknown> = [0, { b: 1, a: [2] }, "two", [{ n: 3 }]];
/** Equal to VALUES, written differently. */
const TWINS: ReadonlyArray<unknown> = [-0, { a: [2], b: 1, c: undefined }, "two", [{ n: 3 }]];
const MESSAGES: ReadonlyArray<unknown> = ["m", { k: 1, j: 2 }];

const pick = <A>(list: ReadonlyArray<A>, ...parts: unknown[]): A => {
  const picked = list[draw(list.length, ...parts)];
  if (picked === undefined) throw new Error("picked from an empty list");
  return picked;
};

const subset = (names: ReadonlyArray<string>, most: number, ...parts: unknown[]): ReadonlyArray<string> =>
  names
    .toSorted((a, b) => draw(1000, a, ...parts) - draw(1000, b, ...parts))
    .slice(0, draw(most + 1, "size", ...parts));

const byAlias = (names: ReadonlyArray<string>) =>
  Object.fromEntries(names.map((name, i) => [`${"xyz"[i]}_${name}`, name]));

const outcomes = (
  seed: unknown[],
  reads: Readonly<Record<string, string>>,
  channels: ReadonlyArray<string>,
  density: number,
) => {
  return (view: Readonly<Record<string, unknown>>, message: unknown): ReadonlyArray<ErasedOutcome> => {
    const key = [...seed, Object.values(view), message];
    return Array.from({ length: draw(density, "count", ...key) }, (_, i) => ({
      label: draw(3, "label", i, ...key),
      next: Object.fromEntries(
        Object.entries(reads).flatMap(([alias, name]) => {
          if (draw(2, "write", i, alias, ...key) === 0) return [];
          if (!channels.includes(name)) return [[alias, pick(TWINS, i, alias, ...key)]];
          const held = view[alias];
          return [[alias, Array.isArray(held) ? held.slice(draw(2, "drop", i, ...key)).toReversed() : []]];
        }),
      ),
      send: channels
        .filter((to) => draw(3, "send", i, to, ...key) === 0)
        .map((to) => ({ to, message: pick(MESSAGES, "message", i, to, ...key) })),
    }));
  };
};

export type Shape = {
  seed: number;
  locals: number;
  starts: number;
  channels: ReadonlyArray<{ discipline: Discipline; capacity: number; whenFull: WhenFull; initial: number }>;
  observers: number;
  rules: number;
  receivers: number;
  hasBoundary: boolean;
};

export const systemOf = (shape: Shape): System => {
  const { seed } = shape;
  const locals = Array.from({ length: shape.locals }, (_, i) => `l${i}`);
  const channels = shape.channels.map((_, i) => `c${i}`);
  const observers = Array.from({ length: shape.observers }, (_, i) => `o${i}`);
  const components: Component[] = [
    ...locals.map((name): Component => ({
      kind: "local",
      name,
      initial: VALUES.slice(0, name === "l0" ? shape.starts : 1),
    })),
    ...shape.channels.map((channel, i): Component => ({
      kind: "channel",
      name: `c${i}`,
      ...channel,
      initial: [MESSAGES.slice(0, channel.initial)],
    })),
    ...observers.map((name): Component => ({
      kind: "observer",
      name,
      initial: [0],
      observe: (state, label, overflowed) => draw(3, "observe", name, seed, state, label, overflowed),
    })),
  ];
  const rule = (i: number, receives: string | undefined): Rule => {
    const free = [...locals, ...channels].filter((name) => name !== receives);
    const reads = byAlias(subset(free, 3, "reads", i, seed, receives));
    const step = outcomes([i, seed, receives], reads, channels, 3);
    return { name: `${receives ?? "rule"} ${i}`, reads, receives, step, fairness: "none", sources: [] };
  };
  const everything = [...locals, ...channels, ...observers];
  const property = (i: number): Property => {
    const reads = byAlias(subset(everything, 3, "property", i, seed));
    const judged = { name: `p${i}`, reads, sources: [] };
    const says = (rarity: number, ...parts: unknown[]) => draw(rarity, "p", i, seed, ...parts) !== 0;
    switch (i % 5) {
      case 0:
        return { ...judged, kind: "always", holds: (v) => says(12, v), given: undefined };
      case 1:
        return { ...judged, kind: "never", holds: (v) => !says(12, v), given: (v) => says(3, "given", v) };
      case 2:
        return { ...judged, kind: "sometimes", holds: (v) => !says(12, v) };
      case 3:
        return {
          ...judged,
          kind: "action",
          holds: (a, label, b, over) => says(24, a, label, b, over),
          given: says(2) ? (label, over) => says(3, label, over) : undefined,
        };
      default:
        return { ...judged, kind: "deadlock-free", terminal: (v) => says(2, v) };
    }
  };
  const boundary: Boundary = {
    name: "boundary",
    reads: byAlias(everything.slice(0, 2)),
    // Initial states are inside, so that both sides count them alike.
    holds: (v) =>
      Object.values(v).every((value) => value === 0 || draw(6, "boundary", seed, value) !== 0 || Array.isArray(value)),
  };
  return {
    name: `random ${JSON.stringify(shape)}`,
    components,
    starts: [{}],
    rules: [
      ...Array.from({ length: shape.rules }, (_, i) => rule(i, undefined)),
      ...(channels.length === 0
        ? []
        : Array.from({ length: shape.receivers }, (_, i) => rule(i, pick(channels, i, seed)))),
    ],
    properties: Array.from({ length: 5 }, (_, i) => property(i)),
    boundaries: shape.hasBoundary && shape.starts === 1 ? [boundary] : [],
  };
};

const channel = fc.record({
  discipline: fc.constantFrom<Discipline>("fifo", "bag", "set"),
  capacity: fc.integer({ min: 1, max: 2 }),
  whenFull: fc.constantFrom<WhenFull>("block", "overflow"),
  initial: fc.integer({ min: 0, max: 1 }),
});

export const shapes: fc.Arbitrary<Shape> = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  locals: fc.integer({ min: 1, max: 3 }),
  starts: fc.integer({ min: 1, max: 3 }),
  channels: fc.array(channel, { maxLength: 2 }),
  observers: fc.integer({ min: 0, max: 1 }),
  rules: fc.integer({ min: 1, max: 4 }),
  receivers: fc.integer({ min: 0, max: 2 }),
  hasBoundary: fc.boolean(),
});

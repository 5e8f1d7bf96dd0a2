/**
 * Random systems of a few processes that seldom touch each other: what partial order is for. As in `random-system.ts`,
 * rules are tables drawn from a seed.
 */
import fc from "fast-check";
import type { Component, Discipline, ErasedOutcome, Property, Rule, System, WhenFull } from "../../checker/system.js";
import { draw } from "./draw.js";

type Channel = { readonly discipline: Discipline; readonly capacity: number; readonly whenFull: WhenFull };

export type LooseShape = {
  readonly seed: number;
  readonly processes: number;
  /** Values of a local; it only grows, but for rules that set it back. */
  readonly values: number;
  readonly rules: number;
  readonly channels: ReadonlyArray<Channel>;
  readonly observers: number;
  readonly cycles: boolean;
  /** Sends and receives more often. */
  readonly busy: boolean;
  readonly properties: number;
};

const aliased = (names: ReadonlyArray<string>) => Object.fromEntries(names.map((name, i) => [`a${i}`, name]));

export const looseSystem = (shape: LooseShape): System => {
  const { seed, values } = shape;
  const locals = Array.from({ length: shape.processes }, (_, i) => `p${i}`);
  const channels = shape.channels.map((_, i) => `c${i}`);
  const observers = Array.from({ length: shape.observers }, (_, i) => `o${i}`);
  const components: Component[] = [
    ...locals.map((name): Component => ({ kind: "local", name, initial: [0] })),
    ...shape.channels.map((channel, i): Component => ({
      kind: "channel",
      name: `c${i}`,
      ...channel,
      initial: [draw(3, "initial", i, seed) === 0 ? ["m0"] : []],
    })),
    ...observers.map((name): Component => ({
      kind: "observer",
      name,
      initial: [0],
      // Most labels leave it alone; some do so only while it has certain values.
      observe: (state, label, lost) =>
        draw(4, "deaf", name, seed, label) !== 0 ? state : draw(3, "next", name, seed, state, label, lost),
    })),
  ];
  const rule = (process: number, i: number): Rule => {
    const own = `p${process}`;
    const from =
      channels.length > 0 && draw(shape.busy ? 2 : 3, "receives", process, i, seed) === 0
        ? draw(channels.length, "from", process, i, seed)
        : -1;
    const receives = from < 0 ? undefined : channels[from];
    const looks = draw(6, "looks", process, i, seed);
    const other = locals[draw(locals.length, "other", process, i, seed)]!;
    const seen = channels[draw(Math.max(1, channels.length), "sees", process, i, seed)];
    const names = [own, ...(looks === 0 ? [other] : looks === 1 && seen !== undefined ? [seen] : [])];
    const reads = aliased([...new Set(names)].filter((name) => name !== receives));
    const step = (view: Readonly<Record<string, unknown>>, message: unknown): ReadonlyArray<ErasedOutcome> => {
      const key = [process, i, seed, ...Object.values(view), message];
      if (draw(3, "enabled", ...key) === 0) return [];
      return Array.from({ length: 1 + (draw(5, "count", ...key) === 0 ? 1 : 0) }, (_, o): ErasedOutcome => {
        const at = view["a0"];
        const up = typeof at === "number" ? at + 1 : 0;
        const back = shape.cycles && draw(4, "back", o, ...key) === 0;
        if (up >= values && !back) return { label: draw(4, "label", o, ...key), next: {} };
        const written = view["a1"];
        const next: Record<string, unknown> = { a0: back ? 0 : up };
        if (draw(6, "write", o, ...key) === 0 && written !== undefined)
          next["a1"] = Array.isArray(written) ? written.slice(1) : 0;
        const send = channels
          .filter((to) => draw(shape.busy ? 2 : 4, "send", o, to, ...key) === 0)
          .map((to) => ({ to, message: `m${draw(2, "message", o, to, ...key)}` }));
        return { label: draw(4, "label", o, ...key), next, send };
      }).filter(({ next }) => Object.keys(next ?? {}).length > 0 || shape.cycles);
    };
    return { name: `${own} ${i}`, reads, receives, step, fairness: "none", sources: [] };
  };
  const everything = [...locals, ...channels, ...observers];
  const property = (i: number): Property => {
    const size = draw(3, "size", i, seed);
    const names = Array.from({ length: size }, (_, j) => everything[draw(everything.length, "reads", i, j, seed)]!);
    const judged = { name: `q${i}`, reads: aliased([...new Set(names)]), sources: [] };
    const rare = (n: number, ...parts: unknown[]) => draw(n, "q", i, seed, ...parts) === 0;
    switch (i % 5) {
      case 0:
        return { ...judged, kind: "deadlock-free", terminal: (v) => !rare(3, v) };
      case 1:
        return {
          ...judged,
          kind: "action",
          holds: (a, l, b, o) => !rare(9, a, l, b, o),
          given: (l, o) => rare(3, "g", l, o),
        };
      case 2:
        return { ...judged, kind: "never", holds: (v) => rare(6, v), given: (v) => !rare(3, "given", v) };
      case 3:
        return { ...judged, kind: "sometimes", holds: (v) => rare(8, v) };
      default:
        return { ...judged, kind: "always", holds: (v) => !rare(8, v), given: undefined };
    }
  };
  const first = draw(5, "first", seed);
  return {
    name: `loose ${JSON.stringify(shape)}`,
    components,
    starts: [{}],
    rules: locals.flatMap((_, process) => Array.from({ length: shape.rules }, (__, i) => rule(process, i))),
    properties: Array.from({ length: shape.properties }, (_, i) => property(first + i)),
    boundaries: [],
  };
};

const channel = fc.record({
  discipline: fc.constantFrom<Discipline>("fifo", "bag", "set"),
  capacity: fc.integer({ min: 1, max: 2 }),
  whenFull: fc.constantFrom<WhenFull>("block", "block", "overflow"),
});

export const looseShapes: fc.Arbitrary<LooseShape> = fc.record({
  seed: fc.integer({ min: 0, max: 10_000_000 }),
  processes: fc.integer({ min: 2, max: 4 }),
  values: fc.integer({ min: 2, max: 3 }),
  rules: fc.integer({ min: 1, max: 3 }),
  channels: fc.array(channel, { maxLength: 2 }),
  observers: fc.integer({ min: 0, max: 1 }),
  cycles: fc.boolean(),
  busy: fc.boolean(),
  properties: fc.integer({ min: 1, max: 3 }),
});

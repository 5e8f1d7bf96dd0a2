/** Random systems of interchangeable things, whose names (T0, T1, ..) are in component names, values, messages and labels. */
import fc from "fast-check";
import type { Component, Discipline, ErasedOutcome, Property, Rule, System } from "../../checker/system.js";
import { text } from "./naive.js";
import { draw } from "./draw.js";

export type SymmetricShape = {
  readonly seed: number;
  readonly things: number;
  readonly rules: number;
  readonly discipline: Discipline;
  readonly observed: boolean;
  /** One thing starts differently from the others. */
  readonly uneven: boolean;
  /** Some rules are the thing's own business, and no property looks at every thing. */
  readonly private: boolean;
};

export const thingsOf = ({ things }: Pick<SymmetricShape, "things">): ReadonlyArray<string> =>
  Array.from({ length: things }, (_, i) => `T${i}`);

/** As the thing itself sees it: its own name, and those of others, which it can't tell apart. */
const seenBy = (thing: string, value: unknown): string =>
  text(value).replaceAll(/T\d/g, (name) => (name === thing ? "me" : "other"));

/** The same for all orders of the things. */
const crowd = (view: Readonly<Record<string, unknown>>) => Object.values(view).map(text).toSorted();

export const symmetricSystem = (shape: SymmetricShape): System => {
  const { seed } = shape;
  const things = thingsOf(shape);
  const components: Component[] = [
    ...things.map((thing, i): Component => ({
      kind: "local",
      name: `at ${thing}`,
      initial: [shape.uneven && i === 0 ? 1 : 0],
    })),
    { kind: "local", name: "holder", initial: ["none"] },
    { kind: "local", name: "waiting", initial: [[]] },
    ...things.map((thing): Component => ({
      kind: "channel",
      name: `to ${thing}`,
      discipline: "fifo",
      capacity: 1,
      whenFull: "overflow",
      initial: [[]],
    })),
    { kind: "channel", name: "all", discipline: shape.discipline, capacity: 2, whenFull: "block", initial: [[]] },
    ...(shape.observed
      ? [
          {
            kind: "observer",
            name: "last",
            initial: ["nobody"],
            observe: (state: unknown, label: unknown, lost: ReadonlyArray<string>) =>
              lost.length > 0
                ? { lost: lost.length }
                : draw(2, "heard", seed, seenBy("nobody", label)) === 0
                  ? state
                  : label,
          } as const,
        ]
      : []),
  ];
  const rule = (thing: string, i: number): Rule => {
    const kind = draw(4, "kind", i, seed);
    const receives = kind === 0 ? `to ${thing}` : kind === 1 ? "all" : undefined;
    const isPrivate = shape.private && draw(3, "private", i, seed) !== 0;
    const shared = isPrivate ? 2 : draw(3, "shared", i, seed);
    const reads = {
      self: `at ${thing}`,
      ...(shared === 0 ? { holder: "holder" } : shared === 1 ? { waiting: "waiting" } : {}),
    };
    const step = (view: Readonly<Record<string, unknown>>, message: unknown): ReadonlyArray<ErasedOutcome> => {
      const queue = shared === 1 ? (view["waiting"] as ReadonlyArray<string>) : [];
      // The order of a sorted list is not the same for all.
      const key = [
        i,
        seed,
        seenBy(thing, [view["self"], shared === 0 ? view["holder"] : 0]),
        seenBy(thing, message),
        queue.length,
        queue.includes(thing),
      ];
      if (draw(3, "enabled", ...key) === 0) return [];
      return [
        {
          label: { does: draw(3, "label", ...key), who: thing },
          next: {
            self: draw(3, "self", ...key),
            ...(shared === 0 ? { holder: draw(2, "hold", ...key) === 0 ? thing : "none" } : {}),
            // Sorted, so that the declaration needs a way to sort it again.
            ...(shared === 1
              ? { waiting: draw(2, "wait", ...key) === 0 ? [] : [...new Set([...queue, thing])].toSorted() }
              : {}),
          },
          send: [
            ...(!isPrivate && draw(3, "tell", ...key) === 0 ? [{ to: "all", message: { from: thing } }] : []),
            ...(!isPrivate && draw(3, "others", ...key) === 0
              ? things
                  .filter((other) => other !== thing)
                  .map((other) => ({ to: `to ${other}`, message: { [thing]: 1 } }))
              : []),
          ],
        },
      ];
    };
    return { name: `${thing} ${i}`, reads, receives, step, fairness: "none", sources: [] };
  };
  const all = Object.fromEntries(things.map((thing) => [thing, `at ${thing}`]));
  const properties: ReadonlyArray<Property> = [
    {
      kind: "always",
      name: "always",
      reads: all,
      sources: [],
      given: undefined,
      holds: (v) => draw(9, "a", seed, crowd(v)) !== 0,
    },
    { kind: "sometimes", name: "sometimes", reads: all, sources: [], holds: (v) => draw(9, "s", seed, crowd(v)) === 0 },
    {
      kind: "deadlock-free",
      name: "stuck",
      reads: { holder: "holder" },
      sources: [],
      terminal: (v) => v["holder"] !== "none",
    },
    {
      kind: "action",
      name: "action",
      reads: { holder: "holder" },
      sources: [],
      given: (label) => draw(2, "given", seed, seenBy("nobody", label)) === 0,
      holds: (before, label, after) =>
        draw(9, "h", seed, text([before["holder"], label, after["holder"]]).replaceAll(/T\d/g, "other")) !== 0,
    },
  ];
  return {
    name: `symmetric ${JSON.stringify(shape)}`,
    components,
    starts: [{}],
    rules: Array.from({ length: shape.rules }, (_, i) => i).flatMap((i) => things.map((thing) => rule(thing, i))),
    properties: shape.private ? properties.filter(({ name }) => name !== "always" && name !== "sometimes") : properties,
    boundaries: [],
    symmetries: [
      {
        name: "things",
        components: [things.map((thing) => `at ${thing}`), things.map((thing) => `to ${thing}`)],
        names: [things, things.map((thing) => `to ${thing}`)],
        tidy: (component, value) =>
          component === "waiting" && Array.isArray(value) ? (value as ReadonlyArray<string>).toSorted() : value,
      },
    ],
  };
};

export const symmetricShapes: fc.Arbitrary<SymmetricShape> = fc.record({
  seed: fc.integer({ min: 0, max: 10_000_000 }),
  things: fc.integer({ min: 2, max: 3 }),
  rules: fc.integer({ min: 1, max: 4 }),
  discipline: fc.constantFrom<Discipline>("fifo", "bag", "set"),
  observed: fc.boolean(),
  uneven: fc.boolean(),
  private: fc.boolean(),
});

/** Random temporal properties, and small random graphs with random fairness to ask them of: drawn from a seed. */
import fc from "fast-check";
import type { Component, Fairness, Rule, System, Temporal } from "../../checker/system.js";
import { draw } from "./draw.js";

export type Profile = "none" | "weak" | "strong" | "mixed";

export const fairnessOf = (profile: Profile, ...parts: unknown[]): Fairness => {
  if (profile === "none") return "none";
  const [none, weak, strong] = ["none", "weak", "strong"] as const;
  const choices = {
    weak: [none, weak, weak, weak],
    strong: [none, strong, strong, strong],
    mixed: [none, weak, strong, strong],
  };
  return choices[profile][draw(4, "fairness", ...parts)]!;
};

const KINDS = ["leads-to", "always-eventually", "eventually-always", "until", "always-possible"] as const;

/** Of each kind `each`, over the given footprints: how often a predicate is true differs from one to the next. */
export const temporalProperties = (
  each: number,
  footprint: (i: number) => Readonly<Record<string, string>>,
  ...seed: unknown[]
): ReadonlyArray<Temporal> =>
  Array.from({ length: each * KINDS.length }, (_, i): Temporal => {
    const kind = KINDS[i % KINDS.length]!;
    const says =
      (what: string) =>
      (view: Readonly<Record<string, unknown>>): boolean =>
        draw(6, what, i, view, ...seed) < 1 + draw(4, what, i, ...seed);
    const isConditional = kind === "leads-to" || draw(3, "conditional", i, ...seed) > 0;
    /** Now and then an antecedent that is never true. */
    const given = draw(12, "vacuous", i, ...seed) === 0 ? () => false : says("given");
    const judged = {
      name: `${kind} ${i}`,
      reads: footprint(i),
      sources: [],
      holds: says("holds"),
      given: isConditional ? given : undefined,
    };
    return kind === "until" ? { ...judged, kind, goal: says("goal") } : { ...judged, kind };
  });

export type GraphShape = {
  readonly seed: number;
  /** Values of the first component, and of the second. */
  readonly first: number;
  readonly second: number;
  readonly starts: number;
  readonly rules: number;
  readonly profile: Profile;
  /** The first rule is enabled everywhere and fair, so that runs stop seldom; the second is enabled now and then. */
  readonly isDriven: boolean;
  readonly hasBoundary: boolean;
};

const moved = (value: number, size: number, ...parts: unknown[]): number => {
  const by = [0, 1, 1, 1, size - 1, draw(size, "far", ...parts)][draw(6, "by", ...parts)]!;
  return (value + by) % size;
};

/** Components by place, the first and the second. */
const FOOTPRINTS: ReadonlyArray<{ places: ReadonlyArray<number>; written: ReadonlyArray<number> }> = [
  { places: [0], written: [0] },
  { places: [0, 1], written: [1] },
  { places: [1], written: [1] },
  { places: [0, 1], written: [0, 1] },
];

/** A random relation on the values of one component or of both; most of it leads to a neighbour. */
const randomRule = (i: number, { seed, first, second, profile, isDriven }: GraphShape): Rule => {
  const sizes = [first, second];
  const isDriver = isDriven && i === 0;
  const footprint = isDriven && i < 2 ? i : draw(FOOTPRINTS.length, "places", i, seed);
  const { places, written } = FOOTPRINTS[footprint]!;
  const rarity = isDriver ? 1 : 2 + draw(3, "rarity", i, seed);
  const next = (n: number, view: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      written.map((place) => [`c${place}`, moved(Number(view[`c${place}`]), sizes[place]!, place, n, i, seed, view)]),
    );
  const fairness = fairnessOf(profile, i, seed);
  return {
    name: `r${i}`,
    reads: Object.fromEntries(places.map((place) => [`c${place}`, `c${place}`])),
    receives: undefined,
    step: (view) => {
      const isEnabled = draw(rarity, "enabled", i, seed, view) === 0;
      const count = isEnabled ? 1 + draw(isDriver ? 1 : 2, "n", i, seed, view) : 0;
      return Array.from({ length: count }, (_, n) => ({ label: i, next: next(n, view) }));
    },
    fairness: isDriver && profile !== "none" && fairness === "none" ? "weak" : fairness,
    sources: [],
  };
};

export const graphSystem = (shape: GraphShape): System => ({
  name: `random ${JSON.stringify(shape)}`,
  components: [shape.first, 1].map((starts, i): Component => ({
    kind: "local",
    name: `c${i}`,
    initial: Array.from({ length: Math.min(shape.starts, starts) }, (_, start) => start),
  })),
  starts: [{}],
  rules: Array.from({ length: shape.rules }, (_, i) => randomRule(i, shape)),
  properties: temporalProperties(2, (i) => (i % 2 === 0 ? { a: "c0", b: "c1" } : { b: "c1" }), shape.seed),
  // The initial states are inside.
  boundaries: shape.hasBoundary
    ? [{ name: "boundary", reads: { a: "c0" }, holds: ({ a }) => Number(a) < Math.max(shape.starts, shape.first - 1) }]
    : [],
});

export const profiles: fc.Arbitrary<Profile> = fc.constantFrom("none", "weak", "strong", "mixed");

export const graphShapes = (mostFirst: number, mostSecond: number): fc.Arbitrary<GraphShape> =>
  fc.record({
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    first: fc.integer({ min: 2, max: mostFirst }),
    second: fc.integer({ min: 1, max: mostSecond }),
    starts: fc.integer({ min: 1, max: 2 }),
    rules: fc.integer({ min: 2, max: 5 }),
    profile: profiles,
    isDriven: fc.boolean(),
    hasBoundary: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
  });

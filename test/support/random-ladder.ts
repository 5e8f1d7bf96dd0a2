/**
 * Random systems for strong fairness in many rounds: a run that goes up and down a ladder owes each rung a step towards the
 * ground, and only when it keeps off one rung can the next one's step no longer be made where the run stays.
 */
import fc from "fast-check";
import type { Fairness, Rule, System, Temporal } from "../../checker/system.js";
import { draw } from "./draw.js";

export type Ladder = {
  readonly seed: number;
  readonly rungs: number;
  /** In how many places out of twenty the ladder is not the plain one. */
  readonly slips: number;
};

type View = Readonly<Record<string, unknown>>;

/** At a place of the ladder, the next one; undefined where the rule is not enabled. */
type Move = (at: number) => number | undefined;

const rule = (name: string, fairness: Fairness, move: Move): Rule => ({
  name,
  reads: { at: "at" },
  receives: undefined,
  step: (view) => {
    const to = move(Number(view["at"]));
    return to === undefined ? [] : [{ label: name, next: { at: to } }];
  },
  fairness,
  sources: [],
});

const FAIRNESS = ["none", "weak"] as const;

export const ladderSystem = (shape: Ladder): System => {
  const { seed, rungs, slips } = shape;
  const isSlip = (...parts: unknown[]) => draw(20, "slip", seed, ...parts) < slips;
  const towardsGround = (rung: number): Rule =>
    rule(`rung ${rung}`, isSlip("fairness", rung) ? FAIRNESS[draw(2, seed, rung)]! : "strong", (at) => {
      if (at !== rung && !isSlip("enabled", rung, at)) return undefined;
      return isSlip("to", rung, at) ? draw(rungs + 1, seed, rung, at) : rung - 1;
    });
  const isGround = (what: string) => (view: View) => (view["at"] === 0) !== isSlip(what, view);
  const given = (view: View) => view["at"] === draw(rungs + 1, "given", seed);
  const judged = { reads: { at: "at" }, sources: [] };
  const properties: ReadonlyArray<Temporal> = [
    { ...judged, name: "leads-to", kind: "leads-to", given, holds: isGround("leads") },
    { ...judged, name: "always-eventually", kind: "always-eventually", given: undefined, holds: isGround("again") },
    { ...judged, name: "eventually-always", kind: "eventually-always", given, holds: isGround("at last") },
    { ...judged, name: "until", kind: "until", given, holds: () => true, goal: isGround("until") },
    { ...judged, name: "always-possible", kind: "always-possible", given: undefined, holds: isGround("possible") },
  ];
  return {
    name: `ladder ${JSON.stringify(shape)}`,
    components: [{ kind: "local", name: "at", initial: [draw(rungs + 1, "start", seed)] }],
    starts: [{}],
    rules: [
      rule("up", "none", (at) => (at > 0 && at < rungs ? at + 1 : undefined)),
      rule("down", "none", (at) => (at > 1 ? at - 1 : undefined)),
      rule("leave the ground", "none", (at) => (at === 0 ? 1 + draw(rungs, "leave", seed) : undefined)),
      ...Array.from({ length: rungs }, (_, i) => towardsGround(i + 1)),
    ],
    properties,
    boundaries: [],
  };
};

export const ladders: fc.Arbitrary<Ladder> = fc.record({
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  rungs: fc.integer({ min: 2, max: 8 }),
  slips: fc.integer({ min: 0, max: 3 }),
});

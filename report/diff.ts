/** What `diff` found, as data: the schema `mpacheck/diff@1` of its JSON, and what its text is made of. */
import * as t from "io-ts";
import { ScenarioVerdict, Trail, Verdict, optional } from "./verification.js";

export const Side = t.keyof({ left: null, right: null }, "Side");
export type Side = t.TypeOf<typeof Side>;

const value = t.union([t.string, t.number, t.boolean]);

export const OptionDifference = t.strict(
  { id: t.string, left: value, right: value, meaning: t.string, sources: t.readonlyArray(t.string) },
  "OptionDifference",
);
export type OptionDifference = t.TypeOf<typeof OptionDifference>;

/** Where a side has no verdict, the property means nothing there. */
export const VerdictDifference = optional(
  "VerdictDifference",
  { id: t.string, kind: t.string, says: t.string },
  { left: Verdict, right: Verdict },
);
export type VerdictDifference = t.TypeOf<typeof VerdictDifference>;

/** A part of two states that is not the same. A side that has no such part has no value. */
export const StateDifference = optional(
  "StateDifference",
  { component: t.string, path: t.string },
  { left: t.unknown, right: t.unknown },
);
export type StateDifference = t.TypeOf<typeof StateDifference>;

/** A step that could be taken. */
const Possible = t.strict({ rule: t.string, entity: t.string, event: t.string, label: t.unknown }, "Possible");

/** The run of one side that shows its verdict, and what the other side makes of it. */
export const Parting = optional(
  "Parting",
  {
    property: t.string,
    /** Whose run it is. */
    by: Side,
    run: Trail,
    /** The same steps on the other side, rule for rule, as far as they are possible there. */
    followed: Trail,
    /** How many steps, from the first on, are the same on both sides and do the same. */
    same: t.number,
    /** In what the initial states differ. */
    start: t.readonlyArray(StateDifference),
    /** Every step that the other side can take after those that it followed. */
    possible: t.readonlyArray(Possible),
    /** Where all steps could be followed: in what the last states differ, of what the property reads. */
    judged: t.readonlyArray(StateDifference),
  },
  /** Where a step could not be followed: why not. */
  { stuck: t.keyof({ "not enabled": null, "no such rule": null }) },
);
export type Parting = t.TypeOf<typeof Parting>;

/**
 * different: a property is decided on both sides, and not to the same verdict. same: there is none. inconclusive: a bound
 * left a verdict undecided, whatever else is known.
 */
export const Difference = t.keyof({ same: null, different: null, inconclusive: null }, "Difference");
export type Difference = t.TypeOf<typeof Difference>;

/** Without `parting` there is no run to compare. Nothing is expected of either side. */
export const Diff = optional(
  "Diff",
  {
    schema: t.literal("mpacheck/diff@1"),
    scenario: t.string,
    verdict: Difference,
    /** Properties: all, and of these those with different verdicts, meaningful on one side only, not decided on a side. */
    counts: t.strict({ all: t.number, different: t.number, oneSided: t.number, undecided: t.number }),
    left: ScenarioVerdict,
    right: ScenarioVerdict,
    /** Those whose values differ. */
    options: t.readonlyArray(OptionDifference),
    /** Those whose verdicts are not the same, undecided and missing ones included. */
    properties: t.readonlyArray(VerdictDifference),
  },
  { parting: Parting },
);
export type Diff = t.TypeOf<typeof Diff>;

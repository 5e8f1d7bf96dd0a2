/** What `simulate` found, as data: the schema `mpacheck/simulate@1` of its JSON, and what its text is made of. */
import * as t from "io-ts";
import { Judgement, PropertyVerdict, optional } from "./verification.js";

/** The run that decides a property. `again` is the command that gives it back. */
export const FoundRun = t.strict({ run: t.number, steps: t.number, minimal: t.boolean, again: t.string }, "FoundRun");
export type FoundRun = t.TypeOf<typeof FoundRun>;

/**
 * Random runs prove nothing: `holds` is said of `sometimes` only, and what was not violated is inconclusive. `exercised` is
 * false if the antecedent was never true.
 */
export const SimulatedProperty = t.intersection(
  [PropertyVerdict, optional("Simulated", { exercised: t.boolean }, { found: FoundRun })],
  "SimulatedProperty",
);
export type SimulatedProperty = t.TypeOf<typeof SimulatedProperty>;

export const SimulatedScenario = optional(
  "SimulatedScenario",
  {
    name: t.string,
    title: t.string,
    profile: t.string,
    /** Every option with its value. */
    options: t.record(t.string, t.union([t.string, t.number, t.boolean])),
    /** inconclusive: no run was over, or no step was taken. */
    verdict: Judgement,
    runs: t.number,
    steps: t.number,
    /** Distinct ones; above a million an estimate. */
    states: t.number,
    deadlocks: t.number,
    /** Fair runs without end on which temporal properties were judged. */
    endless: t.number,
    seconds: t.number,
    properties: t.readonlyArray(SimulatedProperty),
    /** Rules by name: what the verdicts of temporal properties assume of runs. */
    fairness: t.strict({ weak: t.readonlyArray(t.string), strong: t.readonlyArray(t.string) }),
    /** How often each rule fired, and with how many different labels (but for numbers). */
    rules: t.readonlyArray(t.strict({ name: t.string, fired: t.number, outcomes: t.number })),
  },
  { stopped: t.string },
);
export type SimulatedScenario = t.TypeOf<typeof SimulatedScenario>;

export const Simulation = t.strict(
  {
    schema: t.literal("mpacheck/simulate@1"),
    verdict: Judgement,
    seed: t.number,
    scenarios: t.readonlyArray(SimulatedScenario),
  },
  "Simulation",
);
export type Simulation = t.TypeOf<typeof Simulation>;

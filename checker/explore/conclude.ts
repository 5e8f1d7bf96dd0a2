/**
 * From what random runs have shown to a report. Every run that decides a property is minimised, and taken again by the
 * plain semantics.
 */
import { type Compiled, type CompiledProperty, compile } from "../compile.js";
import { type Fault, fault, isFault } from "../fault.js";
import { judge, judgeLabel, judgeStep } from "../fire.js";
import { isTemporal } from "../kernel/predicates.js";
import { type Walker, makeWalker, startStates } from "../kernel/walker.js";
import { type Step, type Values, initialStates, successors } from "../semantics.js";
import type { Property, System } from "../system.js";
import { type Moment, judgeRun } from "../temporal/judge-run.js";
import { type Trail, replay } from "../trail.js";
import { type Pool, makePool } from "../values.js";
import { countOf } from "./distinct.js";
import { minimise } from "./minimise.js";
import type { Found, SimulatedProperty, SimulationOptions, SimulationResult } from "./simulation-report.js";
import { type Finding, type Tally, together } from "./tally.js";

type View = Readonly<Record<string, unknown>>;

/** A run by the plain semantics: its states, each with the step that led there. */
type Visited = { readonly values: Values; readonly step: Step | undefined };

const visited = (
  compiled: Compiled,
  pool: Pool,
  choices: ReadonlyArray<number>,
): ReadonlyArray<Visited> | Fault | undefined => {
  const initial = initialStates(compiled, pool);
  if (isFault(initial)) return initial;
  const start = initial[choices[0] ?? -1];
  if (start === undefined) return undefined;
  const states: Visited[] = [{ values: start, step: undefined }];
  let from = start;
  for (const choice of choices.slice(1)) {
    const steps = successors(compiled, pool, from);
    if (isFault(steps)) return steps;
    const step = steps[choice];
    if (step === undefined) return undefined;
    states.push({ values: step.to, step });
    from = step.to;
  }
  return states;
};

const decides = (given: boolean | Fault, holds: boolean | Fault, expected: boolean): boolean | Fault =>
  isFault(given) ? given : isFault(holds) ? holds : given && holds === expected;

/** Whether the last state, or the last step, decides a property that is not temporal. */
const isDecided = (
  compiled: Compiled,
  pool: Pool,
  { property, reads }: CompiledProperty,
  states: ReadonlyArray<Visited>,
): boolean | Fault => {
  const where = `property '${property.name}'`;
  const seen = (at: number): Values => reads.places.map((place) => states.at(at)?.values[place]);
  const ask = (predicate: (view: View) => boolean) => judge(compiled, where, reads, seen(-1), predicate);
  const isGiven = (given: ((view: View) => boolean) | undefined) => (given === undefined ? true : ask(given));
  switch (property.kind) {
    case "always":
      return decides(isGiven(property.given), ask(property.holds), false);
    case "never":
      return decides(isGiven(property.given), ask(property.holds), true);
    case "sometimes":
      return ask(property.holds);
    case "deadlock-free": {
      const steps = successors(compiled, pool, states.at(-1)?.values ?? []);
      return isFault(steps) ? steps : decides(steps.length === 0, ask(property.terminal), false);
    }
    case "action": {
      const step = states.at(-1)?.step;
      if (step === undefined) return false;
      const { label, overflowed } = step;
      const given = property.given === undefined ? true : judgeLabel(where, label, overflowed, property.given);
      const holds = judgeStep(compiled, where, reads, seen(-2), label, seen(-1), overflowed, property.holds);
      return decides(given, holds, false);
    }
    case "leads-to":
    case "always-eventually":
    case "eventually-always":
    case "until":
    case "always-possible":
      throw new Error("temporal properties are decided by runs");
  }
};

const isConfirmed = (
  compiled: Compiled,
  pool: Pool,
  property: CompiledProperty,
  states: ReadonlyArray<Visited>,
  loop: number | undefined,
): boolean | Fault => {
  if (!isTemporal(property.property)) return isDecided(compiled, pool, property, states);
  const moments = states.map(({ values, step }): Moment => ({ values, by: step?.rule }));
  const judged = judgeRun(compiled, pool, property, moments, loop);
  return isFault(judged) ? judged : judged.fair && judged.violated;
};

/** The trail of choices that decide the property by the plain semantics too: if not, some function of the modeller's is not one. */
const evidence = (
  compiled: Compiled,
  property: CompiledProperty,
  { choices, loop }: Pick<Finding, "choices" | "loop">,
): Trail | Fault => {
  const pool = makePool();
  const where = `property '${property.property.name}'`;
  const impure = fault("impure", where, "expected the run that decided it to decide it again, it does not");
  const states = visited(compiled, pool, choices);
  if (states === undefined || isFault(states)) return states ?? impure;
  const confirmed = isConfirmed(compiled, pool, property, states, loop);
  if (isFault(confirmed)) return confirmed;
  const trail = confirmed ? replay(compiled.system, choices, loop) : impure;
  return trail.tag === "NoSuchTrail" || trail.tag === "NoSuchLoop" ? impure : trail;
};

type Replays = {
  readonly compiled: Compiled;
  readonly walker: Walker;
  readonly starts: ReadonlyArray<Int32Array>;
  readonly isAborted: () => boolean;
};

function* foundBy(
  { compiled, walker, starts, isAborted }: Replays,
  property: CompiledProperty,
  finding: Finding,
): Generator<void, Found | Fault> {
  const minimised = yield* minimise(walker, starts, property, finding, isAborted);
  if (isFault(minimised)) return minimised;
  const { isMinimal } = minimised ?? { isMinimal: false };
  const trail = evidence(compiled, property, minimised ?? finding);
  return isFault(trail) ? trail : { run: finding.run, steps: finding.choices.length - 1, isMinimal, trail };
}

const isConditional = (property: Property): boolean => "given" in property && property.given !== undefined;

const resultOf = (tally: Tally, { property, index }: CompiledProperty, found: Found | undefined): SimulatedProperty => {
  const { name, kind, sources } = property;
  const decided = kind === "sometimes" ? "holds" : "violated";
  const exercised = found !== undefined || !isConditional(property) || tally.shown[index] === true;
  return { name, kind, sources, verdict: found === undefined ? "inconclusive" : decided, exercised, found };
};

/** The report of a simulation whose runs, dealt out to as many threads as there are tallies, have shown this. Yields on the way. */
export function* conclusion(
  system: System,
  tallies: ReadonlyArray<Tally>,
  { seed, signal }: Pick<SimulationOptions, "signal"> & { readonly seed: number },
): Generator<void, SimulationResult> {
  const compiled = compile(system);
  if (isFault(compiled)) return compiled;
  const tally = together(compiled, tallies);
  if (tally.fault !== undefined) return tally.fault.fault;
  const walker = makeWalker(compiled);
  const starts = startStates(walker);
  if (isFault(starts)) return starts;
  const replays = { compiled, walker, starts, isAborted: () => signal?.aborted === true };
  const properties: SimulatedProperty[] = [];
  for (const property of compiled.properties) {
    const finding = tally.findings[property.index];
    const found = finding === undefined ? undefined : yield* foundBy(replays, property, finding);
    if (isFault(found)) return found;
    properties.push(resultOf(tally, property, found));
  }
  return {
    tag: "SimulationReport",
    system: system.name,
    seed,
    verdict: properties.some(({ verdict }) => verdict === "violated") ? "violated" : "inconclusive",
    bound: tally.bound,
    runs: tally.runs,
    steps: tally.steps,
    states: countOf(tally.distinct),
    deadlocks: tally.deadlocks,
    endless: tally.endless,
    seconds: tally.seconds,
    properties,
    rules: system.rules.map(({ name, fairness, sources }, rule) => ({
      name,
      fairness,
      sources,
      fired: tally.fired[rule] ?? 0,
      outcomes: tally.outcomes[rule]?.size ?? 0,
    })),
  };
}

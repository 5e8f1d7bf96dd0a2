/** From the checker's simulations to what is told of them. */
import type {
  SimulatedProperty as Result,
  SimulationBound,
  SimulationReport,
} from "../checker/explore/simulation-report.js";
import type { SimulatedProperty, SimulatedScenario, Simulation } from "./simulation.js";
import { type Judgement, isExpected } from "./verification.js";
import { type Subject, type TrailChoice, propertyVerdict, worst } from "./verify.js";

export type Simulated = Subject & {
  /** Undefined if its turn did not come. */
  readonly report: SimulationReport | undefined;
  /** The command that takes one run of this scenario again. */
  readonly again: (run: number) => string;
};

const propertyOf = (of: Simulated, choice: TrailChoice, result: Result): SimulatedProperty => {
  const { found, exercised } = result;
  return {
    ...propertyVerdict(of, choice, { ...result, trail: found?.trail }),
    exercised,
    ...(found === undefined
      ? {}
      : { found: { run: found.run, steps: found.steps, minimal: found.isMinimal, again: of.again(found.run) } }),
  };
};

const stoppedBy = ({ kind, seconds }: SimulationBound): string => {
  const after = `after ${seconds.toFixed(1)} s`;
  switch (kind) {
    case "seconds":
      return `stopped ${after}, by the bound`;
    case "aborted":
      return `stopped on request ${after}`;
    case "memory":
      return `stopped ${after}: the values of one run are more than memory holds`;
  }
};

/** What was not found is as expected: that there is nothing to find is for an exploration to say. */
const verdictOf = (report: SimulationReport, properties: ReadonlyArray<SimulatedProperty>): Judgement => {
  if (properties.some((property) => isExpected(property) === false)) return "violated";
  return report.runs === 0 || report.steps === 0 ? "inconclusive" : "as expected";
};

const notSimulated = {
  verdict: "inconclusive",
  runs: 0,
  steps: 0,
  states: 0,
  deadlocks: 0,
  endless: 0,
  seconds: 0,
  properties: [],
  fairness: { weak: [], strong: [] },
  rules: [],
  stopped: "not simulated",
} as const;

const rulesWith = ({ rules }: SimulationReport, fairness: "weak" | "strong"): ReadonlyArray<string> =>
  rules.filter((rule) => rule.fairness === fairness).map(({ name }) => name);

const scenarioOf = (of: Simulated, choice: TrailChoice): SimulatedScenario => {
  const { name, title, profile, options, report } = of;
  const scenario = { name, title, profile, options };
  if (report === undefined) return { ...scenario, ...notSimulated };
  const { runs, steps, states, deadlocks, endless, seconds, bound } = report;
  const properties = report.properties.map((result) => propertyOf(of, choice, result));
  return {
    ...scenario,
    verdict: verdictOf(report, properties),
    runs,
    steps,
    states,
    deadlocks,
    endless,
    seconds,
    properties,
    fairness: { weak: rulesWith(report, "weak"), strong: rulesWith(report, "strong") },
    rules: report.rules.map(({ name: rule, fired, outcomes }) => ({ name: rule, fired, outcomes })),
    ...(bound === undefined ? {} : { stopped: stoppedBy(bound) }),
  };
};

/** The worst verdict of the scenarios is the verdict of all. */
export const simulationOf = (all: ReadonlyArray<Simulated>, seed: number, choice: TrailChoice): Simulation => {
  const scenarios = all.map((each) => scenarioOf(each, choice));
  return { schema: "mpacheck/simulate@1", verdict: worst(scenarios.map(({ verdict }) => verdict)), seed, scenarios };
};

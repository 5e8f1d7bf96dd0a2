/** The arguments that choose scenarios, the properties to check, and of what the steps are shown. */
import type { TrailChoice } from "../report/verify.js";
import type { Choice } from "./scenarios.js";

const TRAILS: ReadonlyArray<TrailChoice> = ["unexpected", "all", "none"];

/** As they are written. */
export type GivenChoice = {
  /** What follows `--` is not among the scenarios. */
  readonly _: ReadonlyArray<string | number>;
  readonly scenario: ReadonlyArray<string> | undefined;
  readonly scenarioFile: ReadonlyArray<string> | undefined;
  readonly set: ReadonlyArray<string> | undefined;
  readonly property: ReadonlyArray<string> | undefined;
  readonly trail: TrailChoice;
};

export const SCENARIOS = {
  type: "string",
  array: true,
  describe: "names of built-in scenarios",
  defaultDescription: "all",
} as const;

export const CHOICE_OPTIONS = {
  "scenario-file": { type: "string", array: true, requiresArg: true, describe: "a scenario as JSON; repeatable" },
  set: {
    type: "string",
    array: true,
    requiresArg: true,
    describe: "option=value in every chosen scenario; repeatable",
  },
  property: { type: "string", array: true, requiresArg: true, describe: "check this one only; repeatable" },
} as const;

export const TRAIL_OPTION = {
  choices: TRAILS,
  default: "unexpected" as const,
  requiresArg: true,
  describe: "of which verdicts to show the steps",
} as const;

export const choiceOf = (given: GivenChoice): Choice => ({
  names: [...(given.scenario ?? []), ...given._.slice(1).map(String)],
  files: given.scenarioFile ?? [],
  settings: given.set ?? [],
});

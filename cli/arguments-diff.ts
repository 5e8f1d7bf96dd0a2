/** The arguments of `mpacheck diff`. */
import * as E from "fp-ts/lib/Either.js";
import { BOUND_OPTIONS, type GivenBounds, boundsOf } from "./arguments-bounds.js";
import { type Adding, type Command, once } from "./command.js";
import type { DiffRequest } from "./diff.js";

const EXIT_CODES =
  "Exit codes: 0 every verdict decided, whatever differs, 2 usage or unreadable input, 3 inconclusive, 4 internal error";

type Given = GivenBounds & {
  /** What follows `--` is not the scenario yet. */
  readonly _: ReadonlyArray<string | number>;
  readonly scenario: string | undefined;
  readonly scenarioFile: string | undefined;
  readonly set: ReadonlyArray<string> | undefined;
  readonly setOther: ReadonlyArray<string> | undefined;
  readonly property: ReadonlyArray<string> | undefined;
  readonly format: DiffRequest["format"];
  readonly color: boolean;
};

const SINGLE = ["scenarioFile", "maxStates", "maxMemory", "maxSeconds", "format"] as const;
const WRITTEN = {
  scenarioFile: "scenario-file",
  maxStates: "max-states",
  maxMemory: "max-memory",
  maxSeconds: "max-seconds",
  format: "format",
};

const commandOf = (given: Given): Command => {
  const repeated = SINGLE.flatMap((name) => once(WRITTEN[name], given[name]));
  if (repeated.length > 0) return { tag: "Misuse", lines: repeated };
  const names = [...(given.scenario === undefined ? [] : [given.scenario]), ...given._.slice(1).map(String)];
  const files = given.scenarioFile === undefined ? [] : [given.scenarioFile];
  const [of, ...others] = [...names.map((name) => ({ name })), ...files.map((file) => ({ file }))];
  const [left, right] = [given.set ?? [], given.setOther ?? []];
  const bounds = boundsOf(given);
  const mistakes = [
    ...(of === undefined ? ["expected a scenario, got none"] : []),
    ...(others.length > 0 ? [`expected one scenario, got ${others.length + 1}`] : []),
    ...(left.length + right.length === 0 ? ["expected --set or --set-other, got neither"] : []),
    ...(E.isLeft(bounds) ? bounds.left : []),
  ];
  if (of === undefined || E.isLeft(bounds) || mistakes.length > 0) return { tag: "Misuse", lines: mistakes };
  return {
    tag: "Diff",
    hasColour: given.color,
    request: { of, left, right, properties: given.property ?? [], bounds: bounds.right, format: given.format },
  };
};

export const diffArguments: Adding = (parser, take) =>
  parser.command(
    "diff [scenario]",
    "show what two readings of a scenario decide, and where their runs part",
    (y) =>
      y
        .positional("scenario", { type: "string", describe: "the name of a built-in scenario" })
        .option("scenario-file", {
          type: "string",
          requiresArg: true,
          describe: "a scenario as JSON, in place of a name",
        })
        .option("set", {
          type: "string",
          array: true,
          requiresArg: true,
          describe: "option=value on the left; repeatable",
          defaultDescription: "as the scenario is",
        })
        .option("set-other", {
          type: "string",
          array: true,
          requiresArg: true,
          describe: "option=value on the right; repeatable",
          defaultDescription: "as the scenario is",
        })
        .option("property", {
          type: "string",
          array: true,
          requiresArg: true,
          describe: "check this one only; repeatable",
        })
        .options(BOUND_OPTIONS)
        .option("format", {
          choices: ["text", "json"] as const,
          default: "text" as const,
          requiresArg: true,
          describe: "what to print",
        })
        .epilogue(EXIT_CODES),
    (given) => take(commandOf(given)),
  );

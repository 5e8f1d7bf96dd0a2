/** The arguments of `mpacheck verify`. */
import * as E from "fp-ts/lib/Either.js";
import { showText } from "../report/value.js";
import { type Adding, type Command, once } from "./command.js";
import { parseBytes, parseCount, parseSeconds } from "./quantities.js";

const FORMATS = ["text", "json", "mermaid"] as const;
const REDUCTIONS = ["auto", "all", "partial-order", "symmetry", "none"] as const;
const TRAILS = ["unexpected", "all", "none"] as const;

const EXIT_CODES =
  "Exit codes: 0 as expected, 1 violated, 2 usage or unreadable input, 3 inconclusive, 4 internal error";

type Parser = (text: string) => E.Either<string, number>;

type Amounts = { readonly maxStates?: number; readonly maxBytes?: number; readonly maxSeconds?: number };

const amount = (
  key: keyof Amounts,
  option: string,
  text: string | undefined,
  parse: Parser,
): E.Either<string, Amounts> => {
  if (text === undefined) return E.right({});
  const parsed = parse(text);
  return E.isLeft(parsed) ? E.left(`--${option}: ${showText(parsed.left)}`) : E.right({ [key]: parsed.right });
};

type Given = {
  /** What follows `--` is not among the scenarios. */
  readonly _: ReadonlyArray<string | number>;
  readonly scenario: ReadonlyArray<string> | undefined;
  readonly scenarioFile: ReadonlyArray<string> | undefined;
  readonly set: ReadonlyArray<string> | undefined;
  readonly property: ReadonlyArray<string> | undefined;
  readonly maxStates: string | undefined;
  readonly maxMemory: string | undefined;
  readonly maxSeconds: string | undefined;
  readonly trail: (typeof TRAILS)[number];
  readonly format: (typeof FORMATS)[number];
  readonly reduction: (typeof REDUCTIONS)[number];
  readonly listOptions: boolean;
  readonly color: boolean;
};

const SINGLE = ["maxStates", "maxMemory", "maxSeconds", "trail", "format", "reduction"] as const;
const WRITTEN = {
  maxStates: "max-states",
  maxMemory: "max-memory",
  maxSeconds: "max-seconds",
  trail: "trail",
  format: "format",
  reduction: "reduction",
};

const commandOf = (given: Given): Command => {
  const repeated = SINGLE.flatMap((name) => once(WRITTEN[name], given[name]));
  if (repeated.length > 0) return { tag: "Misuse", lines: repeated };
  if (given.listOptions)
    return given.format === "mermaid"
      ? { tag: "Misuse", lines: ["--list-options: expected --format text or json, got 'mermaid'"] }
      : { tag: "List", kind: "option", format: given.format };
  const bounds = [
    amount("maxStates", "max-states", given.maxStates, parseCount),
    amount("maxBytes", "max-memory", given.maxMemory, parseBytes),
    amount("maxSeconds", "max-seconds", given.maxSeconds, parseSeconds),
  ];
  const wrong = bounds.flatMap((bound) => (E.isLeft(bound) ? [bound.left] : []));
  if (wrong.length > 0) return { tag: "Misuse", lines: wrong };
  return {
    tag: "Verify",
    hasColour: given.color,
    request: {
      choice: {
        names: [...(given.scenario ?? []), ...given._.slice(1).map(String)],
        files: given.scenarioFile ?? [],
        settings: given.set ?? [],
      },
      properties: given.property ?? [],
      bounds: bounds.reduce<Amounts>((all, bound) => (E.isLeft(bound) ? all : { ...all, ...bound.right }), {}),
      reduction: given.reduction,
      trail: given.trail,
      format: given.format,
    },
  };
};

export const verifyArguments: Adding = (parser, take) =>
  parser.command(
    "verify [scenario..]",
    "explore every reachable state of scenarios and decide every property",
    (y) =>
      y
        .positional("scenario", {
          type: "string",
          array: true,
          describe: "names of built-in scenarios",
          defaultDescription: "all",
        })
        .option("scenario-file", {
          type: "string",
          array: true,
          requiresArg: true,
          describe: "a scenario as JSON; repeatable",
        })
        .option("set", {
          type: "string",
          array: true,
          requiresArg: true,
          describe: "option=value in every chosen scenario; repeatable",
        })
        .option("property", {
          type: "string",
          array: true,
          requiresArg: true,
          describe: "check this one only; repeatable",
        })
        .option("max-states", { type: "string", requiresArg: true, describe: "stop a scenario at so many states" })
        .option("max-memory", {
          type: "string",
          requiresArg: true,
          describe: "stop a scenario at so much memory, as 1GB or 512MiB",
        })
        .option("max-seconds", {
          type: "string",
          requiresArg: true,
          describe: "stop a scenario after so many seconds",
        })
        .option("trail", {
          choices: TRAILS,
          default: "unexpected" as const,
          requiresArg: true,
          describe: "of which verdicts to show the steps",
        })
        .option("format", {
          choices: FORMATS,
          default: "text" as const,
          requiresArg: true,
          describe: "what to print",
        })
        .option("reduction", {
          choices: REDUCTIONS,
          default: "auto" as const,
          requiresArg: true,
          describe: "explore a reduced space; auto: where it is of use, --no-reduction: never",
          // What --no-reduction sets is false.
          coerce: (value: (typeof REDUCTIONS)[number] | false) => (value === false ? "none" : value),
        })
        .option("list-options", {
          type: "boolean",
          default: false,
          describe: "print the options of scenarios, and end",
        })
        .epilogue(EXIT_CODES),
    (given) => take(commandOf(given)),
  );

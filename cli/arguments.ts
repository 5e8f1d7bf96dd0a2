/** The command line as a value: what is asked for, or what is wrong with how it was asked. */
import yargs from "yargs";
import * as E from "fp-ts/lib/Either.js";
import type { Kind } from "../report/entries.js";
import { showText } from "../report/value.js";
import type { EntryFormat } from "./entries.js";
import { parseBytes, parseCount, parseSeconds } from "./quantities.js";
import type { VerifyRequest } from "./verify.js";

export type Command =
  | { readonly tag: "Verify"; readonly request: VerifyRequest; readonly hasColour: boolean }
  | { readonly tag: "List"; readonly kind: Kind; readonly format: EntryFormat }
  | { readonly tag: "Explain"; readonly id: string; readonly format: EntryFormat; readonly hasColour: boolean }
  /** Help, or the version. */
  | { readonly tag: "Show"; readonly text: string }
  | { readonly tag: "Misuse"; readonly lines: ReadonlyArray<string> };

const FORMATS = ["text", "json", "mermaid"] as const;
const ENTRY_FORMATS = ["text", "json"] as const;
const TRAILS = ["unexpected", "all", "none"] as const;
const WHAT = {
  scenarios: "scenario",
  properties: "property",
  requirements: "requirement",
  rules: "rule",
  options: "option",
} as const;
const LISTS = ["scenarios", "properties", "requirements", "rules", "options"] as const;

const EXIT_CODES =
  "Exit codes: 0 as expected, 1 violated, 2 usage or unreadable input, 3 inconclusive, 4 internal error";

type Lines = ReadonlyArray<string>;
type Parser = (text: string) => E.Either<string, number>;

/** yargs makes a list of an option that is given twice; one that is meant once is then a mistake. */
const once = (name: string, value: unknown): Lines =>
  Array.isArray(value) ? [`--${name}: expected once, got ${value.length} times`] : [];

/** yargs spreads some messages over lines, and some have the user's own text in them. */
const oneLine = (message: string): string => showText(message.replace(/\n\s*/g, " "));

/** What follows `--` and has no place. */
const surplus = (words: ReadonlyArray<string | number>): Lines =>
  words.slice(1).map((word) => `unknown argument: ${showText(String(word))}`);

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

type VerifyArguments = {
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
  readonly listOptions: boolean;
  readonly color: boolean;
};

const SINGLE = ["maxStates", "maxMemory", "maxSeconds", "trail", "format"] as const;
const WRITTEN = {
  maxStates: "max-states",
  maxMemory: "max-memory",
  maxSeconds: "max-seconds",
  trail: "trail",
  format: "format",
};

const verifyCommand = (given: VerifyArguments): Command => {
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
      trail: given.trail,
      format: given.format,
    },
  };
};

/** Reads the arguments without printing or ending anything. `width` is for the help. */
export const parseArguments = (args: ReadonlyArray<string>, version: string, width: number): Command => {
  let command: Command | undefined;
  const misuse: string[] = [];
  let shown = "";
  void yargs([])
    .scriptName("mpacheck")
    .usage("$0 <command>\n\nSays whether a handover by Media-independent Pre-Authentication loses packets.")
    .locale("en")
    .parserConfiguration({ "greedy-arrays": false })
    .option("color", {
      type: "boolean",
      default: true,
      describe: "colours on a terminal; --no-color or NO_COLOR=1 for none",
    })
    .command(
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
          .option("list-options", {
            type: "boolean",
            default: false,
            describe: "print the options of scenarios, and end",
          })
          .epilogue(EXIT_CODES),
      (given) => {
        command = verifyCommand(given);
      },
    )
    .command(
      "list [what]",
      "list what the specification consists of",
      (y) =>
        y.positional("what", { choices: LISTS, default: "scenarios" as const }).option("format", {
          choices: ENTRY_FORMATS,
          default: "text" as const,
          requiresArg: true,
          describe: "what to print",
        }),
      ({ what, format, _ }) => {
        const wrong = [...once("format", format), ...surplus(_)];
        command = wrong.length > 0 ? { tag: "Misuse", lines: wrong } : { tag: "List", kind: WHAT[what], format };
      },
    )
    .command(
      "explain <id>",
      "say what a property, requirement, scenario, option or rule is, and where it is from",
      (y) =>
        y.positional("id", { type: "string", demandOption: true }).option("format", {
          choices: ENTRY_FORMATS,
          default: "text" as const,
          requiresArg: true,
          describe: "what to print",
        }),
      ({ id, format, color, _ }) => {
        const wrong = [...once("format", format), ...surplus(_)];
        command = wrong.length > 0 ? { tag: "Misuse", lines: wrong } : { tag: "Explain", id, format, hasColour: color };
      },
    )
    .demandCommand(1, 1, "expected a command: verify, list or explain", "expected one command")
    .recommendCommands()
    .strict()
    .version(version)
    .help()
    .alias("help", "h")
    .epilogue(EXIT_CODES)
    .wrap(width)
    .exitProcess(false)
    .fail((message) => {
      misuse.push(message);
    })
    .parse([...args], {}, (_error, _given, output: string) => {
      shown = output;
    });
  if (misuse.length > 0) return { tag: "Misuse", lines: [...new Set(misuse.toReversed().map(oneLine))] };
  return command ?? { tag: "Show", text: shown };
};

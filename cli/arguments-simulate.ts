/** The arguments of `mpacheck simulate`. */
import * as E from "fp-ts/lib/Either.js";
import { showText } from "../report/value.js";
import { CHOICE_OPTIONS, type GivenChoice, SCENARIOS, TRAIL_OPTION, choiceOf } from "./arguments-choice.js";
import { type Adding, type Command, once } from "./command.js";
import { atMost, parseSeconds, parseWhole, parseWorkers } from "./quantities.js";

const FORMATS = ["text", "json"] as const;

/** Threads beyond the processors of any machine at hand are a mistake. */
const BELOW = 2 ** 32;

const EXIT_CODES =
  "Exit codes: 0 as expected, 1 violated, 2 usage or unreadable input, 3 nothing exercised, 4 internal error";

type Given = GivenChoice & {
  readonly runs: string;
  readonly steps: string;
  readonly seed: string | undefined;
  readonly firstRun: string;
  readonly workers: string;
  readonly maxSeconds: string | undefined;
  readonly format: (typeof FORMATS)[number];
  readonly color: boolean;
};

const WRITTEN = {
  runs: "runs",
  steps: "steps",
  seed: "seed",
  firstRun: "first-run",
  workers: "workers",
  maxSeconds: "max-seconds",
  trail: "trail",
  format: "format",
} as const;

type Name = keyof typeof WRITTEN;
const NAMES: ReadonlyArray<Name> = ["runs", "steps", "seed", "firstRun", "workers", "maxSeconds", "trail", "format"];

type Parsed = { readonly mistakes: ReadonlyArray<string>; readonly value: number };

const read = (name: Name, text: string, parse: (text: string) => E.Either<string, number>): Parsed => {
  const parsed = parse(text);
  return E.isRight(parsed)
    ? { mistakes: [], value: parsed.right }
    : { mistakes: [`--${WRITTEN[name]}: ${showText(parsed.left)}`], value: 0 };
};

const commandOf = (given: Given): Command => {
  const repeated = NAMES.flatMap((name) => once(WRITTEN[name], given[name]));
  if (repeated.length > 0) return { tag: "Misuse", lines: repeated };
  const runs = read("runs", given.runs, atMost(BELOW - 1));
  const steps = read("steps", given.steps, atMost(BELOW - 1));
  const seed = given.seed === undefined ? undefined : read("seed", given.seed, parseWhole(BELOW));
  const firstRun = read("firstRun", given.firstRun, parseWhole(BELOW));
  const workers = read("workers", given.workers, parseWorkers);
  const seconds = given.maxSeconds === undefined ? undefined : read("maxSeconds", given.maxSeconds, parseSeconds);
  const mistakes = [runs, steps, seed, firstRun, workers, seconds].flatMap((each) => each?.mistakes ?? []);
  const isBeyond = firstRun.value + runs.value >= BELOW;
  if (mistakes.length > 0) return { tag: "Misuse", lines: mistakes };
  if (isBeyond) return { tag: "Misuse", lines: [`--first-run: expected runs with numbers below ${BELOW}`] };
  return {
    tag: "Simulate",
    hasColour: given.color,
    request: {
      choice: choiceOf(given),
      properties: given.property ?? [],
      runs: runs.value,
      steps: steps.value,
      seed: seed?.value,
      firstRun: firstRun.value,
      workers: workers.value,
      maxSeconds: seconds?.value,
      trail: given.trail,
      format: given.format,
    },
  };
};

export const simulateArguments: Adding = (parser, take) =>
  parser.command(
    "simulate [scenario..]",
    "take random runs of scenarios and check every property on the way",
    (y) =>
      y
        .positional("scenario", SCENARIOS)
        .options(CHOICE_OPTIONS)
        .option("runs", { type: "string", default: "1000", requiresArg: true, describe: "runs of each scenario" })
        .option("steps", { type: "string", default: "200", requiresArg: true, describe: "steps of a run at most" })
        .option("seed", {
          type: "string",
          requiresArg: true,
          describe: "what the runs depend on, with their numbers",
          defaultDescription: "any; it is told",
        })
        .option("first-run", { type: "string", default: "0", requiresArg: true, describe: "number of the first run" })
        .option("workers", { type: "string", default: "1", requiresArg: true, describe: "threads that share the runs" })
        .option("max-seconds", {
          type: "string",
          requiresArg: true,
          describe: "stop a scenario after so many seconds",
        })
        .option("trail", TRAIL_OPTION)
        .option("format", {
          choices: FORMATS,
          default: "text" as const,
          requiresArg: true,
          describe: "what to print",
        })
        .epilogue(EXIT_CODES),
    (given) => take(commandOf(given)),
  );

/** The arguments of `mpacheck verify`. */
import * as E from "fp-ts/lib/Either.js";
import { CHECKPOINT_OPTIONS, type GivenKeeping, keepingOf } from "./arguments-checkpoint.js";
import { CHOICE_OPTIONS, type GivenChoice, SCENARIOS, TRAIL_OPTION, choiceOf } from "./arguments-choice.js";
import { BOUND_OPTIONS, type GivenBounds, boundsOf } from "./arguments-bounds.js";
import { showText } from "../report/value.js";
import { type Adding, type Command, once } from "./command.js";
import { parseWorkers } from "./quantities.js";

const FORMATS = ["text", "json", "mermaid"] as const;
const KERNELS = ["auto", "plain"] as const;
const LOSSY = ["bitstate", "compact"] as const;
const REDUCTIONS = ["auto", "all", "partial-order", "symmetry", "none"] as const;

const EXIT_CODES =
  "Exit codes: 0 as expected, 1 violated, 2 usage or unreadable input, 3 inconclusive, 4 internal error";

type Given = GivenBounds &
  GivenKeeping &
  GivenChoice & {
    readonly format: (typeof FORMATS)[number];
    readonly reduction: (typeof REDUCTIONS)[number];
    readonly kernel: (typeof KERNELS)[number];
    readonly workers: string;
    readonly lossy: (typeof LOSSY)[number] | undefined;
    readonly temporal: boolean;
    readonly listOptions: boolean;
    readonly color: boolean;
  };

const SINGLE = [
  "maxStates",
  "maxMemory",
  "maxSeconds",
  "checkpoint",
  "every",
  "resume",
  "trail",
  "format",
  "reduction",
  "kernel",
  "workers",
  "lossy",
] as const;
const WRITTEN = {
  maxStates: "max-states",
  maxMemory: "max-memory",
  maxSeconds: "max-seconds",
  checkpoint: "checkpoint",
  every: "every",
  resume: "resume",
  trail: "trail",
  format: "format",
  reduction: "reduction",
  kernel: "kernel",
  workers: "workers",
  lossy: "lossy",
};

/** What the loop that may be lossy does not do. */
const lossyMistakes = ({ lossy, kernel, reduction }: Given): ReadonlyArray<string> => {
  if (lossy === undefined) return [];
  return [
    ...(kernel === "plain" ? ["--lossy: the plain loop is exact, expected no --kernel plain with it"] : []),
    ...(["auto", "none"].includes(reduction)
      ? []
      : [`--lossy: a reduced space is explored without loss, expected no --reduction ${reduction} with it`]),
  ];
};

const commandOf = (given: Given): Command => {
  const repeated = SINGLE.flatMap((name) => once(WRITTEN[name], given[name]));
  if (repeated.length > 0) return { tag: "Misuse", lines: repeated };
  if (given.listOptions)
    return given.format === "mermaid"
      ? { tag: "Misuse", lines: ["--list-options: expected --format text or json, got 'mermaid'"] }
      : { tag: "List", kind: "option", format: given.format };
  const bounds = boundsOf(given);
  const workers = parseWorkers(given.workers);
  const keeping = keepingOf(given);
  const lossy = lossyMistakes(given);
  if (E.isLeft(bounds) || E.isLeft(workers) || E.isLeft(keeping) || lossy.length > 0) {
    const wrong = E.isLeft(workers) ? E.left([`--workers: ${showText(workers.left)}`]) : workers;
    return {
      tag: "Misuse",
      lines: [...[bounds, wrong, keeping].flatMap((each) => (E.isLeft(each) ? each.left : [])), ...lossy],
    };
  }
  return {
    tag: "Verify",
    hasColour: given.color,
    request: {
      choice: choiceOf(given),
      properties: given.property ?? [],
      bounds: bounds.right,
      // Of a reduced space there are no checkpoints, nor lossy modes.
      how: {
        reduction: keeping.right === undefined && given.lossy === undefined ? given.reduction : "none",
        kernel: given.kernel,
        workers: workers.right,
        ...(given.lossy === undefined ? {} : { lossy: given.lossy }),
      },
      keeping: keeping.right,
      isTemporal: given.temporal,
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
        .positional("scenario", SCENARIOS)
        .options(CHOICE_OPTIONS)
        .options(BOUND_OPTIONS)
        .options(CHECKPOINT_OPTIONS)
        .option("trail", TRAIL_OPTION)
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
        .option("kernel", {
          choices: KERNELS,
          default: "auto" as const,
          requiresArg: true,
          describe: "the loop that explores; plain: the readable one, in place of WebAssembly",
        })
        .option("workers", { type: "string", default: "1", requiresArg: true, describe: "threads that explore" })
        .option("lossy", {
          choices: LOSSY,
          requiresArg: true,
          describe: "go on where memory ends, though states may then be missed; how many is estimated",
        })
        .option("temporal", {
          type: "boolean",
          default: true,
          describe:
            "decide properties of runs without end too; --no-temporal leaves them out, for reductions do not preserve them",
        })
        .option("list-options", {
          type: "boolean",
          default: false,
          describe: "print the options of scenarios, and end",
        })
        .epilogue(EXIT_CODES),
    (given) => take(commandOf(given)),
  );

/** The arguments of `mpacheck conform` and `mpacheck decode`. */
import * as E from "fp-ts/lib/Either.js";
import { showText } from "../report/value.js";
import { type Adding, type Command, once, unless } from "./command.js";
import { parseRange } from "./quantities.js";

const CONFORM_CODES =
  "Exit codes: 0 conforms, 1 violates, 2 usage or unreadable input, 3 inconclusive, 4 internal error";
const DECODE_CODES = "Exit codes: 0 decoded to its end, 2 usage or unreadable input, 3 interrupted, 4 internal error";

/** A name that begins with a dash comes after `--`, and then not among the others: so yargs cannot demand one. */
const filesIn = (
  captures: ReadonlyArray<string>,
  words: ReadonlyArray<string | number>,
): E.Either<string, readonly [string, ...ReadonlyArray<string>]> => {
  const [first, ...others] = [...captures, ...words.slice(1).map(String)];
  return first === undefined ? E.left("expected a capture, got none") : E.right([first, ...others]);
};

export const conformArguments: Adding = (parser, take) =>
  parser.command(
    "conform [capture..]",
    "say whether a recorded run is one that the specification allows",
    (y) =>
      y
        .positional("capture", {
          type: "string",
          array: true,
          describe: "pcap, pcapng or log files, gzip or not: the capture points of one run",
        })
        .option("roles", {
          type: "string",
          requiresArg: true,
          describe: "who is who, as JSON",
          defaultDescription: "inferred from what is seen",
        })
        .option("scenario", {
          type: "string",
          requiresArg: true,
          describe: "a built-in scenario whose kind of handover to expect",
          defaultDescription: "by what is seen",
        })
        .option("deviations", {
          type: "string",
          requiresArg: true,
          describe: "deviations that are known and do not fail the run, as JSON",
        })
        .option("format", {
          choices: ["text", "json", "mermaid"] as const,
          default: "text" as const,
          requiresArg: true,
          describe: "what to print",
        })
        .epilogue(CONFORM_CODES),
    ({ capture, roles, scenario, deviations, format, color, _ }) => {
      const repeated = Object.entries({ roles, scenario, deviations, format }).flatMap(([name, value]) =>
        once(name, value),
      );
      const files = filesIn(capture ?? [], _);
      take(
        E.isLeft(files)
          ? { tag: "Misuse", lines: [...repeated, files.left] }
          : unless(repeated, {
              tag: "Conform",
              hasColour: color,
              request: { files: files.right, roles, scenario, deviations, format },
            }),
      );
    },
  );

type DecodeGiven = {
  readonly _: ReadonlyArray<string | number>;
  readonly capture: string | undefined;
  readonly frames: string | undefined;
  readonly only: "all" | "signalling";
  readonly layers: boolean;
  readonly format: "text" | "json";
  readonly color: boolean;
};

const decodeCommand = ({ capture, frames, only, layers, format, color, _ }: DecodeGiven): Command => {
  const repeated = Object.entries({ frames, only, format }).flatMap(([name, value]) => once(name, value));
  const files = filesIn(capture === undefined ? [] : [capture], _);
  if (E.isLeft(files)) return { tag: "Misuse", lines: [...repeated, files.left] };
  const [file, ...others] = files.right;
  const mistakes = [...repeated, ...others.map((other) => `unknown argument: ${showText(other)}`)];
  if (mistakes.length > 0) return { tag: "Misuse", lines: mistakes };
  const range = parseRange(frames ?? "1-");
  if (E.isLeft(range)) return { tag: "Misuse", lines: [`--frames: ${showText(range.left)}`] };
  if (layers && format === "json")
    return { tag: "Misuse", lines: ["--layers: expected --format text, got 'json', which has every layer"] };
  return {
    tag: "Decode",
    hasColour: color,
    request: { file, frames: range.right, only, format: layers ? "layers" : format },
  };
};

export const decodeArguments: Adding = (parser, take) =>
  parser.command(
    "decode [capture]",
    "print what is in the frames of a capture",
    (y) =>
      y
        .positional("capture", {
          type: "string",
          describe: "a pcap, pcapng or log file, gzip or not; - for standard input",
        })
        .option("frames", {
          type: "string",
          requiresArg: true,
          describe: "which: 7, 7-12, 7- or -12",
          defaultDescription: "every one",
        })
        .option("only", {
          choices: ["all", "signalling"] as const,
          default: "all" as const,
          requiresArg: true,
          describe: "signalling: mobility, PANA and router discovery messages, and ICMPv6 errors",
        })
        .option("layers", {
          type: "boolean",
          default: false,
          describe: "every layer of each frame, in a line of its own",
        })
        .option("format", {
          choices: ["text", "json"] as const,
          default: "text" as const,
          requiresArg: true,
          describe: "what to print; json: an object per line",
        })
        .epilogue(DECODE_CODES),
    (given) => take(decodeCommand(given)),
  );

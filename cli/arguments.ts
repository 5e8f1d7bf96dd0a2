/** The command line as a value: what is asked for, or what is wrong with how it was asked. */
import yargs from "yargs";
import { showText } from "../report/value.js";
import { conformArguments, decodeArguments } from "./arguments-captures.js";
import { diffArguments } from "./arguments-diff.js";
import { explainArguments, listArguments } from "./arguments-entries.js";
import { verifyArguments } from "./arguments-verify.js";
import type { Command, Common } from "./command.js";

const EXIT_CODES =
  "Exit codes: 0 as expected, 1 violated, 2 usage or unreadable input, 3 inconclusive, 4 internal error";

/** yargs spreads some messages over lines, and some have the user's own text in them. */
const oneLine = (message: string): string => showText(message.replace(/\n\s*/g, " "));

const COMMANDS = [verifyArguments, diffArguments, conformArguments, decodeArguments, listArguments, explainArguments];

/** A lone dash is an option without a name to yargs, and lost; behind `--` it is a word. */
const dashLast = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const before = args.slice(0, end);
  const words = [...before.filter((word) => word === "-"), ...args.slice(end + 1)];
  return before.includes("-") ? [...before.filter((word) => word !== "-"), "--", ...words] : args;
};

/** Reads the arguments without printing or ending anything. `width` is for the help. */
export const parseArguments = (args: ReadonlyArray<string>, version: string, width: number): Command => {
  let command: Command | undefined;
  const misuse: string[] = [];
  let shown = "";
  const common: Common = yargs([])
    .scriptName("mpacheck")
    .usage("$0 <command>\n\nSays whether a handover by Media-independent Pre-Authentication loses packets.")
    .locale("en")
    .parserConfiguration({ "greedy-arrays": false })
    .option("color", {
      type: "boolean",
      default: true,
      describe: "colours on a terminal; --no-color or NO_COLOR=1 for none",
    });
  const take = (taken: Command): void => {
    command = taken;
  };
  void COMMANDS.reduce((parser, add) => add(parser, take), common)
    .demandCommand(1, 1, "expected a command: verify, diff, conform, decode, list or explain", "expected one command")
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
    .parse([...dashLast(args)], {}, (_error, _given, output: string) => {
      shown = output;
    });
  if (misuse.length > 0) return { tag: "Misuse", lines: [...new Set(misuse.toReversed().map(oneLine))] };
  return command ?? { tag: "Show", text: shown };
};

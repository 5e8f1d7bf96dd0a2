/** The arguments of `mpacheck list` and `mpacheck explain`. */
import { type Adding, once, surplus, unless } from "./command.js";

const FORMAT = {
  choices: ["text", "json"] as const,
  default: "text" as const,
  requiresArg: true,
  describe: "what to print",
};

const WHAT = {
  scenarios: "scenario",
  properties: "property",
  requirements: "requirement",
  rules: "rule",
  options: "option",
} as const;
const LISTS = ["scenarios", "properties", "requirements", "rules", "options"] as const;

export const listArguments: Adding = (parser, take) =>
  parser.command(
    "list [what]",
    "list what the specification consists of",
    (y) => y.positional("what", { choices: LISTS, default: "scenarios" as const }).option("format", FORMAT),
    ({ what, format, _ }) => {
      take(unless([...once("format", format), ...surplus(_)], { tag: "List", kind: WHAT[what], format }));
    },
  );

export const explainArguments: Adding = (parser, take) =>
  parser.command(
    "explain <id>",
    "say what a property, requirement, scenario, option or rule is, and where it is from",
    (y) => y.positional("id", { type: "string", demandOption: true }).option("format", FORMAT),
    ({ id, format, color, _ }) => {
      take(unless([...once("format", format), ...surplus(_)], { tag: "Explain", id, format, hasColour: color }));
    },
  );

import { Chalk, supportsColor } from "chalk";
import { type Paint, plain } from "../report/paint.js";

/** Colours where standard output shows them and nobody objects; NO_COLOR (https://no-color.org) objects if not empty. */
export const paint = (hasColour: boolean, noColor: string | undefined): Paint => {
  const isRefused = !hasColour || (noColor !== undefined && noColor !== "");
  if (isRefused || supportsColor === false) return plain;
  const chalk = new Chalk({ level: supportsColor.level });
  return {
    good: chalk.green,
    bad: chalk.red.bold,
    known: chalk.yellow,
    unsure: chalk.magenta,
    strong: chalk.bold,
    faint: chalk.dim,
  };
};

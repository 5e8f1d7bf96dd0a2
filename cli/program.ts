/** The program around the commands: the only place that prints, listens for signals, and sets the exit code. */
import { randomInt } from "node:crypto";
import { showText } from "../report/value.js";
import { parseArguments } from "./arguments.js";
import { perform } from "./commands.js";
import { EXIT, type Outcome } from "./exit-codes.js";
import { interruption } from "./interruption.js";
import { paint } from "./paint.js";
import { memory } from "./memory.js";
import { meter, readingMeter, simulationMeter } from "./progress.js";
import type { Workbench } from "./workbench.js";

/** A terminal may report no columns at all; the tables need some, and are not read better for having very many. */
const widthOf = (columns: number | undefined): number =>
  columns === undefined || columns <= 0 ? 100 : Math.min(120, Math.max(60, columns));

const internalError = (error: unknown): Outcome => ({
  code: EXIT.internal,
  out: "",
  err: [`internal error: ${showText(error instanceof Error ? error.message : String(error))}`],
});

/**
 * Waits until the text is taken, so that no more of it is made than is read. What goes wrong with it `failedToPrint` says.
 */
const print = (text: string): Promise<boolean> =>
  new Promise((resolve) => {
    process.stdout.write(text, (error) => resolve(error === null || error === undefined));
  });

const run = async (open: () => Workbench): Promise<Outcome> => {
  const { signal, interrupt } = interruption(
    (line) => process.stderr.write(`${process.stderr.isTTY ? "\n" : ""}mpacheck: ${line}\n`),
    (code) => process.exit(code),
  );
  process.on("SIGINT", interrupt);
  try {
    const bench = open();
    const width = widthOf(process.stdout.columns);
    const command = parseArguments(process.argv.slice(2), bench.version, width);
    const hasColour = "hasColour" in command && command.hasColour;
    return await perform(bench, command, {
      now: Date.now,
      signal,
      memory: memory(),
      meter: (bounds) => meter(process.stderr, bounds, Date.now),
      simulationMeter: (bounds) => simulationMeter(process.stderr, bounds, Date.now),
      readingMeter: () => readingMeter(process.stderr, Date.now),
      anySeed: () => randomInt(2 ** 32),
      paint: paint(hasColour, process.env["NO_COLOR"]),
      width,
      input: () => process.stdin,
      print,
    });
  } catch (error) {
    return internalError(error);
  } finally {
    process.off("SIGINT", interrupt);
  }
};

/** A reader that has seen enough (`| head`) is no error; anything else that keeps the results from being read is one. */
const failedToPrint = (error: NodeJS.ErrnoException): void => {
  if (error.code === "EPIPE") return;
  process.exitCode = EXIT.internal;
  process.stderr.write(`mpacheck: internal error: the results could not be written (${error.code ?? error.message})\n`);
};

/** Runs the command that the arguments of the process name. Ends by itself: what is still being written is not cut off. */
export const main = async (open: () => Workbench): Promise<void> => {
  process.stdout.on("error", failedToPrint);
  process.stderr.on("error", () => {
    // Nobody listens: there is no place left to say so.
  });
  const { code, out, err } = await run(open);
  // Where results could not be written there is a code already.
  process.exitCode ??= code;
  if (out !== "") process.stdout.write(`${out}\n`);
  for (const line of err) process.stderr.write(`mpacheck: ${line}\n`);
};

import { parseArguments } from "../../cli/arguments.js";
import { perform } from "../../cli/commands.js";
import type { Outcome } from "../../cli/exit-codes.js";
import type { Surroundings } from "../../cli/surroundings.js";
import { plain } from "../../report/paint.js";
import { fake } from "./fake/workbench.js";

/** Time stands still, nothing interrupts, nothing is coloured. */
export const surroundings: Surroundings = {
  now: () => 0,
  signal: new AbortController().signal,
  meter: () => ({ show: () => undefined, stop: () => undefined }),
  paint: plain,
  width: 100,
};

/** What the small handover answers to a command line. */
export const ask = (...args: ReadonlyArray<string>): Promise<Outcome> =>
  perform(fake(), parseArguments(args, "1.2.3", 100), { ...surroundings, now: Date.now });

import { Readable } from "node:stream";
import { parseArguments } from "../../cli/arguments.js";
import { perform } from "../../cli/commands.js";
import type { Outcome } from "../../cli/exit-codes.js";
import type { Surroundings } from "../../cli/surroundings.js";
import { plain } from "../../report/paint.js";
import { makeMemorySpill } from "../support/memory-storage.js";
import { fake } from "./fake/workbench.js";

/** Time stands still, nothing interrupts, nothing is coloured, nobody types, and what is printed nobody reads. */
export const surroundings: Surroundings = {
  now: () => 0,
  signal: new AbortController().signal,
  memory: { process: { taken: () => 0, collect: () => undefined }, most: Infinity, spill: makeMemorySpill },
  meter: () => ({ show: () => undefined, stop: () => undefined }),
  simulationMeter: () => ({ show: () => undefined, stop: () => undefined }),
  readingMeter: () => ({ show: () => undefined, stop: () => undefined }),
  anySeed: () => 7,
  paint: plain,
  width: 100,
  input: () => Readable.from([]),
  print: () => Promise.resolve(false),
};

/** What the small handover answers to a command line: all that is printed, before the end or at the end. */
export const ask = async (...args: ReadonlyArray<string>): Promise<Outcome> => {
  let printed = "";
  const print = (text: string) => {
    printed += text;
    return Promise.resolve(true);
  };
  const asked = parseArguments(args, "1.2.3", 100);
  const ended = await perform(fake(), asked, { ...surroundings, now: Date.now, print });
  return { ...ended, out: printed + ended.out };
};

import type { Paint } from "../report/paint.js";
import type { Memory } from "./memory.js";
import type { Bounds, Meter, ReadingMeter, SimulationBounds, SimulationMeter } from "./progress.js";

/** What a command takes from the process that it runs in. */
export type Surroundings = {
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly memory: Memory;
  readonly meter: (bounds: Bounds) => Meter;
  readonly simulationMeter: (bounds: SimulationBounds) => SimulationMeter;
  readonly readingMeter: () => ReadingMeter;
  /** A seed for random runs where none is given: a whole number below 2^32. */
  readonly anySeed: () => number;
  readonly paint: Paint;
  /** Columns for tables. */
  readonly width: number;
  /** Standard input, for whoever reads it. */
  readonly input: () => AsyncIterable<Uint8Array>;
  /** Prints before the command is over, and waits until that is taken. False: nobody reads any more. */
  readonly print: (text: string) => Promise<boolean>;
};

import type { Paint } from "../report/paint.js";
import type { Bounds, Meter } from "./progress.js";

/** What a command takes from the process that it runs in. */
export type Surroundings = {
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly meter: (bounds: Bounds) => Meter;
  readonly paint: Paint;
  /** Columns for tables. */
  readonly width: number;
};

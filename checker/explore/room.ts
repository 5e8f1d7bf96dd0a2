/** Memory for another round: what has no room goes to disk, before anything is given up. */
import type { Explorer, Pending } from "../native/explorer.js";
import { spillPieces } from "../native/log.js";
import { growthAhead } from "../native/round.js";
import type { Bound } from "./report.js";
import { type Search, boundAt, takenBytes } from "./search.js";

/** More than needed goes to disk, so that it is not done again at once. */
const SPILLED = 1 << 26;

/**
 * Bytes taken, and by so many more. Where that is more than there may be, states go to disk. What the process holds is not
 * less until it is told to look for what is no longer used; that takes long, so it is asked only where it decides.
 */
export const shed = (s: Search, e: Explorer, more: number): number => {
  const { maxBytes = Infinity, memory } = s.options;
  let bytes = takenBytes(s) + more;
  if (bytes < maxBytes) return bytes;
  spillPieces(e.log, bytes - maxBytes + Math.min(SPILLED, e.log.bytes / 2));
  memory?.collect();
  bytes = takenBytes(s) + more;
  return bytes;
};

/** Sees to room for another round. */
export const makeRoom = (s: Search, e: Explorer, pending: ReadonlyArray<Pending>): Bound | undefined => {
  const bytes = shed(s, e, growthAhead(e, pending));
  if (bytes < (s.options.maxBytes ?? Infinity)) return undefined;
  return why(e, boundAt(s, "memory", s.options.maxBytes, bytes));
};

/** A bound on memory with the reason why states did not go to disk. */
export const why = (e: Explorer, bound: Bound): Bound =>
  bound.kind !== "memory" || e.log.failed === undefined ? bound : { ...bound, error: e.log.failed };

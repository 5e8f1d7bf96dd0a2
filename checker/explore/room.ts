/** Memory for another round: what has no room goes to disk, before anything is given up. */
import { OutOfRoom, tableBytes } from "../native/arena.js";
import type { Explorer, Pending } from "../native/explorer.js";
import { grow, growthTo, unlessOutOfRoom } from "../native/layout.js";
import { spillPieces } from "../native/log.js";
import { expectedMissed, goLossy, isLossy } from "../native/lossy.js";
import { growthAhead, reserveAhead } from "../native/round.js";
import type { Bound } from "./report.js";
import { type Search, boundAt, boundHit, processBytes, takenBytes } from "./search.js";

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

/** Of the bound on memory: states of so many bytes go to disk once less than twice that is free. */
const OFTEN = 1 / 16;

/**
 * A process does not give back all that it no longer uses, but uses it again: where states went to disk only at the bound,
 * there would be no room for others.
 */
const spillInTime = (s: Search, { log }: Explorer): void => {
  const { maxBytes = Infinity } = s.options;
  if (log.bytes > OFTEN * maxBytes && takenBytes(s) > (1 - 2 * OFTEN) * maxBytes) spillPieces(log, log.bytes / 2);
};

/** Of the bound on memory, and of the table's memory. */
const OF_BOUND = 1 / 8;
const OF_TABLE = 1 / 2;

/** What is left free for halves and lists: by the exact table where a lossy set may follow, and by that. */
const spare = ({ options: { maxBytes = Infinity } }: Search, { a }: Explorer): number =>
  Math.min(OF_BOUND * maxBytes, OF_TABLE * tableBytes(a));

/** Sees to room for another round. */
export const makeRoom = (s: Search, e: Explorer, pending: ReadonlyArray<Pending>): Bound | undefined => {
  const { maxBytes, lossy } = s.options;
  spillInTime(s, e);
  const growth = growthAhead(e, pending);
  const bytes = shed(s, e, growth + (lossy === undefined || growth === 0 ? 0 : spare(s, e)));
  if (bytes >= (maxBytes ?? Infinity)) return why(e, boundAt(s, "memory", maxBytes, bytes));
  return lossy === undefined || reserveAhead(e, pending) ? undefined : boundAt(s, "memory", undefined, bytes);
};

/** At a bound on memory, goes on with a lossy set in place of the table, if that was asked for. False where it does not help. */
export const turnLossy = (s: Search, e: Explorer, { kind }: Bound): boolean => {
  const { lossy: mode, maxBytes = Infinity } = s.options;
  if (kind !== "memory" || mode === undefined || isLossy(e)) return false;
  const others = shed(s, e, 0) - tableBytes(e.a);
  // A process does not give back what the table had.
  if (processBytes(s) >= maxBytes) return false;
  s.lossy = { mode, from: e.log.size, expectedMissed: 0 };
  return goLossy(e, mode, maxBytes - spare(s, e) - others) && boundHit(s) === undefined;
};

/**
 * Where states found no room in the table, though it is not full: it grows, or gives way to a lossy set. False: neither. Throws
 * `OutOfRoom` where the table is lost by it.
 */
export const makeWay = (s: Search, e: Explorer): boolean => {
  const { lossy, maxBytes = Infinity } = s.options;
  const bytes = shed(s, e, growthTo(e, 0) + (lossy === undefined ? 0 : spare(s, e)));
  if (bytes < maxBytes && unlessOutOfRoom(() => grow(e, 0))) return true;
  turnLossy(s, e, boundAt(s, "memory", s.options.maxBytes, bytes));
  // A table that is lost would take known states for new ones.
  if (!isLossy(e) && !e.isWhole) throw new OutOfRoom();
  return isLossy(e);
};

/** Takes over what a lossy set has missed so far. The bound where states found no room, be it there or in the table. */
export const lookAfter = (s: Search, e: Explorer): Bound | undefined => {
  if (s.lossy !== undefined) s.lossy = { ...s.lossy, expectedMissed: expectedMissed(e) };
  if (e.crowded.length === 0) return undefined;
  return why(e, boundAt(s, "memory", s.options.maxBytes, takenBytes(s) + (isLossy(e) ? 0 : growthTo(e, 0))));
};

/** A bound on memory with the reason why states did not go to disk. */
export const why = (e: Explorer, bound: Bound): Bound =>
  bound.kind !== "memory" || e.log.failed === undefined ? bound : { ...bound, error: e.log.failed };

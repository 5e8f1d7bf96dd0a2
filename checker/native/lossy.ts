/**
 * Where memory for the visited table ends: lossy sets in its place, which may take a state that is new for one that was
 * visited (`assembly/lossy.ts`). They have a size for good; every state of the log is in them.
 */
import type { LossyMode } from "../explore/report.js";
import { clearTable, field, setField, tableBytes } from "./arena.js";
import type { Explorer } from "./explorer.js";
import * as f from "./fields.js";
import { loadPiece } from "./input.js";

export const isLossy = ({ a }: Explorer): boolean => field(a, f.LOSSY) !== 0;

/** Of the table's memory, at most and at least: the rest is for halves and lists, which go on growing. */
const MOST_PART = 7 / 8;
const LEAST_PART = 1 / 4;
/** The number of bits is best for so many times the states that there are. */
const TIMES = 4;
/** Nine bits of a word say which bit. */
const MOST_BITS = 7;

const bitsPerState = (bytes: number, states: number): number =>
  Math.min(MOST_BITS, Math.max(2, Math.round((Math.LN2 * 8 * bytes) / (TIMES * Math.max(1, states)))));

/** Bytes of a line in every segment. */
const LINES_BYTES = f.LINE_BYTES * 2 ** f.SEGMENT_BITS;

/**
 * Puts a lossy set of about so many bytes, but neither more nor much less than the table has, in its place. False if it has no
 * room for the states that there are.
 */
export const goLossy = (e: Explorer, mode: LossyMode, wanted: number): boolean => {
  const { a, log } = e;
  const there = Math.min(tableBytes(a), a.memory.buffer.byteLength - a.end);
  const bytes = Math.min(MOST_PART * there, Math.max(LEAST_PART * there, wanted));
  const lines = Math.max(1, Math.floor(bytes / LINES_BYTES));
  const slotBytes = field(a, f.SLOT_BYTES);
  setField(a, f.LOSSY, mode === "bitstate" ? f.BITSTATE : f.COMPACT);
  setField(a, f.LOSSY_SIZE, mode === "bitstate" ? bitsPerState(lines * LINES_BYTES, log.size) : slotBytes / 2);
  clearTable(a, lines, slotBytes);
  return log.pieces.every((piece) => a.loop.restore(loadPiece(e, 0, piece, 0, piece.count), 0) !== 0);
};

/**
 * How many distinct states were taken for known ones when they were first found, by expectation. The set cannot say it of one
 * state, but of each that was new it knows the chance p that it would have been missed: with bitstate (bits set in its line /
 * bits of the line)^(bits per state), with compact what the slots compared leave of all signatures. A state that is found
 * stands for 1 / (1 - p) that were offered to the set, so that p / (1 - p) is the share of those that were not found, and the
 * sum over all states found is without bias (Horvitz and Thompson) if hashes are as good as drawn by lot. A state that was
 * missed once is missed for good, so that none counts twice. Not counted is what only states that were missed lead to: this
 * is the number missed by the set, and a lower bound of what is missed in all.
 */
export const expectedMissed = ({ a, workers }: Explorer): number =>
  workers.reduce((sum, { at }) => sum + a.doubles[(at + f.MISSED) >>> 3]!, 0);

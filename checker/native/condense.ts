/** The log in fewer bits, once its states have been expanded: what is read again only for trails and for a table made anew. */
import { OutOfRoom } from "./arena.js";
import type { Explorer } from "./explorer.js";
import * as f from "./fields.js";
import { bufferFor } from "./input.js";
import { type Piece, condensePieces } from "./log.js";

type Room = Pick<Explorer, "a" | "buffers">;

const COLUMNS = f.CONDENSED_COLUMNS * f.COLUMN_BYTES;

/**
 * Keys and differences of a piece condensed; undefined if they take no fewer bytes then. Between rounds, the buffers for
 * pieces of the frontier are free. Throws `OutOfRoom`.
 */
const condensed = (e: Room, { keys, before, count, width, bitsA, beforeBytes }: Piece): Uint8Array | undefined => {
  const { a } = e;
  const bytes = count * width;
  const columns = bufferFor(e, 0, COLUMNS);
  const from = bufferFor(e, 1, bytes);
  const differences = bufferFor(e, 2, beforeBytes);
  const to = bufferFor(e, 3, bytes + beforeBytes);
  a.bytes.set(keys.subarray(0, bytes), from);
  a.bytes.set(before.subarray(0, beforeBytes), differences);
  const taken = a.loop.condense(from, count, width, BigInt(bitsA), differences, to, columns, bytes + beforeBytes);
  return taken === 0 ? undefined : a.bytes.slice(to, to + taken);
};

/** Condenses what of the log is before a state, all of which was expanded. Where the system refuses memory for it, it stays. */
export const condense = (e: Room & Pick<Explorer, "log">, before: number): void => {
  try {
    condensePieces(e.log, before, (piece) => condensed(e, piece));
  } catch (error) {
    if (!(error instanceof OutOfRoom)) throw error;
  }
};

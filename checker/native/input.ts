/** Pieces of the log where the loop finds them. */
import { allocate, release, setField } from "./arena.js";
import type { Explorer } from "./explorer.js";
import * as f from "./fields.js";
import { type Piece, keptOf, keysIn } from "./log.js";

/** A key is read as 8 bytes, so that the last one is read beyond its end. */
const BEYOND = 8;
/** Buffers are so many times as long: a little more is then no reason for another one. */
const UNIT = 1 << 15;

const NO_BUFFER = { at: 0, bytes: 0 };

/** Where there is room for so many bytes of input `slot`. Throws `OutOfRoom`. */
export const bufferFor = ({ a, buffers }: Pick<Explorer, "a" | "buffers">, slot: number, bytes: number): number => {
  const had = buffers[slot] ?? NO_BUFFER;
  if (had.bytes >= bytes + BEYOND) return had.at;
  // Given back first: where there is no room for a longer one, there is none.
  buffers[slot] = NO_BUFFER;
  if (had.bytes > 0) release(a, had.at, had.bytes);
  const size = UNIT * Math.ceil((bytes + BEYOND) / UNIT);
  const buffer = { at: allocate(a, size), bytes: size };
  buffers[slot] = buffer;
  return buffer.at;
};

/** Puts the states `from` to `to` of a piece of the log where the loop finds them, as input `slot`. The address of its descriptor. */
export const loadPiece = (e: Explorer, slot: number, piece: Piece, from: number, to: number): number => {
  const { a } = e;
  const at = e.inputs + slot * f.INPUT_BYTES;
  const bytes = (to - from) * piece.width;
  // What is condensed is restored by the worker that gets it, but only as a whole.
  const isWhole = from === 0 && to === piece.count && piece.condensedBytes !== 0;
  const content = isWhole ? keptOf(e.log, piece) : keysIn(e.log, piece).subarray(from * piece.width, to * piece.width);
  const after = isWhole ? bytes + BEYOND : 0;
  const keys = bufferFor(e, slot, after + content.length);
  a.bytes.set(content, keys + after);
  setField(a, at + f.IN_KEYS, keys);
  setField(a, at + f.IN_COUNT, to - from);
  setField(a, at + f.IN_AT, 0);
  setField(a, at + f.IN_WIDTH, piece.width);
  setField(a, at + f.IN_BITS_A, piece.bitsA);
  setField(a, at + f.IN_FIRST, piece.first + from);
  setField(a, at + f.IN_NUMBERS, 0);
  setField(a, at + f.IN_CONDENSED, isWhole ? keys + after : 0);
  return at;
};

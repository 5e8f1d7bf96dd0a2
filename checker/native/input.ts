/** Pieces of the log where the loop finds them. */
import { allocate, release, setField } from "./arena.js";
import type { Explorer } from "./explorer.js";
import * as f from "./fields.js";
import { type Piece, contentOf } from "./log.js";

/** A key is read as 8 bytes, so that the last one is read beyond its end. */
const BEYOND = 8;

/** Where there is room for so many bytes of input `slot`. */
export const bufferFor = ({ a, buffers }: Explorer, slot: number, bytes: number): number => {
  const had = buffers[slot];
  if (had !== undefined && had.bytes >= bytes + BEYOND) return had.at;
  if (had !== undefined) release(a, had.at, had.bytes);
  const buffer = { at: allocate(a, bytes + BEYOND), bytes: bytes + BEYOND };
  buffers[slot] = buffer;
  return buffer.at;
};

/** Puts the states `from` to `to` of a piece of the log where the loop finds them, as input `slot`. The address of its descriptor. */
export const loadPiece = (e: Explorer, slot: number, piece: Piece, from: number, to: number): number => {
  const { a } = e;
  const at = e.inputs + slot * f.INPUT_BYTES;
  const keys = bufferFor(e, slot, (to - from) * piece.width);
  a.bytes.set(contentOf(e.log, piece).keys.subarray(from * piece.width, to * piece.width), keys);
  setField(a, at + f.IN_KEYS, keys);
  setField(a, at + f.IN_COUNT, to - from);
  setField(a, at + f.IN_AT, 0);
  setField(a, at + f.IN_WIDTH, piece.width);
  setField(a, at + f.IN_BITS_A, piece.bitsA);
  setField(a, at + f.IN_FIRST, piece.first + from);
  setField(a, at + f.IN_NUMBERS, 0);
  return at;
};

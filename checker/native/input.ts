/** Pieces of the log where the loop finds them. */
import { setField } from "./arena.js";
import type { Explorer } from "./explorer.js";
import * as f from "./fields.js";
import { type Piece, contentOf } from "./log.js";

/** Puts the states `from` to `to` of a piece of the log where the loop finds them, as input `slot`. The address of its descriptor. */
export const loadPiece = (e: Explorer, slot: number, piece: Piece, from: number, to: number): number => {
  const { a, buffers } = e;
  const at = e.inputs + slot * f.INPUT_BYTES;
  const keys = buffers[slot]!;
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

/** RFC 8200 §4.5. */
import { concat, four, two, u16, u32, u8 } from "./bytes.js";
import type { Bytes, Fragment, Malformed } from "./layers.js";
import { lacks } from "./malformed.js";

export const FRAGMENT_SIZE = 8;

export const parseFragment = (bytes: Bytes, at: number, end: number): Fragment | Malformed => {
  const short = lacks(bytes, at, FRAGMENT_SIZE, end, "fragment", "header");
  if (short !== undefined) return short;
  const field = u16(bytes, at + 2);
  return {
    layer: "fragment",
    at,
    nextHeader: u8(bytes, at),
    reserved: u8(bytes, at + 1),
    offset: field & 0xfff8,
    reservedBits: (field >> 1) & 3,
    more: (field & 1) === 1,
    identification: u32(bytes, at + 4),
  };
};

export const emitFragment = (f: Fragment): Bytes =>
  concat(
    Uint8Array.of(f.nextHeader, f.reserved),
    two(f.offset | (f.reservedBits << 1) | (f.more ? 1 : 0)),
    four(f.identification),
  );

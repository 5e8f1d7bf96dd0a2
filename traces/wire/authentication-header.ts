/** RFC 4302 §2. */
import { concat, four, two, u16, u32, u8 } from "./bytes.js";
import type { AuthenticationHeader, Bytes, Malformed } from "./layers.js";
import { lacks, malformed } from "./malformed.js";

const FIXED = 12;
const LAYER = "authentication-header";

/** In bytes, of a header that has been parsed. */
export const authenticationHeaderSize = (header: AuthenticationHeader): number =>
  FIXED + header.integrityCheckValue.length;

export const parseAuthenticationHeader = (bytes: Bytes, at: number, end: number): AuthenticationHeader | Malformed => {
  const short = lacks(bytes, at, 8, end, LAYER, "header");
  if (short !== undefined) return short;
  const size = 4 * (u8(bytes, at + 1) + 2);
  if (size < FIXED) return malformed(at + 1, LAYER, `header of at least ${FIXED} bytes`, `${size} bytes`);
  return (
    lacks(bytes, at, size, end, LAYER, "header") ?? {
      layer: LAYER,
      at,
      nextHeader: u8(bytes, at),
      reserved: u16(bytes, at + 2),
      spi: u32(bytes, at + 4),
      sequence: u32(bytes, at + 8),
      integrityCheckValue: bytes.subarray(at + FIXED, at + size),
    }
  );
};

export const emitAuthenticationHeader = (h: AuthenticationHeader): Bytes =>
  concat(
    Uint8Array.of(h.nextHeader, authenticationHeaderSize(h) / 4 - 2),
    two(h.reserved),
    four(h.spi),
    four(h.sequence),
    h.integrityCheckValue,
  );

/** What a parser gives where the bytes make no sense. */
import type { Bytes, Malformed } from "./layers.js";

/** Where bytes lie: what they should be and what they are. */
export const malformed = (at: number, layer: string, expected: string, found: string): Malformed => ({
  at,
  layer,
  expected,
  found,
  truncated: false,
});

/** Where the capture kept too little. */
export const cut = (at: number, layer: string, expected: string, found: string): Malformed => ({
  at,
  layer,
  expected,
  found,
  truncated: true,
});

/**
 * Undefined if `size` octets are there. `end` is where the enclosing packet ends on the wire; the capture may have kept
 * less, or (after padding of the link) more.
 */
export const lacks = (
  bytes: Bytes,
  at: number,
  size: number,
  end: number,
  layer: string,
  what: string,
): Malformed | undefined => {
  if (at + size > end) return malformed(at, layer, `${size} bytes of ${what}`, `${end - at} bytes`);
  if (at + size > bytes.length)
    return cut(at, layer, `${size} bytes of ${what}`, `${bytes.length - at} bytes captured`);
  return undefined;
};

/** What was read before `end`. With a problem, there should have been more, or less. */
export type Read<T> = { readonly value: T; readonly end: number; readonly problem: Malformed | undefined };

/** Tells a problem from a layer or a list of options. */
export const isMalformed = (parsed: object): parsed is Malformed => "truncated" in parsed;

/** Octets in network order. */
import type { Bytes } from "./layers.js";

export const NO_BYTES: Bytes = new Uint8Array(0);

/** Beyond the end every octet reads as 0: whoever reads has checked the length before. */
export const u8 = (bytes: Bytes, at: number): number => bytes[at] ?? 0;
export const u16 = (bytes: Bytes, at: number): number => (u8(bytes, at) << 8) | u8(bytes, at + 1);
/** Signed: for comparing and hashing. */
export const i32 = (bytes: Bytes, at: number): number => (u16(bytes, at) << 16) | u16(bytes, at + 2);
export const u32 = (bytes: Bytes, at: number): number => i32(bytes, at) >>> 0;

/** The octets of a number, of which the lowest 8, 16 or 32 bits count. */
export const one = (n: number): Bytes => Uint8Array.of(n);
export const two = (n: number): Bytes => Uint8Array.of(n >>> 8, n);
export const four = (n: number): Bytes => Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);

export const concat = (...parts: ReadonlyArray<Bytes>): Bytes => {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

export const sameBytes = (a: Bytes, b: Bytes): boolean =>
  a.length === b.length && a.every((octet, i) => octet === b[i]);

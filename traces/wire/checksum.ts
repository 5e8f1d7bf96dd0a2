/** The internet checksum (RFC 1071) and the pseudo-header of IPv6 (RFC 8200 §8.1). */
import { u16, u8 } from "./bytes.js";
import type { Bytes } from "./layers.js";

/** Where the addresses of the pseudo-header stand, sixteen octets each. */
export type Addresses = { readonly sourceAt: number; readonly destinationAt: number };

const fold = (sum: number): number => {
  const once = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return once > 0xffff ? fold(once) : once;
};

/** Not folded: a frame of 4 GiB would be needed to lose precision. */
const sumOf = (bytes: Bytes, from: number, to: number): number => {
  let sum = 0;
  let at = from;
  for (; at + 1 < to; at += 2) sum += u16(bytes, at);
  return at < to ? sum + (u8(bytes, at) << 8) : sum;
};

const pseudoHeader = (bytes: Bytes, { sourceAt, destinationAt }: Addresses, length: number, protocol: number): number =>
  sumOf(bytes, sourceAt, sourceAt + 16) + sumOf(bytes, destinationAt, destinationAt + 16) + length + protocol;

/** Of octets in which the checksum's own field is zero. */
export const checksum = (bytes: Bytes, from: number, to: number): number => 0xffff - fold(sumOf(bytes, from, to));

/** The same with the pseudo-header before it. */
export const upperChecksum = (bytes: Bytes, from: number, to: number, addresses: Addresses, protocol: number): number =>
  0xffff - fold(sumOf(bytes, from, to) + pseudoHeader(bytes, addresses, to - from, protocol));

/** Whether the checksum in the octets is right; undefined if they are not all there. */
export const checksumHolds = (
  bytes: Bytes,
  from: number,
  to: number,
  addresses: Addresses,
  protocol: number,
): boolean | undefined =>
  to > bytes.length
    ? undefined
    : fold(sumOf(bytes, from, to) + pseudoHeader(bytes, addresses, to - from, protocol)) === 0xffff;

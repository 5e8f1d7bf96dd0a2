/** RFC 8200 §4.4, RFC 6275 §6.4. */
import { ipv6Text } from "./addresses.js";
import { concat, u8 } from "./bytes.js";
import type { Bytes, Malformed, Routing } from "./layers.js";
import { lacks } from "./malformed.js";
import { extensionSize } from "./options-header.js";

const TYPE = { source: 0, home: 2, segment: 4 } as const;

export const parseRouting = (bytes: Bytes, at: number, end: number): Routing | Malformed => {
  const short =
    lacks(bytes, at, 8, end, "routing", "header") ??
    lacks(bytes, at, extensionSize(bytes, at), end, "routing", "header");
  if (short !== undefined) return short;
  const size = extensionSize(bytes, at);
  const header = {
    layer: "routing",
    at,
    nextHeader: u8(bytes, at),
    type: u8(bytes, at + 2),
    segmentsLeft: u8(bytes, at + 3),
    data: bytes.subarray(at + 4, at + size),
  } as const;
  return header.type === TYPE.home && size === 24 ? { ...header, homeAddress: ipv6Text(bytes, at + 8) } : header;
};

/**
 * Where the final destination stands, if the packet has not got there yet: it is part of the pseudo-header (RFC 8200 §8.1).
 * Types 0 (last address), 2 and 4 (first address); of other types it is not known.
 */
export const finalDestinationAt = ({ at, type, segmentsLeft, data }: Routing): number | undefined => {
  const addresses = Math.floor((data.length - 4) / 16);
  if (segmentsLeft === 0 || addresses === 0) return undefined;
  if (type === TYPE.home || type === TYPE.segment) return at + 8;
  return type === TYPE.source ? at + 8 + 16 * (addresses - 1) : undefined;
};

export const emitRouting = ({ nextHeader, type, segmentsLeft, data }: Routing): Bytes =>
  concat(Uint8Array.of(nextHeader, (data.length + 4) / 8 - 1, type, segmentsLeft), data);

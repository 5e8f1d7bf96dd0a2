/** BSD loopback: four octets with the address family, in the byte order of the capturing host or big endian. */
import { four, u16, u32, u8 } from "./bytes.js";
import type { Bytes, Loopback, Malformed } from "./layers.js";
import { lacks } from "./malformed.js";

export const LOOPBACK_SIZE = 4;

/** AF_INET everywhere; AF_INET6 of Linux, of NetBSD and OpenBSD, of FreeBSD, of Darwin. */
export const FAMILY = { ipv4: [2], ipv6: [10, 24, 28, 30] } as const;

/** The capturing host's order cannot be known; families are small numbers, so the order that gives one is right. */
export const parseLoopback = (
  bytes: Bytes,
  at: number,
  end: number,
  order: "of the host" | "big endian",
): Loopback | Malformed => {
  const short = lacks(bytes, at, LOOPBACK_SIZE, end, "loopback", "header");
  if (short !== undefined) return short;
  const littleEndian = order === "of the host" && u16(bytes, at) !== 0;
  const family = littleEndian
    ? (u8(bytes, at) | (u8(bytes, at + 1) << 8) | (u8(bytes, at + 2) << 16) | (u8(bytes, at + 3) << 24)) >>> 0
    : u32(bytes, at);
  return { layer: "loopback", at, family, littleEndian };
};

export const emitLoopback = ({ family, littleEndian }: Loopback): Bytes =>
  littleEndian ? Uint8Array.of(family, family >>> 8, family >>> 16, family >>> 24) : four(family);

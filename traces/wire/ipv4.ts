/** RFC 791 §3.1. The total length is not judged here, nor the header checksum: captures at the sender have it wrong by offloading. */
import { ipv4Bytes, ipv4Text } from "./addresses.js";
import { concat, two, u16, u8 } from "./bytes.js";
import type { Bytes, Ipv4, Malformed } from "./layers.js";
import { lacks, malformed } from "./malformed.js";

const FIXED = 20;

/** In bytes, of a header that has been parsed. */
export const ipv4HeaderSize = ({ options }: Ipv4): number => FIXED + options.length;

export const parseIpv4 = (bytes: Bytes, at: number, end: number): Ipv4 | Malformed => {
  const short = lacks(bytes, at, FIXED, end, "ipv4", "header");
  if (short !== undefined) return short;
  const first = u8(bytes, at);
  if (first >> 4 !== 4) return malformed(at, "ipv4", "version 4", `version ${first >> 4}`);
  const size = 4 * (first & 0x0f);
  if (size < FIXED) return malformed(at, "ipv4", `header of at least ${FIXED} bytes`, `${size} bytes`);
  const cutOptions = lacks(bytes, at, size, end, "ipv4", "header");
  if (cutOptions !== undefined) return cutOptions;
  const fragment = u16(bytes, at + 6);
  return {
    layer: "ipv4",
    at,
    typeOfService: u8(bytes, at + 1),
    totalLength: u16(bytes, at + 2),
    identification: u16(bytes, at + 4),
    flags: fragment >> 13,
    fragmentOffset: fragment & 0x1fff,
    timeToLive: u8(bytes, at + 8),
    protocol: u8(bytes, at + 9),
    checksum: u16(bytes, at + 10),
    source: ipv4Text(bytes, at + 12),
    destination: ipv4Text(bytes, at + 16),
    options: bytes.subarray(at + FIXED, at + size),
  };
};

export const emitIpv4 = (p: Ipv4): Bytes =>
  concat(
    Uint8Array.of(0x40 | (ipv4HeaderSize(p) / 4), p.typeOfService),
    two(p.totalLength),
    two(p.identification),
    two((p.flags << 13) | p.fragmentOffset),
    Uint8Array.of(p.timeToLive, p.protocol),
    two(p.checksum),
    ipv4Bytes(p.source),
    ipv4Bytes(p.destination),
    p.options,
  );

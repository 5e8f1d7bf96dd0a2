/** RFC 8200 §3. */
import { ipv6Bytes, ipv6Text } from "./addresses.js";
import { concat, two, u16, u32, u8 } from "./bytes.js";
import type { Bytes, Ipv6, Malformed } from "./layers.js";
import { lacks, malformed } from "./malformed.js";

export const IPV6_SIZE = 40;

/** The payload length is not judged here. */
export const parseIpv6 = (bytes: Bytes, at: number, end: number): Ipv6 | Malformed => {
  const short = lacks(bytes, at, IPV6_SIZE, end, "ipv6", "header");
  if (short !== undefined) return short;
  const first = u32(bytes, at);
  if (first >>> 28 !== 6) return malformed(at, "ipv6", "version 6", `version ${first >>> 28}`);
  return {
    layer: "ipv6",
    at,
    trafficClass: (first >>> 20) & 0xff,
    flowLabel: first & 0xfffff,
    payloadLength: u16(bytes, at + 4),
    nextHeader: u8(bytes, at + 6),
    hopLimit: u8(bytes, at + 7),
    source: ipv6Text(bytes, at + 8),
    destination: ipv6Text(bytes, at + 24),
  };
};

export const emitIpv6 = (p: Ipv6): Bytes =>
  concat(
    Uint8Array.of(0x60 | (p.trafficClass >>> 4), (p.trafficClass << 4) | (p.flowLabel >>> 16)),
    two(p.flowLabel),
    two(p.payloadLength),
    Uint8Array.of(p.nextHeader, p.hopLimit),
    ipv6Bytes(p.source),
    ipv6Bytes(p.destination),
  );

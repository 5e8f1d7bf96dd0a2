/** RFC 768. The length is not judged here, and what follows is not decoded. */
import { concat, two, u16 } from "./bytes.js";
import type { Bytes, Malformed, Udp } from "./layers.js";
import { lacks } from "./malformed.js";

export const UDP_SIZE = 8;

export const parseUdp = (bytes: Bytes, at: number, end: number): Udp | Malformed =>
  lacks(bytes, at, UDP_SIZE, end, "udp", "header") ?? {
    layer: "udp",
    at,
    sourcePort: u16(bytes, at),
    destinationPort: u16(bytes, at + 2),
    length: u16(bytes, at + 4),
    checksum: u16(bytes, at + 6),
  };

export const emitUdp = ({ sourcePort, destinationPort, length, checksum }: Udp): Bytes =>
  concat(two(sourcePort), two(destinationPort), two(length), two(checksum));

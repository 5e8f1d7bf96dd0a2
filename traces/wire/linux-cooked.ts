/** What `tcpdump -i any` writes in place of a link header: LINKTYPE_LINUX_SLL (113) and LINKTYPE_LINUX_SLL2 (276). */
import { concat, four, two, u16, u32, u8 } from "./bytes.js";
import type { Bytes, LinuxCooked, Malformed } from "./layers.js";
import { lacks } from "./malformed.js";

export const COOKED_SIZE = { 1: 16, 2: 20 } as const;

const parseFirst = (bytes: Bytes, at: number): LinuxCooked => ({
  layer: "linux-cooked",
  at,
  version: 1,
  packetType: u16(bytes, at),
  hardwareType: u16(bytes, at + 2),
  addressLength: u16(bytes, at + 4),
  address: bytes.subarray(at + 6, at + 14),
  protocol: u16(bytes, at + 14),
});

const parseSecond = (bytes: Bytes, at: number): LinuxCooked => ({
  layer: "linux-cooked",
  at,
  version: 2,
  packetType: u8(bytes, at + 10),
  hardwareType: u16(bytes, at + 8),
  addressLength: u8(bytes, at + 11),
  address: bytes.subarray(at + 12, at + 20),
  protocol: u16(bytes, at),
  interfaceIndex: u32(bytes, at + 4),
  reserved: u16(bytes, at + 2),
});

export const parseLinuxCooked = (bytes: Bytes, at: number, end: number, version: 1 | 2): LinuxCooked | Malformed =>
  lacks(bytes, at, COOKED_SIZE[version], end, "linux-cooked", "header") ??
  (version === 1 ? parseFirst(bytes, at) : parseSecond(bytes, at));

export const emitLinuxCooked = (l: LinuxCooked): Bytes =>
  l.version === 1
    ? concat(two(l.packetType), two(l.hardwareType), two(l.addressLength), l.address, two(l.protocol))
    : concat(
        two(l.protocol),
        two(l.reserved ?? 0),
        four(l.interfaceIndex ?? 0),
        two(l.hardwareType),
        Uint8Array.of(l.packetType, l.addressLength),
        l.address,
      );

/** RFC 2784 and RFC 2890. */
import { concat, four, NO_BYTES, two, u16, u32 } from "./bytes.js";
import type { Bytes, Gre, Malformed } from "./layers.js";
import { lacks } from "./malformed.js";

const FIXED = 4;
export const GRE_FLAG = { checksum: 0x8000, routing: 0x4000, key: 0x2000, sequence: 0x1000, version: 0x0007 } as const;

/** Source routing (RFC 1701) and other versions (PPTP) have other fields: of them only the first four octets are read. */
const isPlain = (flags: number): boolean => (flags & (GRE_FLAG.routing | GRE_FLAG.version)) === 0;

const has = (flags: number, flag: number): boolean => isPlain(flags) && (flags & flag) !== 0;

const sizeBy = (flags: number): number =>
  FIXED +
  (has(flags, GRE_FLAG.checksum) ? 4 : 0) +
  (has(flags, GRE_FLAG.key) ? 4 : 0) +
  (has(flags, GRE_FLAG.sequence) ? 4 : 0);

/** In bytes, of a header that has been parsed. */
export const greSize = ({ flags }: Gre): number => sizeBy(flags);

/** The EtherType of what follows; undefined where only an unknown header could tell. */
export const greCarries = ({ flags, protocol }: Gre): number | undefined => (isPlain(flags) ? protocol : undefined);

export const parseGre = (bytes: Bytes, at: number, end: number): Gre | Malformed => {
  const short =
    lacks(bytes, at, FIXED, end, "gre", "header") ?? lacks(bytes, at, sizeBy(u16(bytes, at)), end, "gre", "header");
  if (short !== undefined) return short;
  const flags = u16(bytes, at);
  const keyAt = at + FIXED + (has(flags, GRE_FLAG.checksum) ? 4 : 0);
  const sequenceAt = keyAt + (has(flags, GRE_FLAG.key) ? 4 : 0);
  return {
    layer: "gre",
    at,
    flags,
    protocol: u16(bytes, at + 2),
    ...(has(flags, GRE_FLAG.checksum) ? { checksum: u16(bytes, at + 4), reserved: u16(bytes, at + 6) } : {}),
    ...(has(flags, GRE_FLAG.key) ? { key: u32(bytes, keyAt) } : {}),
    ...(has(flags, GRE_FLAG.sequence) ? { sequence: u32(bytes, sequenceAt) } : {}),
  };
};

/** Fields that are there are written, whatever the flags say. */
export const emitGre = ({ flags, protocol, checksum, reserved, key, sequence }: Gre): Bytes =>
  concat(
    two(flags),
    two(protocol),
    checksum === undefined ? NO_BYTES : concat(two(checksum), two(reserved ?? 0)),
    key === undefined ? NO_BYTES : four(key),
    sequence === undefined ? NO_BYTES : four(sequence),
  );

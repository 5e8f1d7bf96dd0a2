/** What stands between the checksum and the end of a mobility header, by its MH type. */
import { ipv6Bytes, ipv6Text } from "./addresses.js";
import { concat, four, two, u16, u32, u8 } from "./bytes.js";
import type { Bytes, Malformed, MobilityMessage, MobilityOption } from "./layers.js";
import { lacks, malformed, type Read } from "./malformed.js";
import { emitMobilityOption, parseMobilityOptions } from "./mobility-options.js";
import { mobilityTypeName } from "./names.js";

/** The MH types that have fields here. */
export const MH = {
  BRR: 0,
  HoTI: 1,
  CoTI: 2,
  HoT: 3,
  CoT: 4,
  BU: 5,
  BA: 6,
  BE: 7,
  FBU: 8,
  FBack: 9,
  heartbeat: 13,
  HI: 14,
  HAck: 15,
  revocation: 16,
} as const;

/** RFC 5846 §6: the first octet of a revocation message. */
const REVOCATION = { BRI: 1, BRA: 2 } as const;

/** What all messages have in common ends with the checksum. */
const HEADER = 6;

/** Where the options begin, from the start of the mobility header. */
const fixedEnd = (mhType: number): number => {
  switch (mhType) {
    case MH.BRR:
      return 8;
    case MH.HI:
    case MH.HAck:
      return 10;
    case MH.BU:
    case MH.BA:
    case MH.FBU:
    case MH.FBack:
    case MH.heartbeat:
    case MH.revocation:
      return 12;
    case MH.HoTI:
    case MH.CoTI:
      return 16;
    case MH.HoT:
    case MH.CoT:
    case MH.BE:
      return 24;
    default:
      return HEADER;
  }
};

const other = (mhType: number, data: Bytes): MobilityMessage => ({
  type: "other",
  name: mobilityTypeName(mhType),
  data,
});

/** `at` is where the mobility header begins. The fixed part is there. */
const parseFixed = (
  bytes: Bytes,
  at: number,
  mhType: number,
  options: ReadonlyArray<MobilityOption>,
): MobilityMessage => {
  switch (mhType) {
    case MH.BRR:
      return { type: "BRR", reserved: u16(bytes, at + 6), options };
    case MH.HoTI:
    case MH.CoTI:
      return {
        type: mhType === MH.HoTI ? "HoTI" : "CoTI",
        reserved: u16(bytes, at + 6),
        cookie: bytes.subarray(at + 8, at + 16),
        options,
      };
    case MH.HoT:
    case MH.CoT:
      return {
        type: mhType === MH.HoT ? "HoT" : "CoT",
        nonceIndex: u16(bytes, at + 6),
        cookie: bytes.subarray(at + 8, at + 16),
        keygenToken: bytes.subarray(at + 16, at + 24),
        options,
      };
    case MH.BU:
    case MH.FBU:
      return {
        type: mhType === MH.BU ? "BU" : "FBU",
        sequence: u16(bytes, at + 6),
        flags: u16(bytes, at + 8),
        lifetime: u16(bytes, at + 10),
        options,
      };
    case MH.BA:
    case MH.FBack:
      return {
        type: mhType === MH.BA ? "BA" : "FBack",
        status: u8(bytes, at + 6),
        flags: u8(bytes, at + 7),
        sequence: u16(bytes, at + 8),
        lifetime: u16(bytes, at + 10),
        options,
      };
    case MH.BE:
      return {
        type: "BE",
        status: u8(bytes, at + 6),
        reserved: u8(bytes, at + 7),
        homeAddress: ipv6Text(bytes, at + 8),
        options,
      };
    case MH.heartbeat:
      return { type: "heartbeat", flags: u16(bytes, at + 6), sequence: u32(bytes, at + 8), options };
    case MH.HI:
    case MH.HAck:
      return {
        type: mhType === MH.HI ? "HI" : "HAck",
        sequence: u16(bytes, at + 6),
        flags: u8(bytes, at + 8),
        code: u8(bytes, at + 9),
        options,
      };
    default:
      return {
        type: u8(bytes, at + 6) === REVOCATION.BRI ? "BRI" : "BRA",
        code: u8(bytes, at + 7),
        sequence: u16(bytes, at + 8),
        flags: u16(bytes, at + 10),
        options,
      };
  }
};

const hasFields = (bytes: Bytes, at: number, mhType: number): boolean =>
  mhType === MH.revocation
    ? u8(bytes, at + 6) === REVOCATION.BRI || u8(bytes, at + 6) === REVOCATION.BRA
    : fixedEnd(mhType) > HEADER;

/**
 * The message of the mobility header that begins at `at` and ends at `end`, with its options (`parseMobilityOptions` says
 * which). Malformed if not even the fixed part is there.
 */
export const parseMobilityMessage = (
  bytes: Bytes,
  at: number,
  end: number,
  packetEnd: number,
  mhType: number,
): Read<MobilityMessage> | Malformed => {
  const fixed = fixedEnd(mhType);
  if (at + fixed > end)
    return malformed(at + 1, "mobility", `at least ${fixed} bytes for MH type ${mhType}`, `${end - at} bytes`);
  const short = lacks(bytes, at, fixed, end, "mobility", "message");
  if (short !== undefined) return short;
  if (!hasFields(bytes, at, mhType)) {
    const data = bytes.subarray(at + HEADER, end);
    return { value: other(mhType, data), end: at + HEADER + data.length, problem: undefined };
  }
  const options = parseMobilityOptions(bytes, at + fixed, end, packetEnd);
  return { ...options, value: parseFixed(bytes, at, mhType, options.value) };
};

const emitFixed = (m: MobilityMessage): Bytes => {
  switch (m.type) {
    case "BRR":
      return two(m.reserved);
    case "HoTI":
    case "CoTI":
      return concat(two(m.reserved), m.cookie);
    case "HoT":
    case "CoT":
      return concat(two(m.nonceIndex), m.cookie, m.keygenToken);
    case "BU":
    case "FBU":
      return concat(two(m.sequence), two(m.flags), two(m.lifetime));
    case "BA":
    case "FBack":
      return concat(Uint8Array.of(m.status, m.flags), two(m.sequence), two(m.lifetime));
    case "BE":
      return concat(Uint8Array.of(m.status, m.reserved), ipv6Bytes(m.homeAddress));
    case "heartbeat":
      return concat(two(m.flags), four(m.sequence));
    case "HI":
    case "HAck":
      return concat(two(m.sequence), Uint8Array.of(m.flags, m.code));
    case "BRI":
    case "BRA":
      return concat(Uint8Array.of(REVOCATION[m.type], m.code), two(m.sequence), two(m.flags));
    case "other":
      return m.data;
  }
};

/** What follows the checksum. */
export const emitMobilityMessage = (m: MobilityMessage): Bytes =>
  m.type === "other" ? emitFixed(m) : concat(emitFixed(m), ...m.options.map(emitMobilityOption));

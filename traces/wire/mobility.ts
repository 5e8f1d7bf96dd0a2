/** The mobility header (RFC 6275 §6.1.1). */
import { type Addresses, checksumHolds } from "./checksum.js";
import { concat, two, u16, u8 } from "./bytes.js";
import type { Bytes, Malformed, Mobility } from "./layers.js";
import { isMalformed, lacks, malformed, type Read } from "./malformed.js";
import { emitMobilityMessage, parseMobilityMessage } from "./mobility-messages.js";

export const MOBILITY_PROTOCOL = 135;

/** In bytes, as its length says. */
export const mobilitySize = ({ headerLength }: Mobility): number => 8 * (headerLength + 1);

/**
 * The addresses are those of the pseudo-header. Of a message that the capture cut or whose length lies, fields and options
 * as far as they are there, if that is at least the fixed part. The checksum is taken over all that was read.
 */
export const parseMobility = (
  bytes: Bytes,
  at: number,
  packetEnd: number,
  addresses: Addresses,
): Read<Mobility> | Malformed => {
  const short = lacks(bytes, at, 6, packetEnd, "mobility", "header");
  if (short !== undefined) return short;
  const headerLength = u8(bytes, at + 1);
  const says = at + 8 * (headerLength + 1);
  const lies = says > packetEnd;
  const messageEnd = lies ? packetEnd : says;
  const mhType = u8(bytes, at + 2);
  const message = parseMobilityMessage(bytes, at, messageEnd, packetEnd, mhType);
  if (isMalformed(message)) return message;
  return {
    value: {
      layer: "mobility",
      at,
      payloadProto: u8(bytes, at),
      headerLength,
      mhType,
      reserved: u8(bytes, at + 3),
      checksum: u16(bytes, at + 4),
      checksumOk: lies
        ? undefined
        : checksumHolds(bytes, at, Math.max(messageEnd, message.end), addresses, MOBILITY_PROTOCOL),
      message: message.value,
    },
    end: message.end,
    problem: lies
      ? malformed(at + 1, "mobility", `length of at most ${packetEnd - at} bytes`, `${says - at} bytes`)
      : message.problem,
  };
};

export const emitMobility = (m: Mobility): Bytes =>
  concat(
    Uint8Array.of(m.payloadProto, m.headerLength, m.mhType, m.reserved),
    two(m.checksum),
    emitMobilityMessage(m.message),
  );

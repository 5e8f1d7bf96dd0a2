/** ICMPv6 (RFC 4443) and Neighbour Discovery (RFC 4861). */
import { ipv6Bytes, ipv6Text } from "./addresses.js";
import { concat, four, two, u16, u32, u8 } from "./bytes.js";
import { type Addresses, checksumHolds } from "./checksum.js";
import type { Bytes, Icmpv6, Icmpv6Message, Layer, Malformed, NeighbourOption } from "./layers.js";
import { lacks, type Read } from "./malformed.js";
import { emitNeighbourOption, parseNeighbourOptions } from "./neighbour-options.js";

export const ICMPV6_PROTOCOL = 58;

/** The types that have fields here. */
export const ICMPV6 = {
  "destination-unreachable": 1,
  "packet-too-big": 2,
  "time-exceeded": 3,
  "parameter-problem": 4,
  "echo-request": 128,
  "echo-reply": 129,
  "router-solicitation": 133,
  "router-advertisement": 134,
  "neighbour-solicitation": 135,
  "neighbour-advertisement": 136,
} as const;
const KNOWN: ReadonlySet<number> = new Set(Object.values(ICMPV6));

type ErrorType = "destination-unreachable" | "packet-too-big" | "time-exceeded" | "parameter-problem";

/** Dissects the packet that an error quotes. */
export type Quote = (bytes: Bytes, at: number, end: number) => ReadonlyArray<Layer>;

/** Where the options or the data begin, from the start of the message. */
const fixedEnd = (icmpType: number): number => {
  switch (icmpType) {
    case ICMPV6["router-advertisement"]:
      return 16;
    case ICMPV6["neighbour-solicitation"]:
    case ICMPV6["neighbour-advertisement"]:
      return 24;
    default:
      return KNOWN.has(icmpType) ? 8 : 4;
  }
};

const parseDiscovery = (
  bytes: Bytes,
  at: number,
  icmpType: number,
  options: ReadonlyArray<NeighbourOption>,
): Icmpv6Message => {
  switch (icmpType) {
    case ICMPV6["router-solicitation"]:
      return { type: "router-solicitation", reserved: u32(bytes, at + 4), options };
    case ICMPV6["router-advertisement"]:
      return {
        type: "router-advertisement",
        hopLimit: u8(bytes, at + 4),
        flags: u8(bytes, at + 5),
        routerLifetime: u16(bytes, at + 6),
        reachableTime: u32(bytes, at + 8),
        retransTimer: u32(bytes, at + 12),
        options,
      };
    case ICMPV6["neighbour-solicitation"]:
      return {
        type: "neighbour-solicitation",
        reserved: u32(bytes, at + 4),
        target: ipv6Text(bytes, at + 8),
        options,
      };
    default:
      return {
        type: "neighbour-advertisement",
        flags: u8(bytes, at + 4),
        reserved: u32(bytes, at + 4) & 0xffffff,
        target: ipv6Text(bytes, at + 8),
        options,
      };
  }
};

const parseError = (bytes: Bytes, at: number, end: number, type: ErrorType, quote: Quote): Icmpv6Message => ({
  type,
  value: u32(bytes, at + 4),
  about: quote(bytes, at + 8, end),
  quoted: bytes.subarray(at + 8, end),
});

const parseMessage = (bytes: Bytes, at: number, end: number, icmpType: number, quote: Quote): Read<Icmpv6Message> => {
  const captured = Math.min(end, bytes.length);
  const all = (value: Icmpv6Message): Read<Icmpv6Message> => ({ value, end: captured, problem: undefined });
  switch (icmpType) {
    case ICMPV6["destination-unreachable"]:
      return all(parseError(bytes, at, end, "destination-unreachable", quote));
    case ICMPV6["packet-too-big"]:
      return all(parseError(bytes, at, end, "packet-too-big", quote));
    case ICMPV6["time-exceeded"]:
      return all(parseError(bytes, at, end, "time-exceeded", quote));
    case ICMPV6["parameter-problem"]:
      return all(parseError(bytes, at, end, "parameter-problem", quote));
    case ICMPV6["echo-request"]:
    case ICMPV6["echo-reply"]:
      return all({
        type: icmpType === ICMPV6["echo-request"] ? "echo-request" : "echo-reply",
        identifier: u16(bytes, at + 4),
        sequence: u16(bytes, at + 6),
        data: bytes.subarray(at + 8, end),
      });
    case ICMPV6["router-solicitation"]:
    case ICMPV6["router-advertisement"]:
    case ICMPV6["neighbour-solicitation"]:
    case ICMPV6["neighbour-advertisement"]: {
      const options = parseNeighbourOptions(bytes, at + fixedEnd(icmpType), end);
      return { ...options, value: parseDiscovery(bytes, at, icmpType, options.value) };
    }
    default:
      return all({ type: "unknown", data: bytes.subarray(at + 4, end) });
  }
};

/** The addresses are those of the pseudo-header. Of a message that the capture cut or whose options lie, what is there. */
export const parseIcmpv6 = (
  bytes: Bytes,
  at: number,
  end: number,
  addresses: Addresses,
  quote: Quote,
): Read<Icmpv6> | Malformed => {
  const short = lacks(bytes, at, 4, end, "icmpv6", "header");
  if (short !== undefined) return short;
  const icmpType = u8(bytes, at);
  const cutMessage = lacks(bytes, at, fixedEnd(icmpType), end, "icmpv6", "message");
  if (cutMessage !== undefined) return cutMessage;
  const message = parseMessage(bytes, at, end, icmpType, quote);
  return {
    ...message,
    value: {
      layer: "icmpv6",
      at,
      icmpType,
      code: u8(bytes, at + 1),
      checksum: u16(bytes, at + 2),
      checksumOk: checksumHolds(bytes, at, end, addresses, ICMPV6_PROTOCOL),
      message: message.value,
    },
  };
};

const emitMessage = (m: Icmpv6Message): Bytes => {
  switch (m.type) {
    case "destination-unreachable":
    case "packet-too-big":
    case "time-exceeded":
    case "parameter-problem":
      return concat(four(m.value), m.quoted);
    case "echo-request":
    case "echo-reply":
      return concat(two(m.identifier), two(m.sequence), m.data);
    case "router-solicitation":
      return concat(four(m.reserved), ...m.options.map(emitNeighbourOption));
    case "router-advertisement":
      return concat(
        Uint8Array.of(m.hopLimit, m.flags),
        two(m.routerLifetime),
        four(m.reachableTime),
        four(m.retransTimer),
        ...m.options.map(emitNeighbourOption),
      );
    case "neighbour-solicitation":
      return concat(four(m.reserved), ipv6Bytes(m.target), ...m.options.map(emitNeighbourOption));
    case "neighbour-advertisement":
      return concat(four((m.flags << 24) | m.reserved), ipv6Bytes(m.target), ...m.options.map(emitNeighbourOption));
    case "unknown":
      return m.data;
  }
};

/** Of an error the quoted octets are written, and never what they are about. */
export const emitIcmpv6 = ({ icmpType, code, checksum, message }: Icmpv6): Bytes =>
  concat(Uint8Array.of(icmpType, code), two(checksum), emitMessage(message));

/** The packet that an event of a log is about, as it would have been captured. */
import type { LogEvent, LogMessage } from "../traces/log/log.js";
import { ipv6Bytes, ipv6Text, macBytes, macText } from "../traces/wire/addresses.js";
import { concat } from "../traces/wire/bytes.js";
import type { Bytes, Layer, LinuxCooked, MacAddress, MobilityOption, NeighbourOption } from "../traces/wire/layers.js";
import { type MobilityOptionFields, makeMobilityOption } from "../traces/wire/make-option.js";
import { makeEthernet, makeIcmpv6, makeIpv6, makeMobility, makePacket } from "../traces/wire/make.js";

type Of<Type extends LogMessage["type"]> = Extract<LogMessage, { readonly type: Type }>;

/** RFC 6275 §6.1.7, RFC 5213 §8.1. */
const PBU_FLAGS: Readonly<Record<string, number>> = {
  A: 0x8000,
  H: 0x4000,
  L: 0x2000,
  K: 0x1000,
  M: 0x0800,
  R: 0x0400,
  P: 0x0200,
};
/** RFC 5213 §8.2. */
const PBA_FLAG_P = 0x20;
/** Of the lifetime field, in seconds. */
const UNIT = 4;
/** RFC 4283 §3.1. */
const NAI = 1;

const FNV_PRIME = 0x01000193;
const FNV_BASIS = 0x811c9dc5;

/** Equal for equal addresses, and hardly ever for others: locally administered, with a hash. */
const hashedMac = (address: Bytes): MacAddress => {
  const hash = address.reduce((sum, octet) => Math.imul(sum ^ octet, FNV_PRIME), FNV_BASIS);
  return macText(Uint8Array.of(0x02, 0x6c, hash >>> 24, hash >>> 16, hash >>> 8, hash), 0);
};

/** RFC 2464 §7, or RFC 4291 appendix A where the address was made of one; else one that is made of the address. */
export const macOf = (text: string): MacAddress => {
  const address = ipv6Bytes(text);
  const [first = 0] = address;
  if (first === 0xff) return macText(concat(Uint8Array.of(0x33, 0x33), address.subarray(12)), 0);
  const [flags = 0, ...id] = address.subarray(8);
  return id[2] === 0xff && id[3] === 0xfe
    ? macText(Uint8Array.of(flags ^ 0x02, ...id.slice(0, 2), ...id.slice(4)), 0)
    : hashedMac(address);
};

const splitPrefix = (prefix: string): { readonly prefix: string; readonly prefixLength: number } => {
  const [address = "", length] = prefix.split("/");
  return { prefix: address, prefixLength: Number(length) };
};

const octetsOf = (hex: string): Bytes => Uint8Array.from(hex.match(/../g) ?? [], (octet) => Number.parseInt(octet, 16));

const TICKS = 65_536;

const timestampOf = (time: number): MobilityOptionFields => {
  const ticks = Math.round(time * TICKS);
  return { option: "timestamp", seconds: Math.floor(ticks / TICKS), fraction: ticks % TICKS };
};

/** In the order of RFC 5213 §8. */
const optionsOf = (message: Of<"PBU" | "PBA">): ReadonlyArray<MobilityOption> => {
  const { mnId, hnp, hi, att, llid, timestamp } = message;
  const fields: ReadonlyArray<MobilityOptionFields | undefined> = [
    mnId === undefined ? undefined : { option: "MN-ID", subtype: NAI, identifier: new TextEncoder().encode(mnId) },
    ...hnp.map((prefix) => ({ option: "HNP", reserved: 0, ...splitPrefix(prefix) }) as const),
    hi === undefined ? undefined : { option: "HI", reserved: 0, indicator: hi },
    att === undefined ? undefined : { option: "ATT", reserved: 0, technology: att },
    llid === undefined ? undefined : { option: "MN-LLID", reserved: 0, identifier: octetsOf(llid) },
    timestamp === undefined ? undefined : timestampOf(timestamp),
  ];
  return fields.flatMap((each) => (each === undefined ? [] : [makeMobilityOption(each)]));
};

/** What a log does not say is as RFC 4861 §6.2.1 has it by default. */
const advertisement = ({ prefixes }: Of<"RA">): Layer =>
  makeIcmpv6({
    type: "router-advertisement",
    hopLimit: 64,
    flags: 0,
    routerLifetime: 1800,
    reachableTime: 0,
    retransTimer: 0,
    options: prefixes.map((prefix): NeighbourOption => ({
      option: "prefix-information",
      flags: 0xc0,
      validLifetime: 2_592_000,
      preferredLifetime: 604_800,
      reserved: 0,
      ...splitPrefix(prefix),
    })),
  });

const messageLayer = (message: LogMessage): Layer => {
  switch (message.type) {
    case "PBU":
      return makeMobility({
        type: "BU",
        sequence: message.sequence,
        flags: Array.from(message.flags ?? "AP").reduce((sum, letter) => sum | (PBU_FLAGS[letter] ?? 0), 0),
        lifetime: message.lifetime / UNIT,
        options: optionsOf(message),
      });
    case "PBA":
      return makeMobility({
        type: "BA",
        status: message.status,
        flags: PBA_FLAG_P,
        sequence: message.sequence,
        lifetime: message.lifetime / UNIT,
        options: optionsOf(message),
      });
    case "RS":
      return makeIcmpv6({ type: "router-solicitation", reserved: 0, options: [] });
    case "RA":
      return advertisement(message);
  }
};

/** LINKTYPE_ETHERNET, LINKTYPE_LINUX_SLL. */
const LINK_TYPE = { ethernet: 1, cooked: 113 } as const;
const ETHERNET_HARDWARE = 1;
const PACKET_TYPE = { received: 0, sent: 4 } as const;

/** As a host captures on all its interfaces: it says which way the packet went, and by whom it was sent. */
const cooked = (direction: LogEvent["direction"], source: MacAddress): LinuxCooked => ({
  layer: "linux-cooked",
  at: 0,
  version: 1,
  packetType: PACKET_TYPE[direction],
  hardwareType: ETHERNET_HARDWARE,
  addressLength: 6,
  address: concat(macBytes(source), new Uint8Array(2)),
  protocol: 0,
});

export type LogPacket = { readonly linkType: number; readonly bytes: Bytes };

/** RFC 4861 §6.1: a receiver takes no other. */
const NEIGHBOUR_HOP_LIMIT = 255;

/**
 * Signalling has a link header that says whether it was sent or received, on which the fate of a message depends; on the
 * access link it counts more for whom a frame was, which that of Ethernet says.
 */
export const packetOf = ({ direction, from, to, fromMac, toMac, message }: LogEvent): LogPacket => {
  const source = (fromMac ?? macOf(from)).toLowerCase();
  const ends = { source: ipv6Text(ipv6Bytes(from), 0), destination: ipv6Text(ipv6Bytes(to), 0) };
  return message.type === "PBU" || message.type === "PBA"
    ? {
        linkType: LINK_TYPE.cooked,
        bytes: makePacket([cooked(direction, source), makeIpv6(ends), messageLayer(message)]),
      }
    : {
        linkType: LINK_TYPE.ethernet,
        bytes: makePacket([
          makeEthernet({ source, destination: (toMac ?? macOf(to)).toLowerCase() }),
          makeIpv6({ ...ends, hopLimit: NEIGHBOUR_HOP_LIMIT }),
          messageLayer(message),
        ]),
      };
};

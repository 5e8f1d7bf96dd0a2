/**
 * Layers for packets that are built. What depends on the other layers (next headers, lengths, checksums, places) is 0 or
 * says that nothing follows; `complete` fills it in.
 */
import { ipv6Bytes } from "./addresses.js";
import { concat } from "./bytes.js";
import { complete } from "./complete.js";
import { emitLayers } from "./emit.js";
import { GRE_FLAG } from "./gre.js";
import { ICMPV6 } from "./icmpv6.js";
import type {
  Bytes,
  Ethernet,
  Gre,
  Icmpv6,
  Icmpv6Message,
  Ipv4,
  Ipv6,
  IpAddress,
  Layer,
  MacAddress,
  Mobility,
  MobilityMessage,
  OptionsHeader,
  Payload,
  Routing,
  Udp,
} from "./layers.js";
import { alignOptions } from "./make-option.js";
import { emitMobilityMessage, MH } from "./mobility-messages.js";

const NO_NEXT_HEADER = 59;
const HOP_LIMIT = 64;

type Ends = { readonly source: IpAddress; readonly destination: IpAddress };

export const makeEthernet = (ends: { readonly source: MacAddress; readonly destination: MacAddress }): Ethernet => ({
  layer: "ethernet",
  at: 0,
  etherType: 0,
  ...ends,
});

export const makeIpv6 = (
  fields: Ends & Partial<Pick<Ipv6, "hopLimit" | "trafficClass" | "flowLabel" | "nextHeader">>,
): Ipv6 => ({
  layer: "ipv6",
  at: 0,
  trafficClass: 0,
  flowLabel: 0,
  payloadLength: 0,
  nextHeader: NO_NEXT_HEADER,
  hopLimit: HOP_LIMIT,
  ...fields,
});

export const makeIpv4 = (
  fields: Ends & Partial<Pick<Ipv4, "timeToLive" | "typeOfService" | "identification" | "flags" | "protocol">>,
): Ipv4 => ({
  layer: "ipv4",
  at: 0,
  typeOfService: 0,
  totalLength: 0,
  identification: 0,
  flags: 0,
  fragmentOffset: 0,
  timeToLive: HOP_LIMIT,
  protocol: NO_NEXT_HEADER,
  checksum: 0,
  options: new Uint8Array(0),
  ...fields,
});

/** RFC 2473 §4.1.1: as Linux tunnels have it, between the outer and the inner header. */
export const makeEncapsulationLimit = (limit: number): OptionsHeader => ({
  layer: "destination-options",
  at: 0,
  nextHeader: NO_NEXT_HEADER,
  options: [
    { option: "tunnel-encapsulation-limit", limit },
    { option: "PadN", data: Uint8Array.of(0) },
  ],
});

/** RFC 6275 §6.3. */
export const makeHomeAddress = (address: IpAddress): OptionsHeader => ({
  layer: "destination-options",
  at: 0,
  nextHeader: NO_NEXT_HEADER,
  options: [
    { option: "PadN", data: Uint8Array.of(0, 0) },
    { option: "home-address", address },
  ],
});

/** RFC 6275 §6.4. */
export const makeHomeRoute = (homeAddress: IpAddress): Routing => ({
  layer: "routing",
  at: 0,
  nextHeader: NO_NEXT_HEADER,
  type: 2,
  segmentsLeft: 1,
  data: concat(new Uint8Array(4), ipv6Bytes(homeAddress)),
  homeAddress,
});

/** Without a key if there is none. */
export const makeGre = (key?: number): Gre => ({
  layer: "gre",
  at: 0,
  protocol: 0,
  ...(key === undefined ? { flags: 0 } : { flags: GRE_FLAG.key, key }),
});

export const makeUdp = (ports: { readonly sourcePort: number; readonly destinationPort: number }): Udp => ({
  layer: "udp",
  at: 0,
  length: 0,
  checksum: 0,
  ...ports,
});

export const makePayload = (data: Bytes): Payload => ({ layer: "payload", at: 0, data });

/** Of a type that has fields; one that has none is to be written by hand. */
export const makeIcmpv6 = (message: Exclude<Icmpv6Message, { readonly type: "unknown" }>, code = 0): Icmpv6 => ({
  layer: "icmpv6",
  at: 0,
  icmpType: ICMPV6[message.type],
  code,
  checksum: 0,
  checksumOk: true,
  message,
});

const mhTypeOf = (message: Exclude<MobilityMessage, { readonly type: "other" }>): number => {
  switch (message.type) {
    case "BRI":
    case "BRA":
      return MH.revocation;
    case "BRR":
    case "HoTI":
    case "CoTI":
    case "HoT":
    case "CoT":
    case "BU":
    case "BA":
    case "BE":
    case "FBU":
    case "FBack":
    case "heartbeat":
    case "HI":
    case "HAck":
      return MH[message.type];
  }
};

/** With the padding that its options need; options that are aligned get none between them. */
export const makeMobility = (message: Exclude<MobilityMessage, { readonly type: "other" }>): Mobility => {
  const start = 6 + emitMobilityMessage({ ...message, options: [] }).length;
  return {
    layer: "mobility",
    at: 0,
    payloadProto: NO_NEXT_HEADER,
    headerLength: 0,
    mhType: mhTypeOf(message),
    reserved: 0,
    checksum: 0,
    checksumOk: true,
    message: { ...message, options: alignOptions(start, message.options) },
  };
};

/** The octets of layers that are made: next headers, lengths and checksums are right. */
export const makePacket = (layers: ReadonlyArray<Layer>): Bytes => emitLayers(complete(layers));

/** An IPv6 packet with a mobility message, as the protocols send it: aligned, padded, with its checksum. */
export const mobilityPacket = ({
  message,
  ...header
}: Parameters<typeof makeIpv6>[0] & { readonly message: Parameters<typeof makeMobility>[0] }): Bytes =>
  makePacket([makeIpv6(header), makeMobility(message)]);

/** Frames made by hand: a small network in which everybody does as told. */
import { ipv6Bytes, macBytes } from "../../../../traces/wire/addresses.js";
import { concat, four, one, two } from "../../../../traces/wire/bytes.js";
import { complete } from "../../../../traces/wire/complete.js";
import { dissect } from "../../../../traces/wire/dissect.js";
import { emitLayers } from "../../../../traces/wire/emit.js";
import type { Bytes, Icmpv6Message, Layer, MobilityOption } from "../../../../traces/wire/layers.js";
import type { Taken } from "./recordings.js";

export type Host = { readonly ip: string; readonly mac: string };
export const LMA: Host = { ip: "2001:db8:1::1", mac: "02:00:00:00:c0:01" };
export const LMA_CN: Host = { ip: "2001:db8:c::1", mac: "02:00:00:00:c1:01" };
export const MAG1: Host = { ip: "2001:db8:1::11", mac: "02:00:00:00:c0:11" };
export const MAG2: Host = { ip: "2001:db8:1::12", mac: "02:00:00:00:c0:12" };
export const MAG3: Host = { ip: "2001:db8:1::13", mac: "02:00:00:00:c0:13" };
export const LINK1: Host = { ip: "fe80::1", mac: "02:00:00:00:a1:01" };
export const LINK2: Host = { ip: "fe80::1", mac: "02:00:00:00:a2:01" };
export const MN: Host = { ip: "2001:db8:100::ff:fe00:1001", mac: "02:00:00:00:10:01" };
export const MN_LINK: Host = { ip: "fe80::ff:fe00:1001", mac: MN.mac };
export const CN: Host = { ip: "2001:db8:c::2", mac: "02:00:00:00:c1:02" };
const ALL_NODES: Host = { ip: "ff02::1", mac: "33:33:00:00:00:01" };
const ALL_ROUTERS: Host = { ip: "ff02::2", mac: "33:33:00:00:00:02" };

/** A packet from its IPv6 header on, with the hosts at the ends of its link. */
export type Parcel = { readonly from: Host; readonly to: Host; readonly layers: ReadonlyArray<Layer> };

export const ipv6 = (source: string, destination: string, hopLimit = 64): Layer => ({
  layer: "ipv6",
  at: 0,
  trafficClass: 0,
  flowLabel: 0,
  payloadLength: 0,
  nextHeader: 0,
  hopLimit,
  source,
  destination,
});

/** Only type and data are written: the fields are the dissector's to find. */
export const option = (type: number, data: Bytes): MobilityOption => ({ at: 0, type, data, option: "other" });
export const padN = (size: number): MobilityOption => option(1, new Uint8Array(size - 2));
export const mnId = (text: string | Bytes): MobilityOption =>
  option(8, concat(one(1), typeof text === "string" ? new TextEncoder().encode(text) : text));
export const hnp = (address: string, length = 64): MobilityOption =>
  option(22, concat(one(0), one(length), ipv6Bytes(address)));
export const hi = (value: number): MobilityOption => option(23, concat(one(0), one(value)));
export const att = (value: number): MobilityOption => option(24, concat(one(0), one(value)));
export const llid = (octets: Bytes): MobilityOption => option(25, concat(two(0), octets));
export const timestamp = (seconds: number): MobilityOption =>
  option(
    27,
    concat(
      two(Math.floor(seconds / 2 ** 32)),
      four(Math.floor(seconds) % 2 ** 32),
      two(Math.floor((seconds % 1) * 65_536)),
    ),
  );

export const HOME = "2001:db8:100::";
export const NAI = "mn1@example.net";

/** Aligned: with an identifier of fifteen octets the prefix begins at 36, the timestamp at 66. */
export const optionsAt = (
  seconds: number | undefined,
  handoff: number,
  technology = 4,
): ReadonlyArray<MobilityOption> => [
  mnId(NAI),
  padN(6),
  hnp(HOME),
  hi(handoff),
  att(technology),
  ...(seconds === undefined ? [] : [padN(2), timestamp(seconds)]),
];

const EIGHT = 8;
/** To a multiple of eight octets. */
const padded = (options: ReadonlyArray<MobilityOption>): ReadonlyArray<MobilityOption> => {
  const size = options.reduce((sum, { type, data }) => sum + (type === 0 ? 1 : data.length + 2), 12);
  const rest = (EIGHT - (size % EIGHT)) % EIGHT;
  if (rest === 0) return options;
  return [...options, rest === 1 ? { at: 0, type: 0, data: new Uint8Array(0), option: "Pad1" } : padN(rest)];
};

export type Registration = {
  readonly sequence: number;
  readonly options: ReadonlyArray<MobilityOption>;
  /** In units of four seconds. */
  readonly lifetime?: number;
  readonly flags?: number;
  readonly status?: number;
  readonly before?: ReadonlyArray<Layer>;
};

const mobility = (mhType: 5 | 6, { sequence, options, lifetime = 15, flags, status = 0 }: Registration): Layer => ({
  layer: "mobility",
  at: 0,
  payloadProto: 59,
  headerLength: 0,
  mhType,
  reserved: 0,
  checksum: 0,
  checksumOk: true,
  message:
    mhType === 5
      ? { type: "BU", sequence, flags: flags ?? 0x8200, lifetime, options: padded(options) }
      : { type: "BA", status, flags: flags ?? 0x20, sequence, lifetime, options: padded(options) },
});

export const pbu = (mag: Host, registration: Registration): Parcel => ({
  from: mag,
  to: LMA,
  layers: [ipv6(mag.ip, LMA.ip), ...(registration.before ?? []), mobility(5, registration)],
});

export const pba = (mag: Host, registration: Registration): Parcel => ({
  from: LMA,
  to: mag,
  layers: [ipv6(LMA.ip, mag.ip), ...(registration.before ?? []), mobility(6, registration)],
});

const icmp = (icmpType: number, message: Icmpv6Message, code = 0): Layer => ({
  layer: "icmpv6",
  at: 0,
  icmpType,
  code,
  checksum: 0,
  checksumOk: true,
  message,
});

export const rs = (): Parcel => ({
  from: MN_LINK,
  to: ALL_ROUTERS,
  layers: [ipv6(MN_LINK.ip, ALL_ROUTERS.ip, 255), icmp(133, { type: "router-solicitation", reserved: 0, options: [] })],
});

export const ra = (router: Host, hopLimit = 255, prefix = HOME): Parcel => ({
  from: router,
  to: { ip: ALL_NODES.ip, mac: MN.mac },
  layers: [
    ipv6(router.ip, ALL_NODES.ip, hopLimit),
    icmp(134, {
      type: "router-advertisement",
      hopLimit: 64,
      flags: 0,
      routerLifetime: 1800,
      reachableTime: 0,
      retransTimer: 0,
      options: [
        {
          option: "prefix-information",
          prefixLength: 64,
          flags: 0xc0,
          validLifetime: 7200,
          preferredLifetime: 1800,
          reserved: 0,
          prefix,
        },
      ],
    }),
  ],
});

/** What the host that got a packet says against it. */
export const unreachable = ({ from, to, layers }: Parcel): Parcel => ({
  from: to,
  to: from,
  layers: [
    ipv6(to.ip, from.ip),
    icmp(4, { type: "parameter-problem", value: 40, about: [], quoted: emitLayers(complete(layers)) }, 1),
  ],
});

const datagram = (number: number): ReadonlyArray<Layer> => [
  { layer: "udp", at: 0, sourcePort: 5000, destinationPort: 5000, length: 0, checksum: 0 },
  { layer: "payload", at: 0, data: concat(four(number), new Uint8Array(8)) },
];

export const down = (number: number, from: Host, to: Host, tunnel?: readonly [Host, Host]): Parcel => ({
  from,
  to,
  layers: [
    ...(tunnel === undefined ? [] : [ipv6(tunnel[0].ip, tunnel[1].ip)]),
    ipv6(CN.ip, MN.ip),
    ...datagram(number),
  ],
});

export const up = (number: number, from: Host, to: Host, tunnel?: readonly [Host, Host]): Parcel => ({
  from,
  to,
  layers: [
    ...(tunnel === undefined ? [] : [ipv6(tunnel[0].ip, tunnel[1].ip)]),
    ipv6(MN.ip, CN.ip),
    ...datagram(number),
  ],
});

export type Link = "ethernet" | "to us" | "from us";

const onLink = (
  { from, to, layers }: Parcel,
  link: Link,
): { readonly type: number; readonly layers: ReadonlyArray<Layer> } =>
  link === "ethernet"
    ? {
        type: 1,
        layers: [{ layer: "ethernet", at: 0, destination: to.mac, source: from.mac, etherType: 0x86dd }, ...layers],
      }
    : {
        type: 113,
        layers: [
          {
            layer: "linux-cooked",
            at: 0,
            version: 1,
            packetType: link === "to us" ? 0 : 4,
            hardwareType: 1,
            addressLength: 6,
            address: concat(macBytes(from.mac), two(0)),
            protocol: 0x86dd,
          },
          ...layers,
        ],
      };

/** 2026-11-23: some time. */
export const EPOCH = 1_795_370_000;

/** What was captured at one point, and when, by the run's clock: seconds since EPOCH. */
export type Shot = { readonly time: number; readonly parcel: Parcel; readonly link?: Link };

/** The frames of a capture whose clock is ahead by `skew` seconds. */
export const capture = (shots: ReadonlyArray<Shot>, skew = 0): ReadonlyArray<Taken> =>
  shots
    .toSorted((a, b) => a.time - b.time)
    .map(({ time, parcel, link }, i) => {
      const framed = onLink(parcel, link ?? "ethernet");
      const bytes = emitLayers(complete(framed.layers));
      const microseconds = Math.round((time + skew) * 1e6);
      const seconds = Math.floor(microseconds / 1e6);
      return {
        frame: { number: i + 1, seconds: EPOCH + seconds, nanoseconds: (microseconds - seconds * 1e6) * 1000 },
        dissection: dissect(framed.type, bytes, bytes.length),
      };
    });

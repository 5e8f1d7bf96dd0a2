/** Captures made for a test. */
import { emitPcap } from "../../../traces/capture/emit-pcap.js";
import { emitPcapng } from "../../../traces/capture/emit-pcapng.js";
import type { Layer, MobilityMessage } from "../../../traces/wire/layers.js";
import { type MobilityOptionFields, makeMobilityOption, makeRawOption } from "../../../traces/wire/make-option.js";
import {
  makeEncapsulationLimit,
  makeEthernet,
  makeGre,
  makeHomeAddress,
  makeHomeRoute,
  makeIcmpv6,
  makeIpv4,
  makeIpv6,
  makeMobility,
  makePacket,
  makePayload,
  makeUdp,
} from "../../../traces/wire/make.js";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const text = (ascii: string) => Uint8Array.from(Buffer.from(ascii, "latin1"));

const AT = { seconds: 1_700_000_000, nanoseconds: 123_456_789 };

/** Raw IP packets, a second apart. */
export const rawCapture = (...packets: ReadonlyArray<Uint8Array>): Uint8Array =>
  emitPcap(
    { order: "little", resolution: "nanoseconds", snapLength: 65_535, linkType: 101 },
    packets.map((packet, i) => ({
      ...AT,
      seconds: AT.seconds + i,
      originalLength: packet.length,
      bytes: packet,
    })),
  );

const LMA = "2001:db8:1::1";
const MAG = "2001:db8:1::11";
const MN = "2001:db8:100::1";
const CN = "2001:db8:c::2";
const PMA = { source: MAG, destination: LMA };
const ANCHOR = { source: LMA, destination: MAG };
const UP = { source: MN, destination: CN };

type Known = Exclude<MobilityMessage, { readonly type: "other" }>;

export const mobile = (message: Known): Uint8Array => makePacket([makeIpv6(PMA), makeMobility(message)]);

/** A PBU whose MN-ID says what it wants. */
export const updateBy = (identifier: string): Uint8Array =>
  mobile({
    type: "BU",
    sequence: 1,
    flags: 0x8200,
    lifetime: 15,
    options: [makeMobilityOption({ option: "MN-ID", subtype: 1, identifier: text(identifier) })],
  });

const option = (fields: MobilityOptionFields) => makeMobilityOption(fields);

const OPTIONS = [
  option({ option: "MN-ID", subtype: 1, identifier: text("mn1@example.net\0\0") }),
  option({ option: "MN-ID", subtype: 2, identifier: bytes("0102") }),
  option({ option: "HNP", reserved: 0, prefixLength: 64, prefix: "2001:db8:100::" }),
  option({ option: "HI", reserved: 7, indicator: 3 }),
  option({ option: "ATT", reserved: 0, technology: 99 }),
  option({ option: "MN-LLID", reserved: 0, identifier: bytes("020000001001") }),
  option({ option: "link-local-address", address: "fe80::1" }),
  option({ option: "timestamp", seconds: 1_700_000_000, fraction: 32_768 }),
  option({ option: "restart-counter", counter: 9 }),
  option({ option: "GRE-key", reserved: 0 }),
  option({ option: "GRE-key", reserved: 0, key: 0xabc }),
  option({ option: "transient-binding", flags: 0x80, lifetime: 12 }),
  option({ option: "binding-refresh-advice", interval: 10 }),
  option({ option: "alternate-care-of-address", address: MAG }),
  option({ option: "nonce-indices", home: 1, careOf: 2 }),
  option({ option: "binding-authorisation-data", authenticator: bytes("00112233445566778899aabb") }),
  makeRawOption(23, bytes("010203")),
  makeRawOption(200, bytes("00")),
];

const MESSAGES: ReadonlyArray<Known> = [
  { type: "BRR", reserved: 0, options: [] },
  { type: "HoTI", reserved: 0, cookie: bytes("0102030405060708"), options: [] },
  { type: "CoTI", reserved: 0, cookie: bytes("0102030405060708"), options: [] },
  {
    type: "HoT",
    nonceIndex: 1,
    cookie: bytes("0102030405060708"),
    keygenToken: bytes("1112131415161718"),
    options: [],
  },
  {
    type: "CoT",
    nonceIndex: 2,
    cookie: bytes("0102030405060708"),
    keygenToken: bytes("1112131415161718"),
    options: [],
  },
  { type: "BU", sequence: 11, flags: 0xffff, lifetime: 15, options: OPTIONS },
  { type: "BU", sequence: 12, flags: 0, lifetime: 0, options: [] },
  { type: "BA", status: 154, flags: 0x20, sequence: 11, lifetime: 15, options: [] },
  { type: "BA", status: 99, flags: 0, sequence: 11, lifetime: 0, options: [] },
  { type: "FBU", sequence: 3, flags: 0x8000, lifetime: 10, options: [] },
  { type: "FBack", status: 0, flags: 0x80, sequence: 3, lifetime: 10, options: [] },
  { type: "BE", status: 1, reserved: 0, homeAddress: MN, options: [] },
  { type: "heartbeat", flags: 1, sequence: 5, options: [] },
  { type: "HI", sequence: 6, flags: 0xa0, code: 1, options: [] },
  { type: "HAck", sequence: 6, flags: 0x60, code: 0, options: [] },
  { type: "BRI", code: 2, sequence: 7, flags: 0x8000, options: [] },
  { type: "BRA", code: 133, sequence: 7, flags: 0x8000, options: [] },
];

const probe = [makeUdp({ sourcePort: 5000, destinationPort: 5000 }), makePayload(bytes("00000001 78787878"))];
const quoted = makePacket([makeIpv6(ANCHOR), makeEncapsulationLimit(4), makeIpv6(UP), ...probe]);

const LINK = { option: "source-link-layer-address", address: bytes("020000001001") } as const;

const PACKETS: ReadonlyArray<ReadonlyArray<Layer>> = [
  [makeIpv6(ANCHOR), makeEncapsulationLimit(4), makeIpv6(UP), ...probe],
  [makeIpv6(ANCHOR), makeGre(0xabc), makeIpv6(UP), ...probe],
  [makeIpv6(ANCHOR), makeGre(), makeIpv4({ source: "192.0.2.1", destination: "192.0.2.2" }), ...probe],
  [makeIpv6(UP), makeHomeAddress(MN), ...probe],
  [makeIpv6(UP), makeHomeRoute(MN), ...probe],
  [
    makeIpv6(UP),
    {
      layer: "fragment",
      at: 0,
      nextHeader: 17,
      reserved: 0,
      offset: 1448,
      reservedBits: 0,
      more: true,
      identification: 5,
    },
    makePayload(bytes("7878787878787878")),
  ],
  [
    makeIpv6(UP),
    {
      layer: "authentication-header",
      at: 0,
      nextHeader: 17,
      reserved: 0,
      spi: 1,
      sequence: 2,
      integrityCheckValue: new Uint8Array(12),
    },
    ...probe,
  ],
  [makeIpv6(UP), { layer: "esp", at: 0, spi: 1, sequence: 2, data: new Uint8Array(40) }],
  [makeIpv6({ ...UP, nextHeader: 6 }), makePayload(new Uint8Array(40))],
  [
    makeIpv6(UP),
    {
      layer: "hop-by-hop",
      at: 0,
      nextHeader: 17,
      options: [{ option: "unknown", type: 5, data: bytes("0000") }, { option: "Pad1" }, { option: "Pad1" }],
    },
    ...probe,
  ],
  [
    makeIpv6(UP),
    makeUdp({ sourcePort: 716, destinationPort: 716 }),
    makePayload(bytes("0000 0010 c000 0002 18934f82 28980000")),
  ],
  [makeIpv6(UP), makeUdp({ sourcePort: 716, destinationPort: 9 }), makePayload(bytes("01"))],
  [makeIpv6(UP), makeIcmpv6({ type: "destination-unreachable", value: 0, about: [], quoted }, 4)],
  [makeIpv6(UP), makeIcmpv6({ type: "time-exceeded", value: 0, about: [], quoted }, 7)],
  [makeIpv6(UP), makeIcmpv6({ type: "packet-too-big", value: 1280, about: [], quoted })],
  [makeIpv6(UP), makeIcmpv6({ type: "parameter-problem", value: 6, about: [], quoted: bytes("ff") }, 1)],
  [makeIpv6(UP), makeIcmpv6({ type: "echo-request", identifier: 1, sequence: 2, data: bytes("00") })],
  [makeIpv6(UP), makeIcmpv6({ type: "echo-reply", identifier: 1, sequence: 2, data: bytes("00") })],
  [makeIpv6(UP), makeIcmpv6({ type: "router-solicitation", reserved: 0, options: [LINK] })],
  [
    makeIpv6(UP),
    makeIcmpv6({
      type: "router-advertisement",
      hopLimit: 64,
      flags: 0xc0,
      routerLifetime: 1800,
      reachableTime: 0,
      retransTimer: 0,
      options: [
        LINK,
        { option: "mtu", reserved: 0, mtu: 1460 },
        {
          option: "prefix-information",
          prefixLength: 64,
          flags: 0xc0,
          validLifetime: 7200,
          preferredLifetime: 1800,
          reserved: 0,
          prefix: "2001:db8:100::",
        },
        { option: "unknown", type: 24, data: bytes("000000000000") },
      ],
    }),
  ],
  [makeIpv6(UP), makeIcmpv6({ type: "neighbour-solicitation", reserved: 0, target: MN, options: [] })],
  [makeIpv6(UP), makeIcmpv6({ type: "neighbour-advertisement", flags: 0xe0, reserved: 0, target: MN, options: [] })],
  ...MESSAGES.map((message) => [makeIpv6(PMA), makeMobility(message)]),
];

const cooked = (fields: object): Layer => ({
  layer: "linux-cooked",
  at: 0,
  version: 1,
  packetType: 4,
  hardwareType: 1,
  addressLength: 6,
  address: bytes("0200000010010000"),
  protocol: 0x86dd,
  ...fields,
});

const LINKS: ReadonlyArray<readonly [interface_: number, layers: ReadonlyArray<Layer>]> = [
  [1, [makeEthernet({ source: "02:00:00:00:c0:11", destination: "02:00:00:00:c0:01" }), makeIpv6(UP), ...probe]],
  [
    1,
    [
      makeEthernet({ source: "02:00:00:00:c0:11", destination: "02:00:00:00:c0:01" }),
      { layer: "vlan", at: 0, tag: 0x2064, etherType: 0 },
      makeIpv6(UP),
      ...probe,
    ],
  ],
  [
    1,
    [
      { ...makeEthernet({ source: "02:00:00:00:c0:11", destination: "ff:ff:ff:ff:ff:ff" }), etherType: 0x0806 },
      makePayload(bytes("0001")),
    ],
  ],
  [2, [cooked({}), makeIpv6(UP), ...probe]],
  [2, [cooked({ packetType: 9, addressLength: 0 }), makeIpv6(UP), ...probe]],
  [3, [cooked({ version: 2, interfaceIndex: 4, reserved: 0 }), makeIpv6(UP), ...probe]],
  [4, [{ layer: "loopback", at: 0, family: 10, littleEndian: true }, makeIpv6(UP), ...probe]],
  [5, [makePayload(bytes("00"))]],
];

const damaged = (packet: Uint8Array, at: number): Uint8Array => {
  const copy = packet.slice();
  copy[at]! ^= 0xff;
  return copy;
};

const whole = (interface_: number, packet: Uint8Array) => ({
  interface: interface_,
  bytes: packet,
  originalLength: packet.length,
});

const update = updateBy("mn1@example.net");

/** At least one frame of every kind that is told in words of its own, and some that make no sense. */
export const everyKind = (): Uint8Array =>
  emitPcapng(
    {
      order: "big",
      interfaces: [101, 1, 113, 276, 0, 147].map((linkType, i) => ({
        name: `if${i}`,
        linkType,
        snapLength: 0,
        resolution: "microseconds",
      })),
    },
    [
      ...PACKETS.map((layers) => whole(0, makePacket(layers))),
      ...LINKS.map(([interface_, layers]) => whole(interface_, makePacket(layers))),
      // A checksum, a length and an option that are wrong, an unknown type, a header that another one follows.
      whole(0, damaged(update, update.length - 1)),
      whole(0, damaged(update, 41)),
      whole(0, damaged(update, 53)),
      whole(0, damaged(update, 42)),
      whole(0, damaged(update, 40)),
      // Cut by the capture: signalling, and what is none.
      { interface: 0, bytes: update.subarray(0, 60), originalLength: update.length },
      { interface: 0, bytes: makePacket([makeIpv6(UP), ...probe]).subarray(0, 50), originalLength: 56 },
      whole(0, bytes("")),
    ].map((packet, i) => ({ ...AT, seconds: AT.seconds + (i === 1 ? -1 : i), ...packet })),
  );

/** Options without end: as many Pad1, or different ones, as a mobility header holds. */
export const crowded = (kind: "same" | "different"): Uint8Array => {
  const size = 2048;
  const packet = new Uint8Array(40 + size);
  packet.set(update.subarray(0, 52));
  new DataView(packet.buffer).setUint16(4, size);
  packet[41] = size / 8 - 1;
  if (kind === "different")
    for (let at = 52; at + 3 <= packet.length; at += 3) packet.set([100 + ((at - 52) % 97), 1, at & 0xff], at);
  return packet;
};

import fc from "fast-check";
import { expect, test } from "vitest";
import { complete } from "../../../traces/wire/complete.js";
import { emitLayers } from "../../../traces/wire/emit.js";
import type { Layer } from "../../../traces/wire/layers.js";
import {
  makeEncapsulationLimit,
  makeGre,
  makeHomeAddress,
  makeHomeRoute,
  makeIcmpv6,
  makeIpv4,
  makeIpv6,
  makeMobility,
  makePacket,
  makeUdp,
  mobilityPacket,
} from "../../../traces/wire/make.js";
import { makeMobilityOption } from "../../../traces/wire/make-option.js";
import { address, ethernet, payload } from "./support/arbitraries.js";
import { hex, showHex } from "./support/hex.js";
import { icmpv6Message, mobilityMessage } from "./support/messages.js";
import { data, ether, inner, LMA, MAG, outer, udp, whole } from "./support/packets.js";

test("a proxy binding update as RFC 5213 §6.9.1 wants it, octet by octet", () => {
  const packet = mobilityPacket({
    source: MAG,
    destination: LMA,
    message: {
      type: "BU",
      sequence: 7,
      flags: 0x8200,
      lifetime: 10,
      options: [
        makeMobilityOption({ option: "MN-ID", subtype: 1, identifier: hex("6d6e31") }),
        makeMobilityOption({ option: "HNP", reserved: 0, prefixLength: 64, prefix: "2001:db8:100::" }),
        makeMobilityOption({ option: "HI", reserved: 0, indicator: 1 }),
        makeMobilityOption({ option: "ATT", reserved: 0, technology: 3 }),
        makeMobilityOption({ option: "timestamp", seconds: 0x65000000, fraction: 0x8000 }),
      ],
    },
  });
  const drawn = `
    60000000 0040 87 40 20010db8000100000000000000000011 20010db8000100000000000000000001
    3b 07 05 00 f2d8 0007 8200 000a
    08 04 01 6d6e31 01 00
    16 12 00 40 20010db8010000000000000000000000
    17 02 00 01 18 02 00 03 01 00
    1b 08 0000 65000000 8000
    01 02 0000`;
  expect(showHex(packet)).toBe(showHex(hex(drawn)));
  expect(whole(229, packet)).toMatchObject({ layers: [{ layer: "ipv6" }, { layer: "mobility", checksumOk: true }] });
});

test.each<{ name: string; layers: Layer[]; says: object[] }>([
  {
    name: "headers say what follows and how long it is",
    layers: [ether, outer, makeEncapsulationLimit(4), inner, udp, data],
    says: [
      { etherType: 0x86dd, at: 0 },
      { nextHeader: 60, payloadLength: 64, at: 14 },
      { nextHeader: 41, at: 54 },
      { nextHeader: 17, payloadLength: 16, at: 62 },
      { length: 16, at: 102 },
      { at: 110 },
    ],
  },
  {
    name: "GRE and IPv4 likewise; UDP over IPv4 has no checksum",
    layers: [
      outer,
      makeGre(9),
      makeIpv4({ source: "192.168.0.1", destination: "192.168.0.199", flags: 2, protocol: 6 }),
      udp,
      data,
    ],
    says: [
      { nextHeader: 47, payloadLength: 44 },
      { protocol: 0x800, key: 9, flags: 0x2000 },
      { protocol: 17, totalLength: 36, checksum: 0xb861 + 0x73 - 36 },
      { checksum: 0 },
      {},
    ],
  },
  {
    name: "what a header says before a payload stays",
    layers: [makeIpv6({ source: MAG, destination: LMA, nextHeader: 50 }), data],
    says: [{ nextHeader: 50, payloadLength: 8 }, {}],
  },
  {
    name: "a home address and a route to it",
    layers: [outer, makeHomeAddress("::1"), makeHomeRoute("::2"), udp],
    says: [
      { nextHeader: 60, payloadLength: 56 },
      {
        nextHeader: 43,
        options: [
          { option: "PadN", data: hex("0000") },
          { option: "home-address", address: "::1" },
        ],
      },
      { nextHeader: 17, type: 2, segmentsLeft: 1, homeAddress: "::2", data: hex(`${"00".repeat(19)}02`) },
      { length: 8 },
    ],
  },
  { name: "nothing follows", layers: [outer], says: [{ nextHeader: 59, payloadLength: 0 }] },
])("$name", ({ layers, says }) => {
  expect(complete(layers)).toMatchObject(says);
});

test("the checksum of an IPv4 header, by hand", () => {
  // The example of checksum.test.ts, with another length and no identification.
  const [header] = complete([
    { ...makeIpv4({ source: "192.168.0.1", destination: "192.168.0.199", flags: 2, protocol: 17 }) },
  ]);
  expect(header).toMatchObject({ totalLength: 20, checksum: 0xb861 + 0x73 - 20 });
});

const checksumTo = (destinationPort: number) => {
  const [, made] = complete([inner, makeUdp({ sourcePort: 5000, destinationPort })]);
  return made?.layer === "udp" ? made.checksum : -1;
};

test("a UDP checksum of zero is written as ones", () => {
  // The port that makes the sum all ones, so that the checksum would be none.
  const port = checksumTo(0);
  expect(checksumTo(port)).toBe(0xffff);
  expect(checksumTo(port - 1)).toBe(1);
});

const upper = fc.oneof(
  icmpv6Message.map((message) => [makeIcmpv6(message)]),
  mobilityMessage.map((message) => [makeMobility(message)]),
  fc
    .tuple(fc.nat({ max: 0xffff }), fc.nat({ max: 0xffff }), payload)
    .map(([sourcePort, destinationPort, body]) => [makeUdp({ sourcePort, destinationPort }), body]),
);
const header = fc.tuple(address, address).map(([source, destination]) => makeIpv6({ source, destination }));
const between = fc.oneof(
  fc.constant([]),
  fc.nat({ max: 255 }).map((limit) => [makeEncapsulationLimit(limit)]),
  fc.nat({ max: 2 ** 32 - 1 }).map((key) => [makeGre(key)]),
);
const onTop = fc.oneof(
  fc.constant([]),
  address.map((home) => [makeHomeAddress(home)]),
  address.map((home) => [makeHomeRoute(home)]),
);

test("whatever is made is dissected as it was made, checksums included", () => {
  fc.assert(
    fc.property(ethernet, fc.array(fc.tuple(header, between), { maxLength: 3 }), header, onTop, upper, (...drawn) => {
      const [link, tunnels, innermost, extra, message] = drawn;
      const layers = complete([link, ...tunnels.flat(2), innermost, ...extra, ...message]);
      fc.pre(layers.every((layer) => layer.layer !== "mobility" || layer.headerLength < 256));
      const dissection = whole(1, emitLayers(layers));
      expect(dissection.problem).toBeUndefined();
      expect(dissection.rest).toBeUndefined();
      expect(complete(dissection.layers)).toEqual(dissection.layers);
      for (const layer of dissection.layers)
        if (layer.layer === "mobility" || layer.layer === "icmpv6") expect(layer.checksumOk).toBe(true);
      expect(dissection.layers.map(({ layer }) => layer)).toEqual(layers.map(({ layer }) => layer));
      expect(showHex(makePacket(dissection.layers))).toBe(showHex(emitLayers(layers)));
    }),
    { numRuns: 500 },
  );
});

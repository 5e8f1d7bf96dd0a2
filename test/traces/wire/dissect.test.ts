import { describe, expect, test } from "vitest";
import { ipv6Text } from "../../../traces/wire/addresses.js";
import { concat } from "../../../traces/wire/bytes.js";
import { dissect } from "../../../traces/wire/dissect.js";
import { emitLayers } from "../../../traces/wire/emit.js";
import type { Layer } from "../../../traces/wire/layers.js";
import {
  makeEncapsulationLimit,
  makeGre,
  makeHomeAddress,
  makeHomeRoute,
  makeIpv4,
  makeIpv6,
  makePacket,
  makePayload,
  makeUdp,
} from "../../../traces/wire/make.js";
import { hex, showHex } from "./support/hex.js";
import { checksumOf, CN, data, ether, inner, MN, outer, pbu, shape, udp, whole } from "./support/packets.js";

test.each<{ name: string; linkType: number; link: string; layers: Layer[]; is: string }>([
  { name: "Ethernet", linkType: 1, link: "", layers: [ether, inner, udp, data], is: "ethernet ipv6 udp payload" },
  {
    name: "two VLAN tags",
    linkType: 1,
    link: "020000000001 020000000002 88a8 0064 8100 0007 86dd",
    layers: [inner, udp, data],
    is: "ethernet vlan vlan ipv6 udp payload",
  },
  {
    name: "cooked, version 1",
    linkType: 113,
    link: "0000 0001 0006 02000000c0110000 86dd",
    layers: [inner, udp, data],
    is: "linux-cooked ipv6 udp payload",
  },
  {
    name: "cooked, version 2",
    linkType: 276,
    link: "86dd 0000 00000007 0301 04 00 0000000000000000",
    layers: [inner, udp, data],
    is: "linux-cooked ipv6 udp payload",
  },
  { name: "raw", linkType: 101, link: "", layers: [inner, udp, data], is: "ipv6 udp payload" },
  { name: "raw of BSD", linkType: 12, link: "", layers: [inner, udp, data], is: "ipv6 udp payload" },
  { name: "raw of OpenBSD", linkType: 14, link: "", layers: [inner, udp, data], is: "ipv6 udp payload" },
  { name: "raw IPv6", linkType: 229, link: "", layers: [inner, udp, data], is: "ipv6 udp payload" },
  {
    name: "raw IPv4",
    linkType: 228,
    link: "",
    layers: [makeIpv4({ source: "192.0.2.1", destination: "192.0.2.2" }), udp, data],
    is: "ipv4 udp payload",
  },
  {
    name: "raw, IPv4 by its first bits",
    linkType: 101,
    link: "",
    layers: [makeIpv4({ source: "192.0.2.1", destination: "192.0.2.2" }), inner, udp, data],
    is: "ipv4 ipv6 udp payload",
  },
  { name: "null of Linux", linkType: 0, link: "0a000000", layers: [inner, udp, data], is: "loopback ipv6 udp payload" },
  { name: "null of a big-endian host", linkType: 0, link: "00000018", layers: [inner], is: "loopback ipv6" },
  { name: "loopback of OpenBSD", linkType: 108, link: "00000018", layers: [inner], is: "loopback ipv6" },
  {
    name: "null with IPv4",
    linkType: 0,
    link: "02000000",
    layers: [makeIpv4({ source: "192.0.2.1", destination: "192.0.2.2" }), udp, data],
    is: "loopback ipv4 udp payload",
  },
  { name: "null with another family", linkType: 0, link: "07000000", layers: [data], is: "loopback payload" },
  { name: "ARP", linkType: 1, link: "ffffffffffff 020000000002 0806", layers: [data], is: "ethernet payload" },
  {
    name: "a tunnel with encapsulation limit",
    linkType: 229,
    link: "",
    layers: [outer, makeEncapsulationLimit(4), inner, udp, data],
    is: "ipv6 destination-options ipv6 udp payload",
  },
  { name: "a tunnel without", linkType: 229, link: "", layers: [outer, inner, udp, data], is: "ipv6 ipv6 udp payload" },
  {
    name: "IPv4 in IPv6",
    linkType: 229,
    link: "",
    layers: [outer, makeIpv4({ source: "192.0.2.1", destination: "192.0.2.2" }), udp, data],
    is: "ipv6 ipv4 udp payload",
  },
  {
    name: "GRE with a key",
    linkType: 229,
    link: "",
    layers: [outer, makeGre(0xc0ffee01), inner, udp, data],
    is: "ipv6 gre ipv6 udp payload",
  },
  {
    name: "IPv4 in GRE",
    linkType: 229,
    link: "",
    layers: [outer, makeGre(), makeIpv4({ source: "192.0.2.1", destination: "192.0.2.2" }), udp, data],
    is: "ipv6 gre ipv4 udp payload",
  },
  { name: "mobility", linkType: 1, link: "", layers: [ether, outer, pbu], is: "ethernet ipv6 mobility" },
  {
    name: "ESP",
    linkType: 229,
    link: "",
    layers: [outer, { layer: "esp", at: 0, spi: 1, sequence: 2, data: hex("aabb") }],
    is: "ipv6 esp",
  },
  {
    name: "an authentication header before mobility",
    linkType: 229,
    link: "",
    layers: [
      outer,
      {
        layer: "authentication-header",
        at: 0,
        nextHeader: 0,
        reserved: 0,
        spi: 1,
        sequence: 2,
        integrityCheckValue: hex("0102030405060708090a0b0c"),
      },
      pbu,
    ],
    is: "ipv6 authentication-header mobility",
  },
  {
    name: "a protocol that nobody interprets",
    linkType: 229,
    link: "",
    layers: [makeIpv6({ source: MN, destination: CN, nextHeader: 132 }), data],
    is: "ipv6 payload",
  },
  {
    name: "octets after the last header",
    linkType: 229,
    link: "",
    layers: [makeIpv6({ source: MN, destination: CN, nextHeader: 59 }), data],
    is: "ipv6 payload",
  },
])("$name", ({ linkType, link, layers, is }) => {
  const bytes = concat(hex(link), makePacket(layers));
  const dissection = whole(linkType, bytes);
  expect(shape(dissection)).toBe(is);
  expect(dissection.problem).toBeUndefined();
  expect(dissection.rest).toBeUndefined();
  expect(showHex(emitLayers(dissection.layers))).toBe(showHex(bytes));
});

describe("mobility in IPv4, and other things of IPv6", () => {
  test.each([0, 43, 44, 58, 60, 135])("protocol %i of IPv4 is payload", (protocol) => {
    const bytes = makePacket([makeIpv4({ source: "192.0.2.1", destination: "192.0.2.2", protocol }), data]);
    expect(shape(whole(228, bytes))).toBe("ipv4 payload");
  });
});

test("padding of the link is no payload", () => {
  const bytes = makePacket([ether, inner, makeUdp({ sourcePort: 1, destinationPort: 2 }), makePayload(hex("ab"))]);
  const padded = concat(bytes, new Uint8Array(9));
  const { layers, rest, problem } = whole(1, padded);
  expect(layers.at(-1)).toEqual({ layer: "payload", at: 62, data: hex("ab") });
  expect({ rest, problem }).toEqual({ rest: new Uint8Array(9), problem: undefined });
});

test("octets that an inner length leaves out are no payload", () => {
  const bytes = makePacket([outer, inner, udp, data]);
  bytes[40 + 40 + 5] = 8 + 3;
  const { layers, rest, problem } = whole(229, bytes);
  expect(layers.at(-1)).toEqual({ layer: "payload", at: 88, data: hex("010203") });
  expect({ rest, problem }).toEqual({ rest: hex("0405060708"), problem: undefined });
});

const pbuSize = emitLayers([pbu]).length;

describe("the pseudo-header", () => {
  test("has the home address for the source, and the final destination", () => {
    const away = makePacket([outer, makeHomeAddress(MN), pbu]);
    expect(checksumOf(whole(229, away))).toBe(true);
    expect(checksumOf(whole(229, away.with(63, 8)))).toBe(false);
    const routed = makePacket([outer, makeHomeRoute(MN), pbu]);
    expect(checksumOf(whole(229, routed))).toBe(true);
    // Once it has arrived, the destination of the header counts, and the route is history.
    expect(checksumOf(whole(229, routed.with(43, 0)))).toBe(false);
  });

  const [first, second] = ["20010db8010000000000000000000009", "20010db8010000000000000000000019"];
  test.each([
    { name: "type 0, the last", type: 0, segmentsLeft: 1, final: second },
    { name: "type 4, the first", type: 4, segmentsLeft: 1, final: first },
    { name: "type 4 that has arrived", type: 4, segmentsLeft: 0, final: undefined },
    { name: "another type, unknown", type: 3, segmentsLeft: 1, final: undefined },
  ])("has the final destination of a route of $name", ({ type, segmentsLeft, final }) => {
    const route: Layer = { ...makeHomeRoute(MN), type, segmentsLeft, data: hex(`00000000 ${first} ${second}`) };
    const bytes = makePacket([outer, route, pbu]);
    expect(checksumOf(whole(229, bytes))).toBe(true);
    // As if it had been sent to its final destination at once.
    const destination = final === undefined ? outer.destination : ipv6Text(hex(final), 0);
    const direct = makePacket([{ ...outer, destination }, pbu]);
    expect(showHex(bytes.subarray(-pbuSize))).toBe(showHex(direct.subarray(-pbuSize)));
  });

  test("without options has the addresses of the innermost header", () => {
    const tunnelled = makePacket([outer, inner, pbu]);
    expect(checksumOf(whole(229, tunnelled))).toBe(true);
    expect(checksumOf(whole(229, tunnelled.with(8, 0)))).toBe(true);
    expect(checksumOf(whole(229, tunnelled.with(48, 0)))).toBe(false);
  });

  test("is not checked where the message is cut", () => {
    const bytes = makePacket([outer, pbu]);
    expect(checksumOf(dissect(229, bytes.subarray(0, -1), bytes.length))).toBeUndefined();
  });
});

describe("a length that lies ends the layers with its header", () => {
  const bytes = makePacket([outer, inner, udp, data]);
  test.each([
    { name: "IPv6", at: 44, layer: "ipv6", length: 65, room: "0 to 16", is: "ipv6 ipv6", offset: 45 },
    { name: "UDP, too long", at: 84, layer: "udp", length: 17, room: "8 to 16", is: "ipv6 ipv6 udp", offset: 85 },
    { name: "UDP, too short", at: 84, layer: "udp", length: 7, room: "8 to 16", is: "ipv6 ipv6 udp", offset: 85 },
  ])("$name", ({ at, layer, length, room, is, offset }) => {
    const dissection = whole(229, bytes.with(offset, length));
    expect(shape(dissection)).toBe(is);
    expect(dissection.problem).toEqual({
      at,
      layer,
      expected: `length of ${room}`,
      found: `length ${length}`,
      truncated: false,
    });
  });

  test("IPv4", () => {
    const ipv4 = makePacket([makeIpv4({ source: "192.0.2.1", destination: "192.0.2.2" }), udp, data]);
    for (const length of [19, 37])
      expect(whole(228, ipv4.with(3, length))).toMatchObject({
        layers: [{ layer: "ipv4", totalLength: length }],
        problem: { at: 2, layer: "ipv4", expected: "length of 20 to 36", found: `length ${length}`, truncated: false },
      });
  });
});

test("what the capture cut ends the layers without blame, wherever it does", () => {
  const bytes = makePacket([ether, outer, makeEncapsulationLimit(4), inner, udp, data]);
  for (let kept = 0; kept < bytes.length; kept++) {
    const { layers, problem, rest = hex("") } = dissect(1, bytes.subarray(0, kept), bytes.length);
    expect(problem).toMatchObject({ truncated: true });
    expect(problem!.at).toBeLessThanOrEqual(kept);
    expect(showHex(concat(emitLayers(layers), rest))).toBe(showHex(bytes.subarray(0, kept)));
  }
  expect(dissect(1, bytes.subarray(0, 110), bytes.length)).toMatchObject({
    problem: { at: 110, layer: "udp", expected: "118 bytes", found: "110 bytes captured", truncated: true },
  });
  // Nothing but padding was cut.
  expect(dissect(1, bytes, bytes.length + 4).problem).toBeUndefined();
});

test("a frame that says it was shorter than what is there is taken as it is", () => {
  const bytes = makePacket([inner, udp, data]);
  expect(dissect(229, bytes, 3)).toEqual(whole(229, bytes));
});

test.each([
  [
    147,
    {
      at: 0,
      layer: "link",
      expected: expect.stringMatching(/^link type 0, 1/),
      found: "link type 147",
      truncated: false,
    },
  ],
  [101, { at: 0, layer: "frame", expected: "version 4 or 6", found: "version 0", truncated: false }],
  [229, { at: 0, layer: "ipv6", expected: "40 bytes of header", found: "8 bytes", truncated: false }],
])("link type %i of zeros", (linkType, problem) => {
  expect(whole(linkType, new Uint8Array(8))).toEqual({ layers: [], problem, rest: new Uint8Array(8) });
});

test("an empty frame", () => {
  for (const linkType of [0, 1, 12, 101, 108, 113, 228, 229, 276])
    expect(dissect(linkType, hex(""), 0)).toMatchObject({ layers: [], problem: { at: 0, truncated: false } });
  expect(dissect(101, hex(""), 60)).toMatchObject({ layers: [], problem: { at: 0, truncated: true } });
});

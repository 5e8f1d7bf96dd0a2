/** Headers by hand. */
import { parseAuthenticationHeader } from "../../../../traces/wire/authentication-header.js";
import { parseEsp } from "../../../../traces/wire/esp.js";
import { parseEthernet, parseVlan } from "../../../../traces/wire/ethernet.js";
import { parseFragment } from "../../../../traces/wire/fragment.js";
import { parseGre } from "../../../../traces/wire/gre.js";
import { parseIpv4 } from "../../../../traces/wire/ipv4.js";
import { parseIpv6 } from "../../../../traces/wire/ipv6.js";
import type { Layer, Malformed } from "../../../../traces/wire/layers.js";
import { parseLinuxCooked } from "../../../../traces/wire/linux-cooked.js";
import { parseLoopback } from "../../../../traces/wire/loopback.js";
import { parseOptionsHeader } from "../../../../traces/wire/options-header.js";
import { parseRouting } from "../../../../traces/wire/routing.js";
import { parseUdp } from "../../../../traces/wire/udp.js";
import { hex } from "./hex.js";

export type Parse = (bytes: Uint8Array, at: number, end: number) => Layer | Malformed;

/** The octets of each header as the standard draws them, and what they say. */
export const drawnHeaders: { name: string; parse: Parse; octets: string; is: Layer }[] = [
  {
    name: "ethernet",
    parse: parseEthernet,
    octets: "020000000001 020000000002 86dd",
    is: {
      layer: "ethernet",
      at: 0,
      destination: "02:00:00:00:00:01",
      source: "02:00:00:00:00:02",
      etherType: 0x86dd,
    },
  },
  {
    name: "802.1Q tag",
    parse: parseVlan,
    octets: "6007 86dd",
    is: { layer: "vlan", at: 0, tag: 0x6007, etherType: 0x86dd },
  },
  {
    name: "cooked, version 1",
    parse: (bytes, at, end) => parseLinuxCooked(bytes, at, end, 1),
    octets: "0004 0301 0010 fe80000000000011 86dd",
    is: {
      layer: "linux-cooked",
      at: 0,
      version: 1,
      packetType: 4,
      hardwareType: 769,
      addressLength: 16,
      address: hex("fe80000000000011"),
      protocol: 0x86dd,
    },
  },
  {
    name: "cooked, version 2",
    parse: (bytes, at, end) => parseLinuxCooked(bytes, at, end, 2),
    octets: "86dd 0000 00000007 0001 02 06 02000000c0110000",
    is: {
      layer: "linux-cooked",
      at: 0,
      version: 2,
      packetType: 2,
      hardwareType: 1,
      addressLength: 6,
      address: hex("02000000c0110000"),
      protocol: 0x86dd,
      interfaceIndex: 7,
      reserved: 0,
    },
  },
  {
    name: "loopback of a little-endian host",
    parse: (bytes, at, end) => parseLoopback(bytes, at, end, "of the host"),
    octets: "1e000000",
    is: { layer: "loopback", at: 0, family: 30, littleEndian: true },
  },
  {
    name: "loopback, big endian",
    parse: (bytes, at, end) => parseLoopback(bytes, at, end, "big endian"),
    octets: "00000018",
    is: { layer: "loopback", at: 0, family: 24, littleEndian: false },
  },
  {
    name: "IPv6, RFC 8200 §3",
    parse: parseIpv6,
    octets: "6b812345 0010 87 ff 20010db8000100000000000000000011 20010db8000100000000000000000001",
    is: {
      layer: "ipv6",
      at: 0,
      trafficClass: 0xb8,
      flowLabel: 0x12345,
      payloadLength: 16,
      nextHeader: 135,
      hopLimit: 255,
      source: "2001:db8:1::11",
      destination: "2001:db8:1::1",
    },
  },
  {
    name: "IPv4 with an option, RFC 791 §3.1",
    parse: parseIpv4,
    octets: "46b8 0018 abcd 4000 40 29 1234 c0000201 c0000202 94040000",
    is: {
      layer: "ipv4",
      at: 0,
      typeOfService: 0xb8,
      totalLength: 24,
      identification: 0xabcd,
      flags: 2,
      fragmentOffset: 0,
      timeToLive: 64,
      protocol: 41,
      checksum: 0x1234,
      source: "192.0.2.1",
      destination: "192.0.2.2",
      options: hex("94040000"),
    },
  },
  {
    name: "tunnel encapsulation limit, RFC 2473 §4.1.1",
    parse: (bytes, at, end) => parseOptionsHeader(bytes, at, end, "destination-options"),
    octets: "29 00 040104 010100",
    is: {
      layer: "destination-options",
      at: 0,
      nextHeader: 41,
      options: [
        { option: "tunnel-encapsulation-limit", limit: 4 },
        { option: "PadN", data: hex("00") },
      ],
    },
  },
  {
    name: "home address, RFC 6275 §6.3",
    parse: (bytes, at, end) => parseOptionsHeader(bytes, at, end, "destination-options"),
    octets: "87 02 01020000 c910 20010db8010000000000000000000009",
    is: {
      layer: "destination-options",
      at: 0,
      nextHeader: 135,
      options: [
        { option: "PadN", data: hex("0000") },
        { option: "home-address", address: "2001:db8:100::9" },
      ],
    },
  },
  {
    name: "router alert in a hop-by-hop header",
    parse: (bytes, at, end) => parseOptionsHeader(bytes, at, end, "hop-by-hop"),
    octets: "3a 00 05020000 00 00",
    is: {
      layer: "hop-by-hop",
      at: 0,
      nextHeader: 58,
      options: [{ option: "unknown", type: 5, data: hex("0000") }, { option: "Pad1" }, { option: "Pad1" }],
    },
  },
  {
    name: "routing header of type 2, RFC 6275 §6.4",
    parse: parseRouting,
    octets: "87 02 02 01 00000000 20010db8010000000000000000000009",
    is: {
      layer: "routing",
      at: 0,
      nextHeader: 135,
      type: 2,
      segmentsLeft: 1,
      data: hex("00000000 20010db8010000000000000000000009"),
      homeAddress: "2001:db8:100::9",
    },
  },
  {
    name: "fragment, RFC 8200 §4.5",
    parse: parseFragment,
    octets: "3a 00 05a9 deadbeef",
    is: {
      layer: "fragment",
      at: 0,
      nextHeader: 58,
      reserved: 0,
      offset: 1448,
      reservedBits: 0,
      more: true,
      identification: 0xdeadbeef,
    },
  },
  {
    name: "authentication header, RFC 4302 §2",
    parse: parseAuthenticationHeader,
    octets: "3a 04 0000 00000100 00000001 0102030405060708090a0b0c",
    is: {
      layer: "authentication-header",
      at: 0,
      nextHeader: 58,
      reserved: 0,
      spi: 256,
      sequence: 1,
      integrityCheckValue: hex("0102030405060708090a0b0c"),
    },
  },
  {
    name: "ESP, RFC 4303 §2",
    parse: parseEsp,
    octets: "c0ffee01 00000007 aabbcc",
    is: { layer: "esp", at: 0, spi: 0xc0ffee01, sequence: 7, data: hex("aabbcc") },
  },
  {
    name: "GRE with all fields, RFC 2890 §2",
    parse: parseGre,
    octets: "b000 86dd 1234 0000 c0ffee01 00000007",
    is: {
      layer: "gre",
      at: 0,
      flags: 0xb000,
      protocol: 0x86dd,
      checksum: 0x1234,
      reserved: 0,
      key: 0xc0ffee01,
      sequence: 7,
    },
  },
  {
    name: "GRE with none",
    parse: parseGre,
    octets: "0000 0800",
    is: { layer: "gre", at: 0, flags: 0, protocol: 0x800 },
  },
  {
    name: "GRE of version 1, whose fields nobody reads",
    parse: parseGre,
    octets: "3001 880b",
    is: { layer: "gre", at: 0, flags: 0x3001, protocol: 0x880b },
  },
  {
    name: "UDP, RFC 768",
    parse: parseUdp,
    octets: "9c40 02cc 0010 1234",
    is: { layer: "udp", at: 0, sourcePort: 40000, destinationPort: 716, length: 16, checksum: 0x1234 },
  },
];

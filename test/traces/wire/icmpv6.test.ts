import fc from "fast-check";
import { expect, test } from "vitest";
import { concat } from "../../../traces/wire/bytes.js";
import { emitIcmpv6, parseIcmpv6, type Quote } from "../../../traces/wire/icmpv6.js";
import type { Icmpv6, Icmpv6Message, NeighbourOption } from "../../../traces/wire/layers.js";
import { makeIcmpv6 } from "../../../traces/wire/make.js";
import { isMalformed } from "../../../traces/wire/malformed.js";
import { octets } from "./support/arbitraries.js";
import { hex, showHex } from "./support/hex.js";
import { icmpv6Message } from "./support/messages.js";

const ENDS = hex("fe80000000000000000000000000c011 ff020000000000000000000000000001");
const noQuote: Quote = () => [];

/** A message after the addresses of its pseudo-header. */
const parse = (message: Uint8Array, end = 32 + message.length) =>
  parseIcmpv6(concat(ENDS, message), 32, end, { sourceAt: 0, destinationAt: 16 }, noQuote);

const SLLA: NeighbourOption = { option: "source-link-layer-address", address: hex("02000000c011") };

test.each<{ name: string; octets: string; code?: number; message: Icmpv6Message }>([
  {
    name: "router solicitation, RFC 4861 §4.1",
    octets: "85 00 0000 00000000 0101 02000000c011",
    message: { type: "router-solicitation", reserved: 0, options: [SLLA] },
  },
  {
    name: "router advertisement, RFC 4861 §4.2, with all options of §4.6 that have fields",
    octets: `86 00 0000 40 c8 0708 00007530 000003e8
      0101 02000000c011
      0304 40 c0 00278d00 00093a80 00000000 20010db8010000000000000000000000
      0501 0000 000005dc
      1801 0102030405ff`,
    message: {
      type: "router-advertisement",
      hopLimit: 64,
      flags: 0xc8,
      routerLifetime: 1800,
      reachableTime: 30000,
      retransTimer: 1000,
      options: [
        SLLA,
        {
          option: "prefix-information",
          prefixLength: 64,
          flags: 0xc0,
          validLifetime: 2592000,
          preferredLifetime: 604800,
          reserved: 0,
          prefix: "2001:db8:100::",
        },
        { option: "mtu", reserved: 0, mtu: 1500 },
        { option: "unknown", type: 24, data: hex("0102030405ff") },
      ],
    },
  },
  {
    name: "neighbour solicitation, RFC 4861 §4.3",
    octets: "87 00 0000 00000000 fe80000000000000000000000000c011",
    message: { type: "neighbour-solicitation", reserved: 0, target: "fe80::c011", options: [] },
  },
  {
    name: "neighbour advertisement, RFC 4861 §4.4",
    octets: "88 00 0000 e0000001 fe80000000000000000000000000c011 0201 02000000c011",
    message: {
      type: "neighbour-advertisement",
      flags: 0xe0,
      reserved: 1,
      target: "fe80::c011",
      options: [{ option: "target-link-layer-address", address: hex("02000000c011") }],
    },
  },
  {
    name: "echo request, RFC 4443 §4.1",
    octets: "80 00 0000 1234 0001 61626364",
    message: { type: "echo-request", identifier: 0x1234, sequence: 1, data: hex("61626364") },
  },
  {
    name: "echo reply, RFC 4443 §4.2",
    octets: "81 00 0000 1234 0002",
    message: { type: "echo-reply", identifier: 0x1234, sequence: 2, data: hex("") },
  },
  {
    name: "packet too big, RFC 4443 §3.2",
    octets: "02 00 0000 00000500 6000",
    message: { type: "packet-too-big", value: 1280, about: [], quoted: hex("6000") },
  },
  {
    name: "parameter problem, RFC 4443 §3.4",
    octets: "04 01 0000 00000028 6000",
    code: 1,
    message: { type: "parameter-problem", value: 40, about: [], quoted: hex("6000") },
  },
  {
    name: "destination unreachable, RFC 4443 §3.1",
    octets: "01 03 0000 00000000",
    code: 3,
    message: { type: "destination-unreachable", value: 0, about: [], quoted: hex("") },
  },
  {
    name: "time exceeded, RFC 4443 §3.3",
    octets: "03 00 0000 00000000",
    message: { type: "time-exceeded", value: 0, about: [], quoted: hex("") },
  },
  {
    name: "a type without fields here",
    octets: "8f 00 0000 00000001 04000000",
    message: { type: "unknown", data: hex("00000001 04000000") },
  },
  {
    name: "a type without fields here, and nothing else",
    octets: "89 00 0000",
    message: { type: "unknown", data: hex("") },
  },
  {
    name: "options of a known type and another length",
    octets: "85 00 0000 00000000 0502 0000 000005dc 0000000000000000 0301 40 c0 00000000",
    message: {
      type: "router-solicitation",
      reserved: 0,
      options: [
        { option: "unknown", type: 5, data: hex("0000 000005dc 0000000000000000") },
        { option: "unknown", type: 3, data: hex("40 c0 00000000") },
      ],
    },
  },
])("$name", ({ octets: drawn, code = 0, message }) => {
  const bytes = hex(drawn);
  const layer: Icmpv6 = {
    layer: "icmpv6",
    at: 32,
    icmpType: bytes[0]!,
    code,
    checksum: 0,
    checksumOk: false,
    message,
  };
  expect(parse(bytes)).toEqual({ value: layer, end: 32 + bytes.length, problem: undefined });
  expect(showHex(emitIcmpv6(layer))).toBe(showHex(bytes));
});

test("any message is read back as it was written", () => {
  fc.assert(
    fc.property(icmpv6Message, fc.nat({ max: 255 }), (message, code) => {
      const made = { ...makeIcmpv6(message, code), checksum: 1, checksumOk: false, at: 32 };
      const written = emitIcmpv6(made);
      expect(parse(written)).toEqual({ value: made, end: 32 + written.length, problem: undefined });
    }),
    { numRuns: 500 },
  );
});

test("any octets give a message that writes them again up to where it ends, or say why not", () => {
  const type = fc.constantFrom(1, 2, 3, 4, 128, 129, 133, 134, 135, 136, 137);
  fc.assert(
    fc.property(type, fc.uint8Array({ maxLength: 80 }), fc.nat({ max: 9 }), (icmpType, rest, more) => {
      const bytes = concat(Uint8Array.of(icmpType), rest);
      const parsed = parse(bytes, 32 + bytes.length + more);
      if (isMalformed(parsed)) {
        expect(parsed.at).toBe(32);
        return;
      }
      expect(showHex(emitIcmpv6(parsed.value))).toBe(showHex(bytes.subarray(0, parsed.end - 32)));
      if (parsed.problem !== undefined) expect(parsed.problem.at).toBeGreaterThanOrEqual(parsed.end);
    }),
    { numRuns: 1000 },
  );
});

const RS = "85 00 0000 00000000 0101 02000000c011";
const soFar = { type: "router-solicitation", reserved: 0, options: [SLLA] };
test.each([
  {
    name: "an option of length 0",
    octets: `${RS} 0100 000000000000`,
    problem: { at: 49, layer: "icmpv6", expected: "option 1 of at least 8 bytes", found: "0 bytes", truncated: false },
  },
  {
    name: "an option that runs over the end",
    octets: `${RS} 0302 000000000000`,
    problem: { at: 49, layer: "icmpv6", expected: "option 3 of at most 8 bytes", found: "16 bytes", truncated: false },
  },
  {
    name: "an option of which only type and length are there",
    octets: `${RS} 0301`,
    problem: { at: 49, layer: "icmpv6", expected: "option 3 of at most 2 bytes", found: "8 bytes", truncated: false },
  },
  {
    name: "an option without a length",
    octets: `${RS} 03`,
    problem: {
      at: 48,
      layer: "icmpv6",
      expected: "option 3 with a length",
      found: "end of the message",
      truncated: false,
    },
  },
])("$name ends the message, which keeps what was before", ({ octets: drawn, problem }) => {
  expect(parse(hex(drawn))).toMatchObject({ value: { message: soFar }, end: 48, problem });
});

test("of a message that the capture cut, the options that are there", () => {
  const bytes = hex(`${RS} 0501 0000 000005dc`);
  for (const kept of [17, 18, 23])
    expect(parse(bytes.subarray(0, kept), 32 + 24)).toMatchObject({
      value: { message: soFar, checksumOk: undefined },
      end: 48,
      problem: undefined,
    });
  expect(parse(bytes.subarray(0, 7), 32 + 24)).toEqual({
    at: 32,
    layer: "icmpv6",
    expected: "8 bytes of message",
    found: "7 bytes captured",
    truncated: true,
  });
});

test("the checksum is taken with the addresses given", () => {
  fc.assert(
    fc.property(octets(16), (source) => {
      const bytes = concat(source, ENDS.subarray(16), hex("85 00 0000 00000000"));
      const sum = [...bytes].reduce((total, octet, i) => total + (i % 2 === 0 ? octet << 8 : octet), 8 + 58);
      const folded = ((sum & 0xffff) + Math.floor(sum / 0x10000)) % 0xffff;
      bytes.set([(0xffff - folded) >> 8, 0xffff - folded], 34);
      const parsed = parseIcmpv6(bytes, 32, 40, { sourceAt: 0, destinationAt: 16 }, noQuote);
      expect(parsed).toMatchObject({ value: { checksumOk: true } });
    }),
  );
});

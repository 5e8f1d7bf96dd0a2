import fc from "fast-check";
import { expect, test } from "vitest";
import { concat } from "../../../traces/wire/bytes.js";
import type { Mobility, MobilityMessage, MobilityOption } from "../../../traces/wire/layers.js";
import { makeMobility } from "../../../traces/wire/make.js";
import { makeMobilityOption } from "../../../traces/wire/make-option.js";
import { isMalformed } from "../../../traces/wire/malformed.js";
import { emitMobility, parseMobility } from "../../../traces/wire/mobility.js";
import { emitMobilityOption } from "../../../traces/wire/mobility-options.js";
import { hex, showHex } from "./support/hex.js";
import { mobilityMessage } from "./support/messages.js";

const ENDS = hex("20010db8000100000000000000000011 20010db8000100000000000000000001");
const PLACE = { sourceAt: 0, destinationAt: 16 };

/** A message after the addresses of its pseudo-header. */
const parse = (message: Uint8Array, packetEnd = 32 + message.length) =>
  parseMobility(concat(ENDS, message), 32, packetEnd, PLACE);

const A = "20010db8010000000000000000000009";
const COOKIE = "0102030405060708";
const TOKEN = "1112131415161718";
const HI: MobilityOption = { at: 0, type: 23, data: hex("0004"), option: "HI", reserved: 0, indicator: 4 };
/** One option that fills the message. */
const options = (at: number) => [{ ...HI, at: 32 + at }];

test.each<{ is: string; octets: string; message: MobilityMessage }>([
  { is: "BRR, RFC 6275 §6.1.2", octets: "3b 00 00 00 0000 0000", message: { type: "BRR", reserved: 0, options: [] } },
  {
    is: "HoTI, RFC 6275 §6.1.3",
    octets: `3b 01 01 00 0000 0000 ${COOKIE}`,
    message: { type: "HoTI", reserved: 0, cookie: hex(COOKIE), options: [] },
  },
  {
    is: "CoTI, RFC 6275 §6.1.4",
    octets: `3b 01 02 00 0000 0000 ${COOKIE}`,
    message: { type: "CoTI", reserved: 0, cookie: hex(COOKIE), options: [] },
  },
  {
    is: "HoT, RFC 6275 §6.1.5",
    octets: `3b 02 03 00 0000 0007 ${COOKIE} ${TOKEN}`,
    message: { type: "HoT", nonceIndex: 7, cookie: hex(COOKIE), keygenToken: hex(TOKEN), options: [] },
  },
  {
    is: "CoT, RFC 6275 §6.1.6",
    octets: `3b 02 04 00 0000 0008 ${COOKIE} ${TOKEN}`,
    message: { type: "CoT", nonceIndex: 8, cookie: hex(COOKIE), keygenToken: hex(TOKEN), options: [] },
  },
  {
    is: "proxy binding update, RFC 6275 §6.1.7 and RFC 5213 §8.1",
    octets: "3b 01 05 00 0000 1234 8200 000a 17020004",
    message: { type: "BU", sequence: 0x1234, flags: 0x8200, lifetime: 10, options: options(12) },
  },
  {
    is: "proxy binding acknowledgement, RFC 6275 §6.1.8 and RFC 5213 §8.2",
    octets: "3b 01 06 00 0000 99 20 1234 000a 17020004",
    message: { type: "BA", status: 153, flags: 0x20, sequence: 0x1234, lifetime: 10, options: options(12) },
  },
  {
    is: "binding error, RFC 6275 §6.1.9",
    octets: `3b 02 07 00 0000 02 00 ${A}`,
    message: { type: "BE", status: 2, reserved: 0, homeAddress: "2001:db8:100::9", options: [] },
  },
  {
    is: "FBU, RFC 5568 §6.2.2",
    octets: "3b 01 08 00 0000 0001 c000 0014 17020004",
    message: { type: "FBU", sequence: 1, flags: 0xc000, lifetime: 20, options: options(12) },
  },
  {
    is: "FBack, RFC 5568 §6.2.3",
    octets: "3b 01 09 00 0000 01 80 0001 0014 17020004",
    message: { type: "FBack", status: 1, flags: 0x80, sequence: 1, lifetime: 20, options: options(12) },
  },
  {
    is: "heartbeat, RFC 5847 §3.3",
    octets: "3b 01 0d 00 0000 0003 fffffffe 17020004",
    message: { type: "heartbeat", flags: 3, sequence: 0xfffffffe, options: options(12) },
  },
  {
    is: "HI, RFC 5568 §6.2.1.1 and RFC 5949 §6.1.1",
    octets: "3b 01 0e 00 0000 0102 b0 03 17020004 0000",
    message: {
      type: "HI",
      sequence: 0x102,
      flags: 0xb0,
      code: 3,
      options: [
        ...options(10),
        ...[14, 15].map((at) => ({ at: 32 + at, type: 0, data: hex(""), option: "Pad1" as const })),
      ],
    },
  },
  {
    is: "HAck, RFC 5568 §6.2.1.2",
    octets: "3b 01 0f 00 0000 0102 60 80 0104 00000000",
    message: {
      type: "HAck",
      sequence: 0x102,
      flags: 0x60,
      code: 128,
      options: [{ at: 42, type: 1, data: hex("00000000"), option: "PadN" }],
    },
  },
  {
    is: "BRI, RFC 5846 §6.1",
    octets: "3b 01 10 00 0000 01 03 0102 c000 17020004",
    message: { type: "BRI", code: 3, sequence: 0x102, flags: 0xc000, options: options(12) },
  },
  {
    is: "BRA, RFC 5846 §6.2",
    octets: "3b 01 10 00 0000 02 80 0102 8000 17020004",
    message: { type: "BRA", code: 128, sequence: 0x102, flags: 0x8000, options: options(12) },
  },
  {
    is: "a revocation of no known kind",
    octets: "3b 01 10 00 0000 03 80 0102 8000 17020004",
    message: { type: "other", name: "binding revocation", data: hex("03 80 0102 8000 17020004") },
  },
  {
    is: "a type that is known by name",
    octets: "3b 00 11 00 0000 0102",
    message: { type: "other", name: "localized routing initiation", data: hex("0102") },
  },
  {
    is: "a type that is not",
    octets: "3b 00 c8 00 0000 0102",
    message: { type: "other", name: undefined, data: hex("0102") },
  },
])("$is", ({ octets, message }) => {
  const bytes = hex(octets);
  const layer: Mobility = {
    layer: "mobility",
    at: 32,
    payloadProto: 59,
    headerLength: bytes[1]!,
    mhType: bytes[2]!,
    reserved: 0,
    checksum: 0,
    checksumOk: false,
    message,
  };
  expect(parse(bytes)).toEqual({ value: layer, end: 32 + bytes.length, problem: undefined });
  expect(showHex(emitMobility(layer))).toBe(showHex(bytes));
});

/** An option and where it stands, the rest of the message being as it was. */
const unplaced = (message: MobilityMessage) =>
  message.type === "other" ? message : { ...message, options: message.options.map((option) => ({ ...option, at: 0 })) };

test("any message is read back as it was written", () => {
  fc.assert(
    fc.property(mobilityMessage, (message) => {
      const made = makeMobility(message);
      const headerLength = emitMobility(made).length / 8 - 1;
      fc.pre(headerLength < 256);
      const written = emitMobility({ ...made, headerLength });
      const parsed = parse(written);
      if (isMalformed(parsed)) throw new Error(parsed.expected);
      expect(parsed).toMatchObject({ end: 32 + written.length, problem: undefined });
      expect({ ...parsed.value, message: unplaced(parsed.value.message) }).toEqual({
        ...made,
        at: 32,
        headerLength,
        checksumOk: false,
        message: unplaced(made.message),
      });
      expect(showHex(emitMobility(parsed.value))).toBe(showHex(written));
    }),
    { numRuns: 500 },
  );
});

test("any octets give a message that writes them again up to where it ends, or say why not", () => {
  const head = fc.tuple(fc.constant(59), fc.nat({ max: 9 }), fc.nat({ max: 18 }));
  fc.assert(
    fc.property(head, fc.uint8Array({ maxLength: 80 }), fc.nat({ max: 9 }), (first, rest, more) => {
      const bytes = concat(Uint8Array.from(first), rest);
      const parsed = parse(bytes, 32 + bytes.length + more);
      if (isMalformed(parsed)) {
        expect(parsed.at).toBeLessThanOrEqual(33);
        return;
      }
      expect(showHex(emitMobility(parsed.value))).toBe(showHex(bytes.subarray(0, parsed.end - 32)));
    }),
    { numRuns: 2000 },
  );
});

const PBU = "3b 03 05 00 f0a8 0001 8200 000a 17020004 18020003 2b020101 1b08";
const fixed = { type: "BU", sequence: 1, flags: 0x8200, lifetime: 10 };

test("a length that is rounded down: the option is read, the checksum is that of what was sent", () => {
  // What a daemon in use sends: the length counts 24 of 34 octets, the kernel's checksum all of them.
  const sent = hex(`${PBU.replace("3b 03", "3b 02")} 0000 65000000 8000`);
  const parsed = parse(sent);
  const names = ["HI", "ATT", "transient-binding"];
  expect(parsed).toMatchObject({
    value: { headerLength: 2, message: { ...fixed, options: names.map((option) => ({ option })) } },
    end: 32 + 24,
    problem: undefined,
  });
  const later = parse(hex(`${PBU.replace("3b 03", "3b 02").replace("2b020101", "00")} 0000 65000000 8000`));
  expect(later).toMatchObject({
    value: { message: { options: [...names.slice(0, 2), "Pad1", "timestamp"].map((option) => ({ option })) } },
    end: 32 + 31,
    problem: {
      at: 32 + 22,
      layer: "mobility",
      expected: "option 27 of at most 1 bytes",
      found: "option length 8",
      truncated: false,
    },
  });
});

test("a length beyond the packet: what is there is read, and nothing is said of the checksum", () => {
  expect(parse(hex("3b 03 05 00 f0a8 0001 8200 000a 17020004"))).toEqual({
    value: {
      layer: "mobility",
      at: 32,
      payloadProto: 59,
      headerLength: 3,
      mhType: 5,
      reserved: 0,
      checksum: 0xf0a8,
      checksumOk: undefined,
      message: { ...fixed, options: options(12) },
    },
    end: 32 + 16,
    problem: {
      at: 33,
      layer: "mobility",
      expected: "length of at most 16 bytes",
      found: "32 bytes",
      truncated: false,
    },
  });
});

test("a length that has no room for the message", () => {
  expect(parse(hex("3b 00 05 00 f0a8 0001 8200 000a 17020004"))).toEqual({
    at: 33,
    layer: "mobility",
    expected: "at least 12 bytes for MH type 5",
    found: "8 bytes",
    truncated: false,
  });
});

test("of a message that the capture cut, what is there", () => {
  const bytes = hex(`${PBU} 0000 65000000 8000`);
  const cut = (kept: number) => parse(bytes.subarray(0, kept), 32 + bytes.length);
  expect(cut(18)).toMatchObject({
    value: { checksumOk: undefined, message: { ...fixed, options: options(12) } },
    end: 48,
    problem: undefined,
  });
  const missing = { at: 32, layer: "mobility", truncated: true };
  expect(cut(11)).toEqual({ ...missing, expected: "12 bytes of message", found: "11 bytes captured" });
  expect(cut(5)).toEqual({ ...missing, expected: "6 bytes of header", found: "5 bytes captured" });
});

test("the checksum is the one of RFC 6275 §6.1.1", () => {
  // By hand: 2001 + db8 + 1 + 11, 2001 + db8 + 1 + 1, a length of 8, protocol 87, and 3b00 are 9715.
  const made = makeMobility({ type: "BRR", reserved: 0, options: [] });
  const octets = emitMobility({ ...made, checksum: 0xffff - 0x9715 });
  expect(parse(octets)).toMatchObject({ value: { checksumOk: true } });
  expect(parse(octets.with(3, 1))).toMatchObject({ value: { checksumOk: false } });
});

test("an option is where it says", () => {
  const bytes = concat(ENDS, hex(`${PBU} 0000 65000000 8000`));
  const parsed = parseMobility(bytes, 32, bytes.length, PLACE);
  if (isMalformed(parsed) || parsed.value.message.type !== "BU") throw new Error("no update");
  for (const option of parsed.value.message.options)
    expect(bytes.subarray(option.at, option.at + option.data.length + 2)).toEqual(emitMobilityOption(option));
  expect(makeMobilityOption({ option: "HI", reserved: 0, indicator: 4 })).toEqual(HI);
});

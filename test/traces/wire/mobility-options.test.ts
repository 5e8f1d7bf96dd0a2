import fc from "fast-check";
import { expect, test } from "vitest";
import { concat } from "../../../traces/wire/bytes.js";
import type { MobilityOption } from "../../../traces/wire/layers.js";
import { alignOptions, makeMobilityOption, makeRawOption } from "../../../traces/wire/make-option.js";
import { emitMobilityOption, parseMobilityOptions } from "../../../traces/wire/mobility-options.js";
import { hex, showHex } from "./support/hex.js";
import { mobilityOption, mobilityOptionFields } from "./support/messages.js";

const A = "20010db8010000000000000000000009";
const ADDRESS = "2001:db8:100::9";

test.each([
  { is: "Pad1, RFC 6275 §6.2.2", octets: "00", fields: { option: "Pad1" } },
  { is: "PadN, RFC 6275 §6.2.3", octets: "01 02 0000", fields: { option: "PadN" } },
  { is: "RFC 6275 §6.2.4", octets: "02 02 0123", fields: { option: "binding-refresh-advice", interval: 0x123 } },
  { is: "RFC 6275 §6.2.5", octets: `03 10 ${A}`, fields: { option: "alternate-care-of-address", address: ADDRESS } },
  { is: "RFC 6275 §6.2.6", octets: "04 04 0001 0002", fields: { option: "nonce-indices", home: 1, careOf: 2 } },
  {
    is: "RFC 6275 §6.2.7",
    octets: "05 0c 0102030405060708090a0b0c",
    fields: { option: "binding-authorisation-data", authenticator: hex("0102030405060708090a0b0c") },
  },
  {
    is: "RFC 4283 §3",
    octets: "08 07 01 6d6e3140 6e65",
    fields: { option: "MN-ID", subtype: 1, identifier: hex("6d6e31406e65") },
  },
  { is: "an empty identifier", octets: "08 01 01", fields: { option: "MN-ID", subtype: 1, identifier: hex("") } },
  {
    is: "RFC 5213 §8.3",
    octets: "16 12 00 40 20010db8010000000000000000000000",
    fields: { option: "HNP", reserved: 0, prefixLength: 64, prefix: "2001:db8:100::" },
  },
  { is: "RFC 5213 §8.4", octets: "17 02 00 04", fields: { option: "HI", reserved: 0, indicator: 4 } },
  { is: "RFC 5213 §8.5", octets: "18 02 00 03", fields: { option: "ATT", reserved: 0, technology: 3 } },
  {
    is: "RFC 5213 §8.6",
    octets: "19 08 0000 02000000c011",
    fields: { option: "MN-LLID", reserved: 0, identifier: hex("02000000c011") },
  },
  { is: "RFC 5213 §8.7", octets: `1a 10 ${A}`, fields: { option: "link-local-address", address: ADDRESS } },
  {
    is: "RFC 5213 §8.8: 48 bits of seconds, more than 32",
    octets: "1b 08 0001 00000002 8000",
    fields: { option: "timestamp", seconds: 2 ** 32 + 2, fraction: 0x8000 },
  },
  { is: "RFC 5847 §3.4", octets: "1c 04 fffffffe", fields: { option: "restart-counter", counter: 0xfffffffe } },
  { is: "RFC 5845 §6.1", octets: "21 06 0000 c0ffee01", fields: { option: "GRE-key", reserved: 0, key: 0xc0ffee01 } },
  { is: "RFC 5845 §6.1, no key", octets: "21 02 0000", fields: { option: "GRE-key", reserved: 0 } },
  { is: "RFC 6058 §5.1", octets: "2b 02 01 0a", fields: { option: "transient-binding", flags: 1, lifetime: 10 } },
  { is: "a type without fields here", octets: "23 04 0001 0000", fields: { option: "other" } },
  { is: "a type that nobody names", octets: "ff 00", fields: { option: "other" } },
])("$fields.option: $is", ({ octets, fields }) => {
  const bytes = hex(octets);
  const option = { at: 0, type: bytes[0]!, data: bytes.subarray(2), ...fields };
  const { value, end, problem } = parseMobilityOptions(bytes, 0, bytes.length, bytes.length);
  expect({ value, end, problem }).toEqual({ value: [option], end: bytes.length, problem: undefined });
  expect(showHex(concat(...value.map(emitMobilityOption)))).toBe(showHex(bytes));
});

test.each([
  { type: 2, sizes: [0, 1, 3], expected: "2 bytes" },
  { type: 3, sizes: [0, 15, 17], expected: "16 bytes" },
  { type: 4, sizes: [2, 5], expected: "4 bytes" },
  { type: 8, sizes: [0], expected: "at least 1 byte" },
  { type: 22, sizes: [0, 2, 17, 19], expected: "18 bytes" },
  { type: 23, sizes: [0, 1, 3], expected: "2 bytes" },
  { type: 24, sizes: [1, 3], expected: "2 bytes" },
  { type: 25, sizes: [0, 1], expected: "at least 2 bytes" },
  { type: 26, sizes: [15, 17], expected: "16 bytes" },
  { type: 27, sizes: [0, 7, 9], expected: "8 bytes" },
  { type: 28, sizes: [2, 8], expected: "4 bytes" },
  { type: 33, sizes: [0, 1, 4, 8], expected: "2 or 6 bytes" },
  { type: 43, sizes: [0, 4], expected: "2 bytes" },
])(
  "option $type of another length than $expected is malformed, and the next one is read",
  ({ type, sizes, expected }) => {
    for (const size of sizes) {
      const data = new Uint8Array(size).fill(0xa5);
      const bytes = concat(Uint8Array.of(type, size), data, hex("17 02 00 01"));
      expect(parseMobilityOptions(bytes, 0, bytes.length, bytes.length)).toEqual({
        value: [
          { at: 0, type, data, option: "malformed", expected },
          { at: size + 2, type: 23, data: hex("0001"), option: "HI", reserved: 0, indicator: 1 },
        ],
        end: bytes.length,
        problem: undefined,
      });
    }
  },
);

const HI = makeMobilityOption({ option: "HI", reserved: 0, indicator: 1 });
const ATT = { ...makeMobilityOption({ option: "ATT", reserved: 0, technology: 3 }), at: 4 };

test("an option that runs over the message is the last: it is read if the packet has it, and a problem either way", () => {
  const bytes = hex("17020001 18020003 2b020101");
  const problem = {
    at: 5,
    layer: "mobility",
    expected: "option 24 of at most 1 bytes",
    found: "option length 2",
    truncated: false,
  };
  expect(parseMobilityOptions(bytes, 0, 7, 12)).toEqual({ value: [HI, ATT], end: 8, problem });
  expect(parseMobilityOptions(bytes, 0, 7, 7)).toEqual({ value: [HI], end: 4, problem });
  expect(parseMobilityOptions(bytes.subarray(0, 7), 0, 7, 12)).toEqual({ value: [HI], end: 4, problem });
});

test("an option without a length is a problem where it stands", () => {
  const problem = {
    at: 4,
    layer: "mobility",
    expected: "option 24 with a length",
    found: "end of the message",
    truncated: false,
  };
  expect(parseMobilityOptions(hex("17020001 18"), 0, 5, 5)).toEqual({ value: [HI], end: 4, problem });
});

test("of a message that the capture cut, the options that are wholly there", () => {
  const bytes = hex("17020001 18020003");
  for (let kept = 4; kept < 8; kept++)
    expect(parseMobilityOptions(bytes.subarray(0, kept), 0, 8, 8)).toEqual({
      value: [HI],
      end: 4,
      problem: undefined,
    });
  expect(parseMobilityOptions(bytes, 0, 8, 8).value).toEqual([HI, ATT]);
});

test("an option made of fields has these fields", () => {
  fc.assert(
    fc.property(mobilityOptionFields, (fields) => {
      expect(makeMobilityOption(fields)).toMatchObject(fields);
    }),
    { numRuns: 500 },
  );
});

test("any options are read back as they were written", () => {
  fc.assert(
    fc.property(fc.array(mobilityOption), (options) => {
      const bytes = concat(...options.map(emitMobilityOption));
      let at = 0;
      const placed = options.map((option) => {
        const result = { ...option, at };
        at += emitMobilityOption(option).length;
        return result;
      });
      expect(parseMobilityOptions(bytes, 0, bytes.length, bytes.length)).toEqual({
        value: placed,
        end: bytes.length,
        problem: undefined,
      });
    }),
  );
});

/** Multiple and remainder of each option's place, by the documents. */
const PLACES = new Map([
  [2, [2, 0]],
  [3, [8, 6]],
  [4, [2, 0]],
  [5, [8, 2]],
  [22, [8, 4]],
  [26, [8, 6]],
  [27, [8, 2]],
  [28, [4, 2]],
  [33, [4, 0]],
]);

/** The octets of a link-layer identifier stand on a multiple of their number (RFC 5213 §8.6, RFC 6275 §6.2.1). */
const placeOf = ({ type, data }: MobilityOption) => {
  if (type !== 25) return PLACES.get(type) ?? [1, 0];
  return data.length === 10 ? [8, 4] : data.length === 6 ? [4, 0] : [1, 0];
};

test("aligned options stand where their documents want them, and fill the message to a multiple of eight", () => {
  const start = fc.constantFrom(8, 10, 12, 16, 24);
  fc.assert(
    fc.property(start, fc.array(mobilityOption), (from, options) => {
      const aligned = alignOptions(from, options);
      let at = from;
      for (const option of aligned) {
        const [unit, more] = placeOf(option);
        expect(at % unit!).toBe(more);
        at += emitMobilityOption(option).length;
      }
      expect(at % 8).toBe(0);
      expect(aligned.filter((option) => options.includes(option))).toEqual(options);
      expect(aligned.length).toBeLessThanOrEqual(2 * options.length + 1);
      expect(alignOptions(from, aligned)).toEqual(aligned);
    }),
  );
});

test("padding of one octet is Pad1, of more PadN", () => {
  const odd = makeRawOption(200, hex("00"));
  expect(alignOptions(12, [odd]).map(({ option }) => option)).toEqual(["other", "Pad1"]);
  expect(alignOptions(12, []).map(({ option, data }) => [option, data.length])).toEqual([["PadN", 2]]);
  expect(alignOptions(16, [])).toEqual([]);
});

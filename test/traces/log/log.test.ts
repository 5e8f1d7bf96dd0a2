/** Lines of a log to events, and what is wrong with those that are none. */
import fc from "fast-check";
import * as E from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { isIpv6, isPrefix } from "../../../traces/log/address.js";
import { LogEvent, MAX_LINE, decodeLine } from "../../../traces/log/log.js";
import { instantOf } from "../../../traces/log/time.js";
import { ipv6Text, readAddress } from "../../../traces/wire/addresses.js";
import { address, logEvent } from "./support.js";

test("an event, written and read, is the same", () => {
  fc.assert(
    fc.property(logEvent, (event) => {
      expect(decodeLine(JSON.stringify(LogEvent.encode(event)))).toEqual(E.right(event));
    }),
  );
});

const message = { type: "PBU", sequence: 1, lifetime: 60, mnId: "mn1", hnp: ["::/0"] };
const event = { time: 1, node: "lma", direction: "sent", from: "::1", to: "::2", message };
const line = (changed: object, inMessage: object = {}) =>
  JSON.stringify({ ...event, ...changed, ...("message" in changed ? {} : { message: { ...message, ...inMessage } }) });

const says = (words: string | RegExp): unknown => (typeof words === "string" ? words : expect.stringMatching(words));

test("other keys are passed over", () => {
  expect(decodeLine(line({ level: "info" }, { retries: 3 }))).toEqual(E.right(event));
});

test.each([
  { text: "{", expected: "a JSON object", found: "{" },
  { text: "[1]", expected: "a JSON object", found: "[1]" },
  { text: "null", expected: "a JSON object", found: "null" },
  { text: "\u001b[2J{", expected: "a JSON object", found: "\\u001b[2J{" },
  { text: line({ node: undefined }), expected: "a text of 1 to 255 bytes in node", found: "nothing" },
  { text: line({ node: "ü".repeat(128) }), expected: "a text of 1 to 255 bytes in node", found: /^"\\u00fc.*\.\.\.$/ },
  { text: line({ direction: "lost" }), expected: /"sent" \| "received" in direction$/, found: '"lost"' },
  { text: line({ time: "2026-01-31 12:00" }), expected: /^seconds since 1970.* in time$/, found: '"2026-01-31 12:00"' },
  { text: line({ from: "192.0.2.1" }), expected: "an IPv6 address in from", found: '"192.0.2.1"' },
  { text: line({ toMac: "02:00" }), expected: /^a link-layer address .* in toMac$/, found: '"02:00"' },
  { text: line({ message: [] }), expected: "an object in message", found: "[]" },
  { text: line({}, { type: "BU" }), expected: '"PBU" | "PBA" | "RS" | "RA" in message.type', found: '"BU"' },
  { text: line({}, { sequence: 65_536 }), expected: "an integer from 0 to 65535 in message.sequence", found: "65536" },
  { text: line({}, { lifetime: 30 }), expected: /^seconds from 0 to 262140, a multiple of 4 in /, found: "30" },
  { text: line({}, { mnId: "\ud800" }), expected: "a text of 1 to 254 bytes in message.mnId", found: '"\\ud800"' },
  { text: line({}, { hnp: ["::/129"] }), expected: /^a list of at most 32 prefixes .* in message.hnp$/, found: /129/ },
  { text: line({}, { hnp: Array.from({ length: 33 }, () => "::/0") }), expected: /at most 32/, found: /\.\.\.$/ },
  { text: line({}, { llid: "020" }), expected: /^an even number of hexadecimal digits/, found: '"020"' },
  { text: line({}, { flags: "AA" }), expected: "letters of AHLKMRP, each once in message.flags", found: '"AA"' },
  { text: line({}, { timestamp: -1 }), expected: "seconds since 1970 in message.timestamp", found: "-1" },
  { text: " ".repeat(MAX_LINE + 1), expected: "a line of at most 65536 bytes", found: "65537 characters" },
])("expected $expected", ({ text, expected, found }) => {
  expect(decodeLine(text)).toEqual(E.left({ expected: says(expected), found: says(found) }));
});

test("any text gives an event or words that are safe to print", () => {
  const nested = fc.nat(MAX_LINE - 1).map((depth) => "[".repeat(depth));
  const damaged = fc
    .tuple(logEvent, fc.nat(400), fc.string({ unit: "binary", maxLength: 3 }))
    .map(([one, at, put]) => JSON.stringify(one).slice(0, at) + put + JSON.stringify(one).slice(at + 1));
  const hostile = fc
    .tuple(fc.constantFrom("time", "node", "from", "message", "fromMac"), fc.json())
    .map(([key, value]) => line({ [key]: JSON.parse(value) as unknown }));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json(), nested, damaged, hostile), (text) => {
      const decoded = decodeLine(text);
      if (E.isRight(decoded)) expect(LogEvent.is(decoded.right)).toBe(true);
      else expect(`${decoded.left.expected}${decoded.left.found}`).toMatch(/^[\x20-\x7e]{2,400}$/);
    }),
    { numRuns: 500 },
  );
});

test("what is an IPv6 address here is one on the wire", () => {
  const text = fc.oneof(address, fc.string({ unit: fc.constantFrom(":", "0", "f", "1", "::"), maxLength: 12 }));
  fc.assert(
    fc.property(text, (one) => {
      expect(isIpv6(one)).toBe(one.includes(":") && readAddress(one)?.length === 16);
    }),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (octets) => {
      const written = ipv6Text(octets, 0);
      expect(isIpv6(written)).toBe(!written.includes("."));
    }),
  );
  expect(["::/0", "2001:db8::/128"].map(isPrefix)).toEqual([true, true]);
  expect(["::", "::/", "::/129", "::/01", "::/1/1", "1.2.3.4/8"].map(isPrefix)).toEqual(Array(6).fill(false));
});

test.each([
  [1_795_370_000.123456, 1_795_370_000, 123_456_000],
  [0.9999999, 1, 0],
  ["1970-01-01T00:00:00Z", 0, 0],
  ["2026-01-31T12:00:00.123456789Z", 1_769_860_800, 123_456_789],
  ["2026-01-31T12:00:00.5+05:30", 1_769_841_000, 500_000_000],
  ["2026-01-31T12:00:00-01:00", 1_769_864_400, 0],
])("%s is %d s and %d ns", (time, seconds, nanoseconds) => {
  expect(instantOf(time)).toEqual({ seconds, nanoseconds });
});

test.each([
  "",
  "now",
  "2026-02-30T00:00:00Z",
  "2026-01-31T12:00:60Z",
  "2026-01-31T12:00:00",
  "1969-12-31T23:59:59Z",
  "1970-01-01T00:00:00+00:01",
  "2026-01-31T24:00:00Z",
  "2026-01-31T12:00:00.0000000001Z",
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1e15,
])("%s is no time", (time) => {
  expect(instantOf(time)).toBeUndefined();
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { concat, two } from "../../../traces/wire/bytes.js";
import { checksum, checksumHolds, upperChecksum } from "../../../traces/wire/checksum.js";
import { octets } from "./support/arbitraries.js";
import { hex } from "./support/hex.js";

test("the example of RFC 1071 §3", () => {
  const bytes = hex("0001 f203 f4f5 f6f7");
  expect(checksum(bytes, 0, 8)).toBe(0xffff - 0xddf2);
  expect(checksum(bytes, 2, 2)).toBe(0xffff);
});

test("an odd octet counts as the first of two", () => {
  expect(checksum(hex("0001 f2"), 0, 3)).toBe(0xffff - 0xf201);
});

test("an IPv4 header", () => {
  const header = hex("4500 0073 0000 4000 4011 0000 c0a8 0001 c0a8 00c7");
  expect(checksum(header, 0, 20)).toBe(0xb861);
});

/** What RFC 8200 §8.1 puts before the message. */
const pseudoHeader = (bytes: Uint8Array, length: number, protocol: number) =>
  concat(bytes.subarray(0, 32), two(0), two(length), two(0), two(protocol));

test("with a pseudo-header it is the checksum of both, and holds until an octet changes", () => {
  const message = fc.uint8Array({ minLength: 8, maxLength: 60 });
  fc.assert(
    fc.property(octets(32), message, fc.nat(), fc.integer({ min: 1, max: 254 }), (ends, drawn, where, change) => {
      const body = drawn.with(2, 0).with(3, 0);
      const addresses = { sourceAt: 0, destinationAt: 16 };
      const bytes = concat(ends, body);
      const sum = upperChecksum(bytes, 32, bytes.length, addresses, 135);
      const whole = concat(pseudoHeader(bytes, body.length, 135), body);
      expect(sum).toBe(checksum(whole, 0, whole.length));
      bytes.set(two(sum), 34);
      expect(checksumHolds(bytes, 32, bytes.length, addresses, 135)).toBe(true);
      expect(checksumHolds(bytes, 32, bytes.length + 1, addresses, 135)).toBeUndefined();
      const at = where % bytes.length;
      bytes[at] = bytes[at]! ^ change;
      expect(checksumHolds(bytes, 32, bytes.length, addresses, 135)).toBe(false);
    }),
  );
});

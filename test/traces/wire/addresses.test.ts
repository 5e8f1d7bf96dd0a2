import fc from "fast-check";
import { expect, test } from "vitest";
import {
  ipv4Bytes,
  ipv4Text,
  ipv6Bytes,
  ipv6Text,
  macBytes,
  macText,
  readAddress,
} from "../../../traces/wire/addresses.js";
import { address, octets } from "./support/arbitraries.js";
import { hex, showHex } from "./support/hex.js";

test.each([
  // RFC 5952 §1, §2, §4.2.
  ["20010db8 00000000 00010000 00000001", "2001:db8::1:0:0:1"],
  ["20010db8 00000001 00010001 00010001", "2001:db8:0:1:1:1:1:1"],
  ["20010000 00000001 00000000 00000001", "2001:0:0:1::1"],
  ["20010db8 00000000 00000000 00020001", "2001:db8::2:1"],
  ["20010db8 aaaabbbb cccc0dd0 eeee0001", "2001:db8:aaaa:bbbb:cccc:dd0:eeee:1"],
  ["00000000 00000000 00000000 00000000", "::"],
  ["00000000 00000000 00000000 00000001", "::1"],
  ["fe800000 00000000 00000000 00000000", "fe80::"],
  ["00010002 00030004 00050006 00000000", "1:2:3:4:5:6::"],
  ["00000000 00030004 00050006 00070008", "::3:4:5:6:7:8"],
  ["00000002 00030004 00050006 00070000", "0:2:3:4:5:6:7:0"],
  // §5: the embedded IPv4 address shows only behind ::ffff:0:0/96.
  ["00000000 00000000 0000ffff c0000201", "::ffff:192.0.2.1"],
  ["00000000 00000000 00000000 c0000201", "::c000:201"],
  ["0064ff9b 00000000 00000000 c0000201", "64:ff9b::c000:201"],
])("the octets %s are %s", (octetsOf, text) => {
  expect(ipv6Text(hex(octetsOf), 0)).toBe(text);
  expect(showHex(ipv6Bytes(text))).toBe(octetsOf.replaceAll(" ", ""));
});

test.each([
  ["2001:DB8::0:1", "20010db8000000000000000000000001"],
  ["0::0", "00000000000000000000000000000000"],
  ["1:2:3:4:5:6:1.2.3.4", "00010002000300040005000601020304"],
  ["64:ff9b::192.0.2.33", "0064ff9b0000000000000000c0000221"],
  ["192.0.2.1", "c0000201"],
])("%s is read, though it would not be written so", (text, octetsOf) => {
  expect(showHex(readAddress(text)!)).toBe(octetsOf);
});

test.each([
  "",
  ":",
  ":::",
  "1::2::3",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7::8",
  "12345::",
  "g::",
  "1.2.3.4::",
  "::1.2.3",
  "::1.2.3.256",
  "fe80::1%eth0",
  "1.2.3",
  "1.2.3.04",
  "256.1.1.1",
  "lma.example",
])("'%s' is no address", (text) => {
  expect(readAddress(text)).toBeUndefined();
});

test("a layer that holds no address is refused by name", () => {
  expect(() => ipv6Bytes("lma")).toThrow("emit: expected an address of 16 bytes, got 'lma'");
  expect(() => ipv6Bytes("192.0.2.1")).toThrow("emit: expected an address of 16 bytes, got '192.0.2.1'");
  expect(() => ipv4Bytes("::1")).toThrow("emit: expected an address of 4 bytes, got '::1'");
  expect(() => macBytes("02:00:00:00:00")).toThrow("emit: expected an address of 6 bytes, got '02:00:00:00:00'");
});

/** What a browser makes of an address, but for embedded IPv4 addresses. */
const asUrl = (bytes: Uint8Array) =>
  new URL(`http://[${showHex(bytes).replace(/(.{4})(?=.)/g, "$1:")}]/`).hostname.slice(1, -1);

test("text agrees with another implementation, and is read back", () => {
  fc.assert(
    fc.property(address, (text) => {
      const bytes = ipv6Bytes(text);
      if (!text.startsWith("::ffff:")) expect(text).toBe(asUrl(bytes));
      expect(readAddress(text)).toEqual(bytes);
      expect(ipv6Text(bytes, 0)).toBe(text);
    }),
    { numRuns: 1000 },
  );
});

const numbered = (i: number) => Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, i >> 8, i, 1, 1, 1, 1, 1, 1, i >> 8, i);
const textOf = (i: number) => `2001:db8:0:${i.toString(16)}:101:101:101:${i.toString(16)}`;

test("more addresses than are remembered keep their own texts", () => {
  for (let round = 0; round < 2; round++)
    for (let i = 1; i < 20_000; i++)
      if (ipv6Text(numbered(i), 0) !== textOf(i)) expect(ipv6Text(numbered(i), 0)).toBe(textOf(i));
  expect(ipv6Text(numbered(19_999), 0)).toBe(textOf(19_999));
});

test("IPv4 and link-layer addresses are read back", () => {
  fc.assert(
    fc.property(octets(4), octets(6), (four, six) => {
      expect(ipv4Bytes(ipv4Text(four, 0))).toEqual(four);
      expect(macBytes(macText(six, 0))).toEqual(six);
    }),
  );
  expect(ipv4Text(hex("c0000201"), 0)).toBe("192.0.2.1");
  expect(macText(hex("ff 02 00 00 00 00 0a"), 1)).toBe("02:00:00:00:00:0a");
});

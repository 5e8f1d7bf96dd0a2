/** Every header: as the standards draw it, any value there and back, and what it lacks. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAuthenticationHeader } from "../../../traces/wire/authentication-header.js";
import { concat } from "../../../traces/wire/bytes.js";
import { emitLayer } from "../../../traces/wire/emit.js";
import { parseEsp } from "../../../traces/wire/esp.js";
import { parseEthernet, parseVlan } from "../../../traces/wire/ethernet.js";
import { parseFragment } from "../../../traces/wire/fragment.js";
import { parseGre } from "../../../traces/wire/gre.js";
import { parseIpv4 } from "../../../traces/wire/ipv4.js";
import { parseIpv6 } from "../../../traces/wire/ipv6.js";
import type { Layer, Malformed } from "../../../traces/wire/layers.js";
import { parseLinuxCooked } from "../../../traces/wire/linux-cooked.js";
import { parseLoopback } from "../../../traces/wire/loopback.js";
import { parseOptionsHeader } from "../../../traces/wire/options-header.js";
import { parseRouting } from "../../../traces/wire/routing.js";
import { parseUdp } from "../../../traces/wire/udp.js";
import {
  authenticationHeader,
  esp,
  ethernet,
  fragment,
  gre,
  ipv4,
  ipv6,
  linuxCooked,
  loopback,
  optionsHeader,
  routing,
  udp,
  vlan,
} from "./support/arbitraries.js";
import { drawnHeaders, type Parse } from "./support/drawn.js";
import { hex, showHex } from "./support/hex.js";

test.each(drawnHeaders)("$name", ({ parse, octets, is }) => {
  const bytes = hex(octets);
  expect(parse(bytes, 0, bytes.length)).toEqual(is);
  expect(showHex(emitLayer(is))).toBe(showHex(bytes));
});

/** One octet too few is a lie if the packet ends there, and a cut if only the capture does. ESP is as long as it is. */
test.each(drawnHeaders.filter(({ is }) => is.layer !== "esp"))("$name, one octet short", ({ parse, octets }) => {
  const whole = hex(octets);
  const bytes = whole.subarray(0, -1);
  const lying = parse(bytes, 0, bytes.length);
  const isCut = parse(bytes, 0, whole.length);
  expect(lying).toMatchObject({ at: 0, found: `${bytes.length} bytes`, truncated: false });
  expect(isCut).toMatchObject({ at: 0, found: `${bytes.length} bytes captured`, truncated: true });
});

const laws: { name: string; layer: fc.Arbitrary<Layer>; parse: (layer: Layer) => Parse }[] = [
  { name: "ethernet", layer: ethernet, parse: () => parseEthernet },
  { name: "vlan", layer: vlan, parse: () => parseVlan },
  {
    name: "linux cooked",
    layer: linuxCooked,
    parse: (layer) => (bytes, at, end) =>
      parseLinuxCooked(bytes, at, end, layer.layer === "linux-cooked" ? layer.version : 1),
  },
  {
    name: "loopback",
    layer: loopback,
    parse: () => (bytes, at, end) => parseLoopback(bytes, at, end, "of the host"),
  },
  { name: "IPv6", layer: ipv6, parse: () => parseIpv6 },
  { name: "IPv4", layer: ipv4, parse: () => parseIpv4 },
  {
    name: "options header",
    layer: optionsHeader,
    parse: (layer) => (bytes, at, end) =>
      parseOptionsHeader(bytes, at, end, layer.layer === "hop-by-hop" ? "hop-by-hop" : "destination-options"),
  },
  { name: "routing", layer: routing, parse: () => parseRouting },
  { name: "fragment", layer: fragment, parse: () => parseFragment },
  { name: "authentication header", layer: authenticationHeader, parse: () => parseAuthenticationHeader },
  { name: "ESP", layer: esp, parse: () => parseEsp },
  { name: "GRE", layer: gre, parse: () => parseGre },
  { name: "UDP", layer: udp, parse: () => parseUdp },
];

describe.each(laws)("$name", ({ layer: arbitrary, parse }) => {
  test("is read back as it was written, wherever it stands", () => {
    fc.assert(
      fc.property(
        arbitrary,
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
        (layer, before, after) => {
          const octets = emitLayer(layer);
          const end = before.length + octets.length;
          // ESP has no length of its own, and no header reads beyond its own.
          const bytes = concat(before, octets, after);
          expect(parse(layer)(bytes, before.length, end)).toEqual({ ...layer, at: before.length });
        },
      ),
    );
  });

  test("any octets give a header that writes them again, or say where they make no sense", () => {
    fc.assert(
      fc.property(arbitrary, fc.uint8Array({ maxLength: 64 }), fc.nat({ max: 80 }), (like, bytes, more) => {
        const parsed = parse(like)(bytes, 0, bytes.length + more);
        if ("truncated" in parsed) {
          expect(parsed.at).toBeLessThanOrEqual(bytes.length);
          return;
        }
        const written = emitLayer(parsed);
        expect(showHex(written)).toBe(showHex(bytes.subarray(0, written.length)));
      }),
      { numRuns: 300 },
    );
  });
});

test.each<{ name: string; parse: Parse; octets: string; is: Malformed }>([
  {
    name: "IPv6 of version 4",
    parse: parseIpv6,
    octets: `4${"0".repeat(79)}`,
    is: { at: 0, layer: "ipv6", expected: "version 6", found: "version 4", truncated: false },
  },
  {
    name: "IPv4 of version 6",
    parse: parseIpv4,
    octets: `6${"0".repeat(39)}`,
    is: { at: 0, layer: "ipv4", expected: "version 4", found: "version 6", truncated: false },
  },
  {
    name: "IPv4 with a header of 16 bytes",
    parse: parseIpv4,
    octets: `44${"0".repeat(38)}`,
    is: { at: 0, layer: "ipv4", expected: "header of at least 20 bytes", found: "16 bytes", truncated: false },
  },
  {
    name: "an authentication header of 8 bytes",
    parse: parseAuthenticationHeader,
    octets: "3a00 0000 00000100",
    is: {
      at: 1,
      layer: "authentication-header",
      expected: "header of at least 12 bytes",
      found: "8 bytes",
      truncated: false,
    },
  },
  {
    name: "an option that runs over the header",
    parse: (bytes, at, end) => parseOptionsHeader(bytes, at, end, "destination-options"),
    octets: "3a00 04010403 0203",
    is: {
      at: 6,
      layer: "destination-options",
      expected: "option 3 of at most 1 bytes",
      found: "option length 2",
      truncated: false,
    },
  },
  {
    name: "an option without a length",
    parse: (bytes, at, end) => parseOptionsHeader(bytes, at, end, "hop-by-hop"),
    octets: "3a00 010300000005",
    is: { at: 7, layer: "hop-by-hop", expected: "option with a length", found: "end of the header", truncated: false },
  },
])("$name is refused", ({ parse, octets, is }) => {
  const bytes = hex(octets);
  expect(parse(bytes, 0, bytes.length)).toEqual(is);
});

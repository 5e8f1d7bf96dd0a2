/** Random layers: every value that a format can carry. */
import fc from "fast-check";
import { ipv4Text, ipv6Text, macText } from "../../../../traces/wire/addresses.js";
import { concat, two } from "../../../../traces/wire/bytes.js";
import type {
  AuthenticationHeader,
  Esp,
  Ethernet,
  Fragment,
  Gre,
  HeaderOption,
  Ipv4,
  Ipv6,
  LinuxCooked,
  Loopback,
  OptionsHeader,
  Payload,
  Routing,
  Udp,
  Vlan,
} from "../../../../traces/wire/layers.js";

export const octets = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
export const upTo = (size: number) => fc.uint8Array({ maxLength: size });
export const bits = (count: number) => fc.integer({ min: 0, max: 2 ** count - 1 });
export const [u8, u16, u32] = [bits(8), bits(16), bits(32)];
const at = fc.constant(0);

/** Many zero groups, some embedded IPv4 addresses. */
export const address = fc
  .oneof(
    fc.array(fc.oneof(fc.constant(0), fc.constant(0), u16, bits(4)), { minLength: 8, maxLength: 8 }),
    fc.tuple(u16, u16).map((ipv4) => [0, 0, 0, 0, 0, 0xffff, ...ipv4]),
  )
  .map((groups) => ipv6Text(concat(...groups.map(two)), 0));
const ipv4Address = octets(4).map((bytes) => ipv4Text(bytes, 0));
const mac = octets(6).map((bytes) => macText(bytes, 0));

export const ethernet: fc.Arbitrary<Ethernet> = fc.record({
  layer: fc.constant("ethernet"),
  at,
  destination: mac,
  source: mac,
  etherType: u16,
});
export const vlan: fc.Arbitrary<Vlan> = fc.record({ layer: fc.constant("vlan"), at, tag: u16, etherType: u16 });
const cooked = {
  layer: fc.constant("linux-cooked" as const),
  at,
  hardwareType: u16,
  address: octets(8),
  protocol: u16,
};
export const linuxCooked: fc.Arbitrary<LinuxCooked> = fc.oneof(
  fc.record({ ...cooked, version: fc.constant(1 as const), packetType: u16, addressLength: u16 }),
  fc.record({
    ...cooked,
    version: fc.constant(2 as const),
    packetType: u8,
    addressLength: u8,
    interfaceIndex: u32,
    reserved: u16,
  }),
);
/** Families are below 65,536, and 0 tells no byte order. */
export const loopback: fc.Arbitrary<Loopback> = fc.record({
  layer: fc.constant("loopback"),
  at,
  family: fc.integer({ min: 1, max: 0xff }),
  littleEndian: fc.boolean(),
});

export const ipv6: fc.Arbitrary<Ipv6> = fc.record({
  layer: fc.constant("ipv6"),
  at,
  trafficClass: u8,
  flowLabel: bits(20),
  payloadLength: u16,
  nextHeader: u8,
  hopLimit: u8,
  source: address,
  destination: address,
});
export const ipv4: fc.Arbitrary<Ipv4> = fc.record({
  layer: fc.constant("ipv4"),
  at,
  typeOfService: u8,
  totalLength: u16,
  identification: u16,
  flags: bits(3),
  fragmentOffset: bits(13),
  timeToLive: u8,
  protocol: u8,
  checksum: u16,
  source: ipv4Address,
  destination: ipv4Address,
  options: fc.integer({ min: 0, max: 10 }).chain((words) => octets(4 * words)),
});

const headerOption: fc.Arbitrary<HeaderOption> = fc.oneof(
  fc.record({ option: fc.constant("Pad1" as const) }),
  fc.record({ option: fc.constant("PadN" as const), data: upTo(8) }),
  fc.record({ option: fc.constant("tunnel-encapsulation-limit" as const), limit: u8 }),
  fc.record({ option: fc.constant("home-address" as const), address }),
  fc.record({
    option: fc.constant("unknown" as const),
    type: fc.integer({ min: 5, max: 200 }),
    data: upTo(20),
  }),
  // Types that are known, with a length that is not theirs.
  fc.record({
    option: fc.constant("unknown" as const),
    type: fc.constantFrom(4, 0xc9),
    data: fc.constantFrom(0, 2, 15, 17).chain(octets),
  }),
);
const sizeOf = (o: HeaderOption) => {
  if (o.option === "Pad1") return 1;
  if (o.option === "tunnel-encapsulation-limit") return 3;
  return o.option === "home-address" ? 18 : 2 + o.data.length;
};
/** Filled up to a multiple of eight octets. */
const filled = (options: HeaderOption[]): HeaderOption[] => {
  const size = 2 + options.reduce((sum, option) => sum + sizeOf(option), 0);
  const gap = (8 - (size % 8)) % 8;
  if (gap === 1) return [...options, { option: "Pad1" }];
  return gap === 0 ? options : [...options, { option: "PadN", data: new Uint8Array(gap - 2) }];
};
export const optionsHeader: fc.Arbitrary<OptionsHeader> = fc.record({
  layer: fc.constantFrom("hop-by-hop", "destination-options"),
  at,
  nextHeader: u8,
  options: fc.array(headerOption, { minLength: 1, maxLength: 5 }).map(filled),
});
export const routing: fc.Arbitrary<Routing> = fc.oneof(
  fc.record({
    layer: fc.constant("routing" as const),
    at,
    nextHeader: u8,
    type: fc.integer({ min: 3, max: 255 }),
    segmentsLeft: u8,
    data: fc.integer({ min: 0, max: 8 }).chain((units) => octets(4 + 8 * units)),
  }),
  fc.tuple(u8, u8, octets(20)).map(([nextHeader, segmentsLeft, data]) => ({
    layer: "routing" as const,
    at: 0,
    nextHeader,
    type: 2,
    segmentsLeft,
    data,
    homeAddress: ipv6Text(data, 4),
  })),
);
export const fragment: fc.Arbitrary<Fragment> = fc.record({
  layer: fc.constant("fragment"),
  at,
  nextHeader: u8,
  reserved: u8,
  offset: bits(13).map((units) => 8 * units),
  reservedBits: bits(2),
  more: fc.boolean(),
  identification: u32,
});
export const authenticationHeader: fc.Arbitrary<AuthenticationHeader> = fc.record({
  layer: fc.constant("authentication-header"),
  at,
  nextHeader: u8,
  reserved: u16,
  spi: u32,
  sequence: u32,
  integrityCheckValue: fc.integer({ min: 0, max: 16 }).chain((words) => octets(4 * words)),
});
export const esp: fc.Arbitrary<Esp> = fc.record({
  layer: fc.constant("esp"),
  at,
  spi: u32,
  sequence: u32,
  data: upTo(64),
});
/** Flags and fields agree, but for the other versions, of which no field is known. */
export const gre: fc.Arbitrary<Gre> = fc.oneof(
  fc
    .record({ layer: fc.constant("gre" as const), at, protocol: u16, rest: bits(8) }, { noNullPrototype: true })
    .chain(({ rest, ...base }) =>
      fc.tuple(fc.option(fc.tuple(u16, u16)), fc.option(u32), fc.option(u32)).map(([sums, key, sequence]) => ({
        ...base,
        flags:
          ((rest << 3) & 0x07f8) |
          (sums === null ? 0 : 0x8000) |
          (key === null ? 0 : 0x2000) |
          (sequence === null ? 0 : 0x1000),
        ...(sums === null ? {} : { checksum: sums[0], reserved: sums[1] }),
        ...(key === null ? {} : { key }),
        ...(sequence === null ? {} : { sequence }),
      })),
    ),
  fc.record({ layer: fc.constant("gre" as const), at, protocol: u16, flags: u16.map((flags) => flags | 1) }),
);
export const udp: fc.Arbitrary<Udp> = fc.record({
  layer: fc.constant("udp"),
  at,
  sourcePort: u16,
  destinationPort: u16,
  length: u16,
  checksum: u16,
});
export const payload: fc.Arbitrary<Payload> = fc.record({
  layer: fc.constant("payload"),
  at,
  data: fc.uint8Array({ minLength: 1, maxLength: 80 }),
});

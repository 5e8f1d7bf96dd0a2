/** Random messages: every value that they can carry. */
import fc from "fast-check";
import type {
  Icmpv6Message,
  Layer,
  MobilityMessage,
  MobilityOption,
  NeighbourOption,
} from "../../../../traces/wire/layers.js";
import { makeMobilityOption, makeRawOption, type MobilityOptionFields } from "../../../../traces/wire/make-option.js";
import { address, bits, octets, u16, u32, u8, upTo } from "./arbitraries.js";

/** The size with type and length is a multiple of eight. */
const neighbourData = fc.integer({ min: 1, max: 4 }).chain((units) => octets(8 * units - 2));
export const neighbourOption: fc.Arbitrary<NeighbourOption> = fc.oneof(
  fc.record({
    option: fc.constantFrom("source-link-layer-address" as const, "target-link-layer-address" as const),
    address: neighbourData,
  }),
  fc.record({
    option: fc.constant("prefix-information" as const),
    prefixLength: u8,
    flags: u8,
    validLifetime: u32,
    preferredLifetime: u32,
    reserved: u32,
    prefix: address,
  }),
  fc.record({ option: fc.constant("mtu" as const), reserved: u16, mtu: u32 }),
  fc.record({
    option: fc.constant("unknown" as const),
    type: fc.constantFrom(0, 4, 6, 14, 24, 25, 255),
    data: neighbourData,
  }),
  fc.record({ option: fc.constant("unknown" as const), type: fc.constantFrom(3, 5), data: octets(14) }),
);
const neighbourOptions = fc.array(neighbourOption, { maxLength: 4 });

type Known = Exclude<Icmpv6Message, { readonly type: "unknown" }>;
/** Errors are about octets that are no packet, so that they are about nothing. */
export const icmpv6Message: fc.Arbitrary<Known> = fc.oneof(
  fc.record({
    type: fc.constantFrom(
      "destination-unreachable" as const,
      "packet-too-big" as const,
      "time-exceeded" as const,
      "parameter-problem" as const,
    ),
    value: u32,
    about: fc.constant([] as Layer[]),
    quoted: fc.constant(new Uint8Array(0)),
  }),
  fc.record({
    type: fc.constantFrom("echo-request" as const, "echo-reply" as const),
    identifier: u16,
    sequence: u16,
    data: upTo(40),
  }),
  fc.record({ type: fc.constant("router-solicitation" as const), reserved: u32, options: neighbourOptions }),
  fc.record({
    type: fc.constant("router-advertisement" as const),
    hopLimit: u8,
    flags: u8,
    routerLifetime: u16,
    reachableTime: u32,
    retransTimer: u32,
    options: neighbourOptions,
  }),
  fc.record({
    type: fc.constant("neighbour-solicitation" as const),
    reserved: u32,
    target: address,
    options: neighbourOptions,
  }),
  fc.record({
    type: fc.constant("neighbour-advertisement" as const),
    flags: u8,
    reserved: bits(24),
    target: address,
    options: neighbourOptions,
  }),
);

const optionFields: fc.Arbitrary<MobilityOptionFields> = fc.oneof(
  fc.record({ option: fc.constant("binding-refresh-advice" as const), interval: u16 }),
  fc.record({
    option: fc.constantFrom("alternate-care-of-address" as const, "link-local-address" as const),
    address,
  }),
  fc.record({ option: fc.constant("nonce-indices" as const), home: u16, careOf: u16 }),
  fc.record({ option: fc.constant("binding-authorisation-data" as const), authenticator: octets(12) }),
  fc.record({ option: fc.constant("MN-ID" as const), subtype: u8, identifier: upTo(40) }),
  fc.record({ option: fc.constant("HNP" as const), reserved: u8, prefixLength: u8, prefix: address }),
  fc.record({ option: fc.constant("HI" as const), reserved: u8, indicator: u8 }),
  fc.record({ option: fc.constant("ATT" as const), reserved: u8, technology: u8 }),
  fc.record({
    option: fc.constant("MN-LLID" as const),
    reserved: u16,
    identifier: fc.oneof(upTo(16), octets(4), octets(8)),
  }),
  fc.record({ option: fc.constant("timestamp" as const), seconds: fc.nat({ max: 2 ** 48 - 1 }), fraction: u16 }),
  fc.record({ option: fc.constant("restart-counter" as const), counter: u32 }),
  fc.record({ option: fc.constant("GRE-key" as const), reserved: u16 }),
  fc.record({ option: fc.constant("GRE-key" as const), reserved: u16, key: u32 }),
  fc.record({ option: fc.constant("transient-binding" as const), flags: u8, lifetime: u8 }),
);
export { optionFields as mobilityOptionFields };
export const mobilityOption: fc.Arbitrary<MobilityOption> = fc.oneof(
  { weight: 4, arbitrary: optionFields.map(makeMobilityOption) },
  {
    weight: 1,
    arbitrary: fc.tuple(u8, upTo(20)).map(([type, data]) => makeRawOption(type, type === 0 ? new Uint8Array(0) : data)),
  },
);
const options = fc.array(mobilityOption, { maxLength: 6 });

type Message = Exclude<MobilityMessage, { readonly type: "other" }>;
export const mobilityMessage: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: fc.constant("BRR" as const), reserved: u16, options }),
  fc.record({ type: fc.constantFrom("HoTI" as const, "CoTI" as const), reserved: u16, cookie: octets(8), options }),
  fc.record({
    type: fc.constantFrom("HoT" as const, "CoT" as const),
    nonceIndex: u16,
    cookie: octets(8),
    keygenToken: octets(8),
    options,
  }),
  fc.record({
    type: fc.constantFrom("BU" as const, "FBU" as const),
    sequence: u16,
    flags: u16,
    lifetime: u16,
    options,
  }),
  fc.record({
    type: fc.constantFrom("BA" as const, "FBack" as const),
    status: u8,
    flags: u8,
    sequence: u16,
    lifetime: u16,
    options,
  }),
  fc.record({ type: fc.constant("BE" as const), status: u8, reserved: u8, homeAddress: address, options }),
  fc.record({ type: fc.constant("heartbeat" as const), flags: u16, sequence: u32, options }),
  fc.record({ type: fc.constantFrom("HI" as const, "HAck" as const), sequence: u16, flags: u8, code: u8, options }),
  fc.record({ type: fc.constantFrom("BRI" as const, "BRA" as const), code: u8, sequence: u16, flags: u16, options }),
);

/** Events of any kind that a log may have. */
import fc from "fast-check";
import type { LogEvent, LogMessage } from "../../../traces/log/log.js";

const group = fc.integer({ min: 0, max: 0xffff }).map((n) => n.toString(16));
const address = fc.oneof(
  fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":")),
  fc.array(group, { maxLength: 6 }).map((groups) => `2001:${groups.slice(1).join(":")}::`.replace(":::", "::")),
  fc.constantFrom("fe80::1", "ff02::1", "::", "2001:DB8:1::11"),
);
const prefixes = fc.array(
  fc.tuple(address, fc.integer({ min: 0, max: 128 })).map(([text, length]) => `${text}/${length}`),
  { maxLength: 4 },
);
const hexOf = (octets: Uint8Array, between: string) =>
  Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join(between);
const mac = fc.uint8Array({ minLength: 6, maxLength: 6 }).map((octets) => hexOf(octets, ":"));
const octet = fc.nat(255);
const sequence = fc.nat(0xffff);
const lifetime = fc.nat(0xffff).map((units) => 4 * units);
const mnId = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });

const options = {
  hi: octet,
  att: octet,
  llid: fc.uint8Array({ minLength: 1, maxLength: 64 }).map((octets) => hexOf(octets, "")),
  timestamp: fc.nat(2 ** 31 - 1).chain((seconds) => octet.map((part) => seconds + part / 256)),
};
const type = <T extends string>(tag: T) => fc.constant(tag);

/** Without keys that are undefined: JSON has none. */
const compact = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

const message: fc.Arbitrary<LogMessage> = fc.oneof(
  fc.record(
    {
      type: type("PBU"),
      sequence,
      lifetime,
      mnId,
      hnp: prefixes,
      ...options,
      flags: fc.subarray(["A", "H", "L", "K", "M", "R", "P"]).map((letters) => letters.join("")),
    },
    { requiredKeys: ["type", "sequence", "lifetime", "mnId", "hnp"] },
  ),
  fc.record(
    { type: type("PBA"), sequence, status: octet, lifetime, mnId, hnp: prefixes, ...options },
    { requiredKeys: ["type", "sequence", "status", "lifetime", "hnp"] },
  ),
  fc.record({ type: type("RS") }),
  fc.record({ type: type("RA"), prefixes }),
);

const time = fc.oneof(
  fc.nat(4_000_000_000),
  fc.nat(4_000_000).map((thousandths) => 1_795_000_000 + thousandths / 1000),
  fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }).map((date) => date.toISOString()),
);

export const logEvent: fc.Arbitrary<LogEvent> = fc
  .record(
    {
      time,
      node: fc.constantFrom("lma", "mag1", "Knoten 2 ü"),
      direction: fc.constantFrom("sent" as const, "received" as const),
      from: address,
      to: address,
      message,
      fromMac: mac,
      toMac: mac,
    },
    { requiredKeys: ["time", "node", "direction", "from", "to", "message"] },
  )
  .map(compact);

export { address };

/** Rules for the octets of a PBU or PBA, whatever it says. */
import type { MobilityOption } from "../wire/layers.js";
import type { Rule } from "./message-rules.js";
import { BEYOND, type MessageSeen, optionsOf } from "./messages.js";

/** Of construction the catalogue has one row for each of the two messages. */
const both = (source: string, finds: Rule<MessageSeen>["finds"]): ReadonlyArray<Rule<MessageSeen>> => [
  { id: "PMIP-6.9.1.5-1", source, finds: (seen) => (seen.mobility.message.type === "BU" ? finds(seen) : []) },
  { id: "PMIP-5.3.6-1", source, finds: (seen) => (seen.mobility.message.type === "BA" ? finds(seen) : []) },
];

/** Where an option begins, from the start of the mobility header, modulo 8. */
const ALIGNED: ReadonlyArray<
  readonly [option: MobilityOption["option"], remainder: number, name: string, clause: string]
> = [
  ["HNP", 4, "Home Network Prefix", "RFC 5213 §8.3"],
  ["link-local-address", 6, "Link-local Address", "RFC 5213 §8.7"],
  ["timestamp", 2, "Timestamp", "RFC 5213 §8.8"],
];

const NAMES: Readonly<Record<number, string>> = {
  8: "Mobile Node Identifier",
  22: "Home Network Prefix",
  23: "Handoff Indicator",
  24: "Access Technology Type",
  25: "Mobile Node Link-layer Identifier",
  26: "Link-local Address",
  27: "Timestamp",
};
/** RFC 5213 §8.1, §8.2: one of each at most, but for prefixes. */
const SINGLE = [8, 23, 24, 25, 26, 27] as const;

export const formatRules: ReadonlyArray<Rule<MessageSeen>> = [
  ...both("RFC 6275 §6.1.1, §9.2", ({ mobility: { checksum, checksumOk } }) =>
    checksumOk === false ? [`the checksum ${checksum === 0 ? "is zero" : "is wrong"}: the receiver discards it`] : [],
  ),
  ...both("RFC 6275 §9.2", ({ mobility: { payloadProto } }) =>
    payloadProto === 59 ? [] : [`payload protocol ${payloadProto} is not 59: the receiver discards it`],
  ),
  ...both("RFC 6275 §6.1.1, §6.2", ({ mobility: { message } }) =>
    optionsOf(message).flatMap((option) => {
      if (option.option !== "malformed") return [];
      const name = NAMES[option.type] ?? option.type;
      return option.expected === BEYOND
        ? [`the ${name} option goes on beyond the end that the message's length gives`]
        : [`the ${name} option has ${option.data.length} octets, not ${option.expected.replace(" bytes", "")}`];
    }),
  ),
  ...both("RFC 5213 §8.1, §8.2", ({ mobility: { message } }) =>
    SINGLE.flatMap((type) => {
      const times = optionsOf(message).filter((option) => option.type === type).length;
      return times > 1 ? [`${times} ${NAMES[type] ?? type} options`] : [];
    }),
  ),
  ...ALIGNED.flatMap(([name, remainder, words, clause]) =>
    both(clause, ({ at, mobility: { message } }) => {
      const astray = optionsOf(message).filter(
        (option) => option.option === name && (option.at - at) % 8 !== remainder,
      );
      const [first] = astray;
      return first === undefined
        ? []
        : [`the ${words} option begins at 8n+${(first.at - at) % 8}, not at 8n+${remainder}`];
    }),
  ),
];

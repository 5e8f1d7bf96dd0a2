/** Rules for Proxy Binding Updates. */
import { asksForPrefix, optionIn, prefixesIn } from "./identity.js";
import type { PbuSubject, Rule } from "./message-rules.js";
import { BU_FLAG, type MessageSeen, optionsOf } from "./messages.js";
import { hex } from "./text.js";

type Found = ReadonlyArray<string>;
const NOTHING: Found = [];

const updateOf = ({ mobility: { message } }: MessageSeen) => (message.type === "BU" ? message : undefined);
const sequenceOf = (message: MessageSeen): number => updateOf(message)?.sequence ?? 0;
/** The signed distance of two numbers of 16 bits (RFC 6275 §9.5.1). */
const ahead = (from: number, to: number): number => ((to - from + 0x8000) & 0xffff) - 0x8000;

/** Seconds since 1970, as far as a number holds them. */
const timestampOf = (message: MessageSeen): number | undefined => {
  const timestamp = optionIn(message, "timestamp");
  return timestamp === undefined ? undefined : timestamp.seconds + timestamp.fraction / 65_536;
};

const MANDATORY = [
  ["MN-ID", "Mobile Node Identifier"],
  ["HNP", "Home Network Prefix"],
  ["HI", "Handoff Indicator"],
  ["ATT", "Access Technology Type"],
] as const;

/** Whether there is an option of the type, well-formed or not. */
const hasType = (message: MessageSeen, type: number): boolean =>
  optionsOf(message.mobility.message).some((option) => option.type === type);
const TYPE = { "MN-ID": 8, HNP: 22, HI: 23, ATT: 24 } as const;

const isDeregistration = (message: MessageSeen): boolean => updateOf(message)?.lifetime === 0;

/** Prefixes of the session that the PBU does not name. */
const unnamed = ({ pbu, history: { granted } }: PbuSubject): Found => {
  const named = prefixesIn(pbu);
  const missing = (granted ?? []).filter((prefix) => !named.includes(prefix));
  return missing.length === 0 ? NOTHING : [`it does not name ${missing.join(", ")}, which the session has`];
};

/** A visible octet, or part of a character in UTF-8: what a network access identifier is made of. */
const isNaiOctet = (octet: number): boolean => octet > 0x20 && octet !== 0x7f;

/** Of a capturing host's clock nothing is known: hours are another time zone or none. */
const FAR = 86_400;
/** Before that, a clock counts from the start of a simulation. */
const REAL = 946_684_800;
/** What two clocks may drift apart, and what one may wait to send. */
const DRIFT = 1;

/** Timer intervals are not exact: a doubling that comes as less than this is none. */
const DOUBLED = 1.8;
const LONGEST = 32;

const backOff = ({ history: { sentBefore, time } }: PbuSubject): Found => {
  const sent = [...sentBefore, time];
  const [a, b, c] = sent.slice(-3);
  if (a === undefined || b === undefined || c === undefined) return NOTHING;
  const [last, now] = [b - a, c - b];
  return now >= Math.min(DOUBLED * last, LONGEST * 0.9)
    ? NOTHING
    : [
        `repeated ${now.toFixed(3)} s after the last time, which was ${last.toFixed(3)} s after the one before: not doubled`,
      ];
};

export const pbuRules: ReadonlyArray<Rule<PbuSubject>> = [
  {
    id: "PMIP-6.9.1.5-1",
    source: "RFC 5213 §6.9.1.5",
    finds: ({ pbu }) => [
      ...(((updateOf(pbu)?.flags ?? 0) & BU_FLAG.A) === 0 ? ["a PBU without flag A"] : []),
      ...(pbu.homeAddress === undefined ? [] : ["a PBU with a Home Address option"]),
      ...MANDATORY.filter(([option]) => !hasType(pbu, TYPE[option])).map(([, name]) => `a PBU without ${name} option`),
    ],
  },
  {
    id: "PMIP-6.9.1.5-1",
    source: "RFC 5213 §6.9.1.1(3)",
    finds: ({ pbu }) =>
      asksForPrefix(pbu) && optionsOf(pbu.mobility.message).filter(({ type }) => type === TYPE.HNP).length > 1
        ? ["a request for a prefix beside another Home Network Prefix option"]
        : NOTHING,
  },
  {
    id: "PMIP-6.9.1.5-1",
    source: "RFC 5213 §6.9.1.1(8), §8.5",
    finds: ({ pbu }) => (optionIn(pbu, "ATT")?.technology === 0 ? ["access technology type 0 is reserved"] : NOTHING),
  },
  {
    id: "PMIP-6.6-1",
    source: "RFC 4283 §3.1",
    finds: ({ pbu }) => {
      const mnId = optionIn(pbu, "MN-ID");
      if (mnId === undefined || mnId.subtype !== 1) return NOTHING;
      if (mnId.identifier.length === 0) return ["a mobile node identifier of no octets"];
      if (mnId.identifier.every(isNaiOctet)) return NOTHING;
      return [
        mnId.identifier.every((octet) => octet === 0)
          ? `a mobile node identifier of ${mnId.identifier.length} NULs, with the subtype of a NAI`
          : `mobile node identifier ${hex(mnId.identifier)} is no NAI, but has its subtype`,
      ];
    },
  },
  {
    id: "PMIP-6.9.1.1-4",
    source: "RFC 5213 §6.9.1.1(4), §8.4",
    finds: ({ pbu }) => {
      const hi = optionIn(pbu, "HI")?.indicator;
      if (hi === undefined || (hi >= 1 && hi <= 5)) return NOTHING;
      return [`handoff indicator ${hi} is ${hi === 0 ? "reserved" : "not assigned"}`];
    },
  },
  {
    id: "PMIP-6.9.1.1-7",
    source: "RFC 5213 §6.9.1.1(7)",
    finds: ({ pbu }) => {
      const llid = optionIn(pbu, "MN-LLID");
      return llid !== undefined && llid.identifier.every((octet) => octet === 0)
        ? ["a link-layer identifier of zeros"]
        : NOTHING;
    },
  },
  {
    id: "PMIP-6.9.1.3-1",
    source: "RFC 5213 §6.9.1.3",
    finds: (subject) => {
      const { pbu, history, sees } = subject;
      if (sees === "some signals" || isDeregistration(pbu) || history.granted === undefined || history.isSolicited)
        return NOTHING;
      if (history.repeats !== undefined) return NOTHING;
      const hi = optionIn(pbu, "HI")?.indicator;
      return [
        ...(hi === undefined || hi === 5 ? [] : [`an extension of the life time with handoff indicator ${hi}, not 5`]),
        ...unnamed(subject),
      ];
    },
  },
  {
    id: "PMIP-6.9.1.4-1",
    source: "RFC 5213 §6.9.1.4",
    finds: (subject) => {
      if (!isDeregistration(subject.pbu)) return NOTHING;
      const hi = optionIn(subject.pbu, "HI")?.indicator;
      return [
        ...(hi === undefined || hi === 4 ? [] : [`a de-registration with handoff indicator ${hi}, not 4`]),
        ...unnamed(subject),
      ];
    },
  },
  {
    id: "PMIP-6.9.4-4",
    source: "RFC 5213 §6.9.4(4)",
    finds: ({ pbu, history: { repeats, isInOrder } }) => {
      if (repeats === undefined || !isInOrder) return NOTHING;
      const [then, now] = [timestampOf(repeats), timestampOf(pbu)];
      if (then !== undefined && now !== undefined)
        return now > then ? NOTHING : ["a repeated PBU without a newer timestamp"];
      return ahead(sequenceOf(repeats), sequenceOf(pbu)) > 0
        ? NOTHING
        : [`a repeated PBU with sequence number ${sequenceOf(pbu)}, not greater than ${sequenceOf(repeats)}`];
    },
  },
  { id: "PMIP-6.9.4-3", source: "RFC 5213 §6.9.4(3)", finds: backOff },
  {
    id: "PMIP-5.5-S1",
    source: "RFC 5213 §5.5",
    finds: ({ pbu, sees, history: { before, repeats, mag, isInOrder } }) => {
      // A repetition is judged as such, and with a timestamp the number means nothing.
      if (!isInOrder || before === undefined || repeats !== undefined || timestampOf(pbu) !== undefined) return NOTHING;
      const [then, now] = [sequenceOf(before.pbu), sequenceOf(pbu)];
      // One number is kept for the session, whichever MAG serves: where all PBUs are seen, the next one is one more.
      const isNext = before.mag === mag || sees === "some signals" || ahead(then, now) === 1;
      return ahead(then, now) > 0 && isNext
        ? NOTHING
        : [`without timestamp, sequence number ${now} of ${mag} does not follow ${then} of ${before.mag}`];
    },
  },
  {
    id: "PMIP-5.5-T2",
    source: "RFC 5213 §5.5(2), §8.8",
    finds: ({ pbu, history: { first, time } }) => {
      const now = timestampOf(pbu);
      if (now === undefined) return NOTHING;
      const since = first === undefined ? undefined : timestampOf(first.pbu);
      const [passed, claimed] = [time - (first?.time ?? time), now - (since ?? now)];
      if (Math.abs(claimed - passed) > DRIFT + passed / 100)
        return [
          `its timestamp is ${claimed.toFixed(3)} s after that of the MAG's first PBU, sent ${passed.toFixed(3)} s before`,
        ];
      return pbu.epoch !== undefined && pbu.epoch > REAL && Math.abs(now - pbu.epoch) > FAR
        ? [`its timestamp is ${Math.abs(now - pbu.epoch).toFixed(0)} s from the time of the capture`]
        : NOTHING;
    },
  },
];

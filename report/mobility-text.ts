/** Mobility messages in words: a line of what matters, and a line per option. */
import type { Mobility, MobilityMessage, MobilityOption } from "../traces/wire/layers.js";
import {
  accessTechnologyName,
  handoffIndicatorName,
  mobilityOptionName,
  revocationStatusName,
  revocationTriggerName,
  statusName,
} from "../traces/wire/names.js";
import { showName, showOctets } from "./octets.js";

type Letters = Readonly<Record<string, number>>;

/** RFC 5845 §6.1, §6.2, which draws those of RFC 6275, RFC 5213 and others with its own. */
const PROXY_UPDATE = 0x0200;
const UPDATE: Letters = {
  A: 0x8000,
  H: 0x4000,
  L: 0x2000,
  K: 0x1000,
  M: 0x0800,
  R: 0x0400,
  P: PROXY_UPDATE,
  F: 0x0100,
  T: 0x0080,
};
const PROXY_ACKNOWLEDGEMENT = 0x20;
const ACKNOWLEDGEMENT: Letters = { K: 0x80, R: 0x40, P: PROXY_ACKNOWLEDGEMENT, T: 0x10 };
/** RFC 5847 §3. */
const HEARTBEAT: Letters = { U: 0x2, R: 0x1 };
/** RFC 5846 §6.1, §6.2. */
const REVOCATION: Letters = { P: 0x8000, V: 0x4000, G: 0x2000 };
/** RFC 5949 §6.1.1, §6.1.2. */
const INITIATE: Letters = { S: 0x80, U: 0x40, P: 0x20, F: 0x10 };
const HANDOVER_ACKNOWLEDGE: Letters = { U: 0x80, P: 0x40, F: 0x20 };

export const showHex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, "0")}`;

const flags = (value: number, known: Letters, digits: number): string => {
  const letters = Object.entries(known).filter(([, bit]) => (value & bit) !== 0);
  const other = letters.reduce((rest, [, bit]) => rest & ~bit, value);
  const shown = [...letters.map(([letter]) => letter), ...(other === 0 ? [] : [showHex(other, digits)])];
  return `flags ${shown.length === 0 ? "none" : shown.join(other === 0 ? "" : " ")}`;
};

/** A number with its name, where it has one. */
export const named = (value: number, name: string | undefined): string => `${value} (${name ?? "not assigned"})`;

const lifetime = (units: number, seconds: number, atZero: string): string =>
  `lifetime ${units * seconds} s${units === 0 ? atZero : ""}`;

/** BU, PBU and so on: a proxy's messages have names of their own. */
export const mobilityName = (message: MobilityMessage): string => {
  if (message.type === "other") return message.name ?? "mobility message";
  const isProxy =
    (message.type === "BU" && (message.flags & PROXY_UPDATE) !== 0) ||
    (message.type === "BA" && (message.flags & PROXY_ACKNOWLEDGEMENT) !== 0);
  return isProxy ? `P${message.type}` : message.type;
};

const tellMessage = (message: MobilityMessage, mhType: number): string => {
  switch (message.type) {
    case "BRR":
      return "";
    case "HoTI":
    case "CoTI":
      return `cookie ${showOctets(message.cookie)}`;
    case "HoT":
    case "CoT":
      return `nonce index ${message.nonceIndex}, cookie ${showOctets(message.cookie)}, keygen token ${showOctets(message.keygenToken)}`;
    case "BU":
      return `sequence ${message.sequence}, ${flags(message.flags, UPDATE, 4)}, ${lifetime(message.lifetime, 4, " (de-registration)")}`;
    case "FBU":
      return `sequence ${message.sequence}, ${flags(message.flags, UPDATE, 4)}, ${lifetime(message.lifetime, 1, "")}`;
    case "BA":
    case "FBack": {
      const seconds = message.type === "BA" ? 4 : 1;
      return `sequence ${message.sequence}, status ${named(message.status, statusName(message.status))}, ${flags(message.flags, ACKNOWLEDGEMENT, 2)}, ${lifetime(message.lifetime, seconds, "")}`;
    }
    case "BE":
      return `status ${message.status}, home address ${message.homeAddress}`;
    case "heartbeat":
      return `sequence ${message.sequence}, ${flags(message.flags, HEARTBEAT, 4)}`;
    case "HI":
    case "HAck": {
      const letters = message.type === "HI" ? INITIATE : HANDOVER_ACKNOWLEDGE;
      return `sequence ${message.sequence}, code ${message.code}, ${flags(message.flags, letters, 2)}`;
    }
    case "BRI":
      return `sequence ${message.sequence}, trigger ${named(message.code, revocationTriggerName(message.code))}, ${flags(message.flags, REVOCATION, 4)}`;
    case "BRA":
      return `sequence ${message.sequence}, status ${named(message.code, revocationStatusName(message.code))}, ${flags(message.flags, REVOCATION, 4)}`;
    case "other":
      return `type ${mhType}, ${showOctets(message.data)}`;
  }
};

/** `PBU sequence 11546, flags AP, lifetime 60 s`. */
export const tellMobility = ({ message, mhType }: Mobility): string =>
  `${mobilityName(message)} ${tellMessage(message, mhType)}`.trimEnd();

const reserved = (value: number): string => (value === 0 ? "" : `, reserved field ${value}`);

const tellFields = (option: MobilityOption): string => {
  switch (option.option) {
    case "Pad1":
      return "";
    case "PadN":
      return `${option.data.length + 2} bytes`;
    case "binding-refresh-advice":
      return `every ${option.interval * 4} s`;
    case "alternate-care-of-address":
    case "link-local-address":
      return option.address;
    case "nonce-indices":
      return `home ${option.home}, care-of ${option.careOf}`;
    case "binding-authorisation-data":
      return showOctets(option.authenticator);
    case "MN-ID":
      return `${showName(option.identifier)} (${option.subtype === 1 ? "NAI" : `subtype ${option.subtype}`})`;
    case "HNP":
      return `${option.prefix}/${option.prefixLength}${reserved(option.reserved)}`;
    case "HI":
      return `${named(option.indicator, handoffIndicatorName(option.indicator))}${reserved(option.reserved)}`;
    case "ATT":
      return `${named(option.technology, accessTechnologyName(option.technology))}${reserved(option.reserved)}`;
    case "MN-LLID":
      return `${showOctets(option.identifier)}${reserved(option.reserved)}`;
    case "timestamp":
      return `${option.seconds} s and ${option.fraction}/65536 since 1970`;
    case "restart-counter":
      return String(option.counter);
    case "GRE-key":
      return `${option.key === undefined ? "asked for" : showHex(option.key, 8)}${reserved(option.reserved)}`;
    case "transient-binding":
      return `${flags(option.flags, { L: 0x80 }, 2)}, lifetime ${option.lifetime}`;
    case "other":
      return showOctets(option.data);
    case "malformed":
      return `malformed: expected ${option.expected}, got ${option.data.length}: ${showOctets(option.data)}`;
  }
};

const optionName = ({ type }: MobilityOption): string => mobilityOptionName(type) ?? `option ${type}`;

/** A line per option, runs of equal ones in one. */
export const tellOptions = (options: ReadonlyArray<MobilityOption>): ReadonlyArray<string> => {
  const told = options.map((option) =>
    [optionName(option), tellFields(option)].filter((part) => part !== "").join(": "),
  );
  const lines: string[] = [];
  for (let i = 0; i < told.length;) {
    let times = 1;
    while (told[i + times] === told[i]) times++;
    lines.push(`${told[i] ?? ""}${times === 1 ? "" : `, ${times} times`}`);
    i += times;
  }
  return lines;
};

/** RFC 6275 §6.1.1: nothing else is allowed. */
const NO_NEXT_HEADER = 59;

/** What is remarkable about the header, then the options. */
export const tellMobilityDetails = ({
  message,
  checksum,
  checksumOk,
  payloadProto,
}: Mobility): ReadonlyArray<string> => [
  ...(checksumOk === false ? [`checksum: ${showHex(checksum, 4)} is wrong`] : []),
  ...(payloadProto === NO_NEXT_HEADER ? [] : [`payload protocol: ${payloadProto}`]),
  ...("options" in message ? tellOptions(message.options) : []),
];

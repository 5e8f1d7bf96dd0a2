/** Rules for Proxy Binding Acknowledgements, beside the PBU where that was captured. */
import type { MobilityOption } from "../wire/layers.js";
import { isAllZero, optionIn, prefixesIn } from "./identity.js";
import type { PbaSubject, Rule } from "./message-rules.js";
import { BA_FLAG, type MessageSeen, optionsOf } from "./messages.js";
import { hex } from "./text.js";

type Found = ReadonlyArray<string>;
const NOTHING: Found = [];
const REFUSED = 128;

const acknowledgementOf = ({ mobility: { message } }: MessageSeen) => (message.type === "BA" ? message : undefined);
const isRefusal = (pba: MessageSeen): boolean => (acknowledgementOf(pba)?.status ?? 0) >= REFUSED;

const ofType = (message: MessageSeen | undefined, type: number): MobilityOption | undefined =>
  message === undefined ? undefined : optionsOf(message.mobility.message).find((option) => option.type === type);

const MN_ID = 8;
const HNP = 22;
const ECHOED = [
  [MN_ID, "Mobile Node Identifier"],
  [23, "Handoff Indicator"],
  [24, "Access Technology Type"],
] as const;

/** An option that must come back as it was. What cannot be read in the PBU cannot be repeated. */
const echo = ({ pba, pbu }: PbaSubject, type: number, name: string): Found => {
  const answer = ofType(pba, type);
  if (answer === undefined) return [`a PBA without ${name} option`];
  const asked = ofType(pbu, type);
  if (asked === undefined || asked.option === "malformed" || hex(asked.data) === hex(answer.data)) return NOTHING;
  return [`its ${name} ${hex(answer.data)} is not the PBU's ${hex(asked.data)}`];
};

/** Present if and only if the PBU has it. */
const alongWith = ({ pba, pbu }: PbaSubject, type: number, name: string): Found => {
  if (pbu === undefined) return NOTHING;
  const [asked, answer] = [ofType(pbu, type), ofType(pba, type)];
  if (asked?.option === "malformed") return NOTHING;
  if (asked === undefined && answer !== undefined) return [`${name} option, which the PBU does not have`];
  return asked !== undefined && answer === undefined ? [`without the PBU's ${name} option`] : NOTHING;
};

const prefixes = ({ pba, pbu }: PbaSubject): Found => {
  const options = optionsOf(pba.mobility.message).filter(({ type }) => type === HNP);
  if (options.length === 0) return ["a PBA without Home Network Prefix option"];
  if (!isRefusal(pba)) return options.some(isAllZero) ? ["a PBA that accepts, and leaves the prefix open"] : NOTHING;
  const answered = prefixesIn(pba);
  const missing = pbu === undefined ? [] : prefixesIn(pbu).filter((prefix) => !answered.includes(prefix));
  return missing.length === 0 ? NOTHING : [`a refusal without the PBU's ${missing.join(", ")}`];
};

export const pbaRules: ReadonlyArray<Rule<PbaSubject>> = [
  {
    id: "PMIP-5.3.6-1",
    source: "RFC 5213 §5.3.6",
    finds: ({ pba }) => [
      ...(((acknowledgementOf(pba)?.flags ?? 0) & BA_FLAG.P) === 0 ? ["a PBA without flag P"] : []),
      ...(pba.routed === undefined ? [] : ["a PBA with a type 2 routing header"]),
    ],
  },
  {
    id: "PMIP-5.3.6-2",
    source: "RFC 5213 §5.3.6",
    finds: (subject) => [
      ...ECHOED.flatMap(([type, name]) => echo(subject, type, name)),
      ...prefixes(subject),
      ...alongWith(subject, 25, "Mobile Node Link-layer Identifier"),
      ...alongWith(subject, 26, "Link-local Address"),
    ],
  },
  {
    id: "PMIP-5.3.6-2",
    source: "RFC 5213 §5.3.6",
    finds: ({ pba, pbu }) => {
      const [asked, answer] = [ofType(pbu, 25), ofType(pba, 25)];
      return asked === undefined ||
        answer === undefined ||
        asked.option === "malformed" ||
        hex(asked.data) === hex(answer.data)
        ? NOTHING
        : ["another link-layer identifier than the PBU's"];
    },
  },
  { id: "PMIP-5.5-S1", source: "RFC 5213 §5.3.6, §5.5", finds: (subject) => alongWith(subject, 27, "Timestamp") },
  {
    id: "PMIP-5.5-T7",
    source: "RFC 5213 §5.5(7)",
    finds: ({ pba, pbu }) => {
      const answer = optionIn(pba, "timestamp");
      const asked = pbu === undefined ? undefined : optionIn(pbu, "timestamp");
      return isRefusal(pba) || asked === undefined || answer === undefined || hex(asked.data) === hex(answer.data)
        ? NOTHING
        : ["accepts, with another timestamp than the PBU's"];
    },
  },
];

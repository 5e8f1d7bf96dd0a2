/** The list of signalling messages as they were captured: sighting by sighting, in the order of captures and frames. */
import type { IpAddress, MobilityOption } from "../wire/layers.js";
import type { Drafts } from "./drafts.js";
import { BA_FLAG, BU_FLAG, type MessageSeen, optionsOf } from "./messages.js";
import type { Stamp } from "./frame.js";
import type { Interpretation } from "./interpret.js";
import { hex } from "./text.js";

export type SignallingEntry = {
  readonly capture: number;
  readonly frame: number;
  /** Since the first frame of the run. */
  readonly time: number;
  /** PBU, PBA, BU, BA …; of PANA PCI, PAR, PAN … */
  readonly type: string;
  /** Names of entities; addresses of who is none. */
  readonly from: string;
  readonly to: string;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly sequence: number | undefined;
  readonly status: number | undefined;
  /** Seconds. */
  readonly lifetime: number | undefined;
  /** One letter each, as in the formats. */
  readonly flags: string;
  /** Name and data, in hexadecimal, in their order. */
  readonly options: ReadonlyArray<readonly [name: string, data: string]>;
  /** Outer headers, `source>destination`. */
  readonly tunnelled: ReadonlyArray<string>;
  /** Messages of other protocols than Proxy Mobile IPv6 are listed, not judged. */
  readonly isJudged: boolean;
};

const OPTION_NAMES: Readonly<Record<number, string>> = {
  0: "Pad1",
  1: "PadN",
  2: "BRA",
  3: "AltCoA",
  4: "NonceIndices",
  5: "BAD",
  8: "MN-ID",
  22: "HNP",
  23: "HI",
  24: "ATT",
  25: "MN-LLID",
  26: "LLAddr",
  27: "Timestamp",
  28: "RestartCounter",
  33: "GRE-Key",
  43: "TransientBinding",
};

const shownOption = ({ type, data }: MobilityOption): readonly [string, string] => [
  OPTION_NAMES[type] ?? `opt${type}`,
  hex(data),
];

const BU_LETTERS = Object.entries(BU_FLAG);
const BA_LETTERS = Object.entries(BA_FLAG);
const letters = (flags: number, known: ReadonlyArray<readonly [string, number]>): string =>
  known
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([letter]) => letter)
    .join("");

/** Of BU and BA a unit is four seconds, of FBU and FBack one (RFC 6275 §6.1.7, RFC 5568 §6.2.1). */
const fieldsOf = ({
  mobility: { message },
}: MessageSeen): Pick<SignallingEntry, "type" | "sequence" | "status" | "lifetime" | "flags"> => {
  const none = { sequence: undefined, status: undefined, lifetime: undefined, flags: "" };
  switch (message.type) {
    case "BU":
    case "FBU": {
      const { sequence, lifetime } = message;
      const isProxy = message.type === "BU" && (message.flags & BU_FLAG.P) !== 0;
      return {
        type: isProxy ? "PBU" : message.type,
        sequence,
        status: undefined,
        lifetime: message.type === "BU" ? lifetime * 4 : lifetime,
        flags: letters(message.flags, BU_LETTERS),
      };
    }
    case "BA":
    case "FBack": {
      const { sequence, status, lifetime } = message;
      const isProxy = message.type === "BA" && (message.flags & BA_FLAG.P) !== 0;
      return {
        type: isProxy ? "PBA" : message.type,
        sequence,
        status,
        lifetime: message.type === "BA" ? lifetime * 4 : lifetime,
        flags: letters(message.flags, BA_LETTERS),
      };
    }
    case "heartbeat":
    case "HI":
    case "HAck":
    case "BRI":
    case "BRA":
      return { ...none, type: message.type, sequence: message.sequence };
    case "BE":
      return { ...none, type: "BE", status: message.status };
    case "BRR":
    case "HoTI":
    case "CoTI":
    case "HoT":
    case "CoT":
      return { ...none, type: message.type };
    case "other":
      return { ...none, type: message.name ?? "MH" };
  }
};

const nameOf = (drafts: Drafts, address: IpAddress): string =>
  drafts.find(({ addresses }) => addresses.has(address))?.name ?? address;

export const listSignalling = ({
  survey,
  clocks,
  cast: { drafts },
  start,
  registrations,
}: Interpretation): ReadonlyArray<SignallingEntry> => {
  const judged = new Set(registrations.flatMap(({ sightings }) => sightings.map(({ of }) => of)));
  const timeOf = ({ point, time }: Stamp): number => time - (clocks.offsets[point] ?? 0) - start;
  const mobility = survey.messages.map((seen): SignallingEntry => ({
    capture: seen.capture,
    frame: seen.frame,
    time: timeOf(seen),
    ...fieldsOf(seen),
    from: nameOf(drafts, seen.source),
    to: nameOf(drafts, seen.destination),
    source: seen.source,
    destination: seen.destination,
    options: optionsOf(seen.mobility.message).map(shownOption),
    tunnelled: seen.tunnels.map(({ source, destination }) => `${source}>${destination}`),
    isJudged: judged.has(seen),
  }));
  const pana = survey.pana.map((seen): SignallingEntry => ({
    capture: seen.capture,
    frame: seen.frame,
    time: timeOf(seen),
    type: seen.type,
    from: nameOf(drafts, seen.source),
    to: nameOf(drafts, seen.destination),
    source: seen.source,
    destination: seen.destination,
    sequence: seen.sequence,
    status: undefined,
    lifetime: undefined,
    flags: seen.flags,
    options: [],
    tunnelled: [],
    isJudged: false,
  }));
  return [...mobility, ...pana].toSorted((a, b) => a.capture - b.capture || a.frame - b.frame);
};

/** What `mpacheck decode --format json` writes, an object per line: schema `mpacheck/decode@1`. */
import * as t from "io-ts";
import type { Layer, Mobility, MobilityMessage } from "../traces/wire/layers.js";
import {
  accessTechnologyName,
  handoffIndicatorName,
  mobilityOptionName,
  mobilityTypeName,
  statusName,
} from "../traces/wire/names.js";
import type { Decoded } from "./dissection-text.js";
import { hex } from "./octets.js";

const SCHEMA = t.literal("mpacheck/decode@1");

/**
 * The fields of the layer as they are on the wire: addresses as text, octets in hexadecimal. Numbers that have a name have
 * it beside them: `name` of a mobility message and of an option, `statusName` of an acknowledgement, `meaning` of a
 * handoff indicator and an access technology type.
 */
const DecodedLayer = t.intersection([t.type({ layer: t.string, at: t.number }), t.UnknownRecord]);

const Problem = t.strict({
  /** Bytes from the start of the frame. */
  at: t.number,
  layer: t.string,
  expected: t.string,
  found: t.string,
  /** The capture kept no more: nobody's fault. */
  truncated: t.boolean,
});

export const DecodedFrame = t.exact(
  t.intersection([
    t.type({
      schema: SCHEMA,
      kind: t.literal("frame"),
      number: t.number,
      linkType: t.number,
      interface: t.number,
      /** Of the second. */
      nanoseconds: t.number,
      captured: t.number,
      /** On the wire. */
      length: t.number,
      layers: t.readonlyArray(DecodedLayer),
    }),
    t.partial({
      /** Since 1970-01-01 UTC; absent where the file has no time. */
      seconds: t.number,
      pana: t.strict({ type: t.string, flags: t.string, session: t.number, sequence: t.number }),
      /** What follows the last layer. */
      rest: t.string,
      problem: Problem,
    }),
  ]),
  "DecodedFrame",
);
export type DecodedFrame = t.TypeOf<typeof DecodedFrame>;

/** The last line of a capture that cannot be read to its end. */
export const CaptureProblem = t.strict(
  {
    schema: SCHEMA,
    kind: t.literal("problem"),
    /** Bytes from the start of the (decompressed) file, and the number that the next frame would have. */
    at: t.number,
    frame: t.number,
    where: t.string,
    expected: t.string,
    found: t.string,
  },
  "CaptureProblem",
);
export type CaptureProblem = t.TypeOf<typeof CaptureProblem>;

/** After the frames: what was observed of a mobile node, in the model's terms, with the frame of its first sighting. */
export const DecodedObservation = t.strict(
  {
    schema: SCHEMA,
    kind: t.literal("observation"),
    frame: t.number,
    mn: t.string,
    /** A message of the model's vocabulary: prefixes, interfaces and PMAs are those of the mobile node. */
    signal: t.UnknownRecord,
    fate: t.keyof({ arrived: null, lost: null, unknown: null }),
    /** Times that it was seen to arrive. */
    copies: t.number,
  },
  "DecodedObservation",
);

export const DecodedLine = t.union([DecodedFrame, DecodedObservation, CaptureProblem], "DecodedLine");

type Fields = { [name: string]: unknown };

/** As JSON has it: octets as text, in whatever they are. Plain loops, for every field of every frame comes through here. */
const encoded = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return hex(value);
  return Array.isArray(value) ? value.map(encoded) : encodedFields(value);
};

const encodedFields = (fields: object): Fields => {
  const found: Fields = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) found[name] = encoded(value);
  return found;
};

const optional = (name: string, value: string | undefined): Readonly<Record<string, string>> =>
  value === undefined ? {} : { [name]: value };

const withNames = (message: MobilityMessage): Fields => ({
  ...message,
  ...(message.type === "BA" ? optional("statusName", statusName(message.status)) : {}),
  ...("options" in message
    ? {
        options: message.options.map((option) => ({
          ...option,
          ...optional("name", mobilityOptionName(option.type)),
          ...(option.option === "HI" ? optional("meaning", handoffIndicatorName(option.indicator)) : {}),
          ...(option.option === "ATT" ? optional("meaning", accessTechnologyName(option.technology)) : {}),
        })),
      }
    : {}),
});

const namedMobility = (layer: Mobility): Fields => ({
  ...layer,
  ...optional("name", mobilityTypeName(layer.mhType)),
  message: withNames(layer.message),
});

const encodedLayer = (layer: Layer): DecodedFrame["layers"][number] => ({
  ...encodedFields(layer.layer === "mobility" ? namedMobility(layer) : layer),
  layer: layer.layer,
  at: layer.at,
});

/** `captured` octets of the frame were kept. */
export const decodedFrame = (
  { taken, dissection, pana }: Decoded,
  linkType: number,
  captured: number,
): DecodedFrame => {
  const { layers, rest, problem } = dissection;
  return {
    schema: "mpacheck/decode@1",
    kind: "frame",
    number: taken.number,
    ...(taken.seconds === undefined ? {} : { seconds: taken.seconds }),
    nanoseconds: taken.nanoseconds,
    linkType,
    interface: taken.interface,
    captured,
    length: taken.originalLength,
    layers: layers.map(encodedLayer),
    ...(pana === undefined ? {} : { pana }),
    ...(rest === undefined ? {} : { rest: hex(rest) }),
    ...(problem === undefined ? {} : { problem }),
  };
};

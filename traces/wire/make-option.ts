/** Mobility options from their fields, and where they may stand. */
import { ipv6Bytes } from "./addresses.js";
import { concat, four, NO_BYTES, two } from "./bytes.js";
import type { Bytes, MobilityOption } from "./layers.js";
import { emitMobilityOption, OPTION, parseMobilityOptions } from "./mobility-options.js";

type FieldsOf<T> = T extends unknown ? Omit<T, "at" | "type" | "data"> : never;
/** What defines an option that has fields. */
export type MobilityOptionFields = FieldsOf<
  Exclude<MobilityOption, { readonly option: "Pad1" | "PadN" | "other" | "malformed" }>
>;

const typeAndData = (o: MobilityOptionFields): readonly [type: number, data: Bytes] => {
  switch (o.option) {
    case "binding-refresh-advice":
      return [OPTION.bindingRefreshAdvice, two(o.interval)];
    case "alternate-care-of-address":
      return [OPTION.alternateCareOfAddress, ipv6Bytes(o.address)];
    case "nonce-indices":
      return [OPTION.nonceIndices, concat(two(o.home), two(o.careOf))];
    case "binding-authorisation-data":
      return [OPTION.bindingAuthorisationData, o.authenticator];
    case "MN-ID":
      return [OPTION.mobileNodeIdentifier, concat(Uint8Array.of(o.subtype), o.identifier)];
    case "HNP":
      return [OPTION.homeNetworkPrefix, concat(Uint8Array.of(o.reserved, o.prefixLength), ipv6Bytes(o.prefix))];
    case "HI":
      return [OPTION.handoffIndicator, Uint8Array.of(o.reserved, o.indicator)];
    case "ATT":
      return [OPTION.accessTechnologyType, Uint8Array.of(o.reserved, o.technology)];
    case "MN-LLID":
      return [OPTION.linkLayerIdentifier, concat(two(o.reserved), o.identifier)];
    case "link-local-address":
      return [OPTION.linkLocalAddress, ipv6Bytes(o.address)];
    case "timestamp":
      return [OPTION.timestamp, concat(two(Math.floor(o.seconds / 2 ** 32)), four(o.seconds), two(o.fraction))];
    case "restart-counter":
      return [OPTION.restartCounter, four(o.counter)];
    case "GRE-key":
      return [OPTION.greKey, concat(two(o.reserved), o.key === undefined ? NO_BYTES : four(o.key))];
    case "transient-binding":
      return [OPTION.transientBinding, Uint8Array.of(o.flags, o.lifetime)];
  }
};

/** Of at most 255 bytes. Its place is not known yet: 0. */
export const makeRawOption = (type: number, data: Bytes): MobilityOption => {
  const octets = emitMobilityOption({ at: 0, type, data, option: "other" });
  const [option] = parseMobilityOptions(octets, 0, octets.length, octets.length).value;
  // Cannot happen: an option that was just written is there.
  if (option === undefined) throw new Error(`option ${type}: expected one option, got none`);
  return option;
};

export const makeMobilityOption = (fields: MobilityOptionFields): MobilityOption =>
  makeRawOption(...typeAndData(fields));

const ANYWHERE = [1, 0] as const;

/** The type octet stands at a multiple of the first and the second more, from the start of the mobility header. */
const alignment = ({ type, data }: MobilityOption): readonly [unit: number, more: number] => {
  switch (type) {
    case OPTION.bindingRefreshAdvice:
    case OPTION.nonceIndices:
      return [2, 0];
    case OPTION.greKey:
      return [4, 0];
    case OPTION.restartCounter:
      return [4, 2];
    case OPTION.bindingAuthorisationData:
    case OPTION.timestamp:
      return [8, 2];
    case OPTION.homeNetworkPrefix:
      return [8, 4];
    case OPTION.alternateCareOfAddress:
    case OPTION.linkLocalAddress:
      return [8, 6];
    case OPTION.linkLayerIdentifier:
      return data.length === 10 ? [8, 4] : data.length === 6 ? [4, 0] : ANYWHERE;
    default:
      return ANYWHERE;
  }
};

/** `size` octets of padding, fewer than 258. */
const padding = (size: number): ReadonlyArray<MobilityOption> => {
  if (size === 0) return [];
  return [size === 1 ? makeRawOption(OPTION.pad1, NO_BYTES) : makeRawOption(OPTION.padN, new Uint8Array(size - 2))];
};

/**
 * The options with the padding that RFC 6275 §6.2.1 and the options' own documents ask for, in a message whose options
 * begin at `start`; padded to a multiple of eight octets at the end.
 */
export const alignOptions = (start: number, options: ReadonlyArray<MobilityOption>): ReadonlyArray<MobilityOption> => {
  let at = start;
  const aligned = options.flatMap((option) => {
    const [unit, more] = alignment(option);
    const gap = (((more - at) % unit) + unit) % unit;
    at += gap + emitMobilityOption(option).length;
    return [...padding(gap), option];
  });
  return [...aligned, ...padding((8 - (at % 8)) % 8)];
};

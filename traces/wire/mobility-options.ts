/** Mobility options (RFC 6275 §6.2). The raw data is always kept; emission writes it, and never looks at the fields. */
import { ipv6Text } from "./addresses.js";
import { concat, NO_BYTES, one, u16, u32, u8 } from "./bytes.js";
import type { Bytes, MobilityOption } from "./layers.js";
import { malformed, type Read } from "./malformed.js";

/** Of the options that have fields here. */
export const OPTION = {
  pad1: 0,
  padN: 1,
  bindingRefreshAdvice: 2,
  alternateCareOfAddress: 3,
  nonceIndices: 4,
  bindingAuthorisationData: 5,
  mobileNodeIdentifier: 8,
  homeNetworkPrefix: 22,
  handoffIndicator: 23,
  accessTechnologyType: 24,
  linkLayerIdentifier: 25,
  linkLocalAddress: 26,
  timestamp: 27,
  restartCounter: 28,
  greKey: 33,
  transientBinding: 43,
} as const;

/** Undefined if the type has no fields here or the length fits them. */
const misfit = (type: number, length: number): string | undefined => {
  const exactly = (size: number): string | undefined => (length === size ? undefined : `${size} bytes`);
  switch (type) {
    case OPTION.bindingRefreshAdvice:
    case OPTION.handoffIndicator:
    case OPTION.accessTechnologyType:
    case OPTION.transientBinding:
      return exactly(2);
    case OPTION.nonceIndices:
    case OPTION.restartCounter:
      return exactly(4);
    case OPTION.timestamp:
      return exactly(8);
    case OPTION.alternateCareOfAddress:
    case OPTION.linkLocalAddress:
      return exactly(16);
    case OPTION.homeNetworkPrefix:
      return exactly(18);
    case OPTION.greKey:
      return length === 2 || length === 6 ? undefined : "2 or 6 bytes";
    case OPTION.mobileNodeIdentifier:
      return length >= 1 ? undefined : "at least 1 byte";
    case OPTION.linkLayerIdentifier:
      return length >= 2 ? undefined : "at least 2 bytes";
    default:
      return undefined;
  }
};

/** `v` is where the data begins, all of which is there. */
const parseFields = (bytes: Bytes, at: number, type: number, v: number, data: Bytes): MobilityOption => {
  const expected = misfit(type, data.length);
  if (expected !== undefined) return { at, type, data, option: "malformed", expected };
  switch (type) {
    case OPTION.padN:
      return { at, type, data, option: "PadN" };
    case OPTION.bindingRefreshAdvice:
      return { at, type, data, option: "binding-refresh-advice", interval: u16(bytes, v) };
    case OPTION.alternateCareOfAddress:
      return { at, type, data, option: "alternate-care-of-address", address: ipv6Text(bytes, v) };
    case OPTION.nonceIndices:
      return { at, type, data, option: "nonce-indices", home: u16(bytes, v), careOf: u16(bytes, v + 2) };
    case OPTION.bindingAuthorisationData:
      return { at, type, data, option: "binding-authorisation-data", authenticator: data };
    case OPTION.mobileNodeIdentifier:
      return { at, type, data, option: "MN-ID", subtype: u8(bytes, v), identifier: data.subarray(1) };
    case OPTION.homeNetworkPrefix:
      return {
        at,
        type,
        data,
        option: "HNP",
        reserved: u8(bytes, v),
        prefixLength: u8(bytes, v + 1),
        prefix: ipv6Text(bytes, v + 2),
      };
    case OPTION.handoffIndicator:
      return { at, type, data, option: "HI", reserved: u8(bytes, v), indicator: u8(bytes, v + 1) };
    case OPTION.accessTechnologyType:
      return { at, type, data, option: "ATT", reserved: u8(bytes, v), technology: u8(bytes, v + 1) };
    case OPTION.linkLayerIdentifier:
      return { at, type, data, option: "MN-LLID", reserved: u16(bytes, v), identifier: data.subarray(2) };
    case OPTION.linkLocalAddress:
      return { at, type, data, option: "link-local-address", address: ipv6Text(bytes, v) };
    case OPTION.timestamp: {
      const seconds = u16(bytes, v) * 2 ** 32 + u32(bytes, v + 2);
      return { at, type, data, option: "timestamp", seconds, fraction: u16(bytes, v + 6) };
    }
    case OPTION.restartCounter:
      return { at, type, data, option: "restart-counter", counter: u32(bytes, v) };
    case OPTION.greKey: {
      const option = { at, type, data, option: "GRE-key", reserved: u16(bytes, v) } as const;
      return data.length === 6 ? { ...option, key: u32(bytes, v + 2) } : option;
    }
    case OPTION.transientBinding:
      return { at, type, data, option: "transient-binding", flags: u8(bytes, v), lifetime: u8(bytes, v + 1) };
    default:
      return { at, type, data, option: "other" };
  }
};

/**
 * The options from `from` to `end`, where the message ends; of a message that the capture cut, those wholly there. One
 * that runs over the end is the last and a problem, but it is read all the same if the packet has it: some senders round
 * the message's length down. `packetEnd` is never before `end`.
 */
export const parseMobilityOptions = (
  bytes: Bytes,
  from: number,
  end: number,
  packetEnd: number,
): Read<MobilityOption[]> => {
  const value: MobilityOption[] = [];
  const captured = Math.min(end, bytes.length);
  let at = from;
  while (at < captured) {
    const type = u8(bytes, at);
    if (type === OPTION.pad1) {
      value.push({ at, type, data: NO_BYTES, option: "Pad1" });
      at += 1;
      continue;
    }
    const room = end - at - 2;
    if (room < 0)
      return {
        value,
        end: at,
        problem: malformed(at, "mobility", `option ${type} with a length`, "end of the message"),
      };
    if (at + 2 > captured) break;
    const length = u8(bytes, at + 1);
    const next = at + 2 + length;
    if (length > room) {
      const runs = `option ${type} of at most ${room} bytes`;
      const problem = malformed(at + 1, "mobility", runs, `option length ${length}`);
      if (next > packetEnd || next > bytes.length) return { value, end: at, problem };
      value.push(parseFields(bytes, at, type, at + 2, bytes.subarray(at + 2, next)));
      return { value, end: next, problem };
    }
    if (next > captured) break;
    value.push(parseFields(bytes, at, type, at + 2, bytes.subarray(at + 2, next)));
    at = next;
  }
  return { value, end: at, problem: undefined };
};

export const emitMobilityOption = ({ type, data }: MobilityOption): Bytes =>
  type === OPTION.pad1 ? one(type) : concat(Uint8Array.of(type, data.length), data);

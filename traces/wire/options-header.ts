/** Hop-by-hop and destination options headers (RFC 8200 §4.2, §4.3, §4.6). */
import { ipv6Bytes, ipv6Text } from "./addresses.js";
import { concat, u8 } from "./bytes.js";
import type { Bytes, HeaderOption, Malformed, OptionsHeader } from "./layers.js";
import { isMalformed, lacks, malformed } from "./malformed.js";

const OPTION = { pad1: 0, padN: 1, tunnelEncapsulationLimit: 4, homeAddress: 0xc9 } as const;

/** Of a header whose first two octets are there. */
export const extensionSize = (bytes: Bytes, at: number): number => 8 * (u8(bytes, at + 1) + 1);

/** A known type with a length that is not its own stays unknown: its octets are kept. */
const parseOption = (bytes: Bytes, at: number, type: number, length: number): HeaderOption => {
  if (type === OPTION.tunnelEncapsulationLimit && length === 1)
    return { option: "tunnel-encapsulation-limit", limit: u8(bytes, at) };
  if (type === OPTION.homeAddress && length === 16) return { option: "home-address", address: ipv6Text(bytes, at) };
  const data = bytes.subarray(at, at + length);
  return type === OPTION.padN ? { option: "PadN", data } : { option: "unknown", type, data };
};

const parseOptions = (bytes: Bytes, from: number, end: number, layer: string): HeaderOption[] | Malformed => {
  const options: HeaderOption[] = [];
  let at = from;
  while (at < end) {
    const type = u8(bytes, at);
    if (type === OPTION.pad1) {
      options.push({ option: "Pad1" });
      at += 1;
      continue;
    }
    const room = end - at - 2;
    if (room < 0) return malformed(at, layer, "option with a length", "end of the header");
    const length = u8(bytes, at + 1);
    if (length > room)
      return malformed(at + 1, layer, `option ${type} of at most ${room} bytes`, `option length ${length}`);
    options.push(parseOption(bytes, at + 2, type, length));
    at += 2 + length;
  }
  return options;
};

export const parseOptionsHeader = (
  bytes: Bytes,
  at: number,
  end: number,
  layer: OptionsHeader["layer"],
): OptionsHeader | Malformed => {
  const short =
    lacks(bytes, at, 8, end, layer, "header") ?? lacks(bytes, at, extensionSize(bytes, at), end, layer, "header");
  if (short !== undefined) return short;
  const options = parseOptions(bytes, at + 2, at + extensionSize(bytes, at), layer);
  return isMalformed(options) ? options : { layer, at, nextHeader: u8(bytes, at), options };
};

const optionSize = (o: Exclude<HeaderOption, { readonly option: "home-address" }>): number => {
  switch (o.option) {
    case "Pad1":
      return 1;
    case "tunnel-encapsulation-limit":
      return 3;
    case "PadN":
    case "unknown":
      return 2 + o.data.length;
  }
};

/** Where the address of a home address option stands, if the header has one (RFC 6275 §6.3). */
export const homeAddressAt = ({ at, options }: OptionsHeader): number | undefined => {
  let next = at + 2;
  for (const option of options) {
    if (option.option === "home-address") return next + 2;
    next += optionSize(option);
  }
  return undefined;
};

export const emitHeaderOption = (o: HeaderOption): Bytes => {
  switch (o.option) {
    case "Pad1":
      return Uint8Array.of(OPTION.pad1);
    case "PadN":
      return concat(Uint8Array.of(OPTION.padN, o.data.length), o.data);
    case "tunnel-encapsulation-limit":
      return Uint8Array.of(OPTION.tunnelEncapsulationLimit, 1, o.limit);
    case "home-address":
      return concat(Uint8Array.of(OPTION.homeAddress, 16), ipv6Bytes(o.address));
    case "unknown":
      return concat(Uint8Array.of(o.type, o.data.length), o.data);
  }
};

/** Options that do not fill the header to a multiple of eight octets are followed by zeros, which read as Pad1. */
export const emitOptionsHeader = ({ nextHeader, options }: OptionsHeader): Bytes => {
  const body = concat(...options.map(emitHeaderOption));
  const units = Math.max(1, Math.ceil((body.length + 2) / 8));
  return concat(Uint8Array.of(nextHeader, units - 1), body, new Uint8Array(8 * units - 2 - body.length));
};

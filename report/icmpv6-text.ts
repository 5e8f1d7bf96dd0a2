/** ICMPv6 messages in words. */
import type { Icmpv6, Icmpv6Message, NeighbourOption } from "../traces/wire/layers.js";
import { showHex } from "./mobility-text.js";
import { showLinkAddress, showOctets } from "./octets.js";

type Names = Readonly<Record<number, string>>;

/** RFC 4443 §3. */
const CODES: Readonly<Record<string, Names>> = {
  "destination-unreachable": {
    0: "no route",
    1: "prohibited",
    2: "beyond the scope of the source",
    3: "address unreachable",
    4: "port unreachable",
    5: "source address failed policy",
    6: "route rejected",
  },
  "time-exceeded": { 0: "hop limit", 1: "reassembly" },
  "parameter-problem": { 0: "header field", 1: "next header", 2: "option" },
};

/** Types whose fields nobody here needs. RFC 2710, RFC 3810, RFC 4861. */
const TYPES: Names = {
  130: "multicast listener query",
  131: "multicast listener report",
  132: "multicast listener done",
  137: "redirect",
  143: "multicast listener report, version 2",
};

const code = ({ code: value }: Icmpv6, message: Icmpv6Message): string => {
  const name = CODES[message.type]?.[value];
  return `code ${value}${name === undefined ? "" : ` (${name})`}`;
};

const letters = (flags: number, names: ReadonlyArray<string>): string =>
  names.filter((_, i) => (flags & (0x80 >> i)) !== 0).join("") || "none";

/** `destination unreachable, code 4 (port unreachable)`. */
export const tellIcmpv6 = (layer: Icmpv6): string => {
  const { message } = layer;
  const name = message.type.replaceAll("-", " ");
  switch (message.type) {
    case "destination-unreachable":
    case "time-exceeded":
      return `${name}, ${code(layer, message)}`;
    case "packet-too-big":
      return `${name}, MTU ${message.value}`;
    case "parameter-problem":
      return `${name}, ${code(layer, message)}, at byte ${message.value}`;
    case "echo-request":
    case "echo-reply":
      return `${name}, identifier ${message.identifier}, sequence ${message.sequence}`;
    case "router-solicitation":
      return name;
    case "router-advertisement":
      return `${name}, lifetime ${message.routerLifetime} s`;
    case "neighbour-solicitation":
    case "neighbour-advertisement":
      return `${name} for ${message.target}`;
    case "unknown":
      return `ICMPv6 ${TYPES[layer.icmpType] ?? `type ${layer.icmpType}, code ${layer.code}`}`;
  }
};

const tellOption = (option: NeighbourOption): string => {
  switch (option.option) {
    case "source-link-layer-address":
    case "target-link-layer-address":
      return `${option.option.replaceAll("-", " ").replace("link layer", "link-layer")}: ${showLinkAddress(option.address)}`;
    case "prefix-information":
      return `prefix: ${option.prefix}/${option.prefixLength}, flags ${letters(option.flags, ["L", "A"])}, valid ${option.validLifetime} s, preferred ${option.preferredLifetime} s`;
    case "mtu":
      return `MTU: ${option.mtu}`;
    case "unknown":
      return `option ${option.type}: ${showOctets(option.data)}`;
  }
};

/** What is remarkable about the header, then fields and options; the packet that an error quotes is not told. */
export const tellIcmpv6Details = ({ message, checksum, checksumOk }: Icmpv6): ReadonlyArray<string> => [
  ...(checksumOk === false ? [`checksum: ${showHex(checksum, 4)} is wrong`] : []),
  ...(message.type === "router-advertisement"
    ? [`flags ${letters(message.flags, ["M", "O", "H"])}, hop limit ${message.hopLimit}`]
    : []),
  ...(message.type === "neighbour-advertisement" ? [`flags ${letters(message.flags, ["R", "S", "O"])}`] : []),
  ...("options" in message ? message.options.map(tellOption) : []),
];

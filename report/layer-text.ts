/** Layers in words: one line each, with every field that says something. */
import type { HeaderOption, Layer } from "../traces/wire/layers.js";
import { tellIcmpv6 } from "./icmpv6-text.js";
import { showHex, tellMobility } from "./mobility-text.js";
import { showFirstOctets, showLinkAddress, showOctets } from "./octets.js";
import { plural } from "./text.js";

const PACKET_TYPES = ["to us", "broadcast", "multicast", "to somebody else", "from us"];

const tellHeaderOption = (option: HeaderOption): string => {
  switch (option.option) {
    case "Pad1":
      return "Pad1";
    case "PadN":
      return `PadN of ${plural(option.data.length + 2, "byte")}`;
    case "tunnel-encapsulation-limit":
      return `tunnel encapsulation limit ${option.limit}`;
    case "home-address":
      return `home address ${option.address}`;
    case "unknown":
      return `option ${option.type} ${showOctets(option.data)}`;
  }
};

/** Options of a header may be hundreds of paddings. */
const MOST_OPTIONS = 8;

const tellHeaderOptions = (options: ReadonlyArray<HeaderOption>): string => {
  const more = options.length - MOST_OPTIONS;
  return [...options.slice(0, MOST_OPTIONS).map(tellHeaderOption), ...(more > 0 ? [`${more} more`] : [])].join(", ");
};

const optional = (name: string, value: number | undefined, digits: number): string =>
  value === undefined ? "" : `, ${name} ${showHex(value, digits)}`;

export const tellLayer = (layer: Layer): string => {
  switch (layer.layer) {
    case "ethernet":
      return `Ethernet ${layer.source} > ${layer.destination}, type ${showHex(layer.etherType, 4)}`;
    case "vlan":
      return `VLAN ${layer.tag & 0xfff}, priority ${layer.tag >> 13}, type ${showHex(layer.etherType, 4)}`;
    case "linux-cooked": {
      const address = showLinkAddress(layer.address.subarray(0, Math.min(8, layer.addressLength)));
      const index = layer.interfaceIndex === undefined ? "" : `, interface ${layer.interfaceIndex}`;
      return `Linux cooked ${layer.version}, ${PACKET_TYPES[layer.packetType] ?? `packet type ${layer.packetType}`}, hardware type ${layer.hardwareType}, from ${address === "" ? "no address" : address}${index}, protocol ${showHex(layer.protocol, 4)}`;
    }
    case "loopback":
      return `loopback, address family ${layer.family}`;
    case "ipv6":
      return `IPv6 ${layer.source} > ${layer.destination}, next header ${layer.nextHeader}, hop limit ${layer.hopLimit}, payload ${plural(layer.payloadLength, "byte")}, traffic class ${showHex(layer.trafficClass, 2)}, flow label ${showHex(layer.flowLabel, 5)}`;
    case "ipv4":
      return `IPv4 ${layer.source} > ${layer.destination}, protocol ${layer.protocol}, time to live ${layer.timeToLive}, ${plural(layer.totalLength, "byte")}, identification ${showHex(layer.identification, 4)}, flags ${layer.flags}, fragment offset ${8 * layer.fragmentOffset}${layer.options.length === 0 ? "" : `, options ${showOctets(layer.options)}`}`;
    case "hop-by-hop":
      return `hop-by-hop options: ${tellHeaderOptions(layer.options)}`;
    case "destination-options":
      return `destination options: ${tellHeaderOptions(layer.options)}`;
    case "routing":
      return `routing header of type ${layer.type}, ${layer.segmentsLeft} segments left, ${layer.homeAddress === undefined ? showOctets(layer.data) : `home address ${layer.homeAddress}`}`;
    case "fragment":
      return `fragment from byte ${layer.offset}, ${layer.more ? "more follow" : "the last"}, identification ${showHex(layer.identification, 8)}`;
    case "authentication-header":
      return `authentication header, SPI ${showHex(layer.spi, 8)}, sequence ${layer.sequence}`;
    case "esp":
      return `ESP, SPI ${showHex(layer.spi, 8)}, sequence ${layer.sequence}, ${plural(layer.data.length, "byte")}`;
    case "gre":
      return `GRE, protocol ${showHex(layer.protocol, 4)}${optional("key", layer.key, 8)}${layer.sequence === undefined ? "" : `, sequence ${layer.sequence}`}`;
    case "udp":
      return `UDP ${layer.sourcePort} > ${layer.destinationPort}, length ${layer.length}, checksum ${showHex(layer.checksum, 4)}`;
    case "icmpv6":
      return `ICMPv6 ${tellIcmpv6(layer).replace(/^ICMPv6 /, "")}`;
    case "mobility":
      return `mobility header: ${tellMobility(layer)}`;
    case "payload":
      return `payload of ${plural(layer.data.length, "byte")}: ${showFirstOctets(layer.data)}`;
  }
};

/** What layers say of each other: next headers, lengths, checksums and places. */
import { type Addresses, checksum, upperChecksum } from "./checksum.js";
import { emitLayer, emitLayers } from "./emit.js";
import { ETHER_TYPE } from "./ethernet.js";
import { ICMPV6_PROTOCOL } from "./icmpv6.js";
import type { Bytes, Layer } from "./layers.js";
import { MOBILITY_PROTOCOL } from "./mobility.js";
import { homeAddressAt } from "./options-header.js";
import { finalDestinationAt } from "./routing.js";

const UDP_PROTOCOL = 17;

const PROTOCOLS: Readonly<Partial<Record<Layer["layer"], number>>> = {
  "hop-by-hop": 0,
  ipv4: 4,
  udp: UDP_PROTOCOL,
  ipv6: 41,
  routing: 43,
  fragment: 44,
  gre: 47,
  esp: 50,
  "authentication-header": 51,
  icmpv6: ICMPV6_PROTOCOL,
  "destination-options": 60,
  mobility: MOBILITY_PROTOCOL,
};
const ETHER_TYPES: Readonly<Partial<Record<Layer["layer"], number>>> = {
  ipv4: ETHER_TYPE.ipv4,
  ipv6: ETHER_TYPE.ipv6,
  vlan: ETHER_TYPE.vlan,
};

/** A layer with what it says of the next one. Before a payload, or the end, it says what it said before. */
const announcing = (layer: Layer, next: Layer | undefined): Layer => {
  if (next === undefined) return layer;
  const protocol = PROTOCOLS[next.layer];
  const etherType = ETHER_TYPES[next.layer];
  switch (layer.layer) {
    case "ethernet":
    case "vlan":
      return { ...layer, etherType: etherType ?? layer.etherType };
    case "linux-cooked":
    case "gre":
      return { ...layer, protocol: etherType ?? layer.protocol };
    case "ipv4":
      return { ...layer, protocol: protocol ?? layer.protocol };
    case "ipv6":
    case "hop-by-hop":
    case "destination-options":
    case "routing":
    case "fragment":
    case "authentication-header":
      return { ...layer, nextHeader: protocol ?? layer.nextHeader };
    case "loopback":
    case "esp":
    case "udp":
    case "icmpv6":
    case "mobility":
    case "payload":
      return layer;
  }
};

/** A layer at its place, with its length; `size` is its own, `after` what follows it. */
const measured = (layer: Layer, at: number, size: number, after: number): Layer => {
  switch (layer.layer) {
    case "ipv6":
      return { ...layer, at, payloadLength: after };
    case "ipv4":
      return { ...layer, at, totalLength: size + after, checksum: 0 };
    case "udp":
      return { ...layer, at, length: size + after, checksum: 0 };
    case "mobility":
      return { ...layer, at, headerLength: size / 8 - 1, checksum: 0, checksumOk: true };
    case "icmpv6":
      return { ...layer, at, checksum: 0, checksumOk: true };
    case "ethernet":
    case "vlan":
    case "linux-cooked":
    case "loopback":
    case "hop-by-hop":
    case "destination-options":
    case "routing":
    case "fragment":
    case "authentication-header":
    case "esp":
    case "gre":
    case "payload":
      return { ...layer, at };
  }
};

/** Octets in which the checksums are zero. UDP over IPv4 goes without one. */
const summed = (layers: ReadonlyArray<Layer>, bytes: Bytes): ReadonlyArray<Layer> => {
  let addresses: Addresses | undefined;
  return layers.map((layer, i) => {
    const end = layers[i + 1]?.at ?? bytes.length;
    switch (layer.layer) {
      case "ipv4":
        addresses = undefined;
        return { ...layer, checksum: checksum(bytes, layer.at, end) };
      case "ipv6":
        addresses = { sourceAt: layer.at + 8, destinationAt: layer.at + 24 };
        return layer;
      case "destination-options":
        if (addresses !== undefined) addresses = { ...addresses, sourceAt: homeAddressAt(layer) ?? addresses.sourceAt };
        return layer;
      case "routing":
        if (addresses !== undefined)
          addresses = { ...addresses, destinationAt: finalDestinationAt(layer) ?? addresses.destinationAt };
        return layer;
      case "icmpv6":
        if (addresses === undefined) return layer;
        return { ...layer, checksum: upperChecksum(bytes, layer.at, end, addresses, ICMPV6_PROTOCOL) };
      case "mobility":
        if (addresses === undefined) return layer;
        return { ...layer, checksum: upperChecksum(bytes, layer.at, end, addresses, MOBILITY_PROTOCOL) };
      case "udp": {
        if (addresses === undefined) return layer;
        const sum = upperChecksum(bytes, layer.at, layer.at + layer.length, addresses, UDP_PROTOCOL);
        // Zero means none, and is not allowed over IPv6 (RFC 8200 §8.1).
        return { ...layer, checksum: sum === 0 ? 0xffff : sum };
      }
      case "ethernet":
      case "vlan":
      case "linux-cooked":
      case "loopback":
      case "hop-by-hop":
      case "fragment":
      case "authentication-header":
      case "esp":
      case "gre":
      case "payload":
        return layer;
    }
  });
};

/**
 * The layers with right next headers, lengths, checksums and places. What cannot be told from other layers is left: GRE
 * checksums, the family of a loopback header, and what a header says before a payload.
 */
export const complete = (layers: ReadonlyArray<Layer>): ReadonlyArray<Layer> => {
  const announced = layers.map((layer, i) => announcing(layer, layers[i + 1]));
  const sizes = announced.map((layer) => emitLayer(layer).length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let at = 0;
  const placed = announced.map((layer, i) => {
    const size = sizes[i] ?? 0;
    const result = measured(layer, at, size, total - at - size);
    at += size;
    return result;
  });
  return summed(placed, emitLayers(placed));
};

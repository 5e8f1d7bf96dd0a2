/** Options of Neighbour Discovery (RFC 4861 §4.6). */
import { ipv6Bytes, ipv6Text } from "./addresses.js";
import { concat, four, two, u16, u32, u8 } from "./bytes.js";
import type { Bytes, NeighbourOption } from "./layers.js";
import { malformed, type Read } from "./malformed.js";

const TYPE = { sourceLinkLayerAddress: 1, targetLinkLayerAddress: 2, prefixInformation: 3, mtu: 5 } as const;

/** A known type with a length that is not its own stays unknown: its octets are kept. */
const parseOption = (bytes: Bytes, at: number, type: number, size: number): NeighbourOption => {
  const data = bytes.subarray(at + 2, at + size);
  if (type === TYPE.sourceLinkLayerAddress) return { option: "source-link-layer-address", address: data };
  if (type === TYPE.targetLinkLayerAddress) return { option: "target-link-layer-address", address: data };
  if (type === TYPE.mtu && size === 8) return { option: "mtu", reserved: u16(bytes, at + 2), mtu: u32(bytes, at + 4) };
  if (type === TYPE.prefixInformation && size === 32)
    return {
      option: "prefix-information",
      prefixLength: u8(bytes, at + 2),
      flags: u8(bytes, at + 3),
      validLifetime: u32(bytes, at + 4),
      preferredLifetime: u32(bytes, at + 8),
      reserved: u32(bytes, at + 12),
      prefix: ipv6Text(bytes, at + 16),
    };
  return { option: "unknown", type, data };
};

/** The options from `from` to `end`, where the message ends: those before one that makes no sense or was not captured. */
export const parseNeighbourOptions = (bytes: Bytes, from: number, end: number): Read<NeighbourOption[]> => {
  const value: NeighbourOption[] = [];
  const captured = Math.min(end, bytes.length);
  let at = from;
  while (at < captured) {
    const type = u8(bytes, at);
    if (at + 2 > end)
      return { value, end: at, problem: malformed(at, "icmpv6", `option ${type} with a length`, "end of the message") };
    if (at + 2 > captured) break;
    const size = 8 * u8(bytes, at + 1);
    if (size === 0 || at + size > end) {
      const sized = `option ${type} of at ${size === 0 ? "least 8" : `most ${end - at}`} bytes`;
      return { value, end: at, problem: malformed(at + 1, "icmpv6", sized, `${size} bytes`) };
    }
    if (at + size > captured) break;
    value.push(parseOption(bytes, at, type, size));
    at += size;
  }
  return { value, end: at, problem: undefined };
};

const option = (type: number, data: Bytes): Bytes => concat(Uint8Array.of(type, (data.length + 2) / 8), data);

/** The data must fill the option to a multiple of eight octets, as data that was parsed does. */
export const emitNeighbourOption = (o: NeighbourOption): Bytes => {
  switch (o.option) {
    case "source-link-layer-address":
      return option(TYPE.sourceLinkLayerAddress, o.address);
    case "target-link-layer-address":
      return option(TYPE.targetLinkLayerAddress, o.address);
    case "prefix-information":
      return option(
        TYPE.prefixInformation,
        concat(
          Uint8Array.of(o.prefixLength, o.flags),
          four(o.validLifetime),
          four(o.preferredLifetime),
          four(o.reserved),
          ipv6Bytes(o.prefix),
        ),
      );
    case "mtu":
      return option(TYPE.mtu, concat(two(o.reserved), four(o.mtu)));
    case "unknown":
      return option(o.type, o.data);
  }
};

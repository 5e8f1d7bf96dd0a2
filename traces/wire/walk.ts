/** The way through the layers of a packet: what every step reads, writes and may answer. */
import { ETHER_TYPE } from "./ethernet.js";
import type { Bytes, Ethernet, Layer, Malformed, Vlan } from "./layers.js";
import { cut, isMalformed } from "./malformed.js";

/** Protocol numbers that are followed, and beyond them what else can follow a header. */
export const NEXT = {
  hopByHop: 0,
  ipv4: 4,
  udp: 17,
  ipv6: 41,
  routing: 43,
  fragment: 44,
  gre: 47,
  esp: 50,
  authentication: 51,
  icmpv6: 58,
  destinationOptions: 60,
  mobility: 135,
  vlan: 256,
  payload: 257,
  nothing: 258,
} as const;

/** The way through one packet, written in place. */
export type Walk = {
  /** Nothing of the packet is beyond their end, but padding may come before it. */
  bytes: Bytes;
  readonly layers: Layer[];
  /** Where the next layer begins; never beyond the bytes. */
  at: number;
  /** Where the innermost packet so far ends on the wire: beyond the bytes if the capture cut it. */
  end: number;
  version: 4 | 6;
  /** What the pseudo-header has in them. */
  sourceAt: number;
  destinationAt: number;
  /** The packet goes on elsewhere: it is a first fragment or a quotation. */
  open: boolean;
  readonly quotes: number;
  problem: Malformed | undefined;
};

export const makeWalk = (bytes: Bytes, at: number, end: number, quotes: number): Walk => ({
  bytes,
  layers: [],
  at,
  end,
  version: 6,
  sourceAt: 0,
  destinationAt: 0,
  open: quotes > 0,
  quotes,
  problem: undefined,
});

/** In a packet that goes on elsewhere, what makes no sense by itself is payload. */
export const stop = (walk: Walk, problem: Malformed): number => {
  if (walk.open) return NEXT.payload;
  walk.problem = problem;
  return NEXT.nothing;
};

export const onward = (walk: Walk, layer: Layer, size: number, next: number): number => {
  walk.layers.push(layer);
  walk.at += size;
  return next;
};

export const byEtherType = (etherType: number): number => {
  switch (etherType) {
    case ETHER_TYPE.ipv6:
      return NEXT.ipv6;
    case ETHER_TYPE.ipv4:
      return NEXT.ipv4;
    case ETHER_TYPE.vlan:
    case ETHER_TYPE.serviceVlan:
      return NEXT.vlan;
    default:
      return NEXT.payload;
  }
};

export const tagged = (walk: Walk, layer: Ethernet | Vlan | Malformed, size: number): number =>
  isMalformed(layer) ? stop(walk, layer) : onward(walk, layer, size, byEtherType(layer.etherType));

/** The problem that the walk met, or that the capture cut the packet. */
export const cutOff = ({ bytes, end, layers, problem, open }: Walk): Malformed | undefined =>
  open || end <= bytes.length
    ? problem
    : (problem ?? cut(bytes.length, layers.at(-1)?.layer ?? "frame", `${end} bytes`, `${bytes.length} bytes captured`));

/** From here on the packet goes on elsewhere. What the capture cut it cut all the same. */
export const openUp = (walk: Walk): void => {
  walk.problem ??= cutOff(walk);
  walk.bytes = walk.bytes.subarray(0, walk.end);
  walk.end = Number.POSITIVE_INFINITY;
  walk.open = true;
};

/** A frame as its layers. */
import { ETHERNET_SIZE, parseEthernet } from "./ethernet.js";
import type { Bytes, Dissection } from "./layers.js";
import { COOKED_SIZE, parseLinuxCooked } from "./linux-cooked.js";
import { FAMILY, LOOPBACK_SIZE, parseLoopback } from "./loopback.js";
import { isMalformed, malformed } from "./malformed.js";
import { byVersion, run } from "./packet.js";
import { byEtherType, cutOff, makeWalk, NEXT, onward, stop, tagged, type Walk } from "./walk.js";

const loopback = (walk: Walk, order: "of the host" | "big endian"): number => {
  const layer = parseLoopback(walk.bytes, walk.at, walk.end, order);
  if (isMalformed(layer)) return stop(walk, layer);
  const next = FAMILY.ipv6.some((family) => family === layer.family)
    ? NEXT.ipv6
    : FAMILY.ipv4.some((family) => family === layer.family)
      ? NEXT.ipv4
      : NEXT.payload;
  return onward(walk, layer, LOOPBACK_SIZE, next);
};

const cooked = (walk: Walk, version: 1 | 2): number => {
  const layer = parseLinuxCooked(walk.bytes, walk.at, walk.end, version);
  return isMalformed(layer)
    ? stop(walk, layer)
    : onward(walk, layer, COOKED_SIZE[version], byEtherType(layer.protocol));
};

const link = (walk: Walk, linkType: number): number => {
  switch (linkType) {
    case 0:
      return loopback(walk, "of the host");
    case 108:
      return loopback(walk, "big endian");
    case 1:
      return tagged(walk, parseEthernet(walk.bytes, walk.at, walk.end), ETHERNET_SIZE);
    case 113:
      return cooked(walk, 1);
    case 276:
      return cooked(walk, 2);
    case 12:
    case 14:
    case 101:
      return byVersion(walk);
    case 228:
      return NEXT.ipv4;
    case 229:
      return NEXT.ipv6;
    default:
      return stop(
        walk,
        malformed(0, "link", "link type 0, 1, 12, 14, 101, 108, 113, 228, 229 or 276", `link type ${linkType}`),
      );
  }
};

/**
 * Total. Whatever the bytes are, they give layers, and a problem where they stop making sense or the capture cut them. A header whose length
 * lies is the last layer; a mobility or ICMPv6 message that is cut or whose options lie has what could be read of it, which
 * is all of a message whose length is too short for its last option, if the packet has that option.
 * Fragments are not put together: what a first fragment has is shown, later ones are payload. PANA, and mobility in UDP
 * over IPv4 (RFC 5844), are payload of UDP.
 */
export const dissect = (linkType: number, bytes: Bytes, originalLength: number): Dissection => {
  const walk = makeWalk(bytes, 0, Math.max(originalLength, bytes.length), 0);
  run(walk, link(walk, linkType));
  const problem = cutOff(walk);
  const { layers, at } = walk;
  return {
    layers,
    ...(problem === undefined ? {} : { problem }),
    ...(at < bytes.length ? { rest: bytes.subarray(at) } : {}),
  };
};

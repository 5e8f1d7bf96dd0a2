/** The layers of a packet from an IP header on. */
import { authenticationHeaderSize, parseAuthenticationHeader } from "./authentication-header.js";
import { u8 } from "./bytes.js";
import { parseEsp } from "./esp.js";
import { parseVlan, VLAN_SIZE } from "./ethernet.js";
import { FRAGMENT_SIZE, parseFragment } from "./fragment.js";
import { greCarries, greSize, parseGre } from "./gre.js";
import { parseIcmpv6, type Quote } from "./icmpv6.js";
import { ipv4HeaderSize, parseIpv4 } from "./ipv4.js";
import { IPV6_SIZE, parseIpv6 } from "./ipv6.js";
import type { Bytes, Gre, Icmpv6, Layer, Malformed, Mobility, OptionsHeader } from "./layers.js";
import { isMalformed, lacks, malformed, type Read } from "./malformed.js";
import { mobilitySize, parseMobility } from "./mobility.js";
import { extensionSize, homeAddressAt, parseOptionsHeader } from "./options-header.js";
import { finalDestinationAt, parseRouting } from "./routing.js";
import { parseUdp, UDP_SIZE } from "./udp.js";
import { byEtherType, makeWalk, NEXT, onward, openUp, stop, tagged, type Walk } from "./walk.js";

/** Of a frame, and of a quoted packet again. A frame with more is malformed. */
const MAX_LAYERS = 32;
/** An error about an error about an error: what that one quotes is not dissected. */
const MAX_QUOTES = 3;

/** The packet ends `length` octets after `from`, unless that lies. `least` are its header. */
const enclose = (walk: Walk, from: number, lengthAt: number, length: number, least: number, next: number): number => {
  const room = walk.end - from;
  if (length < least || length > room) {
    const layer = walk.layers.at(-1)?.layer ?? "frame";
    return stop(walk, malformed(lengthAt, layer, `length of ${least} to ${room}`, `length ${length}`));
  }
  walk.end = from + length;
  return next;
};

/** A jumbogram (RFC 2675) is taken at its word, which is a length of 0. */
const ipv6 = (walk: Walk): number => {
  const { at } = walk;
  const layer = parseIpv6(walk.bytes, at, walk.end);
  if (isMalformed(layer)) return stop(walk, layer);
  walk.version = 6;
  walk.sourceAt = at + 8;
  walk.destinationAt = at + 24;
  onward(walk, layer, IPV6_SIZE, layer.nextHeader);
  return enclose(walk, walk.at, at + 4, layer.payloadLength, 0, layer.nextHeader);
};

const ipv4 = (walk: Walk): number => {
  const { at } = walk;
  const layer = parseIpv4(walk.bytes, at, walk.end);
  if (isMalformed(layer)) return stop(walk, layer);
  walk.version = 4;
  const size = ipv4HeaderSize(layer);
  const carries = onward(walk, layer, size, layer.fragmentOffset > 0 ? NEXT.payload : layer.protocol);
  const next = enclose(walk, at, at + 2, layer.totalLength, size, carries);
  if (next === carries && layer.fragmentOffset === 0 && (layer.flags & 1) === 1) openUp(walk);
  return next;
};

const fragment = (walk: Walk): number => {
  const layer = parseFragment(walk.bytes, walk.at, walk.end);
  if (isMalformed(layer)) return stop(walk, layer);
  const next = onward(walk, layer, FRAGMENT_SIZE, layer.offset > 0 ? NEXT.payload : layer.nextHeader);
  if (layer.offset === 0 && layer.more) openUp(walk);
  return next;
};

const optionsHeader = (walk: Walk, name: OptionsHeader["layer"]): number => {
  const layer = parseOptionsHeader(walk.bytes, walk.at, walk.end, name);
  if (isMalformed(layer)) return stop(walk, layer);
  if (name === "destination-options") walk.sourceAt = homeAddressAt(layer) ?? walk.sourceAt;
  return onward(walk, layer, extensionSize(walk.bytes, walk.at), layer.nextHeader);
};

const routing = (walk: Walk): number => {
  const layer = parseRouting(walk.bytes, walk.at, walk.end);
  if (isMalformed(layer)) return stop(walk, layer);
  walk.destinationAt = finalDestinationAt(layer) ?? walk.destinationAt;
  return onward(walk, layer, layer.data.length + 4, layer.nextHeader);
};

const authentication = (walk: Walk): number => {
  const layer = parseAuthenticationHeader(walk.bytes, walk.at, walk.end);
  return isMalformed(layer)
    ? stop(walk, layer)
    : onward(walk, layer, authenticationHeaderSize(layer), layer.nextHeader);
};

const greNext = (layer: Gre): number => {
  const etherType = greCarries(layer);
  return etherType === undefined ? NEXT.payload : byEtherType(etherType);
};

const gre = (walk: Walk): number => {
  const layer = parseGre(walk.bytes, walk.at, walk.end);
  return isMalformed(layer) ? stop(walk, layer) : onward(walk, layer, greSize(layer), greNext(layer));
};

const esp = (walk: Walk): number => {
  const layer = parseEsp(walk.bytes, walk.at, walk.end);
  return isMalformed(layer) ? stop(walk, layer) : onward(walk, layer, 8 + layer.data.length, NEXT.nothing);
};

const udp = (walk: Walk): number => {
  const { at } = walk;
  const layer = parseUdp(walk.bytes, at, walk.end);
  if (isMalformed(layer)) return stop(walk, layer);
  return enclose(walk, at, at + 4, layer.length, UDP_SIZE, onward(walk, layer, UDP_SIZE, NEXT.payload));
};

const payload = (walk: Walk): number => {
  const data = walk.bytes.subarray(walk.at, walk.end);
  return data.length === 0
    ? NEXT.nothing
    : onward(walk, { layer: "payload", at: walk.at, data }, data.length, NEXT.nothing);
};

/** A message, and after it what it could not make sense of. */
const message = (walk: Walk, read: Read<Icmpv6 | Mobility> | Malformed, next: number): number => {
  if (isMalformed(read)) return stop(walk, read);
  onward(walk, read.value, read.end - walk.at, next);
  return read.problem === undefined ? next : stop(walk, read.problem);
};

const icmpv6 = (walk: Walk): number => {
  const quote: Quote = (bytes, at, end) =>
    walk.quotes < MAX_QUOTES ? quoted(bytes.subarray(0, end), at, walk.quotes + 1) : [];
  return message(walk, parseIcmpv6(walk.bytes, walk.at, walk.end, walk, quote), NEXT.nothing);
};

/** Of a message that was cut, what is left of it is no payload. */
const mobility = (walk: Walk): number => {
  const read = parseMobility(walk.bytes, walk.at, walk.end, walk);
  const isCut = !isMalformed(read) && walk.at + mobilitySize(read.value) > walk.bytes.length;
  return message(walk, read, isCut ? NEXT.nothing : NEXT.payload);
};

/** One layer, and what follows it. */
const step = (walk: Walk, next: number): number => {
  switch (next) {
    case NEXT.ipv6:
      return ipv6(walk);
    case NEXT.ipv4:
      return ipv4(walk);
    case NEXT.vlan:
      return tagged(walk, parseVlan(walk.bytes, walk.at, walk.end), VLAN_SIZE);
    case NEXT.udp:
      return udp(walk);
    case NEXT.gre:
      return gre(walk);
    case NEXT.esp:
      return esp(walk);
    case NEXT.authentication:
      return authentication(walk);
    default:
      return walk.version === 6 ? stepIpv6(walk, next) : payload(walk);
  }
};

/** What only IPv6 carries. */
const stepIpv6 = (walk: Walk, next: number): number => {
  switch (next) {
    case NEXT.destinationOptions:
      return optionsHeader(walk, "destination-options");
    case NEXT.hopByHop:
      return optionsHeader(walk, "hop-by-hop");
    case NEXT.routing:
      return routing(walk);
    case NEXT.fragment:
      return fragment(walk);
    case NEXT.icmpv6:
      return icmpv6(walk);
    case NEXT.mobility:
      return mobility(walk);
    default:
      return payload(walk);
  }
};

/** Ends: every layer takes four octets or more. */
export const run = (walk: Walk, first: number): void => {
  let next = first;
  while (next !== NEXT.nothing) {
    if (walk.layers.length >= MAX_LAYERS && next !== NEXT.payload)
      next = stop(walk, malformed(walk.at, "frame", `at most ${MAX_LAYERS} layers`, `header ${next} after them`));
    else next = step(walk, next);
  }
};

/** By the first four bits. */
export const byVersion = (walk: Walk): number => {
  const version = u8(walk.bytes, walk.at) >> 4;
  const short = lacks(walk.bytes, walk.at, 1, walk.end, "frame", "packet");
  if (short !== undefined) return stop(walk, short);
  if (version === 6) return NEXT.ipv6;
  return version === 4 ? NEXT.ipv4 : stop(walk, malformed(walk.at, "frame", "version 4 or 6", `version ${version}`));
};

const quoted = (bytes: Bytes, at: number, quotes: number): ReadonlyArray<Layer> => {
  const walk = makeWalk(bytes, at, Number.POSITIVE_INFINITY, quotes);
  run(walk, byVersion(walk));
  return walk.layers;
};

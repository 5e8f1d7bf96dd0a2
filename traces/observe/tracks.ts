/**
 * User packets while the captures are read for the first time: flows, the ways on which their packets were seen, and
 * their numbers as runs. Nobody knows yet who is who, so a way is what the headers say.
 */
import type { IpAddress, MacAddress } from "../wire/layers.js";
import type { Anatomy, Ends } from "./anatomy.js";
import type { Stamp } from "./frame.js";
import { LIMITS } from "./limits.js";
import { PANA_PORT } from "./messages.js";
import { type Ranges, add } from "./ranges.js";

export type Way = {
  readonly point: number;
  /** Outermost first. */
  readonly tunnels: ReadonlyArray<Ends>;
  readonly source: MacAddress | undefined;
  readonly destination: MacAddress | undefined;
  /** From a capture of all interfaces: whether the host sent it. */
  readonly isOutgoing: boolean | undefined;
  readonly isTunnelDevice: boolean;
};

export type Track = {
  readonly way: Way;
  packets: number;
  /** Empty if the packets have no numbers. */
  readonly numbers: Ranges;
  /** Numbers that came more than once. */
  readonly again: Ranges;
  readonly first: Stamp;
  last: Stamp;
  /** When some of the numbers were seen first: evidence about clocks. */
  readonly samples: Map<number, number>;
};

export type Flow = {
  readonly key: string;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly kind: "udp" | "echo" | "other";
  /** UDP; of an echo the identifier, twice. */
  readonly ports: readonly [source: number, destination: number];
  readonly tracks: Map<string, Track>;
  /** Packets that came after one with a higher number, outside tunnels, by point. */
  readonly late: Map<number, { highest: number; count: number }>;
  isNumbered: boolean;
  /** Of the numbers so far: how many packets, the least and the greatest. */
  numbered: number;
  low: number;
  high: number;
};

export type Data = {
  readonly flows: Map<string, Flow>;
  tracks: number;
  ranges: number;
  /** What was left out, once each. */
  readonly capped: Set<string>;
};

export const makeData = (): Data => ({ flows: new Map(), tracks: 0, ranges: 0, capped: new Set() });

/** A user packet: to which flow it belongs, and its number there, if it can have one. */
export type Packet = {
  readonly kind: Flow["kind"];
  readonly ports: readonly [number, number];
  readonly number: number | undefined;
};

/** Undefined for what is no user data: neighbour discovery, errors, mobility, PANA. */
export const packetOf = ({ upper, payload }: Anatomy): Packet | undefined => {
  if (upper?.layer === "udp") {
    if (upper.sourcePort === PANA_PORT || upper.destinationPort === PANA_PORT) return undefined;
    const number =
      payload === undefined || payload.length < 4
        ? undefined
        : new DataView(payload.buffer, payload.byteOffset, 4).getUint32(0);
    return { kind: "udp", ports: [upper.sourcePort, upper.destinationPort], number };
  }
  if (upper?.layer === "icmpv6") {
    const { message } = upper;
    return message.type === "echo-request" || message.type === "echo-reply"
      ? { kind: "echo", ports: [message.identifier, message.identifier], number: message.sequence }
      : undefined;
  }
  return upper?.layer === "payload" || upper?.layer === "esp" || upper?.layer === "fragment"
    ? { kind: "other", ports: [0, 0], number: undefined }
    : undefined;
};

export const flowKey = ({ ip }: Anatomy, { kind, ports }: Packet): string =>
  `${ip.source} ${ip.destination} ${kind} ${ports[0]} ${ports[1]}`;

/** Of the same packets on the way back. */
export const reverseKey = ({ source, destination, kind, ports }: Flow): string =>
  `${destination} ${source} ${kind} ${ports[1]} ${ports[0]}`;

export const wayOf = (point: number, { link, tunnels }: Anatomy): Way => ({
  point,
  tunnels,
  source: link.tag === "Bare" ? undefined : link.source,
  destination: link.tag === "Ethernet" ? link.destination : undefined,
  isOutgoing: link.tag === "Cooked" ? link.isOutgoing : undefined,
  isTunnelDevice: link.tag === "Cooked" && link.isTunnel,
});

export const wayKey = (point: number, { link, tunnels }: Anatomy): string => {
  let key = String(point);
  for (const { source, destination } of tunnels) key += ` ${source}>${destination}`;
  switch (link.tag) {
    case "Ethernet":
      return `${key} ${link.source} ${link.destination}`;
    case "Cooked":
      return `${key} ${link.source ?? "-"} ${link.isOutgoing ? "out" : "in"}${link.isTunnel ? " tunnel" : ""}`;
    case "Bare":
      return key;
  }
};

const PROBATION = 64;

/** Whether the numbers look like a count: not many times more possible ones between the least and the greatest. */
export const looksCounted = ({ numbered, low, high }: Flow): boolean =>
  numbered > 0 && high - low + 1 <= 8 * numbered + PROBATION;

const count = (data: Data, flow: Flow, track: Track, number: number, time: number): void => {
  const before = track.numbers.length;
  if (before / 2 >= LIMITS.ranges || data.ranges >= LIMITS.allRanges) {
    data.capped.add("numbers of user packets with very many gaps");
    return;
  }
  if (!add(track.numbers, number)) add(track.again, number);
  data.ranges += (track.numbers.length - before) / 2;
  flow.numbered++;
  flow.low = Math.min(flow.low, number);
  flow.high = Math.max(flow.high, number);
  if (flow.numbered === PROBATION && !looksCounted(flow)) flow.isNumbered = false;
  if ((track.samples.size < 32 || number % 64 === 0) && track.samples.size < 256 && !track.samples.has(number))
    track.samples.set(number, time);
  if (track.way.tunnels.length > 0 || track.way.isTunnelDevice) return;
  const late = flow.late.get(track.way.point);
  if (late === undefined) flow.late.set(track.way.point, { highest: number, count: 0 });
  else if (number < late.highest) late.count++;
  else late.highest = number;
};

const flowFor = (data: Data, anatomy: Anatomy, packet: Packet): Flow | undefined => {
  const key = flowKey(anatomy, packet);
  const known = data.flows.get(key);
  if (known !== undefined) return known;
  if (data.flows.size >= LIMITS.flows) {
    data.capped.add("flows of user packets");
    return undefined;
  }
  const { source, destination } = anatomy.ip;
  const { kind, ports } = packet;
  const made: Flow = {
    key,
    source,
    destination,
    kind,
    ports,
    tracks: new Map(),
    late: new Map(),
    isNumbered: kind !== "other",
    numbered: 0,
    low: Number.POSITIVE_INFINITY,
    high: 0,
  };
  data.flows.set(key, made);
  return made;
};

/** The track on which the packet was counted, if it is a new one. */
export const follow = (data: Data, stamp: Stamp, anatomy: Anatomy, packet: Packet): Track | undefined => {
  const flow = flowFor(data, anatomy, packet);
  if (flow === undefined) return undefined;
  const key = wayKey(stamp.point, anatomy);
  const known = flow.tracks.get(key);
  if (known === undefined && data.tracks >= LIMITS.tracks) {
    data.capped.add("ways of user packets");
    return undefined;
  }
  const track = known ?? {
    way: wayOf(stamp.point, anatomy),
    packets: 0,
    numbers: [],
    again: [],
    first: stamp,
    last: stamp,
    samples: new Map(),
  };
  track.packets++;
  track.last = stamp;
  if (flow.isNumbered && packet.number !== undefined) count(data, flow, track, packet.number, stamp.time);
  if (known !== undefined) return undefined;
  flow.tracks.set(key, track);
  data.tracks++;
  return track;
};

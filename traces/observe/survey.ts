/**
 * The first reading of the captures of a run: everything but user packets is kept, user packets are counted. Frames of a
 * capture come in their order; captures may come one after the other or mixed.
 */
import type { Dissection, Icmpv6, IpAddress, Layer, MacAddress } from "../wire/layers.js";
import { type Anatomy, anatomy, isMulticast } from "./anatomy.js";
import type { CaptureName, SeenFrame, Stamp } from "./frame.js";
import { LIMITS } from "./limits.js";
import { type MessageSeen, PANA_PORT, type PanaSeen, keepMobility, readPana } from "./messages.js";
import { type NeighbourSeen, keepNeighbour } from "./neighbours.js";
import { type Point, type Points, makePoints, seeLink } from "./points.js";
import { type Data, follow, makeData, packetOf } from "./tracks.js";

/** An ICMPv6 error about a mobility message: by it the message had arrived. */
export type ErrorSeen = Stamp & {
  readonly from: IpAddress;
  readonly type: string;
  readonly about: { readonly source: IpAddress; readonly destination: IpAddress; readonly checksum: number };
};

export type Host = { readonly macs: Set<MacAddress>; readonly points: Set<number> };

export type Survey = {
  readonly points: ReadonlyArray<Point>;
  /** Undefined: not surveyed. */
  readonly pointOf: Points["indexOf"];
  readonly messages: ReadonlyArray<MessageSeen>;
  readonly neighbours: ReadonlyArray<NeighbourSeen>;
  readonly pana: ReadonlyArray<PanaSeen>;
  readonly errors: ReadonlyArray<ErrorSeen>;
  /** By address: the link-layer addresses that neighbours know it by, and the points where that was seen. */
  readonly hosts: ReadonlyMap<IpAddress, Host>;
  readonly data: Data;
  /** The whole second since 1970 that times count from. */
  readonly base: number;
};

export type Surveyor = {
  readonly see: (capture: number, frame: SeenFrame, dissection: Dissection) => void;
  readonly end: () => Survey;
};

/** Times are kept relative to a second near by: since 1970 in one number they would lose the nanoseconds. */
export const timeSince = (base: number, { seconds, nanoseconds }: SeenFrame): number | undefined =>
  seconds === undefined ? undefined : seconds - base + nanoseconds / 1e9;

/** The mobility message that an error quotes. */
const quoted = (about: ReadonlyArray<Layer>): ErrorSeen["about"] | undefined => {
  const mobility = about.find((layer) => layer.layer === "mobility");
  const ip = about.filter((layer) => layer.layer === "ipv6").at(-1);
  return mobility === undefined || ip === undefined
    ? undefined
    : { source: ip.source, destination: ip.destination, checksum: mobility.checksum };
};

export const surveyor = (names: ReadonlyArray<CaptureName>): Surveyor => {
  const messages: MessageSeen[] = [];
  const neighbours: NeighbourSeen[] = [];
  const pana: PanaSeen[] = [];
  const errors: ErrorSeen[] = [];
  const hosts = new Map<IpAddress, Host>();
  const data = makeData();
  const points = makePoints(names, (what) => data.capped.add(what));
  let base: number | undefined;

  const keep = <T>(list: T[], value: T | undefined, most: number, what: string): void => {
    if (value === undefined) return;
    if (list.length < most) list.push(value);
    else data.capped.add(what);
  };

  const learn = (address: IpAddress, mac: MacAddress | undefined, point: number): void => {
    if (mac === undefined || address === "::" || isMulticast(address)) return;
    const known = hosts.get(address);
    if (known !== undefined) {
      if (known.macs.size < 16) known.macs.add(mac);
      known.points.add(point);
    } else if (hosts.size < LIMITS.hosts) hosts.set(address, { macs: new Set([mac]), points: new Set([point]) });
    else data.capped.add("addresses");
  };

  const seeIcmpv6 = (stamp: Stamp, a: Anatomy, layer: Icmpv6): void => {
    const { message } = layer;
    const mac = a.link.tag === "Bare" ? undefined : a.link.source;
    const isHere = a.tunnels.length === 0;
    switch (message.type) {
      case "router-solicitation":
      case "router-advertisement":
        if (!isHere) return;
        learn(a.ip.source, mac, stamp.point);
        keep(neighbours, keepNeighbour(stamp, a, layer), LIMITS.neighbours, "router solicitations and advertisements");
        return;
      case "neighbour-solicitation":
        // From the unspecified address its target says nothing: routers ask so whether a mobile node is still there.
        if (isHere) learn(a.ip.source, mac, stamp.point);
        return;
      case "neighbour-advertisement":
        if (isHere) learn(message.target, mac, stamp.point);
        return;
      case "destination-unreachable":
      case "packet-too-big":
      case "time-exceeded":
      case "parameter-problem": {
        const about = quoted(message.about);
        if (about !== undefined)
          keep(errors, { ...stamp, from: a.ip.source, type: message.type, about }, LIMITS.messages, "errors");
        return;
      }
      case "echo-request":
      case "echo-reply":
      case "unknown":
        return;
    }
  };

  const seePacket = (stamp: Stamp, frame: SeenFrame, a: Anatomy): void => {
    const mac = a.link.tag === "Bare" ? undefined : a.link.source;
    const { upper, payload } = a;
    if (upper?.layer === "icmpv6") seeIcmpv6(stamp, a, upper);
    if (upper?.layer === "mobility") {
      learn((a.tunnels[0] ?? a.ip).source, mac, stamp.point);
      const epoch = frame.seconds === undefined ? undefined : frame.seconds + frame.nanoseconds / 1e9;
      keep(messages, keepMobility(stamp, a, upper, epoch), LIMITS.messages, "mobility messages");
    }
    if (upper?.layer === "udp" && (upper.sourcePort === PANA_PORT || upper.destinationPort === PANA_PORT))
      keep(pana, payload && readPana(stamp, a, payload), LIMITS.messages, "PANA messages");
    const packet = packetOf(a);
    if (packet === undefined) return;
    const track = follow(data, stamp, a, packet);
    const outer = a.tunnels[0];
    if (track !== undefined && outer !== undefined) learn(outer.source, mac, stamp.point);
  };

  const see: Surveyor["see"] = (capture, frame, dissection) => {
    const found = points.find(capture, frame);
    if (found === undefined) return;
    const { index, point } = found;
    base ??= frame.seconds;
    const time = timeSince(base ?? 0, frame) ?? point.last;
    point.frames++;
    point.first ??= time;
    point.last = time;
    if (dissection.problem !== undefined) point.partial++;
    const a = anatomy(dissection);
    if (a === undefined) return;
    if (a.upper?.layer === "esp") point.encrypted++;
    seeLink(point, a);
    seePacket({ capture, frame: frame.number, point: index, time }, frame, a);
  };

  return {
    see,
    end: () => ({
      points: points.list(),
      pointOf: points.indexOf,
      messages,
      neighbours,
      pana,
      errors,
      hosts,
      data,
      base: base ?? 0,
    }),
  };
};

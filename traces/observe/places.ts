/**
 * Where each capture was taken. A capture on an interface sees, of the frames for one host, only those that this
 * interface sends or receives, and what a switch floods for a host that is not there: so the one link-layer address that
 * is an end of all frames between hosts that both send is its own. Where two hosts
 * speak with each other alone, that leaves two; then a second capture of the same pair decides, by which of them sees the
 * frames of each first. A capture of all interfaces says frame by frame whether the host sent it. Limits: one capture
 * alone of two hosts is between them, and so is a mirror port. On a path of several hops a link-layer address may be a
 * router's: one that sends messages of several hosts is taken for that, one that serves a single host is not known.
 * Where captures were put together into one nobody knows on which of them a flooded frame was seen.
 */
import type { IpAddress, MacAddress } from "../wire/layers.js";
import { type Link, isGroupMac } from "./anatomy.js";
import type { Clocks } from "./clocks.js";
import type { Vantage } from "./observation.js";
import type { Point } from "./points.js";
import { count } from "./ranges.js";
import type { Survey } from "./survey.js";

export type Place =
  | { readonly tag: "Interface"; readonly mac: MacAddress }
  | { readonly tag: "Host"; readonly macs: ReadonlySet<MacAddress> }
  | { readonly tag: "Between" }
  /** Captures of several points put together as one: what comes again in it is no copy. */
  | { readonly tag: "Several" };

const BETWEEN: Place = { tag: "Between" };

/** The link-layer addresses that are at an end of every frame between hosts that both send: two at most. */
const endsOf = ({ links }: Point): ReadonlyArray<MacAddress> => {
  const sending = new Set([...links.values()].map(([source]) => source));
  const pairs = [...links.values()].filter(([, destination]) => sending.has(destination));
  const [first, ...others] = pairs;
  return first === undefined ? [] : first.filter((mac) => others.every((pair) => pair.includes(mac)));
};

const AT_ONCE = 0.005;
const FEW = 4;

/** Nearly everything on the core came again at once: a network that makes copies of that many is not thought of. */
const isSeveral = ({ messages, data }: Survey, index: number): boolean => {
  let all = 0;
  let again = 0;
  const last = new Map<string, number>();
  for (const { point, time, key } of messages) {
    if (point !== index) continue;
    if (time - (last.get(key) ?? Number.NEGATIVE_INFINITY) < AT_ONCE) again++;
    else all++;
    last.set(key, time);
  }
  for (const { tracks } of data.flows.values())
    for (const { way, numbers, again: more } of tracks.values())
      if (way.point === index && way.tunnels.length > 0) {
        all += count(numbers);
        again += count(more);
      }
  return all >= FEW && again >= 0.8 * all;
};

/** Where the frames alone say it. */
const certain = (survey: Survey, point: Point, index: number): Place => {
  if (point.isCooked) return { tag: "Host", macs: point.own };
  if (isSeveral(survey, index)) return { tag: "Several" };
  const [mac, other] = endsOf(point);
  return mac !== undefined && other === undefined ? { tag: "Interface", mac } : BETWEEN;
};

/**
 * Of a capture that may be at either of two ends: the one whose frames it sees before another capture does that is at one
 * of them, or at either of the same two.
 */
const byOrder = (survey: Survey, clocks: Clocks, sure: ReadonlyArray<Place>, index: number): Place => {
  const point = survey.points[index];
  const [one, two] = point === undefined ? [] : endsOf(point);
  if (one === undefined || two === undefined) return BETWEEN;
  for (const [other, like] of survey.points.entries()) {
    const place = sure[other];
    const isAtOne = place?.tag === "Interface" && (place.mac === one || place.mac === two);
    const ends = endsOf(like);
    const isLike = ends.includes(one) && ends.includes(two);
    if (other === index || !(isAtOne || isLike)) continue;
    const spans = clocks.spans(index, other);
    const first = spans.get(one);
    const second = spans.get(two);
    if (first === undefined || second === undefined) continue;
    if (first.low > second.high) return { tag: "Interface", mac: one };
    if (second.low > first.high) return { tag: "Interface", mac: two };
  }
  return BETWEEN;
};

/** Link-layer addresses that send mobility messages of several addresses: routers on the way. */
const routersOf = ({ messages }: Survey): ReadonlySet<MacAddress> => {
  const senders = new Map<MacAddress, IpAddress>();
  const routers = new Set<MacAddress>();
  for (const { link, tunnels, source } of messages) {
    if (link.tag !== "Ethernet") continue;
    const address = tunnels[0]?.source ?? source;
    const known = senders.get(link.source);
    if (known === undefined) senders.set(link.source, address);
    else if (known !== address) routers.add(link.source);
  }
  return routers;
};

export const findPlaces = (survey: Survey, clocks: Clocks): ReadonlyArray<Place> => {
  const routers = routersOf(survey);
  const sure = survey.points.map((point, index) => certain(survey, point, index));
  return sure.map((known, index) => {
    const place = known.tag === "Between" ? byOrder(survey, clocks, sure, index) : known;
    return place.tag === "Interface" && routers.has(place.mac) ? BETWEEN : place;
  });
};

/** Where a capture stands with respect to a frame. */
export const vantageOf = (place: Place, link: Link): Vantage => {
  switch (place.tag) {
    case "Between":
    case "Several":
      return "between";
    case "Host":
      return link.tag === "Cooked" ? (link.isOutgoing ? "sender" : "receiver") : "between";
    case "Interface":
      if (link.tag !== "Ethernet") return "between";
      if (link.source === place.mac) return "sender";
      return link.destination === place.mac || isGroupMac(link.destination) ? "receiver" : "between";
  }
};

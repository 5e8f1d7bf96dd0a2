/**
 * Which leg of its path a user packet is on, from its outer header or, outside tunnels, from the link-layer addresses: on
 * the access link one of them is the mobile node's or its MAG's there. Limits: a packet outside tunnels on the core is
 * on no leg (a MAG without a route sends it back); nor is one on a tunnel's own device, whose ends it does not show.
 */
import type { IpAddress, MacAddress } from "../wire/layers.js";
import { type Draft, type Drafts, byAddress } from "./drafts.js";
import type { Names } from "./normalise.js";
import type { Leg, Vantage } from "./observation.js";
import type { Place } from "./places.js";
import type { Way } from "./tracks.js";

export type Direction = "down" | "up";

export type Stop = {
  readonly leg: Leg;
  readonly vantage: Vantage;
  /** How far along the way of a packet it is, from its sender. */
  readonly rank: number;
  /** The MAG that the LMA's tunnel goes to. */
  readonly tunnelledTo?: string;
  /** The MAG whose link it is. */
  readonly via?: string;
  /** Flooded to an interface that the frame is neither from nor for: it says nothing of the host there. */
  readonly isForeign: boolean;
};

export type Context = {
  readonly drafts: Drafts;
  readonly node: Draft;
  readonly names: Names;
  readonly direction: Direction;
  readonly place: Place;
};

const BY_VANTAGE: Readonly<Record<Vantage, number>> = { sender: 0, between: 0.2, receiver: 0.4 };

const isOwn = (place: Place, mac: MacAddress | undefined): boolean =>
  mac !== undefined && (place.tag === "Interface" ? place.mac === mac : place.tag === "Host" && place.macs.has(mac));

const vantageAt = (place: Place, { source, destination, isOutgoing }: Way): Vantage => {
  if (isOutgoing !== undefined) return isOutgoing ? "sender" : "receiver";
  if (isOwn(place, source)) return "sender";
  return isOwn(place, destination) ? "receiver" : "between";
};

const coreEntity = (drafts: Drafts, address: IpAddress): Draft | undefined =>
  byAddress(drafts, "lma", address) ?? byAddress(drafts, "mag", address);

const tunnelStop = ({ drafts, names, direction, place }: Context, way: Way): Stop | undefined => {
  const ends = way.tunnels.at(-1);
  const from = ends && coreEntity(drafts, ends.source);
  const to = ends && coreEntity(drafts, ends.destination);
  if (from?.name === undefined || to?.name === undefined) return undefined;
  const vantage = vantageAt(place, way);
  const at = (rank: number): Pick<Stop, "vantage" | "rank" | "isForeign"> => ({
    vantage,
    rank: rank + BY_VANTAGE[vantage],
    isForeign: false,
  });
  if (from.kind === "lma" && to.kind === "mag" && direction === "down") {
    const pma = names.pma(to.name);
    return pma && { leg: `HA=>${pma}`, ...at(1), tunnelledTo: to.name };
  }
  if (from.kind === "mag" && to.kind === "lma" && direction === "up") {
    const pma = names.pma(from.name);
    return pma && { leg: `${pma}=>HA`, ...at(3) };
  }
  if (from.kind !== "mag" || to.kind !== "mag") return undefined;
  const one = names.pma(from.name);
  const other = names.pma(to.name);
  if (one === undefined || other === undefined || one === other) return undefined;
  return { leg: one === "pPMA" ? "pPMA=>nPMA" : "nPMA=>pPMA", ...at(2) };
};

const magAt = (drafts: Drafts, mac: MacAddress | undefined): Draft | undefined =>
  mac === undefined ? undefined : drafts.find(({ kind, accessMacs }) => kind === "mag" && accessMacs.has(mac));

const isCoreMag = (drafts: Drafts, mac: MacAddress | undefined): boolean =>
  mac !== undefined &&
  drafts.some(({ kind, coreMacs, accessMacs }) => kind === "mag" && coreMacs.has(mac) && !accessMacs.has(mac));

const isCoreLma = (drafts: Drafts, mac: MacAddress | undefined): boolean =>
  mac !== undefined && drafts.some(({ kind, coreMacs }) => kind === "lma" && coreMacs.has(mac));

/** The MAG that a capture of all its interfaces was taken on. */
const hostMag = (drafts: Drafts, place: Place): Draft | undefined =>
  place.tag === "Host"
    ? drafts.find(({ kind, macs }) => kind === "mag" && [...place.macs].some((mac) => macs.has(mac)))
    : undefined;

const downStop = ({ drafts, node, names, place }: Context, way: Way): Stop | undefined => {
  const { source, destination } = way;
  const vantage = vantageAt(place, way);
  const mag = magAt(drafts, source);
  if (mag !== undefined || (destination !== undefined && node.macs.has(destination))) {
    const isForeign = place.tag === "Interface" && vantage === "between";
    const pma = mag?.name === undefined ? undefined : names.pma(mag.name);
    const isAtNode = [...node.macs].some((mac) => isOwn(place, mac));
    const via = mag?.name === undefined ? {} : { via: mag.name };
    if (isAtNode || (pma === undefined && !isForeign)) return { leg: "link>MN", vantage, rank: 5, isForeign, ...via };
    return pma && { leg: `${pma}>link`, vantage, rank: 4, isForeign, ...via };
  }
  if (isCoreMag(drafts, source) || isCoreLma(drafts, source)) return undefined;
  // A MAG's host sees nothing of the other side of the LMA.
  if (hostMag(drafts, place) !== undefined) return undefined;
  return { leg: "CN>HA", vantage, rank: 0, isForeign: false };
};

const upStop = ({ drafts, node, names, place }: Context, way: Way): Stop | undefined => {
  const { source, destination } = way;
  const vantage = vantageAt(place, way);
  const mag = magAt(drafts, destination) ?? (way.isOutgoing === false ? hostMag(drafts, place) : undefined);
  if ((source !== undefined && node.macs.has(source)) || magAt(drafts, destination) !== undefined) {
    const pma = mag?.name === undefined ? undefined : names.pma(mag.name);
    const isAtMag = vantage === "receiver" && pma !== undefined;
    const isForeign = place.tag === "Interface" && vantage === "between";
    return isAtMag
      ? { leg: `link>${pma}`, vantage, rank: 1, isForeign }
      : { leg: "MN>link", vantage, rank: 0, isForeign };
  }
  if (isCoreMag(drafts, source) || isCoreMag(drafts, destination) || hostMag(drafts, place) !== undefined)
    return undefined;
  if (isCoreLma(drafts, destination)) return undefined;
  return { leg: "HA>CN", vantage, rank: 4, isForeign: false };
};

/** Undefined: on no leg that the model has. */
export const stopOf = (context: Context, way: Way): Stop | undefined => {
  if (way.isTunnelDevice) return undefined;
  if (way.tunnels.length > 0) return tunnelStop(context, way);
  if (way.source === undefined && way.destination === undefined) return undefined;
  return context.direction === "down" ? downStop(context, way) : upStop(context, way);
};

/** On the access link, where it counts. */
export const isOnLink = ({ leg, isForeign }: Stop): boolean => leg.includes("link") && !isForeign;

/**
 * The MAGs behind Router Advertisements, by link-layer address. RFC 5213 §6.9.3 wants all MAGs to have the same address
 * on their access links; then the registration at that time says who advertises.
 */
import type { MacAddress } from "../wire/layers.js";
import { type Draft, type Drafts, byMac, found, put } from "./drafts.js";
import type { NeighbourSeen } from "./neighbours.js";
import type { Survey } from "./survey.js";

/** RFC 6543: all MAGs of all domains may have this one. */
export const FIXED_MAC: MacAddress = "00:00:5e:00:52:13";

export type Advertised = {
  readonly of: NeighbourSeen;
  readonly node: Draft;
  /** Where the node was registered then. */
  readonly serving: Draft | undefined;
};

const hasTunnel = ({ data }: Survey, one: Draft, other: Draft): boolean => {
  for (const flow of data.flows.values())
    for (const { way } of flow.tracks.values())
      for (const { source, destination } of way.tunnels) {
        const ends = [source, destination];
        if (ends.some((end) => one.addresses.has(end)) && ends.some((end) => other.addresses.has(end))) return true;
      }
  return false;
};

/**
 * Link-layer addresses of several MAGs: what alone advertises a prefix while one and while another MAG has the mobile
 * node registered. Not if the two had a tunnel between them: then the mobile node may not have moved.
 */
export const findShared = (survey: Survey, advertised: ReadonlyArray<Advertised>): ReadonlySet<MacAddress> => {
  const macs = new Map<Draft, Map<Draft, Set<MacAddress>>>();
  for (const { of, node, serving } of advertised) {
    if (serving === undefined || of.mac === undefined) continue;
    const byMag = macs.get(node) ?? new Map<Draft, Set<MacAddress>>();
    byMag.set(serving, (byMag.get(serving) ?? new Set()).add(of.mac));
    macs.set(node, byMag);
  }
  const shared = new Set([FIXED_MAC]);
  for (const byMag of macs.values()) {
    const only = new Map<MacAddress, Draft[]>();
    for (const [mag, set] of byMag) {
      const [mac] = set;
      if (mac !== undefined && set.size === 1) only.set(mac, [...(only.get(mac) ?? []), mag]);
    }
    for (const [mac, mags] of only)
      if (mags.some((one, i) => mags.slice(i + 1).some((other) => !hasTunnel(survey, one, other)))) shared.add(mac);
  }
  return shared;
};

const learn = (drafts: Drafts, { of, serving }: Advertised, mac: MacAddress, hasSignalling: boolean): void => {
  const known = byMac(drafts, "mag", mac);
  if (known !== undefined) {
    put(known.accessMacs, mac);
    return;
  }
  const mag = hasSignalling ? serving : found(drafts, "mag");
  if (mag === undefined) return;
  put(mag.macs, mac);
  put(mag.accessMacs, mac);
  const why = hasSignalling
    ? `${mac} advertises the prefix of a mobile node that is registered with it then`
    : `${mac} advertises a prefix: the router of an access link`;
  mag.why.push({ capture: of.capture, frame: of.frame, why });
};

/** In the order of the run. Without signalling, each link-layer address is a MAG of its own. */
export const learnRouters = (
  drafts: Drafts,
  advertised: ReadonlyArray<Advertised>,
  shared: ReadonlySet<MacAddress>,
  hasSignalling: boolean,
): void => {
  for (const one of advertised)
    if (one.of.mac !== undefined && !shared.has(one.of.mac)) learn(drafts, one, one.of.mac, hasSignalling);
};

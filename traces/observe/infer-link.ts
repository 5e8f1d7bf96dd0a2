/** Roles by Router Solicitations and Advertisements: the interfaces of the access links. */
import type { MacAddress } from "../wire/layers.js";
import { type Draft, type Drafts, MOST_OF_ONE, byAddress, byIdentity, byMac, found, put } from "./drafts.js";
import { identityOf } from "./identity.js";
import type { Merged, Placed } from "./merge.js";
import type { NeighbourSeen } from "./neighbours.js";
import { ALL_ZERO, type PrefixText, isIn, prefixText } from "./prefixes.js";
import { type Signal, kindOf } from "./registrations.js";
import { type Advertised, findShared, learnRouters } from "./routers.js";
import type { Survey } from "./survey.js";

type Neighbour = Merged<NeighbourSeen>;

/** A MAG answers a solicitation of somebody new with a PBU, and advertises after the PBA. */
const SOON = 1;
const SLACK = 0.01;

const first = <T>({ sightings }: Merged<T>): Placed<T> | undefined => sightings[0];

export const prefixesOf = ({ message }: NeighbourSeen): ReadonlyArray<PrefixText> =>
  message.type === "RS" ? [] : message.prefixes.flatMap(({ prefix, length }) => prefixText(prefix, length) ?? []);

/** When a mobile node was registered where. */
export type Registered = {
  readonly time: number;
  readonly node: Draft;
  readonly mag: Draft;
  readonly kind: "PBU" | "PBA";
};

export const registeredIn = (drafts: Drafts, signals: ReadonlyArray<Signal>): ReadonlyArray<Registered> =>
  signals.flatMap((signal) => {
    const head = first(signal);
    if (head === undefined) return [];
    const { message } = head.of.mobility;
    const kind = kindOf(head.of);
    const isGood = message.type === "BA" ? message.status < 128 : true;
    const node = byIdentity(drafts, identityOf(head.of));
    const mag = byAddress(drafts, "mag", kind === "PBU" ? head.of.source : head.of.destination);
    const lifetime = "lifetime" in message ? message.lifetime : 0;
    return isGood && lifetime > 0 && node !== undefined && mag !== undefined
      ? [{ time: head.time, node, mag, kind }]
      : [];
  });

/** Where a mobile node was registered last before a time; else where it was asked for, else where it is first. */
export type Serving = (node: Draft, time: number) => Draft | undefined;

/** The last at or before a time, of what is in order of time. */
const lastBefore = (list: ReadonlyArray<Registered>, time: number): Registered | undefined => {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.time ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
};

export const servingBy = (registered: ReadonlyArray<Registered>): Serving => {
  const lists = new Map<Draft, { readonly all: Registered[]; readonly answered: Registered[] }>();
  for (const one of registered.toSorted((a, b) => a.time - b.time)) {
    const list = lists.get(one.node) ?? { all: [], answered: [] };
    list.all.push(one);
    if (one.kind === "PBA") list.answered.push(one);
    lists.set(one.node, list);
  }
  return (node, time) => {
    const list = lists.get(node);
    if (list === undefined) return undefined;
    return (lastBefore(list.answered, time + SLACK) ?? lastBefore(list.all, time + SLACK) ?? list.all[0])?.mag;
  };
};

const nodeOfAdvertisement = (drafts: Drafts, of: NeighbourSeen): Draft | undefined => {
  const prefixes = prefixesOf(of);
  return drafts.find(
    ({ kind, prefixes: own }) =>
      kind === "mn" &&
      prefixes.some((prefix) => own.has(prefix) || [...own].some((p) => isIn(prefix.split("/")[0] ?? "", p))),
  );
};

/** Without signalling anywhere, whoever is offered prefixes is a mobile node: nothing else tells them apart. */
const inventNode = (drafts: Drafts, of: NeighbourSeen): Draft | undefined => {
  const prefixes = prefixesOf(of).filter((prefix) => prefix !== ALL_ZERO);
  if (prefixes.length === 0) return undefined;
  const node = (of.to === undefined ? undefined : byMac(drafts, "mn", of.to)) ?? found(drafts, "mn");
  if (node === undefined) return undefined;
  for (const prefix of prefixes) put(node.prefixes, prefix);
  node.why.push({ capture: of.capture, frame: of.frame, why: `${prefixes.join(", ")}: advertised to it` });
  return node;
};

/** Whose solicitation: by the link-layer address, else by the PBUs that follow such solicitations. */
const learnSolicitors = (
  drafts: Drafts,
  neighbours: ReadonlyArray<Neighbour>,
  registered: ReadonlyArray<Registered>,
  survey: Survey,
): void => {
  const asking = new Map<MacAddress, Placed<NeighbourSeen>[]>();
  for (const neighbour of neighbours) {
    const head = first(neighbour);
    const mac = head?.of.mac;
    if (head === undefined || mac === undefined || head.of.message.type !== "RS") continue;
    if (drafts.some(({ macs }) => macs.has(mac))) continue;
    const list = asking.get(mac);
    if (list === undefined && asking.size < MOST_OF_ONE) asking.set(mac, [head]);
    else if (list !== undefined && list.length < MOST_OF_ONE) list.push(head);
  }
  for (const [mac, list] of asking) {
    // Somebody whose addresses are not of a home network is another host: a CN, a router.
    const isElsewhere = [...survey.hosts].some(
      ([address, { macs }]) =>
        macs.has(mac) &&
        !/^fe[89ab]/.test(address) &&
        !drafts.some(({ prefixes }) => [...prefixes].some((p) => isIn(address, p))),
    );
    if (isElsewhere) continue;
    const votes = new Map<Draft, number>();
    for (const { time } of list) {
      const next = registered.find((one) => one.kind === "PBU" && one.time >= time - SLACK && one.time <= time + SOON);
      if (next !== undefined && next.node.macs.size === 0) votes.set(next.node, (votes.get(next.node) ?? 0) + 1);
    }
    const [best] = [...votes].toSorted((a, b) => b[1] - a[1]);
    const head = list[0];
    if (best === undefined || head === undefined || 2 * best[1] < list.length) continue;
    put(best[0].macs, mac);
    const { capture, frame } = head.of;
    best[0].why.push({ capture, frame, why: `${mac} solicits a router, and PBUs for it follow` });
  }
};

export type Links = { readonly serving: Serving; readonly shared: ReadonlySet<MacAddress> };

export const inferFromLinks = (
  drafts: Drafts,
  neighbours: ReadonlyArray<Neighbour>,
  registered: ReadonlyArray<Registered>,
  survey: Survey,
): Links => {
  const serving = servingBy(registered);
  const hasSignalling = drafts.some(({ kind }) => kind === "lma");
  const mayInvent = !hasSignalling && !drafts.some(({ isGiven }) => isGiven) && survey.messages.length === 0;
  const advertised: Advertised[] = [];
  for (const neighbour of neighbours) {
    const head = first(neighbour);
    if (head === undefined || head.of.message.type !== "RA") continue;
    const { of, time } = head;
    const node = nodeOfAdvertisement(drafts, of) ?? (mayInvent ? inventNode(drafts, of) : undefined);
    if (node === undefined) continue;
    if (of.to !== undefined && !node.macs.has(of.to)) {
      put(node.macs, of.to);
      node.why.push({ capture: of.capture, frame: of.frame, why: `its prefix is advertised to ${of.to}` });
    }
    advertised.push({ of, node, serving: serving(node, time) });
  }
  const shared = findShared(survey, advertised);
  learnRouters(drafts, advertised, shared, hasSignalling);
  learnSolicitors(drafts, neighbours, registered, survey);
  return { serving, shared };
};

/** The MAG that an advertisement comes from. */
export const routerOf = (
  drafts: Drafts,
  { serving, shared }: Links,
  { of, time }: Placed<NeighbourSeen>,
): Draft | undefined => {
  if (of.mac !== undefined && !shared.has(of.mac)) return byMac(drafts, "mag", of.mac);
  const node = nodeOfAdvertisement(drafts, of);
  return node === undefined ? undefined : serving(node, time);
};

/** The mobile node that a solicitation comes from or an advertisement is for. */
export const nodeOf = (drafts: Drafts, { of }: Placed<NeighbourSeen>): Draft | undefined =>
  of.message.type === "RA"
    ? nodeOfAdvertisement(drafts, of)
    : of.mac === undefined
      ? undefined
      : byMac(drafts, "mn", of.mac);

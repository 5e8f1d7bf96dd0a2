/** Who is who, from what was seen, each with its evidence. */
import type { MacAddress } from "../wire/layers.js";
import { type Draft, type Drafts, entityOf, fromFile, nameAll } from "./drafts.js";
import { inferFromData } from "./infer-data.js";
import { type Links, inferFromLinks, registeredIn } from "./infer-link.js";
import { inferFromSignalling } from "./infer-signalling.js";
import type { Merged } from "./merge.js";
import type { NeighbourSeen } from "./neighbours.js";
import type { Signal } from "./registrations.js";
import type { Roles, RolesFile } from "./roles.js";
import type { Survey } from "./survey.js";

export type Cast = {
  readonly drafts: Drafts;
  /** Nothing says that this is Proxy Mobile IPv6. */
  readonly isAssumed: boolean;
  readonly links: Links;
};

/** A link-layer address that several core addresses have is a router's, and nobody's. */
const dropRouters = (drafts: Drafts): void => {
  const owners = new Map<MacAddress, Draft>();
  const shared = new Set<MacAddress>();
  for (const draft of drafts)
    for (const mac of draft.coreMacs) {
      if (owners.has(mac)) shared.add(mac);
      owners.set(mac, draft);
    }
  for (const { isGiven, macs, coreMacs } of drafts)
    for (const mac of shared) {
      coreMacs.delete(mac);
      if (!isGiven) macs.delete(mac);
    }
};

/** Signals and neighbours in the order of the run. */
export const inferRoles = (
  survey: Survey,
  signals: ReadonlyArray<Signal>,
  neighbours: ReadonlyArray<Merged<NeighbourSeen>>,
  file: RolesFile | undefined,
): Cast => {
  const drafts = file === undefined ? [] : fromFile(file);
  inferFromSignalling(drafts, signals, survey);
  dropRouters(drafts);
  const registered = registeredIn(drafts, signals);
  // A file does not say which interface of a MAG an address is of: what is not of the core is of the access.
  for (const { kind, isGiven, macs, coreMacs, accessMacs } of drafts)
    if (kind === "mag" && isGiven) for (const mac of macs) if (!coreMacs.has(mac)) accessMacs.add(mac);
  const links = inferFromLinks(drafts, neighbours, registered, survey);
  inferFromData(drafts, survey);
  nameAll(drafts);
  const isAssumed =
    signals.length === 0 && drafts.some(({ kind }) => kind === "mn") && !drafts.some(({ isGiven }) => isGiven);
  return { drafts, isAssumed, links };
};

const ASSUMED =
  "whether this is Proxy Mobile IPv6: without signalling it is only assumed that prefixes are home network prefixes and their routers MAGs";

const unknownIn = (drafts: Drafts): ReadonlyArray<string> => {
  const of = (kind: Draft["kind"]): Drafts => drafts.filter((draft) => draft.kind === kind);
  return [
    ...(of("lma").length === 0 ? ["no LMA: neither signalling nor tunnels were captured"] : []),
    ...(of("mag").length === 0 ? ["no MAG: neither signalling, tunnels nor Router Advertisements were captured"] : []),
    ...(of("mn").length === 0 ? ["no mobile node"] : []),
    ...(of("cn").length === 0 ? ["no CN: no user packets of a mobile node were captured"] : []),
    ...of("mag")
      .filter(({ addresses }) => addresses.size === 0)
      .map(({ name }) => `${name ?? "mag"}: its Proxy-CoA, as no signalling was captured`),
    ...of("mn")
      .filter(({ prefixes }) => prefixes.size === 0)
      .map(({ name }) => `${name ?? "mn"}: its prefix, as none was granted or advertised`),
  ];
};

export const rolesOf = ({ drafts, isAssumed }: Cast): Roles => ({
  entities: drafts.map(entityOf),
  evidence: drafts.flatMap(({ name, kind, why }) => why.slice(0, 64).map((one) => ({ entity: name ?? kind, ...one }))),
  unknown: [...(isAssumed ? [ASSUMED] : []), ...unknownIn(drafts)],
});

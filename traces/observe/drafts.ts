/** Entities while it is being found out who they are. Written in place. */
import type { IpAddress, MacAddress } from "../wire/layers.js";
import type { Identity } from "./identity.js";
import { type PrefixText, isIn } from "./prefixes.js";
import type { Entity, Evidence, Role, RolesFile } from "./roles.js";
import { safe } from "./text.js";

export type Draft = {
  readonly kind: Role;
  /** Given by the file, or when all are known. */
  name: string | undefined;
  mnId: string | undefined;
  /** A roles file has the last word on what it says. */
  readonly isGiven: boolean;
  readonly addresses: Set<IpAddress>;
  readonly prefixes: Set<PrefixText>;
  readonly macs: Set<MacAddress>;
  /** Of a MAG: the interface towards its mobile nodes. Of an LMA or a MAG: towards the core. Also in `macs`. */
  readonly accessMacs: Set<MacAddress>;
  readonly coreMacs: Set<MacAddress>;
  /** Of a mobile node: the MAG that it was at before any that registers it. */
  startedAt: Draft | undefined;
  readonly ids: Set<string>;
  readonly llids: Set<string>;
  readonly why: Array<Omit<Evidence, "entity">>;
};

export type Drafts = Draft[];

/** Entities that are found in a run at most: more is no network that anybody watches. */
export const MOST = 512;
/** Prefixes, addresses and identifiers of one entity. */
export const MOST_OF_ONE = 64;

export const makeDraft = (kind: Role, isGiven = false): Draft => ({
  kind,
  name: undefined,
  mnId: undefined,
  isGiven,
  addresses: new Set(),
  prefixes: new Set(),
  macs: new Set(),
  accessMacs: new Set(),
  coreMacs: new Set(),
  startedAt: undefined,
  ids: new Set(),
  llids: new Set(),
  why: [],
});

/** Adds to a set that a hostile capture must not fill. */
export const put = <T>(set: Set<T>, value: T): void => {
  if (set.size < MOST_OF_ONE) set.add(value);
};

export const fromFile = ({ entities }: RolesFile): Drafts =>
  entities.slice(0, MOST).map(({ name, kind, addresses = [], prefixes = [], macs = [], mnId }) => {
    const draft = makeDraft(kind, true);
    draft.name = name;
    for (const address of addresses) draft.addresses.add(address);
    for (const prefix of prefixes) draft.prefixes.add(prefix);
    for (const mac of macs) draft.macs.add(mac);
    if (mnId !== undefined) {
      draft.mnId = safe(mnId);
      draft.ids.add(safe(mnId));
    }
    draft.why.push({ why: "the roles file says so" });
    return draft;
  });

export const byAddress = (drafts: Drafts, kind: Role, address: IpAddress): Draft | undefined =>
  drafts.find((draft) => draft.kind === kind && draft.addresses.has(address));

export const byMac = (drafts: Drafts, kind: Role, mac: MacAddress): Draft | undefined =>
  drafts.find((draft) => draft.kind === kind && draft.macs.has(mac));

/** The mobile node whose prefix an address is in, or whose address it is. */
export const byHome = (drafts: Drafts, address: IpAddress): Draft | undefined =>
  drafts.find(
    ({ kind, addresses, prefixes }) =>
      kind === "mn" && (addresses.has(address) || [...prefixes].some((prefix) => isIn(address, prefix))),
  );

/**
 * By identifier; if there is none that identifies anybody, by prefix, then by link-layer identifier. A file names the
 * identifier alone, without its subtype.
 */
export const byIdentity = (drafts: Drafts, { id, shownId, prefixes, llid }: Identity): Draft | undefined => {
  const nodes = drafts.filter(({ kind }) => kind === "mn");
  const named = nodes.find(
    ({ ids }) => (id !== undefined && ids.has(id)) || (shownId !== undefined && ids.has(shownId)),
  );
  if (named !== undefined) return named;
  const isFree = ({ ids }: Draft): boolean => id === undefined || ids.size === 0;
  return (
    nodes.find((node) => isFree(node) && prefixes.some((prefix) => node.prefixes.has(prefix))) ??
    nodes.find((node) => isFree(node) && llid !== undefined && node.llids.has(llid))
  );
};

/** A new one; undefined if there are too many. */
export const found = (drafts: Drafts, kind: Role): Draft | undefined => {
  if (drafts.length >= MOST) return undefined;
  const draft = makeDraft(kind);
  drafts.push(draft);
  return draft;
};

const NUMBERED: Readonly<Record<Role, boolean>> = { lma: false, mag: true, mn: true, cn: false };

/** In the order in which they were found: mag1, mag2 …; a second LMA or CN is lma2 or cn2. */
export const nameAll = (drafts: Drafts): void => {
  const used = new Set(drafts.flatMap(({ name }) => (name === undefined ? [] : [name])));
  for (const draft of drafts) {
    if (draft.name !== undefined) continue;
    for (let i = 1; draft.name === undefined; i++) {
      const name = i === 1 && !NUMBERED[draft.kind] ? draft.kind : `${draft.kind}${i}`;
      if (used.has(name)) continue;
      used.add(name);
      draft.name = name;
    }
  }
};

export const entityOf = ({ name, kind, mnId, addresses, prefixes, macs }: Draft): Entity => ({
  name: name ?? kind,
  kind,
  addresses: [...addresses],
  prefixes: [...prefixes].toSorted(),
  macs: [...macs],
  ...(mnId === undefined ? {} : { mnId }),
});

/** Which mobility session a PBU is about: RFC 5213 §5.4.1, case by case in the order of the text. */
import type { Options } from "../options.js";
import type { BindingCacheEntry } from "../state.js";
import type { MobileNode, Pbu, Prefix } from "../vocabulary.js";

/** What the look-up says of a request. */
export type Lookup =
  | { readonly found: "session"; readonly entry: BindingCacheEntry }
  | { readonly found: "none"; readonly hnp: Prefix | "ALL_ZERO" }
  /** The one session of the mobile node may be de-registered soon: wait before making another (§5.4.1.2(4)). */
  | { readonly found: "wait"; readonly entry: BindingCacheEntry }
  | { readonly found: "rejected"; readonly status: 155 | 159 };

type Cache = ReadonlyArray<BindingCacheEntry>;

const requestedPrefixes = (pbu: Pbu): ReadonlyArray<Prefix> =>
  (pbu.hnp ?? []).flatMap((hnp) => (hnp === "ALL_ZERO" ? [] : [hnp]));

/** The entry of a mobile node that has exactly one. */
const onlyEntry = (cache: Cache, mn: MobileNode): BindingCacheEntry | undefined => {
  const entries = cache.filter((entry) => entry.mn === mn);
  return entries.length === 1 ? entries[0] : undefined;
};

/** §5.4.1.1(5): one of its four conditions is enough to make the request one for updating the entry. */
const updatesEntry = (pbu: Pbu, entry: BindingCacheEntry): boolean =>
  (pbu.llid !== undefined && pbu.llid === entry.llid && pbu.att === entry.att) ||
  pbu.hi === 2 ||
  (pbu.llid === undefined && entry.llid === "ALL_ZERO" && pbu.att === entry.att && pbu.hi === 3) ||
  (pbu.from === entry.coa && pbu.att === entry.att);

/** §5.4.1.1: a Home Network Prefix option with a NON_ZERO value is present. */
const byPrefix = (cache: Cache, pbu: Pbu, mn: MobileNode, inUse: Options["prefixInUse"]): Lookup => {
  const requested = requestedPrefixes(pbu);
  const hnp = requested[0] ?? "ALL_ZERO";
  const matching = cache.filter((entry) => requested.includes(entry.hnp));
  const own = matching.filter((entry) => entry.mn === mn);
  const first = own[0];
  if (matching.length === 0) return { found: "none", hnp }; // (2)
  if (first === undefined) return { found: "rejected", status: 155 }; // (3)
  if (requested.length !== 1) return { found: "rejected", status: 159 }; // (4): a session here has one prefix
  const entry = own.find((candidate) => updatesEntry(pbu, candidate));
  if (entry !== undefined) return { found: "session", entry }; // (5)
  // (6) makes this a new session although the prefix is in use: the hole of R-07.
  return inUse === "update" ? { found: "session", entry: first } : { found: "none", hnp };
};

/** §5.4.1.2: no prefix is asked for, the interface is named by its link-layer identifier. */
const byLinkLayerIdentifier = (cache: Cache, pbu: Pbu, mn: MobileNode): Lookup => {
  const same = cache.find((entry) => entry.mn === mn && entry.att === pbu.att && entry.llid === pbu.llid);
  if (same !== undefined) return { found: "session", entry: same }; // (2)
  const only = onlyEntry(cache, mn);
  if (only !== undefined && pbu.hi === 2) return { found: "session", entry: only }; // (3)
  if (only !== undefined && pbu.hi === 4) return { found: "wait", entry: only }; // (4)
  return { found: "none", hnp: "ALL_ZERO" }; // (5)
};

/** §5.4.1.3: neither a prefix nor a link-layer identifier: the mobile node alone is known. */
const byMobileNode = (cache: Cache, pbu: Pbu, mn: MobileNode): Lookup => {
  const only = onlyEntry(cache, mn);
  if (only !== undefined && (pbu.hi === 2 || pbu.hi === 3)) return { found: "session", entry: only }; // (2)
  if (only !== undefined && pbu.hi === 4) return { found: "wait", entry: only }; // (3)
  return { found: "none", hnp: "ALL_ZERO" }; // (4)
};

/** The order of the three sections is the standard's. */
export const lookUp = (cache: Cache, pbu: Pbu, mn: MobileNode, inUse: Options["prefixInUse"]): Lookup =>
  requestedPrefixes(pbu).length > 0
    ? byPrefix(cache, pbu, mn, inUse)
    : pbu.llid !== undefined
      ? byLinkLayerIdentifier(cache, pbu, mn)
      : byMobileNode(cache, pbu, mn);

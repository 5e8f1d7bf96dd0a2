/** What the LMA makes of a PBU: RFC 5213 §5.3. Pure decisions; the rules of the HA carry them out. */
import type { Options } from "../options.js";
import type { BindingCacheEntry, HomeAgent } from "../state.js";
import {
  type MobileNode,
  type Pba,
  type Pbu,
  type Pma,
  type Prefix,
  type Status,
  isMobileNode,
  prefixes,
} from "../vocabulary.js";
import { lookUp } from "./lma-lookup.js";

export type Decision =
  | { readonly does: "reject"; readonly status: Status }
  | { readonly does: "ignore" }
  | { readonly does: "wait" }
  | { readonly does: "create"; readonly mn: MobileNode; readonly hnp: Prefix }
  | { readonly does: "extend"; readonly entry: BindingCacheEntry }
  | { readonly does: "hand off"; readonly entry: BindingCacheEntry }
  | { readonly does: "de-register"; readonly entry: BindingCacheEntry };

const reject = (status: Status): Decision => ({ does: "reject", status });

export const noBindings: HomeAgent = { bindings: [], tunnels: [], accepted: { MN: 0, MN2: 0 }, waiting: [] };

/** The prefix that the profile of each mobile node names. */
export const homePrefix: { readonly [N in MobileNode]: Prefix } = { MN: "HNP1", MN2: "HNP2" };

/** §5.5: 157 if the timestamp is lower than one accepted before, 156 if it is otherwise invalid, 135 for sequence numbers. */
const misordered = (ha: HomeAgent, pbu: Pbu, mn: MobileNode, ordering: Options["ordering"]): Status | undefined => {
  const accepted = ha.accepted[mn];
  if (pbu.order > accepted) return undefined;
  if (ordering === "sequence") return 135;
  return pbu.order < accepted ? 157 : 156;
};

/** §5.3.1: the checks before the look-up, in the order that the standard fixes. */
const firstFailure = (ha: HomeAgent, pbu: Pbu, options: Options): Status | undefined => {
  const { mnId } = pbu;
  if (mnId === undefined) return 160; // (4)
  if (options.evidence === "required" && !pbu.evidence) return 154; // (6), with the evidence of R-30
  if (mnId === "unknown") return 153; // (7)
  if (mnId === "not enabled") return 152; // (8)
  const order = misordered(ha, pbu, mnId, options.ordering); // (9)
  if (order !== undefined) return order;
  if (pbu.hnp === undefined || pbu.hnp.length === 0) return 158; // (10)
  if (pbu.hi === undefined) return 161; // (11)
  if (pbu.att === undefined) return 162; // (12)
  return undefined;
};

/** §5.3.2(1), (3): the prefix of a new session. Undefined: there is none to give. */
const prefixFor = (
  ha: HomeAgent,
  mn: MobileNode,
  requested: Prefix | "ALL_ZERO",
): Prefix | "not authorised" | undefined => {
  const reserved = Object.values(homePrefix).filter((hnp) => hnp !== homePrefix[mn]);
  if (requested !== "ALL_ZERO") return reserved.includes(requested) ? "not authorised" : requested;
  const used = ha.bindings.map(({ hnp }) => hnp);
  return [homePrefix[mn], ...prefixes].find((hnp) => !used.includes(hnp) && !reserved.includes(hnp));
};

const create = (ha: HomeAgent, mn: MobileNode, requested: Prefix | "ALL_ZERO"): Decision => {
  const hnp = prefixFor(ha, mn, requested);
  return hnp === undefined ? reject(130) : hnp === "not authorised" ? reject(155) : { does: "create", mn, hnp };
};

const update = (pbu: Pbu, entry: BindingCacheEntry, options: Options): Decision => {
  const sameCoa = entry.coa === pbu.from;
  if (pbu.lifetime === "zero") return sameCoa ? { does: "de-register", entry } : { does: "ignore" }; // §5.3.5(1)
  if (sameCoa) return { does: "extend", entry }; // §5.3.3
  if (pbu.hi === 5 && options.foreignRefresh === "refused") return reject(154);
  return { does: "hand off", entry }; // §5.3.4
};

/** §5.3 after the checks. `waited`: MaxDelayBeforeNewBCEAssign is over. */
export const resolve = (ha: HomeAgent, pbu: Pbu, options: Options, waited: boolean): Decision => {
  const { mnId } = pbu;
  if (!isMobileNode(mnId)) return reject(153);
  const session = lookUp(ha.bindings, pbu, mnId, options.prefixInUse);
  switch (session.found) {
    case "rejected":
      return reject(session.status);
    case "session":
      return update(pbu, session.entry, options);
    case "none":
      return pbu.lifetime === "zero" ? { does: "ignore" } : create(ha, mnId, session.hnp);
    case "wait":
      if (session.entry.state === "de-registered") return update(pbu, session.entry, options);
      if (pbu.lifetime === "zero") return { does: "ignore" };
      return waited || options.assignWait === "skip" ? create(ha, mnId, "ALL_ZERO") : { does: "wait" };
  }
};

/** The whole of §5.3 for a PBU that has just arrived. */
export const decide = (ha: HomeAgent, pbu: Pbu, options: Options): Decision => {
  const status = firstFailure(ha, pbu, options);
  return status === undefined ? resolve(ha, pbu, options, false) : reject(status);
};

/** §5.3.6: what a PBA copies from the PBU that it answers. */
export const acknowledge = (pbu: Pbu, status: Status, hnp: Prefix | undefined, last: number): Pba => ({
  type: "PBA",
  to: pbu.from,
  status,
  mnId: pbu.mnId ?? "",
  hnp: hnp === undefined ? (pbu.hnp === undefined || pbu.hnp.length === 0 ? ["ALL_ZERO"] : pbu.hnp) : [hnp],
  hi: pbu.hi ?? 0,
  att: pbu.att ?? 0,
  ...(pbu.llid === undefined ? {} : { llid: pbu.llid }),
  order: pbu.order,
  last,
  lifetime: status === 0 ? pbu.lifetime : "zero",
});

/** §5.6.1: the tunnel to a PMA goes when no binding uses it any more; it is shared by all mobile nodes of that PMA. */
export const releaseTunnel = (ha: HomeAgent, pma: Pma): HomeAgent =>
  ha.bindings.some(({ coa, previous }) => coa === pma || previous === pma)
    ? ha
    : { ...ha, tunnels: ha.tunnels.filter((end) => end !== pma) };

/** §5.3.2(5), §5.3.4(3): there is a tunnel to that PMA from now on. */
export const establishTunnel = (ha: HomeAgent, pma: Pma): HomeAgent =>
  ha.tunnels.includes(pma) ? ha : { ...ha, tunnels: [...ha.tunnels, pma].toSorted() };

export const replaceEntry = (ha: HomeAgent, old: BindingCacheEntry, entry: BindingCacheEntry): HomeAgent => ({
  ...ha,
  bindings: ha.bindings.map((each) => (each === old ? entry : each)),
});

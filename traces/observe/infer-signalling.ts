/** Roles by the messages of Proxy Mobile IPv6: who registers whom with whom. */
import { type Draft, type Drafts, byAddress, byIdentity, found, put } from "./drafts.js";
import { type Identity, identityOf } from "./identity.js";
import type { MessageSeen } from "./messages.js";
import { type Signal, kindOf } from "./registrations.js";
import type { Survey } from "./survey.js";

const SAYS = {
  PBU: { mag: "it sends a Proxy Binding Update", lma: "a Proxy Binding Update goes to it" },
  PBA: { mag: "a Proxy Binding Acknowledgement goes to it", lma: "it sends a Proxy Binding Acknowledgement" },
} as const;

const REFUSED = 128;

/** The first mobile node's MAGs first: mag1 is where it starts. */
const orderMags = (drafts: Drafts, firstOf: ReadonlyMap<Draft, ReadonlyMap<Draft, number>>): void => {
  const [first] = drafts.filter((draft) => draft.kind === "mn" && firstOf.has(draft));
  const rank = new Map((first === undefined ? [] : [...(firstOf.get(first)?.keys() ?? [])]).map((mag, i) => [mag, i]));
  const late = rank.size;
  const mags = drafts
    .filter(({ kind }) => kind === "mag")
    .toSorted((a, b) => (rank.get(a) ?? late) - (rank.get(b) ?? late));
  let next = 0;
  for (const [i, draft] of drafts.entries()) if (draft.kind === "mag") drafts[i] = mags[next++] ?? draft;
};

const learnNode = (node: Draft, identity: Identity, isGranted: boolean, of: MessageSeen): void => {
  const { id, shownId, prefixes, llid, mac } = identity;
  const at = { capture: of.capture, frame: of.frame };
  if (id !== undefined) put(node.ids, id);
  node.mnId ??= shownId;
  if (llid !== undefined) put(node.llids, llid);
  if (mac !== undefined && !node.macs.has(mac)) {
    put(node.macs, mac);
    node.why.push({ ...at, why: `link-layer identifier ${mac}` });
  }
  if (!isGranted) return;
  for (const prefix of prefixes)
    if (!node.prefixes.has(prefix)) {
      put(node.prefixes, prefix);
      node.why.push({ ...at, why: `home network prefix ${prefix}` });
    }
};

/** In the order of the messages. */
export const inferFromSignalling = (drafts: Drafts, signals: ReadonlyArray<Signal>, survey: Survey): void => {
  const order = new Map<Draft, Map<Draft, number>>();
  for (const { sightings } of signals) {
    const of = sightings[0]?.of;
    if (of === undefined) continue;
    const kind = kindOf(of);
    const [mag, lma] = kind === "PBU" ? [of.source, of.destination] : [of.destination, of.source];
    const at = { capture: of.capture, frame: of.frame };
    const parties = (
      [
        ["lma", lma],
        ["mag", mag],
      ] as const
    ).map(([role, address]) => {
      const known = byAddress(drafts, role, address);
      const draft = known ?? found(drafts, role);
      if (draft !== undefined && known === undefined) {
        draft.addresses.add(address);
        draft.why.push({ ...at, why: `${address}: ${SAYS[kind][role]}` });
      }
      return draft;
    });
    const identity = identityOf(of);
    const known = byIdentity(drafts, identity);
    const node = known ?? found(drafts, "mn");
    if (node === undefined) continue;
    if (known === undefined)
      node.why.push({ ...at, why: `${kind} for ${identity.shownId ?? "a mobile node without identifier"}` });
    const { message } = of.mobility;
    learnNode(node, identity, message.type !== "BA" || message.status < REFUSED, of);
    const servedBy = parties[1];
    if (servedBy === undefined) continue;
    const served = order.get(node) ?? new Map<Draft, number>();
    if (!served.has(servedBy)) served.set(servedBy, served.size);
    order.set(node, served);
  }
  orderMags(drafts, order);
  for (const draft of drafts)
    if (draft.kind === "mag" || draft.kind === "lma")
      for (const address of draft.addresses)
        for (const mac of survey.hosts.get(address)?.macs ?? []) {
          put(draft.macs, mac);
          put(draft.coreMacs, mac);
        }
};

/**
 * Messages of one mobile node in the model's words. Prefix sets, interfaces, access technologies and MAGs have the names
 * of the order in which they appear: what matters to the model is whether two are the same.
 */
import {
  type AccessTechnology,
  type HandoffIndicator,
  type LinkLayerId,
  type Pba,
  type Pbu,
  type Pma,
  type Prefix,
  type RouterAdvertisement,
  type Status,
  prefixes as prefixNames,
} from "../../model/vocabulary.js";
import { asksForPrefix, identityOf, optionIn, prefixesIn } from "./identity.js";
import type { MessageSeen } from "./messages.js";
import { optionsOf } from "./messages.js";
import type { Orders } from "./orders.js";
import type { PrefixText } from "./prefixes.js";

export type Names = {
  /** Undefined for a third MAG: the model has two. */
  readonly pma: (mag: string) => Pma | undefined;
  readonly prefix: (set: ReadonlyArray<PrefixText>) => Prefix;
  readonly att: (technology: number) => AccessTechnology;
  readonly llid: (identifier: string) => LinkLayerId;
};

const numbered = <V>(values: ReadonlyArray<V>): ((key: string | number) => V | undefined) => {
  const known = new Map<string | number, number>();
  return (key) => {
    const index = known.get(key) ?? known.size;
    // What has no name any more is not remembered either.
    if (index < values.length) known.set(key, index);
    return values[index];
  };
};

/** The first set gets HNP1. One that has all prefixes of a message and more stands for it: an RA may announce a part. */
const prefixSets = (): Names["prefix"] => {
  const sets: PrefixText[][] = [];
  return (set) => {
    const wanted = [...set].toSorted();
    const same = sets.findIndex((known) => known.length === wanted.length && wanted.every((p) => known.includes(p)));
    const holding = same >= 0 ? same : sets.findIndex((known) => wanted.every((prefix) => known.includes(prefix)));
    if (holding < 0 && sets.length < prefixNames.length) sets.push(wanted);
    const index = holding < 0 ? sets.length - 1 : holding;
    return prefixNames[index] ?? "HNP4";
  };
};

export const makeNames = (): Names => {
  const att = numbered<AccessTechnology>(["ATT"]);
  const llid = numbered<LinkLayerId>(["LLID"]);
  return {
    pma: numbered<Pma>(["pPMA", "nPMA"]),
    prefix: prefixSets(),
    att: (technology) => att(technology) ?? "ATT-other",
    llid: (identifier) => llid(identifier) ?? "LLID-other",
  };
};

const UNKNOWN: HandoffIndicator = 4;
const INDICATORS: ReadonlyArray<HandoffIndicator> = [1, 2, 3, 4, 5];

/** A reserved or unassigned value says nothing about the handoff: as 4 does. */
const indicatorOf = (value: number): HandoffIndicator => INDICATORS.find((known) => known === value) ?? UNKNOWN;

const STATUSES: ReadonlyArray<Status> = [0, 130, 135, 152, 153, 154, 155, 156, 157, 158, 159, 160, 161, 162];

/** A refusal that the model does not know is one for want of resources; below 128 all accept. */
export const statusOf = (status: number): Status =>
  status < 128 ? 0 : (STATUSES.find((known) => known === status) ?? 130);

const prefixesOf = (message: MessageSeen, names: Names): ReadonlyArray<Prefix | "ALL_ZERO"> => {
  const named = prefixesIn(message);
  return [
    ...(named.length === 0 ? [] : [names.prefix(named)]),
    ...(asksForPrefix(message) ? ["ALL_ZERO" as const] : []),
  ];
};

const hasPrefixOption = (message: MessageSeen): boolean =>
  optionsOf(message.mobility.message).some(({ option }) => option === "HNP");

/** Undefined if the model has no such MAG, or the message is none. */
export const pbuOf = (message: MessageSeen, mag: string, names: Names, orders: Orders): Pbu | undefined => {
  const update = message.mobility.message;
  const from = names.pma(mag);
  if (update.type !== "BU" || from === undefined) return undefined;
  const hi = optionIn(message, "HI");
  const att = optionIn(message, "ATT");
  const { llid } = identityOf(message);
  return {
    type: "PBU",
    from,
    ...(optionIn(message, "MN-ID") === undefined ? {} : { mnId: "MN" as const }),
    ...(hasPrefixOption(message) ? { hnp: prefixesOf(message, names) } : {}),
    ...(hi === undefined ? {} : { hi: indicatorOf(hi.indicator) }),
    ...(att === undefined ? {} : { att: names.att(att.technology) }),
    ...(llid === undefined ? {} : { llid: names.llid(llid) }),
    order: orders.of(message),
    lifetime: update.lifetime === 0 ? "zero" : "granted",
    evidence: true,
  };
};

const OUT_OF_WINDOW = 135;

/** The PBU that it answers gives the order; 0 if none is known. */
export const pbaOf = (
  message: MessageSeen,
  mag: string,
  pbu: MessageSeen | undefined,
  names: Names,
  orders: Orders,
): Pba | undefined => {
  const answer = message.mobility.message;
  const to = names.pma(mag);
  if (answer.type !== "BA" || to === undefined) return undefined;
  const status = statusOf(answer.status);
  const mnId = optionIn(message, "MN-ID");
  const hi = optionIn(message, "HI");
  const att = optionIn(message, "ATT");
  const { llid } = identityOf(message);
  return {
    type: "PBA",
    to,
    status,
    mnId: mnId === undefined || mnId.identifier.length === 0 ? "" : "MN",
    hnp: prefixesOf(message, names),
    hi: hi === undefined || hi.indicator === 0 ? 0 : indicatorOf(hi.indicator),
    att: att === undefined ? 0 : names.att(att.technology),
    ...(llid === undefined ? {} : { llid: names.llid(llid) }),
    order: pbu === undefined ? 0 : orders.of(pbu),
    last: answer.status === OUT_OF_WINDOW ? orders.ofSequence(answer.sequence) : 0,
    lifetime: status === 0 && answer.lifetime > 0 ? "granted" : "zero",
  };
};

/** Undefined if the model has no such MAG, or no prefix is advertised: none named, or all withdrawn. */
export const raOf = (
  prefixes: ReadonlyArray<PrefixText>,
  mag: string,
  names: Names,
): RouterAdvertisement | undefined => {
  const router = names.pma(mag);
  return router === undefined || prefixes.length === 0
    ? undefined
    : { type: "RA", mn: "MN", router, hnp: names.prefix(prefixes) };
};

/** The messages of Proxy Mobile IPv6 among all mobility messages, and which answers which. */
import type { IpAddress } from "../wire/layers.js";
import { identityOf } from "./identity.js";
import type { Merged } from "./merge.js";
import { BA_FLAG, type MessageSeen, isProxyUpdate } from "./messages.js";

export type Kind = "PBU" | "PBA";

export type Registrations = {
  /** Sources of PBUs and where PBAs go to; destinations of PBUs and where PBAs come from. */
  readonly mags: ReadonlySet<IpAddress>;
  readonly lmas: ReadonlySet<IpAddress>;
  readonly messages: ReadonlyArray<MessageSeen>;
};

/** Of a message that is known to be of Proxy Mobile IPv6. */
export const kindOf = ({ mobility }: MessageSeen): Kind => (mobility.message.type === "BU" ? "PBU" : "PBA");

/**
 * A BU with flag P is a PBU. A BA is a PBA if it has flag P, or if it goes the way back of a PBU: there are LMAs that
 * leave the flag out.
 */
export const findRegistrations = (messages: ReadonlyArray<MessageSeen>): Registrations => {
  const mags = new Set<IpAddress>();
  const lmas = new Set<IpAddress>();
  const ways = new Set<string>();
  for (const { source, destination, mobility } of messages) {
    const { message } = mobility;
    if (isProxyUpdate(message)) {
      mags.add(source);
      lmas.add(destination);
      ways.add(`${destination}>${source}`);
    } else if (message.type === "BA" && (message.flags & BA_FLAG.P) !== 0) {
      mags.add(destination);
      lmas.add(source);
    }
  }
  return {
    mags,
    lmas,
    messages: messages.filter(
      ({ source, destination, mobility: { message } }) =>
        isProxyUpdate(message) ||
        (message.type === "BA" && ((message.flags & BA_FLAG.P) !== 0 || ways.has(`${source}>${destination}`))),
    ),
  };
};

const OUT_OF_WINDOW = 135;
/** RFC 5213 §9.1, RFC 6275 §12: MAX_BINDACK_TIMEOUT, the longest that a PBU is waited for. */
const PENDING = 32;

export type Signal = Merged<MessageSeen>;

type Asked = { readonly pbu: Signal; readonly time: number; readonly id: string | undefined };

/** Clocks that agree can still be apart by as much. */
const SLACK = 0.01;
/** Of equal numbers on one way, more than anybody has pending. */
const MOST = 64;

/** The way of a message, and the number by which it is asked for or answered. */
const questionOf = ({ source, destination, mobility: { message } }: MessageSeen): ReadonlyArray<string> => {
  if (message.type === "BU") return [`${source}>${destination}`, `${source}>${destination} ${message.sequence}`];
  if (message.type !== "BA") return [];
  const way = `${destination}>${source}`;
  return [message.status === OUT_OF_WINDOW ? way : `${way} ${message.sequence}`];
};

/**
 * To each PBA the PBU that it answers: of those that went the way back before it with its sequence number, the last one
 * that has no answer yet, or the last one. Status 135 returns another number (RFC 6275 §9.5.1): there the mobile node
 * decides.
 */
export const matchAnswers = (signals: ReadonlyArray<Signal>): ReadonlyMap<Signal, Signal> => {
  const answered = new Map<Signal, Signal>();
  const taken = new Set<Signal>();
  const asked = new Map<string, Asked[]>();
  const sorted = signals
    .flatMap((signal) => signal.sightings.slice(0, 1).map(({ of, time }) => ({ signal, of, time })))
    .toSorted((a, b) => a.time - b.time);
  for (const { signal: pbu, of, time } of sorted) {
    if (of.mobility.message.type !== "BU") continue;
    for (const key of questionOf(of)) {
      const list = asked.get(key) ?? [];
      list.push({ pbu, time, id: identityOf(of).id });
      asked.set(key, list);
    }
  }
  for (const { signal, of, time } of sorted) {
    if (of.mobility.message.type !== "BA") continue;
    const { id } = identityOf(of);
    const fits = (one: Asked): boolean =>
      one.time >= time - PENDING && (id === undefined || one.id === undefined || id === one.id);
    const list = asked.get(questionOf(of)[0] ?? "") ?? [];
    const before = list.findLastIndex((one) => one.time <= time);
    const end = (before >= 0 ? before : list.findLastIndex((one) => one.time <= time + SLACK)) + 1;
    const candidates = list.slice(Math.max(0, end - MOST), end).filter(fits);
    const found = candidates.findLast(({ pbu }) => !taken.has(pbu)) ?? candidates.at(-1);
    if (found === undefined) continue;
    taken.add(found.pbu);
    answered.set(signal, found.pbu);
  }
  return answered;
};

/** Whether a message arrived, was lost, or was sent again, as far as the captures show it. */
import type { MacAddress } from "../wire/layers.js";
import type { Draft } from "./drafts.js";
import { identityOf } from "./identity.js";
import type { Merged } from "./merge.js";
import type { MessageSeen } from "./messages.js";
import type { Fate } from "./observation.js";
import type { Place } from "./places.js";
import type { Signal } from "./registrations.js";
import type { Survey } from "./survey.js";
import { hex } from "./text.js";

/** A capture at one of these interfaces that was running then. */
export type Covers = (macs: ReadonlySet<MacAddress>, time: number) => boolean;

export const coverage =
  (survey: Survey, places: ReadonlyArray<Place>, offsets: ReadonlyArray<number>): Covers =>
  (macs, time) =>
    places.some((place, index) => {
      const point = survey.points[index];
      const offset = offsets[index] ?? 0;
      if (point?.first === undefined || time < point.first - offset || time > point.last - offset) return false;
      if (place.tag === "Interface") return macs.has(place.mac);
      return place.tag === "Host" && [...place.macs].some((mac) => macs.has(mac));
    });

/** The first sighting, in the order of the run. */
export const headOf = <T>({ sightings }: Merged<T>): Merged<T>["sightings"][number] | undefined => sightings[0];

/**
 * Seen at the receiver, or answered, it arrived. Not seen where it should have been, it was lost, unless what came later
 * shows a gap in the capture.
 */
export const fateOf = (
  message: Merged<unknown>,
  receiver: Draft | undefined,
  covers: Covers,
  proof: { readonly isAnswered: boolean; readonly isDoubtful: boolean },
): Fate => {
  if (proof.isAnswered || message.sightings.some(({ vantage }) => vantage === "receiver")) return "arrived";
  const time = headOf(message)?.time;
  if (proof.isDoubtful || receiver === undefined || time === undefined) return "unknown";
  return covers(receiver.macs, time) ? "lost" : "unknown";
};

/** The same request whoever repeats it, and whatever number or time it has now. */
const requestOf = (message: MessageSeen): string => {
  const update = message.mobility.message;
  if (update.type !== "BU") return "";
  const parts = update.options
    .filter(({ type, option }) => option !== "timestamp" && option !== "Pad1" && option !== "PadN" && type !== 27)
    .map(({ type, data }) => `${type}=${hex(data)}`);
  return `${message.source}>${message.destination} ${update.lifetime} ${parts.join(" ")}`;
};

/** Of a MAG's requests for one mobile node only the last can be pending. */
const whoOf = (message: MessageSeen): string => {
  const { id, prefixes, llid } = identityOf(message);
  return `${message.source}>${message.destination} ${id ?? prefixes[0] ?? llid ?? ""}`;
};

/** RFC 6275 §12: MAX_BINDACK_TIMEOUT. */
const LONGEST = 32;

type Pending = {
  readonly pbu: Signal;
  readonly request: string;
  readonly key: string;
  readonly asked: number;
  readonly time: number;
  /** An answer reached the sender, as far as is known. */
  isAnswered: boolean;
};

/**
 * To each PBU that repeats one the PBU that it repeats: the last like request of its sender, if every octet is the same,
 * or if that had no answer that reached the sender, and no solicitation came between, which would have been a reason of
 * its own.
 */
export const findRepeats = (
  ordered: ReadonlyArray<Signal | "solicitation">,
  answers: ReadonlyMap<Signal, Signal>,
  reachedSender: (pba: Signal) => boolean,
): ReadonlyMap<Signal, Signal> => {
  const repeats = new Map<Signal, Signal>();
  const pending = new Map<string, Pending>();
  let asked = 0;
  for (const signal of ordered) {
    if (signal === "solicitation") {
      asked++;
      continue;
    }
    const head = headOf(signal);
    if (head === undefined) continue;
    if (head.of.mobility.message.type !== "BU") {
      const pbu = answers.get(signal);
      const request = pbu === undefined ? undefined : headOf(pbu);
      const known = request === undefined ? undefined : pending.get(whoOf(request.of));
      if (known !== undefined && reachedSender(signal)) known.isAnswered = true;
      continue;
    }
    const who = whoOf(head.of);
    const now: Pending = {
      pbu: signal,
      request: requestOf(head.of),
      key: head.of.key,
      asked,
      time: head.time,
      isAnswered: false,
    };
    const before = pending.get(who);
    const isLike = before?.request === now.request && now.time - before.time <= LONGEST;
    const isNew = before?.isAnswered === true || before?.asked !== asked;
    if (isLike && (before.key === now.key || !isNew)) repeats.set(signal, before.pbu);
    pending.set(who, now);
  }
  return repeats;
};

/**
 * One message seen at several points is one message. Sightings are alike if their content is; then the sender's own
 * capture says how often it was sent, and every other sighting belongs to the last sending before it, or to the one
 * before that if it has no other. Without the sender's capture, like sightings close together are one message. Limits:
 * a repetition within that time is taken for a copy; one whose every octet is alike and that overtakes another is not
 * told from it.
 */
import type { Link } from "./anatomy.js";
import type { Clocks } from "./clocks.js";
import type { Stamp } from "./frame.js";
import type { Sighting, Vantage } from "./observation.js";
import { type Place, vantageOf } from "./places.js";

/** What can be merged. */
type Seen = Stamp & { readonly key: string; readonly link: Link };

/** A sighting on the clock of the run. */
export type Placed<T> = { readonly of: T; readonly time: number; readonly vantage: Vantage };

export type Merged<T> = {
  /** Sender's side first, each side in order of time. */
  readonly sightings: ReadonlyArray<Placed<T>>;
  /** Sightings at the receiver, or most at one point. */
  readonly copies: number;
};

/** A repetition comes later than that: RFC 5213 §6.9.4 has a second, and implementations half of one. */
const COPY_WINDOW = 0.2;
/** Between interfaces of one host; and how far clocks that agree can still be apart. */
const AT_ONCE = 0.005;

const RANK: Readonly<Record<Vantage, number>> = { sender: 0, between: 1, receiver: 2 };

type Group<T> = { readonly began: number; readonly members: Placed<T>[] };

/** Sightings on several interfaces of one host are one: it received the message, or sent it, or passed it on. */
const foldInterfaces = <T extends Seen>(list: ReadonlyArray<Placed<T>>): ReadonlyArray<Placed<T>> => {
  const kept: Placed<T>[] = [];
  const lastAt = new Map<number, { readonly index: number; readonly from: number }>();
  for (const one of list) {
    const last = lastAt.get(one.of.point);
    if (one.of.link.tag === "Cooked" && last !== undefined && one.time - last.from < AT_ONCE) {
      const before = kept[last.index];
      if (before !== undefined && before.vantage !== one.vantage) kept[last.index] = { ...before, vantage: "between" };
    } else {
      lastAt.set(one.of.point, { index: kept.length, from: one.time });
      kept.push(one);
    }
  }
  return kept;
};

/** `copying`: how close together two sightings of one capture are copies. */
const byTime = <T extends Seen>(list: ReadonlyArray<Placed<T>>, copying: number): ReadonlyArray<Group<T>> => {
  const groups: Group<T>[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const one of list) {
    const group = groups.at(-1);
    const gap = one.time - last;
    const isAgain = gap > copying && group?.members.some(({ of }) => of.point === one.of.point) === true;
    if (group === undefined || gap > COPY_WINDOW || isAgain) groups.push({ began: one.time, members: [one] });
    else group.members.push(one);
    last = one.time;
  }
  return groups;
};

/** The sightings at one other point, latest first, each to its sending. What has none was not captured when sent. */
const assign = <T>(groups: ReadonlyArray<Group<T>>, others: ReadonlyArray<Placed<T>>): ReadonlyArray<Placed<T>> => {
  const left: Placed<T>[] = [];
  const taken = new Set<number>();
  let at = groups.length - 1;
  for (let i = others.length - 1; i >= 0; i--) {
    const one = others[i];
    if (one === undefined) continue;
    while (at >= 0 && (groups[at]?.began ?? 0) > one.time + AT_ONCE) at--;
    // Two after the same sending: the earlier one may be an earlier sending that came late.
    const before = groups[at - 1];
    const hasOwn = (others[i - 1]?.time ?? Number.NEGATIVE_INFINITY) >= (before?.began ?? 0);
    if (taken.has(at) && before !== undefined && !taken.has(at - 1) && !hasOwn) at--;
    const group = groups[at];
    if (group === undefined) left.push(one);
    else {
      taken.add(at);
      group.members.push(one);
    }
  }
  return left.toReversed();
};

const fromSender = <T extends Seen>(list: ReadonlyArray<Placed<T>>, copying: number): ReadonlyArray<Group<T>> => {
  const base = list.find(({ vantage }) => vantage === "sender")?.of.point;
  if (base === undefined) return byTime(list, copying);
  const groups = list
    .filter(({ of }) => of.point === base)
    .map((one): Group<T> => ({ began: one.time, members: [one] }));
  const left = [...new Set(list.map(({ of }) => of.point))]
    .filter((point) => point !== base)
    .flatMap((point) =>
      assign(
        groups,
        list.filter(({ of }) => of.point === point),
      ),
    );
  return [
    ...groups,
    ...byTime(
      left.toSorted((a, b) => a.time - b.time),
      copying,
    ),
  ];
};

const close = <T extends Seen>({ members }: Group<T>, places: ReadonlyArray<Place>): Merged<T> => {
  const counts = new Map<number, number>();
  const received = members.filter(({ vantage }) => vantage === "receiver");
  for (const { of } of received.length > 0 ? received : members)
    counts.set(of.point, places[of.point]?.tag === "Several" ? 1 : (counts.get(of.point) ?? 0) + 1);
  return {
    sightings: members.toSorted(
      (a, b) =>
        RANK[a.vantage] - RANK[b.vantage] || a.time - b.time || a.of.capture - b.of.capture || a.of.frame - b.of.frame,
    ),
    copies: Math.max(...counts.values()),
  };
};

/** Whoever sends the same at short intervals (Router Advertisements) makes no copies. */
export const merge = <T extends Seen>(
  seen: ReadonlyArray<T>,
  places: ReadonlyArray<Place>,
  { offsets }: Clocks,
  repeating: "at intervals" | "at will" = "at intervals",
): ReadonlyArray<Merged<T>> => {
  const copying = repeating === "at will" ? 0 : COPY_WINDOW;
  const byKey = new Map<string, Placed<T>[]>();
  for (const of of seen) {
    const place = places[of.point];
    const vantage = place === undefined ? "between" : vantageOf(place, of.link);
    const placed = { of, time: of.time - (offsets[of.point] ?? 0), vantage };
    const list = byKey.get(of.key);
    if (list === undefined) byKey.set(of.key, [placed]);
    else list.push(placed);
  }
  return [...byKey.values()].flatMap((list) =>
    fromSender(foldInterfaces(list.toSorted((a, b) => a.time - b.time || a.of.frame - b.of.frame)), copying).map(
      (group) => close(group, places),
    ),
  );
};

/**
 * The messages in an order that could have been: each capture's order is kept, a message is sent before it is received,
 * and comes after what it `answers`. Among what can come next, the earliest by its corrected time. Where wrong matches
 * leave no such order, time alone decides.
 */
export const inOrder = <T extends { readonly point: number; readonly frame: number }>(
  messages: ReadonlyArray<Merged<T>>,
  answers: (message: Merged<T>) => Merged<T> | undefined,
): ReadonlyArray<Merged<T>> => {
  type Step = { readonly message: Merged<T>; readonly placed: Placed<T>; readonly rank: number };
  const queues = new Map<number, Step[]>();
  for (const message of messages)
    for (const placed of message.sightings) {
      const queue = queues.get(placed.of.point) ?? [];
      queue.push({ message, placed, rank: RANK[placed.vantage] });
      queues.set(placed.of.point, queue);
    }
  for (const queue of queues.values()) queue.sort((a, b) => a.placed.of.frame - b.placed.of.frame);
  const heads = [...queues.values()].map((queue) => ({ queue, at: 0 }));
  const done = new Map<Merged<T>, number>();
  const isReady = ({ message, rank }: Step): boolean => {
    const passed = done.get(message) ?? 0;
    const mustPass = message.sightings.findIndex(({ vantage }) => RANK[vantage] >= rank);
    const asked = answers(message);
    return passed >= mustPass && (asked === undefined || asked === message || done.has(asked));
  };
  const ordered: Merged<T>[] = [];
  for (;;) {
    let next: { queue: Step[]; at: number } | undefined;
    let nextStep: Step | undefined;
    let nextIsReady = false;
    for (const head of heads) {
      const step = head.queue[head.at];
      if (step === undefined) continue;
      const ready = isReady(step);
      if (nextStep !== undefined && nextIsReady && !ready) continue;
      if (nextStep !== undefined && nextIsReady === ready && nextStep.placed.time <= step.placed.time) continue;
      next = head;
      nextStep = step;
      nextIsReady = ready;
    }
    if (next === undefined || nextStep === undefined) return ordered;
    next.at++;
    if (!done.has(nextStep.message)) ordered.push(nextStep.message);
    done.set(nextStep.message, (done.get(nextStep.message) ?? 0) + 1);
  }
};

export const sightingsOf = <T extends { readonly capture: number; readonly frame: number }>(
  { sightings }: Merged<T>,
  start: number,
): ReadonlyArray<Sighting> =>
  sightings.map(({ of: { capture, frame }, time, vantage }) => ({ capture, frame, time: time - start, vantage }));

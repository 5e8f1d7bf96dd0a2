/**
 * The second reading: user packets on the legs of their paths. Of a stream, most packets say nothing new; observed are
 * those at the ends of each run of consecutive numbers on a way, those that change the leg at a point, the first on each
 * leg after each signal of the mobile node at the same point, and those that are lost.
 */
import type { Dissection } from "../wire/layers.js";
import { anatomy } from "./anatomy.js";
import type { SeenFrame, Stamp } from "./frame.js";
import type { Interpretation } from "./interpret.js";
import { type Watcher, watcher } from "./handovers.js";
import type { Stop } from "./legs.js";
import { LIMITS } from "./limits.js";
import type { Placed } from "./merge.js";
import { movesOf } from "./moves.js";
import type { NodeView } from "./node-signals.js";
import type { Vantage } from "./observation.js";
import { type Ranges, has } from "./ranges.js";
import { type Account, type Course, type Leg, accountsOf, coursesOf } from "./streams.js";
import { timeSince } from "./survey.js";
import { flowKey, packetOf, wayKey } from "./tracks.js";

/** A user packet on a leg. */
export type PacketSeen = {
  readonly course: Course;
  readonly stop: Stop;
  readonly placed: Placed<Stamp>;
  /** In its flow. */
  readonly number: number | undefined;
};

type At = { readonly stop: Stop; readonly placed: Placed<Stamp> };

/** What was seen of a lost packet. */
export type LostSeen = {
  readonly number: number;
  /** Where its sender's side was captured. */
  sent: Placed<Stamp> | undefined;
  /** As far as it came, and the last time there. */
  furthest: At;
  /** As far as it came up to the MAG that the LMA's tunnel goes to. */
  anchored: At | undefined;
  tunnelledTo: string | undefined;
};

export type Followed = {
  readonly courses: ReadonlyArray<Course>;
  readonly accounts: ReadonlyArray<Account>;
  readonly packets: ReadonlyArray<PacketSeen>;
  /** By flow, then by number. */
  readonly lost: ReadonlyMap<Course, ReadonlyMap<number, LostSeen>>;
  readonly handoversOf: Watcher["handoversOf"];
  readonly isCut: boolean;
};

export type Follower = {
  readonly see: (capture: number, frame: SeenFrame, dissection: Dissection) => void;
  readonly end: () => Followed;
};

const NEARNESS: Readonly<Record<Vantage, number>> = { sender: 0, between: 1, receiver: 2 };

/** On one leg: nearer to its sender; of two points that are as near, by the clock. */
const isEarlier = (one: PacketSeen, other: PacketSeen): boolean => {
  const nearer = NEARNESS[one.stop.vantage] - NEARNESS[other.stop.vantage];
  return nearer < 0 || (nearer === 0 && one.placed.time < other.placed.time);
};

type LegState = { readonly leg: Leg; epoch: number };
type Plan = {
  readonly course: Course;
  readonly legs: ReadonlyMap<string, LegState>;
  /** First and last numbers of runs. */
  readonly ends: ReadonlySet<number>;
  readonly lost: Ranges;
  readonly lostSeen: Map<number, LostSeen>;
  /** What was observed, by leg and number: the first sighting counts. */
  readonly observed: Map<string, number>;
  /** The leg of the last packet at a point, by point and stage of the path. */
  readonly last: Map<string, Leg>;
};

const planOf = (course: Course, lost: Ranges): Plan => {
  const legs = new Map<string, LegState>();
  const known = new Map(course.legs.map((leg) => [leg.track, leg]));
  for (const [key, track] of course.flow.tracks) {
    const leg = known.get(track);
    if (leg !== undefined) legs.set(key, { leg, epoch: -1 });
  }
  const ends = new Set<number>();
  if (course.isNumbered)
    for (const { track } of course.legs)
      for (const number of track.numbers) if (ends.size < LIMITS.packets) ends.add(number);
  return { course, legs, ends, lost, lostSeen: new Map(), observed: new Map(), last: new Map() };
};

const isLater = (known: At | undefined, { stop, placed }: At): boolean =>
  known === undefined ||
  stop.rank > known.stop.rank ||
  (stop.rank === known.stop.rank && placed.time >= known.placed.time);

const noteLost = ({ lostSeen }: Plan, number: number, stop: Stop, placed: Placed<Stamp>): void => {
  const known = lostSeen.get(number);
  const isStart = stop.rank < 1;
  if (known === undefined) {
    if (lostSeen.size >= LIMITS.packets) return;
    lostSeen.set(number, {
      number,
      sent: isStart ? placed : undefined,
      furthest: { stop, placed },
      anchored: stop.rank < 2 ? { stop, placed } : undefined,
      tunnelledTo: stop.tunnelledTo,
    });
    return;
  }
  if (isStart && (known.sent === undefined || placed.time < known.sent.time)) known.sent = placed;
  known.tunnelledTo = stop.tunnelledTo ?? known.tunnelledTo;
  const now = { stop, placed };
  if (isLater(known.furthest, now)) known.furthest = now;
  if (stop.rank < 2 && isLater(known.anchored, now)) known.anchored = now;
};

/**
 * The frames with a signal of a mobile node, by point, an advertisement like the one before left out. Frames, not
 * times: so clocks have no say in what is observed.
 */
const newsOf = ({ signals }: NodeView, points: number): ReadonlyArray<ReadonlyArray<number>> => {
  const frames = Array.from({ length: points }, (): number[] => []);
  let advertised = "";
  for (const { item, observation } of signals) {
    const { signal } = observation;
    const now = signal.type === "RA" ? `${signal.router} ${signal.hnp}` : "";
    if (signal.type !== "RA" || now !== advertised)
      for (const { of } of item.sightings) frames[of.point]?.push(of.frame);
    if (signal.type === "RA") advertised = now;
  }
  return frames.map((list) => list.toSorted((x, y) => x - y));
};

export const follower = (interpretation: Interpretation): Follower => {
  const { survey, clocks } = interpretation;
  const courses = coursesOf(interpretation);
  const accounts = accountsOf(interpretation, courses);
  const lostOf = new Map<Course, Ranges>();
  for (const { down, up, lost, upLost } of accounts) {
    lostOf.set(down, lost);
    if (up !== undefined) lostOf.set(up, upLost);
  }
  const plans = new Map(courses.map((course) => [course.flow.key, planOf(course, lostOf.get(course) ?? [])]));
  /** How many of the signals of each mobile node have passed at each point. */
  const news = new Map(
    interpretation.nodes.map((view) => [
      view,
      newsOf(view, survey.points.length).map((frames) => ({ frames, passed: 0 })),
    ]),
  );
  const moves = watcher(interpretation.nodes.flatMap(movesOf));
  const packets: PacketSeen[] = [];
  const clock = survey.points.map(() => 0);
  let isCut = false;

  const epochOf = (course: Course, point: number, frame: number): number => {
    const known = news.get(course.view)?.[point];
    if (known === undefined) return 0;
    while ((known.frames[known.passed] ?? Number.POSITIVE_INFINITY) <= frame) known.passed++;
    return known.passed;
  };

  const emit = (plan: Plan, stop: Stop, placed: Placed<Stamp>, number: number | undefined): void => {
    const seen = { course: plan.course, stop, placed, number };
    const key = `${stop.leg} ${number ?? ""}`;
    const before = number === undefined ? undefined : plan.observed.get(key);
    const known = before === undefined ? undefined : packets[before];
    if (before !== undefined && known !== undefined) {
      if (isEarlier(seen, known)) packets[before] = seen;
      return;
    }
    if (packets.length >= LIMITS.packets) {
      isCut = true;
      return;
    }
    if (number !== undefined) plan.observed.set(key, packets.length);
    packets.push(seen);
  };

  const see: Follower["see"] = (capture, frame, dissection) => {
    const point = survey.pointOf(capture, frame);
    if (point === undefined) return;
    const time = timeSince(survey.base, frame) ?? clock[point] ?? 0;
    clock[point] = time;
    const a = anatomy(dissection);
    const packet = a === undefined ? undefined : packetOf(a);
    if (a === undefined || packet === undefined) return;
    const plan = plans.get(flowKey(a, packet));
    const state = plan?.legs.get(wayKey(point, a));
    if (plan === undefined || state === undefined) return;
    const { leg } = state;
    const { stop } = leg;
    const number = plan.course.isNumbered ? packet.number : undefined;
    const runTime = time - (clocks.offsets[point] ?? 0);
    const placed: Placed<Stamp> = {
      of: { capture, frame: frame.number, point, time },
      time: runTime,
      vantage: stop.vantage,
    };
    moves.see(plan.course, stop, number, runTime);
    if (number !== undefined && has(plan.lost, number)) noteLost(plan, number, stop, placed);
    const epoch = epochOf(plan.course, point, frame.number);
    const stage = `${point} ${Math.floor(stop.rank)}`;
    const isNews = state.epoch !== epoch || plan.last.get(stage)?.stop.leg !== stop.leg;
    state.epoch = epoch;
    plan.last.set(stage, leg);
    if (isNews || (number !== undefined && plan.ends.has(number))) emit(plan, stop, placed, number);
  };

  return {
    see,
    end: () => ({
      courses,
      accounts,
      packets,
      lost: new Map([...plans.values()].map(({ course, lostSeen }) => [course, lostSeen])),
      handoversOf: moves.handoversOf,
      isCut,
    }),
  };
};

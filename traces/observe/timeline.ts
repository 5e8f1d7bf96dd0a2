/** Signals, packets on legs and losses as observations, in one order. */
import type { Followed, LostSeen, PacketSeen } from "./follow.js";
import type { Stamp } from "./frame.js";
import type { Interpretation } from "./interpret.js";
import type { Direction } from "./legs.js";
import { lastSeenOf, sightingOf } from "./losses.js";
import { type Merged, type Placed, inOrder } from "./merge.js";
import { type NodeSignal, type NodeView, numberRepeats } from "./node-signals.js";
import type { LossObservation, Observation, PacketObservation } from "./observation.js";
import type { Course } from "./streams.js";
import { reverseKey } from "./tracks.js";

/** Something that is observed, and where it stands in the captures. */
type Entry = { readonly view: NodeView } & (
  | { readonly tag: "Signal"; readonly signal: NodeSignal }
  | { readonly tag: "Other"; readonly observation: PacketObservation | LossObservation }
);

const single = (placed: Placed<Stamp>): Merged<Stamp> => ({ sightings: [placed], copies: 1 });

const packetObservation = ({ course, stop, placed }: PacketSeen, start: number): PacketObservation => ({
  kind: "packet",
  mn: course.view.name,
  direction: course.direction,
  leg: stop.leg,
  sighting: sightingOf(placed, start),
});

const lossObservation = (
  interpretation: Interpretation,
  course: Course,
  lost: LostSeen,
  sent: Placed<Stamp>,
): LossObservation => ({
  kind: "loss",
  mn: course.view.name,
  direction: course.direction,
  lastSeen: lastSeenOf(interpretation, course, lost),
  lastLeg: lost.furthest.stop.leg,
  number: lost.number,
  sent: sightingOf(sent, interpretation.start),
  sighting: sightingOf(lost.furthest.placed, interpretation.start),
});

type Entries = {
  readonly all: ReadonlyMap<Merged<Stamp>, Entry>;
  /** What must come before: the question of an answer, the leg before of the same packet. */
  readonly after: ReadonlyMap<Merged<Stamp>, Merged<Stamp>>;
};

/** A packet on a leg, or at its end. */
type Step = {
  readonly item: Merged<Stamp>;
  readonly direction: Direction;
  readonly rank: number;
  readonly time: number;
};

const began = (steps: ReadonlyArray<Step>, direction: Direction): number =>
  Math.min(...steps.filter((step) => step.direction === direction).map(({ time }) => time));

/** The steps of one packet in their order; the one that answers it, which has its number, comes after it. */
const inSteps = (steps: ReadonlyArray<Step>): ReadonlyArray<Step> => {
  const first: Direction = began(steps, "up") < began(steps, "down") ? "up" : "down";
  return steps.toSorted((a, b) => Number(a.direction !== first) - Number(b.direction !== first) || a.rank - b.rank);
};

/** The same for both directions of a flow. */
const packetKey = ({ flow, direction }: Course, number: number): string =>
  `${direction === "down" ? flow.key : reverseKey(flow)} #${number}`;

const entriesOf = (interpretation: Interpretation, followed: Followed | undefined): Entries => {
  const all = new Map<Merged<Stamp>, Entry>();
  const steps = new Map<string, Step[]>();
  const enter = (
    course: Course,
    number: number | undefined,
    placed: Placed<Stamp>,
    rank: number,
    observation: PacketObservation | LossObservation,
  ): void => {
    const item = single(placed);
    all.set(item, { view: course.view, tag: "Other", observation });
    if (number === undefined) return;
    const key = packetKey(course, number);
    const list = steps.get(key) ?? [];
    list.push({ item, direction: course.direction, rank, time: placed.time });
    steps.set(key, list);
  };
  for (const view of interpretation.nodes)
    for (const signal of view.signals) all.set(signal.item, { view, tag: "Signal", signal });
  for (const packet of followed?.packets ?? []) {
    const { course, number, placed, stop } = packet;
    enter(course, number, placed, stop.rank, packetObservation(packet, interpretation.start));
  }
  for (const [course, lost] of followed?.lost ?? [])
    for (const one of lost.values()) {
      if (one.sent === undefined) continue;
      const observation = lossObservation(interpretation, course, one, one.sent);
      enter(course, one.number, one.furthest.placed, Number.POSITIVE_INFINITY, observation);
    }
  const after = new Map<Merged<Stamp>, Merged<Stamp>>(interpretation.proofs.answers);
  for (const list of steps.values())
    inSteps(list).reduce((before, step) => {
      after.set(step.item, before.item);
      return step;
    });
  return { all, after };
};

const observationsOf = (entries: ReadonlyArray<Entry>): ReadonlyArray<Observation> => {
  const repeats = numberRepeats(entries, (entry) => (entry.tag === "Signal" ? entry.signal : undefined));
  return entries.map((entry) => {
    if (entry.tag === "Other") return entry.observation;
    const place = repeats.get(entry.signal);
    return { ...entry.signal.observation, ...(place === undefined ? {} : { repeats: place }) };
  });
};

/** Everything observed of a run, by mobile node, in an order that could have been. */
export const timeline = (
  interpretation: Interpretation,
  followed: Followed | undefined,
): ReadonlyMap<NodeView, ReadonlyArray<Observation>> => {
  const { all, after } = entriesOf(interpretation, followed);
  const byNode = new Map<NodeView, Entry[]>(interpretation.nodes.map((view) => [view, []]));
  for (const item of inOrder([...all.keys()], (one) => after.get(one))) {
    const entry = all.get(item);
    if (entry !== undefined) byNode.get(entry.view)?.push(entry);
  }
  return new Map([...byNode].map(([view, entries]) => [view, observationsOf(entries)]));
};

/**
 * How a binding that moved was used: while the mobile node was still on its old link (proactive) or not (reactive), and
 * whether packets waited at the new MAG. Collected while the captures are read for the second time.
 */
import type { Direction, Stop } from "./legs.js";
import type { Move } from "./moves.js";
import type { NodeSignal, NodeView } from "./node-signals.js";
import type { Sighting } from "./observation.js";
import type { Range } from "./ranges.js";
import type { Course } from "./streams.js";

export type Handover = {
  /** Names of MAGs. */
  readonly from: string;
  readonly to: string;
  /** unknown: no packet shows on which link the mobile node was. */
  readonly kind: "reactive" | "proactive" | "unknown";
  readonly why: string;
  /** Of the PBU that moved the binding, and of its PBA. */
  readonly pbu: ReadonlyArray<Sighting>;
  readonly pba?: ReadonlyArray<Sighting>;
  /** PBUs that asked for it, repetitions included. */
  readonly attempts: number;
  /** By the MAG that was left; before or after the binding moved. */
  readonly deregistration?: {
    readonly order: "before" | "after";
    readonly pbu: ReadonlyArray<Sighting>;
    readonly pba?: ReadonlyArray<Sighting>;
  };
  /** Packets that the new MAG had before its first packet on the link, and sent in a burst: a buffer, or a queue. */
  readonly held?: {
    readonly packets: number;
    readonly numbers: Range;
    /** Seconds. */
    readonly longest: number;
  };
};

/** What is collected of one move, until the next one of the mobile node. */
type Watch = {
  readonly move: Move;
  readonly from: number;
  readonly until: number;
  /** Packets that went through both MAGs: the old one still has the mobile node on its link, or the new one. */
  throughNew: number;
  throughOld: number;
  onOldLink: number;
  fromOldMag: number;
  /** Packets after it were captured where the old link's use would show: at the new MAG or on its link. */
  isWatched: boolean;
  /** Packets of streams, by number: when they reached the new MAG, and its link. */
  readonly reached: Map<number, number>;
  readonly sent: Map<number, number>;
};

export type Watcher = {
  readonly see: (course: Course, stop: Stop, number: number | undefined, time: number) => void;
  readonly handoversOf: (view: NodeView) => ReadonlyArray<Handover>;
};

/** A packet that was on its way when the binding moved is no use of the old link. */
const IN_FLIGHT = 0.25;
/** Packets of one move whose times are kept. */
const MOST = 2_048;
/** What is sooner on the link has not waited. */
const NO_WAIT = 0.02;

const keepTime = (times: Map<number, number>, number: number, time: number): void => {
  const known = times.get(number);
  if (known === undefined ? times.size < MOST : time < known) times.set(number, time);
};

const seeMove = (watch: Watch, direction: Direction, stop: Stop, number: number | undefined, time: number): void => {
  const { move, from } = watch;
  const old = move.view.names.pma(move.from);
  const next = move.view.names.pma(move.to);
  const isLate = time > from + IN_FLIGHT;
  const isDown = direction === "down";
  if (stop.leg === (isDown ? `${next}=>${old}` : `${old}=>${next}`)) watch.throughNew++;
  if (stop.leg === (isDown ? `${old}=>${next}` : `${next}=>${old}`)) watch.throughOld++;
  if (stop.leg === "link>MN" && stop.via === move.from && isLate) watch.onOldLink++;
  if (stop.leg === `${old}=>HA` && isLate) watch.fromOldMag++;
  if (stop.via === move.to || (stop.leg === `HA=>${next}` && stop.vantage === "receiver")) watch.isWatched = true;
  if (number === undefined || !isDown) return;
  if (stop.leg === `HA=>${next}`) keepTime(watch.reached, number, time);
  if (stop.via === move.to && !stop.isForeign) keepTime(watch.sent, number, time);
};

/** Packets that were at the new MAG before anything was on its link, and then left together. */
const heldOf = ({ reached, sent }: Watch): Handover["held"] => {
  let first = Number.POSITIVE_INFINITY;
  for (const time of sent.values()) first = Math.min(first, time);
  const held = [...sent].flatMap(([number, time]) => {
    const since = reached.get(number);
    return since !== undefined && since < first && time - since > NO_WAIT ? [{ number, wait: time - since }] : [];
  });
  if (held.length < 2) return undefined;
  const numbers = held.map(({ number }) => number);
  return {
    packets: held.length,
    numbers: [Math.min(...numbers), Math.max(...numbers)],
    longest: Math.max(...held.map(({ wait }) => wait)),
  };
};

const FEW = 3;

/** A packet from the old MAG to the LMA may have come to it from the new one. */
const kindOf = (watch: Watch): Pick<Handover, "kind" | "why"> => {
  const { throughNew, throughOld, onOldLink, fromOldMag, isWatched, move } = watch;
  const { from, to } = move;
  const after = `after the PBU of ${to}`;
  if (throughNew > 0) return { kind: "proactive", why: `packets go through ${to} to and from ${from} ${after}` };
  if (onOldLink >= FEW) return { kind: "proactive", why: `packets are on the link of ${from} ${after}` };
  if (fromOldMag >= FEW && throughOld === 0)
    return { kind: "proactive", why: `packets go from ${from} to the LMA ${after}` };
  return isWatched
    ? { kind: "reactive", why: `no packets are on the link of ${from} ${after}` }
    : { kind: "unknown", why: `no packets were captured at ${to} or on its link ${after}` };
};

const sightingsOf = ({ observation }: NodeSignal): ReadonlyArray<Sighting> => observation.sightings;

const handoverOf = (watch: Watch): Handover => {
  const { move } = watch;
  const { from, to, pbu, pba, attempts, deregistration } = move;
  const held = heldOf(watch);
  return {
    from,
    to,
    ...kindOf(watch),
    pbu: sightingsOf(pbu),
    ...(pba === undefined ? {} : { pba: sightingsOf(pba) }),
    attempts,
    ...(deregistration === undefined
      ? {}
      : {
          deregistration: {
            order: deregistration.pbu.time < pbu.time ? ("before" as const) : ("after" as const),
            pbu: sightingsOf(deregistration.pbu),
            ...(deregistration.pba === undefined ? {} : { pba: sightingsOf(deregistration.pba) }),
          },
        }),
    ...(held === undefined ? {} : { held }),
  };
};

/** Moves of one mobile node in their order. */
export const watcher = (moves: ReadonlyArray<Move>): Watcher => {
  const watches = new Map<NodeView, Watch[]>();
  for (const [i, move] of moves.entries()) {
    const next = moves[i + 1];
    const list = watches.get(move.view) ?? [];
    list.push({
      move,
      from: move.pbu.time,
      until: next !== undefined && next.view === move.view ? next.pbu.time : Number.POSITIVE_INFINITY,
      throughNew: 0,
      throughOld: 0,
      onOldLink: 0,
      fromOldMag: 0,
      isWatched: false,
      reached: new Map(),
      sent: new Map(),
    });
    watches.set(move.view, list);
  }
  return {
    see: (course, stop, number, time) => {
      for (const watch of watches.get(course.view) ?? [])
        if (time >= watch.from && time < watch.until) seeMove(watch, course.direction, stop, number, time);
    },
    handoversOf: (view) => (watches.get(view) ?? []).map(handoverOf),
  };
};

/** Observations of one mobile node as what a replay takes: in order, with what the trace's clock says of timers. */
import { type Elapsed, type Seen, type SeenPacket, type Shown, nothingElapsed } from "../../model/conformance/seen.js";
import { shownOf } from "../../model/conformance/shows.js";
import type { Pma } from "../../model/vocabulary.js";
import type { LossObservation, Observation, SignalObservation } from "../../traces/observe/observation.js";

/** Where something was seen first. */
export type Place = { readonly capture: number; readonly frame: number; readonly time: number };

export type NodeSight = {
  readonly seen: Exclude<Seen, { readonly type: "nothing" }>;
  readonly shown: Shown;
  readonly elapsed: Elapsed;
  readonly place: Place;
};

/**
 * Seconds after which a message is taken to have arrived or to be lost. Longer than a network keeps one, and than an LMA
 * waits for a de-registration (1.5 s, RFC 5213 §9.1).
 */
const UNDER_WAY = 4;

/** Timers of two hosts differ a little: what is nearly over may be over. */
const NEARLY = 0.9;

/** RFC 5213 §9.1. */
const MIN_DELAY_BEFORE_BCE_DELETE = 10;

type Request = { readonly pma: Pma; readonly order: number; readonly time: number; lifetime: number };
type Timers = Elapsed[Pma];

/** Seconds in which the timers are taken to stand still: packets come in thousands. */
const TICK = 0.1;

/** Unanswered requests of one PMA that may be under way at once. */
const MOST_UNDER_WAY = 2;

/** Seconds after which a PBA that was seen has arrived or is lost. */
const PBA_UNDER_WAY = 1;

const isSame = (a: Timers, b: Timers): boolean => a.expired === b.expired && a.waited === b.waited && a.gone === b.gone;

const raised = (before: Timers, request: Request, age: number): Timers => {
  const { order, lifetime } = request;
  const to = (most: number, isOver: boolean): number => (isOver ? Math.max(most, order) : most);
  return {
    expired: to(before.expired, lifetime > 0 && age >= NEARLY * lifetime),
    waited: to(before.waited, lifetime === 0 && age >= NEARLY * MIN_DELAY_BEFORE_BCE_DELETE),
    gone: to(before.gone, age >= UNDER_WAY),
  };
};

/** The greatest orders whose timers are over, kept up to date as the trace goes on. */
const timers = (answeredUntil: ReadonlyMap<string, number>) => {
  let pending: Request[] = [];
  let elapsed = nothingElapsed;
  let last = -Infinity;
  const set = (pma: Pma, next: Timers): void => {
    if (!isSame(next, elapsed[pma])) elapsed = { ...elapsed, [pma]: next };
  };
  /** Of many requests the older ones are no longer under way, unless they will be answered. */
  const crowded = (pma: Pma, time: number): void => {
    const own = pending.filter((each) => each.pma === pma);
    for (const each of own.slice(0, Math.max(0, own.length - MOST_UNDER_WAY)))
      if ((answeredUntil.get(`${pma} ${each.order}`) ?? -Infinity) < time)
        set(pma, { ...elapsed[pma], gone: Math.max(elapsed[pma].gone, each.order) });
  };
  return {
    request: (request: Request): void => {
      pending.push(request);
      crowded(request.pma, request.time);
    },
    /** A PBA may grant less than was asked for. */
    granted: (pma: Pma, order: number, lifetime: number): void => {
      for (const each of pending)
        if (each.pma === pma && each.order === order && lifetime > 0) each.lifetime = Math.min(each.lifetime, lifetime);
    },
    at: (time: number): Elapsed => {
      if (time - last < TICK) return elapsed;
      last = time;
      for (const each of pending) {
        set(each.pma, raised(elapsed[each.pma], each, time - each.time));
        const answered = answeredUntil.get(`${each.pma} ${each.order}`);
        if (answered !== undefined && time - answered >= PBA_UNDER_WAY)
          set(each.pma, { ...elapsed[each.pma], gone: Math.max(elapsed[each.pma].gone, each.order) });
      }
      pending = pending.filter(({ pma, order, lifetime }) => {
        const { expired, waited, gone } = elapsed[pma];
        return order > gone || order > (lifetime > 0 ? expired : waited);
      });
      return elapsed;
    },
  };
};

const placeOf = ({ sightings }: SignalObservation): Place => sightings[0] ?? { capture: 0, frame: 0, time: 0 };

/** A packet tells where its sender sends now; seen on its way it tells where its sender has sent some time ago. */
const packetSeen = (observation: Extract<Observation, { kind: "packet" }>): SeenPacket | undefined => {
  const { leg, direction, sighting } = observation;
  if (leg === "link>MN" || leg === "MN>link") return { type: "packet", direction, leg: "link" };
  if (sighting.vantage !== "sender") return undefined;
  return isTunnel(leg) ? { type: "packet", direction, leg } : undefined;
};

const tunnels = ["HA=>pPMA", "HA=>nPMA", "nPMA=>pPMA", "pPMA=>nPMA", "pPMA=>HA", "nPMA=>HA"] as const;
const isTunnel = (leg: string): leg is (typeof tunnels)[number] => tunnels.some((tunnel) => tunnel === leg);

/** Who had a lost packet last. */
const lastAt = ({ lastLeg }: LossObservation): "HA" | Pma | "MN" => {
  if (lastLeg === "CN>HA" || lastLeg.endsWith("=>HA")) return "HA";
  if (lastLeg.endsWith("=>pPMA") || lastLeg === "link>pPMA") return "pPMA";
  if (lastLeg.endsWith("=>nPMA") || lastLeg === "link>nPMA") return "nPMA";
  return "MN";
};

/** Of each run of losses of one kind the first and the last: what is between them tells no more. */
const representatives = (observations: ReadonlyArray<Observation>): ReadonlySet<LossObservation> => {
  const chosen = new Set<LossObservation>();
  let run: LossObservation[] = [];
  const end = (): void => {
    const [first] = run;
    const last = run.at(-1);
    for (const loss of [first, last]) if (loss !== undefined) chosen.add(loss);
    run = [];
  };
  for (const observation of observations) {
    if (observation.kind === "signal") end();
    if (observation.kind !== "loss") continue;
    const [first] = run;
    if (first !== undefined && (first.lastLeg !== observation.lastLeg || first.direction !== observation.direction))
      end();
    run.push(observation);
  }
  end();
  return chosen;
};

type Dated = { readonly seen: NodeSight["seen"]; readonly place: Place; readonly order: number };

/** One lost packet at a time: a second that sets out before the first is gone waits for nothing, and is left out. */
const withoutOverlap = (dated: ReadonlyArray<Dated>): ReadonlyArray<Dated> => {
  let open: Dated | undefined;
  const skipped = new Set<number>();
  return dated.filter((each) => {
    if (each.seen.type === "sets out") {
      if (open !== undefined) skipped.add(each.order);
      else open = each;
      return open === each;
    }
    if (each.seen.type !== "is lost") return true;
    if (skipped.has(each.order)) return false;
    open = undefined;
    return true;
  });
};

/** In the order of the run: observations as they come, and each lost packet's setting out where its time puts it. */
const inOrder = (observations: ReadonlyArray<Observation>): ReadonlyArray<Dated> => {
  const losses = representatives(observations);
  const settingOut = [...losses]
    .map((loss, order): Dated => {
      const seen = { type: "sets out", direction: loss.direction, at: "HA" } as const;
      return { seen, place: loss.sent, order };
    })
    .toSorted((a, b) => a.place.time - b.place.time);
  const numbers = new Map([...losses].map((loss, order) => [loss, order]));
  const dated: Dated[] = [];
  let next = 0;
  for (const observation of observations) {
    const place = observation.kind === "signal" ? placeOf(observation) : observation.sighting;
    for (let each = settingOut[next]; each !== undefined && each.place.time <= place.time; each = settingOut[++next])
      dated.push(each);
    if (observation.kind === "signal") dated.push({ seen: observation.signal, place, order: -1 });
    else if (observation.kind === "packet") {
      const seen = packetSeen(observation);
      if (seen !== undefined) dated.push({ seen, place, order: -1 });
    } else {
      const order = numbers.get(observation);
      const seen = { type: "is lost", direction: observation.direction, at: lastAt(observation) } as const;
      if (order !== undefined) dated.push({ seen, place, order });
    }
  }
  return withoutOverlap(dated);
};

/**
 * A PBA is seen when it leaves the HA; the decision that it tells was taken before, and the route may have moved already. So
 * an accepting PBA counts from the first packet that its route explains.
 */
const fromDecision = (dated: ReadonlyArray<Dated>): ReadonlyArray<Dated> => {
  const result: Dated[] = [];
  for (const each of dated) {
    const { seen } = each;
    if (seen.type !== "PBA" || seen.status !== 0 || seen.lifetime === "zero") {
      result.push(each);
      continue;
    }
    const asked = result.findLastIndex(
      ({ seen: other }) => other.type === "PBU" && other.from === seen.to && other.order === seen.order,
    );
    const moved = result.findIndex(
      ({ seen: other }, i) => i > asked && other.type === "packet" && other.leg === `HA=>${seen.to}`,
    );
    if (asked < 0 || moved < 0) result.push(each);
    else result.splice(moved, 0, each);
  }
  return result;
};

/** `lifetime`: seconds of the PBU or PBA in a frame of a capture. */
export const sightsOf = (
  observations: ReadonlyArray<Observation>,
  lifetime: (place: Place) => number,
): ReadonlyArray<NodeSight> => {
  const dated = fromDecision(inOrder(observations));
  const answered = new Map<string, number>();
  for (const { seen, place } of dated) if (seen.type === "PBA") answered.set(`${seen.to} ${seen.order}`, place.time);
  const clock = timers(answered);
  return dated.map(({ seen, place }) => {
    const elapsed = clock.at(place.time);
    if (seen.type === "PBU")
      clock.request({
        pma: seen.from,
        order: seen.order,
        time: place.time,
        lifetime: seen.lifetime === "zero" ? 0 : lifetime(place),
      });
    if (seen.type === "PBA" && seen.status === 0) clock.granted(seen.to, seen.order, lifetime(place));
    return { seen, shown: shownOf(seen), elapsed, place };
  });
};

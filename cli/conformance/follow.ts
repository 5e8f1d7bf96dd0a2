/** One mobile node's trace through the specification: what of it fits, what deviates and how, what it decides. */
import { type Fault, isFault } from "../../checker/fault.js";
import type { Observed } from "../../model/conformance/observed.js";
import { type Explanation, explanation } from "../../traces/replay/explain.js";
import type { Possible } from "../../traces/replay/possible.js";
import { type Replay, type Taken, replay } from "../../traces/replay/replay.js";
import { shownIdentity } from "../../traces/replay/graph.js";
import type { NodeSight, Place } from "./sights.js";

/** States that may be possible at once, hidden steps included: beyond it the answer is inconclusive, never a violation. */
const BOUNDS = { states: 20_000, deviations: 2 };

export type Departure = {
  /** Of the requirement; undefined where no known deviation explains it. */
  readonly id: string | undefined;
  readonly why: string;
  readonly place: Place;
  readonly count: number;
  readonly seen: NodeSight["seen"];
  readonly explanation: Explanation;
  /** The bound on states had been hit: some way may have been missed. */
  readonly isCut: boolean;
};

export type Monitored = {
  readonly id: string;
  readonly verdict: "holds" | "violated" | "inconclusive";
  readonly place: Place | undefined;
  readonly because: string | undefined;
};

export type Followed = {
  readonly observations: number;
  readonly departures: ReadonlyArray<Departure>;
  /** By rule: how often a registration was seen to follow from it. */
  readonly exercised: ReadonlyMap<string, number>;
  readonly properties: ReadonlyArray<Monitored>;
  /** Names of the starts that are consistent with all that was seen. */
  readonly starts: ReadonlyArray<string>;
  readonly isCut: boolean;
};

/** One replay for every trace with the same coverage: what one has found out of the model the next one need not. */
export const replayOf = (observed: Observed): Replay | Fault =>
  replay(observed.system, {
    shows: observed.shows,
    seen: observed.seen,
    deviations: new Map(observed.deviations.map(({ rule, id }) => [rule.name, id])),
    costs: new Map(observed.moves.map((name) => [name, 1])),
    bounds: BOUNDS,
  });

type Bits = "must" | "may" | "asked" | "starts";

/** What all (`must`) or some of the possible ways say, of those that suppose the fewest moves of the mobile node. */
const bitsOf = ({ configs }: Possible, which: Bits): bigint => {
  let bits: bigint | undefined;
  for (const config of configs.values())
    if (config.cost === 0 || which === "starts")
      bits = bits === undefined ? config[which] : which === "must" ? bits & config[which] : bits | config[which];
  return bits ?? 0n;
};

const has = (bits: bigint, index: number): boolean => (bits & (1n << BigInt(index))) !== 0n;

const judged = ({ graph }: Replay, last: Possible, since: ReadonlyMap<number, Place>): ReadonlyArray<Monitored> => {
  const [must, may, asked] = [bitsOf(last, "must"), bitsOf(last, "may"), bitsOf(last, "asked")];
  return graph.stepper.compiled.properties.map(({ property }, i) => {
    const id = property.name;
    if (has(must, i))
      return { id, verdict: "violated", place: since.get(i), because: "on every accepted path with the fewest moves" };
    const doubt = has(may, i)
      ? "violated on some accepted paths, not on all: what was seen does not decide it"
      : last.isCut
        ? "the bound on states was hit"
        : has(asked, i)
          ? undefined
          : "nothing that was seen concerns it";
    return { id, verdict: doubt === undefined ? "holds" : "inconclusive", place: undefined, because: doubt };
  });
};

type Departures = Map<string, Departure>;

const depart = (all: Departures, key: string, departure: Departure): void => {
  const known = all.get(key);
  all.set(key, known === undefined ? departure : { ...known, count: known.count + 1 });
};

/** The deviations or the lack of one that a thing seen was taken with. */
const note = (
  all: Departures,
  { graph }: Replay,
  observed: Observed,
  { seen, shown, place }: NodeSight,
  taken: Exclude<Taken, { tag: "followed" }>,
): void => {
  // With states missing from the set nothing can be said against what was seen.
  const { isCut } = taken.before;
  const why = explanation(graph, taken.before, shownIdentity(graph, shown), seen);
  const common = { place, count: 1, seen, explanation: why, isCut };
  if (taken.tag === "unexplained") {
    depart(all, `unexplained ${seen.type}`, {
      ...common,
      id: undefined,
      why: "no rule of the specification shows this",
    });
    return;
  }
  for (const rule of taken.by) {
    const name = graph.stepper.compiled.rules[rule]?.rule.name;
    const known = observed.deviations.find((deviation) => deviation.rule.name === name);
    if (known !== undefined) depart(all, `${known.id} ${known.why}`, { ...common, id: known.id, why: known.why });
  }
};

/** Any IPv6 link shows solicitations and advertisements: they fit or do not, and prove nothing of Proxy Mobile IPv6. */
const isRegistration = ({ seen }: NodeSight): boolean => seen.type === "PBU" || seen.type === "PBA";

/** Follows a trace to its end, past every deviation. */
export const follow = (r: Replay, observed: Observed, sights: ReadonlyArray<NodeSight>): Followed | Fault => {
  const departures: Departures = new Map();
  const exercised = new Map<string, number>();
  const since = new Map<number, Place>();
  const judgedSets = new WeakSet<Possible>();
  let possible = r.start;
  let isCut = false;
  for (const sight of sights) {
    const taken = r.take(possible, { shown: sight.shown, seen: sight.seen, known: { elapsed: sight.elapsed } });
    if (isFault(taken)) return taken;
    if (taken.tag === "followed") {
      if (isRegistration(sight))
        for (const rule of taken.rules) {
          const name = r.graph.stepper.compiled.rules[rule]?.rule.name ?? "";
          exercised.set(name, (exercised.get(name) ?? 0) + 1);
        }
    } else note(departures, r, observed, sight, taken);
    ({ possible } = taken);
    isCut ||= possible.isCut;
    if (judgedSets.has(possible)) continue;
    judgedSets.add(possible);
    const must = bitsOf(possible, "must");
    for (let i = 0; i < r.graph.stepper.compiled.properties.length; i++)
      if (has(must, i) && !since.has(i)) since.set(i, sight.place);
  }
  const starts = bitsOf(possible, "starts");
  return {
    observations: sights.length,
    departures: [...departures.values()],
    exercised,
    properties: judged(r, possible, since),
    starts: observed.starts.flatMap(({ name }, i) => (has(starts, i) ? [name] : [])),
    isCut,
  };
};

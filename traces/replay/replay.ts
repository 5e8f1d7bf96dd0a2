/** A trace followed through a system, thing seen by thing seen. */
import { type Fault, isFault } from "../../checker/fault.js";
import type { System } from "../../checker/system.js";
import { type Graph, makeGraph, shownIdentity } from "./graph.js";
import {
  type Config,
  type Possible,
  alone,
  close,
  earlier,
  initialPossible,
  knowing,
  knows,
  match,
  settled,
  stray,
} from "./possible.js";
import type { Sight, Watch } from "./watch.js";

/**
 * How the set of possible states took something seen. followed: by steps of the specification. deviated: no step of the
 * specification shows it, but with these deviating rules one does; the state is repaired by their effects. unexplained:
 * neither; the set stands as it was before. `before` is the last set that is not empty, closed under hidden steps.
 */
export type Taken =
  | { readonly tag: "followed"; readonly possible: Possible; readonly rules: ReadonlySet<number> }
  | {
      readonly tag: "deviated";
      readonly possible: Possible;
      readonly before: Possible;
      /** Indices of the rules, in the order of the way. */
      readonly by: ReadonlyArray<number>;
    }
  | { readonly tag: "unexplained"; readonly possible: Possible; readonly before: Possible };

/** A replay about to begin: every initial state is possible. */
export type Replay = {
  readonly graph: Graph;
  readonly start: Possible;
  /** The set after something seen in a set. */
  readonly take: (possible: Possible, sight: Sight) => Taken | Fault;
};

const isEmpty = ({ configs }: Possible): boolean => configs.size === 0;

/** Of several explanations by deviations the first: fewest deviations, rules in the order of their declaration. */
const firstExplanation = ({ configs, isCut }: Possible) => {
  let by: ReadonlyArray<number> | undefined;
  for (const { deviated } of configs.values()) if (by === undefined || earlier(deviated, by)) by = deviated;
  const chosen = by ?? [];
  const kept = new Map([...configs].filter(([, config]) => !earlier(chosen, config.deviated)));
  return { by: chosen, possible: { configs: kept, isCut } };
};

const union = (a: Possible, b: Possible): Possible => {
  const configs = new Map<number | string, Config>(b.configs);
  for (const [key, config] of a.configs) {
    const other = configs.get(key);
    if (other === undefined || !earlier(other.deviated, config.deviated)) configs.set(key, config);
  }
  return { configs, isCut: a.isCut || b.isCut };
};

/** Matches with one more deviation at a time, up to the bound. */
const explain = (g: Graph, before: Possible, shown: number, seen: unknown): Possible | undefined | Fault => {
  let from = before;
  for (let count = 1; count <= g.watch.bounds.deviations; count++) {
    const visible = match(g, from, shown, seen, true);
    if (isFault(visible)) return visible;
    const strayed = stray(g, from);
    if (isFault(strayed)) return strayed;
    const closed = close(g, strayed);
    if (isFault(closed)) return closed;
    const hidden = match(g, closed, shown, seen, false);
    if (isFault(hidden)) return hidden;
    const found = union(visible.possible, hidden.possible);
    if (!isEmpty(found)) return found;
    from = closed;
  }
  return undefined;
};

/** Closed, with what is known from now on. */
const informed = (g: Graph, possible: Possible, known: Sight["known"]): Possible | Fault => {
  const closed = close(g, possible);
  if (isFault(closed) || known === undefined || knows(g, possible, known)) return closed;
  const news = knowing(g, closed, known);
  return isFault(news) ? news : close(g, news);
};

/** The set of possible states after something seen. */
const take = (g: Graph, possible: Possible, { shown: value, seen, known }: Sight): Taken | Fault => {
  const shown = shownIdentity(g, value);
  const before = informed(g, possible, known);
  if (isFault(before)) return before;
  const followed = match(g, before, shown, seen, false);
  if (isFault(followed)) return followed;
  if (!isEmpty(followed.possible))
    return { tag: "followed", possible: settled(followed.possible), rules: followed.rules };
  const explained = explain(g, before, shown, seen);
  if (isFault(explained)) return explained;
  if (explained === undefined) return { tag: "unexplained", possible, before };
  const { by, possible: chosen } = firstExplanation(explained);
  return { tag: "deviated", possible: settled(chosen), before, by };
};

/** Sets that `remembering` keeps, and states of the graph: about 1 KB each with their steps. */
const MEMORY = 2_000;
const MAX_STATES = 200_000;

/** Cheap, and equal for equal sets. */
const signatureOf = ({ configs, isCut }: Possible): string => {
  let sum = 0;
  for (const { state } of configs.values()) sum = (sum + Math.imul(state + 1, 0x9e3779b1)) | 0;
  return `${configs.size}${isCut ? "!" : ":"}${sum}`;
};

const isEqual = (a: Possible, b: Possible): boolean => {
  for (const [key, config] of a.configs) {
    const other = b.configs.get(key);
    if (
      other === undefined ||
      other.cost !== config.cost ||
      other.starts !== config.starts ||
      other.must !== config.must ||
      other.may !== config.may ||
      other.asked !== config.asked
    )
      return false;
  }
  return a.configs.size === b.configs.size;
};

/**
 * `take` with a memory: a trace sees the same things in the same sets again and again (each packet of a stream), and a
 * set that has been met is known by identity. Right because `take` is a function of its arguments, and `home` gives
 * equal sets one identity. Forgets everything when it holds too much.
 */
const remembering = (g: Graph): Replay["take"] => {
  let known = new Map<Possible, Map<number, Taken>>();
  let homes = new Map<string, Possible[]>();
  const home = (possible: Possible): Possible => {
    const signature = signatureOf(possible);
    const candidates = homes.get(signature) ?? [];
    const same = candidates.find((candidate) => isEqual(candidate, possible));
    if (same !== undefined) return same;
    homes.set(signature, [...candidates, possible]);
    return possible;
  };
  return (asked, sight) => {
    let possible = asked;
    if (known.size > MEMORY || g.states.length > MAX_STATES) {
      known = new Map();
      homes = new Map();
      possible = alone(g, asked);
    }
    const what = shownIdentity(g, [sight.shown, sight.seen, sight.known]);
    const answers = known.get(possible) ?? new Map<number, Taken>();
    const answer = answers.get(what);
    if (answer !== undefined) return answer;
    const taken = take(g, possible, sight);
    if (isFault(taken)) return taken;
    const kept = { ...taken, possible: home(taken.possible) };
    known.set(possible, answers.set(what, kept));
    return kept;
  };
};

/** A fault if the system contradicts itself, or a rule fails at the first state. */
export const replay = (system: System, watch: Watch): Replay | Fault => {
  const graph = makeGraph(system, watch);
  if (isFault(graph)) return graph;
  const start = initialPossible(graph);
  return isFault(start) ? start : { graph, start, take: remembering(graph) };
};

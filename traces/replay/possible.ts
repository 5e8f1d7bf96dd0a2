/**
 * The set of global states still possible, and how it moves: hidden steps close it, something seen filters and advances
 * it. This is the subset construction of automata theory, made as the trace needs it.
 */
import { type Fault, isFault } from "../../checker/fault.js";
import {
  type Edge,
  type Graph,
  edgesFrom,
  edgesSeeing,
  endOf,
  forgetBut,
  hiddenFrom,
  isInside,
  judgeState,
  numberOf,
} from "./graph.js";
import { identityOf, initialIds } from "./steps.js";

/**
 * A state that is possible, with what is known of every way to it. `owed`: what the last step shows beyond what has been
 * seen of it; nothing else can be seen before. The bit sets are by start and by property.
 */
export type Config = {
  readonly state: number;
  readonly owed: ReadonlyArray<number>;
  /** What the cheapest way to it costs more than the cheapest way to any; all that follows is of the cheapest ways. */
  readonly cost: number;
  /** Initial states that it can come from. */
  readonly starts: bigint;
  /** Properties violated on every way, on some way, and spoken of on some way. */
  readonly must: bigint;
  readonly may: bigint;
  readonly asked: bigint;
  /** Deviating rules on the way from the last thing seen. */
  readonly deviated: ReadonlyArray<number>;
};

type Key = number | string;

export type Possible = {
  readonly configs: ReadonlyMap<Key, Config>;
  /** The bound on states was hit: some possible state may be missing. */
  readonly isCut: boolean;
};

const keyOf = ({ state, owed }: Config): Key => (owed.length === 0 ? state : `${state}|${owed.join()}`);

/** The configuration after a step, with what is then still to be seen. */
const after = (g: Graph, config: Config, edge: Edge, owed: ReadonlyArray<number>): Config | Fault => {
  const end = endOf(g, edge);
  if (isFault(end)) return end;
  return {
    state: end.state,
    owed,
    cost: config.cost + edge.cost,
    starts: config.starts,
    must: config.must | end.judged.violated,
    may: config.may | end.judged.violated,
    asked: config.asked | end.judged.asked,
    deviated: edge.isDeviation ? [...config.deviated, edge.rule] : config.deviated,
  };
};

/** Fewer deviations first, then those whose rules are declared first. */
export const earlier = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean => {
  if (a === b) return false;
  if (a.length !== b.length) return a.length < b.length;
  const at = a.findIndex((rule, i) => rule !== b[i]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
};

/** The cheaper way, or what holds of both; `a` itself if `b` adds nothing. */
const joined = (a: Config, b: Config): Config => {
  if (a.cost !== b.cost) return a.cost < b.cost ? a : b;
  const starts = a.starts | b.starts;
  const must = a.must & b.must;
  const may = a.may | b.may;
  const asked = a.asked | b.asked;
  const deviated = earlier(b.deviated, a.deviated) ? b.deviated : a.deviated;
  const isSame =
    starts === a.starts && must === a.must && may === a.may && asked === a.asked && deviated === a.deviated;
  return isSame ? a : { ...a, starts, must, may, asked, deviated };
};

/** Adds a configuration; its key, if that changed anything. */
const enter = (configs: Map<Key, Config>, config: Config): Key | undefined => {
  const key = keyOf(config);
  const known = configs.get(key);
  const both = known === undefined ? config : joined(known, config);
  if (both === known) return undefined;
  configs.set(key, both);
  return key;
};

/** Every initial state. */
export const initialPossible = (g: Graph): Possible | Fault => {
  const ids = initialIds(g.stepper);
  if (isFault(ids)) return ids;
  const configs = new Map<Key, Config>();
  for (const [start, each] of ids.entries()) {
    const state = numberOf(g, each.slice());
    const judged = judgeState(g, state);
    if (isFault(judged)) return judged;
    const { violated, asked } = judged;
    const starts = 1n << BigInt(start);
    enter(configs, { state, owed: [], cost: 0, starts, must: violated, may: violated, asked, deviated: [] });
  }
  return { configs, isCut: false };
};

/** The same states, no deviations counted yet, costs counted from the cheapest. */
export const settled = ({ configs, isCut }: Possible): Possible => {
  let least = Infinity;
  for (const { cost } of configs.values()) least = Math.min(least, cost);
  const result = new Map<Key, Config>();
  for (const [key, config] of configs)
    result.set(
      key,
      config.deviated.length === 0 && least === 0 ? config : { ...config, cost: config.cost - least, deviated: [] },
    );
  return { configs: result, isCut };
};

/** The states that are possible with what is known from now on. */
export const knowing = (g: Graph, possible: Possible, known: Readonly<Record<string, unknown>>): Possible | Fault => {
  const changes = Object.entries(known).flatMap(([name, value]) => {
    const place = g.stepper.compiled.places.get(name);
    return place === undefined ? [] : [{ place, id: identityOf(g.stepper, place, value) }];
  });
  const configs = new Map<Key, Config>();
  for (const config of possible.configs.values()) {
    const ids = (g.states[config.state] ?? new Int32Array(0)).slice();
    for (const { place, id } of changes) ids[place] = id;
    const state = numberOf(g, ids);
    const inside = isInside(g, state);
    if (isFault(inside)) return inside;
    if (inside) enter(configs, { ...config, state });
  }
  return { configs, isCut: possible.isCut };
};

/** Whether the given components hold these values already, in a set where all states agree on them. */
export const knows = (g: Graph, { configs }: Possible, known: Readonly<Record<string, unknown>>): boolean => {
  const [first] = configs.values();
  const ids = first === undefined ? undefined : g.states[first.state];
  return Object.entries(known).every(([name, value]) => {
    const place = g.stepper.compiled.places.get(name);
    return place === undefined || ids?.[place] === identityOf(g.stepper, place, value);
  });
};

/** The same set in a graph that holds nothing else: a long trace leaves many states behind. */
export const alone = (g: Graph, { configs, isCut }: Possible): Possible => {
  const all = [...configs.values()];
  const numbers = forgetBut(
    g,
    all.map(({ state }) => state),
  );
  const result = new Map<Key, Config>();
  for (const [i, config] of all.entries()) enter(result, { ...config, state: numbers[i] ?? 0 });
  return { configs: result, isCut };
};

/** Closed under hidden steps of the specification. */
export const close = (g: Graph, possible: Possible): Possible | Fault => {
  const configs = new Map(possible.configs);
  const open = [...configs.keys()];
  let { isCut } = possible;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const config = configs.get(next);
    if (config === undefined) continue;
    const edges = hiddenFrom(g, config.state);
    if (isFault(edges)) return edges;
    for (const edge of edges) {
      const to = after(g, config, edge, config.owed);
      if (isFault(to)) return to;
      if (configs.size >= g.watch.bounds.states && !configs.has(keyOf(to))) {
        isCut = true;
        continue;
      }
      const changed = enter(configs, to);
      if (changed !== undefined) open.push(changed);
    }
  }
  return { configs, isCut };
};

/** One hidden deviation from each configuration. */
export const stray = (g: Graph, { configs, isCut }: Possible): Possible | Fault => {
  const result = new Map<Key, Config>();
  for (const config of configs.values()) {
    const edges = edgesFrom(g, config.state);
    if (isFault(edges)) return edges;
    for (const edge of edges) {
      if (!edge.isDeviation || edge.shows.length > 0) continue;
      const to = after(g, config, edge, config.owed);
      if (isFault(to)) return to;
      enter(result, to);
    }
  }
  return { configs: result, isCut };
};

export type Matched = { readonly possible: Possible; readonly rules: ReadonlySet<number> };

/** What is possible once `shown` has been seen, by a step of the specification or by a deviating one. */
export const match = (
  g: Graph,
  { configs, isCut }: Possible,
  shown: number,
  seen: unknown,
  deviating: boolean,
): Matched | Fault => {
  const result = new Map<Key, Config>();
  const rules = new Set<number>();
  for (const config of configs.values()) {
    if (config.owed.length > 0) {
      const at = config.owed.indexOf(shown);
      if (at >= 0 && !deviating) enter(result, { ...config, owed: config.owed.toSpliced(at, 1) });
      continue;
    }
    const known = edgesFrom(g, config.state);
    if (isFault(known)) return known;
    const led = edgesSeeing(g, config.state, seen);
    if (isFault(led)) return led;
    for (const edges of [known, led])
      for (const edge of edges) {
        if (edge.isDeviation !== deviating) continue;
        const at = edge.shows.indexOf(shown);
        if (at < 0) continue;
        const to = after(g, config, edge, edge.shows.toSpliced(at, 1));
        if (isFault(to)) return to;
        enter(result, to);
        rules.add(edge.rule);
      }
  }
  return { possible: { configs: result, isCut }, rules };
};

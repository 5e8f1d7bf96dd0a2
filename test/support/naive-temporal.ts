/**
 * The naive twin of the temporal properties: an explicit graph, and two ways to find the states that a fair run can visit
 * for ever, neither of which is the checker's. `subsets` asks of every set of states whether a fair run can visit exactly
 * these again and again (good to about twelve states); `closures` takes sets apart by what can reach what.
 */
import type { Fairness, System, Temporal } from "../../checker/system.js";
import { type Values, initialStates, steps, text, view } from "./naive.js";

export type Edge = {
  readonly rule: string;
  /** Undefined: to a state that a boundary keeps out. */
  readonly to: number | undefined;
};

export type Graph = {
  readonly states: ReadonlyArray<Values>;
  readonly edges: ReadonlyArray<ReadonlyArray<Edge>>;
  readonly initial: ReadonlyArray<number>;
  readonly isCut: boolean;
};

/** Undefined if there are more states than `most`. */
export const graphOf = (system: System, most: number): Graph | undefined => {
  const isInside = (state: Values) => system.boundaries.every(({ reads, holds }) => holds(view(reads, state)));
  const states = initialStates(system);
  const numbers = new Map(states.map((state, i) => [text(state), i]));
  const initial = states.map((_, i) => i);
  const edges: Edge[][] = [];
  for (const state of states) {
    if (states.length > most) return undefined;
    edges.push(
      steps(system, state).steps.map(({ rule, to }) => {
        if (!isInside(to)) return { rule, to: undefined };
        const known = numbers.get(text(to));
        if (known !== undefined) return { rule, to: known };
        numbers.set(text(to), states.length);
        return { rule, to: states.push(to) - 1 };
      }),
    );
  }
  return { states, edges, initial, isCut: edges.flat().some(({ to }) => to === undefined) };
};

export const enabled = (edges: ReadonlyArray<Edge>, rule: string): boolean => edges.some((edge) => edge.rule === rule);

export const rulesWith = (system: System, ...fairness: Fairness[]): string[] =>
  system.rules.filter((rule) => fairness.includes(rule.fairness)).map(({ name }) => name);

/** A run may stop here for ever. */
export const canStop = (system: System, edges: ReadonlyArray<Edge>): boolean =>
  rulesWith(system, "weak", "strong").every((rule) => !enabled(edges, rule));

/** What may be visited for ever: a set of states within `region`, some of them `wanted`. */
type Search = {
  readonly system: System;
  readonly graph: Graph;
  readonly region: (state: number) => boolean;
  readonly wanted: (state: number) => boolean;
};

const firesIn = ({ graph }: Search, set: ReadonlySet<number>, rule: string) =>
  [...set].some((s) => graph.edges[s]!.some((edge) => edge.rule === rule && edge.to !== undefined && set.has(edge.to)));
const restsIn = ({ graph }: Search, set: ReadonlySet<number>, rule: string) =>
  [...set].some((s) => !enabled(graph.edges[s]!, rule));
const wakesIn = ({ graph }: Search, set: ReadonlySet<number>, rule: string) =>
  [...set].some((s) => enabled(graph.edges[s]!, rule));

/** What `from` reaches in `set` by at least one step. */
const reach = (graph: Graph, set: ReadonlySet<number>, from: number): ReadonlySet<number> => {
  const found = new Set<number>();
  const queue = [from];
  for (const s of queue)
    for (const { to } of graph.edges[s]!)
      if (to !== undefined && set.has(to) && !found.has(to)) {
        found.add(to);
        queue.push(to);
      }
  return found;
};

const owesNothing = (search: Search, set: ReadonlySet<number>): boolean =>
  rulesWith(search.system, "weak").every((rule) => firesIn(search, set, rule) || restsIn(search, set, rule)) &&
  rulesWith(search.system, "strong").every((rule) => firesIn(search, set, rule) || !wakesIn(search, set, rule));

type ForEver = (search: Search) => ReadonlySet<number>;

/** Every set of states that can be visited exactly, again and again, by a run that owes nothing. */
export const subsets: ForEver = (search) => {
  const states = [...search.graph.states.keys()].filter(search.region);
  if (states.length > 12) throw new Error(`${states.length} states have too many subsets`);
  const found = new Set<number>();
  for (let mask = 1; mask < 2 ** states.length; mask++) {
    const set = new Set(states.filter((_, i) => ((mask >> i) & 1) === 1));
    if ([...set].every((s) => found.has(s)) || ![...set].some(search.wanted) || !owesNothing(search, set)) continue;
    if ([...set].every((s) => reach(search.graph, set, s).size === set.size)) for (const s of set) found.add(s);
  }
  return found;
};

/** The states of a set that reach each other; what owes a strong rule goes on without the states that wake the rule. */
export const closures: ForEver = (search) => {
  const found = new Set<number>();
  const strong = rulesWith(search.system, "strong");
  const visit = (set: ReadonlySet<number>): void => {
    const forward = new Map([...set].map((s) => [s, reach(search.graph, set, s)]));
    const left = new Set(set);
    for (const s of left) {
      const mutual = new Set([...forward.get(s)!].filter((t) => forward.get(t)!.has(s)));
      if (mutual.size === 0) continue;
      for (const t of mutual) left.delete(t);
      const owed = strong.filter((rule) => wakesIn(search, mutual, rule) && !firesIn(search, mutual, rule));
      if (owed.length > 0)
        visit(new Set([...mutual].filter((t) => owed.every((rule) => !enabled(search.graph.edges[t]!, rule)))));
      else if ([...mutual].some(search.wanted) && owesNothing(search, mutual)) for (const t of mutual) found.add(t);
    }
  };
  visit(new Set([...search.graph.states.keys()].filter(search.region)));
  return found;
};

/** What a property says of a state, by number. `given` is true where the property has none. */
export const sayings = (graph: Graph, property: Temporal) => {
  const ask = (predicate: Temporal["holds"]) => {
    const answers = graph.states.map((state) => predicate(view(property.reads, state)));
    return (state: number) => answers[state]!;
  };
  return {
    given: ask(property.given ?? (() => true)),
    holds: ask(property.holds),
    goal: ask(property.kind === "until" ? property.goal : () => false),
  };
};

const always = () => true;
const never = () => false;

/** The states from which some way leads to a wanted state or over a wanted edge. */
const canReach = (graph: Graph, wanted: (state: number) => boolean, wantedEdge: (edge: Edge) => boolean) => {
  const found = new Set([...graph.states.keys()].filter(wanted));
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const [s, edges] of graph.edges.entries())
      if (edges.some((edge) => wantedEdge(edge) || (edge.to !== undefined && found.has(edge.to)))) found.add(s);
  }
  return found;
};

/**
 * Where a violating run stays (`region`, `wanted`), when its obligation is open, and what is bad without a loop. Where a
 * boundary cuts, what does not hold of the whole may be unsure: of runs always, of states where all hope is outside.
 */
const violation = (graph: Graph, property: Temporal) => {
  const { given, holds, goal } = sayings(graph, property);
  const isUnsure = graph.isCut;
  const seen = (before: boolean, s: number) => before || given(s);
  switch (property.kind) {
    case "leads-to":
      return { region: (s: number) => !holds(s), wanted: always, open: seen, closed: holds, bad: never, isUnsure };
    case "always-eventually":
      return { region: (s: number) => !holds(s), wanted: always, open: seen, closed: never, bad: never, isUnsure };
    case "eventually-always":
      return { region: always, wanted: (s: number) => !holds(s), open: seen, closed: never, bad: never, isUnsure };
    case "until":
      return {
        region: (s: number) => holds(s) && !goal(s),
        wanted: always,
        open: seen,
        closed: goal,
        bad: (s: number) => !holds(s),
        isUnsure,
      };
    case "always-possible": {
      const inside = canReach(graph, holds, never);
      // From a state outside of the boundaries anything may be possible.
      const possible = canReach(graph, holds, (edge) => edge.to === undefined);
      const open = (_: boolean, s: number) => given(s);
      const isUnsure = [...possible].some((s) => given(s) && !inside.has(s));
      return { region: never, wanted: always, open, closed: never, bad: (s: number) => !possible.has(s), isUnsure };
    }
  }
};

export type Decided = {
  readonly verdict: "holds" | "violated" | "inconclusive" | "vacuous";
  /** Of a violation: the fewest steps to a bad end, or where there is none to the loop of a violating run. */
  readonly steps: number | undefined;
  readonly hasLoop: boolean;
};

/** The fewest steps to a state that is asked for, with the obligation open there. */
const distance = (
  graph: Graph,
  isOpen: (before: boolean, state: number) => boolean,
  isEnd: (state: number) => boolean,
): number | undefined => {
  const queue = graph.initial.map((state) => ({ state, open: isOpen(false, state), depth: 0 }));
  const known = new Set(queue.map((at) => `${at.state} ${at.open}`));
  for (const at of queue) {
    if (at.open && isEnd(at.state)) return at.depth;
    for (const { to } of graph.edges[at.state]!) {
      if (to === undefined) continue;
      const next = { state: to, open: isOpen(at.open, to), depth: at.depth + 1 };
      if (known.has(`${next.state} ${next.open}`)) continue;
      known.add(`${next.state} ${next.open}`);
      queue.push(next);
    }
  }
  return undefined;
};

export const decide = (system: System, graph: Graph, property: Temporal, forEver: ForEver): Decided => {
  const { region, wanted, open, closed, bad, isUnsure } = violation(graph, property);
  const isOpen = (before: boolean, s: number) => open(before, s) && !closed(s);
  const end = distance(graph, isOpen, bad);
  if (end !== undefined) return { verdict: "violated", steps: end, hasLoop: false };
  const lasting = forEver({ system, graph, region, wanted });
  const stops = (s: number) => region(s) && wanted(s) && canStop(system, graph.edges[s]!);
  const stem = distance(graph, isOpen, (s) => lasting.has(s) || stops(s));
  if (stem !== undefined) return { verdict: "violated", steps: stem, hasLoop: true };
  const { given } = sayings(graph, property);
  const isVacuous = property.given !== undefined && ![...graph.states.keys()].some(given);
  return { verdict: isUnsure ? "inconclusive" : isVacuous ? "vacuous" : "holds", steps: undefined, hasLoop: false };
};

/** The temporal properties of an explored system, one after the other on one graph. */
import type { CompiledProperty } from "../compile.js";
import { type Fault, fault, isFault } from "../fault.js";
import { type Kernel, valuesOf, idsOf } from "../kernel/kernel.js";
import { type StateTable, isTemporal, stateFinding } from "../kernel/predicates.js";
import type { Values } from "../semantics.js";
import type { Temporal, Verdict } from "../system.js";
import { type Trail, trailThrough } from "../trail.js";
import { type Parts, type Stacks, makeParts, makeStacks } from "./components.js";
import { nearestLoop } from "./fair.js";
import { type Graph, makeGraph } from "./graph.js";
import { type Moment, judgeRun } from "./judge-run.js";
import { loopThrough } from "./loop.js";
import { possible } from "./possible.js";
import { regionOf, shapeOf, wayTo } from "./region.js";

/** What was decided about a temporal property, with the counterexample if there is one. */
export type Decision = { readonly verdict: Verdict; readonly trail: Trail | undefined };

/** What the decisions rest on: the kernel, how many of its states were expanded, and where each distance begins. */
export type Explored = {
  readonly kernel: Kernel;
  readonly expanded: number;
  readonly levels: ReadonlyArray<number>;
  /** Every state was expanded. */
  readonly complete: boolean;
  /** The shortest way to a state, as values. */
  readonly statesTo: (state: number) => ReadonlyArray<Values>;
};

type Search = Explored & { readonly graph: Graph; readonly parts: Parts; readonly stacks: Stacks };

/** By state, what the property's predicates say of it. */
const flagsOf = ({ kernel: k, expanded }: Explored, table: StateTable): Uint8Array | Fault => {
  const { reads, memo } = table;
  const { direct, widths } = memo;
  const flags = new Uint8Array(expanded);
  for (let s = 0; s < expanded; s++) {
    k.states.read(s, k.ids);
    let index = 0;
    for (let i = 0; i < reads.length; i++) {
      const id = k.ids[reads[i]!]!;
      k.key[i] = id;
      index = (index << widths[i]!) | id;
    }
    const known = direct.length === 0 ? 0 : direct[index]!;
    const found = known === 0 ? stateFinding(k.tables, table, k.key) : known;
    if (found === 0) {
      k.failedFrom = s;
      return k.tables.fault ?? fault("impure", `property '${table.compiled.property.name}'`, "expected an answer");
    }
    flags[s] = found;
  }
  return flags;
};

/** A path of states as a trail: every step executed again, and fairness and property asked again of the whole. */
const tell = (
  { kernel: k }: Search,
  compiledProperty: CompiledProperty,
  path: ReadonlyArray<Values>,
  ruleAt: (at: number) => number | undefined,
  loop: number | undefined,
): Decision | Fault => {
  const { compiled, pool } = k.tables;
  const accepts = (rule: number, at: number): boolean => ruleAt(at) === undefined || ruleAt(at) === rule;
  const trail = trailThrough(compiled, pool, path, (step, at) => accepts(step.rule.index, at));
  if (isFault(trail)) return trail;
  const { property } = compiledProperty;
  if (property.kind !== "always-possible") {
    const moments = path.map((values, at): Moment => ({
      values,
      by: compiled.rules.find(({ rule }) => rule.name === trail.steps[at - 1]?.rule),
    }));
    const judged = judgeRun(compiled, pool, compiledProperty, moments, loop);
    if (isFault(judged)) return judged;
    if (!judged.fair || !judged.violated)
      return fault("impure", `property '${property.name}'`, "expected the run to violate it again, it does not");
  }
  return { verdict: "violated", trail: loop === undefined ? trail : { ...trail, loop } };
};

const valuesAt = ({ kernel }: Search, state: number): Values => valuesOf(kernel, idsOf(kernel, state));

/** The verdict where nothing violates the property in the graph: what leaves it may do so outside, or save what does not. */
const unviolated = ({ complete, graph }: Search, property: Temporal, isGiven: boolean, isOpen: boolean): Decision => {
  const isOfSomething = isGiven || (property.given === undefined && graph.size > 0);
  return { verdict: !complete || isOpen ? "inconclusive" : isOfSomething ? "holds" : "vacuous", trail: undefined };
};

function* decideRuns(
  s: Search,
  compiledProperty: CompiledProperty,
  property: Temporal,
  kind: Exclude<Temporal["kind"], "always-possible">,
  flags: Uint8Array,
): Generator<void, Decision | Fault> {
  const { graph, parts, stacks, levels } = s;
  const region = regionOf(graph, kind, flags, levels);
  yield;
  const stemTo = (state: number): ReadonlyArray<Values> => {
    const [opens = state, ...way] = wayTo(region, state);
    return [...s.statesTo(opens), ...way.map((at) => valuesAt(s, at))];
  };
  if (region.broken !== undefined) return tell(s, compiledProperty, stemTo(region.broken), () => undefined, undefined);
  const shape = shapeOf(kind);
  const found = yield* nearestLoop(graph, region, flags, shape, parts, stacks);
  if (found === undefined) return unviolated(s, property, region.isGiven, graph.lost > 0);
  const stem = stemTo(found.entry);
  const steps =
    found.tag === undefined ? [] : loopThrough(graph, parts.tags, found.tag, flags, shape.lacks, found.entry);
  const path = [...stem, ...steps.map(({ to }) => valuesAt(s, to))];
  const ruleAt = (at: number): number | undefined => {
    const owner = steps[at - stem.length]?.owner ?? 0;
    return owner === 0 ? undefined : graph.rules[owner];
  };
  return tell(s, compiledProperty, path, ruleAt, stem.length - 1);
}

function* decidePossible(
  s: Search,
  compiledProperty: CompiledProperty,
  property: Temporal,
  flags: Uint8Array,
): Generator<void, Decision | Fault> {
  const found = yield* possible(s.graph, flags, s.parts, s.stacks);
  if (found.hopeless !== undefined)
    return tell(s, compiledProperty, s.statesTo(found.hopeless), () => undefined, undefined);
  return unviolated(s, property, found.isGiven, found.isOpen);
}

/** Decides every temporal property, in order; `decisions` has them by the property's index. Yields now and then. */
export function* decideTemporal(
  explored: Explored,
  decisions: (Decision | undefined)[],
): Generator<void, Fault | undefined> {
  const { kernel: k, expanded } = explored;
  const graph = yield* makeGraph(k, expanded);
  const s: Search = { ...explored, graph, parts: makeParts(expanded), stacks: makeStacks(expanded) };
  for (const table of k.predicates.temporal) {
    const { property, index } = table.compiled;
    if (!isTemporal(property)) throw new Error("makePredicates keeps temporal properties apart");
    yield;
    const flags = flagsOf(explored, table);
    if (isFault(flags)) return flags;
    s.parts.tags.fill(0);
    s.parts.next = 1;
    const decided =
      property.kind === "always-possible"
        ? yield* decidePossible(s, table.compiled, property, flags)
        : yield* decideRuns(s, table.compiled, property, property.kind, flags);
    if (isFault(decided)) return decided;
    decisions[index] = decided;
  }
  return undefined;
}

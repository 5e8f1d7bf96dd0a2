/** Breadth-first exploration: states in order of distance, so that the first state found to violate is a nearest one. */
import { type Compiled, compile } from "../compile.js";
import { type Fault, isFault } from "../fault.js";
import { FAILED, OUTGROWN, expand } from "../kernel/expand.js";
import { flush } from "../kernel/flush.js";
import { BATCH, type Kernel, idsOf, kernelBytes, makeKernel, offer, relayout } from "../kernel/kernel.js";
import { identify } from "../kernel/space.js";
import { CHUNK_BITS, CHUNK_MASK, refresh } from "../kernel/store.js";
import { expandReduced } from "../reduce/expand.js";
import { type Again, type Plan, planFor } from "../reduce/plan.js";
import { makeReducing, reductionOf, review } from "../reduce/reducer.js";
import { canonicalise } from "../reduce/symmetry.js";
import { unfold } from "../reduce/unfold.js";
import { initialStates } from "../semantics.js";
import type { System } from "../system.js";
import { trailThrough } from "../trail.js";
import { reintern } from "../values.js";
import { decideTemporal } from "../temporal/decide.js";
import { graphBytes } from "../temporal/graph.js";
import { checkState, collectBadSteps, makeFindings, pathTo, statesTo } from "./findings.js";
import type { Bound, Options, Progress, Result } from "./report.js";
import { type Search, boundAt, boundHit, progressOf, secondsSince } from "./search.js";
import { summarise } from "./summary.js";

/** Between two looks at the bounds: flushes, or milliseconds where the modeller's functions, which may be slow, were run. */
const FLUSHES_PER_LOOK = 8;
const LOOK_EVERY = 20;

/** Puts the initial states into the store. */
const begin = (s: Search): Fault | undefined => {
  const { tables, store } = s.kernel;
  const states = initialStates(tables.compiled, tables.pool);
  if (isFault(states)) return states;
  const numbered = states.map((state) =>
    Int32Array.from(state, (value, place) => {
      const space = tables.spaces[place];
      if (space === undefined) throw new Error("a state has a value per component");
      return identify(space, reintern(tables.pool, value));
    }),
  );
  const symmetry = s.reducing?.symmetry;
  if (symmetry !== undefined) for (const ids of numbered) canonicalise(tables, symmetry, ids);
  relayout(s.kernel);
  for (const ids of numbered) offer(s.kernel, ids, -1);
  if (!flush(s.kernel)) return faultOf(s.kernel);
  s.initial = states.length;
  s.levelEnd = store.size;
  return undefined;
};

/** Where a fault happened, for its report: in the state being expanded, or in the one that `flush` came from. */
const locate = (s: Search, found: Fault): Fault => {
  const { kernel: k } = s;
  const at = k.failedFrom ?? s.cursor;
  if (at < 0) return found;
  const names = k.tables.compiled.components.map(({ name }) => name);
  const path = pathTo(k, s.findings, at);
  const state = Object.fromEntries(names.map((name, place) => [name, path.at(-1)?.[place]]));
  const trail = trailThrough(k.tables.compiled, k.tables.pool, path);
  return { ...found, state, ...(trail.tag === "Trail" ? { choices: trail.choices } : {}) };
};

/** Why a table could not be filled. */
const faultOf = (k: Kernel): Fault => {
  if (k.tables.fault === undefined) throw new Error("a table that fails leaves its fault");
  return k.tables.fault;
};

/** Expands one state and checks it; true if the batch should be flushed before the next. */
const advance = (s: Search): boolean | Fault => {
  const { kernel: k } = s;
  const index = s.cursor;
  if ((index & CHUNK_MASK) === 0 || k.store.chunks[index >>> CHUNK_BITS]?.length === 0)
    refresh(k.store, index >>> CHUNK_BITS);
  const result = s.reducing === undefined ? expand(k, index) : expandReduced(k, s.reducing, index);
  if (result === OUTGROWN) {
    if (!flush(k)) return faultOf(k);
    relayout(k);
    return false;
  }
  if (result === FAILED) return faultOf(k);
  if (!checkState(k, s.findings, index, k.firing.size === 0)) return faultOf(k);
  collectBadSteps(k, s.findings);
  s.cursor++;
  return k.batch.size >= BATCH || s.cursor === s.levelEnd;
};

/** After a bound, the states found but not expanded are checked all the same: a violation known is a violation told. */
const sweep = (s: Search): Fault | undefined => {
  try {
    return checkFrontier(s);
  } catch (error) {
    if (!isRefusedMemory(error)) throw error;
    return undefined;
  }
};

const checkFrontier = (s: Search): Fault | undefined => {
  const { kernel: k } = s;
  for (let index = s.cursor; index < k.store.size; index++) {
    if (k.predicates.states.length === 0) return undefined;
    k.ids.set(idsOf(k, index));
    if (!checkState(k, s.findings, index, false)) {
      s.cursor = index;
      return faultOf(k);
    }
  }
  return undefined;
};

type Ended = Bound | Fault | Again | undefined;

/** What the reductions say of what was found, if it ends the search. */
const reviewed = (s: Search, isLast: boolean): Fault | Again | undefined => {
  if (s.reducing === undefined) return undefined;
  const found = review(s.kernel, s.reducing, isLast);
  if (found === undefined && s.kernel.tables.outgrown) relayout(s.kernel);
  return found;
};

/** Runs until done, yielding now and then so that the caller can show progress or stop. */
function* search(s: Search): Generator<Progress, Ended> {
  const { kernel: k, options } = s;
  const every = (options.progressEvery ?? 0.2) * 1000;
  let lastYield = s.started;
  let flushes = 0;
  let lookedAt = s.started;
  let fills = 0;
  while (s.cursor < k.store.size) {
    const wantsFlush = advance(s);
    if (isFault(wantsFlush)) return wantsFlush;
    if (options.until === "violated" && s.findings.violations > 0)
      return boundAt(s, "first violation", undefined, s.findings.violations);
    const isLate = k.tables.fills !== fills && s.now() - lookedAt >= LOOK_EVERY;
    fills = k.tables.fills;
    if (!wantsFlush && !isLate) continue;
    if (!flush(k)) return faultOf(k);
    const changed = reviewed(s, false);
    if (changed !== undefined) return changed;
    if (s.cursor === s.levelEnd && s.cursor < k.store.size) {
      s.depth++;
      s.levels.push(s.levelEnd);
      s.levelEnd = k.store.size;
    }
    if (++flushes % FLUSHES_PER_LOOK !== 0 && !isLate && k.store.size <= (options.maxStates ?? Infinity)) continue;
    lookedAt = s.now();
    const bound = boundHit(s);
    if (bound !== undefined && s.cursor < k.store.size) return bound;
    if (lookedAt - lastYield >= every) {
      yield progressOf(s);
      lastYield = s.now();
    }
  }
  return reviewed(s, true);
}

/** A typed array that could not be allocated. Any other error is a mistake of ours and not to be hidden. */
const isRefusedMemory = (error: unknown): boolean =>
  error instanceof RangeError && /alloc|typed array length/i.test(error.message);

/** Decides the temporal properties of what was explored; their graph counts as memory, and must fit beside the rest. */
function* decide(s: Search, complete: boolean): Generator<Progress, Bound | Fault | undefined> {
  const { kernel: k, options } = s;
  const every = (options.progressEvery ?? 0.2) * 1000;
  const bytes = kernelBytes(k) + graphBytes(k, s.cursor);
  if (bytes >= (options.maxBytes ?? Infinity)) return boundAt(s, "memory", options.maxBytes, bytes);
  s.peakBytes = Math.max(s.peakBytes, bytes);
  const steps = decideTemporal(
    { kernel: k, expanded: s.cursor, levels: s.levels, complete, statesTo: (state) => statesTo(k, state) },
    s.findings.decisions,
  );
  let lastYield = s.now();
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    const now = s.now();
    if (options.signal?.aborted === true) return boundAt(s, "aborted", undefined, secondsSince(s));
    if (secondsSince(s) >= (options.maxSeconds ?? Infinity))
      return boundAt(s, "seconds", options.maxSeconds, secondsSince(s));
    if (now - lastYield < every) continue;
    const decided = s.findings.decisions.filter((decision) => decision !== undefined).length;
    yield { ...progressOf(s), temporal: { decided, of: k.predicates.temporal.length } };
    lastYield = s.now();
  }
}

/** The search, with memory that the system refuses made a bound like any other. */
function* guarded(s: Search, steps: Generator<Progress, Ended>): Generator<Progress, Ended> {
  try {
    return yield* steps;
  } catch (error) {
    if (!isRefusedMemory(error)) throw error;
    return boundAt(s, "memory", undefined, kernelBytes(s.kernel));
  }
}

const start = (compiled: Compiled, options: Options, plan: Plan, started: number): Search => {
  const kernel = makeKernel(compiled);
  const reducing = makeReducing(kernel, plan);
  const symmetry = reducing?.symmetry;
  return {
    kernel,
    options,
    now: options.now ?? Date.now,
    started,
    findings: makeFindings(compiled, (path) => (symmetry === undefined ? path : unfold(kernel, symmetry, path))),
    reducing,
    initial: 0,
    cursor: 0,
    depth: 0,
    levelEnd: 0,
    peakBytes: 0,
    levels: [0],
  };
};

/** One exploration from the initial states on. */
function* attempt(
  compiled: Compiled,
  options: Options,
  plan: Plan,
  started: number,
): Generator<Progress, Result | Again> {
  const s = start(compiled, options, plan, started);
  const failed = begin(s);
  if (failed !== undefined) return failed;
  const ended = yield* guarded(s, search(s));
  if (ended !== undefined && "tag" in ended) return ended.tag === "Again" ? ended : locate(s, ended);
  // Where memory was refused, a table may have been left half changed: it is not asked again.
  const isRefused = ended?.kind === "memory" && ended.limit === undefined;
  if (ended !== undefined && !isRefused) {
    const unswept = sweep(s);
    if (unswept !== undefined) return locate(s, unswept);
  }
  s.peakBytes = Math.max(s.peakBytes, kernelBytes(s.kernel));
  const explored = ended === undefined;
  // Of what a bound on states has left, runs may still show a violation; after any other there is no time or memory left.
  const isAsked = s.kernel.predicates.temporal.length > 0 && (explored || ended.kind === "states");
  const undecided = isAsked ? yield* guarded(s, decide(s, explored)) : undefined;
  if (undecided !== undefined && "tag" in undecided)
    return undecided.tag === "Again" ? undecided : locate(s, undecided);
  const seconds = secondsSince(s);
  const acts = s.reducing?.audit?.acts ?? [];
  const bound = ended ?? undecided;
  return summarise(s.kernel, s.findings, { ...s, bound, explored, seconds, reduction: reductionOf(plan), acts });
}

/** The exploration as a generator: yields its progress, returns its result. `explore` and `check` drive it. */
export function* exploration(system: System, options: Options = {}): Generator<Progress, Result> {
  const compiled = compile(system);
  if (isFault(compiled)) return compiled;
  const started = (options.now ?? Date.now)();
  let plan = planFor(compiled, options.reduction ?? "none");
  for (;;) {
    const result = yield* attempt(compiled, options, plan, started);
    if (result.tag !== "Again") return result;
    plan = result.plan;
  }
}

/** Explores to the end, or to a bound, without a pause. `onProgress` is called on the way; see `check` for the other way. */
export const explore = (system: System, options: Options = {}): Result => {
  const steps = exploration(system, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    options.onProgress?.(value);
  }
};

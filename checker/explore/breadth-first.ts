/** Breadth-first exploration: states in order of distance, so that the first state found to violate is a nearest one. */
import { type Compiled, compile } from "../compile.js";
import { type Fault, fault, isFault } from "../fault.js";
import { FAILED, OUTGROWN, expand } from "../kernel/expand.js";
import { flush } from "../kernel/flush.js";
import { BATCH, makeKernel, offer, relayout } from "../kernel/kernel.js";
import { CHUNK_BITS, CHUNK_MASK, refresh } from "../kernel/store.js";
import { Lost } from "../native/log.js";
import { Unsuited } from "../native/units.js";
import { expandReduced } from "../reduce/expand.js";
import { type Again, type Plan, planFor } from "../reduce/plan.js";
import { makeReducing, review } from "../reduce/reducer.js";
import { canonicalise } from "../reduce/symmetry.js";
import { unfold } from "../reduce/unfold.js";
import type { System } from "../system.js";
import { type Ended, end, endLost, faultOf, guarded, isRefusedMemory } from "./end.js";
import { type Fast, lost, searchFast, startFast } from "./fast.js";
import { checkState, collectBadSteps, makeFindings } from "./findings.js";
import { type Rechosen, choose } from "./halves.js";
import { initialIdentities } from "./initial.js";
import { PROBE, told, withWarnings } from "./keeping.js";
import type { Options, Progress, Result } from "./report.js";
import { resumeFast } from "./resume.js";
import { type Search, boundAt, boundHit, progressOf } from "./search.js";

/** Between two looks at the bounds: flushes, or milliseconds where the modeller's functions, which may be slow, were run. */
const FLUSHES_PER_LOOK = 8;
const LOOK_EVERY = 20;

/** Puts the initial states into the store. */
const begin = (s: Search): Fault | undefined => {
  const { tables, store } = s.kernel;
  const initial = initialIdentities(tables);
  if (isFault(initial)) return initial;
  const symmetry = s.reducing?.symmetry;
  if (symmetry !== undefined) for (const ids of initial) canonicalise(tables, symmetry, ids);
  relayout(s.kernel);
  for (const ids of initial) offer(s.kernel, ids, -1);
  if (!flush(s.kernel)) return faultOf(s.kernel);
  s.initial = initial.length;
  s.levelEnd = store.size;
  return undefined;
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

/** What the reductions say of what was found, if it ends the search. */
const reviewed = (s: Search, isLast: boolean): Fault | Again | undefined => {
  if (s.reducing === undefined) return undefined;
  const found = review(s.kernel, s.reducing, isLast);
  if (found === undefined && s.kernel.tables.outgrown) relayout(s.kernel);
  return found;
};

/** There is enough to choose the halves by, and more to come than is worth the plain way. */
type Probed = { readonly tag: "Probed" };

/** Runs until done, or beyond so many states, yielding now and then so that the caller can show progress or stop. */
function* search(s: Search, probe: number): Generator<Progress, Ended | Probed> {
  const { kernel: k, options } = s;
  const every = (options.progressEvery ?? 0.2) * 1000;
  let lastYield = s.started;
  let flushes = 0;
  let lookedAt = s.started;
  let fills = 0;
  while (s.cursor < k.store.size) {
    if (k.store.size > probe) return { tag: "Probed" };
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

/** States after which an exploration starts again in the other loop. */
const probeFor = (compiled: Compiled, { kernel = "auto", probe = PROBE }: Options, plan: Plan): number => {
  const isReduced = plan.uses.length > 0 || plan.later.length > 0;
  return kernel === "plain" || isReduced || compiled.boundaries.length > 0 ? Infinity : probe;
};

/** One exploration from the initial states on, or from where a checkpoint ends. */
function* attempt(
  compiled: Compiled,
  options: Options,
  plan: Plan,
  started: number,
): Generator<Progress, Result | Again> {
  const probe = probeFor(compiled, options, plan);
  const { resume } = options;
  if (resume?.record !== undefined && probe !== Infinity) {
    const fast = resumeFast(compiled, options, resume, resume.record, started);
    return isFault(fast) ? fast : yield* onward(fast, compiled, options, plan, started);
  }
  const s = start(compiled, options, plan, started);
  const failed = begin(s);
  if (failed !== undefined) return failed;
  const ended = yield* guarded(s, search(s, probe));
  if (ended === undefined || !("tag" in ended) || ended.tag !== "Probed") return yield* end(s, ended, plan);
  const fast = unlessRefused(() => startFast(compiled, options, started, s.kernel.tables, choose(s.kernel, probe)));
  return yield* onward(fast, compiled, options, plan, started);
}

/** Undefined where there is no memory for it. */
const unlessRefused = <A>(make: () => A): A | undefined => {
  try {
    return make();
  } catch (error) {
    if (!isRefusedMemory(error)) throw error;
    return undefined;
  }
};

/** The exploration in the other loop, with other halves if need be; or where that is of no use, in this one. */
function* onward(
  first: Fast | undefined,
  compiled: Compiled,
  options: Options,
  plan: Plan,
  started: number,
): Generator<Progress, Result | Again> {
  for (let next = first; next !== undefined;) {
    const fast: Fast = next;
    try {
      const found: Ended | Rechosen = yield* guarded(fast.search, searchFast(fast));
      if (found === undefined || !("tag" in found) || found.tag !== "Rechosen") {
        const result = yield* end(fast.search, found, plan);
        return result.tag === "Report" ? told(result, fast) : result;
      }
      next = unlessRefused(() => startFast(compiled, options, started, fast.search.kernel.tables, found.choice));
    } catch (error) {
      if (error instanceof Lost) return endLost(fast.search, lost(fast, error), plan);
      if (!(error instanceof Unsuited)) throw error;
      next = undefined;
    }
  }
  return yield* attempt(compiled, { ...options, kernel: "plain" }, plan, started);
}

/** The exploration as a generator: yields its progress, returns its result. `explore` and `check` drive it. */
export function* exploration(system: System, options: Options = {}): Generator<Progress, Result> {
  const compiled = compile(system);
  if (isFault(compiled)) return compiled;
  if (options.kernel === "plain" && options.resume?.record !== undefined)
    return fault("storage", options.resume.where, "expected the loop that wrote it, got the plain one");
  const started = (options.now ?? Date.now)();
  let plan = planFor(compiled, options.reduction ?? "none");
  for (;;) {
    const result = yield* attempt(compiled, options, plan, started);
    if (result.tag === "Report") return withWarnings(result, options, compiled.boundaries.length);
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

/** Breadth-first exploration: states in order of distance, so that the first state found to violate is a nearest one. */
import { type Compiled, compile } from "../compile.js";
import { type Fault, isFault } from "../fault.js";
import { FAILED, OUTGROWN, expand } from "../kernel/expand.js";
import { flush } from "../kernel/flush.js";
import { BATCH, type Kernel, idsOf, kernelBytes, makeKernel, offer, relayout, valuesOf } from "../kernel/kernel.js";
import { identify } from "../kernel/space.js";
import { CHUNK_BITS, CHUNK_MASK, MAX_STATES, refresh } from "../kernel/store.js";
import { initialStates } from "../semantics.js";
import type { System } from "../system.js";
import { reintern } from "../values.js";
import { decideTemporal } from "../temporal/decide.js";
import { graphBytes } from "../temporal/graph.js";
import { type Findings, checkState, collectBadSteps, makeFindings, pathTo, statesTo } from "./findings.js";
import type { Bound, Options, Progress, Result } from "./report.js";
import { summarise } from "./summary.js";

/** V8 ends near 4 GiB of heap (2 GiB on small machines) by aborting the process; values must stay well below. */
const MAX_VALUE_BYTES = 1.5 * 2 ** 30;
/** Between two looks at the bounds: flushes, or milliseconds where the modeller's functions, which may be slow, were run. */
const FLUSHES_PER_LOOK = 8;
const LOOK_EVERY = 20;

type Search = {
  readonly kernel: Kernel;
  readonly options: Options;
  readonly now: () => number;
  readonly started: number;
  readonly findings: Findings;
  initial: number;
  /** The next state to expand. */
  cursor: number;
  depth: number;
  /** The first state that is one step deeper than `cursor`'s. */
  levelEnd: number;
  peakBytes: number;
  /** The first state of each distance from the initial states. */
  readonly levels: number[];
};

const secondsSince = (s: Search): number => (s.now() - s.started) / 1000;

const progressOf = (s: Search): Progress => ({
  states: s.kernel.store.size,
  frontier: s.kernel.store.size - s.cursor,
  transitions: s.kernel.transitions,
  depth: s.depth,
  seconds: secondsSince(s),
  bytes: kernelBytes(s.kernel),
});

const largestComponent = (k: Kernel): Bound["largest"] => {
  const spaces = k.tables.spaces.toSorted((a, b) => b.values.length - a.values.length);
  return { component: spaces[0]?.name ?? "", values: spaces[0]?.values.length ?? 0 };
};

const boundAt = (s: Search, kind: Bound["kind"], limit: number | undefined, reached: number): Bound => ({
  kind,
  limit,
  reached,
  largest: largestComponent(s.kernel),
});

/** The bound that has been reached, if any. */
const boundHit = (s: Search): Bound | undefined => {
  const { options, kernel } = s;
  const maxStates = Math.min(options.maxStates ?? Infinity, MAX_STATES - 2 * kernel.batch.capacity);
  if (kernel.store.size > maxStates) return boundAt(s, "states", maxStates, kernel.store.size);
  if (options.signal?.aborted === true) return boundAt(s, "aborted", undefined, secondsSince(s));
  const seconds = secondsSince(s);
  if (seconds >= (options.maxSeconds ?? Infinity)) return boundAt(s, "seconds", options.maxSeconds, seconds);
  const bytes = kernelBytes(kernel);
  s.peakBytes = Math.max(s.peakBytes, bytes);
  if (bytes >= (options.maxBytes ?? Infinity)) return boundAt(s, "memory", options.maxBytes, bytes);
  const heap = kernel.tables.pool.bytes;
  return heap >= MAX_VALUE_BYTES ? boundAt(s, "memory", MAX_VALUE_BYTES, heap) : undefined;
};

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
  const values = valuesOf(k, idsOf(k, at));
  const state = Object.fromEntries(names.map((name, place) => [name, values[place]]));
  const trail = pathTo(k, at);
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
  const result = expand(k, index);
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

/** Runs until done, yielding now and then so that the caller can show progress or stop. */
function* search(s: Search): Generator<Progress, Bound | Fault | undefined> {
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
  return undefined;
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
    yield progressOf(s);
    lastYield = s.now();
  }
}

/** The search, with memory that the system refuses made a bound like any other. */
function* guarded(
  s: Search,
  steps: Generator<Progress, Bound | Fault | undefined>,
): Generator<Progress, Bound | Fault | undefined> {
  try {
    return yield* steps;
  } catch (error) {
    if (!isRefusedMemory(error)) throw error;
    return boundAt(s, "memory", undefined, kernelBytes(s.kernel));
  }
}

const start = (compiled: Compiled, options: Options): Search => {
  const now = options.now ?? Date.now;
  const kernel = makeKernel(compiled);
  return {
    kernel,
    options,
    now,
    started: now(),
    findings: makeFindings(compiled),
    initial: 0,
    cursor: 0,
    depth: 0,
    levelEnd: 0,
    peakBytes: 0,
    levels: [0],
  };
};

/** The exploration as a generator: yields its progress, returns its result. `explore` and `check` drive it. */
export function* exploration(system: System, options: Options = {}): Generator<Progress, Result> {
  const compiled = compile(system);
  if (isFault(compiled)) return compiled;
  const s = start(compiled, options);
  const failed = begin(s);
  if (failed !== undefined) return failed;
  const ended = yield* guarded(s, search(s));
  if (ended !== undefined && "tag" in ended) return locate(s, ended);
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
  if (undecided !== undefined && "tag" in undecided) return locate(s, undecided);
  const seconds = secondsSince(s);
  return summarise(s.kernel, s.findings, { ...s, bound: ended ?? undecided, explored, seconds });
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

/** How an exploration ends, whatever loop it ran in: what is known is checked, temporal properties decided, all reported. */
import type { Fault } from "../fault.js";
import { type Kernel, idsOf, kernelBytes } from "../kernel/kernel.js";
import type { Again, Plan } from "../reduce/plan.js";
import { reductionOf } from "../reduce/reducer.js";
import { decideTemporal } from "../temporal/decide.js";
import { graphBytes } from "../temporal/graph.js";
import { trailThrough } from "../trail.js";
import { checkState, makeFindings, pathTo, statesTo } from "./findings.js";
import type { Bound, Progress, Result } from "./report.js";
import { type Search, boundAt, progressOf, secondsSince, takenBytes } from "./search.js";
import { summarise } from "./summary.js";

/** Why a search stopped; undefined: it is complete. */
export type Ended = Bound | Fault | Again | undefined;

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
export const faultOf = (k: Kernel): Fault => {
  if (k.tables.fault === undefined) throw new Error("a table that fails leaves its fault");
  return k.tables.fault;
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
  for (let index = s.cursor; index < k.states.size(); index++) {
    if (k.predicates.states.length === 0) return undefined;
    k.ids.set(idsOf(k, index));
    if (!checkState(k, s.findings, index, false)) {
      s.cursor = index;
      return faultOf(k);
    }
  }
  return undefined;
};

/** A typed array that could not be allocated. Any other error is a mistake of ours and not to be hidden. */
export const isRefusedMemory = (error: unknown): boolean =>
  error instanceof RangeError && /alloc|typed array length/i.test(error.message);

/** Decides the temporal properties of what was explored; their graph counts as memory, and must fit beside the rest. */
function* decide(s: Search, complete: boolean): Generator<Progress, Bound | Fault | undefined> {
  const { kernel: k, options } = s;
  const every = (options.progressEvery ?? 0.2) * 1000;
  const more = graphBytes(k, s.cursor) + (k.states.listBytes?.() ?? 0);
  const bytes = takenBytes(s) + more;
  if (bytes >= (options.maxBytes ?? Infinity)) return boundAt(s, "memory", options.maxBytes, bytes);
  s.peakBytes = Math.max(s.peakBytes, kernelBytes(k) + more);
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
export function* guarded<E>(s: Search, steps: Generator<Progress, E>): Generator<Progress, E | Bound> {
  try {
    return yield* steps;
  } catch (error) {
    if (!isRefusedMemory(error)) throw error;
    return boundAt(s, "memory", undefined, kernelBytes(s.kernel));
  }
}

/** The result of a search that has ended. */
export function* end(s: Search, ended: Ended, plan: Plan): Generator<Progress, Result | Again> {
  if (ended !== undefined && "tag" in ended) return ended.tag === "Again" ? ended : locate(s, ended);
  // Where memory was refused, a table may have been left half changed: it is not asked again.
  const isRefused = ended?.kind === "memory" && ended.limit === undefined;
  if (ended !== undefined && !isRefused) {
    const unswept = sweep(s);
    if (unswept !== undefined) return locate(s, unswept);
  }
  s.peakBytes = Math.max(s.peakBytes, kernelBytes(s.kernel));
  const explored = ended === undefined && s.lossy === undefined;
  // Of what a bound on states has left, runs may still show a violation; after any other there is no time or memory left.
  // A lossy set does not have the numbers of states, which their graph is made of.
  const isAsked =
    s.kernel.predicates.temporal.length > 0 && s.lossy === undefined && (explored || ended?.kind === "states");
  const undecided = isAsked ? yield* guarded(s, decide(s, explored)) : undefined;
  if (undecided !== undefined && "tag" in undecided) return locate(s, undecided);
  const seconds = secondsSince(s);
  const acts = s.reducing?.audit?.acts ?? [];
  const bound = ended ?? undecided;
  return summarise(s.kernel, s.findings, { ...s, bound, explored, seconds, reduction: reductionOf(plan), acts });
}

/** The result where states are lost: no verdict stands that cannot be shown any more. */
export const endLost = (s: Search, bound: Bound, plan: Plan): Result => {
  const findings = makeFindings(s.kernel.tables.compiled, (path) => path);
  const seconds = secondsSince(s);
  return summarise(s.kernel, findings, {
    ...s,
    bound,
    explored: false,
    seconds,
    reduction: reductionOf(plan),
    acts: [],
  });
};

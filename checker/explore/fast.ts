/** Breadth-first exploration in the WebAssembly loop: level by level, in rounds. */
import type { Compiled } from "../compile.js";
import { type Fault, isFault } from "../fault.js";
import { type Kernel, type States, makeKernel } from "../kernel/kernel.js";
import { resizePredicates } from "../kernel/predicates.js";
import { type Tables, resizeTables } from "../kernel/tables.js";
import { makeArena } from "../native/arena.js";
import { condense } from "../native/condense.js";
import { type Slow, expandSlowly, settle, stepsTaken } from "../native/counts.js";
import { ARENA_BYTES, type Explorer, type Pending, explorerBytes, makeExplorer, stateFor } from "../native/explorer.js";
import { readHalf } from "../native/half.js";
import { capacity } from "../native/layout.js";
import { listSteps } from "../native/listing.js";
import { type Lost, halvesOf, predecessorIn } from "../native/log.js";
import { offerStates, pendingFrom, round } from "../native/round.js";
import { nothingKept } from "../native/snapshot.js";
import { makeCrew } from "../native/threads.js";
import { Failed } from "../native/units.js";
import { start as startLoop } from "../native/webassembly.js";
import { bytes as loopBytes } from "../native/loop.js";
import { type Ended, isRefusedMemory } from "./end.js";
import { makeFindings } from "./findings.js";
import { initialIdentities } from "./initial.js";
import { type Choice, type Rechosen, chooseAgain } from "./halves.js";
import { type Keeper, keep, makeKeeper, sinceKept } from "./keeping.js";
import { lookAfter, makeRoom, makeWay, shed, turnLossy, why } from "./room.js";
import type { Bound, Options, Progress } from "./report.js";
import { type Search, boundAt, boundHit, progressOf } from "./search.js";

/** Identities are as wide as may be: tables keep their hashed form, and no value asks for a new layout. */
const WIDEST = 31;
/** The loop's own room, at first. */
const FIRST_TABLE = 1 << 17;
const widen = (t: Tables): void => {
  for (const space of [...t.spaces, ...t.messages, t.events]) space.bits = WIDEST;
  resizeTables(t);
};

const statesOf = (explorer: () => Explorer): States => ({
  size: () => explorer().log.size,
  read: (state, ids) => {
    const e = explorer();
    const [a, b] = halvesOf(e.log, state);
    readHalf(e.x.halves[0], a, ids);
    readHalf(e.x.halves[1], b, ids);
  },
  predecessor: (state) => predecessorIn(explorer().log, state),
  bytes: () => explorerBytes(explorer()),
  listBytes: () => 4 * capacity(explorer()),
  list: (steps) => listSteps(explorer(), steps),
});

export type Fast = {
  readonly search: Search;
  readonly explorer: Explorer;
  readonly slow: Slow;
  /** How the halves were chosen, and how many states there were when they were last judged. */
  readonly choice: Choice;
  judged: number;
  /** Of an exploration that goes on: what is to be expanded, and how far it was. */
  readonly resumed?: { readonly pending: ReadonlyArray<Pending>; readonly states: number; readonly seconds: number };
  readonly keeper?: Keeper | undefined;
};

/** An exploration in the loop, split as the sample says; undefined where the platform has no such loop. */
export const startFast = (
  compiled: Compiled,
  options: Options,
  started: number,
  known: Tables,
  choice: Choice,
): Fast | undefined => {
  const loop = startLoop(loopBytes, ARENA_BYTES + FIRST_TABLE);
  if (loop === undefined) return undefined;
  widen(known);
  let explorer: Explorer | undefined;
  const states = statesOf(() => {
    if (explorer === undefined) throw new Error("there are no states before there is an explorer");
    return explorer;
  });
  const kernel: Kernel = { ...makeKernel(compiled, known), states };
  resizePredicates(known, kernel.predicates);
  const findings = makeFindings(compiled, (path) => path);
  const arena = makeArena(loop.memory, loop.loop, ARENA_BYTES);
  const workers = Math.max(1, Math.floor(options.workers ?? 1));
  explorer = makeExplorer(kernel, arena, findings, choice.sample, choice.split, workers, options.spill);
  explorer.crew = makeCrew(arena, loop.module, explorer.workers);
  const search: Search = {
    kernel,
    options,
    now: options.now ?? Date.now,
    started,
    findings,
    reducing: undefined,
    initial: 0,
    cursor: 0,
    depth: 0,
    levelEnd: 0,
    peakBytes: 0,
    levels: [0],
  };
  return {
    search,
    explorer,
    slow: { steps: 0 },
    choice,
    judged: choice.from,
    keeper: makeKeeper(options, nothingKept(known), started),
  };
};

const begin = ({ search: s, explorer: e }: Fast): Fault | undefined => {
  const initial = initialIdentities(s.kernel.tables);
  if (isFault(initial)) return initial;
  offerStates(
    e,
    initial.map((ids) => stateFor(e, ids, -1)),
  );
  s.initial = initial.length;
  s.levelEnd = e.log.size;
  return undefined;
};

/** The least number of a state that is not expanded yet. */
export const least = (pending: ReadonlyArray<Pending>, otherwise: number): number =>
  pending.reduce(
    (first, each) =>
      Math.min(
        first,
        each.tag === "piece" ? each.piece.first + each.from : Math.min(...each.states.map(({ number }) => number)),
      ),
    otherwise,
  );

/** Why nothing more is expanded now. */
const stop = (s: Search, e: Explorer): Bound | undefined => {
  const full = lookAfter(s, e);
  if (s.options.until === "violated" && s.findings.violations > 0)
    return boundAt(s, "first violation", undefined, s.findings.violations);
  if (full !== undefined) return full;
  shed(s, e, 0);
  const bound = boundHit(s);
  return bound === undefined || s.cursor === s.kernel.states.size() ? undefined : why(e, bound);
};

function* levels(fast: Fast): Generator<Progress, Ended | Rechosen> {
  const { search: s, explorer: e, slow, resumed, keeper } = fast;
  const { kernel: k, options } = s;
  const every = (options.progressEvery ?? 0.2) * 1000;
  const most = options.maxStates ?? Infinity;
  e.makeWay = () => makeWay(s, e);
  let lastYield = s.started;
  let pending = resumed?.pending ?? pendingFrom(e, 0, s.levelEnd);
  // What is lossy, or lacks states that found no room, is not kept: the checkpoint before is exact.
  const kept = (): Bound | undefined =>
    s.lossy === undefined && e.crowded.length === 0 ? keeper && keep(keeper, { s, e, slow }, pending) : undefined;
  const ends = (bound: Bound): Bound | undefined => kept() ?? (turnLossy(s, e, bound) ? undefined : bound);
  const already = resumed === undefined ? undefined : stop(s, e);
  if (already !== undefined && !turnLossy(s, e, already)) return already;
  for (;;) {
    while (pending.length > 0) {
      const full = makeRoom(s, e, pending);
      const ended = full && ends(full);
      if (ended !== undefined) return ended;
      const left = round(e, pending, most - e.log.size);
      expandSlowly(e, slow, left.slow);
      pending = left.pending;
      k.transitions = stepsTaken(e) + slow.steps;
      s.cursor = least(pending, s.levelEnd);
      condense(e, s.cursor);
      const isFinal = keeper?.isWritten === true || resumed !== undefined || s.lossy !== undefined;
      const rechosen = isFinal ? undefined : chooseAgain(fast);
      if (rechosen !== undefined) return rechosen;
      const bound = stop(s, e);
      const isOver = bound && ends(bound);
      if (isOver !== undefined) return isOver;
      const now = s.now();
      const failed = keeper !== undefined && now - keeper.at >= keeper.every ? kept() : undefined;
      if (failed !== undefined) return failed;
      if (now - lastYield < every) continue;
      yield { ...progressOf(s), ...sinceKept(keeper, s.now()) };
      lastYield = s.now();
    }
    if (s.levelEnd === e.log.size) break;
    pending = pendingFrom(e, s.levelEnd, e.log.size);
    s.depth++;
    s.levels.push(s.levelEnd);
    s.levelEnd = e.log.size;
  }
  // What is complete is none the worse for a checkpoint that fails.
  kept();
  return undefined;
}

/** The bound where a state that went to disk cannot be read. */
export const lost = ({ search: s, explorer: e }: Fast, { error }: Lost): Bound => ({
  ...boundAt(s, "storage", undefined, e.log.spill?.bytes() ?? 0),
  error,
});

/** The search from the initial states on; errors of the specification are its result. */
export function* searchFast(fast: Fast): Generator<Progress, Ended | Rechosen> {
  const { search: s, explorer: e } = fast;
  try {
    const failed = fast.resumed === undefined ? begin(fast) : undefined;
    if (failed !== undefined) return failed;
    const ended = yield* levels(fast);
    settle(e);
    return ended;
  } catch (error) {
    if (error instanceof Failed) return error.fault;
    if (!isRefusedMemory(error)) throw error;
    settle(e);
    lookAfter(s, e);
    s.kernel.transitions = stepsTaken(e) + fast.slow.steps;
    return boundAt(s, "memory", undefined, explorerBytes(e));
  } finally {
    e.crew.end();
  }
}

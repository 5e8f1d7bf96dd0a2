/** Breadth-first exploration in the WebAssembly loop: level by level, in rounds. */
import type { Compiled } from "../compile.js";
import { type Fault, isFault } from "../fault.js";
import { type Kernel, type States, idsOf, makeKernel } from "../kernel/kernel.js";
import { resizePredicates } from "../kernel/predicates.js";
import { type Tables, resizeTables } from "../kernel/tables.js";
import { makeArena } from "../native/arena.js";
import { type Slow, expandSlowly, settle, stepsTaken } from "../native/counts.js";
import {
  ARENA_BYTES,
  type Explorer,
  type Pending,
  explorerBytes,
  halvesFor,
  makeExplorer,
  stateFor,
} from "../native/explorer.js";
import { readHalf, sizeOf } from "../native/half.js";
import { listSteps } from "../native/listing.js";
import { halvesOf, predecessorIn } from "../native/log.js";
import { offerStates, pendingFrom, round } from "../native/round.js";
import { type Sample, type Split, valuesFor } from "../native/split.js";
import { type Crew, makeCrew } from "../native/threads.js";
import { Failed } from "../native/units.js";
import { start as startLoop } from "../native/webassembly.js";
import { bytes as loopBytes } from "../native/loop.js";
import { type Ended, isRefusedMemory } from "./end.js";
import { makeFindings } from "./findings.js";
import { initialIdentities } from "./initial.js";
import type { Options, Progress } from "./report.js";
import { type Search, boundAt, boundHit, progressOf } from "./search.js";

/** Identities are as wide as may be: tables keep their hashed form, and no value asks for a new layout. */
const WIDEST = 31;
/** The loop's own room, at first. */
const FIRST_TABLE = 1 << 17;
const MOST_SAMPLED = 4096;

/** Some of the states found so far, evenly spaced. */
const sampleOf = (k: Kernel): Sample => {
  const found = k.states.size();
  const count = Math.min(found, MOST_SAMPLED);
  const width = k.ids.length;
  const ids = new Int32Array(count * width);
  for (let i = 0; i < count; i++) ids.set(idsOf(k, Math.floor((i * found) / count)), i * width);
  return { count, width, ids };
};

/** Halves, the sample that they were chosen by, and the number of states that it is from. */
export type Choice = { readonly sample: Sample; readonly split: Split; readonly from: number };

/** The halves for what a kernel has found. */
export const choose = (k: Kernel): Choice => {
  const sample = sampleOf(k);
  return { sample, split: halvesFor(k, sample), from: k.states.size() };
};

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
  list: (steps) => listSteps(explorer(), steps),
});

/** The halves have too many values, and others would have fewer. */
export type Rechosen = { readonly tag: "Rechosen"; readonly choice: Choice };

/** Values of halves that are not yet many; and for how many states one value should do, when so many times the states are known. */
const FEW_VALUES = 8192;
const STATES_PER_VALUE: ReadonlyArray<readonly [times: number, states: number]> = [
  [4, 16],
  [16, 64],
];
/** What is worth starting again for. */
const WORTHWHILE = 0.8;

/** Other halves, where those that were chosen early have turned out badly. */
const chooseAgain = (fast: Fast): Rechosen | undefined => {
  const { explorer: e, search, choice } = fast;
  const states = e.log.size;
  const values = sizeOf(e.x.halves[0]) + sizeOf(e.x.halves[1]);
  const isBad = STATES_PER_VALUE.some(([times, each]) => states >= times * fast.judged && values * each > states);
  if (values < FEW_VALUES || !isBad) return undefined;
  fast.judged = states;
  const again = choose(search.kernel);
  if (valuesFor(again.sample, again.split) > WORTHWHILE * valuesFor(again.sample, choice.split)) return undefined;
  return { tag: "Rechosen", choice: again };
};

export type Fast = {
  readonly search: Search;
  readonly explorer: Explorer;
  readonly slow: Slow;
  readonly crew: Crew;
  readonly choice: Choice;
  /** States when the halves were last judged. */ judged: number;
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
  explorer = makeExplorer(kernel, arena, findings, choice.sample, choice.split, workers);
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
    crew: makeCrew(arena, loop.module, explorer.workers),
    choice,
    judged: choice.from,
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
const least = (pending: ReadonlyArray<Pending>, otherwise: number): number =>
  pending.reduce(
    (first, each) =>
      Math.min(
        first,
        each.tag === "piece" ? each.piece.first + each.from : Math.min(...each.states.map(({ number }) => number)),
      ),
    otherwise,
  );

function* levels(fast: Fast): Generator<Progress, Ended | Rechosen> {
  const { search: s, explorer: e, slow, crew } = fast;
  const { kernel: k, options } = s;
  const every = (options.progressEvery ?? 0.2) * 1000;
  const most = options.maxStates ?? Infinity;
  let lastYield = s.started;
  let from = 0;
  while (from < e.log.size) {
    const end = e.log.size;
    let pending = pendingFrom(e, from, end);
    while (pending.length > 0) {
      const left = round(e, pending, most - e.log.size, crew);
      expandSlowly(e, slow, left.slow);
      pending = left.pending;
      k.transitions = stepsTaken(e) + slow.steps;
      s.cursor = least(pending, end);
      if (options.until === "violated" && s.findings.violations > 0)
        return boundAt(s, "first violation", undefined, s.findings.violations);
      const rechosen = chooseAgain(fast);
      if (rechosen !== undefined) return rechosen;
      const bound = boundHit(s);
      if (bound !== undefined && s.cursor < e.log.size) return bound;
      const now = s.now();
      if (now - lastYield < every) continue;
      yield progressOf(s);
      lastYield = s.now();
    }
    from = end;
    s.cursor = end;
    if (end === e.log.size) break;
    s.depth++;
    s.levels.push(end);
    s.levelEnd = e.log.size;
  }
  return undefined;
}

/** The search from the initial states on; errors of the specification are its result. */
export function* searchFast(fast: Fast): Generator<Progress, Ended | Rechosen> {
  const { search: s, explorer: e } = fast;
  try {
    const failed = begin(fast);
    if (failed !== undefined) return failed;
    const ended = yield* levels(fast);
    settle(e);
    return ended;
  } catch (error) {
    if (error instanceof Failed) return error.fault;
    if (!isRefusedMemory(error)) throw error;
    settle(e);
    s.kernel.transitions = stepsTaken(e) + fast.slow.steps;
    return boundAt(s, "memory", undefined, explorerBytes(e));
  } finally {
    fast.crew.end();
  }
}

/** Many random runs, and what they have shown. */
import { type Compiled, compile } from "../compile.js";
import { type Fault, fault, isFault } from "../fault.js";
import type { System } from "../system.js";
import { type Walk, advance, begin, complete, locate, refreshTools, startWalk } from "./random-walk.js";
import type { SimulationBound, SimulationOptions, SimulationProgress } from "./simulation-report.js";
import type { Tally } from "./tally.js";

export const DEFAULTS = { runs: 1000, steps: 200, seed: 0, firstRun: 0, share: { index: 0, of: 1 } } as const;

/** Values that hold this much end the simulation: V8 would end the process. */
const MAX_VALUE_BYTES = 1.5 * 2 ** 30;
/** Steps between two looks at the bounds. */
const STEPS_PER_LOOK = 64;

type Clock = { readonly now: () => number; readonly started: number; lastYield: number; sinceLook: number };

const secondsSince = ({ now, started }: Clock): number => (now() - started) / 1000;

const boundHit = (w: Walk, seconds: number): SimulationBound | undefined => {
  if (w.options.signal?.aborted === true) return { kind: "aborted", seconds };
  if (seconds >= (w.options.maxSeconds ?? Infinity)) return { kind: "seconds", seconds };
  return w.tools.walker.tables.pool.bytes >= MAX_VALUE_BYTES ? { kind: "memory", seconds } : undefined;
};

const isNumber = (value: number, least: number): boolean =>
  Number.isInteger(value) && value >= least && value < 2 ** 32;

const notNumber = (name: string, least: number, value: number): Fault =>
  fault("declaration", "options", `${name}: expected a whole number from ${least} below 2^32, got ${value}`);

/** The first option that is no number that it can be. */
const wrong = (options: SimulationOptions): Fault | undefined => {
  const { runs, steps, seed, firstRun, share } = { ...DEFAULTS, ...options };
  const numbers = { runs, steps, seed, firstRun, "firstRun + runs": firstRun + runs, "share.index": share.index };
  const bad = Object.entries(numbers).find(([, value]) => !isNumber(value, 0));
  if (bad !== undefined) return notNumber(bad[0], 0, bad[1]);
  return isNumber(share.of, 1) ? undefined : notNumber("share.of", 1, share.of);
};

/** Looks at the bounds now and then; yields if it is time. */
function* look(w: Walk, clock: Clock): Generator<SimulationProgress, void> {
  if (++clock.sinceLook < STEPS_PER_LOOK) return;
  clock.sinceLook = 0;
  const { tally, options } = w;
  const seconds = secondsSince(clock);
  tally.bound = boundHit(w, seconds);
  if (clock.now() - clock.lastYield < (options.progressEvery ?? 0.2) * 1000) return;
  yield { runs: tally.runs, steps: tally.steps, seconds };
  clock.lastYield = clock.now();
}

/** One run: true if it came to its end, false if a bound ended it. */
function* walk(w: Walk, run: number, clock: Clock): Generator<SimulationProgress, boolean | Fault> {
  let isOver = refreshTools(w) ?? begin(w, run);
  while (isOver === false) {
    yield* look(w, clock);
    if (w.tally.bound !== undefined) return false;
    isOver = advance(w);
  }
  return isOver;
}

/**
 * The runs of a share, as many as the bounds allow; yields its progress. What they have shown is to be concluded from,
 * with what other threads have shown if there are any.
 */
export function* walks(system: System, options: SimulationOptions = {}): Generator<SimulationProgress, Tally | Fault> {
  const compiled: Compiled | Fault = wrong(options) ?? compile(system);
  if (isFault(compiled)) return compiled;
  const w = startWalk(compiled, { ...DEFAULTS, ...options });
  if (isFault(w)) return w;
  const { firstRun, runs, share } = { ...DEFAULTS, ...options };
  const now = options.now ?? Date.now;
  const clock: Clock = { now, started: now(), lastYield: now(), sinceLook: 0 };
  const { tally } = w;
  tally.bound = boundHit(w, 0);
  for (let run = firstRun + share.index; run < firstRun + runs && tally.bound === undefined; run += share.of) {
    const ended = yield* walk(w, run, clock);
    if (isFault(ended)) {
      tally.fault = { run, fault: locate(w, ended) };
      break;
    }
    if (ended) tally.runs++;
  }
  complete(w);
  tally.seconds = secondsSince(clock);
  return tally;
}

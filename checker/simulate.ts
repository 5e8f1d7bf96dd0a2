import { paced } from "./check.js";
import { conclusion } from "./explore/conclude.js";
import type { SimulationOptions, SimulationProgress, SimulationResult } from "./explore/simulation-report.js";
import type { Tally } from "./explore/tally.js";
import { DEFAULTS, walks } from "./explore/walks.js";
import { isFault } from "./fault.js";
import type { System } from "./system.js";

/** Milliseconds between two moments at which the conclusion lets its caller do something else. */
const PAUSE_EVERY = 50;

/** What the runs of one or several threads, each with its share, come to. Yields now and then. */
export function* concluding(
  system: System,
  tallies: ReadonlyArray<Tally>,
  options: SimulationOptions = {},
): Generator<SimulationProgress, SimulationResult> {
  const now = options.now ?? Date.now;
  const total = (part: (tally: Tally) => number): number => tallies.reduce((sum, tally) => sum + part(tally), 0);
  const progress = {
    runs: total(({ runs }) => runs),
    steps: total(({ steps }) => steps),
    seconds: Math.max(0, ...tallies.map(({ seconds }) => seconds)),
  };
  const steps = conclusion(system, tallies, { ...options, seed: options.seed ?? DEFAULTS.seed });
  let last = now();
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (now() - last < PAUSE_EVERY) continue;
    yield progress;
    last = now();
  }
}

/** The simulation as a generator: yields its progress, returns its result. `simulate` drives it. */
export function* simulation(
  system: System,
  options: SimulationOptions = {},
): Generator<SimulationProgress, SimulationResult> {
  const tally = yield* walks(system, options);
  return isFault(tally) ? tally : yield* concluding(system, [tally], options);
}

/**
 * Takes random runs and checks every property on the way, temporal ones on the fair runs without end that are met. Finds
 * violations, and proves nothing. Lets the rest of the program run at every progress, so that a signal can be aborted.
 */
export const simulate = (system: System, options: SimulationOptions = {}): Promise<SimulationResult> =>
  paced(simulation(system, options), options.onProgress);

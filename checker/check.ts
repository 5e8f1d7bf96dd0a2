import { exploration } from "./explore/breadth-first.js";
import type { Options, Result } from "./explore/report.js";
import type { System } from "./system.js";

/** In every JavaScript runtime, though not in the language: the one thing that this folder takes from outside it. */
declare const setTimeout: (run: () => void, milliseconds: number) => unknown;

/** Runs to the end, and lets the rest of the program run at every progress. */
export const paced = async <P, R>(steps: Generator<P, R>, onProgress?: (progress: P) => void): Promise<R> => {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    onProgress?.(value);
    // oxlint-disable-next-line no-await-in-loop -- the point of it
    await new Promise<void>((resume) => {
      setTimeout(resume, 0);
    });
  }
};

/**
 * Explores as `explore` does, and lets the rest of the program run at every progress: so a signal can be aborted by a
 * key, a timer or a request, and ends the exploration with what is known so far.
 */
export const check = (system: System, options: Options = {}): Promise<Result> =>
  paced(exploration(system, options), options.onProgress);

/** The inside of a thread that simulates. */
import { parentPort, workerData } from "node:worker_threads";
import { walks } from "../checker/explore/walks.js";
import { prepare } from "./exploring.js";
import type { Answer, Asked, Given } from "./simulation-tasks.js";
import type { Workbench } from "./workbench.js";

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const answer = (of: Answer): void => parentPort?.postMessage(of);

/** Simulates what the thread is asked to, until it is ended. */
export const serve = (bench: Workbench): void => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `openThreads` gives nothing else
  const { stop } = workerData as Given;
  parentPort?.on("message", (asked: Asked) => {
    const { scenario, properties, options, share } = asked;
    const { system } = prepare(bench, properties, { scenario, expect: undefined });
    const signal = {
      get aborted() {
        return Atomics.load(stop, 0) !== 0;
      },
    };
    const steps = walks(system, { ...options, share, signal });
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return answer({ tag: "Walked", tally: value });
      answer({ tag: "Walking", progress: value });
    }
  });
};

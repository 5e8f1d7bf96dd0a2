/** Threads that share the runs of simulations. What they answer does not depend on how many they are. */
import { Worker } from "node:worker_threads";
import type { SimulationProgress } from "../checker/explore/simulation-report.js";
import type { Tally } from "../checker/explore/tally.js";
import type { Fault } from "../checker/fault.js";
import type { Answer, Asked, Given, Task } from "./simulation-tasks.js";

type Shares = ReadonlyArray<Tally | Fault>;

export type Threads = {
  /** A tally for each thread. Rejects, with the reason, as soon as one of them has ended. */
  readonly walk: (task: Task, onProgress: (progress: SimulationProgress) => void) => Promise<Shares>;
  readonly close: () => Promise<void>;
};

/** A source is run by the loader that runs the sources; a thread does not take that over from who starts it. */
const start = (module: URL, given: Given): Worker => {
  if (!module.pathname.endsWith(".ts")) return new Worker(module, { workerData: given });
  const [loader, url] = [import.meta.resolve("tsx/esm/api"), module.href].map((each) => JSON.stringify(each));
  const code = `import(${loader}).then(({ tsImport }) => tsImport(${url}, ${url}))`;
  return new Worker(code, { eval: true, workerData: given });
};

const add = (all: ReadonlyArray<SimulationProgress | undefined>): SimulationProgress => {
  const known = all.flatMap((each) => each ?? []);
  return {
    runs: known.reduce((sum, { runs }) => sum + runs, 0),
    steps: known.reduce((sum, { steps }) => sum + steps, 0),
    seconds: Math.max(0, ...known.map(({ seconds }) => seconds)),
  };
};

/** One thread's answer to one task. */
const ask = (worker: Worker, asked: Asked, onProgress: (progress: SimulationProgress) => void) =>
  new Promise<Tally | Fault>((resolve, reject) => {
    const name = `thread ${asked.share.index + 1} of ${asked.share.of}`;
    const onMessage = (answer: Answer): void => {
      switch (answer.tag) {
        case "Walking":
          return onProgress(answer.progress);
        case "Walked":
          stopListening();
          return resolve(answer.tally);
      }
    };
    const onError = (error: unknown): void => {
      stopListening();
      reject(new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`));
    };
    const onExit = (code: number): void => {
      stopListening();
      reject(new Error(`${name} has ended, with exit code ${code}`));
    };
    const stopListening = (): void => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
    };
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(asked);
  });

/** Starts threads that run `module`, which calls `serve`. They end by themselves when `signal` is aborted, with what they know. */
export const openThreads = (module: URL, count: number, signal: AbortSignal): Threads => {
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const abort = (): void => {
    Atomics.store(stop, 0, 1);
  };
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  const workers = Array.from({ length: count }, () => start(module, { stop }));
  return {
    walk: (task, onProgress) => {
      const progress: (SimulationProgress | undefined)[] = [];
      return Promise.all(
        workers.map((worker, index) =>
          ask(worker, { ...task, share: { index, of: count } }, (each) => {
            progress[index] = each;
            onProgress(add(progress));
          }),
        ),
      );
    },
    close: async () => {
      signal.removeEventListener("abort", abort);
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};

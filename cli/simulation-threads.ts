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

type Thread = {
  readonly name: string;
  readonly worker: Worker;
  /** Why it has ended, once it has. */
  ended: Error | undefined;
  /** Who waits for its answer. */
  waiting: ((reason: Error) => void) | undefined;
};

const watched = (name: string, worker: Worker): Thread => {
  const thread: Thread = { name, worker, ended: undefined, waiting: undefined };
  const end = (reason: string): void => {
    thread.ended ??= new Error(`${name}${reason}`);
    thread.waiting?.(thread.ended);
  };
  const fail = (error: unknown): void => end(`: ${error instanceof Error ? error.message : String(error)}`);
  worker.on("error", fail);
  worker.on("messageerror", fail);
  worker.on("exit", (code) => end(` has ended, with exit code ${code}`));
  return thread;
};

/** A thread's answer to a task. Rejects as soon as it has ended without. */
const ask = async (thread: Thread, asked: Asked, onProgress: (progress: SimulationProgress) => void) => {
  const { worker } = thread;
  if (thread.ended !== undefined) throw thread.ended;
  let listener: ((answer: Answer) => void) | undefined;
  try {
    return await new Promise<Tally | Fault>((resolve, reject) => {
      thread.waiting = reject;
      listener = (answer) => {
        switch (answer.tag) {
          case "Walking":
            return onProgress(answer.progress);
          case "Walked":
            return resolve(answer.tally);
        }
      };
      worker.on("message", listener);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage(asked);
    });
  } finally {
    thread.waiting = undefined;
    if (listener !== undefined) worker.off("message", listener);
  }
};

/** Starts threads that run `module`, which calls `serve`. They end by themselves when `signal` is aborted, with what they know. */
export const openThreads = (module: URL, count: number, signal: AbortSignal): Threads => {
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const abort = (): void => {
    Atomics.store(stop, 0, 1);
  };
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  const threads = Array.from({ length: count }, (_, index) =>
    watched(`thread ${index + 1} of ${count}`, start(module, { stop })),
  );
  return {
    walk: (task, onProgress) => {
      const progress: (SimulationProgress | undefined)[] = [];
      return Promise.all(
        threads.map((thread, index) =>
          ask(thread, { ...task, share: { index, of: count } }, (each) => {
            progress[index] = each;
            onProgress(add(progress));
          }),
        ),
      );
    },
    close: async () => {
      signal.removeEventListener("abort", abort);
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
};

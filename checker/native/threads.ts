/**
 * Threads that run the loop beside the owner, on the same memory. They know nothing but the loop: a round begins when their
 * turn is counted up, and has ended when all that were told so have counted themselves as done.
 */
import { type Arena, field, setField } from "./arena.js";
import { BROKEN, DONE, READY, STOP, TURN } from "./fields.js";
import { Unsuited } from "./units.js";
import type { Memory, Module } from "./webassembly.js";
import type { Worker } from "./worker.js";

export type Crew = {
  /** Runs a round on the owner's worker, and, if it is worth it, on the others that are there. */
  readonly work: (isLarge: boolean) => void;
  readonly end: () => void;
};

type Thread = { readonly unref: () => void; readonly on: (event: "error", listen: () => void) => void };
type Threads = { readonly Worker: new (code: string, options: object) => Thread };

/** What Node has and others may not. */
declare const process: { readonly getBuiltinModule?: (name: "node:worker_threads") => Threads } | undefined;

/** Turns that a thread looks again before it sleeps: waking one takes longer than the owner takes between two rounds. */
const SPINS = 20_000;

const CODE = `
const { module, memory, worker, turn, ready, broken, done } = require("node:worker_threads").workerData;
const words = new Int32Array(memory.buffer);
const { work } = new WebAssembly.Instance(module, { env: { memory } }).exports;
let seen = 0;
Atomics.store(words, ready, 1);
for (;;) {
  for (let i = 0; i < ${SPINS} && Atomics.load(words, turn) === seen; i++);
  Atomics.wait(words, turn, seen);
  seen = Atomics.load(words, turn);
  if (seen < 0) break;
  try { work(worker); } catch { Atomics.store(words, broken, 1); }
  Atomics.add(words, done, 1);
  Atomics.notify(words, done);
}`;

/** Seconds without an end of the round after which a thread is given up. Asked to stop, one that is there needs none. */
const PATIENCE = 60;

/** The owner, without threads. */
export const alone = (a: Arena, [own]: ReadonlyArray<Worker>): Crew => ({
  work: () => a.loop.work(own!.at),
  end: () => undefined,
});

/** Whether so many threads have finished the round. It is waited for in seconds, so that a process may sleep for longer. */
const haveFinished = (words: Int32Array, threads: number): boolean => {
  for (let waited = 0; waited < PATIENCE;) {
    const done = Atomics.load(words, DONE >>> 2);
    if (done === threads) return true;
    if (Atomics.wait(words, DONE >>> 2, done, 1000) !== "timed-out") continue;
    Atomics.store(words, STOP >>> 2, 1);
    waited++;
  }
  return false;
};

/** Begins the next turn of the thread with this descriptor, or its last. */
const tell = (words: Int32Array, at: number, isLast: boolean): void => {
  const turn = (at + TURN) >>> 2;
  Atomics.store(words, turn, isLast ? -1 : Atomics.load(words, turn) + 1);
  Atomics.notify(words, turn);
};

/** Knows nothing of the arena, so that it does not keep it. */
const enderOf = (words: Int32Array, threads: ReadonlyArray<Worker>) => (): void => {
  for (const { at } of threads) tell(words, at, true);
};

/** Ends the threads of an arena that nobody holds: of an exploration whose generator was dropped on the way. */
const abandoned = new FinalizationRegistry((end: () => void) => end());

const startThread = (Start: Threads["Worker"], memory: Memory, module: Module, { at }: Worker): void => {
  const workerData = {
    module,
    memory,
    worker: at,
    turn: (at + TURN) >>> 2,
    ready: (at + READY) >>> 2,
    broken: (at + BROKEN) >>> 2,
    done: DONE >>> 2,
  };
  try {
    const thread = new Start(CODE, { eval: true, execArgv: [], workerData });
    thread.on("error", () => undefined);
    thread.unref();
  } catch {
    // One that cannot start is never ready.
  }
};

/**
 * A thread for each worker but the first, which is the owner's; none where the platform has no threads. A round of which a
 * thread has not done its part throws `Unsuited`.
 */
export const makeCrew = (a: Arena, module: Module, workers: ReadonlyArray<Worker>): Crew => {
  const node = typeof process === "undefined" ? undefined : process;
  const { Worker: Start } = node?.getBuiltinModule?.("node:worker_threads") ?? {};
  const [own, ...others] = workers;
  if (own === undefined || others.length === 0 || Start === undefined) return alone(a, workers);
  const words = new Int32Array(a.memory.buffer);
  for (const worker of others) startThread(Start, a.memory, module, worker);
  const end = enderOf(words, others);
  abandoned.register(a, end);
  return {
    work: (isLarge) => {
      const there = isLarge ? others.filter(({ at }) => Atomics.load(words, (at + READY) >>> 2) === 1) : [];
      setField(a, DONE, 0);
      for (const { at } of there) tell(words, at, false);
      a.loop.work(own.at);
      if (!haveFinished(words, there.length) || there.some(({ at }) => field(a, at + BROKEN) !== 0))
        throw new Unsuited("a thread of the loop broke off");
    },
    end,
  };
};

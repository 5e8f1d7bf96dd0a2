/** What a worker has of its own in the arena: its batch, its counts, and room for what it cannot do itself. */
import { type Arena, allocate, field, release, setField } from "./arena.js";
import * as f from "./fields.js";

/** A worker by the address of its descriptor, and what its rooms are for. */
export type Worker = {
  readonly at: number;
  /** Values of the halves, and outcomes of a state, for which it has room. */
  usesA: number;
  usesB: number;
  outcomes: number;
};

const own = (a: Arena, worker: Worker, at: number, bytes: number): void =>
  setField(a, worker.at + at, allocate(a, bytes));

export const makeWorker = (a: Arena, rules: number, places: number): Worker => {
  const worker: Worker = { at: allocate(a, f.WORKER_BYTES), usesA: 0, usesB: 0, outcomes: 0 };
  own(a, worker, f.RECENT, 8 * 2 ** f.RECENT_BITS);
  forgetRecent(a, worker);
  // Places count down from where the rules begin to count up.
  const counts = allocate(a, 8 * (rules + places + 1));
  setField(a, worker.at + f.FIRED, counts + 8 * (places + 1));
  own(a, worker, f.MISSES, f.MISS_BYTES * f.MISS_LIMIT);
  own(a, worker, f.PUT_OFF, f.PUT_OFF_BYTES * f.PUT_OFF_LIMIT);
  own(a, worker, f.ASKS, f.ASK_RECORD * f.ASK_LIMIT);
  own(a, worker, f.SLOW, f.PUT_OFF_BYTES * f.SLOW_LIMIT);
  setField(a, worker.at + f.OUT, -1);
  return worker;
};

/** No key is all ones: keys have fewer bits than a word. */
export const forgetRecent = (a: Arena, { at }: Worker): void => {
  const recent = field(a, at + f.RECENT);
  a.bytes.fill(255, recent, recent + 8 * 2 ** f.RECENT_BITS);
};

/** Room for one number per value of a half; what was counted stays. */
const reserveUses = (a: Arena, worker: Worker, at: number, had: number, wanted: number): void => {
  const before = field(a, worker.at + at);
  const to = allocate(a, 4 * wanted);
  if (had > 0) {
    a.bytes.copyWithin(to, before, before + 4 * had);
    release(a, before, 4 * had);
  }
  setField(a, worker.at + at, to);
};

const renew = (a: Arena, worker: Worker, at: number, had: number, bytes: number): void => {
  if (had > 0) release(a, field(a, worker.at + at), had);
  own(a, worker, at, bytes);
};

/** Bytes per outcome in the list of mixed ones, and in that of places that were full. */
const MIXED = 16;

/** Sees to it that there is room for so many values of each half, and so many outcomes of one state. */
export const reserveWorker = (a: Arena, worker: Worker, usesA: number, usesB: number, outcomes: number): void => {
  if (usesA > worker.usesA) reserveUses(a, worker, f.USES_A, worker.usesA, usesA);
  if (usesB > worker.usesB) reserveUses(a, worker, f.USES_B, worker.usesB, usesB);
  worker.usesA = Math.max(worker.usesA, usesA);
  worker.usesB = Math.max(worker.usesB, usesB);
  if (outcomes <= worker.outcomes) return;
  const had = worker.outcomes;
  const [before, now] = [f.BATCH + had, f.BATCH + outcomes];
  const wasThere = had > 0 ? 1 : 0;
  renew(a, worker, f.CANDIDATES, wasThere * f.CANDIDATE_BYTES * before, f.CANDIDATE_BYTES * now);
  renew(a, worker, f.EXTRA, wasThere * f.PUT_OFF_BYTES * before, f.PUT_OFF_BYTES * now);
  renew(a, worker, f.CROWDED, wasThere * f.PUT_OFF_BYTES * before, f.PUT_OFF_BYTES * now);
  renew(a, worker, f.MIXED, wasThere * (MIXED + 4) * had, (MIXED + 4) * outcomes);
  setField(a, worker.at + f.BLOCKED_AT, MIXED * outcomes);
  worker.outcomes = outcomes;
};

/** Lends every worker so many zeroed bytes while something is done; where they are is in this field of its descriptor, else 0. */
export const lend = <T>(a: Arena, workers: ReadonlyArray<Worker>, at: number, bytes: number, act: () => T): T => {
  try {
    for (const worker of workers) setField(a, worker.at + at, allocate(a, bytes));
    return act();
  } finally {
    for (const worker of workers) {
      const lent = field(a, worker.at + at);
      if (lent !== 0) release(a, lent, bytes);
      setField(a, worker.at + at, 0);
    }
  }
};

export type Noted = { readonly low: number; readonly high: number; readonly number: number };

/** What was written to one of the worker's lists of keys and numbers; the list is then empty. */
export const takeNoted = (a: Arena, { at }: Worker, list: number, counter: number): ReadonlyArray<Noted> => {
  const count = field(a, at + counter);
  const from = field(a, at + list) >>> 2;
  setField(a, at + counter, 0);
  return Array.from({ length: count }, (_, i) => ({
    low: a.words[from + 4 * i]!,
    high: a.words[from + 4 * i + 1]!,
    number: a.words[from + 4 * i + 2]!,
  }));
};

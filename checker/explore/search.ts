/** A search under way: what it holds, how far it is, and whether it has reached a bound. */
import { type Kernel, kernelBytes } from "../kernel/kernel.js";
import { MAX_STATES } from "../kernel/store.js";
import type { Reducing } from "../reduce/reducer.js";
import type { Findings } from "./findings.js";
import type { Bound, Lossy, Options, Progress } from "./report.js";

/** V8 ends near 4 GiB of heap (2 GiB on small machines) by aborting the process; values must stay well below. */
const MAX_VALUE_BYTES = 1.5 * 2 ** 30;
/** A breadth-first search under way. */
export type Search = {
  readonly kernel: Kernel;
  readonly options: Options;
  readonly now: () => number;
  readonly started: number;
  readonly findings: Findings;
  readonly reducing: Reducing | undefined;
  initial: number;
  /** The next state to expand. */
  cursor: number;
  depth: number;
  /** The first state that is one step deeper than `cursor`'s. */
  levelEnd: number;
  peakBytes: number;
  lossy?: Lossy;
  /** The first state of each distance from the initial states. */
  readonly levels: number[];
};

export const secondsSince = (s: Search): number => (s.now() - s.started) / 1000;

export const progressOf = (s: Search): Progress => ({
  states: s.kernel.states.size(),
  frontier: s.kernel.states.size() - s.cursor,
  transitions: s.kernel.transitions,
  depth: s.depth,
  seconds: secondsSince(s),
  bytes: kernelBytes(s.kernel),
  ...(s.lossy === undefined ? {} : { lossy: s.lossy.mode }),
});

const largestComponent = (k: Kernel): Bound["largest"] => {
  const spaces = k.tables.spaces.toSorted((a, b) => b.values.length - a.values.length);
  return { component: spaces[0]?.name ?? "", values: spaces[0]?.values.length ?? 0 };
};

export const boundAt = (s: Search, kind: Bound["kind"], limit: number | undefined, reached: number): Bound => ({
  kind,
  limit,
  reached,
  largest: largestComponent(s.kernel),
});

/** What comes on top between two looks, as part of what the process holds. */
const BETWEEN = 0.05;

/** What the process holds, and may hold before the next look. */
export const processBytes = ({ options }: Search): number => (1 + BETWEEN) * (options.memory?.taken() ?? 0);

/** Bytes that count against the bound. */
export const takenBytes = (s: Search): number => Math.max(kernelBytes(s.kernel), processBytes(s));

/** The bound that has been reached, if any. */
export const boundHit = (s: Search): Bound | undefined => {
  const { options, kernel } = s;
  const maxStates = Math.min(options.maxStates ?? Infinity, MAX_STATES - 2 * kernel.batch.capacity);
  if (kernel.states.size() > maxStates) return boundAt(s, "states", maxStates, kernel.states.size());
  if (options.signal?.aborted === true) return boundAt(s, "aborted", undefined, secondsSince(s));
  const seconds = secondsSince(s);
  if (seconds >= (options.maxSeconds ?? Infinity)) return boundAt(s, "seconds", options.maxSeconds, seconds);
  const bytes = kernelBytes(kernel);
  s.peakBytes = Math.max(s.peakBytes, bytes);
  const taken = takenBytes(s);
  if (taken >= (options.maxBytes ?? Infinity)) return boundAt(s, "memory", options.maxBytes, taken);
  const heap = kernel.tables.pool.bytes;
  return heap >= MAX_VALUE_BYTES ? boundAt(s, "memory", MAX_VALUE_BYTES, heap) : undefined;
};

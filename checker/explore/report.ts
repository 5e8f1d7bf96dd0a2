import type { Fault } from "../fault.js";
import type { Reduction, ReductionChoice, Refusal } from "../reduce/plan.js";
import type { Discipline, Fairness, Property, Verdict, WhenFull } from "../system.js";
import type { Trail } from "../trail.js";
import type { Checkpoint, Spill, StorageError, Stored } from "./storage.js";

/**
 * How what is visited is kept where a state may be taken for another one. bitstate: some bits per state in an array of bits, all
 * in one line of 512 (Holzmann's supertrace; Bloom's filter, blocked as by Putze, Sanders and Singler). compact: a signature in
 * a slot of half the bytes that the exact table has, until no slot is left (hash compaction: Wolper and Leroy; Stern and Dill).
 */
export type LossyMode = "bitstate" | "compact";

/** Limits of an exploration, and its ties to the world outside. All optional; without limits it runs to completion. */
export type Options = {
  /** Distinct states: more than these end it, a few thousand at most over the bound for each worker. */
  readonly maxStates?: number;
  /** Bytes of everything that the checker holds: its arrays, and an estimate for the values it has met; and see `memory`. */
  readonly maxBytes?: number;
  /** What the process really holds, which then counts against `maxBytes`, and how to make it give back what it does not use. */
  readonly memory?: { readonly taken: () => number; readonly collect: () => void };
  /** Where states go that memory has no room for. States that are to be expanded come back from there. */
  readonly spill?: Spill;
  /**
   * What is to be done when memory has no room for more visited states, after `spill` has taken what it can: they are then kept
   * in a set that may miss states, see `LossyMode`, and the report has `lossy`. It is of little use without `spill`, since states
   * themselves take more than the set does. Not in the plain loop, nor where other things take the memory: the report then has a
   * warning. Default: the exploration ends.
   */
  readonly lossy?: LossyMode;
  /** Seconds by `now`. */
  readonly maxSeconds?: number;
  /** complete (the default): every state, whatever is found. violated: stop at the first violation. */
  readonly until?: "complete" | "violated";
  /** Which reductions may be used: see `ReductionChoice`. Default: none. Bounds and counts are of the reduced space. */
  readonly reduction?: ReductionChoice;
  /**
   * Which loop explores. plain: the readable one. auto (the default): one in WebAssembly that works on the two halves of a
   * state, once `probe` states are known. Reductions, boundaries and platforms without it have the plain one.
   */
  readonly kernel?: "auto" | "plain";
  /** States that the plain loop finds before the other one begins: what is best for that is chosen by them. Default 20,000. */
  readonly probe?: number;
  /** Threads that explore, where the platform has them and the loop is not the plain one. Default 1: the caller's. */
  readonly workers?: number;
  /** Looked at between batches: an `AbortSignal`, or anything with its one field. */
  readonly signal?: { readonly aborted: boolean };
  /** Called about every `progressEvery` seconds (default 0.2). */
  readonly onProgress?: (progress: Progress) => void;
  readonly progressEvery?: number;
  /** Milliseconds since any fixed moment. Default: Date.now. */
  readonly now?: () => number;
  /**
   * Writes a checkpoint about every so many seconds by `now`, and at the end whatever it is, but for an error: `to` is new,
   * or where `resume` is given what its `reopen` has returned. Closing it is left to the caller. A checkpoint that cannot
   * be written ends the exploration. The plain loop writes none: the report then has a warning.
   */
  readonly checkpoint?: { readonly to: Checkpoint; readonly every: number };
  /**
   * Goes on from there; from the start if nothing was committed. Counts and seconds are those of the whole exploration, to
   * which bounds apply too. What is not a checkpoint of this system is refused, by a fault of the kind `storage`; that its
   * identity is the one expected, see `identityOf`, is for the caller to see to.
   */
  readonly resume?: Stored;
};

export type Progress = {
  readonly states: number;
  /** States found and not yet expanded. */
  readonly frontier: number;
  readonly transitions: number;
  readonly depth: number;
  readonly seconds: number;
  readonly bytes: number;
  /** Once every state is expanded: how many temporal properties are decided, and of how many. */
  readonly temporal?: { readonly decided: number; readonly of: number };
  /** Seconds since the last checkpoint, once there is one. */
  readonly sinceCheckpoint?: number;
  /** Once states may be missed. */
  readonly lossy?: LossyMode;
};

/** Why an exploration ended early. */
export type Bound = {
  readonly kind: "states" | "memory" | "storage" | "checkpoint" | "seconds" | "aborted" | "first violation";
  /** In states, bytes or seconds; undefined where there is no number, or the system refused memory. */
  readonly limit: number | undefined;
  readonly reached: number;
  /** The component with the most values: what grows, if something does. */
  readonly largest: { readonly component: string; readonly values: number };
  /**
   * storage: why states that went to disk cannot be read. checkpoint: why it could not be written; the one before it, if there
   * is one, is as it was. memory: why states did not go to disk.
   */
  readonly error?: StorageError;
};

/**
 * Memory ended, and from a state on new ones may have been taken for known ones. States, transitions and what else is counted
 * are lower bounds; a trail is a run of the system as ever, but there may be a shorter one; what is not shown by a trail is
 * inconclusive. With several workers what is missed depends on their timing.
 */
export type Lossy = {
  readonly mode: LossyMode;
  /** States found before. */
  readonly from: number;
  /** Distinct states missed when they were first found, by expectation: see `expectedMissed`. What only they lead to is not counted. */
  readonly expectedMissed: number;
};

export type PropertyResult = {
  readonly name: string;
  readonly kind: Property["kind"];
  readonly sources: ReadonlyArray<string>;
  readonly verdict: Verdict;
  /**
   * A counterexample; for sometimes, a witness. Shortest, but where partial order is in effect, or the report has `lossy`: then it is a run of the
   * system like any other, and there may be a shorter one. Of a run without end, the way to its loop is shortest.
   */
  readonly trail: Trail | undefined;
};

export type RuleResult = {
  readonly name: string;
  readonly fairness: Fairness;
  readonly sources: ReadonlyArray<string>;
  /** Transitions by this rule. */
  readonly fired: number;
  /** Combinations of values for which its body ran. */
  readonly footprints: number;
  /** Times its table was asked: once per state expanded, or per message offered to it. */
  readonly lookups: number;
  /** The part of the look-ups answered without running the body, 0 to 1. */
  readonly hitRate: number;
};

export type ComponentResult = {
  readonly name: string;
  readonly kind: "local" | "channel" | "observer";
  /** Distinct values met, and the bits that one takes in a state. */
  readonly values: number;
  readonly bits: number;
};

export type ChannelResult = {
  readonly name: string;
  readonly discipline: Discipline;
  readonly capacity: number;
  readonly whenFull: WhenFull;
  /** Outcomes that were not enabled, and steps that lost a message, because it was full. */
  readonly blocked: number;
  readonly overflowed: number;
};

/** What a reader of the verdict should know. Never a reason to change it. */
export type Warning =
  | { readonly tag: "RuleNeverFired"; readonly rule: string }
  | { readonly tag: "RuleMisses"; readonly rule: string; readonly hitRate: number }
  | { readonly tag: "Overflowed"; readonly channel: string; readonly steps: number }
  | { readonly tag: "Blocked"; readonly channel: string; readonly outcomes: number }
  | { readonly tag: "Cut"; readonly boundary: string; readonly states: number }
  /** A checkpoint was asked for and could not be written; what was explored is none the worse for it. */
  | { readonly tag: "NoCheckpoint"; readonly reason: string }
  /** A lossy mode was asked for and memory ended, but the loop that explored has none, or it would not have helped. */
  | { readonly tag: "NotLossy"; readonly reason: string };

export type Report = {
  readonly tag: "Report";
  readonly system: string;
  /** The worst of the properties; inconclusive if there are none and the exploration ended early. */
  readonly verdict: Verdict;
  /** Every reachable state was expanded (boundaries and blocking channels are part of what is reachable). */
  readonly complete: boolean;
  readonly bound: Bound | undefined;
  readonly lossy?: Lossy;
  /** In effect, so that states, transitions and what else is counted are of the reduced space; and not, and why. */
  readonly reduction: { readonly used: ReadonlyArray<Reduction>; readonly refused: ReadonlyArray<Refusal> };
  /** The loop that explored. */
  readonly kernel: "plain" | "wasm";
  /** What was there of an earlier run: states, and the seconds that they had taken. */
  readonly resumed?: { readonly states: number; readonly seconds: number };
  /** Distinct states. */
  readonly states: number;
  /** Initial states; those that a boundary keeps out are counted here, as they are in `generated`, and not above. */
  readonly initial: number;
  /** Successors generated, those to known states and those cut by a boundary included. */
  readonly transitions: number;
  /** Initial states + transitions: what TLC calls "states generated". */
  readonly generated: number;
  /** Steps of the longest shortest path from an initial state: TLC's depth - 1. */
  readonly depth: number;
  readonly seconds: number;
  readonly peakBytes: number;
  readonly bytesPerState: number;
  readonly properties: ReadonlyArray<PropertyResult>;
  readonly rules: ReadonlyArray<RuleResult>;
  /** Rules by name: what the verdicts of temporal properties, but for always-possible, assume of runs. */
  readonly fairness: { readonly weak: ReadonlyArray<string>; readonly strong: ReadonlyArray<string> };
  readonly components: ReadonlyArray<ComponentResult>;
  readonly channels: ReadonlyArray<ChannelResult>;
  /** Generated states that a boundary kept out, counted each time. */
  readonly boundaries: ReadonlyArray<{ readonly name: string; readonly cut: number }>;
  readonly warnings: ReadonlyArray<Warning>;
};

/** A report, or the error of the specification, or of what was to be resumed, that made one impossible. */
export type Result = Report | Fault;

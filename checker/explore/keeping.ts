/** When checkpoints of an exploration are written, and what is said where they cannot be. */
import type { Pending } from "../native/explorer.js";
import { type Kept, type Position, writeSnapshot } from "../native/snapshot.js";
import type { Bound, Options, Report } from "./report.js";
import { boundAt } from "./search.js";
import type { Checkpoint, StorageError } from "./storage.js";

/** States that the plain loop finds before the other one begins. */
export const PROBE = 20_000;

/** What of an exploration is in its checkpoint, and since when, by the exploration's clock. */
export type Keeper = {
  readonly to: Checkpoint;
  /** Milliseconds. */
  readonly every: number;
  readonly kept: Kept;
  at: number;
  isWritten: boolean;
  failed: StorageError | undefined;
};

export const makeKeeper = ({ checkpoint }: Options, kept: Kept, now: number): Keeper | undefined =>
  checkpoint === undefined
    ? undefined
    : { to: checkpoint.to, every: 1000 * checkpoint.every, kept, at: now, isWritten: false, failed: undefined };

/** Writes a checkpoint; if that fails the exploration is at a bound. */
export const keep = (keeper: Keeper, position: Position, pending: ReadonlyArray<Pending>): Bound | undefined => {
  const { s } = position;
  keeper.failed ??= writeSnapshot(position, pending, keeper.kept, keeper.to);
  if (keeper.failed !== undefined) {
    const bound = boundAt(s, "checkpoint", undefined, (s.now() - s.started) / 1000);
    return { ...bound, error: keeper.failed };
  }
  keeper.at = s.now();
  keeper.isWritten = true;
  return undefined;
};

/** For a progress: seconds since the last checkpoint. */
export const sinceKept = (keeper: Keeper | undefined, now: number): { readonly sinceCheckpoint?: number } =>
  keeper?.isWritten === true ? { sinceCheckpoint: (now - keeper.at) / 1000 } : {};

/** Why the plain loop explored, which neither writes checkpoints nor is lossy; `early` says what it is to end before the other begins. */
const reasonFor = (report: Report, { kernel, probe = PROBE }: Options, boundaries: number, early: string): string => {
  if (report.reduction.used.length > 0) return `the space is reduced by ${report.reduction.used.join(" and ")}`;
  if (boundaries > 0) return "a boundary cuts the space";
  if (kernel === "plain") return "the plain loop was asked for";
  return report.states <= probe ? early : "the other loop is not there, or does not suit the system";
};

const warned = (report: Report, tag: "NoCheckpoint" | "NotLossy", reason: string): Report => ({
  ...report,
  warnings: [...report.warnings, { tag, reason }],
});

type Going = { readonly resumed?: NonNullable<Report["resumed"]>; readonly keeper?: Keeper | undefined };

/** The report of the loop that writes checkpoints: from where it went on, and whether the last one was written. */
export const told = (report: Report, { resumed, keeper }: Going): Report => {
  const from = resumed && { resumed: { states: resumed.states, seconds: resumed.seconds } };
  const failed = report.bound?.kind === "checkpoint" ? undefined : keeper?.failed;
  const all = { ...report, ...from };
  if (failed !== undefined) return warned(all, "NoCheckpoint", `${failed.where}: ${failed.what}`);
  if (keeper === undefined || report.lossy === undefined) return all;
  const { states } = keeper.kept;
  const last = states === 0 ? "there is none" : `the last one is of the first ${states}`;
  return warned(all, "NoCheckpoint", `states may have been missed since, and ${last}`);
};

/** The report, with a warning for each thing that was asked for and not done, and why. */
export const withWarnings = (report: Report, options: Options, boundaries: number): Report => {
  const isPlain = report.kernel === "plain";
  const reason = (early: string): string => reasonFor(report, options, boundaries, early);
  const kept =
    options.checkpoint === undefined || !isPlain
      ? report
      : warned(report, "NoCheckpoint", reason("the exploration ended before the first one was due"));
  const isExact = options.lossy !== undefined && report.lossy === undefined;
  if (!isExact || report.bound?.kind !== "memory") return kept;
  const early = "memory ended before the other loop began";
  return warned(kept, "NotLossy", isPlain ? reason(early) : "the visited states take too little of the memory");
};

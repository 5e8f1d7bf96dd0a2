/** Explorations that are killed, and resumed by another. */
import { explore } from "../../checker/explore/breadth-first.js";
import type { Options, Report } from "../../checker/explore/report.js";
import { type Checkpoint, type StorageError, type Stored, isStorageError } from "../../checker/explore/storage.js";
import type { System } from "../../checker/system.js";
import { type MemoryStorage, makeMemoryStorage } from "./memory-storage.js";

export const orThrow = <A>(result: A | StorageError): A => {
  if (isStorageError(result)) throw new Error(`${result.where}: ${result.what}`);
  return result;
};

export const reported = (system: System, options: Options): Report => {
  const result = explore(system, options);
  if (result.tag === "Fault") throw new Error(`${result.kind} ${result.where}: ${result.what}`);
  return result;
};

/** All that does not depend on time or memory, or on how the exploration got there. */
export const essence = (report: Report): unknown => ({
  verdict: report.verdict,
  complete: report.complete,
  bound: report.bound?.kind,
  states: report.states,
  initial: report.initial,
  transitions: report.transitions,
  depth: report.depth,
  rules: report.rules.map(({ name, fired, footprints, lookups, hitRate }) => [
    name,
    fired,
    footprints,
    lookups,
    hitRate,
  ]),
  values: report.components.map(({ values }) => values),
  channels: report.channels,
  properties: report.properties.map(({ name, verdict, trail }) => [name, verdict, trail?.steps.length]),
  warnings: report.warnings.filter(({ tag }) => tag !== "NoCheckpoint"),
});

/** What ends a run in the middle of it. */
class Killed extends Error {}

/** The checkpoint, until so many calls have been made: with the last the run ends, after it or `before` it. */
const killing = (to: Checkpoint, calls: number, before: boolean, counts: "all" | "commits"): Checkpoint => {
  let left = calls;
  const dying = <A>(isCounted: boolean, act: () => A): A => {
    const isLast = isCounted && --left === 0;
    if (isLast && before) throw new Killed();
    const result = act();
    if (isLast) throw new Killed();
    return result;
  };
  return {
    append: (stream, bytes) => dying(counts === "all", () => to.append(stream, bytes)),
    put: (blob, bytes) => dying(counts === "all", () => to.put(blob, bytes)),
    commit: (record) => dying(true, () => to.commit(record)),
    close: to.close,
  };
};

export const IDENTITY = "the same";

/** Goes on from what is in the storage, if anything is. */
export const goOn = (
  system: System,
  options: Options,
  storage: MemoryStorage,
  wrap: (to: Checkpoint) => Checkpoint = (to) => to,
): Report => {
  const begun = storage.create(IDENTITY);
  const stored: Stored | undefined = isStorageError(begun) ? orThrow(storage.open(IDENTITY)) : undefined;
  const to = stored === undefined ? orThrow(begun) : orThrow(stored.reopen());
  return reported(system, {
    probe: 1,
    ...options,
    checkpoint: { to: wrap(to), every: 0 },
    ...(stored === undefined ? {} : { resume: stored }),
  });
};

export type Kill = { readonly calls: number; readonly before: boolean; readonly counts: "all" | "commits" };

/** A run that is killed again and again, and resumed until one ends. `kills` says how many were needed. */
export const interrupted = (
  system: System,
  options: Options,
  kill: (times: number) => Kill | undefined,
): { readonly report: Report; readonly kills: number } => {
  const storage = makeMemoryStorage();
  for (let kills = 0; ; kills++) {
    const next = kill(kills);
    try {
      const wrap = (to: Checkpoint) => (next === undefined ? to : killing(to, next.calls, next.before, next.counts));
      return { report: goOn(system, options, storage, wrap), kills };
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      storage.kill();
    }
  }
};

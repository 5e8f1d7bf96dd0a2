/** Explorations in the WebAssembly loop with halves and threads as a test wants them, from the first state on. */
import { compile } from "../../checker/compile.js";
import { end } from "../../checker/explore/end.js";
import { type Fast, searchFast, startFast } from "../../checker/explore/fast.js";
import { initialIdentities } from "../../checker/explore/initial.js";
import type { Options, Result } from "../../checker/explore/report.js";
import { isFault } from "../../checker/fault.js";
import { makeTables } from "../../checker/kernel/tables.js";
import { field } from "../../checker/native/arena.js";
import { READY } from "../../checker/native/fields.js";
import { planFor } from "../../checker/reduce/plan.js";
import type { System } from "../../checker/system.js";
import { finished } from "./finished.js";

export type Wanted = Options & {
  /** Whether a component, by its place, belongs to the second half. Default: none does. */
  readonly isSecond?: (place: number) => boolean;
  /** From how many states the halves are chosen: beyond four times as many they may be chosen again. Default: they stay. */
  readonly chosenFrom?: number;
  /** Every round is worth waking the threads for, and none begins before all of them are there. */
  readonly isShared?: boolean;
};

const clock = new Int32Array(new SharedArrayBuffer(4));

/** Waits for the threads: they need nothing from this one to start. */
const awaitThreads = ({ explorer: { a, workers } }: Fast): void => {
  for (const { at } of workers.slice(1)) while (field(a, at + READY) !== 1) Atomics.wait(clock, 0, 0, 1);
};

/** The exploration, ready to be run. */
export const startLoop = (system: System, wanted: Wanted): Fast => {
  const { isSecond = () => false, chosenFrom = Infinity, isShared = false, ...options } = wanted;
  const compiled = compile(system);
  if (isFault(compiled)) throw new Error(compiled.what);
  const tables = makeTables(compiled);
  const states = initialIdentities(tables);
  if (isFault(states)) throw new Error(states.what);
  const width = compiled.components.length;
  const ids = Int32Array.from(states.flatMap((state) => [...state]));
  const places = compiled.components.map((_, place) => place);
  const split = [places.filter((place) => !isSecond(place)), places.filter(isSecond)] as const;
  const choice = { sample: { count: states.length, width, ids }, split, from: chosenFrom };
  const fast = startFast(compiled, options, 0, tables, choice);
  if (fast === undefined) throw new Error("this platform has WebAssembly");
  if (!isShared) return fast;
  awaitThreads(fast);
  const { crew } = fast.explorer;
  fast.explorer.crew = { ...crew, work: () => crew.work(true) };
  return fast;
};

/** Runs it to its end. */
export const finish = (fast: Fast): Result => {
  const plan = planFor(fast.search.kernel.tables.compiled, "none");
  const found = finished(searchFast(fast));
  if (found !== undefined && "tag" in found && found.tag === "Rechosen") throw new Error("the halves are given");
  const result = finished(end(fast.search, found, plan));
  if (result.tag === "Again") throw new Error("nothing is reduced");
  return result;
};

export const throughLoop = (system: System, wanted: Wanted = {}): Result => finish(startLoop(system, wanted));

/**
 * Going on from a checkpoint. Nothing of it is believed before it fits together and some of it has been derived anew: a
 * system is known by its identity, which does not show what its functions close over.
 */
import type { Compiled } from "../compile.js";
import { type Fault, fault, isFault } from "../fault.js";
import { type Kernel, idsOf, valuesOf } from "../kernel/kernel.js";
import { type Tables, makeTables } from "../kernel/tables.js";
import { OutOfRoom } from "../native/arena.js";
import type { Explorer, Pending } from "../native/explorer.js";
import { layOut } from "../native/layout.js";
import { Unlike } from "../native/packing.js";
import { type Recorded, readRecord } from "../native/record.js";
import {
  Unreadable,
  isKnown,
  looking,
  readHalves,
  readLog,
  restoreFootprints,
  restoreStates,
  restoreValues,
  sampleFrom,
} from "../native/restore.js";
import { pendingFrom } from "../native/round.js";
import { halvesOf } from "../native/log.js";
import { stepsFrom } from "../native/slow.js";
import { HALVES, type Kept, STATES, keptSpaces } from "../native/snapshot.js";
import { Failed, Unsuited } from "../native/units.js";
import { isRefusedMemory } from "./end.js";
import { type Fast, least, startFast } from "./fast.js";
import { takeOut } from "./findings.js";
import { MOST_SAMPLED } from "./halves.js";
import { initialIdentities } from "./initial.js";
import { makeKeeper } from "./keeping.js";
import type { Options } from "./report.js";
import type { Stored } from "./storage.js";

/** States that are derived anew. */
const DERIVED = 512;

const textOf = (ids: Int32Array): string => ids.join();

/** The initial states are those of the system. */
const checkInitial = (k: Kernel, { levels, levelEnd, initial }: Recorded): void => {
  const now = initialIdentities(k.tables);
  if (isFault(now)) throw new Unlike("initial states", `an error: ${now.where}: ${now.what}`);
  const end = levels[1] ?? levelEnd;
  const kept = new Set(Array.from({ length: end }, (_, state) => textOf(idsOf(k, state))));
  const isSame = now.length === initial && new Set(now.map(textOf)).size === end;
  if (!isSame || !now.every((ids) => kept.has(textOf(ids))))
    throw new Unlike("the initial states of the system", "others");
};

/** By the rules as they are now, states spread over the log are successors of their predecessors. */
const checkDerived = (e: Explorer, { levels, levelEnd, sizes }: Recorded): void => {
  const { k, units, log } = e;
  const initial = levels[1] ?? levelEnd;
  const derived = Math.min(DERIVED, log.size - initial);
  for (let i = 1; i <= derived; i++) {
    const state = initial - 1 + Math.ceil((i * (log.size - initial)) / derived);
    const from = idsOf(k, k.states.predecessor(state));
    const to = textOf(idsOf(k, state));
    const { steps } = stepsFrom(k, units, from);
    if (!steps.some(({ ids }) => textOf(ids) === to))
      throw new Unlike(`state ${state} to be a successor of state ${k.states.predecessor(state)}`, "that it is none");
    // Of what was expanded, the successors are there, and so are all their values.
    if (k.states.predecessor(state) >= (levels.at(-1) ?? 0)) continue;
    const isNew = keptSpaces(k.tables).some(({ values }, space) => values.length !== sizes.spaces[space]);
    if (isNew || !steps.every(({ ids }) => isKnown(e, ids)))
      throw new Unlike(`all successors of state ${k.states.predecessor(state)} to be there`, "one that is not");
  }
};

const check = (e: Explorer, recorded: Recorded): void => {
  checkInitial(e.k, recorded);
  try {
    checkDerived(e, recorded);
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    throw new Unlike("rules that give steps", `an error: ${error.fault.where}: ${error.fault.what}`);
  }
};

const restoreCounts = ({ search: s, explorer: e, slow }: Fast, recorded: Recorded): void => {
  const { k } = e;
  s.initial = recorded.initial;
  s.depth = recorded.depth;
  s.levels.splice(0, s.levels.length, ...recorded.levels);
  s.levelEnd = recorded.levelEnd;
  s.peakBytes = recorded.peakBytes;
  slow.steps = recorded.transitions;
  k.transitions = recorded.transitions;
  k.expanded = recorded.expanded;
  k.fired.set(recorded.fired);
  k.blocked.set(recorded.blocked);
  k.overflowed.set(recorded.overflowed);
  k.offered.set(recorded.offered);
};

const restoreFindings = ({ search: s, explorer: { k } }: Fast, { said, violations }: Recorded): void => {
  for (const [property, { shown, antecedent, place }] of said.entries()) {
    s.findings.shown[property] = shown;
    k.predicates.antecedents[property] = antecedent;
    if (place === undefined) continue;
    const to = place.to === undefined ? undefined : valuesOf(k, place.to);
    s.findings.places[property] = { state: place.state, to };
    takeOut(k, property);
  }
  s.findings.violations = violations;
};

const pendingOf = (e: Explorer, { open }: Recorded): ReadonlyArray<Pending> =>
  open.flatMap((each): ReadonlyArray<Pending> => {
    if (each.tag === "stretch") return pendingFrom(e, each.from, each.to);
    const states = each.numbers.map((number) => {
      const [a, b] = halvesOf(e.log, number);
      return { a, b, number };
    });
    return [{ tag: "states", states }];
  });

/** All that was read is in the streams. */
const keptOf = ({ halves, spaces, footprints }: Recorded["sizes"]): Pick<Kept, "halves" | "spaces" | "footprints"> => ({
  halves: [...halves],
  spaces: [...spaces],
  footprints: [...footprints],
});

const restored = (
  compiled: Compiled,
  options: Options,
  stored: Stored,
  bytes: Uint8Array,
  started: number,
): Fast | undefined => {
  const t: Tables = makeTables(compiled);
  const recorded = looking(stored.where, () => readRecord(bytes, t));
  const { sizes, sides } = recorded;
  const split = [0, 1].map((side) => [...sides.keys()].filter((place) => sides[place] === side));
  const halvesOfPlaces = [split[0] ?? [], split[1] ?? []] as const;
  restoreValues(stored, t, sizes);
  restoreFootprints(stored, t, sizes);
  const halves = readHalves(stored, sizes, halvesOfPlaces);
  const log = readLog(stored, sizes, recorded.levels[1] ?? recorded.levelEnd);
  const sample = sampleFrom(log, MOST_SAMPLED, halvesOfPlaces, halves);
  const choice = { sample, split: halvesOfPlaces, from: log.size };
  const fast = startFast(compiled, options, started - recorded.milliseconds, t, choice);
  if (fast === undefined) return undefined;
  const { explorer: e } = fast;
  restoreStates(e, stored, halves, sizes, log);
  layOut(e);
  restoreCounts(fast, recorded);
  restoreFindings(fast, recorded);
  looking(`${stored.where}, streams '${STATES}' and '${HALVES.join("', '")}'`, () => check(e, recorded));
  const resumed = { pending: pendingOf(e, recorded), states: log.size, seconds: recorded.milliseconds / 1000 };
  const before = log.pieces.at(-1)?.beforeBytes ?? 0;
  const kept = { before, states: log.size, ...keptOf(sizes) };
  fast.search.cursor = least(resumed.pending, recorded.levelEnd);
  return { ...fast, resumed, keeper: makeKeeper(options, kept, fast.search.now()) };
};

/** The exploration as it was when the record was written, or why there is none. */
export const resumeFast = (
  compiled: Compiled,
  options: Options,
  stored: Stored,
  record: Uint8Array,
  started: number,
): Fast | Fault => {
  const refuse = (what: string): Fault => fault("storage", stored.where, what);
  try {
    return restored(compiled, options, stored, record, started) ?? refuse("expected a platform with WebAssembly");
  } catch (error) {
    if (error instanceof Unreadable) return fault("storage", error.error.where, error.error.what);
    if (error instanceof OutOfRoom || isRefusedMemory(error))
      return refuse("expected memory for its states, found less");
    if (error instanceof Unsuited)
      return refuse(`expected states that the loop has room for, found that ${error.message}`);
    throw error;
  }
};

/**
 * An exploration in the loop: halves, lists, table, log, and rounds. A round gives the workers pieces of the frontier and
 * room for what they find; when they have stopped, what they found is added to the log, and what they missed is filled in.
 * Between rounds nobody but the owner is at work, so that nothing is ever changed under anybody's hands.
 */
import type { Findings } from "../explore/findings.js";
import type { Spill } from "../explore/storage.js";
import type { Kernel } from "../kernel/kernel.js";
import { type Arena, allocate, arenaBytes, setField } from "./arena.js";
import { effectsBytes, makeEffects, startWatching } from "./effects.js";
import * as f from "./fields.js";
import { columnFor, halfBytes, identityOf, makeHalf, readHalf } from "./half.js";
import { grow, layOut } from "./layout.js";
import { kindsBytes, makeKinds } from "./kinds.js";
import { type Filler, countedBytes, makeCounted } from "./lists.js";
import { type Log, type Piece, makeLog, splitKey } from "./log.js";
import { type Pairs, makePairs } from "./pairs.js";
import { makeRecall, remember } from "./recall.js";
import { type Sample, type Split, joined, splitFor } from "./split.js";
import { type Crew, alone } from "./threads.js";
import { type Unit, unitsOf } from "./units.js";
import { type Noted, type Worker, makeWorker } from "./worker.js";

/** A part of the frontier that is still to be expanded: of a piece of the log, or states that were put off. */
export type Pending =
  | { readonly tag: "piece"; readonly piece: Piece; readonly from: number; readonly to: number }
  | { readonly tag: "states"; readonly states: ReadonlyArray<State> };
export type State = { readonly a: number; readonly b: number; readonly number: number };

export type Explorer = {
  readonly k: Kernel;
  readonly a: Arena;
  readonly x: Filler;
  readonly findings: Findings;
  readonly workers: Worker[];
  /** The owner alone, until there are threads. */
  crew: Crew;
  readonly log: Log;
  readonly units: ReadonlyArray<Unit>;
  readonly stateAsks: ReadonlyArray<Pairs>;
  asked: number;
  /** Whether all states of the log are in the table, with the widths that keys now have: not if memory for that was refused. */
  isWhole: boolean;
  /** Values of the halves when their widths were chosen. */
  sizes: readonly [number, number];
  bitsA: number;
  keyBits: number;
  width: number;
  /** How many pieces a round may have, and their descriptors. */
  readonly pieces: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Buffers for pieces of the frontier. */
  readonly buffers: { readonly at: number; readonly bytes: number }[];
  /** States offered that found no room in the table: the exploration ends if they do not find it later either. */
  crowded: State[];
  /** Sees to room for them; false where there is none. */
  makeWay: () => boolean;
};

/** Pieces of the frontier, and of what is found, in a round: for one worker, and for each more. */
const PIECES = 16;
const MORE_PIECES = 8;
/** A piece of the log has at most so many states. */
export const PIECE_STATES = 8192;
const FIRST_ASKED = 1024;
export const ARENA_BYTES = 1 << 20;

/** Footprints of state properties, but for those that are part of another. */
const widest = (footprints: ReadonlyArray<ReadonlyArray<number>>): ReadonlyArray<ReadonlyArray<number>> => {
  const kept: ReadonlyArray<number>[] = [];
  for (const places of footprints.toSorted((p, q) => q.length - p.length))
    if (!kept.some((other) => places.every((place) => other.includes(place)))) kept.push(places);
  return kept;
};

/** The halves that a sample speaks for. */
export const halvesFor = (k: Kernel, sample: Sample): Split =>
  splitFor(
    sample,
    unitsOf(k).map(({ places }) => places),
  );

export const makeExplorer = (
  k: Kernel,
  a: Arena,
  findings: Findings,
  sample: Sample,
  split: Split,
  workers: number,
  spill?: Spill,
): Explorer => {
  const { tables: t } = k;
  const units = unitsOf(k);
  const components = t.compiled.components.length;
  const halves = [makeHalf(false, split[0], components), makeHalf(true, split[1], components)] as const;
  const sideOf = ({ places }: Unit): 0 | 1 | undefined =>
    places.every((place) => halves[0].partOf[place]! >= 0)
      ? 0
      : places.every((place) => halves[1].partOf[place]! >= 0)
        ? 1
        : undefined;
  const crossing = units.filter((unit) => sideOf(unit) === undefined);
  const tablesOf = joined(
    sample,
    crossing.map(({ places }) => places),
  );
  const pairsOver = (descriptor: number, entry: 1 | 4, places: ReadonlyArray<number>, keep?: Pairs["keep"]): Pairs => {
    const sorted = places.toSorted((p, q) => p - q);
    return makePairs(a, descriptor, entry, [columnFor(a, halves[0], sorted), columnFor(a, halves[1], sorted)], keep);
  };
  const recall = makeRecall(a);
  const crossesAt = allocate(a, f.PAIRS_BYTES * Math.max(1, tablesOf.length));
  setField(a, f.CROSS, crossesAt);
  setField(a, f.CROSS_COUNT, tablesOf.length);
  const effects = [makeEffects(k, a, halves[0]), makeEffects(k, a, halves[1])] as const;
  const x: Filler = {
    k,
    a,
    halves,
    effects,
    local: [units.filter((unit) => sideOf(unit) === 0), units.filter((unit) => sideOf(unit) === 1)],
    crosses: tablesOf.map((members, i) => {
      const own = members.map((member) => crossing[member]!);
      return {
        units: own,
        pairs: pairsOver(
          crossesAt + i * f.PAIRS_BYTES,
          4,
          [...new Set(own.flatMap(({ places }) => places))],
          (classA, classB, list) => remember(recall, classA, classB, f.ABOUT_CROSS + i, list),
        ),
      };
    }),
    recall,
    kinds: makeKinds(a),
    counted: [makeCounted(), makeCounted()],
    asked: [],
    askedColumns: new Set(),
    eventAsks: 0,
    eventCapacity: 0,
    isListing: false,
    longest: 0,
    ids: new Int32Array(components),
    after: new Int32Array(components),
    part: new Int32Array(components),
  };
  for (const each of effects) startWatching(a, each);
  const asks = widest(k.predicates.states.map(({ reads }) => [...reads]));
  const at = allocate(a, f.PAIRS_BYTES * Math.max(1, asks.length));
  const stateAsks = asks.map((places, i) => pairsOver(at + i * f.PAIRS_BYTES, 1, places));
  setField(a, f.STATE_ASK, at);
  setField(a, f.STATE_ASKS, asks.length);
  setField(a, f.EVENT_ASK, allocate(a, 64));
  setField(a, f.SHARED, workers > 1 ? 1 : 0);
  setField(a, f.ASKS_STUCK, k.predicates.deadlocks.length > 0 ? 1 : 0);
  setField(a, f.ASKED, allocate(a, 16 * FIRST_ASKED));
  setField(a, f.ASKED_SLOTS, FIRST_ASKED);
  const own = Array.from({ length: workers }, () => makeWorker(a, t.compiled.rules.length, components));
  const pieces = PIECES + MORE_PIECES * (workers - 1);
  const e: Explorer = {
    k,
    a,
    x,
    findings,
    workers: own,
    crew: alone(a, own),
    log: makeLog(spill),
    units,
    stateAsks,
    asked: 0,
    isWhole: false,
    sizes: [0, 0],
    bitsA: 0,
    keyBits: 0,
    width: 0,
    pieces,
    inputs: allocate(a, pieces * f.INPUT_BYTES),
    outputs: allocate(a, pieces * f.OUTPUT_BYTES),
    buffers: [],
    crowded: [],
    makeWay: () => {
      grow(e, 0);
      return true;
    },
  };
  setField(a, f.INPUT, e.inputs);
  setField(a, f.OUTPUT, e.outputs);
  for (let i = 0; i < pieces; i++)
    setField(a, e.outputs + i * f.OUTPUT_BYTES + f.OUT_BEFORE, allocate(a, f.PIECE_BEFORE));
  layOut(e);
  return e;
};

export const stateOf = (e: Explorer, { low, high, number }: Noted): State => {
  const [a, b] = splitKey(low, high, e.bitsA);
  return { a, b, number };
};

/** The identities of a key's components, into `k.ids`. */
export const readState = (e: Explorer, low: number, high: number, ids: Int32Array): void => {
  const [a, b] = splitKey(low, high, e.bitsA);
  readHalf(e.x.halves[0], a, ids);
  readHalf(e.x.halves[1], b, ids);
};

export const writeKey = (a: Arena, at: number, own: number, b: number, bitsA: number): void => {
  a.words[at >>> 2] = own | (b << bitsA);
  a.words[(at >>> 2) + 1] = b >>> (32 - bitsA);
};

/** The identity of a whole state. */
export const stateFor = (e: Explorer, ids: Int32Array, number: number): State => {
  const { a, x } = e;
  const own = (side: 0 | 1): number => {
    const half = x.halves[side];
    for (let i = 0; i < half.places.length; i++) x.part[i] = ids[half.places[i]!]!;
    return identityOf(a, half, x.part);
  };
  return { a: own(0), b: own(1), number };
};

const sideBytes = ({ halves, effects, counted }: Filler, side: 0 | 1): number =>
  halfBytes(halves[side]) + effectsBytes(effects[side]) + countedBytes(counted[side]);

export const explorerBytes = ({ a, log, x }: Explorer): number =>
  arenaBytes(a) + log.bytes + kindsBytes(x.kinds) + sideBytes(x, 0) + sideBytes(x, 1);

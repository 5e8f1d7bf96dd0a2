/**
 * What a checkpoint keeps of an exploration in the loop, between rounds: in streams, which only grow, the states, the values
 * of halves and of spaces, and the footprints for which rules were run; in the record everything else. The visited table and
 * what rules, channels, observers and properties answered is not kept: it is had again.
 */
import type { Search } from "../explore/search.js";
import type { Checkpoint, StorageError } from "../explore/storage.js";
import type { Narrow } from "../kernel/ints.js";
import type { Space } from "../kernel/space.js";
import { identify } from "../kernel/space.js";
import type { Tables } from "../kernel/tables.js";
import { reintern } from "../values.js";
import { type Slow, settle, stepsTaken } from "./counts.js";
import type { Explorer, Pending } from "./explorer.js";
import { type Half, sizeOf } from "./half.js";
import { type Log, beforeIn, keysIn, pieceOf } from "./log.js";
import { type Packed, bytesOf, makePacked, pack, packAll, packBytes, packValue } from "./packing.js";

/** Of what is written here: another one is refused. */
export const FORMAT = 1;
export const STATES = "states";
export const HALVES = ["half-a", "half-b"] as const;
export const VALUES = "values";
export const FOOTPRINTS = "footprints";

/** The spaces whose numbers are kept: those of components, then those of messages. */
export const keptSpaces = (t: Tables): ReadonlyArray<Space> => [...t.spaces, ...t.messages];

/** How much of everything is in the streams. */
export type Kept = {
  states: number;
  /** Of the piece of the log that the last of them is in: bytes of predecessors. */
  before: number;
  readonly halves: [number, number];
  readonly spaces: number[];
  readonly footprints: number[];
};

export const nothingKept = (t: Tables): Kept => ({
  states: 0,
  before: 0,
  halves: [0, 0],
  spaces: keptSpaces(t).map(() => 0),
  footprints: t.groups.map(() => 0),
});

/** Where an exploration is, between two rounds: all of it. */
export type Position = { readonly s: Search; readonly e: Explorer; readonly slow: Slow };

/** Numbers before the states of a piece take no more bytes than this. */
const HEAD = 64;

const writeStates = (log: Log, kept: Kept, to: Checkpoint): StorageError | undefined => {
  while (kept.states < log.size) {
    const piece = log.pieces[pieceOf(log, kept.states)]!;
    const { first, count, width, bitsA, beforeBytes } = piece;
    const [keys, before] = [keysIn(log, piece), beforeIn(log, piece)];
    const from = kept.states - first;
    if (from === 0) kept.before = 0;
    const packed = makePacked(HEAD + (count - from) * width + beforeBytes - kept.before);
    packAll(packed, [from, count - from, width, bitsA, beforeBytes - kept.before]);
    packBytes(packed, keys.subarray(from * width, count * width));
    packBytes(packed, before.subarray(kept.before, beforeBytes));
    const failed = to.append(STATES, bytesOf(packed));
    if (failed !== undefined) return failed;
    kept.states = first + count;
    kept.before = beforeBytes;
  }
  return undefined;
};

/** Entries that are written at once. */
const SOME = 4096;

/** Writes entries from `from` to `to`, some at a time; each piece begins with `head`, its first entry and how many there are. */
const writeSome = (
  checkpoint: Checkpoint,
  stream: string,
  head: ReadonlyArray<number>,
  from: number,
  to: number,
  add: (packed: Packed, entry: number) => void,
): StorageError | undefined => {
  for (let first = from; first < to; first += SOME) {
    const end = Math.min(to, first + SOME);
    const packed = makePacked();
    packAll(packed, [...head, first, end - first]);
    for (let entry = first; entry < end; entry++) add(packed, entry);
    const failed = checkpoint.append(stream, bytesOf(packed));
    if (failed !== undefined) return failed;
  }
  return undefined;
};

const packKey = (packed: Packed, keys: Narrow["data"], arity: number, entry: number): void => {
  for (let i = entry * arity; i < (entry + 1) * arity; i++) pack(packed, keys[i]!);
};

const writeHalf = (half: Half, stream: string, from: number, to: Checkpoint): StorageError | undefined =>
  writeSome(to, stream, [], from, sizeOf(half), (packed, id) =>
    packKey(packed, half.values.keys.data, half.places.length, id),
  );

/** Writes to the streams what is new since the last time. */
const writeStreams = ({ k, x, log }: Explorer, kept: Kept, to: Checkpoint): StorageError | undefined => {
  const t = k.tables;
  for (const [i, { values }] of keptSpaces(t).entries()) {
    const add = (packed: Packed, id: number): void => packValue(packed, values[id]!.value);
    const failed = writeSome(to, VALUES, [i], kept.spaces[i]!, values.length, add);
    if (failed !== undefined) return failed;
    kept.spaces[i] = values.length;
  }
  for (const [i, { memo }] of t.groups.entries()) {
    const { keys, values, arity } = memo;
    const add = (packed: Packed, entry: number): void => packKey(packed, keys.data, arity, entry);
    const failed = writeSome(to, FOOTPRINTS, [i], kept.footprints[i]!, values.size, add);
    if (failed !== undefined) return failed;
    kept.footprints[i] = values.size;
  }
  for (const side of [0, 1] as const) {
    const failed = writeHalf(x.halves[side], HALVES[side], kept.halves[side], to);
    if (failed !== undefined) return failed;
    kept.halves[side] = sizeOf(x.halves[side]);
  }
  return writeStates(log, kept, to);
};

/** A stretch of the log, or states by number. */
type Stretch = { readonly from: number; to: number } | { readonly numbers: ReadonlyArray<number> };

/** What is to be expanded, in order; neighbouring pieces are one stretch. */
const stretches = (pending: ReadonlyArray<Pending>): ReadonlyArray<Stretch> => {
  const all: Stretch[] = [];
  for (const each of pending) {
    const last = all.at(-1);
    if (each.tag === "states") all.push({ numbers: each.states.map(({ number }) => number) });
    else {
      const [from, to] = [each.piece.first + each.from, each.piece.first + each.to];
      if (last !== undefined && "to" in last && last.to === from) last.to = to;
      else all.push({ from, to });
    }
  }
  return all;
};

const packFindings = (packed: Packed, { s, e }: Position): void => {
  const { spaces, pool } = e.k.tables;
  const { places, shown, violations } = s.findings;
  pack(packed, violations);
  for (const [i, place] of places.entries()) {
    packAll(packed, [shown[i] === true ? 1 : 0, e.k.predicates.antecedents[i] === true ? 1 : 0]);
    pack(packed, place === undefined ? 0 : 1 + place.state);
    if (place === undefined) continue;
    pack(packed, place.to === undefined ? 0 : 1);
    // A value of a state that was met has its identity already.
    for (const [at, value] of (place.to ?? []).entries()) pack(packed, identify(spaces[at]!, reintern(pool, value)));
  }
};

/** Everything but the streams. */
const recordOf = (at: Position, kept: Kept, pending: ReadonlyArray<Pending>): Uint8Array => {
  const { s, e, slow } = at;
  const { k, x } = e;
  const packed = makePacked();
  const { compiled } = k.tables;
  packAll(packed, [FORMAT, compiled.components.length, compiled.rules.length, compiled.properties.length]);
  packAll(packed, [kept.states, ...kept.halves, ...kept.spaces, ...kept.footprints]);
  packAll(
    packed,
    compiled.components.map((_, place) => (x.halves[0].partOf[place]! >= 0 ? 0 : 1)),
  );
  packAll(packed, [s.initial, s.depth, s.levelEnd, s.levels.length, ...s.levels]);
  const parts = stretches(pending);
  pack(packed, parts.length);
  for (const part of parts)
    packAll(packed, "to" in part ? [0, part.from, part.to] : [1, part.numbers.length, ...part.numbers]);
  packAll(packed, [slow.steps + stepsTaken(e), k.expanded, ...k.fired, ...k.blocked, ...k.overflowed, ...k.offered]);
  packFindings(packed, at);
  packAll(packed, [Math.max(0, Math.round(s.now() - s.started)), s.peakBytes]);
  return bytesOf(packed);
};

/** Makes the exploration as it is now what a resume finds. */
export const writeSnapshot = (
  at: Position,
  pending: ReadonlyArray<Pending>,
  kept: Kept,
  to: Checkpoint,
): StorageError | undefined => {
  settle(at.e);
  return writeStreams(at.e, kept, to) ?? to.commit(recordOf(at, kept, pending));
};

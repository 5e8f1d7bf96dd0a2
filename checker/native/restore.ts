/** The streams of a checkpoint, read back into tables, halves and log. What does not fit is an error, thrown as `Unlike`. */
import { type StorageError, type Stored, isStorageError } from "../explore/storage.js";
import { numberOf, set } from "../kernel/memo.js";
import { identify } from "../kernel/space.js";
import type { Tables } from "../kernel/tables.js";
import { intern } from "../values.js";
import { type Explorer, PIECE_STATES } from "./explorer.js";
import { type Half, identityOf } from "./half.js";
import { type Log, type Piece, halvesOf, makeLog } from "./log.js";
import {
  type Unpacking,
  Unlike,
  expectEnd,
  unpack,
  unpackBelow,
  unpackBytes,
  unpackValue,
  unpacking,
} from "./packing.js";
import type { Sizes } from "./record.js";
import { FOOTPRINTS, HALVES, STATES, VALUES, keptSpaces } from "./snapshot.js";
import type { Sample } from "./split.js";

/** A stream that cannot be read, or is not what it should be. */
export class Unreadable extends Error {
  readonly error: StorageError;
  constructor(error: StorageError) {
    super(error.what);
    this.error = error;
  }
}

/** Does what may throw `Unlike`, and says where that was. */
export const looking = <A>(where: string, look: () => A): A => {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof Unlike)) throw error;
    throw new Unreadable({ tag: "StorageError", where, what: error.message });
  }
};

const readStream = (stored: Stored, stream: string, take: (from: Unpacking) => void): void => {
  const failed = stored.read(stream, (bytes) =>
    looking(`${stored.where}, stream '${stream}'`, () => {
      const from = unpacking(bytes);
      take(from);
      expectEnd(from);
    }),
  );
  if (isStorageError(failed)) throw new Unreadable(failed);
};

const expectAll = (stored: Stored, stream: string, expected: number, found: number): void =>
  looking(`${stored.where}, stream '${stream}'`, () => {
    if (expected !== found) throw new Unlike(`${expected} entries`, found);
  });

/** Reads pieces that begin with their first entry, of which `found` were read before, and how many entries there are. */
const takeSome = (from: Unpacking, found: number, size: number, add: () => void): number => {
  const first = unpack(from);
  if (first !== found) throw new Unlike(`entry ${found}`, first);
  const many = unpackBelow(from, size - found + 1);
  for (let i = 0; i < many; i++) add();
  return found + many;
};

/** Gives the values of the spaces their numbers again. */
export const restoreValues = (stored: Stored, t: Tables, { spaces: sizes }: Sizes): void => {
  const spaces = keptSpaces(t);
  readStream(stored, VALUES, (from) => {
    const which = unpackBelow(from, spaces.length);
    const space = spaces[which]!;
    takeSome(from, space.values.length, sizes[which]!, () => {
      const canonical = intern(t.pool, unpackValue(from));
      if (canonical.tag === "NotCanonical") throw new Unlike("a value", canonical.found);
      const next = space.values.length;
      if (identify(space, canonical) !== next) throw new Unlike(`another value of ${space.name}`, "one that is there");
    });
  });
  for (const [which, space] of spaces.entries()) expectAll(stored, VALUES, sizes[which]!, space.values.length);
};

/** The footprints for which rules were run before: their answers are had again, but they count. */
export const restoreFootprints = (stored: Stored, t: Tables, sizes: Sizes): void => {
  const key = new Int32Array(Math.max(1, ...t.groups.map(({ memo }) => memo.arity)));
  readStream(stored, FOOTPRINTS, (from) => {
    const which = unpackBelow(from, t.groups.length);
    const { memo, reads, receives } = t.groups[which]!;
    const bounds = [
      ...(receives < 0 ? [] : [t.messages[receives]!.values.length]),
      ...Array.from(reads, (place) => t.spaces[place]!.values.length),
    ];
    takeSome(from, memo.size, sizes.footprints[which]!, () => {
      for (const [i, bound] of bounds.entries()) key[i] = unpackBelow(from, bound);
      const next = memo.size;
      set(memo, key, 0, 0);
      if (memo.size !== next + 1) throw new Unlike("another footprint", "one that is there");
    });
  });
  for (const [which, { memo }] of t.groups.entries())
    expectAll(stored, FOOTPRINTS, sizes.footprints[which]!, memo.size);
};

/** The identities of components in a half's values, one value after the other. */
export const readHalves = (
  stored: Stored,
  sizes: Sizes,
  split: readonly [ReadonlyArray<number>, ReadonlyArray<number>],
): readonly [Int32Array, Int32Array] => {
  const read = (side: 0 | 1): Int32Array => {
    const [places, size] = [split[side], sizes.halves[side]];
    // A size that no stream of this length can have is not believed.
    const most = stored.streamBytes(HALVES[side]) + 1;
    looking(`${stored.where}, stream '${HALVES[side]}'`, () => {
      if (size * places.length > most) throw new Unlike(`${size} values`, `${most - 1} bytes`);
    });
    const ids = new Int32Array(size * places.length);
    let found = 0;
    let at = 0;
    readStream(stored, HALVES[side], (from) => {
      found = takeSome(from, found, size, () => {
        for (const place of places) ids[at++] = unpackBelow(from, sizes.spaces[place]!);
      });
    });
    expectAll(stored, HALVES[side], size, found);
    return ids;
  };
  return [read(0), read(1)];
};

/** The last predecessor of differences that are those of so many states from `first` on. */
const followed = (before: Uint8Array, start: number, first: number, count: number, initial: number): number => {
  let [at, predecessor] = [0, start];
  for (let state = first; state < first + count; state++) {
    let [rest, shift, byte] = [0, 0, 128];
    while (byte >= 128) {
      byte = at < before.length && shift < 35 ? before[at++]! : -1;
      if (byte < 0) throw new Unlike(`a predecessor of state ${state}`, "none");
      rest |= (byte & 127) << shift;
      shift += 7;
    }
    predecessor = (predecessor + ((rest >>> 1) ^ -(rest & 1))) | 0;
    const isInitial = state < initial;
    if (isInitial ? predecessor !== -1 : predecessor < 0 || predecessor >= state)
      throw new Unlike(isInitial ? `an initial state ${state}` : `a predecessor before state ${state}`, predecessor);
  }
  if (at !== before.length) throw new Unlike("no more predecessors", `${before.length - at} bytes`);
  return predecessor;
};

const joinedBytes = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};

/** Adds what is read to the piece of the log that is there, or a new piece. */
const takeStates = (from: Unpacking, log: Log, most: number, initial: number): void => {
  const [start, count, width, bitsA] = [unpack(from), unpackBelow(from, most + 1), unpack(from), unpackBelow(from, 33)];
  const beforeBytes = unpack(from);
  if (width < 1 || width > 8) throw new Unlike("keys of 1 to 8 bytes", width);
  if (start + count > PIECE_STATES) throw new Unlike(`a piece of at most ${PIECE_STATES} states`, start + count);
  const keys = unpackBytes(from, count * width);
  const before = unpackBytes(from, beforeBytes);
  const open = log.pieces.at(-1);
  const last = followed(before, start === 0 ? 0 : (open?.last ?? 0), log.size, count, initial);
  if (start === 0)
    log.pieces.push({
      first: log.size,
      count,
      width,
      bitsA,
      keys,
      before,
      beforeBytes,
      last,
      page: undefined,
      condensedBytes: 0,
    });
  else {
    if (open === undefined || open.count !== start || open.width !== width || open.bitsA !== bitsA)
      throw new Unlike(`the rest of a piece of ${open?.count ?? 0} states`, `that of one of ${start}`);
    extend(open, keys, before, count, last);
  }
  log.size += count;
  log.bytes += keys.length + before.length;
};

const extend = (piece: Piece, keys: Uint8Array, before: Uint8Array, count: number, last: number): void => {
  piece.keys = joinedBytes(piece.keys, keys);
  piece.before = joinedBytes(piece.before, before);
  piece.count += count;
  piece.beforeBytes += before.length;
  piece.last = last;
};

/** The log. Of the states, the first `initial` are initial ones. */
export const readLog = (stored: Stored, { states, halves }: Sizes, initial: number): Log => {
  const log = makeLog();
  readStream(stored, STATES, (from) => takeStates(from, log, states - log.size, initial));
  expectAll(stored, STATES, states, log.size);
  looking(`${stored.where}, stream '${STATES}'`, () => {
    for (let state = 0; state < states; state++) {
      const [a, b] = halvesOf(log, state);
      if (a >= halves[0] || b >= halves[1])
        throw new Unlike(`values below ${halves.join(" and ")} in state ${state}`, `${a} and ${b}`);
    }
  });
  return log;
};

/** Some of the states of a log, evenly spaced. */
export const sampleFrom = (
  log: Log,
  most: number,
  split: readonly [ReadonlyArray<number>, ReadonlyArray<number>],
  halves: readonly [Int32Array, Int32Array],
): Sample => {
  const count = Math.min(log.size, most);
  const width = split[0].length + split[1].length;
  const ids = new Int32Array(count * width);
  for (let i = 0; i < count; i++) {
    for (const [side, own] of halvesOf(log, Math.floor((i * log.size) / count)).entries()) {
      const places = split[side]!;
      for (const [part, place] of places.entries()) ids[i * width + place] = halves[side]![own * places.length + part]!;
    }
  }
  return { count, width, ids };
};

/** Whether the values that the halves have in a state are known. */
export const isKnown = ({ x }: Explorer, ids: Int32Array): boolean =>
  x.halves.every(({ places, values }) => {
    for (const [part, place] of places.entries()) x.part[part] = ids[place]!;
    return numberOf(values, x.part, 0) !== 0;
  });

const restoreHalf = (e: Explorer, half: Half, ids: Int32Array, size: number, where: string): void =>
  looking(where, () => {
    const { length } = half.places;
    for (let id = 0; id < size; id++) {
      e.x.part.set(ids.subarray(id * length, (id + 1) * length));
      if (identityOf(e.a, half, e.x.part) !== id)
        throw new Unlike(`another value than before at ${id}`, "one that is there");
    }
  });

/** Gives the values of the halves their numbers again, and the explorer its log. Its table is made anew after that. */
export const restoreStates = (
  e: Explorer,
  stored: Stored,
  halves: readonly [Int32Array, Int32Array],
  sizes: Sizes,
  log: Log,
): void => {
  for (const side of [0, 1] as const)
    restoreHalf(e, e.x.halves[side], halves[side], sizes.halves[side], `${stored.where}, stream '${HALVES[side]}'`);
  e.log.pieces.push(...log.pieces);
  e.log.size = log.size;
  e.log.bytes = log.bytes;
};

/**
 * Every state found, in order of discovery: keys as they are, each with the number of its predecessor as the difference
 * from the one before. That order is nearly the order of the predecessors, so that a difference takes a byte.
 */

import type { Spill, StorageError } from "../explore/storage.js";
import { beforeOf, predecessorAt, writeKeys } from "./condensed.js";

export type Piece = {
  /** The number of its first state, and how many there are. */
  readonly first: number;
  count: number;
  /** Bytes of a key, and bits of its first half. */
  readonly width: number;
  readonly bitsA: number;
  keys: Uint8Array;
  /** Where keys and differences are on disk, and then they are empty here. */
  page: number | undefined;
  /** Bytes of both condensed, which then are in `keys`; 0 if they are not. */
  condensedBytes: number;
  /** Differences as variable-length integers, the sign lowest; from the predecessor of the state before, 0 for the first. */
  before: Uint8Array;
  beforeBytes: number;
  last: number;
};

export type Log = {
  readonly pieces: Piece[];
  size: number;
  /** Of what is in memory. */
  bytes: number;
  /** Pieces before this one are on disk. */
  spilled: number;
  /** Pieces before this one are condensed, but for those that went to disk before. */
  condensed: number;
  spill: Spill | undefined;
  /** Why it could not be written to: then it is not tried again. */
  failed: StorageError | undefined;
  /** What pieces are read from disk into, and keys that were condensed restored to. */
  buffer: Uint8Array;
  restored: Uint8Array;
  /** The piece whose keys were read last from there; the next one takes its place. */
  read: { readonly piece: Piece; readonly keys: Uint8Array } | undefined;
};

/** What was written to disk cannot be read. */
export class Lost extends Error {
  readonly error: StorageError;
  constructor(error: StorageError) {
    super(`${error.where}: ${error.what}`);
    this.error = error;
  }
}

const NOTHING = new Uint8Array(0);

/** States of a piece, at most. */
const MOST = 8192;
const FIRST = 64;

export const makeLog = (spill?: Spill): Log => ({
  pieces: [],
  size: 0,
  bytes: 0,
  spilled: 0,
  condensed: 0,
  spill,
  failed: undefined,
  buffer: NOTHING,
  restored: NOTHING,
  read: undefined,
});

/** The bytes in which a piece is kept, until the next one is read from disk. Throws `Lost`. */
export const keptOf = (log: Log, piece: Piece): Uint8Array => {
  const { page, keys, count, width, beforeBytes, condensedBytes } = piece;
  if (page === undefined) return keys;
  const size = condensedBytes || count * width + beforeBytes;
  log.read = undefined;
  if (log.buffer.length < size) log.buffer = new Uint8Array(size);
  const bytes = log.buffer.subarray(0, size);
  const error = log.spill?.read(page, bytes);
  if (error !== undefined) throw new Lost(error);
  return bytes;
};

/** The keys of a piece, wherever and however they are kept, until those of another are asked for. Throws `Lost`. */
export const keysIn = (log: Log, piece: Piece): Uint8Array => {
  const { page, count, width, condensedBytes } = piece;
  if (page === undefined && condensedBytes === 0) return piece.keys;
  if (log.read?.piece === piece) return log.read.keys;
  const kept = keptOf(log, piece);
  const keys = (condensedBytes === 0 ? kept : log.restored).subarray(0, count * width);
  if (condensedBytes !== 0) writeKeys(piece, kept, keys);
  log.read = { piece, keys };
  return keys;
};

/** The differences of its predecessors, until another piece is read from disk. Throws `Lost`. */
export const beforeIn = (log: Log, piece: Piece): Uint8Array => {
  const { page, count, width, beforeBytes, condensedBytes } = piece;
  if (page === undefined && condensedBytes === 0) return piece.before;
  const kept = keptOf(log, piece);
  return condensedBytes === 0 ? kept.subarray(count * width) : beforeOf(piece, kept, beforeBytes);
};

/**
 * Has the pieces condensed that get no more states, and all of whose states are before this one. A piece stays as it is where
 * `condensed` gives nothing.
 */
export const condensePieces = (log: Log, before: number, condensed: (piece: Piece) => Uint8Array | undefined): void => {
  for (; log.condensed < log.pieces.length - 1; log.condensed++) {
    const piece = log.pieces[log.condensed]!;
    if (piece.first + piece.count > before) return;
    const bits = piece.page === undefined ? condensed(piece) : undefined;
    if (bits === undefined) continue;
    // Now: it may be read when there is no more memory.
    const size = piece.count * piece.width;
    if (log.restored.length < size) log.restored = new Uint8Array(size);
    log.read = undefined;
    log.bytes += bits.length - piece.keys.length - piece.before.length;
    piece.keys = bits;
    piece.before = NOTHING;
    piece.condensedBytes = bits.length;
  }
};

/** What goes to disk of a piece. */
const bytesFor = ({ keys, before, count, width, beforeBytes, condensedBytes }: Piece): Uint8Array => {
  if (condensedBytes !== 0) return keys;
  const bytes = new Uint8Array(count * width + beforeBytes);
  bytes.set(keys.subarray(0, count * width));
  bytes.set(before.subarray(0, beforeBytes), count * width);
  return bytes;
};

/** Writes pieces to disk, the oldest first, until so many bytes are free. Stays in memory what gets more states, or cannot be written. */
export const spillPieces = (log: Log, wanted: number): void => {
  const least = log.bytes - wanted;
  while (log.bytes > least && log.spilled < log.pieces.length - 1 && log.failed === undefined) {
    const piece = log.pieces[log.spilled]!;
    const { keys, before } = piece;
    const page = log.spill?.write(bytesFor(piece));
    if (typeof page !== "number") {
      log.failed = page;
      return;
    }
    log.bytes -= keys.length + before.length;
    piece.page = page;
    piece.keys = NOTHING;
    piece.before = NOTHING;
    log.spilled++;
  }
};

const room = (log: Log, bytes: Uint8Array, used: number, wanted: number, most: number): Uint8Array => {
  if (used + wanted <= bytes.length) return bytes;
  const wider = new Uint8Array(Math.max(used + wanted, Math.min(most, 2 * bytes.length)));
  wider.set(bytes.subarray(0, used));
  log.bytes += wider.length - bytes.length;
  return wider;
};

const openPiece = (log: Log, width: number, bitsA: number, count: number): Piece => {
  const last = log.pieces.at(-1);
  if (last !== undefined && last.width === width && last.bitsA === bitsA && last.count + count <= MOST) return last;
  if (last !== undefined) close(log, last);
  const piece: Piece = {
    first: log.size,
    count: 0,
    page: undefined,
    condensedBytes: 0,
    width,
    bitsA,
    keys: new Uint8Array(FIRST * width),
    before: new Uint8Array(FIRST),
    beforeBytes: 0,
    last: 0,
  };
  log.bytes += piece.keys.length + piece.before.length;
  log.pieces.push(piece);
  return piece;
};

/** Gives back what a piece that gets no more states does not need. */
const close = (log: Log, piece: Piece): void => {
  const { keys, before, count, width, beforeBytes } = piece;
  if (keys.length > count * width) piece.keys = keys.slice(0, count * width);
  if (before.length > beforeBytes) piece.before = before.slice(0, beforeBytes);
  log.bytes += piece.keys.length - keys.length + piece.before.length - before.length;
};

const LONGEST = 5;

const writeDifference = (piece: Piece, predecessor: number): void => {
  const change = (predecessor - piece.last) | 0;
  let rest = ((change << 1) ^ (change >> 31)) >>> 0;
  while (rest >= 128) {
    piece.before[piece.beforeBytes++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  piece.before[piece.beforeBytes++] = rest;
};

/**
 * Adds states: their keys, the predecessor of the first, the differences of the others, and the predecessor of the last.
 */
export const append = (
  log: Log,
  width: number,
  bitsA: number,
  count: number,
  keys: Uint8Array,
  first: number,
  before: Uint8Array,
  last: number,
): void => {
  if (count === 0) return;
  const piece = openPiece(log, width, bitsA, count);
  piece.keys = room(log, piece.keys, piece.count * width, count * width, MOST * width);
  piece.before = room(log, piece.before, piece.beforeBytes, before.length + LONGEST, 2 * MOST);
  piece.keys.set(keys.subarray(0, count * width), piece.count * width);
  writeDifference(piece, first);
  piece.before.set(before, piece.beforeBytes);
  piece.beforeBytes += before.length;
  piece.last = last;
  piece.count += count;
  log.size += count;
};

/** The place of the piece that has a state. */
export const pieceOf = ({ pieces }: Log, state: number): number => {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (pieces[middle]!.first <= state) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** The identities of a state's halves. */
export const halvesOf = (log: Log, state: number): readonly [number, number] => {
  const piece = log.pieces[pieceOf(log, state)]!;
  const { first, width, bitsA } = piece;
  const keys = keysIn(log, piece);
  const at = (state - first) * width;
  let [low, high] = [0, 0];
  for (let i = 0; i < width; i++) {
    if (i < 4) low |= keys[at + i]! << (8 * i);
    else high |= keys[at + i]! << (8 * (i - 4));
  }
  return splitKey(low, high, bitsA);
};

/** A key of two words as the identities of the halves. */
export const splitKey = (low: number, high: number, bitsA: number): readonly [number, number] =>
  bitsA === 32
    ? [low >>> 0, high >>> 0]
    : [low & (2 ** bitsA - 1), (((high * 2 ** (32 - bitsA)) >>> 0) | (bitsA === 0 ? low : low >>> bitsA)) >>> 0];

/** The state from which one was first reached; -1 for an initial state. */
export const predecessorIn = (log: Log, state: number): number => {
  const piece = log.pieces[pieceOf(log, state)]!;
  const { first, condensedBytes } = piece;
  if (condensedBytes !== 0) return predecessorAt(keptOf(log, piece), state - first);
  const before = beforeIn(log, piece);
  let at = 0;
  let predecessor = 0;
  for (let i = first; i <= state; i++) {
    let rest = 0;
    let byte = 0;
    let shift = 0;
    do {
      byte = before[at++]!;
      rest |= (byte & 127) << shift;
      shift += 7;
    } while (byte >= 128);
    predecessor = (predecessor + ((rest >>> 1) ^ -(rest & 1))) | 0;
  }
  return predecessor;
};

/** How wide keys and slots are, and how many lines the visited table has: for the values and states that there are, and some more. */
import { OutOfRoom, allocate, clearTable, field, release, setField } from "./arena.js";
import type { Explorer } from "./explorer.js";
import * as f from "./fields.js";
import { growTable } from "./growth.js";
import { sizeOf } from "./half.js";
import { loadPiece } from "./input.js";
import { isLossy } from "./lossy.js";
import type { Piece } from "./log.js";
import { Unsuited } from "./units.js";
import { forgetRecent, lend } from "./worker.js";

/** Slots of the table that may be taken: beyond it, states are found further and further from their lines. */
const FULL = 0.88;
const GROWTH = 1.25;
const SEGMENTS = 2 ** f.SEGMENT_BITS;

const WIDE = 4;
const NARROW = 2;

const slotsPerLine = (slotBytes: number): number => f.LINE_BYTES / slotBytes;

/** States that the table has room for. */
export const capacity = ({ a }: Explorer): number =>
  SEGMENTS * field(a, f.LINES) * slotsPerLine(field(a, f.SLOT_BYTES) || WIDE);

/** Lines that a segment needs, so that what its place does not say of a key fits a slot. */
const leastLines = (keyBits: number, slotBytes: number): number =>
  Math.max(4, 2 ** (keyBits - f.SEGMENT_BITS - (slotBytes === NARROW ? f.NARROW_REMAINDER_BITS : f.REMAINDER_BITS)));

/** So many lines per segment are always worth half the bytes per slot: a table of 1 MiB. */
const FEW_LINES = 64;

/** Slots are narrow where that makes the table for so many states no larger. */
const slotBytesFor = (keyBits: number, states: number): number =>
  leastLines(keyBits, NARROW) <= Math.max(FEW_LINES, leastLines(keyBits, WIDE), linesFor(states, WIDE)) ? NARROW : WIDE;

/** Larger keys would need a table that is too large for few states. A lossy set takes any that are not a whole word. */
const MOST_KEY_BITS = 46;
const MOST_LOSSY_BITS = 62;

/** Room for so many times the values that there are: much where that makes neither the slots nor the key too large. */
const SPARE = [2, 1.25] as const;

/** Bits of the identities of so many values, and of some more. */
const bitsFor = (count: number, spare: number): number => Math.max(4, Math.ceil(Math.log2(spare * (count + 1))));

/**
 * Wider keys that take no more room in the log, nor in a table for so many states: then new widths are needed less often. Wide
 * slots have room for more at first, but would then stay.
 */
const widened = (keyBits: number, states: number): number => {
  const { slotBytes, lines } = measuresFor(keyBits, states);
  if (slotBytes !== NARROW) return keyBits;
  let bits = keyBits;
  while (bits % 8 !== 0 && leastLines(bits + 1, NARROW) <= lines) bits++;
  return bits;
};

/** A key is written as 8 bytes, so that the last one is written beyond its end. */
const outputBytes = (width: number): number => width * f.PIECE + 8;

/** Pieces of what is found have room for keys of so many bytes. They must be empty. Throws `OutOfRoom`. */
const widenOutputs = (e: Explorer, width: number): void => {
  const { a } = e;
  if (width === e.width) return;
  for (let i = 0; i < e.pieces; i++) {
    const keys = e.outputs + i * f.OUTPUT_BYTES + f.OUT_KEYS;
    const had = field(a, keys);
    setField(a, keys, allocate(a, outputBytes(width)));
    if (e.width > 0) release(a, had, outputBytes(e.width));
  }
  e.width = width;
};

/** Widths for the values that there are and some more, and a table of keys with these widths. */
export const layOut = (e: Explorer): void => {
  const { a, x } = e;
  const most = isLossy(e) ? MOST_LOSSY_BITS : MOST_KEY_BITS;
  const sizes = [sizeOf(x.halves[0]), sizeOf(x.halves[1])] as const;
  const states = Math.max(e.log.size, FULL * capacity(e));
  const widths = SPARE.map((spare): [number, number] => [bitsFor(sizes[0], spare), bitsFor(sizes[1], spare)]);
  const bits = widths.find(([own, other]) => slotBytesFor(own + other, states) === NARROW) ?? widths[1]!;
  const needed = Math.max(f.SEGMENT_BITS + 8, bits[0] + bits[1]);
  if (needed > most) throw new Unsuited(`a state takes ${needed} bits`);
  const keyBits = isLossy(e) ? needed : widened(needed, states);
  // First: where there is no room for it, all is as it was.
  widenOutputs(e, Math.ceil(keyBits / 8));
  e.keyBits = keyBits;
  // What is to spare goes to the half that has filled more of its width, or will have if it goes on as it did.
  const filled = (side: 0 | 1): number => (sizes[side] + 1) ** 2 / ((e.sizes[side] + 1) * 2 ** bits[side]);
  while (bits[0] + bits[1] < e.keyBits) bits[filled(0) > filled(1) ? 0 : 1]++;
  e.sizes = sizes;
  e.bitsA = bits[0];
  setField(a, f.BITS_A, e.bitsA);
  setField(a, f.KEY_BITS, e.keyBits);
  setField(a, f.WIDTH, e.width);
  for (const worker of e.workers) forgetRecent(a, worker);
  if (!isLossy(e)) rebuild(e, FULL * capacity(e));
};

const linesFor = (states: number, slotBytes: number): number =>
  Math.ceil(states / (FULL * SEGMENTS * slotsPerLine(slotBytes)));

/** Bytes of a slot, and lines of a segment, of a table with room for so many states. */
const measuresFor = (keyBits: number, states: number) => {
  const slotBytes = slotBytesFor(keyBits, states);
  return { slotBytes, lines: Math.max(leastLines(keyBits, slotBytes), linesFor(states, slotBytes)) };
};

/** So many states are worth bins to gather them in, and threads. */
const MANY = 2 ** 16;

/** Pieces of the log for each thread that are added at once: each takes room. */
const AT_ONCE = 8;

/** Adds pieces of the log to the table, as many as a round may have; false if some state finds no room. */
const restore = (e: Explorer, pieces: ReadonlyArray<Piece>): boolean => {
  const { a, crew, log } = e;
  for (const [slot, piece] of pieces.entries()) loadPiece(e, slot, piece, 0, piece.count);
  setField(a, f.INPUTS, pieces.length);
  setField(a, f.NEXT_INPUT, 0);
  setField(a, f.STOP, 0);
  setField(a, f.TASK, f.RESTORE);
  crew.work(log.size >= MANY);
  setField(a, f.TASK, f.EXPAND);
  return field(a, f.STOP) === 0;
};

/** Adds the log to an empty table. */
const restoreAll = (e: Explorer): boolean => {
  const { a, log, workers } = e;
  for (const { at } of workers) {
    const bins = field(a, at + f.BINS);
    if (bins !== 0) a.bytes.fill(0, bins, bins + f.BINS_BYTES);
  }
  const atOnce = Math.min(e.pieces, AT_ONCE * workers.length);
  for (let from = 0; from < log.pieces.length; from += atOnce)
    if (!restore(e, log.pieces.slice(from, from + atOnce))) return false;
  return true;
};

/** The table of all states of the log, with room for so many, or more where some state finds none. */
const rebuild = (e: Explorer, states: number): void => {
  const { a, log, workers } = e;
  e.isWhole = false;
  const { lines: least, slotBytes } = measuresFor(e.keyBits, Math.max(states, log.size));
  const fill = (): void => {
    for (let lines = least; !e.isWhole; lines = Math.ceil(GROWTH * lines)) {
      clearTable(a, lines, slotBytes);
      e.isWhole = restoreAll(e);
    }
  };
  clearTable(a, 0, slotBytes);
  if (log.size >= MANY) lend(a, workers, f.BINS, f.BINS_BYTES, fill);
  else fill();
};

/** So many states, in any case some more than there is room for. */
const grownTo = (e: Explorer, states: number): number => Math.max(states, GROWTH * FULL * capacity(e));

/** Room for so many states, in any case for some more than there is. */
export const grow = (e: Explorer, states: number): void => {
  const { a } = e;
  const wanted = grownTo(e, states);
  const { slotBytes, lines } = measuresFor(e.keyBits, wanted);
  const hasGrown = slotBytes === field(a, f.SLOT_BYTES) && growTable(a, e.crew, e.workers, lines, e.log.size >= MANY);
  if (!hasGrown) rebuild(e, wanted);
};

/** New widths if some value does not fit; then every key is another. */
export const fit = (e: Explorer): void => {
  const [a, b] = e.x.halves;
  if (sizeOf(a) <= 2 ** e.bitsA && sizeOf(b) <= 2 ** (e.keyBits - e.bitsA)) return;
  layOut(e);
};

/** Room in the table for so many more states. */
export const reserve = (e: Explorer, more: number): void => {
  const wanted = e.log.size + more;
  if (!isLossy(e) && wanted > FULL * capacity(e)) grow(e, wanted);
};

/** Bytes that the table grows by for so many more states. */
export const growthFor = (e: Explorer, more: number): number => {
  const wanted = e.log.size + more;
  return isLossy(e) || wanted <= FULL * capacity(e) ? 0 : growthTo(e, wanted);
};

/** Bytes that the table grows by for so many states. */
export const growthTo = (e: Explorer, states: number): number =>
  SEGMENTS * f.LINE_BYTES * (measuresFor(e.keyBits, grownTo(e, states)).lines - field(e.a, f.LINES));

/** What may make the table larger; false where the system refuses the memory. */
export const unlessOutOfRoom = (act: () => void): boolean => {
  try {
    act();
    return true;
  } catch (error) {
    if (!(error instanceof OutOfRoom)) throw error;
    return false;
  }
};

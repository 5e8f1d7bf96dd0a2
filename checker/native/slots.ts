/** Tables with open addressing that the loop reads: where a search begins, and how they grow. */
import { type Arena, allocate, release } from "./arena.js";

export type Slots = { readonly at: number; readonly count: number };

/** Slots that may be taken, and how much longer a table becomes. */
const FULL = 0.8;
const GROWTH = 1.25;

/** The slot where a search for two words begins, as the loop has it. */
export const firstSlot = (a: number, b: number, slots: number): number => {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h ^= h >>> 13;
  // Exact: 24 bits times fewer than 29.
  return Math.floor(((h >>> 8) * slots) / 2 ** 24);
};

export const isFull = (used: number, slots: number): boolean => used > FULL * slots;

/**
 * A longer table with the same entries, of so many words each. `slotFor` says where the entry that begins at a word of a list
 * belongs, in words, and is asked once the table is there; entries with a zero in their last word are none.
 */
export const lengthened = (
  a: Arena,
  { at, count }: Slots,
  words: number,
  slotFor: (to: Slots, entries: Int32Array, from: number) => number,
): Slots => {
  const entries = a.words.slice(at >>> 2, (at >>> 2) + words * count);
  release(a, at, 4 * words * count);
  const longer = Math.ceil(GROWTH * count);
  const to = { at: allocate(a, 4 * words * longer), count: longer };
  for (let from = 0; from < entries.length; from += words)
    if (entries[from + words - 1] !== 0) a.words.set(entries.subarray(from, from + words), slotFor(to, entries, from));
  return to;
};

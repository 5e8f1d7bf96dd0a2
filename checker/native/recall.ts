/** The common table of what has no table of its own: answers by two words and what they are about. */
import { type Arena, allocate, field, setField } from "./arena.js";
import { ABOUT_SHIFT, MEMO, MEMO_BYTES, MEMO_SLOTS } from "./fields.js";
import { type Slots, firstSlot, isFull, lengthened } from "./slots.js";
import { Unsuited } from "./units.js";

export type Recall = { readonly a: Arena; used: number };

const FIRST_SLOTS = 1024;
const WORDS = MEMO_BYTES / 4;

export const makeRecall = (a: Arena): Recall => {
  setField(a, MEMO, allocate(a, MEMO_BYTES * FIRST_SLOTS));
  setField(a, MEMO_SLOTS, FIRST_SLOTS);
  return { a, used: 0 };
};

const slotsOf = (a: Arena): Slots => ({ at: field(a, MEMO), count: field(a, MEMO_SLOTS) });

/** Where the entry is or belongs, in words. */
const slotFor = (words: Int32Array, { at: table, count }: Slots, first: number, second: number): number => {
  let slot = firstSlot(first, second, count);
  for (;;) {
    const at = (table + slot * MEMO_BYTES) >>> 2;
    if (words[at + 2] === 0 || (words[at] === first && words[at + 1] === second)) return at;
    if (++slot === count) slot = 0;
  }
};

const MOST_SECOND = 2 ** ABOUT_SHIFT;
const MOST_ABOUT = 2 ** (32 - ABOUT_SHIFT);

/** The second word of an entry. */
const secondOf = (second: number, about: number): number => {
  if (second >= MOST_SECOND || about >= MOST_ABOUT) throw new Unsuited("an entry has no room");
  return second | (about << ABOUT_SHIFT);
};

/** The answer, undefined if there is none. */
export const recalled = ({ a }: Recall, first: number, second: number, about: number): number | undefined => {
  const at = slotFor(a.words, slotsOf(a), first | 0, secondOf(second, about));
  return a.words[at + 2] === 0 ? undefined : ~a.words[at + 2]! >>> 0;
};

export const remember = (recall: Recall, first: number, second: number, about: number, answer: number): void => {
  const { a } = recall;
  const word = secondOf(second, about);
  const at = slotFor(a.words, slotsOf(a), first | 0, word);
  if (a.words[at + 2] === 0) recall.used++;
  a.words[at] = first;
  a.words[at + 1] = word;
  a.words[at + 2] = ~answer;
  if (!isFull(recall.used, field(a, MEMO_SLOTS))) return;
  const { at: to, count } = lengthened(a, slotsOf(a), WORDS, (slots, entries, from) =>
    slotFor(a.words, slots, entries[from]!, entries[from + 1]!),
  );
  setField(a, MEMO, to);
  setField(a, MEMO_SLOTS, count);
};

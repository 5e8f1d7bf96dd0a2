/** The common table of what has no table of its own: answers by two words and what they are about. */
import { type Arena, allocate, field, release, setField } from "./arena.js";
import { MEMO, MEMO_MASK } from "./fields.js";

export type Recall = { readonly a: Arena; used: number };

const ENTRY = 16;
const FIRST_ENTRIES = 1024;
const FULL = 0.75;

/** As the loop has it. */
export const hash = (a: number, b: number): number => {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
};

export const makeRecall = (a: Arena): Recall => {
  setField(a, MEMO, allocate(a, ENTRY * FIRST_ENTRIES));
  setField(a, MEMO_MASK, FIRST_ENTRIES - 1);
  return { a, used: 0 };
};

/** Where the entry is or belongs, in words. */
const slotFor = (words: Int32Array, table: number, mask: number, a: number, b: number, about: number): number => {
  let slot = hash(a + Math.imul(about, 0x10001), b) & mask;
  for (;;) {
    const at = (table + slot * ENTRY) >>> 2;
    const known = words[at + 3]!;
    if (known === 0 || (known === about && words[at] === a && words[at + 1] === b)) return at;
    slot = (slot + 1) & mask;
  }
};

const grow = ({ a }: Recall): void => {
  const [old, mask] = [field(a, MEMO), field(a, MEMO_MASK)];
  const wider = 2 * mask + 1;
  const to = allocate(a, ENTRY * (wider + 1));
  const { words } = a;
  for (let at = old >>> 2; at < (old + (mask + 1) * ENTRY) >>> 2; at += 4) {
    if (words[at + 3] === 0) continue;
    words.copyWithin(slotFor(words, to, wider, words[at]!, words[at + 1]!, words[at + 3]!), at, at + 4);
  }
  release(a, old, ENTRY * (mask + 1));
  setField(a, MEMO, to);
  setField(a, MEMO_MASK, wider);
};

/** The answer, undefined if there is none. */
export const recalled = ({ a }: Recall, first: number, second: number, about: number): number | undefined => {
  const at = slotFor(a.words, field(a, MEMO), field(a, MEMO_MASK), first | 0, second | 0, about);
  return a.words[at + 3] === 0 ? undefined : a.words[at + 2]! >>> 0;
};

export const remember = (recall: Recall, first: number, second: number, about: number, answer: number): void => {
  const { a } = recall;
  const at = slotFor(a.words, field(a, MEMO), field(a, MEMO_MASK), first | 0, second | 0, about);
  if (a.words[at + 3] === 0) recall.used++;
  a.words[at] = first;
  a.words[at + 1] = second;
  a.words[at + 2] = answer;
  a.words[at + 3] = about;
  if (recall.used > FULL * field(a, MEMO_MASK)) grow(recall);
};

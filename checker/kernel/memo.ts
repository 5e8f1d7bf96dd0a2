import { type Narrow, makeNarrow, put } from "./ints.js";

/**
 * Tuples of integers, numbered from 1 in order of appearance: open addressing in `slots`, which have the numbers.
 * Invariant: the tuple with number n is at `keys[(n - 1) * arity ..]`.
 */
export type Numbering = {
  readonly arity: number;
  readonly keys: Narrow;
  size: number;
  slots: Uint16Array | Int32Array;
};

/**
 * A table from a tuple of identities to a positive integer. Two forms of one content: `direct`, indexed by the identities'
 * bits side by side, where that many slots are few or well used; else the tuples numbered.
 * Invariants: the tuple with number n has its value at `values[n - 1]`; `direct` is empty or complete.
 */
export type Memo = Numbering & {
  readonly values: Narrow;
  /** Bits of each part of the key in `direct`. */
  readonly widths: Int32Array;
  direct: Int32Array;
};

/** Always worth a direct table: 16 bits are 256 KiB. */
const SMALL_BITS = 16;
const LARGE_BITS = 26;
/** A direct table with fewer slots than this per entry is not larger than what it replaces by much. */
const SLOTS_PER_ENTRY = 16;

/** Numbers below this fit into narrow slots. */
const NARROW = 2 ** 16;
const FIRST_SLOTS = 64;

export const makeNumbering = (arity: number): Numbering => ({
  arity,
  keys: makeNarrow(),
  size: 0,
  slots: new Uint16Array(FIRST_SLOTS),
});

export const makeMemo = (arity: number): Memo => ({
  ...makeNumbering(arity),
  values: makeNarrow(),
  widths: new Int32Array(arity),
  direct: new Int32Array(0),
});

export const numberingBytes = ({ keys, slots }: Numbering): number => keys.data.byteLength + slots.byteLength;

export const memoBytes = (memo: Memo): number =>
  numberingBytes(memo) + memo.values.data.byteLength + 4 * memo.direct.length;

/** Slots that may be taken. */
const FULL = 0.7;

const hash = (key: Narrow["data"], at: number, arity: number): number => {
  let h = 0x2545f491;
  for (let i = 0; i < arity; i++) {
    h = Math.imul(h ^ key[at + i]!, 0x9e3779b1);
    h ^= h >>> 15;
  }
  return Math.imul(h, 0x85ebca6b) >>> 7;
};

const slotOf = (numbering: Numbering, key: Narrow["data"], at: number): number => {
  const { arity, slots } = numbering;
  const keys = numbering.keys.data;
  const mask = slots.length - 1;
  let slot = hash(key, at, arity) & mask;
  for (;;) {
    const entry = slots[slot]! - 1;
    if (entry < 0) return slot;
    let i = 0;
    while (i < arity && keys[entry * arity + i] === key[at + i]) i++;
    if (i === arity) return slot;
    slot = (slot + 1) & mask;
  }
};

/** The number of the tuple at `key[at ..]`, 0 when it has none. */
export const numberOf = (numbering: Numbering, key: Int32Array, at: number): number =>
  numbering.slots[slotOf(numbering, key, at)]!;

const rehash = (numbering: Numbering): void => {
  const { arity, keys, size } = numbering;
  const count = 2 * numbering.slots.length;
  numbering.slots = size < NARROW ? new Uint16Array(count) : new Int32Array(count);
  for (let number = 1; number <= size; number++)
    numbering.slots[slotOf(numbering, keys.data, (number - 1) * arity)] = number;
};

/** Gives the tuple that belongs to a slot the next number; true if there are other slots now. */
const append = (numbering: Numbering, slot: number, key: Int32Array, at: number): boolean => {
  const { arity, keys } = numbering;
  for (let i = 0; i < arity; i++) put(keys, keys.size, key[at + i]!);
  const number = ++numbering.size;
  if (number === NARROW) numbering.slots = Int32Array.from(numbering.slots);
  numbering.slots[slot] = number;
  if (number <= FULL * numbering.slots.length) return false;
  rehash(numbering);
  return true;
};

/** The number of the tuple at the start of `key`, the next one if it has none. */
export const numbered = (numbering: Numbering, key: Int32Array): number => {
  const slot = slotOf(numbering, key, 0);
  const known = numbering.slots[slot]!;
  if (known !== 0) return known;
  append(numbering, slot, key, 0);
  return numbering.size;
};

/** The value of the tuple at `key[at ..]`, 0 when there is none. Right in both forms; the loop inlines the direct one. */
export const find = (memo: Memo, key: Int32Array, at: number): number => {
  const number = numberOf(memo, key, at);
  return number === 0 ? 0 : memo.values.data[number - 1]!;
};

const directIndex = (memo: Memo, key: Narrow["data"], at: number): number => {
  let index = 0;
  for (let i = 0; i < memo.arity; i++) index = (index << memo.widths[i]!) | key[at + i]!;
  return index;
};

/** Sets the value of a tuple. */
export const set = (memo: Memo, key: Int32Array, at: number, value: number): void => {
  const { values } = memo;
  const slot = slotOf(memo, key, at);
  const known = memo.slots[slot]!;
  if (known !== 0) put(values, known - 1, value);
  else {
    put(values, values.size, value);
    if (append(memo, slot, key, at) && memo.direct.length === 0) chooseForm(memo);
  }
  if (memo.direct.length !== 0) memo.direct[directIndex(memo, key, at)] = value;
};

const chooseForm = (memo: Memo): void => {
  let bits = 0;
  for (const width of memo.widths) bits += width;
  const worth = bits <= SMALL_BITS || (bits <= LARGE_BITS && 2 ** bits <= SLOTS_PER_ENTRY * memo.size);
  if (!worth) {
    memo.direct = new Int32Array(0);
    return;
  }
  memo.direct = new Int32Array(2 ** bits);
  for (let entry = 0; entry < memo.size; entry++)
    memo.direct[directIndex(memo, memo.keys.data, entry * memo.arity)] = memo.values.data[entry]!;
};

/** New widths: every identity asked for from now on fits into them. */
export const resize = (memo: Memo, width: (part: number) => number): void => {
  for (let i = 0; i < memo.arity; i++) memo.widths[i] = width(i);
  chooseForm(memo);
};

/** Empties a table that has `limit` entries and is not direct: for answers that can be had again, and may be one per state. */
export const forget = (memo: Memo, limit: number): void => {
  if (memo.direct.length !== 0 || memo.size < limit) return;
  memo.size = 0;
  memo.keys.size = 0;
  memo.values.size = 0;
  memo.slots.fill(0);
};

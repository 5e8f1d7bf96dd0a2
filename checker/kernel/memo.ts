import { type Narrow, makeNarrow, put } from "./ints.js";

/**
 * A table from a tuple of identities to a positive integer. Two forms of one content: `direct`, indexed by the identities'
 * bits side by side, where that many slots are few or well used; else open addressing in `slots`.
 * Invariants: entry e has its key at `keys[e * arity ..]` and its value at `values[e]`; `direct` is empty or complete.
 */
export type Memo = {
  readonly arity: number;
  readonly keys: Narrow;
  readonly values: Narrow;
  /** Bits of each part of the key in `direct`. */
  readonly widths: Int32Array;
  direct: Int32Array;
  slots: Uint16Array | Int32Array;
};

/** Always worth a direct table: 16 bits are 256 KiB. */
const SMALL_BITS = 16;
const LARGE_BITS = 26;
/** A direct table with fewer slots than this per entry is not larger than what it replaces by much. */
const SLOTS_PER_ENTRY = 16;

/** Slots for the numbers of entries, which are fewer. */
const makeSlots = (count: number): Memo["slots"] => (count <= 2 ** 16 ? new Uint16Array(count) : new Int32Array(count));

export const makeMemo = (arity: number): Memo => ({
  arity,
  keys: makeNarrow(),
  values: makeNarrow(),
  widths: new Int32Array(arity),
  direct: new Int32Array(0),
  slots: makeSlots(64),
});

export const memoBytes = (memo: Memo): number =>
  memo.keys.data.byteLength + memo.values.data.byteLength + 4 * memo.direct.length + memo.slots.byteLength;

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

const slotOf = (memo: Memo, key: Narrow["data"], at: number): number => {
  const { arity, slots } = memo;
  const keys = memo.keys.data;
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

/** The value of the tuple at `key[at ..]`, 0 when there is none. Right in both forms; the loop inlines the direct one. */
export const find = (memo: Memo, key: Int32Array, at: number): number => {
  const entry = memo.slots[slotOf(memo, key, at)]! - 1;
  return entry < 0 ? 0 : memo.values.data[entry]!;
};

const directIndex = (memo: Memo, key: Narrow["data"], at: number): number => {
  let index = 0;
  for (let i = 0; i < memo.arity; i++) index = (index << memo.widths[i]!) | key[at + i]!;
  return index;
};

const rehash = (memo: Memo): void => {
  memo.slots = makeSlots(memo.slots.length * 2);
  for (let entry = 0; entry < memo.values.size; entry++)
    memo.slots[slotOf(memo, memo.keys.data, entry * memo.arity)] = entry + 1;
};

/** Sets the value of a tuple. */
export const set = (memo: Memo, key: Int32Array, at: number, value: number): void => {
  const { arity, keys, values } = memo;
  const slot = slotOf(memo, key, at);
  const known = memo.slots[slot]! - 1;
  if (known >= 0) {
    put(values, known, value);
  } else {
    for (let i = 0; i < arity; i++) put(keys, keys.size, key[at + i]!);
    put(values, values.size, value);
    memo.slots[slot] = values.size;
    if (values.size > FULL * memo.slots.length) {
      rehash(memo);
      if (memo.direct.length === 0) chooseForm(memo);
    }
  }
  if (memo.direct.length !== 0) memo.direct[directIndex(memo, key, at)] = value;
};

/** Gives a new tuple the next number, from 1 on. */
export const numbered = (memo: Memo, key: Int32Array): number => {
  set(memo, key, 0, memo.values.size + 1);
  return memo.values.size;
};

const chooseForm = (memo: Memo): void => {
  let bits = 0;
  for (const width of memo.widths) bits += width;
  const worth = bits <= SMALL_BITS || (bits <= LARGE_BITS && 2 ** bits <= SLOTS_PER_ENTRY * memo.values.size);
  if (!worth) {
    memo.direct = new Int32Array(0);
    return;
  }
  memo.direct = new Int32Array(2 ** bits);
  for (let entry = 0; entry < memo.values.size; entry++)
    memo.direct[directIndex(memo, memo.keys.data, entry * memo.arity)] = memo.values.data[entry]!;
};

/** New widths: every identity asked for from now on fits into them. */
export const resize = (memo: Memo, width: (part: number) => number): void => {
  for (let i = 0; i < memo.arity; i++) memo.widths[i] = width(i);
  chooseForm(memo);
};

/** Empties a table that has `limit` entries and is not direct: for answers that can be had again, and may be one per state. */
export const forget = (memo: Memo, limit: number): void => {
  if (memo.direct.length !== 0 || memo.values.size < limit) return;
  memo.keys.size = 0;
  memo.values.size = 0;
  memo.slots.fill(0);
};

/** A list of 32-bit integers that grows. Invariant: `size` entries of `data` are in use. */
export type Ints = { data: Int32Array; size: number };

export const makeInts = (capacity = 64): Ints => ({ data: new Int32Array(capacity), size: 0 });

/** A length with so much room for more that growth costs little. */
const widened = (length: number, wanted: number): number => Math.max(wanted, length + (length >>> 2) + 16);

export const reserve = (ints: Ints, more: number): void => {
  if (ints.size + more <= ints.data.length) return;
  const grown = new Int32Array(widened(ints.data.length, ints.size + more));
  grown.set(ints.data.subarray(0, ints.size));
  ints.data = grown;
};

export const push = (ints: Ints, value: number): void => {
  if (ints.size === ints.data.length) reserve(ints, 1);
  ints.data[ints.size++] = value;
};

/** The same in as few bytes each as the largest of them takes; a negative one takes four. */
export type Narrow = { data: Uint8Array | Uint16Array | Int32Array; size: number };

export const makeNarrow = (): Narrow => ({ data: new Uint8Array(64), size: 0 });

const narrowArray = (bytes: number, length: number): Narrow["data"] =>
  bytes === 1 ? new Uint8Array(length) : bytes === 2 ? new Uint16Array(length) : new Int32Array(length);

/** Bytes that a number takes. */
const bytesOf = (value: number): number => (value >>> 0 < 2 ** 8 ? 1 : value >>> 0 < 2 ** 16 ? 2 : 4);

const copyInto = (narrow: Narrow, bytes: number, length: number): void => {
  const grown = narrowArray(bytes, length);
  grown.set(narrow.data.subarray(0, narrow.size));
  narrow.data = grown;
};

/** Changes what is there, or adds it where the list ends. */
export const put = (narrow: Narrow, at: number, value: number): void => {
  const bytes = bytesOf(value);
  if (bytes > narrow.data.BYTES_PER_ELEMENT) copyInto(narrow, bytes, narrow.data.length);
  if (at === narrow.data.length) copyInto(narrow, narrow.data.BYTES_PER_ELEMENT, widened(at, at + 1));
  narrow.data[at] = value;
  if (at === narrow.size) narrow.size++;
};

/** 32 bits that look random for each pair of a component and an identity (two rounds of multiply and shift). */
export const mix = (place: number, id: number): number => {
  let h = Math.imul(place + 1, 0x9e3779b1) ^ Math.imul(id + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return h ^ (h >>> 15);
};

/** Bits that hold the numbers below `count`. */
export const bitsFor = (count: number): number => (count <= 1 ? 0 : 32 - Math.clz32(count - 1));

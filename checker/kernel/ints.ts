/** A list of 32-bit integers that grows. Invariant: `size` entries of `data` are in use. */
export type Ints = { data: Int32Array; size: number };

export const makeInts = (capacity = 64): Ints => ({ data: new Int32Array(capacity), size: 0 });

export const reserve = (ints: Ints, more: number): void => {
  if (ints.size + more <= ints.data.length) return;
  const grown = new Int32Array(Math.max(ints.data.length * 2, ints.size + more));
  grown.set(ints.data.subarray(0, ints.size));
  ints.data = grown;
};

export const push = (ints: Ints, value: number): void => {
  if (ints.size === ints.data.length) reserve(ints, 1);
  ints.data[ints.size++] = value;
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

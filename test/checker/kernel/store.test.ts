import fc from "fast-check";
import { expect, test } from "vitest";
import { mix } from "../../../checker/kernel/ints.js";
import { makeLayout, packOne, unpackOne } from "../../../checker/kernel/layout.js";
import {
  CHUNK_BITS,
  CHUNK_MASK,
  addState,
  changeLayout,
  findState,
  makeStore,
  predecessorOf,
  refresh,
  refreshNext,
} from "../../../checker/kernel/store.js";

const widths = fc.array(fc.integer({ min: 0, max: 31 }), { minLength: 1, maxLength: 12 });

test("what is packed is unpacked, and no component straddles two words", () => {
  fc.assert(
    fc.property(widths, fc.infiniteStream(fc.nat()), (bits, numbers) => {
      const layout = makeLayout(bits);
      const ids = bits.map((width) => (numbers.next().value ?? 0) % 2 ** width);
      const packed = new Int32Array(layout.words);
      for (const [place, id] of ids.entries()) packOne(layout, packed, 0, place, id);
      expect(ids.map((_, place) => unpackOne(layout, packed, 0, place))).toEqual(ids);
      for (const [place, width] of bits.entries()) expect(layout.shift[place]! + width).toBeLessThanOrEqual(32);
      expect(layout.words).toBeLessThanOrEqual(
        Math.max(
          1,
          bits.reduce((sum, width) => sum + width, 0),
        ),
      );
    }),
  );
});

/** Adds random states to a store and to a Map, with layouts that grow on the way; hashes may be poor on purpose. */
const compareWithMap = (count: number, hashMask: number, growAt: ReadonlyArray<number>, seed: number) => {
  const bits = [3, 4, 5];
  let layout = makeLayout(bits);
  const store = makeStore(layout);
  const twin = new Map<string, number>();
  let drawn = 0;
  const next = (below: number) => (mix(seed, drawn++) >>> 0) % below;
  for (let i = 0; i < count; i++) {
    if (growAt.includes(i)) {
      bits[i % 3]! += 9;
      layout = makeLayout(bits);
      changeLayout(store, layout);
    }
    if (i % 97 === 0) refreshNext(store);
    const ids = bits.map((width) => next(Math.min(2 ** width, 64)));
    const words = new Int32Array(layout.words);
    for (const [place, id] of ids.entries()) packOne(layout, words, 0, place, id);
    const hash = ids.reduce((h, id, place) => h ^ mix(place, id), 0) & hashMask;
    const known = twin.get(ids.join()) ?? -1;
    expect(findState(store, hash, words, 0)).toBe(known);
    if (known >= 0) continue;
    addState(store, hash, words, 0, twin.size - 1);
    twin.set(ids.join(), twin.size);
  }
  for (const [key, index] of twin) {
    refresh(store, index >>> CHUNK_BITS);
    const states = store.chunks[index >>> CHUNK_BITS]!;
    const ids = bits.map((_, place) => unpackOne(layout, states, (index & CHUNK_MASK) * layout.words, place));
    expect(ids.join()).toBe(key);
    expect(predecessorOf(store, index)).toBe(index - 1);
  }
  const held = [...store.chunks, ...store.predecessors, ...store.segments, ...store.stale.map((s) => s?.states ?? [])];
  expect(store.bytes).toBe(held.reduce((sum, { length }) => sum + 4 * length, 0));
  return store.size;
};

test("the store is a Map of states, over layouts that grow", () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.array(fc.nat(3000), { maxLength: 4 }), (seed, growAt) => {
      expect(compareWithMap(3000, -1, growAt, seed)).toBeGreaterThan(100);
    }),
    { numRuns: 30 },
  );
});

test("states whose hashes are equal are told apart by their words", () => {
  fc.assert(
    fc.property(fc.nat(1e6), (seed) => {
      expect(compareWithMap(600, 0x300, [200, 400], seed)).toBeGreaterThan(100);
    }),
    { numRuns: 20 },
  );
});

test("chunks after the first, and a change of layout across them", () => {
  expect(compareWithMap(300_000, -1, [1, 2, 3, 100_000, 250_000], 7)).toBeGreaterThan(1 << CHUNK_BITS);
});

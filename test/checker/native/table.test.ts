/** The visited table against a set: exact for keys of every width, whatever they look like. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Measures,
  clear,
  grow,
  leastLines,
  makeTable,
  number,
  numberOf,
  offer,
  restore,
  slotsOf,
} from "../../support/visited-table.js";

const NARROWEST = 16;
const WIDEST = 46;

/** Tables of a few thousand lines at most. */
const measures: fc.Arbitrary<Measures> = fc
  .record({
    keyBits: fc.integer({ min: NARROWEST, max: WIDEST }),
    isNarrow: fc.boolean(),
    more: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(4, 12, 28)),
  })
  .map(({ keyBits, isNarrow, more }) => {
    const slotBytes = isNarrow && keyBits <= 32 ? 2 : 4;
    return { keyBits, slotBytes, lines: leastLines(keyBits, slotBytes) + more };
  });

/** What looks random but is drawn from a number. */
const scattered = (i: number, seed: number): bigint => {
  let x = (BigInt(i) + 1n) * 0x9e3779b97f4a7c15n + BigInt(seed) * 0xbf58476d1ce4e5b9n;
  x = BigInt.asUintN(64, (x ^ (x >> 29n)) * 0x94d049bb133111ebn);
  return x ^ (x >> 31n);
};

type Kind = "scattered" | "dense" | "low bits in common" | "high bits in common" | "few high bits";
const KINDS: ReadonlyArray<Kind> = ["scattered", "dense", "low bits in common", "high bits in common", "few high bits"];

/** Different keys of so many bits, `count` of them if there are so many. */
const keysFor = (kind: Kind, keyBits: number, seed: number, count: number): ReadonlyArray<bigint> => {
  const key = (i: number): bigint => {
    const n = BigInt(i);
    const bits = BigInt(keyBits);
    const half = bits / 2n;
    switch (kind) {
      case "scattered":
        return scattered(i, seed);
      case "dense":
        return n;
      case "low bits in common":
        return (n << (bits - 16n)) | (BigInt(seed) & 0xffn);
      case "high bits in common":
        return (((1n << 16n) - 1n) << (bits - 16n)) | n;
      case "few high bits":
        return ((n & 7n) << half) | (n >> 3n);
    }
  };
  return [...new Set(Array.from({ length: count }, (_, i) => BigInt.asUintN(keyBits, key(i))))];
};

const cases = fc.record({
  measures,
  kind: fc.constantFrom(...KINDS),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  load: fc.double({ min: 0.05, max: 0.6, noNaN: true }),
});

const MOST_KEYS = 12_000;
const table = makeTable({ keyBits: 20, slotBytes: 4, lines: 4 });

const countFor = (of: Measures, load: number): number => Math.min(MOST_KEYS, Math.floor(load * slotsOf(of)));

const sorted = (keys: Iterable<bigint>): ReadonlyArray<bigint> => [...BigUint64Array.from(keys).toSorted()];

test("a key is new once and never again", () => {
  const widths = new Set<number>();
  fc.assert(
    fc.property(cases, ({ measures: of, kind, seed, load }) => {
      clear(table, of);
      const keys = keysFor(kind, of.keyBits, seed, countFor(of, load));
      // Now and then one that was there, a while ago or just now.
      const offered = keys.flatMap((key, i) => (i % 3 === 0 ? [key, keys[i >>> 1]!, key] : [key]));
      expect(offer(table, offered)).toEqual({ added: keys, crowded: [] });
      expect(offer(table, keys)).toEqual({ added: [], crowded: [] });
      expect(number(table, keys, slotsOf(of))).toBe(true);
      expect(keys.every((key, i) => numberOf(table, key) === i)).toBe(true);
      const others = keysFor("scattered", of.keyBits, seed + 1, 500);
      const known = new Set(keys);
      expect(others.every((key) => numberOf(table, key) >= 0 === known.has(key))).toBe(true);
      widths.add(of.slotBytes);
    }),
    { numRuns: 60 },
  );
  expect(widths.size).toBe(2);
});

test("a key restored is there, in its place", () => {
  fc.assert(
    fc.property(cases, fc.boolean(), ({ measures: of, kind, seed, load }, isBinned) => {
      clear(table, of);
      const keys = keysFor(kind, of.keyBits, seed, countFor(of, load));
      expect(restore(table, keys, isBinned)).toBe(true);
      expect(number(table, keys, slotsOf(of))).toBe(true);
      expect(keys.every((key, i) => numberOf(table, key) === i)).toBe(true);
      expect(offer(table, keys)).toEqual({ added: [], crowded: [] });
    }),
    { numRuns: 20 },
  );
});

test("a table that grows has the same keys", () => {
  const factors = fc.array(fc.double({ min: 1, max: 3, noNaN: true }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(cases, factors, ({ measures: of, kind, seed, load }, times) => {
      clear(table, of);
      const keys = keysFor(kind, of.keyBits, seed, countFor(of, load));
      const later = keysFor(kind, of.keyBits, seed, keys.length + 300).slice(keys.length);
      let { lines } = of;
      expect(offer(table, keys).added).toHaveLength(keys.length);
      for (const factor of times) {
        lines = Math.min(4096, lines + 1 + Math.floor(lines * (factor - 1)));
        expect(grow(table, lines)).toBe(true);
        expect(number(table, keys, slotsOf({ ...of, lines }))).toBe(true);
        expect(keys.every((key, i) => numberOf(table, key) === i)).toBe(true);
      }
      expect(offer(table, keys)).toEqual({ added: [], crowded: [] });
      expect(offer(table, later)).toEqual({ added: later, crowded: [] });
      expect(offer(table, later)).toEqual({ added: [], crowded: [] });
    }),
    { numRuns: 40 },
  );
});

test("a key without room is told, and no other is lost", () => {
  let crowded = 0;
  fc.assert(
    fc.property(fc.constantFrom<2 | 4>(2, 4), fc.integer({ min: 4, max: 6 }), fc.nat(), (slotBytes, lines, seed) => {
      const of: Measures = { keyBits: 22, slotBytes, lines };
      clear(table, of);
      const keys = keysFor("scattered", of.keyBits, seed, Math.floor(1.05 * slotsOf(of)));
      const first = offer(table, keys);
      expect(sorted([...first.added, ...first.crowded])).toEqual(sorted(keys));
      expect(offer(table, keys)).toEqual({ added: [], crowded: first.crowded });
      for (const isBinned of [false, true])
        expect(restore(table, first.crowded, isBinned)).toBe(first.crowded.length === 0);
      expect(number(table, first.added, slotsOf(of))).toBe(true);
      expect(first.added.every((key, i) => numberOf(table, key) === i)).toBe(true);
      expect(first.crowded.every((key) => numberOf(table, key) === -1)).toBe(true);
      expect(grow(table, 2 * lines)).toBe(true);
      expect(offer(table, keys)).toEqual({ added: first.crowded, crowded: [] });
      crowded += first.crowded.length;
    }),
    { numRuns: 6 },
  );
  expect(crowded).toBeGreaterThan(1000);
});

test("every key of a full space", () => {
  const all = Array.from({ length: 2 ** NARROWEST }, (_, i) => BigInt(i));
  for (const [slotBytes, lines] of [
    [2, 10],
    [4, 21],
  ] as const) {
    clear(table, { keyBits: NARROWEST, slotBytes, lines });
    expect(offer(table, all)).toEqual({ added: all, crowded: [] });
    expect(grow(table, 3 * lines)).toBe(true);
    expect(offer(table, all)).toEqual({ added: [], crowded: [] });
  }
});

test("keys are mixed by a bijection of their bits", () => {
  const { loop } = table.a;
  fc.assert(
    fc.property(measures, fc.nat(), ({ keyBits, slotBytes, lines }, seed) => {
      clear(table, { keyBits, slotBytes, lines });
      for (let i = 0; i < 100; i++) {
        const key = BigInt.asUintN(keyBits, scattered(i, seed));
        const mixed = BigInt.asUintN(64, loop.mixed(key));
        expect(BigInt.asUintN(keyBits, mixed)).toBe(mixed);
        expect(loop.unmixed(mixed)).toBe(key);
      }
    }),
    { numRuns: 30 },
  );
});

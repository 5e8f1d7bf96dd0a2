import fc from "fast-check";
import { expect, test } from "vitest";
import {
  find,
  forget,
  makeMemo,
  makeNumbering,
  numberOf,
  numbered,
  resize,
  set,
} from "../../../checker/kernel/memo.js";

test("a memo that forgets is empty, and goes on", () => {
  const memo = makeMemo(1);
  resize(memo, () => 31);
  for (let i = 0; i < 100; i++) set(memo, Int32Array.of(i), 0, i + 1);
  forget(memo, 101);
  expect(find(memo, Int32Array.of(7), 0)).toBe(8);
  forget(memo, 100);
  expect(find(memo, Int32Array.of(7), 0)).toBe(0);
  set(memo, Int32Array.of(7), 0, 9);
  expect(find(memo, Int32Array.of(7), 0)).toBe(9);
});

test("a memo is a Map, whatever its form and however often it is resized", () => {
  const keys = fc.array(fc.tuple(fc.nat(40), fc.nat(600), fc.integer({ min: 1, max: 1e9 })), { maxLength: 400 });
  let direct = 0;
  fc.assert(
    fc.property(keys, fc.nat(30), fc.nat(30), (entries, first, second) => {
      const memo = makeMemo(2);
      const twin = new Map<string, number>();
      // Widths that fit every key: 6 and 10 bits make a direct table, 12 and 18 start in slots.
      resize(memo, (part) => (part === 0 ? (first % 2 === 0 ? 6 : 12) : first % 2 === 0 ? 10 : 18));
      for (const [i, [a, b, value]] of entries.entries()) {
        if (i === second) resize(memo, (part) => (part === 0 ? 7 : 11));
        const key = Int32Array.of(9, a, b);
        expect(find(memo, key, 1)).toBe(twin.get(`${a},${b}`) ?? 0);
        set(memo, key, 1, value);
        twin.set(`${a},${b}`, value);
      }
      if (memo.direct.length > 0) {
        direct++;
        for (const [key, value] of twin) {
          const [a = 0, b = 0] = key.split(",").map(Number);
          expect(memo.direct[(a << memo.widths[1]!) | b]).toBe(value);
        }
      }
      for (const [key, value] of twin) expect(find(memo, Int32Array.from(key.split(",").map(Number)), 0)).toBe(value);
    }),
  );
  expect(direct).toBeGreaterThan(0);
});

test("keys and values of any size, each as wide as it must be", () => {
  const word = fc.oneof(fc.nat(300), fc.nat(70_000), fc.integer());
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word, word), { maxLength: 200 }), (entries) => {
      const memo = makeMemo(2);
      resize(memo, () => 31);
      const twin = new Map<string, number>();
      for (const [a, b, value] of entries) {
        set(memo, Int32Array.of(a, b), 0, value);
        twin.set(`${a},${b}`, value);
      }
      for (const [key, value] of twin) expect(find(memo, Int32Array.from(key.split(",").map(Number)), 0)).toBe(value);
    }),
  );
});

test("tuples are numbered in order of appearance, more of them than two bytes can number", () => {
  const [numbering, twin] = [makeNumbering(2), new Map<string, number>()];
  for (let i = 0; i < 150_000; i++) {
    const key = Int32Array.of((i * 7919) % 77_003, i % 3);
    const number = twin.get(key.join()) ?? twin.size + 1;
    if (numberOf(numbering, key, 0) !== (twin.get(key.join()) ?? 0)) expect.fail(`before: ${key.join()}`);
    twin.set(key.join(), number);
    if (numbered(numbering, key) !== number) expect.fail(key.join());
  }
  expect(numbering.size).toBe(twin.size);
  expect(twin.size).toBeGreaterThan(2 ** 17);
  for (const [key, number] of twin)
    if (numberOf(numbering, Int32Array.from(key.split(","), Number), 0) !== number) expect.fail(key);
});

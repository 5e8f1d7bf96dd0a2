/** The tables that the loop reads, against maps. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeNumbering, numbered } from "../../../checker/kernel/memo.js";
import { type Arena, allocate, makeArena } from "../../../checker/native/arena.js";
import { ARENA_BYTES } from "../../../checker/native/explorer.js";
import { PAIRS_BYTES } from "../../../checker/native/fields.js";
import type { Column } from "../../../checker/native/half.js";
import { bytes } from "../../../checker/native/loop.js";
import { EMPTY, entryAt, isEmpty, makePairs, noteEmpty } from "../../../checker/native/pairs.js";
import { makeRecall, recalled, remember } from "../../../checker/native/recall.js";
import { Unsuited } from "../../../checker/native/units.js";
import { start } from "../../../checker/native/webassembly.js";

const arena = (): Arena => {
  const loop = start(bytes, ARENA_BYTES);
  if (loop === undefined) throw new Error("this platform has WebAssembly");
  return makeArena(loop.memory, loop.loop, ARENA_BYTES);
};

const columnWith = (): Column => ({
  parts: Int32Array.of(0),
  classes: makeNumbering(1),
  offset: 0,
  bytes: 1,
  readers: [],
  listeners: [],
});

/** Sees to it that a class is there. */
const reach = ({ classes, listeners }: Column, value: number): void => {
  while (classes.size <= value) {
    numbered(classes, Int32Array.of(classes.size));
    for (const listen of listeners) listen();
  }
};

/** So many pairs of classes below the bounds, in an order in which the classes grow. */
const spread = (count: number, most: readonly [number, number]): ReadonlyArray<readonly [number, number]> =>
  Array.from({ length: count }, (_, i) => {
    const part = (i + 1) / count;
    return [Math.floor(most[0] * part * ((i * 0.618) % 1)), Math.floor(most[1] * part * ((i * 0.414) % 1))] as const;
  });

test.each([
  { form: "a table", count: 6000, most: [120, 120], table: true, flags: false },
  { form: "flags", count: 2000, most: [250, 250], table: false, flags: true },
  { form: "neither", count: 3000, most: [2500, 2500], table: false, flags: false },
] as const)("lists of pairs of classes, in the end in $form", ({ count, most, table, flags }) => {
  const a = arena();
  const columns = [columnWith(), columnWith()] as const;
  const kept = new Map<string, number>();
  const pairs = makePairs(a, allocate(a, PAIRS_BYTES), 4, columns, (p, q, list) => kept.set(`${p},${q}`, list));
  const twin = new Map<string, number>();
  const listOf = (p: number, q: number): number => {
    const at = entryAt(pairs, p, q);
    if (isEmpty(a, pairs, p, q)) return EMPTY;
    return (at === undefined ? kept.get(`${p},${q}`) : a.words[at >>> 2]) ?? 0;
  };
  for (const [i, [p, q]] of spread(count, most).entries()) {
    reach(columns[0], p);
    reach(columns[1], q);
    expect(listOf(p, q)).toBe(twin.get(`${p},${q}`) ?? 0);
    const list = i % 3 === 0 ? 4 * i + 4 : EMPTY;
    if (twin.has(`${p},${q}`)) continue;
    twin.set(`${p},${q}`, list);
    const at = entryAt(pairs, p, q);
    if (at !== undefined) a.words[at >>> 2] = list;
    else if (list !== EMPTY || !noteEmpty(a, pairs, p, q)) kept.set(`${p},${q}`, list);
  }
  for (const [key, list] of twin) {
    const [p = 0, q = 0] = key.split(",").map(Number);
    expect(listOf(p, q)).toBe(list);
  }
  expect([pairs.table !== 0, pairs.flags !== 0]).toEqual([table, flags]);
});

test("what is recalled is a Map", () => {
  const entry = fc.tuple(fc.nat(50), fc.nat(2 ** 24 - 1), fc.nat(5), fc.nat(0xfffffffe));
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 4000, size: "max" }), (entries) => {
      const recall = makeRecall(arena());
      const twin = new Map<string, number>();
      for (const [first, second, about, answer] of entries) {
        const key = `${first},${second},${about}`;
        expect(recalled(recall, first, second, about)).toBe(twin.get(key));
        remember(recall, first, second, about, answer);
        twin.set(key, answer);
      }
      expect(recall.used).toBe(twin.size);
      for (const [key, answer] of twin) {
        const [first = 0, second = 0, about = 0] = key.split(",").map(Number);
        expect(recalled(recall, first, second, about)).toBe(answer);
      }
    }),
    { numRuns: 20 },
  );
});

test("words that an entry has no room for", () => {
  const recall = makeRecall(arena());
  expect(() => remember(recall, 0, 2 ** 24, 0, 1)).toThrow(Unsuited);
  expect(() => remember(recall, 0, 0, 256, 1)).toThrow(Unsuited);
});

/** Halves, their classes, and what is known of pairs of classes, against maps. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Arena, allocate, field, makeArena } from "../../../checker/native/arena.js";
import {
  COLUMN_MASK,
  COLUMN_SHIFT,
  FIRST_FREE,
  NO_COLUMN,
  ROWS_A,
  ROWS_B,
  ROW_A,
  ROW_B,
} from "../../../checker/native/fields.js";
import {
  type Column,
  type Half,
  classAt,
  columnFor,
  identityOf,
  makeHalf,
  readAt,
  readClass,
  readHalf,
  sizeOf,
} from "../../../checker/native/half.js";
import { bytes as loopBytes } from "../../../checker/native/loop.js";
import { entryAt, makePairs } from "../../../checker/native/pairs.js";
import { makeRecall, recalled, remember } from "../../../checker/native/recall.js";
import { start } from "../../../checker/native/webassembly.js";

const FIRST_BYTES = 1 << 16;

const makeMemory = (): Arena => {
  const started = start(loopBytes, FIRST_BYTES);
  if (started === undefined) throw new Error("this platform has WebAssembly");
  return makeArena(started.memory, started.loop, FIRST_BYTES);
};

const COMPONENTS = 6;
const placesOf = (mask: number): number[] =>
  Array.from({ length: COMPONENTS }, (_, place) => place).filter((place) => ((mask >> place) & 1) === 1);

/** Identities in order of appearance. */
const makeTwin = () => {
  const known = new Map<string, number>();
  return (values: ReadonlyArray<number>): number => {
    const key = values.join();
    const id = known.get(key) ?? known.size;
    known.set(key, id);
    return id;
  };
};

const parts = (half: Half, values: Int32Array): Int32Array => Int32Array.from(half.places, (place) => values[place]!);

test("values of a half and their classes are numbered in order of appearance", () => {
  const values = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: COMPONENTS, maxLength: COMPONENTS });
  let late = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 63 }),
      fc.array(fc.integer({ min: 0, max: 63 }), { maxLength: 4, size: "max" }),
      fc.array(values, { minLength: 1, maxLength: 500, size: "max" }),
      fc.nat(),
      (mask, footprints, states, when) => {
        const a = makeMemory();
        const half = makeHalf(when % 2 === 1, placesOf(mask), COMPONENTS);
        const twin = makeTwin();
        const columns: { readonly column: Column | undefined; readonly places: ReadonlyArray<number> }[] = [];
        const found: { readonly id: number; readonly values: Int32Array }[] = [];
        for (const [i, each] of states.entries()) {
          // Columns come before the first value, or when there are some.
          const next = footprints[columns.length];
          if (next !== undefined && (i >= when % 300 || columns.length === 0)) {
            columns.push({ column: columnFor(a, half, placesOf(next)), places: placesOf(next & mask) });
            if (i > 0) late++;
          }
          const all = Int32Array.from(each);
          const id = identityOf(a, half, parts(half, all));
          expect(id).toBe(twin([...parts(half, all)]));
          found.push({ id, values: all });
        }
        expect(sizeOf(half)).toBe(new Set(found.map(({ id }) => id)).size);
        const ids = new Int32Array(COMPONENTS);
        const classes = columns.map(() => new Map<string, number>());
        for (const { id, values: all } of found) {
          ids.fill(-1);
          readHalf(half, id, ids);
          expect(placesOf(mask).every((place) => ids[place] === all[place])).toBe(true);
          expect(placesOf(63 - mask).every((place) => ids[place] === -1)).toBe(true);
          for (const [i, { column, places }] of columns.entries()) {
            const value = classAt(a, half, column, id);
            const key = places.map((place) => all[place]).join();
            expect(classes[i]!.get(key) ?? value).toBe(value);
            classes[i]!.set(key, value);
            if (column === undefined) continue;
            ids.fill(-1);
            readClass(half, column, value, ids);
            expect(places.every((place) => ids[place] === all[place])).toBe(true);
          }
        }
        for (const known of classes) expect(new Set(known.values()).size).toBe(known.size);
      },
    ),
    { numRuns: 20 },
  );
  expect(late).toBeGreaterThan(0);
});

/** A class as the loop reads it: of a word, what is not cut off. */
const readByLoop = (a: Arena, half: Half, at: number, id: number): number => {
  const column = field(a, at);
  const from = field(a, half.isB ? ROWS_B : ROWS_A) + id * field(a, half.isB ? ROW_B : ROW_A) + (column & COLUMN_MASK);
  return new DataView(a.bytes.buffer).getUint32(from, true) & (0xffffffff >>> (column >>> COLUMN_SHIFT));
};

const valueOf = (id: number): Int32Array => Int32Array.of(id % 3, id >>> 4, id % 16);

test("classes take the bytes that they need, and the loop finds them", () => {
  const a = makeMemory();
  const half = makeHalf(false, [0, 1, 2], 3);
  const [byFew, byMany] = [columnFor(a, half, [0]), columnFor(a, half, [1, 2])];
  const at = allocate(a, 16);
  for (const [i, column] of [byFew, byMany, undefined].entries()) readAt(a, column, at + 4 * i);
  expect(field(a, at + 8)).toBe(NO_COLUMN);
  const widths = new Set<string>();
  const right = (id: number): boolean =>
    readByLoop(a, half, at, id) === id % 3 &&
    readByLoop(a, half, at + 4, id) === id &&
    classAt(a, half, byMany, id) === id;
  const all = (): boolean => Array.from({ length: sizeOf(half) }, (_, id) => id).every(right);
  for (let id = 0; id < 2 ** 16 + 300; id++) {
    if (identityOf(a, half, valueOf(id)) !== id || !right(id)) expect.fail(`value ${id}`);
    const width = `${byFew?.bytes} ${byMany?.bytes} ${half.rowBytes}`;
    if (!widths.has(width)) expect(all()).toBe(true);
    widths.add(width);
  }
  expect([...widths]).toEqual(["1 1 2", "1 2 3", "1 3 4"]);
  // A column that comes late is as wide as the classes that there are.
  const late = columnFor(a, half, [0, 2]);
  readAt(a, late, at + 12);
  expect(late).toMatchObject({ offset: 4, bytes: 1 });
  expect(all()).toBe(true);
  const seen = new Map<string, number>();
  for (let id = 0; id < sizeOf(half); id++) {
    const known = seen.get(`${id % 3} ${id % 16}`) ?? seen.size;
    seen.set(`${id % 3} ${id % 16}`, known);
    if (readByLoop(a, half, at + 12, id) !== known) expect.fail(`value ${id}`);
  }
});

/** The loop's address of an entry, from the descriptor. */
const addressIn = (a: Arena, descriptor: number, entry: number, classA: number, classB: number): number => {
  const [table, bits] = [a.words[(descriptor >>> 2) + 2]!, a.words[(descriptor >>> 2) + 3]!];
  return table + entry * (classA * 2 ** bits + classB);
};

const MANY = 1100;

test.each([1, 4] as const)("pairs of classes whose number grows, entries of %i bytes", (entry) => {
  const moves = fc.array(fc.record({ kind: fc.constantFrom("a", "b", "note", "both"), many: fc.nat({ max: 40 }) }), {
    minLength: 5,
    maxLength: 60,
    size: "max",
  });
  let grown = 0;
  let ended = 0;
  fc.assert(
    fc.property(moves, fc.nat(), fc.boolean(), (all, seed, isMany) => {
      const a = makeMemory();
      const halves = [makeHalf(false, [0], 2), makeHalf(true, [1], 2)] as const;
      const columns = [columnFor(a, halves[0], [0, 1]), columnFor(a, halves[1], [0, 1])] as const;
      const descriptor = allocate(a, 16);
      const pairs = makePairs(a, descriptor, entry, columns);
      const twin = new Map<number, number>();
      const sizes = [0, 0];
      const more = (side: 0 | 1): void => void identityOf(a, halves[side], Int32Array.of(sizes[side]!++));
      const note = (n: number): void => {
        if (sizes[0] === 0 || sizes[1] === 0) return;
        const [classA, classB] = [(n * 31 + seed) % sizes[0]!, (n * 17 + seed) % sizes[1]!];
        const at = entryAt(pairs, classA, classB);
        if (at === undefined) return;
        if (entry === 1) a.bytes[at] = 1 + (n % 200);
        else a.words[at >>> 2] = 1 + n;
        twin.set(classA * 4096 + classB, entry === 1 ? 1 + (n % 200) : 1 + n);
      };
      for (const [i, { kind, many }] of all.entries()) {
        const { table } = pairs;
        for (let n = 0; n < many; n++) {
          if (kind === "a" || kind === "both") more(0);
          if (kind === "b" || kind === "both") more(1);
          if (kind === "note") note(i * 100 + n);
        }
        if (pairs.table === 0) break;
        if (pairs.table !== table) grown++;
        const known = (classA: number, classB: number): boolean => {
          const at = entryAt(pairs, classA, classB)!;
          const value = entry === 1 ? a.bytes[at] : a.words[at >>> 2];
          const same = value === (twin.get(classA * 4096 + classB) ?? 0);
          return same && at === addressIn(a, descriptor, entry, classA, classB);
        };
        const some = Array.from({ length: 30 }, (_, n) => [(n * 7) % (sizes[0]! || 1), (n * 11) % (sizes[1]! || 1)]);
        expect(some.filter(([classA, classB]) => !known(classA!, classB!))).toEqual([]);
        expect([...twin.keys()].filter((key) => !known(key >>> 12, key & 4095))).toEqual([]);
      }
      if (!isMany) return;
      while (sizes[0]! < MANY) more(0);
      while (sizes[1]! < MANY) more(1);
      expect(entryAt(pairs, 0, 0)).toBeUndefined();
      expect(a.words[(descriptor >>> 2) + 2]).toBe(0);
      ended++;
    }),
    { numRuns: 25 },
  );
  expect(Math.min(grown, ended)).toBeGreaterThan(3);
});

test("pairs of what only one half has", () => {
  const a = makeMemory();
  const half = makeHalf(true, [0], 1);
  const pairs = makePairs(a, allocate(a, 16), 4, [undefined, columnFor(a, half, [0])]);
  for (let value = 0; value < 300; value++) {
    const id = identityOf(a, half, Int32Array.of(7 * value));
    const at = entryAt(pairs, 0, classAt(a, half, pairs.columns[1], id))!;
    expect(a.words[at >>> 2]).toBe(0);
    a.words[at >>> 2] = 1 + value;
  }
  for (let value = 0; value < 300; value++) expect(a.words[entryAt(pairs, 0, value)! >>> 2]).toBe(1 + value);
});

test("what is remembered is recalled, and nothing else", () => {
  const word = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 0xffffff }));
  const entries = fc.array(
    fc.tuple(word, word, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 0xfffffffe })),
    {
      minLength: 1,
      maxLength: 900,
      size: "max",
    },
  );
  let most = 0;
  fc.assert(
    fc.property(fc.array(entries, { minLength: 1, maxLength: 6 }), (all) => {
      const a = makeMemory();
      const recall = makeRecall(a);
      const twin = new Map<string, number>();
      for (const some of all) {
        for (const [first, second, about, answer] of some) {
          const key = [first, second, about].join();
          if (recalled(recall, first, second, about) !== twin.get(key)) expect.fail(key);
          remember(recall, first, second, about, answer);
          twin.set(key, answer);
          if (recalled(recall, second, first, about) !== twin.get([second, first, about].join())) expect.fail(key);
        }
        const isLost = ([key, answer]: readonly [string, number]): boolean => {
          const [first, second, about] = key.split(",").map(Number);
          return recalled(recall, first!, second!, about!) !== answer;
        };
        expect([...twin].filter(isLost)).toEqual([]);
      }
      expect(recall.used).toBe(twin.size);
      expect(a.holes.every(({ at }) => at >= FIRST_FREE)).toBe(true);
      most = Math.max(most, twin.size);
    }),
    { numRuns: 8 },
  );
  expect(most).toBeGreaterThan(800);
});

/** Pieces in fewer bits: read back by both readers, and in no more bits than the four best widths take. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { OutOfRoom, allocate } from "../../../checker/native/arena.js";
import { condense } from "../../../checker/native/condense.js";
import { beforeOf, predecessorAt, writeKeys } from "../../../checker/native/condensed.js";
import { bufferFor } from "../../../checker/native/input.js";
import { append, halvesOf, makeLog, predecessorIn } from "../../../checker/native/log.js";
import { makeRoom } from "../../support/loop-room.js";

const room = makeRoom();

type State = { readonly a: number; readonly b: number; readonly predecessor: number };

const zigzag = (change: number): number => (change < 0 ? -2 * change - 1 : 2 * change);

const varint = (value: number): ReadonlyArray<number> =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];

const changes = (numbers: ReadonlyArray<number>): ReadonlyArray<number> =>
  numbers.map((number, i) => number - (i === 0 ? 0 : numbers[i - 1]!));

/** The change between numbers of so many bits, modulo that, nearest to 0. */
const modulo = (change: number, bits: number): number => Number(BigInt.asIntN(bits, BigInt(change)));

const lengthOf = (change: number): number => (change === 0 ? 0 : change.toString(2).length);

/** Bits of a column with the best four widths, the last of which has room for everything: all are tried. */
const bitsFor = (column: ReadonlyArray<number>): number => {
  const met = new Map<number, number>();
  for (const length of column.map(lengthOf)) met.set(length, (met.get(length) ?? 0) + 1);
  const longest = Math.max(0, ...met.keys());
  let least = Infinity;
  for (let first = 0; first <= longest; first++)
    for (let second = first; second <= longest; second++)
      for (let third = second; third <= longest; third++) {
        let bits = 0;
        for (const [length, times] of met)
          bits +=
            times *
            (length <= first ? 1 + first : length <= second ? 2 + second : 3 + (length <= third ? third : longest));
        least = Math.min(least, bits);
      }
  return least + 4 * 6;
};

/** Condensed, with how it was: the first piece of a log that has another one. */
const pieceOf = (width: number, bitsA: number, states: ReadonlyArray<State>) => {
  const keys = Uint8Array.from(
    states.flatMap(({ a, b }) => {
      const key = BigInt(a) | (BigInt(b) << BigInt(bitsA));
      return Array.from({ length: width }, (_, i) => Number((key >> BigInt(8 * i)) & 255n));
    }),
  );
  const differences = changes(states.map(({ predecessor }) => predecessor)).map(zigzag);
  const log = makeLog();
  const last = states.at(-1)!.predecessor;
  const before = Uint8Array.from(differences.slice(1).flatMap(varint));
  append(log, width, bitsA, states.length, keys, states[0]!.predecessor, before, last);
  append(log, width === 8 ? 7 : width + 1, bitsA, 1, new Uint8Array(8), 0, new Uint8Array(0), 0);
  condense({ ...room, log }, states.length);
  return { piece: log.pieces[0]!, keys, before: Uint8Array.from(differences.flatMap(varint)), differences };
};

const layouts = fc.constantFrom([2, 8], [3, 11], [4, 13], [4, 31], [5, 9], [5, 31], [6, 15], [8, 31], [8, 32]);

/** Runs of numbers that are mostly near the one before, where `nearness` is large, and sometimes anything. */
const columnOf = (bits: number, length: number): fc.Arbitrary<ReadonlyArray<number>> => {
  const most = 2 ** Math.min(32, bits) - 1;
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 3, arbitrary: fc.integer({ min: -3, max: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: -most, max: most }) },
  );
  return fc.array(step, { minLength: length, maxLength: length, size: "max" }).map((steps) => {
    let at = 0;
    return steps.map((each) => (at = (((at + each) % (most + 1)) + most + 1) % (most + 1)));
  });
};

const pieces = fc
  .record({
    layout: layouts,
    length: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(1000)),
    ascends: fc.boolean(),
  })
  .chain(({ layout, length, ascends }) => {
    const [width, bitsA] = layout as [number, number];
    return fc
      .tuple(columnOf(bitsA, length), columnOf(8 * width - bitsA, length), columnOf(31, length))
      .map(([a, b, p]) => ({
        width,
        bitsA,
        states: a.map((own, i) => ({ a: own, b: b[i]!, predecessor: ascends ? 3 * i : p[i]! - 1 })),
      }));
  });

test("what is condensed is read back, and takes what the best widths take", () => {
  let [condensed, refused] = [0, 0];
  fc.assert(
    fc.property(pieces, ({ width, bitsA, states }) => {
      const { piece, keys, before, differences } = pieceOf(width, bitsA, states);
      const numbersA = changes(states.map(({ a }) => a)).map((change) => zigzag(modulo(change, bitsA)));
      const bitsB = Math.min(32, 8 * width - bitsA);
      const numbersB = changes(states.map(({ b }) => b)).map((change) => zigzag(modulo(change, bitsB)));
      const third = differences.every((each) => each % 2 === 0) ? differences.map((each) => each / 2) : differences;
      const bits = 64 + bitsFor(numbersA) + bitsFor(numbersB) + bitsFor(third);
      const bytes = 4 * (Math.ceil(bits / 32) + 1);
      if (bytes >= keys.length + before.length) {
        refused++;
        expect(piece.condensedBytes).toBe(0);
        return;
      }
      condensed++;
      expect(piece.condensedBytes).toBe(bytes);
      expect(piece.before).toHaveLength(0);
      const read = new Uint8Array(keys.length);
      writeKeys(piece, piece.keys, read);
      expect(read).toEqual(keys);
      for (const index of [0, states.length >> 1, states.length - 1])
        expect(predecessorAt(piece.keys, index)).toBe(states[index]!.predecessor);
      expect(beforeOf(piece, piece.keys, piece.beforeBytes)).toEqual(before);
      const { a } = room;
      const [from, to] = [1 << 18, 1 << 19];
      a.bytes.set(piece.keys, from);
      a.bytes.fill(255, to, to + keys.length + 8);
      a.loop.restoreKeys(from, piece.count, width, BigInt(bitsA), to);
      expect(a.bytes.slice(to, to + keys.length)).toEqual(keys);
    }),
    { numRuns: 150 },
  );
  expect(condensed).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(5);
});

test("states that are alike take less than a byte each", () => {
  const states = Array.from({ length: 4000 }, (_, i) => ({ a: 7, b: i >>> 3, predecessor: i >>> 2 }));
  const { piece } = pieceOf(4, 14, states);
  expect(piece.condensedBytes / states.length).toBeLessThan(1);
});

test("what gets more states, or was not expanded, stays as it is", () => {
  const log = makeLog();
  const some = (width: number): void =>
    append(log, width, 8, 300, new Uint8Array(300 * width), 0, new Uint8Array(299), 0);
  some(3);
  some(4);
  condense({ ...room, log }, 299);
  expect(log.pieces.map(({ condensedBytes }) => condensedBytes > 0)).toEqual([false, false]);
  condense({ ...room, log }, 600);
  expect(log.pieces.map(({ condensedBytes }) => condensedBytes > 0)).toEqual([true, false]);
  const held = log.pieces.reduce((sum, { keys, before }) => sum + keys.length + before.length, 0);
  expect(log.bytes).toBe(held);
});

test("where memory is refused, what is not condensed stays, and no place is used twice", () => {
  const narrow = makeRoom();
  const { a } = narrow;
  const small = bufferFor(narrow, 0, 100);
  Object.assign(a.memory, {
    grow: () => {
      throw new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory");
    },
  });
  expect(() => bufferFor(narrow, 0, 1 << 24)).toThrow(OutOfRoom);
  const other = allocate(a, 100);
  expect(other).toBe(small);
  expect(bufferFor(narrow, 0, 100)).not.toBe(other);
  const log = makeLog();
  for (const width of [4, 5])
    append(log, width, 8, 1 << 20, new Uint8Array(width << 20), 0, new Uint8Array((1 << 20) - 1), 0);
  condense({ ...narrow, log }, log.size);
  expect(log.pieces.map(({ condensedBytes }) => condensedBytes)).toEqual([0, 0]);
  expect([halvesOf(log, 5), predecessorIn(log, 5)]).toEqual([[0, 0], 0]);
});

/** The log against an array: what was appended is read back, wherever it is kept. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Log,
  append,
  beforeIn,
  halvesOf,
  keysIn,
  makeLog,
  pieceOf,
  predecessorIn,
  spillPieces,
  splitKey,
} from "../../../checker/native/log.js";
import { condense } from "../../../checker/native/condense.js";
import { makeRoom } from "../../support/loop-room.js";
import { makeMemorySpill } from "../../support/memory-storage.js";

type State = { readonly a: number; readonly b: number; readonly predecessor: number };

const zigzag = (change: number): number => (change < 0 ? -2 * change - 1 : 2 * change);

const varint = (value: number): ReadonlyArray<number> =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];

/** A key of so many bytes, the first half lowest. */
const keyOf = ({ a, b }: State, width: number, bitsA: number): ReadonlyArray<number> => {
  const key = BigInt(a) | (BigInt(b) << BigInt(bitsA));
  return Array.from({ length: width }, (_, i) => Number((key >> BigInt(8 * i)) & 255n));
};

const appendAll = (log: Log, states: ReadonlyArray<State>, width: number, bitsA: number): void => {
  const changes = states.slice(1).map(({ predecessor }, i) => predecessor - states[i]!.predecessor);
  append(
    log,
    width,
    bitsA,
    states.length,
    Uint8Array.from(states.flatMap((state) => keyOf(state, width, bitsA))),
    states[0]?.predecessor ?? 0,
    Uint8Array.from(changes.flatMap((change) => varint(zigzag(change)))),
    states.at(-1)?.predecessor ?? 0,
  );
};

/** Widths of a key, bits of its first half; how many states, and how far their predecessors are from each other. */
const appends = fc.record({
  layout: fc.constantFrom([3, 4], [3, 11], [3, 20], [4, 6], [4, 31], [5, 16], [5, 31], [6, 15], [6, 30]),
  count: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 40 }) },
    { weight: 1, arbitrary: fc.constantFrom(1, 64, 65, 3000, 4096, 8192) },
  ),
  spread: fc.constantFrom(1, 60, 130, 20_000, 2 ** 31 - 2),
  seed: fc.integer(),
});

/** Numbers that look random, below a limit of at most 32 bits. */
const generator = (seed: number) => {
  let x = seed | 0;
  return (limit: number): number => {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) >>> 0) / 2 ** 32) * limit);
  };
};

const expectSame = (log: Log, twin: ReadonlyArray<State>, states: ReadonlyArray<number>): void => {
  for (const state of states) {
    const { a, b, predecessor } = twin[state]!;
    expect([state, ...halvesOf(log, state)]).toEqual([state, a, b]);
    expect([state, predecessorIn(log, state)]).toEqual([state, predecessor]);
  }
};

/** Keys and bytes of predecessors that are in memory. */
const held = ({ pieces }: Log): number =>
  pieces.reduce((sum, { keys, before }) => sum + keys.length + before.length, 0);

test.each([
  { isSpilled: false, isCondensed: false },
  { isSpilled: true, isCondensed: false },
  { isSpilled: false, isCondensed: true },
  { isSpilled: true, isCondensed: true },
])("random appends, spilled: $isSpilled, condensed: $isCondensed", ({ isSpilled, isCondensed }) => {
  const room = makeRoom();
  let [onDisk, inFewerBits] = [0, 0];
  fc.assert(
    fc.property(fc.array(appends, { minLength: 1, maxLength: 12, size: "max" }), fc.nat(), (all, seed) => {
      const log = makeLog(isSpilled ? makeMemorySpill() : undefined);
      const twin: State[] = [];
      const some = generator(seed);
      for (const { layout, count, spread, seed: own } of all) {
        const [width, bitsA] = layout as [number, number];
        const next = generator(own);
        let predecessor = -1 + next(spread);
        const states = Array.from({ length: count }, (): State => {
          predecessor = Math.max(-1, Math.min(2 ** 31 - 2, predecessor + next(spread) - next(spread)));
          return { a: next(2 ** bitsA), b: next(2 ** Math.min(31, 8 * width - bitsA)), predecessor };
        });
        appendAll(log, states, width, bitsA);
        twin.push(...states);
        if (isCondensed && some(2) === 0) condense({ ...room, log }, some(log.size + 1));
        if (isSpilled && some(3) === 0) spillPieces(log, some(40_000));
        expect(log.size).toBe(twin.length);
        expect(log.bytes).toBe(held(log));
        if (twin.length > 0) expectSame(log, twin, [0, twin.length - 1, some(twin.length), some(twin.length)]);
      }
      const edges = log.pieces.flatMap(({ first, count }) => [first, first + count - 1]);
      expectSame(
        log,
        twin,
        [...edges, ...Array.from({ length: 50 }, () => some(twin.length))].filter((s) => s < log.size),
      );
      for (const [i, piece] of log.pieces.entries()) {
        expect(pieceOf(log, piece.first)).toBe(i);
        expect(piece.first).toBe(log.pieces.slice(0, i).reduce((sum, { count }) => sum + count, 0));
        expect(keysIn(log, piece).length).toBeGreaterThanOrEqual(piece.count * piece.width);
        expect(beforeIn(log, piece).length).toBeGreaterThanOrEqual(piece.beforeBytes);
        if (piece.page !== undefined) onDisk++;
        if (piece.condensedBytes > 0) inFewerBits++;
      }
      expect(log.spilled).toBe(log.pieces.filter(({ page }) => page !== undefined).length);
    }),
    { numRuns: 25 },
  );
  expect(onDisk > 0).toBe(isSpilled);
  expect(inFewerBits > 0).toBe(isCondensed);
});

test("a key splits into what it was made of", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 31 }), fc.nat(), fc.nat(), (bitsA, one, two) => {
      const [a, b] = [one % 2 ** bitsA, two % 2 ** Math.min(31, 62 - bitsA)];
      const key = BigInt(a) | (BigInt(b) << BigInt(bitsA));
      const [low, high] = [Number(key & 0xffffffffn) | 0, Number(key >> 32n) | 0];
      expect(splitKey(low, high, bitsA)).toEqual([a, b]);
    }),
  );
});

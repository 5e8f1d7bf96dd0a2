/** The arena against a list of what was given away: nothing overlaps, nothing is lost, and the table above stays what it is. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Arena,
  allocate,
  arenaBytes,
  clearTable,
  enlarge,
  makeArena,
  release,
  tableBytes,
  writeList,
} from "../../../checker/native/arena.js";
import { FIRST_FREE } from "../../../checker/native/fields.js";
import { bytes as loopBytes } from "../../../checker/native/loop.js";
import { start } from "../../../checker/native/webassembly.js";
import { makeInts, push } from "../../../checker/kernel/ints.js";

const FIRST_BYTES = 1 << 13;

const makeSmall = (): Arena => {
  const started = start(loopBytes, FIRST_BYTES);
  if (started === undefined) throw new Error("this platform has WebAssembly");
  const a = makeArena(started.memory, started.loop, FIRST_BYTES);
  clearTable(a, 4, 4);
  a.bytes.fill(0x7e, a.end, a.end + tableBytes(a));
  return a;
};

/** What was given away, every byte of it filled with its mark. */
type Block = { at: number; bytes: number; readonly mark: number };

const rounded = (bytes: number): number => Math.max(64, Math.ceil(bytes / 64) * 64);

const isFilled = (a: Arena, from: number, bytes: number, mark: number): boolean =>
  Buffer.from(a.bytes.slice(from, from + bytes)).equals(Buffer.alloc(bytes, mark));

/** Blocks and holes lie side by side from the first byte to the top. */
const expectTiled = (a: Arena, blocks: ReadonlyArray<Block>): void => {
  const parts = [
    ...blocks.map(({ at, bytes }) => ({ at, end: at + rounded(bytes), isHole: false })),
    ...a.holes.map(({ at, bytes }) => ({ at, end: at + bytes, isHole: true })),
  ].toSorted((p, q) => p.at - q.at);
  let end = FIRST_FREE;
  let wasHole = false;
  for (const part of parts) {
    expect(part.at).toBe(end);
    expect(part.at % 64).toBe(0);
    expect(part.isHole && wasHole).toBe(false);
    [end, wasHole] = [part.end, part.isHole];
  }
  expect(wasHole).toBe(false);
  expect(end).toBe(a.top);
  expect(a.top).toBeLessThanOrEqual(a.end);
  expect(a.holes).toEqual(a.holes.toSorted((p, q) => p.at - q.at));
};

const sizes = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 9000 }));
const steps = fc.array(
  fc.record({ kind: fc.constantFrom("allocate", "release", "enlarge"), bytes: sizes, which: fc.nat() }),
  { minLength: 1, maxLength: 90, size: "max" },
);

test("random steps", () => {
  let moved = 0;
  let stayed = 0;
  let reused = 0;
  fc.assert(
    fc.property(steps, (all) => {
      const a = makeSmall();
      let blocks: Block[] = [];
      for (const [i, { kind, bytes, which }] of all.entries()) {
        const block = blocks[which % Math.max(1, blocks.length)];
        if (kind === "allocate" || block === undefined) {
          const { top } = a;
          const at = allocate(a, bytes);
          if (at < top) reused++;
          expect(isFilled(a, at, rounded(bytes), 0)).toBe(true);
          blocks.push({ at, bytes, mark: 1 + (i % 100) });
        } else if (kind === "release") {
          release(a, block.at, block.bytes);
          blocks = blocks.filter((other) => other !== block);
        } else {
          const wanted = block.bytes + bytes;
          const at = enlarge(a, block.at, block.bytes, wanted);
          if (at === block.at) stayed++;
          else moved++;
          expect(isFilled(a, at, block.bytes, block.mark)).toBe(true);
          expect(isFilled(a, at + block.bytes, rounded(wanted) - block.bytes, 0)).toBe(true);
          Object.assign(block, { at, bytes: wanted });
        }
        const last = kind === "enlarge" && block !== undefined ? block : blocks.at(-1);
        if (last !== undefined) a.bytes.fill(last.mark, last.at, last.at + last.bytes);
        expectTiled(a, blocks);
      }
      expect(blocks.every((each) => isFilled(a, each.at, each.bytes, each.mark))).toBe(true);
      expect(isFilled(a, a.end, tableBytes(a), 0x7e)).toBe(true);
      expect(a.bytes.length).toBeGreaterThanOrEqual(arenaBytes(a));
    }),
    { numRuns: 25 },
  );
  expect(Math.min(moved, stayed, reused)).toBeGreaterThan(10);
});

test("lists stay where they are, whatever is written after them", () => {
  const lists = fc.array(fc.array(fc.integer(), { maxLength: 40 }), { minLength: 1, maxLength: 60, size: "max" });
  fc.assert(
    fc.property(lists, fc.constantFrom(0, 20_000), (all, long) => {
      const a = makeSmall();
      const written = all.map((words, i) => {
        const ints = makeInts();
        for (const word of words) push(ints, word);
        const head = Array.from({ length: i % 7 === 0 ? long : 1 }, (_, n) => n);
        return { at: writeList(a, [i, ...head], ints, ints), words: [i, ...head, ...words, ...words] };
      });
      for (const { at, words } of written)
        expect([...a.words.subarray(at >>> 2, (at >>> 2) + words.length)]).toEqual(words);
    }),
    { numRuns: 20 },
  );
});

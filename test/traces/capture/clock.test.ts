import fc from "fast-check";
import { expect, test } from "vitest";
import { type Time, makeClock, readClock } from "../../../traces/capture/clock.js";

const MAX = 0xffff_ffff;
const half = fc.oneof(fc.constantFrom(0, 1, 0x7fff_ffff, 0x8000_0000, MAX), fc.integer({ min: 0, max: MAX }));

test.each<{ name: string; resolution: number; offset: bigint; count: bigint; is: Time }>([
  {
    name: "microseconds",
    resolution: 6,
    offset: 0n,
    count: 1_700_000_000_999_999n,
    is: { seconds: 1_700_000_000, nanoseconds: 999_999_000 },
  },
  {
    name: "nanoseconds beyond 2^53",
    resolution: 9,
    offset: 0n,
    count: 1_700_000_000_999_999_999n,
    is: { seconds: 1_700_000_000, nanoseconds: 999_999_999 },
  },
  {
    name: "picoseconds are cut off",
    resolution: 12,
    offset: 0n,
    count: 1_999_999_999_999n,
    is: { seconds: 1, nanoseconds: 999_999_999 },
  },
  { name: "whole seconds", resolution: 0, offset: 0n, count: 2n ** 64n - 1n, is: { seconds: 2 ** 64, nanoseconds: 0 } },
  { name: "1/1024 of a second", resolution: 0x8a, offset: 0n, count: 1025n, is: { seconds: 1, nanoseconds: 976_562 } },
  {
    name: "the finest power of two",
    resolution: 0xff,
    offset: 0n,
    count: 2n ** 64n - 1n,
    is: { seconds: 0, nanoseconds: 0 },
  },
  {
    name: "the finest power of ten",
    resolution: 0x7f,
    offset: 0n,
    count: 2n ** 64n - 1n,
    is: { seconds: 0, nanoseconds: 0 },
  },
  {
    name: "an offset",
    resolution: 6,
    offset: 1_700_000_000n,
    count: 1_500_000n,
    is: { seconds: 1_700_000_001, nanoseconds: 500_000_000 },
  },
  {
    name: "an offset before 1970",
    resolution: 6,
    offset: -10n,
    count: 1_500_000n,
    is: { seconds: -9, nanoseconds: 500_000_000 },
  },
])("$name", ({ resolution, offset, count, is }) => {
  expect(readClock(makeClock(resolution, offset), Number(count >> 32n), Number(count & 0xffff_ffffn))).toEqual(is);
});

test("every resolution and offset gives the quotient and the rest that big integers give", () => {
  const offsets = fc.oneof(fc.constant(0n), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }));
  const resolutions = fc.oneof(
    fc.integer({ min: 0, max: 10 }),
    fc.integer({ min: 0x80, max: 0x8b }),
    fc.nat({ max: 255 }),
  );
  fc.assert(
    fc.property(resolutions, offsets, half, half, (resolution, offset, high, low) => {
      const count = BigInt(high) * 2n ** 32n + BigInt(low);
      const perSecond = resolution < 128 ? 10n ** BigInt(resolution) : 2n ** BigInt(resolution - 128);
      expect(readClock(makeClock(resolution, offset), high, low)).toEqual({
        seconds: Number(count / perSecond + offset),
        nanoseconds: Number(((count % perSecond) * 10n ** 9n) / perSecond),
      });
    }),
    { numRuns: 2000 },
  );
});

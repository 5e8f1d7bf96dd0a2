import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dissect,
  goldenCaptures,
  hasCapinfos,
  hasShared,
  hasTshark,
  lineOf,
  load,
  nameOf,
  sharedCaptures,
  summaries,
  withFile,
} from "./analyser.js";
import { naive } from "./naive.js";
import { chunkSizes, damage, damages } from "./random-capture.js";
import { type Seen, cut, readPieces, readWhole } from "./read.js";

if (!hasShared) console.log("skipped: captures of other programs, as ../shared/captures is absent");
if (!hasTshark) console.log("skipped: comparisons with tshark, which is not installed");
if (!hasCapinfos) console.log("skipped: comparisons with capinfos, which is not installed");

const isPcapng = (file: Uint8Array) => file[0] === 0x0a;

/** Time in nanoseconds, so that it can be compared. */
const timeOf = (frame: Seen) => BigInt(frame.seconds ?? 0) * 1_000_000_000n + BigInt(frame.nanoseconds);

const inNanoseconds = (cell: string | undefined) => {
  const [seconds = "", fraction = ""] = (cell ?? "").split(".");
  return BigInt(seconds + fraction.padEnd(9, "0"));
};

describe.skipIf(!hasShared)("captures of other programs", () => {
  test.skipIf(!hasCapinfos)("frames, octets, first and last time of each are as another analyser counts them", () => {
    const found = summaries(sharedCaptures);
    expect(sharedCaptures.length).toBeGreaterThan(200);
    for (const path of sharedCaptures) {
      const { frames, error } = readWhole(load(path));
      const [count, octets, first, last] = found.get(path) ?? [];
      expect({ path, error }).toEqual({ path, error: undefined });
      expect({ path, frames: frames.length }).toEqual({ path, frames: Number(count) });
      expect({ path, octets: frames.reduce((sum, frame) => sum + frame.originalLength, 0) }).toEqual({
        path,
        octets: Number(octets),
      });
      if (frames.length === 0) continue;
      const times = frames.map(timeOf).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect({ path, first: times.at(0), last: times.at(-1) }).toEqual({
        path,
        first: inNanoseconds(first),
        last: inNanoseconds(last),
      });
    }
  });

  test("each is read in pieces as the naive reader reads the whole", () => {
    for (const path of sharedCaptures) {
      const file = load(path);
      expect(readPieces(cut(file, [4096, 1, 777]))).toEqual(naive(file));
    }
  });

  /** All of the odd formats, every pcapng file, and of the others each twentieth. */
  const some = sharedCaptures.filter(
    (path, i) => path.includes("formats-derived") || i % 20 === 0 || isPcapng(load(path)),
  );

  test.skipIf(!hasTshark).each(some.map((path) => ({ name: nameOf(path), path })))(
    "$name: every frame is as another analyser reads it",
    ({ path }) => {
      const file = load(path);
      const { frames } = readWhole(file);
      expect(frames.length).toBeGreaterThan(0);
      expect(frames.map((frame) => lineOf(frame, !isPcapng(file)))).toEqual(withFile(file, dissect));
    },
  );
});

test("damage to a real capture gives frames and an error, the same in any pieces as the naive reader finds", () => {
  const files = [...goldenCaptures, ...sharedCaptures.filter((_, i) => i % 10 === 0)].map((path) =>
    load(path).subarray(0, 3000),
  );
  let errors = 0;
  fc.assert(
    fc.property(fc.nat(), damages, chunkSizes, (which, list, sizes) => {
      const damaged = damage(files[which % files.length]!, list);
      const found = readPieces(cut(damaged, sizes));
      const { frames, error } = naive(damaged);
      expect(found.frames).toEqual(frames);
      expect(found.error).toEqual(error === undefined ? undefined : expect.objectContaining(error));
      expect(readWhole(damaged)).toEqual(found);
      if (error !== undefined) errors++;
    }),
    { numRuns: 1000 },
  );
  expect(errors).toBeGreaterThan(100);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { dissect, hasTshark, lineOf, withFile } from "./analyser.js";
import { naive } from "./naive.js";
import { captures, chunkSizes, damage, damages } from "./random-capture.js";
import { TAME, sectionsOf } from "./random-pcapng.js";
import { type Read, cut, readPieces, readWhole } from "./read.js";

/** As much of a result as the naive reader tells. */
const plain = ({ frames, error }: Read) => ({
  frames,
  error: error === undefined ? undefined : { kind: error.kind, at: error.at, frame: error.frame },
});

test("a capture in any pieces gives what the naive reader finds in the whole", () => {
  let frames = 0;
  let failures = 0;
  fc.assert(
    fc.property(captures, chunkSizes, (file, sizes) => {
      const found = readPieces(cut(file, sizes));
      expect(plain(found)).toEqual(naive(file));
      expect(found).toEqual(readWhole(file));
      frames += found.frames.length;
      if (found.error !== undefined) failures++;
    }),
    { numRuns: 1000 },
  );
  // So that the generator keeps making captures that can be read, and some that cannot.
  expect(frames).toBeGreaterThan(1000);
  expect(failures).toBeGreaterThan(10);
  expect(failures).toBeLessThan(500);
});

test("a damaged capture gives frames and an error, and both whatever the pieces", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(captures, damages, chunkSizes, (file, list, sizes) => {
      const damaged = damage(file, list);
      const found = readPieces(cut(damaged, sizes));
      expect(plain(found)).toEqual(naive(damaged));
      expect(found).toEqual(readWhole(damaged));
      kinds.add(found.error?.kind ?? "none");
    }),
    { numRuns: 3000 },
  );
  for (const kind of ["corrupt", "none", "not a capture", "truncated", "unsupported"]) expect(kinds).toContain(kind);
});

test("any bytes give an error or frames, never an exception", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), chunkSizes, (file, sizes) => {
      const found = readPieces(cut(file, sizes));
      expect(plain(found)).toEqual(naive(file));
      expect(found).toEqual(readWhole(file));
    }),
    { numRuns: 300 },
  );
});

test("any cut of a capture that can be read keeps the frames before it", () => {
  fc.assert(
    fc.property(captures, fc.nat({ max: 1_000_000 }), (file, place) => {
      const whole = readWhole(file);
      const { frames, error } = readWhole(file.subarray(0, place % (file.length + 1)));
      expect(whole.frames.slice(0, frames.length)).toEqual(frames);
      if (whole.error === undefined && error !== undefined)
        expect(["empty", "not a capture", "truncated"]).toContain(error.kind);
    }),
    { numRuns: 300 },
  );
});

test.skipIf(!hasTshark)("random sections are read as another analyser reads them", () => {
  const seed = Number(process.env["FC_SEED"]);
  const file = Buffer.concat(fc.sample(sectionsOf(TAME), { numRuns: 300, seed }));
  const { frames, error } = readWhole(file);
  expect(error).toBeUndefined();
  expect(frames.length).toBeGreaterThan(300);
  expect(frames.map((frame) => lineOf(frame, false))).toEqual(withFile(file, dissect));
});

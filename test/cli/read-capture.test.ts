/** Reading captures from files: gzip, ends in the middle, interruption. */
import { readFileSync } from "node:fs";
import { constants, gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Piece } from "../../cli/inflate.js";
import { readCapture, readFrames } from "../../cli/read-capture.js";
import { captureReader } from "../../traces/capture/reader.js";
import { file } from "./support/scratch.js";

const PACKED = readFileSync("traces/samples/opmip-ho-late-dereg.mag2-core.pcap.gz");
const PLAIN = gunzipSync(PACKED);

async function* inPieces(bytes: Uint8Array, sizes: ReadonlyArray<number>): AsyncGenerator<Piece> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 4 });

const framesOf = (bytes: Uint8Array) => {
  const numbers: string[] = [];
  const reader = captureReader(({ number, at, bytes: octets }) => numbers.push(`${number} ${at} ${octets.length}`));
  reader.push(bytes);
  return numbers;
};

const read = async (pieces: AsyncIterable<Piece>) => {
  const numbers: string[] = [];
  const reading = await readFrames(pieces, ({ number, at, bytes }) => numbers.push(`${number} ${at} ${bytes.length}`));
  return { ...reading, numbers };
};

test("gzip or not, in whatever pieces, the frames are the same", async () => {
  const numbers = framesOf(PLAIN);
  expect(numbers).toHaveLength(490);
  await fc.assert(
    fc.asyncProperty(fc.boolean(), sizes, async (isPacked, list) => {
      expect(await read(inPieces(isPacked ? PACKED : PLAIN, list))).toEqual({ frames: 490, numbers });
    }),
    { numRuns: 30 },
  );
});

test("gzip cut anywhere: every frame that is whole, and where it ends", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: PACKED.length - 1 }), sizes, async (length, list) => {
      const { numbers, frames, problem } = await read(inPieces(PACKED.subarray(0, length), list));
      const inflated = gunzipSync(PACKED.subarray(0, length), { finishFlush: constants.Z_SYNC_FLUSH });
      expect(numbers).toEqual(framesOf(inflated));
      expect(problem).toEqual({
        kind: "truncated",
        at: inflated.length,
        frame: frames + 1,
        where: "gzip data",
        expected: "more of it",
        found: "the end of the file",
      });
    }),
    { numRuns: 50 },
  );
});

test.each([
  { name: "two members", bytes: Buffer.concat([gzipSync(PLAIN.subarray(0, 1000)), gzipSync(PLAIN.subarray(1000))]) },
  { name: "a name in the header", bytes: Buffer.concat([named(), PACKED.subarray(10)]) },
])("gzip with $name", async ({ bytes }) => {
  expect(await read(inPieces(bytes, [777]))).toEqual({ frames: 490, numbers: framesOf(PLAIN) });
});

function named() {
  const header = Uint8Array.from(PACKED.subarray(0, 10));
  header[3] = 8;
  return Buffer.concat([header, Buffer.from("a name\0")]);
}

test.each([
  { name: "checksum", at: -8, found: "another checksum than its data has" },
  { name: "length", at: -4, found: "another length than its data has" },
  { name: "header", at: 2, found: "unknown compression method" },
])("gzip with another $name", async ({ at, found }) => {
  const bytes = Uint8Array.from(PACKED);
  bytes[(at + bytes.length) % bytes.length]! ^= 0xff;
  const { problem } = await read(inPieces(bytes, [1000]));
  expect(problem).toMatchObject({ kind: "corrupt", where: "gzip data", expected: "what RFC 1952 describes", found });
});

test("a small file that grows without end is not read to its end", async () => {
  const record = Buffer.alloc(16 + 262_144);
  record.writeUInt32LE(262_144, 8);
  record.writeUInt32LE(262_144, 12);
  const bomb = gzipSync(Buffer.concat([PLAIN.subarray(0, 24), ...Array.from({ length: 400 }, () => record)]));
  expect(bomb.length).toBeLessThan(200_000);
  const { frames, problem } = await read(inPieces(bomb, [65_536]));
  expect(frames).toBeLessThanOrEqual(256);
  expect(problem).toMatchObject({ kind: "unsupported", where: "gzip data", found: "more" });
});

test("gzip in gzip is no capture", async () => {
  const { problem } = await read(inPieces(gzipSync(PACKED), [1000]));
  expect(problem).toMatchObject({ kind: "unsupported", at: 0, frame: 1, found: "gzip data" });
});

test("an interruption is a problem, so that the rest is not taken for nothing", async () => {
  const path = file("long.pcap", Buffer.concat([PLAIN, ...Array.from({ length: 10 }, () => PLAIN.subarray(24))]));
  const controller = new AbortController();
  const { frames, problem } = await readCapture(
    path,
    ({ number }) => {
      if (number === 5) controller.abort();
    },
    controller.signal,
  );
  expect(frames).toBeGreaterThanOrEqual(5);
  expect(problem).toMatchObject({ kind: "truncated", frame: frames + 1, found: "an interruption" });
});

test.each([
  { path: "nowhere.pcap", found: "no such file", expected: "more bytes" },
  { path: "test", found: "a directory", expected: "a file" },
])("by name: $path", async ({ path, found, expected }) => {
  expect(await readCapture(path, () => undefined)).toEqual({
    frames: 0,
    problem: { kind: "truncated", at: 0, frame: 1, where: "file", expected, found },
  });
});

test("a sample by its name", async () => {
  expect(await readCapture("traces/samples/opmip-attach.lma-core.pcap", () => undefined)).toEqual({ frames: 20 });
});

import { expect, test } from "vitest";
import { captureReader } from "../../../traces/capture/reader.js";
import { block, bytesOf, description, enhanced, pcapHeader, record, section, u32 } from "./forge.js";
import { readPieces, readWhole } from "./read.js";

const four = bytesOf("01020304");

test("after an error nothing more is read, and the error stays", () => {
  let frames = 0;
  const reader = captureReader(() => {
    frames++;
  });
  expect(reader.push(Buffer.concat([pcapHeader("big"), record("big", four)]))).toBeUndefined();
  const error = reader.push(record("big", four, { captured: 0xffff_ffff }));
  expect(error).toMatchObject({ kind: "corrupt", at: 44, frame: 2 });
  expect(reader.push(record("big", four))).toBe(error);
  expect(reader.end()).toBe(error);
  expect(frames).toBe(1);
});

test("a frame that is whole in the chunk is not copied, and one in two chunks is whole", () => {
  const file = new Uint8Array(Buffer.concat([pcapHeader("big"), record("big", four), record("big", four)]));
  const views: { readonly shared: boolean; readonly bytes: ReadonlyArray<number>; readonly isPlain: boolean }[] = [];
  const reader = captureReader(({ bytes }) => {
    const isPlain = Object.getPrototypeOf(bytes) === Uint8Array.prototype;
    views.push({ shared: bytes.buffer === file.buffer, bytes: [...bytes], isPlain });
  });
  reader.push(Buffer.from(file.buffer, 0, 50));
  reader.push(Buffer.from(file.buffer, 50));
  expect(reader.end()).toBeUndefined();
  expect(views).toEqual([
    { shared: true, bytes: [1, 2, 3, 4], isPlain: true },
    { shared: false, bytes: [1, 2, 3, 4], isPlain: true },
  ]);
});

test("a chunk gives its frames before the next one comes", () => {
  let frames = 0;
  const reader = captureReader(() => {
    frames++;
  });
  const counts = [pcapHeader("big"), record("big", four), record("big", four)].map((chunk) => {
    reader.push(chunk);
    return frames;
  });
  expect(counts).toEqual([0, 1, 2]);
});

test("an error is told with the first bytes that show it", () => {
  const reader = captureReader(() => {});
  expect(reader.push(Buffer.from("<?x"))).toBeUndefined();
  expect(reader.push(Buffer.from("m"))).toMatchObject({ kind: "not a capture" });
  const other = captureReader(() => {});
  expect(other.push(Buffer.concat([pcapHeader("big"), bytesOf("00000000 00000000 0100")]))).toBeUndefined();
  expect(other.push(bytesOf("0000 00000000"))).toMatchObject({ kind: "corrupt", at: 24 });
});

test("a block of four gigabytes is passed over without being kept", () => {
  const chunk = new Uint8Array(2 ** 20);
  const head = Buffer.concat([section("big"), description("big"), u32("big", 0xbad), u32("big", 0xffff_fffc)]);
  const ends = Buffer.concat([u32("big", 0xffff_fffc), enhanced("big", four)]);
  const before = process.memoryUsage().arrayBuffers;
  const pieces = function* () {
    yield head;
    for (let left = 0xffff_fffc - 12; left > 0; left -= chunk.length)
      yield chunk.subarray(0, Math.min(left, chunk.length));
    yield ends;
  };
  let at = 0;
  const reader = captureReader((frame) => {
    at = frame.at;
  });
  for (const piece of pieces()) expect(reader.push(piece)).toBeUndefined();
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  expect(reader.end()).toBeUndefined();
  expect(at).toBe(48 + 0xffff_fffc);
});

test("memory is taken for bytes that came, not for lengths that were announced", () => {
  const beginnings = [
    Buffer.concat([section("big"), description("big"), block("big", 6, four, { length: 2 ** 20 })]),
    Buffer.concat([pcapHeader("big"), record("big", four, { captured: 262_144 })]),
  ];
  const before = process.memoryUsage().arrayBuffers;
  const readers = Array.from({ length: 1000 }, (_, i) => {
    const reader = captureReader(() => {});
    expect(reader.push(beginnings[i % 2]!)).toBeUndefined();
    return reader;
  });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  for (const reader of readers) expect(reader.end()).toMatchObject({ kind: "truncated", frame: 1 });
});

test("a section may describe 65536 interfaces and no more, and the next as many again", () => {
  const many = Buffer.concat(Array.from({ length: 65_536 }, () => description("big")));
  const last = enhanced("big", four, { id: 65_535 });
  const full = Buffer.concat([section("big"), many, last]);
  const { frames, error } = readPieces([full, full]);
  expect(error).toBeUndefined();
  expect(frames.map((frame) => frame.interface)).toEqual([65_535, 65_535]);
  expect(readWhole(Buffer.concat([full, description("big")])).error).toEqual({
    kind: "unsupported",
    at: full.length,
    frame: 2,
    where: "pcapng interface description block",
    expected: "at most 65536 interfaces in a section",
    found: "one more",
  });
});

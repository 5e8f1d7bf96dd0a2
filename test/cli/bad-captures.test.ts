/** Files that are no captures, or broken ones: `decode` and `conform` name file, frame and byte, and never pass them. */
import { chmodSync, readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { captures, hasCaptures, pathOf } from "../traces/wire/support/captures.js";
import { ask } from "./ask.js";
import { file } from "./support/scratch.js";

const PACKED = readFileSync("traces/samples/opmip-ho-late-dereg.mag2-core.pcap.gz");
const PLAIN = gunzipSync(PACKED);

const changed = (at: number, ...bytes: ReadonlyArray<number>): Uint8Array => {
  const copy = Uint8Array.from(PLAIN);
  copy.set(bytes, at);
  return copy;
};

/** Where the record of a frame begins. */
const recordAt = (frame: number): number => {
  let at = 24;
  for (let i = 1; i < frame; i++) at += 16 + PLAIN.readUInt32LE(at + 8);
  return at;
};

const UNUSABLE = [
  { name: "empty.pcap", content: "", says: "expected a pcap or pcapng capture, got no bytes" },
  { name: "text.pcap", content: "no capture", says: 'got a file that begins with 6e 6f 20 63 ("no c")' },
  { name: "short.pcap", content: Uint8Array.of(0xd4, 0xc3), says: "got 2 bytes: d4 c3" },
  { name: "zip.pcap", content: "PK\u0003\u0004", says: "got a zip archive" },
  { name: "nested.pcap.gz", content: gzipSync(PACKED), says: "got gzip data" },
  { name: "empty.pcap.gz", content: gzipSync(""), says: "got no bytes" },
  {
    name: "no.gz",
    content: Uint8Array.of(0x1f, 0x8b, 0, 0),
    says: "frame 1 at byte 0, gzip data: expected what RFC 1952 describes, got unknown compression method",
  },
  {
    name: "header.pcap",
    content: PLAIN.subarray(0, 10),
    says: "frame 1 at byte 0, pcap file header: expected 24 bytes, got 10 bytes",
  },
  { name: "version.pcap", content: changed(4, 9), says: "pcap file header: expected version 2.4, got version 9.4" },
];

test.each(UNUSABLE)("exit code 2: $name", async ({ name, content, says }) => {
  const path = file(name, content);
  for (const command of ["decode", "conform"]) {
    const { code, out, err } = await ask(command, path);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err.join("\n")).toMatch(new RegExp(`^${path}: `));
    expect(err.join("\n")).toContain(says);
  }
});

const locked = file("locked.pcap", PLAIN);
chmodSync(locked, 0);
const canReadAll = process.getuid?.() === 0;
if (canReadAll) console.log("skipped: a capture without permission to read it (this user may read everything)");

test.each([
  { path: "nowhere.pcap", says: "nowhere.pcap: no such file" },
  { path: "test", says: "test: expected a file, got a directory" },
  { path: "package.json/x", says: "package.json/x: a part of its path is not a directory" },
  { path: "no\u001b[31m", says: "no\\u001b[31m: no such file" },
  ...(canReadAll ? [] : [{ path: locked, says: `${locked}: permission to read it is missing` }]),
])("exit code 2: $path", async ({ path, says }) => {
  for (const command of ["decode", "conform"])
    expect(await ask(command, path)).toEqual({ code: 2, out: "", err: [says] });
});

const BROKEN = [
  {
    name: "truncated.pcap",
    content: PLAIN.subarray(0, recordAt(100) + 20),
    frames: 99,
    says: `frame 100 at byte ${recordAt(100).toLocaleString("en-US")}, pcap record: expected 190 bytes, got 20 bytes`,
  },
  {
    name: "corrupt.pcap",
    content: changed(recordAt(7) + 8, 0xff, 0xff, 0xff, 0xff),
    frames: 6,
    says: "pcap record header: expected a captured length of at most 262144 bytes, got 4294967295 bytes",
  },
  {
    name: "truncated.pcap.gz",
    content: PACKED.subarray(0, PACKED.length - 8),
    frames: 490,
    says: "frame 491 at byte 92,648, gzip data: expected more of it, got the end of the file",
  },
];

test.each(BROKEN)("$name is decoded as far as it goes, and never conforms", async ({ name, content, frames, says }) => {
  const path = file(name, content);
  const text = await ask("decode", path);
  expect(text.code).toBe(2);
  expect(text.out).toContain(`\n${frames} frames: `);
  expect(text.err.join("\n")).toMatch(new RegExp(`^${path}: frame ${frames + 1} at byte `));
  expect(text.err.join("\n")).toContain(says);
  const json = await ask("decode", path, "--format", "json");
  const lines = json.out.split("\n").map((line) => JSON.parse(line) as { kind: string; frame?: number });
  expect(json.code).toBe(2);
  // What was observed until then is told all the same.
  const kinds = lines.map(({ kind }) => kind).filter((kind) => kind !== "observation");
  expect(kinds).toEqual([...Array.from({ length: frames }, () => "frame"), "problem"]);
  expect(lines.at(-1)?.frame).toBe(frames + 1);
  const judged = await ask("conform", path);
  expect(judged.code).toBe(3);
  expect(judged.out).toMatch(/^inconclusive: /);
  expect(judged.out).toContain(says);
});

test("what is wrong beyond the frames asked for is not told", async () => {
  const path = file("broken-later.pcap", changed(recordAt(7) + 8, 0xff, 0xff, 0xff, 0xff));
  expect(await ask("decode", path, "--frames", "-5")).toMatchObject({ code: 0, err: [] });
});

type Damage = readonly [at: number, value: number];
const damages = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 20 });

const damaged = (bytes: Uint8Array, list: ReadonlyArray<Damage>, length: number): Uint8Array => {
  const copy = Uint8Array.from(bytes.subarray(0, 1 + (length % bytes.length)));
  for (const [at, value] of list) copy[at % copy.length] = value;
  return copy;
};

/** No exception, no stack, an end, and nothing that steers a terminal. */
const isWellTold = async (path: string, size: number, ...args: ReadonlyArray<string>) => {
  const { code, out, err } = await ask("decode", path, ...args);
  expect([0, 2]).toContain(code);
  expect(err.length).toBe(code === 0 ? 0 : 1);
  expect(err.join("")).not.toMatch(/\n|Error|internal/);
  // oxlint-disable-next-line no-control-regex -- to find control characters is what it is for
  expect(out.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(out.length).toBeLessThan(2000 + 100 * size);
};

const SMALL = ["opmip-attach.lma-core.pcap", "oai-attach.lma-core.pcap"].map((name) =>
  readFileSync(`traces/samples/${name}`),
);

test("damage to a real capture is told, whatever it is", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...SMALL, PACKED),
      damages,
      fc.nat(),
      fc.constantFrom([], ["--layers"], ["--format", "json"]),
      async (bytes, list, length, args) => {
        // A capture in gzip holds more than its size.
        const size = bytes === PACKED ? PLAIN.length : bytes.length;
        await isWellTold(file("damaged.pcap", damaged(bytes, list, length)), size, ...args);
      },
    ),
    { numRuns: 300 },
  );
});

describe.skipIf(!hasCaptures)("captures that were made to crash dissectors, and all others", () => {
  test.each(captures.filter((name) => !name.startsWith("lab-")))("%s", async (name) => {
    const path = pathOf(name);
    const size = 30 * readFileSync(path).length;
    await isWellTold(path, size, "--layers");
    await isWellTold(path, size, "--format", "json");
  });
});

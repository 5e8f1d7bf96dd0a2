/** A checkpoint that was changed on the disk: refused with file and place, or changed where nothing counts. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isStorageError } from "../../../checker/explore/storage.js";
import { createCheckpoint, openCheckpoint } from "../../../checker/node/index.js";
import { inScratch } from "../../support/scratch.js";
import { contentOf, expectFine, fine, perform, STORY } from "./script.js";

const IDENTITY = 'engine: 1\nsystem: "s"';

/** By name, each file of a checkpoint with bytes behind the last commit in every stream; and how much of it counts. */
type Kept = {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly counts: ReadonlyMap<string, number>;
  readonly content: unknown;
};

const make = (): Kept =>
  inScratch((scratch) => {
    const directory = join(scratch, "c");
    const checkpoint = fine(createCheckpoint(directory, IDENTITY));
    for (const act of STORY) expectFine(perform(checkpoint, act));
    const sizes = readdirSync(directory)
      .filter((name) => !name.startsWith("lock-"))
      .map((name) => [name, readFileSync(join(directory, name)).length] as const);
    for (const name of ["log", "edges-2"])
      expectFine(checkpoint.append(name, new TextEncoder().encode("not committed")));
    checkpoint.close();
    const files = sizes.map(([name]) => [name, readFileSync(join(directory, name))] as const);
    return {
      files: new Map(files),
      counts: new Map(sizes),
      content: contentOf(fine(openCheckpoint(directory, IDENTITY))),
    };
  });

const kept = make();
const names = [...kept.files.keys()].toSorted();

const withFile = <A>(name: string, bytes: Buffer | undefined, use: (directory: string) => A): A =>
  inScratch((directory) => {
    for (const [each, whole] of kept.files) writeFileSync(join(directory, each), whole);
    if (bytes === undefined) rmSync(join(directory, name));
    else writeFileSync(join(directory, name), bytes);
    return use(directory);
  });

/** Refused for this file. A place is given unless the file as a whole is what is wrong. */
const expectRefused = (name: string, bytes: Buffer | undefined, what: RegExp): void =>
  withFile(name, bytes, (directory) => {
    const stored = openCheckpoint(directory, IDENTITY);
    if (!isStorageError(stored)) throw new Error(`found ${JSON.stringify(contentOf(stored))}`);
    expect(stored.where).toBe(join(directory, name));
    expect(stored.what).toMatch(what);
  });

const expectUnharmed = (name: string, bytes: Buffer): void =>
  withFile(name, bytes, (directory) => {
    const stored = fine(openCheckpoint(directory, IDENTITY));
    expect(contentOf(stored)).toEqual(kept.content);
    const checkpoint = fine(stored.reopen());
    expectFine(checkpoint.append("log", new TextEncoder().encode("after")));
    expectFine(checkpoint.commit(new TextEncoder().encode("after")));
    checkpoint.close();
    expect(readFileSync(join(directory, "stream-log")).length).toBe(
      kept.counts.get("stream-log")! + 8 + "after".length,
    );
    const pieces: string[] = [];
    const after = fine(openCheckpoint(directory, IDENTITY));
    expectFine(after.read("log", (piece) => pieces.push(Buffer.from(piece).toString())));
    expect(pieces).toEqual(["first piece", "second", "", "third", "after"]);
  });

test("what was made has the files that are changed here", () => {
  expect(names).toEqual(["manifest", "stream-edges-2", "stream-log"]);
});

test.each(names)("%s: cut off anywhere", (name) => {
  const bytes = kept.files.get(name)!;
  const counts = kept.counts.get(name)!;
  for (let length = 0; length < bytes.length; length++)
    if (length < counts) expectRefused(name, bytes.subarray(0, length), /expected .*found/);
    else expectUnharmed(name, bytes.subarray(0, length));
});

test.each(names)("%s: bits of each byte changed", (name) => {
  const bytes = kept.files.get(name)!;
  const counts = kept.counts.get(name)!;
  for (let at = 0; at < bytes.length; at++)
    for (const bits of [1, 0x80, 0xff]) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= bits;
      if (at < counts) expectRefused(name, changed, /^at byte \d+: expected .*found/);
      else expectUnharmed(name, changed);
    }
});

test("damage is located: the piece that does not fit", () => {
  const log = Buffer.from(kept.files.get("stream-log")!);
  const second = 8 + "first piece".length;
  log[second + 8] = 0;
  expectRefused(
    "stream-log",
    log,
    new RegExp(
      `^at byte ${second}: expected a piece of 6 bytes with checksum [0-9a-f]{8}, found [0-9a-f]{8}: damaged$`,
    ),
  );
});

test("pieces that change places, or come from another stream, do not fit", () => {
  const log = kept.files.get("stream-log")!;
  const [second, third, fourth] = [19, 33, 41];
  const exchanged = Buffer.concat([
    log.subarray(0, second),
    log.subarray(third, fourth),
    log.subarray(second, third),
    log.subarray(fourth),
  ]);
  expectRefused("stream-log", exchanged, /^at byte 19: .*damaged$/);
  expectRefused("stream-log", Buffer.concat([kept.files.get("stream-edges-2")!, log]), /^at byte \d+: expected/);
});

test.each(names)("%s: not there", (name) => {
  expectRefused(name, undefined, /^expected to open it, found no such file or directory \(ENOENT\)$/);
});

test.each(names)("%s: other bytes, of whatever length", (name) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expectRefused(name, Buffer.from(bytes), /expected .*found/);
    }),
    { numRuns: 60 },
  );
});

test("a length from the disk is not believed before room is made for it", () => {
  const log = Buffer.from(kept.files.get("stream-log")!);
  log.writeUInt32LE(0xffff_ffff, 0);
  expectRefused("stream-log", log, /^at byte 0: expected a piece of at most \d+ bytes, found one of 4294967295$/);
  const manifest = Buffer.from(kept.files.get("manifest")!);
  manifest.writeUInt32LE(0xffff_ffff, manifest.indexOf("\n") + 1);
  expectRefused("manifest", manifest, /^at byte 22: expected a piece of at most \d+ bytes, found one of 4294967295$/);
});

test("a file that is changed after it was found is not read on", () =>
  withFile("manifest", kept.files.get("manifest"), (directory) => {
    const stored = fine(openCheckpoint(directory, IDENTITY));
    const log = Buffer.from(kept.files.get("stream-log")!);
    log[19 + 8] = 0;
    writeFileSync(join(directory, "stream-log"), log);
    const pieces: string[] = [];
    const error = stored.read("log", (bytes) => pieces.push(Buffer.from(bytes).toString()));
    expect(error?.what).toMatch(/^at byte 19: expected a piece of 6 bytes/);
    expect(pieces).toEqual(["first piece"]);
    writeFileSync(join(directory, "stream-log"), log.subarray(0, 30));
    expect(stored.read("log", () => {})?.what).toBe(
      `expected ${kept.counts.get("stream-log")!} bytes, found 30: cut off`,
    );
  }));

/** A manifest whose checksums are all right, whatever is in it. */
const manifestOf = (...parts: ReadonlyArray<string>): Buffer => {
  let crc = 0;
  const frames = parts.map((part) => {
    const frame = Buffer.alloc(8 + Buffer.byteLength(part));
    frame.writeUInt32LE(frame.length - 8, 0);
    frame.write(part, 8);
    crc = crc32(frame.subarray(8), crc32(frame.subarray(0, 4), crc));
    frame.writeUInt32LE(crc, 4);
    return frame;
  });
  return Buffer.concat([Buffer.from("mpacheck checkpoint 1\n"), ...frames]);
};

test("a manifest is what it is taken for: this one is refused for nothing", () =>
  withFile("manifest", manifestOf("commits 1\nblob log", IDENTITY, "the record", "the blob"), (directory) => {
    const stored = fine(openCheckpoint(directory, IDENTITY));
    expect(Buffer.from(stored.record ?? "").toString()).toBe("the record");
    expect(Buffer.from(stored.blob("log") ?? "").toString()).toBe("the blob");
    expect(stored.streamBytes("log")).toBe(0);
  }));

test.each([
  { name: "a path", summary: "commits 1\nstream ../../etc/passwd 10 1 5", line: "stream ../../etc/passwd 10 1 5" },
  { name: "a path of a blob", summary: "commits 1\nblob ..", line: "blob .." },
  { name: "a stream twice", summary: "commits 1\nstream a 0 0 0\nstream a 0 0 0", line: "stream a 0 0 0" },
  { name: "a blob twice", summary: "commits 1\nblob a\nblob a", line: "blob a" },
  { name: "a negative length", summary: "commits 1\nstream a -1 0 0", line: "stream a -1 0 0" },
  { name: "no whole number", summary: "commits 1\nstream a 1e3 0 0", line: "stream a 1e3 0 0" },
  { name: "a number too large", summary: "commits 99999999999999999", line: "commits 99999999999999999" },
  { name: "an empty line", summary: "commits 1\n", line: "" },
  { name: "nothing", summary: "", line: "" },
  { name: "something else", summary: "commits 1\nlength 5", line: "length 5" },
])("a manifest with checksums that are right: $name", ({ summary, line }) => {
  withFile("manifest", manifestOf(summary, IDENTITY, ""), (directory) => {
    expect(openCheckpoint(directory, IDENTITY)).toEqual({
      tag: "StorageError",
      where: join(directory, "manifest"),
      what: `expected a line of a summary, found ${JSON.stringify(line)}`,
    });
  });
});

test.each([
  {
    name: "a blob that is not there",
    parts: ["commits 1\nblob a", IDENTITY, ""],
    what: /expected a piece of 8 bytes or more, found 0 left$/,
  },
  {
    name: "more than it speaks of",
    parts: ["commits 1", IDENTITY, "", "more"],
    what: /expected its end, found 12 bytes more$/,
  },
  { name: "no identity", parts: ["commits 1"], what: /expected a piece of 8 bytes or more, found 0 left$/ },
])("a manifest with checksums that are right: $name", ({ parts, what }) => {
  expectRefused("manifest", manifestOf(...parts), what);
});

test.each([
  { name: "longer than the file", end: "9007199254740993 1 5", what: /^expected \d+ bytes, found \d+: cut off$/ },
  { name: "within a piece", end: "25 2 5", what: /^at byte 19: expected a piece of 8 bytes or more, found 6 left$/ },
  {
    name: "before the last pieces",
    end: "19 1 5",
    what: /^at byte 19: expected 1 pieces with checksum 00000005, found 1 with [0-9a-f]{8}$/,
  },
  {
    name: "nothing, of some pieces",
    end: "0 2 0",
    what: /^at byte 0: expected 2 pieces with checksum 00000000, found 0 with 00000000$/,
  },
])("a manifest with checksums that are right: the end of a stream is $name", ({ end, what }) => {
  withFile("manifest", manifestOf(`commits 1\nstream log ${end}`, IDENTITY, ""), (directory) => {
    const stored = openCheckpoint(directory, IDENTITY);
    expect(stored).toMatchObject({ where: join(directory, "stream-log"), what: expect.stringMatching(what) });
  });
});

/** What a resume finds after the machine stopped, or a call failed, at any moment: exactly one commit, and not an old one. */
import { expect, test } from "vitest";
import fc from "fast-check";
import { isStorageError, type StorageError } from "../../../checker/explore/storage.js";
import { createCheckpoint, openCheckpoint, type Files } from "../../../checker/node/index.js";
import { type Call, type Disk, hooked, makeDisk, type Pick, systemError } from "../../support/disk.js";
import { makeMemoryStorage } from "../../support/memory-storage.js";
import { type Act, acts, contentOf, expectFine, fine, perform, STORY } from "./script.js";

const HERE = "/checkpoint";
const IDENTITY = "engine: 1";
/** Acts of the first run. What it did not commit is gone. */
const REOPEN_AFTER = 7;

/** What is found after these acts, with the second run in between as `tell` has it. */
const contentAfter = (story: ReadonlyArray<Act>): unknown => {
  const memory = makeMemoryStorage();
  let checkpoint = fine(memory.create(IDENTITY));
  for (const [i, act] of story.entries()) {
    if (i === REOPEN_AFTER) {
      checkpoint.close();
      checkpoint = fine(fine(memory.open(IDENTITY)).reopen());
    }
    expectFine(perform(checkpoint, act));
  }
  memory.kill();
  return contentOf(fine(memory.open(IDENTITY)));
};

/** By number of commits, what should be found. */
const contentsOf = (story: ReadonlyArray<Act>): ReadonlyArray<unknown> => [
  contentAfter([]),
  ...story.flatMap(({ act }, i) => (act === "commit" ? [contentAfter(story.slice(0, i + 1))] : [])),
];

type Told = { created: boolean; commits: number; error: StorageError | undefined };

/** Tells the story, with a second run that goes on after a while, up to the first error. */
const tell = (files: Files, story: ReadonlyArray<Act>, told: Told): void => {
  const stopAt = (error: StorageError | undefined): boolean => {
    told.error ??= error;
    return error !== undefined;
  };
  let checkpoint = createCheckpoint(HERE, IDENTITY, files);
  if (isStorageError(checkpoint)) return void stopAt(checkpoint);
  told.created = true;
  for (const [i, act] of story.entries()) {
    if (i === REOPEN_AFTER) {
      checkpoint.close();
      const stored = openCheckpoint(HERE, IDENTITY, files);
      checkpoint = isStorageError(stored) ? stored : stored.reopen();
      if (isStorageError(checkpoint)) return void stopAt(checkpoint);
    }
    if (stopAt(perform(checkpoint, act))) {
      // Nothing more is taken, so that no later commit is believed.
      expect(checkpoint.append("log", new Uint8Array(1))).toEqual(told.error);
      expect(checkpoint.commit(new Uint8Array(1))).toEqual(told.error);
      break;
    }
    if (act.act === "commit") told.commits++;
  }
  checkpoint.close();
};

/** The process is dead, though here it is this one, which is not. */
const withoutLock = (disk: Disk): Disk => {
  for (const entry of disk.files.readdirSync(HERE))
    if (entry.startsWith("lock-")) disk.files.unlinkSync(`${HERE}/${entry}`);
  return disk;
};

/** One commit is found whole: the last that was told of, or the one after it. And it can be gone on from. */
const expectOneCommit = (disk: Disk, contents: ReadonlyArray<unknown>, told: Told): void => {
  const stored = openCheckpoint(HERE, IDENTITY, disk.files);
  if (isStorageError(stored) && !told.created) {
    expect(stored.what).toContain("ENOENT");
    fine(createCheckpoint(HERE, IDENTITY, disk.files)).close();
    return;
  }
  const found = contentOf(fine(stored));
  const candidates = contents.slice(told.commits, told.commits + 2);
  expect(candidates).toContainEqual(found);
  const checkpoint = fine(fine(stored).reopen());
  expectFine(checkpoint.append("log", new TextEncoder().encode("goes on")));
  expectFine(checkpoint.commit(new TextEncoder().encode("last")));
  checkpoint.close();
  const last = fine(openCheckpoint(HERE, IDENTITY, disk.files));
  expect(Buffer.from(last.record ?? "").toString()).toBe("last");
  expect(last.streamBytes("log")).toBe(fine(stored).streamBytes("log") + 7);
};

/** Stops everything at one call, which if it writes gets half of its bytes written. */
class Stopped extends Error {}

const stopping = (disk: Disk, at: number): Files => {
  let calls = 0;
  let half = false;
  return hooked(disk.files, (call: Call) => {
    calls++;
    if (half || calls > at || (calls === at && call.name !== "writeSync")) throw new Stopped();
    if (calls < at) return undefined;
    half = true;
    return call.bytes >> 1;
  });
};

const NOTHING: Told = { created: false, commits: 0, error: undefined };

/** True if the story ended before that many calls. */
const stopAtCall = (at: number, story: ReadonlyArray<Act>, contents: ReadonlyArray<unknown>, pick: Pick): boolean => {
  const disk = makeDisk(HERE);
  const told = { ...NOTHING };
  try {
    tell(stopping(disk, at), story, told);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    expectOneCommit(withoutLock(disk.crash(pick)), contents, told);
    return false;
  }
  return true;
};

const LOSES_ALL: Pick = () => "lost";
const KEEPS_ALL: Pick = () => "kept";

test.each<{ left: string; pick: Pick }>([
  { left: "all, as when killed", pick: KEEPS_ALL },
  { left: "what was synced", pick: LOSES_ALL },
  { left: "names, and bytes that were synced", pick: () => "zeros" },
  { left: "bytes, and names that were synced", pick: (what) => (what === "name" ? "lost" : "kept") },
  ...["manifest", "manifest.next", "stream-log", "stream-edges-2"].flatMap((name) =>
    (["name", "bytes"] as const).map((part): { left: string; pick: Pick } => ({
      left: `all but the ${part} of ${name}`,
      pick: (what, path) => (what === part && path === `${HERE}/${name}` ? "lost" : "kept"),
    })),
  ),
])("stopped at any call, and left with $left", ({ pick }) => {
  const contents = contentsOf(STORY);
  let at = 1;
  while (!stopAtCall(at, STORY, contents, pick)) at++;
  expect(at).toBeGreaterThan(100);
});

test("stopped at any call of any story, with anything lost that was not synced", () => {
  const picks = fc.array(fc.constantFrom("lost" as const, "kept" as const, "zeros" as const), { minLength: 30 });
  fc.assert(
    fc.property(acts, fc.integer({ min: 1, max: 200 }), picks, (story, at, picks) => {
      let i = 0;
      stopAtCall(at, story, contentsOf(story), () => picks[i++ % picks.length]!);
    }),
    { numRuns: 400 },
  );
});

test.each(["ENOSPC", "EIO", "EROFS", "EACCES", "EDQUOT"])(
  "any call fails with %s: an error with a place, and nothing more believed than was committed",
  (code) => {
    const contents = contentsOf(STORY);
    for (let at = 1; ; at++) {
      const disk = makeDisk(HERE);
      const told = { ...NOTHING };
      let calls = 0;
      let failed: Call | undefined;
      const failing = hooked(disk.files, (call) => {
        if (++calls !== at) return;
        failed = call;
        throw systemError(code);
      });
      tell(failing, STORY, told);
      if (failed === undefined) return;
      // Closing, and removing a lock, come after what counts.
      if (failed.name === "closeSync" || failed.name === "unlinkSync") continue;
      expect(told.error?.what).toMatch(new RegExp(`^expected to .*, found .* \\(${code}\\)$`));
      expect(told.error?.where).toMatch(/^\/checkpoint/);
      expectOneCommit(withoutLock(disk.crash(KEEPS_ALL)), contents, told);
      expectOneCommit(withoutLock(disk.crash(LOSES_ALL)), contents, told);
    }
  },
);

test("a disk that fills up after any number of bytes", () => {
  const contents = contentsOf(STORY);
  for (let room = 0; ; room++) {
    const disk = makeDisk(HERE);
    const told = { ...NOTHING };
    let left = room;
    const filling = hooked(disk.files, ({ name, bytes }) => {
      if (name !== "writeSync") return undefined;
      if (left === 0 && bytes > 0) throw systemError("ENOSPC");
      const taken = Math.min(left, bytes);
      left -= taken;
      return taken;
    });
    tell(filling, STORY, told);
    if (told.error === undefined) return;
    expect(told.error.what).toMatch(/^expected to write \d+ bytes at byte \d+, found the disk full \(ENOSPC\)$/);
    expectOneCommit(withoutLock(disk.crash(KEEPS_ALL)), contents, told);
  }
});

test.each([1, 3, 7])("reads and writes of at most %d bytes at once are gone on with", (most) => {
  const disk = makeDisk(HERE);
  const told = { ...NOTHING };
  const files = hooked(disk.files, ({ bytes }) => Math.min(bytes, most));
  tell(files, STORY, told);
  expect(told).toEqual({ created: true, commits: 3, error: undefined });
  expect(contentOf(fine(openCheckpoint(HERE, IDENTITY, files)))).toEqual(contentsOf(STORY)[3]);
});

test("a disk that accepts nothing, and says nothing, is given up on", () => {
  const disk = makeDisk(HERE);
  const told = { ...NOTHING };
  tell(
    hooked(disk.files, ({ name, bytes }) => (name === "writeSync" ? 0 : bytes)),
    STORY,
    told,
  );
  expect(told.error).toEqual({
    tag: "StorageError",
    where: "/checkpoint/manifest.next",
    what: "expected to write 22 bytes at byte 0, found only 0 accepted",
  });
});

test("a mistake of the program is not taken for one of the disk", () => {
  const files = hooked(makeDisk(HERE).files, () => {
    throw new TypeError("a mistake");
  });
  expect(() => createCheckpoint(HERE, IDENTITY, files)).toThrow("a mistake");
});

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createCheckpoint, openCheckpoint } from "../../../checker/node/index.js";
import { makeMemoryStorage } from "../../support/memory-storage.js";
import { inScratch } from "../../support/scratch.js";
import { acts, contentOf, expectFine, fine, IDENTITY, perform, refusalOf, text, withStory } from "./script.js";

test("what is found is what memory would have kept, over any acts and any number of runs", () => {
  fc.assert(
    fc.property(fc.array(acts, { minLength: 1, maxLength: 4 }), (runs) =>
      inScratch((scratch) => {
        const memory = makeMemoryStorage();
        const directory = join(scratch, "checkpoint");
        for (const [run, script] of runs.entries()) {
          const begin = run === 0;
          const real = fine(
            begin ? createCheckpoint(directory, IDENTITY) : fine(openCheckpoint(directory, IDENTITY)).reopen(),
          );
          const twin = fine(begin ? memory.create(IDENTITY) : fine(memory.open(IDENTITY)).reopen());
          for (const act of script) expect(perform(real, act)).toEqual(perform(twin, act));
          real.close();
          twin.close();
          expect(contentOf(fine(openCheckpoint(directory, IDENTITY)))).toEqual(contentOf(fine(memory.open(IDENTITY))));
        }
        expect(readdirSync(directory).filter((name) => name.startsWith("lock"))).toEqual([]);
      }),
    ),
    { numRuns: 60 },
  );
});

test("a checkpoint without a commit is found, with nothing in it", () =>
  inScratch((scratch) => {
    fine(createCheckpoint(join(scratch, "c"), IDENTITY)).close();
    const stored = fine(openCheckpoint(join(scratch, "c"), IDENTITY));
    expect(stored.record).toBeUndefined();
    expect(stored.streamBytes("log")).toBe(0);
  }));

test("pieces much larger than a buffer, from shared memory, come back as they went", () =>
  inScratch((scratch) => {
    const sizes = [70_000, 3, 300_000, 0, 65_536];
    const pieces = sizes.map((size, i) =>
      new Uint8Array(new SharedArrayBuffer(size)).map((_, at) => (at * 31 + i) & 255),
    );
    const checkpoint = fine(createCheckpoint(join(scratch, "c"), IDENTITY));
    for (const piece of pieces) expectFine(checkpoint.append("log", piece));
    expectFine(checkpoint.commit(text("all")));
    checkpoint.close();
    const found: number[] = [];
    const stored = fine(openCheckpoint(join(scratch, "c"), IDENTITY));
    expectFine(
      stored.read("log", (bytes) => {
        expect(Buffer.compare(bytes, pieces[found.length]!)).toBe(0);
        found.push(bytes.length);
      }),
    );
    expect(found).toEqual(sizes);
    expect(stored.streamBytes("log")).toBe(sizes.reduce((a, b) => a + b));
  }));

test("a caller may use its bytes again at once", () =>
  inScratch((scratch) => {
    const checkpoint = fine(createCheckpoint(join(scratch, "c"), IDENTITY));
    const bytes = text("before");
    expectFine(checkpoint.put("log", bytes));
    bytes.fill(0);
    expectFine(checkpoint.commit(bytes));
    checkpoint.close();
    expect(fine(openCheckpoint(join(scratch, "c"), IDENTITY)).blob("log")).toEqual(text("before"));
  }));

test.each([
  {
    name: "another value",
    identity: IDENTITY.replace("weak", "strong"),
    says: 'rule "b" fairness: expected strong, found weak',
  },
  {
    name: "another engine",
    identity: IDENTITY.replace("mpacheck 1", "mpacheck 2"),
    says: "engine: expected mpacheck 2, found mpacheck 1",
  },
  {
    name: "a line more",
    identity: `${IDENTITY}\nboundary "c": 7`,
    says: "expected the line 'boundary \"c\": 7', found no more lines",
  },
  {
    name: "a line less",
    identity: IDENTITY.replace(/\nrule.*/, ""),
    says: "expected no more lines, found 'rule \"b\" fairness: weak'",
  },
  {
    name: "another line",
    identity: IDENTITY.replace('"b"', '"c"'),
    says: "expected the line 'rule \"c\" fairness: weak', found 'rule \"b\" fairness: weak'",
  },
])("opened for another identity, it is refused: $name", ({ identity, says }) => {
  withStory((directory) => {
    expect(refusalOf(openCheckpoint(directory, identity))).toBe(`${directory}: ${says}`);
  });
});

test("an identity that UTF-8 cannot express is known again", () =>
  inScratch((scratch) => {
    const odd = "\ufeffgiven: \ud800 and \u0000";
    fine(createCheckpoint(join(scratch, "c"), odd)).close();
    expect(fine(openCheckpoint(join(scratch, "c"), odd)).identity).toBe("\ufeffgiven: \ufffd and \u0000");
  }));

test("another version of the format is told from something that is no checkpoint", () => {
  withStory((directory) => {
    const manifest = join(directory, "manifest");
    const bytes = readFileSync(manifest);
    bytes.write("2", bytes.indexOf("\n") - 1);
    writeFileSync(manifest, bytes);
    expect(refusalOf(openCheckpoint(directory, IDENTITY))).toBe(
      `${manifest}: at byte 0: expected 'mpacheck checkpoint 1', found "mpacheck checkpoint 2"`,
    );
    writeFileSync(manifest, "{}");
    expect(refusalOf(openCheckpoint(directory, IDENTITY))).toBe(
      `${manifest}: at byte 0: expected 'mpacheck checkpoint 1', found "{}"`,
    );
  });
});

test("a new run does not overwrite a checkpoint", () => {
  withStory((directory) => {
    const before = contentOf(fine(openCheckpoint(directory, IDENTITY)));
    expect(refusalOf(createCheckpoint(directory, IDENTITY))).toBe(
      `${directory}: expected no checkpoint, found one: resume it, or name another directory`,
    );
    expect(contentOf(fine(openCheckpoint(directory, IDENTITY)))).toEqual(before);
  });
});

test("a directory that holds something else is refused, and left as it is", () =>
  inScratch((directory) => {
    writeFileSync(join(directory, "thesis.tex"), "years of work");
    writeFileSync(join(directory, "stream-log"), "a log of mine");
    const says = `${directory}: expected an empty directory, found "stream-log" in it`;
    expect(refusalOf(createCheckpoint(directory, IDENTITY))).toBe(says);
    expect(refusalOf(openCheckpoint(directory, IDENTITY))).toBe(
      `${join(directory, "manifest")}: expected to open it, found no such file or directory (ENOENT)`,
    );
    expect(readdirSync(directory).toSorted()).toEqual(["stream-log", "thesis.tex"]);
    expect(readFileSync(join(directory, "stream-log"), "utf8")).toBe("a log of mine");
  }));

test("a directory left by a run that was killed before its checkpoint began is fit", () =>
  inScratch((directory) => {
    writeFileSync(join(directory, "lock-1-1"), "");
    writeFileSync(join(directory, "manifest.next"), "half a manif");
    fine(createCheckpoint(directory, IDENTITY)).close();
    expect(readdirSync(directory)).toEqual(["manifest"]);
  }));

test("a directory that cannot be is refused with the reason", () =>
  inScratch((directory) => {
    writeFileSync(join(directory, "file"), "");
    expect(refusalOf(createCheckpoint(join(directory, "file"), IDENTITY))).toBe(
      `${join(directory, "file")}: expected to list it, found a file where a directory is expected (ENOTDIR)`,
    );
    expect(refusalOf(createCheckpoint(join(directory, "no", "where"), IDENTITY))).toBe(
      `${join(directory, "no", "where")}: expected to create it, found no such file or directory (ENOENT)`,
    );
    // Nobody can write there, whoever runs this.
    expect(refusalOf(createCheckpoint("/proc/self/checkpoint", IDENTITY))).toMatch(
      /^\/proc\/self\/checkpoint: expected to create it, found /,
    );
    expect(refusalOf(createCheckpoint("/proc/self/task", IDENTITY))).toMatch(/^\/proc\/self\/task: expected an empty/);
  }));

test("files that are not files are not followed and not waited for", () => {
  withStory((directory) => {
    const elsewhere = join(directory, "..", "elsewhere");
    writeFileSync(elsewhere, "not ours");
    const log = join(directory, "stream-log");
    const kept = readFileSync(log);
    execFileSync("rm", [log]);
    symlinkSync(elsewhere, log);
    expect(refusalOf(openCheckpoint(directory, IDENTITY))).toBe(
      `${log}: expected to open it, found a symbolic link (ELOOP)`,
    );
    execFileSync("rm", [log]);
    execFileSync("mkfifo", [log]);
    expect(refusalOf(openCheckpoint(directory, IDENTITY))).toBe(
      `${log}: expected a regular file, found something else`,
    );
    execFileSync("rm", [log]);
    mkdirSync(log);
    expect(refusalOf(openCheckpoint(directory, IDENTITY))).toBe(
      `${log}: expected a regular file, found something else`,
    );
    execFileSync("rmdir", [log]);
    writeFileSync(log, kept);
    symlinkSync(elsewhere, join(directory, "stream-new"));
    const checkpoint = fine(fine(openCheckpoint(directory, IDENTITY)).reopen());
    expect(refusalOf(checkpoint.append("new", text("overwritten")))).toBe(
      `${join(directory, "stream-new")}: expected to open it, found a symbolic link (ELOOP)`,
    );
    checkpoint.close();
    expect(readFileSync(elsewhere, "utf8")).toBe("not ours");
  });
});

test("a stream that a killed run began and never committed begins anew", () => {
  withStory((directory) => {
    writeFileSync(join(directory, "stream-new"), "x".repeat(1000));
    const checkpoint = fine(fine(openCheckpoint(directory, IDENTITY)).reopen());
    expectFine(checkpoint.append("new", text("begun")));
    checkpoint.close();
    expect(readFileSync(join(directory, "stream-new")).length).toBe(8 + "begun".length);
  });
});

test.each(["", "../log", "Log", "log.txt", "a/b", "x".repeat(33)])("not a name: '%s'", (name) =>
  inScratch((scratch) => {
    const says = `${join(scratch, "c")}: expected a name of lower-case letters, digits and hyphens, found ${JSON.stringify(name)}`;
    const checkpoint = fine(createCheckpoint(join(scratch, "c"), IDENTITY));
    expect(refusalOf(checkpoint.append(name, text("x")))).toBe(says);
    expect(refusalOf(checkpoint.put(name, text("x")))).toBe(says);
    checkpoint.close();
  }),
);

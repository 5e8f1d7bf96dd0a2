import { readdirSync, writeFileSync } from "node:fs";
import * as nodeFiles from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isStorageError } from "../../../checker/explore/storage.js";
import { makeSpill } from "../../../checker/node/index.js";
import { hooked, systemError } from "../../support/disk.js";
import { makeMemorySpill } from "../../support/memory-storage.js";
import { inScratch } from "../../support/scratch.js";
import { expectFine, fine } from "./script.js";

test.each([
  { name: "on disk", make: (directory: string) => fine(makeSpill(directory)) },
  { name: "in memory", make: () => makeMemorySpill() },
])("pages come back by their numbers, in any order, as often as asked: $name", ({ make }) => {
  const page = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(
      fc.array(page, { minLength: 1, maxLength: 20 }),
      fc.array(fc.nat(), { maxLength: 40 }),
      (pages, order) =>
        inScratch((directory) => {
          const spill = make(directory);
          const numbers = pages.map((bytes) => fine(spill.write(bytes)));
          expect(new Set(numbers).size).toBe(pages.length);
          for (const at of order.map((n) => n % pages.length)) {
            const into = new Uint8Array(pages[at]!.length).fill(0xa5);
            expectFine(spill.read(numbers[at]!, into));
            expect(into).toEqual(pages[at]);
          }
          expect(spill.bytes()).toBeGreaterThanOrEqual(pages.reduce((sum, { length }) => sum + length, 0));
          spill.close();
          expect(readdirSync(directory)).toEqual([]);
        }),
    ),
    { numRuns: 50 },
  );
});

test("its file has no name while it is used, and is its owner's alone", () =>
  inScratch((directory) => {
    const modes: (number | undefined)[] = [];
    const watched = {
      ...nodeFiles,
      openSync: (path: string, flags: number, mode?: number) => {
        modes.push(mode);
        return nodeFiles.openSync(path, flags, mode);
      },
    };
    const spill = fine(makeSpill(directory, watched));
    fine(spill.write(new Uint8Array(10)));
    expect(readdirSync(directory)).toEqual([]);
    expect(modes).toEqual([0o600]);
    spill.close();
  }));

test("where an open file keeps its name, closing removes it", () =>
  inScratch((directory) => {
    let refusals = 1;
    const busy = hooked(nodeFiles, ({ name }) => {
      if (name === "unlinkSync" && refusals-- > 0) throw systemError("EBUSY");
    });
    const spill = fine(makeSpill(directory, busy));
    const page = fine(spill.write(new Uint8Array([1, 2, 3])));
    expectFine(spill.read(page, new Uint8Array(3)));
    expect(readdirSync(directory)).toHaveLength(1);
    spill.close();
    spill.close();
    expect(readdirSync(directory)).toEqual([]);
  }));

test("a page that the disk gives back changed is refused", () =>
  inScratch((directory) => {
    let flips = false;
    const files = {
      ...nodeFiles,
      readSync: (fd: number, into: Uint8Array, offset: number, length: number, position: number) => {
        const got = nodeFiles.readSync(fd, into, offset, length, position);
        if (flips && length === 4) into[offset]! ^= 1;
        return got;
      },
    };
    const spill = fine(makeSpill(directory, files));
    const page = fine(spill.write(new Uint8Array([1, 2, 3, 4])));
    expectFine(spill.read(page, new Uint8Array(4)));
    flips = true;
    expect(spill.read(page, new Uint8Array(4))?.what).toMatch(/^at byte 0: expected a piece of 4 bytes .* damaged$/);
    spill.close();
  }));

test("what was not written is not read", () =>
  inScratch((directory) => {
    const spill = fine(makeSpill(directory));
    const page = fine(spill.write(new Uint8Array(20).fill(7)));
    expect(spill.read(page, new Uint8Array(19))?.what).toBe("at byte 0: expected a piece of 19 bytes, found one of 20");
    expect(spill.read(page, new Uint8Array(21))?.what).toBe("at byte 0: expected a piece of 21 bytes, found one of 20");
    expect(isStorageError(spill.read(page + 1, new Uint8Array(20)))).toBe(true);
    expect(isStorageError(spill.read(spill.bytes(), new Uint8Array(20)))).toBe(true);
    spill.close();
  }));

test("a full disk is told, and what was written before can still be read", () =>
  inScratch((directory) => {
    let left = 100;
    const files = hooked(nodeFiles, ({ name, bytes }) => {
      if (name !== "writeSync") return undefined;
      if (left === 0) throw systemError("ENOSPC");
      const taken = Math.min(left, bytes);
      left -= taken;
      return taken;
    });
    const spill = fine(makeSpill(directory, files));
    const bytes = new Uint8Array(60).fill(9);
    const page = fine(spill.write(bytes));
    const failed = spill.write(bytes);
    expect(isStorageError(failed) && failed.what).toBe(
      "expected to write 60 bytes at byte 76, found the disk full (ENOSPC)",
    );
    expect(spill.bytes()).toBe(68);
    const into = new Uint8Array(60);
    expectFine(spill.read(page, into));
    expect(into).toEqual(bytes);
    left = 1000;
    expectFine(spill.read(fine(spill.write(bytes)), into));
    spill.close();
  }));

test("closed, it does nothing more", () =>
  inScratch((directory) => {
    const spill = fine(makeSpill(directory));
    spill.close();
    const closed = expect.objectContaining({ what: "expected open scratch room, found it closed" });
    expect(spill.write(new Uint8Array(1))).toEqual(closed);
    expect(spill.read(0, new Uint8Array(1))).toEqual(closed);
  }));

test("a directory in which nothing can be written is told", () =>
  inScratch((directory) => {
    writeFileSync(join(directory, "file"), "");
    const where = join(directory, "file");
    expect(makeSpill(where)).toEqual({
      tag: "StorageError",
      where,
      what: "expected to make a directory in it, found a file where a directory is expected (ENOTDIR)",
    });
    expect(isStorageError(makeSpill("/proc/self"))).toBe(true);
    const full = hooked(nodeFiles, ({ name }) => {
      if (name === "openSync") throw systemError("ENOSPC");
    });
    expect(isStorageError(makeSpill(directory, full))).toBe(true);
    expect(readdirSync(directory)).toEqual(["file"]);
  }));

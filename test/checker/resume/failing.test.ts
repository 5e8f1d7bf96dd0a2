/** Disks that fail: the exploration ends with what is known and says why, and what was committed before is good. */
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Options, Report } from "../../../checker/explore/report.js";
import type { Checkpoint, StorageError } from "../../../checker/explore/storage.js";
import { createCheckpoint, openCheckpoint } from "../../../checker/node/index.js";
import type { System } from "../../../checker/system.js";
import { showResult } from "../../../report/text.js";
import { peterson } from "../../models/peterson.js";
import { pingPong } from "../../models/ping-pong.js";
import { twoPhaseCommit } from "../../models/two-phase-commit.js";
import { type Call, hooked, makeDisk, systemError } from "../../support/disk.js";
import { essence, orThrow, reported } from "../../support/interrupted.js";

const NO_ROOM: StorageError = { tag: "StorageError", where: "dir/stream-states", what: "expected room, found none" };

/** Takes so many calls, and then none. */
const full = (calls: number): Checkpoint => {
  let left = calls;
  const take = (): StorageError | undefined => (left-- > 0 ? undefined : NO_ROOM);
  return { append: take, put: take, commit: take, close: () => undefined };
};

const run = (subject: System, options: Options): Report => reported(subject, { probe: 1, ...options });

test("a checkpoint that cannot be written ends the exploration, inconclusive", () => {
  const report = run(peterson, { checkpoint: { to: full(10), every: 0 } });
  expect(report.complete).toBe(false);
  expect(report.verdict).toBe("inconclusive");
  expect(report.bound).toMatchObject({ kind: "checkpoint", error: NO_ROOM });
  expect(showResult(report)).toMatch(
    /^stopped after \d+\.\d s, since no checkpoint could be written: dir\/stream-states: expected room, found none; the one before, if there is one, is good$/m,
  );
});

test("if only the last one fails, what is complete stays so, and there is a warning", () => {
  const report = run(peterson, { checkpoint: { to: full(0), every: 1e9 } });
  expect(essence(report)).toEqual(essence(run(peterson, {})));
  expect(report.warnings).toContainEqual({
    tag: "NoCheckpoint",
    reason: "dir/stream-states: expected room, found none",
  });
  expect(showResult(report)).toContain("warning: no checkpoint was written at the end: dir/stream-states");
});

test("a bound whose checkpoint fails says so", () => {
  const report = run(twoPhaseCommit(4), { maxStates: 500, checkpoint: { to: full(0), every: 1e9 } });
  expect(report.bound).toMatchObject({ kind: "checkpoint", error: NO_ROOM });
});

test.each([
  { code: "ENOSPC", calls: ["writeSync"] },
  { code: "EIO", calls: ["fsyncSync", "ftruncateSync"] },
  { code: "EROFS", calls: ["openSync", "renameSync"] },
])("$code at any moment: what a resume finds is good", ({ code, calls }) => {
  const subject = twoPhaseCommit(4);
  const expected = essence(run(subject, {}));
  let ends = 0;
  for (let allowed = 0; ; allowed += 7) {
    const disk = makeDisk("dir");
    let isRunning = false;
    let left = allowed;
    const files = hooked(disk.files, ({ name }: Call) => {
      if (isRunning && calls.includes(name) && left-- <= 0) throw systemError(code);
    });
    const to = orThrow(createCheckpoint("dir", "a system", files));
    isRunning = true;
    const first = run(subject, { checkpoint: { to, every: 0 } });
    to.close();
    isRunning = false;
    if (first.complete) expect(essence(first)).toEqual(expected);
    else expect(first.bound?.error?.where).toMatch(/^dir/);
    const resume = orThrow(openCheckpoint("dir", "a system", disk.files));
    expect(essence(run(subject, { resume }))).toEqual(expected);
    ends++;
    if (first.warnings.every(({ tag }) => tag !== "NoCheckpoint") && first.complete) break;
  }
  expect(ends).toBeGreaterThan(3);
});

test.each<{ subject: System; options: Options; reason: string }>([
  { subject: peterson, options: {}, reason: "the exploration ended before the first one was due" },
  { subject: peterson, options: { kernel: "plain" }, reason: "the plain loop was asked for" },
  { subject: pingPong(3), options: { probe: 1 }, reason: "a boundary cuts the space" },
  {
    subject: twoPhaseCommit(4),
    options: { probe: 1, reduction: "all" },
    reason: "the space is reduced by partial order",
  },
])("where the plain loop explores there is a warning: $reason", ({ subject, options, reason }) => {
  const result = explore(subject, { ...options, checkpoint: { to: full(0), every: 0 } });
  expect(result.tag === "Report" && result.kernel).toBe("plain");
  expect(result.tag === "Report" && result.warnings).toContainEqual({ tag: "NoCheckpoint", reason });
  const silent = reported(subject, options).warnings;
  expect(silent.some(({ tag }) => tag === "NoCheckpoint")).toBe(false);
});

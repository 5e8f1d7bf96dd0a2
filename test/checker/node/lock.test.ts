import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import * as nodeFiles from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { StorageError } from "../../../checker/explore/storage.js";
import { createCheckpoint, openCheckpoint } from "../../../checker/node/index.js";
import { hooked } from "../../support/disk.js";
import { inScratch } from "../../support/scratch.js";
import { expectFine, fine, IDENTITY, refusalOf, text, withStory } from "./script.js";

test("one run at a time, in one process too", () => {
  withStory((directory) => {
    const stored = fine(openCheckpoint(directory, IDENTITY));
    const late = fine(openCheckpoint(directory, IDENTITY));
    const checkpoint = fine(stored.reopen());
    const says = `${directory}: expected no other run to use it, found process ${process.pid} (this one) at work in it`;
    const tries: ReadonlyArray<() => unknown> = [
      stored.reopen,
      late.reopen,
      () => openCheckpoint(directory, IDENTITY),
      () => createCheckpoint(directory, IDENTITY),
    ];
    for (const attempt of tries) expect(refusalOf(attempt())).toBe(says);
    expectFine(checkpoint.append("log", text("fourth")));
    expectFine(checkpoint.commit(text("four")));
    checkpoint.close();
    expect(refusalOf(late.reopen())).toBe(
      `${directory}: expected the commit that was read, found another: another run went on`,
    );
    expect(fine(openCheckpoint(directory, IDENTITY)).record).toEqual(text("four"));
  });
});

test("of two that come at the same moment, the one that sees the other steps back", () =>
  inScratch((directory) => {
    // Alive, and its start is not known: as where there is no /proc.
    const other = `lock-${process.ppid}-0`;
    const racing = hooked(nodeFiles, ({ name, path }) => {
      if (name === "openSync" && path.includes("lock-")) writeFileSync(join(directory, other), "");
    });
    expect(refusalOf(createCheckpoint(directory, IDENTITY, racing))).toBe(
      `${directory}: expected no other run to use it, found process ${process.ppid} at work in it`,
    );
    expect(readdirSync(directory)).toEqual([other]);
  }));

test("closed, it takes nothing more, and closing again does not unlock for another", () => {
  withStory((directory) => {
    const first = fine(fine(openCheckpoint(directory, IDENTITY)).reopen());
    expectFine(first.append("log", text("never committed")));
    first.close();
    const second = fine(fine(openCheckpoint(directory, IDENTITY)).reopen());
    first.close();
    expect(refusalOf(openCheckpoint(directory, IDENTITY))).toContain("at work in it");
    const closed = `${directory}: expected an open checkpoint, found it closed`;
    const calls: ReadonlyArray<() => StorageError | undefined> = [
      () => first.append("log", text("x")),
      () => first.put("log", text("x")),
      () => first.commit(text("x")),
    ];
    for (const call of calls) expect(refusalOf(call())).toBe(closed);
    second.close();
  });
});

test("a lock whose process number is another's by now does not hold", () =>
  inScratch((directory) => {
    // This process is alive, but began at another time than that lock says.
    writeFileSync(join(directory, `lock-${process.pid}-1`), "");
    fine(createCheckpoint(directory, IDENTITY)).close();
    expect(readdirSync(directory)).toEqual(["manifest"]);
  }));

test("a process that has ended, and that its parent has not asked about, does not hold", async () => {
  await inScratch(async (directory) => {
    // It ends when it is told to: once its parent is no shell any more, which might ask.
    const parent = spawn("sh", ["-c", "cat <&3 & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "ignore", "pipe"],
    });
    let out = "";
    parent.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
    while (!out.includes("\n")) await pause(1);
    while (readFileSync(`/proc/${parent.pid}/comm`, "utf8") !== "sleep\n") await pause(1);
    parent.stdio[3]?.destroy();
    const stat = (): ReadonlyArray<string> => readFileSync(`/proc/${out.trim()}/stat`, "utf8").split(" ");
    while (stat()[2] !== "Z") await pause(1);
    writeFileSync(join(directory, `lock-${out.trim()}-${stat()[21]}`), "");
    fine(createCheckpoint(directory, IDENTITY)).close();
    expect(readdirSync(directory)).toEqual(["manifest"]);
    parent.kill("SIGKILL");
  });
});

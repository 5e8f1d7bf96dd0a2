/** Runs in processes of their own, killed at random moments. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isStorageError, type Stored } from "../../../checker/explore/storage.js";
import { createCheckpoint, openCheckpoint } from "../../../checker/node/index.js";
import { inScratch } from "../../support/scratch.js";
import { expectFine, fine } from "./script.js";

const IDENTITY = "engine: 1";
const ROUNDS = 30;

/** Compiled once: starting it then takes a part of what it takes from the source. */
const compileWriter = (directory: string): void => {
  const options = ["--ignoreConfig", "--module", "nodenext", "--target", "es2023", "--types", "node", "--rootDir", "."];
  const tsc = resolve("node_modules/.bin/tsc");
  execFileSync(tsc, [...options, "--outDir", directory, "test/checker/node/writer.ts"], { stdio: "pipe" });
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
};

const compiled = mkdtempSync(join(tmpdir(), "mpacheck-test-"));
const program = join(compiled, "test/checker/node/writer.js");

beforeAll(() => {
  compileWriter(compiled);
});

afterAll(() => {
  rmSync(compiled, { recursive: true, force: true });
});

const start = (how: string, directory: string) => {
  const child: ChildProcess = spawn(process.execPath, [program, how, directory, IDENTITY]);
  let [out, err] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<void>((done) => {
    child.on("close", () => {
      done();
    });
  });
  /** Numbers told in whole lines. */
  const told = (): ReadonlyArray<number> => [...out.matchAll(/^at (\d+)\n/gm)].map(([, n]) => Number(n));
  const until = async (count: number): Promise<void> => {
    while (told().length < count && child.exitCode === null) await pause(1);
  };
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
  };
  return { child, told, until, kill, said: () => err };
};

/** What commit n says is so, and nothing else is there. */
const expectCommit = (stored: Stored): number => {
  const n = Number(new TextDecoder().decode(stored.record ?? new TextEncoder().encode("0")));
  let i = 0;
  expectFine(
    stored.read("log", (bytes) => {
      expect(bytes.length).toBe(i);
      expect(bytes.every((byte) => byte === (i & 255))).toBe(true);
      i++;
    }),
  );
  expect(i).toBe(3 * n);
  expect(new TextDecoder().decode(stored.blob("last") ?? new TextEncoder().encode("0"))).toBe(String(n));
  return n;
};

test("killed at any moment and resumed, again and again: never less than was told, and never a part", async () => {
  await inScratch(async (scratch) => {
    const directory = join(scratch, "checkpoint");
    let reached = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const begin = !existsSync(join(directory, "manifest"));
      const run = start(begin ? "create" : "resume", directory);
      // Most rounds wait for a commit; some strike while the run begins.
      if (round % 5 !== 0) await run.until(2);
      await pause(Math.random() * 40);
      await run.kill();
      expect(run.said()).toBe("");
      const stored = openCheckpoint(directory, IDENTITY);
      if (isStorageError(stored) && run.told().length === 0 && reached === 0) continue;
      const found = expectCommit(fine(stored));
      const last = run.told().at(-1) ?? reached;
      expect([last, last + 1]).toContain(found);
      reached = found;
    }
    expect(reached).toBeGreaterThan(ROUNDS / 2);
    const names = readdirSync(directory).filter((name) => name.startsWith("lock-"));
    // The dead of earlier rounds were cleared away by the runs that came after them.
    expect(names.length).toBeLessThanOrEqual(2);
  });
});

test("a directory in use by another process is refused, until that is dead", async () => {
  await inScratch(async (scratch) => {
    const directory = join(scratch, "checkpoint");
    const run = start("create", directory);
    await run.until(2);
    const says = {
      tag: "StorageError",
      where: directory,
      what: `expected no other run to use it, found process ${run.child.pid} at work in it`,
    };
    expect(openCheckpoint(directory, IDENTITY)).toEqual(says);
    expect(createCheckpoint(directory, IDENTITY)).toEqual(says);
    const second = start("resume", directory);
    await second.until(1);
    expect(second.said()).toBe(`${directory}: ${says.what}\n`);
    await second.kill();
    await run.kill();
    const checkpoint = fine(fine(openCheckpoint(directory, IDENTITY)).reopen());
    expect(readdirSync(directory).filter((name) => name.startsWith("lock-"))).toHaveLength(1);
    checkpoint.close();
  });
});

test("two that come at once are never both let in", async () => {
  await inScratch(async (scratch) => {
    for (let round = 0; round < 4; round++) {
      const directory = join(scratch, `checkpoint-${round}`);
      mkdirSync(directory);
      const runs = [start("create", directory), start("create", directory)];
      await Promise.all(runs.map((run) => run.until(2)));
      const working = runs.filter((run) => run.told().length > 0);
      await Promise.all(runs.map((run) => run.kill()));
      expect(working.length).toBeLessThanOrEqual(1);
      for (const run of runs) if (!working.includes(run)) expect(run.said()).toContain("expected no");
      if (working.length === 1) expectCommit(fine(openCheckpoint(directory, IDENTITY)));
    }
  });
});

/** Explorations in processes of their own, killed at random moments. `npm run kills` does more of them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Kills, killedOnce, undisturbed } from "../../support/kills.js";
import { inScratch } from "../../support/scratch.js";

const compiled = mkdtempSync(join(tmpdir(), "mpacheck-test-"));
const KILLS: Kills = { program: join(compiled, "bench/kills-worker.js"), managers: 7, every: 0.05 };

/** Compiled once: starting it then takes a part of what it takes from the source. */
beforeAll(() => {
  const options = ["--ignoreConfig", "--module", "nodenext", "--target", "es2023", "--types", "node", "--rootDir", "."];
  const tsc = resolve("node_modules/.bin/tsc");
  execFileSync(tsc, [...options, "--outDir", compiled, "bench/kills-worker.ts"], { stdio: "pipe" });
  writeFileSync(join(compiled, "package.json"), '{ "type": "module" }');
});

afterAll(() => {
  rmSync(compiled, { recursive: true, force: true });
});

test("killed at ten random moments, each time resumed: ten times the same as undisturbed", async () => {
  await inScratch(async (scratch) => {
    // The first run is slower than those after it, most of all where other tests run beside it.
    const { essence, ...first } = await undisturbed(KILLS, scratch);
    const again = await undisturbed(KILLS, scratch);
    const milliseconds = Math.min(first.milliseconds, again.milliseconds);
    let kills = 0;
    for (let number = 0; number < 10; number++) {
      const killed = await killedOnce(KILLS, scratch, milliseconds, Number(process.env["FC_SEED"]), number);
      expect(killed.essence).toEqual(essence);
      kills += killed.kills;
    }
    // A run may be faster than those were, and end before it is killed.
    expect(kills).toBeGreaterThan(2);
  });
});

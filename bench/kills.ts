/** `npm run kills [number]`: an exploration killed by SIGKILL at random moments, each time resumed and compared. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { fileURLToPath } from "node:url";
import { type Killed, type Kills, killedOnce, undisturbed } from "../test/support/kills.js";

const runs = Number(process.argv[2] ?? 200);
const seed = Number(process.env["FC_SEED"] ?? Date.now() % 1_000_000);
const program = fileURLToPath(new URL("kills-worker.js", import.meta.url));
const kills: Kills = { program, managers: 7, every: 0.05 };
const scratch = mkdtempSync(join(tmpdir(), "mpacheck-kills-"));

try {
  const { essence, milliseconds } = await undisturbed(kills, scratch);
  console.log(`seed ${seed}; an undisturbed run takes ${(milliseconds / 1000).toFixed(1)} s`);
  const all: Killed[] = [];
  for (let number = 0; number < runs; number++) {
    // oxlint-disable-next-line no-await-in-loop -- two at once would disturb each other's moments
    all.push(await killedOnce(kills, scratch, milliseconds, seed, number));
    if (all.length % 20 === 0) console.log(`${all.length} of ${runs}`);
  }
  const equal = all.filter((killed) => isDeepStrictEqual(killed.essence, essence)).length;
  const resumed = all.filter(({ from }) => from > 0).length;
  const kinds = `${resumed} went on from a checkpoint, ${runs - resumed} began again for want of one`;
  console.log(`${all.reduce((sum, each) => sum + each.kills, 0)} kills in ${runs} explorations: ${kinds}`);
  console.log(`${equal} of ${runs} equal to the undisturbed run`);
  process.exitCode = equal === runs ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

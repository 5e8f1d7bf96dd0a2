/** Explorations that are kept on disk, by the command line: begun, interrupted, gone on with, refused. */
import { chmodSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Verification } from "../../report/verification.js";
import { inScratch } from "../support/scratch.js";
import { parseArguments } from "../../cli/arguments.js";
import { perform } from "../../cli/commands.js";
import { ask, surroundings } from "./ask.js";
import { fake } from "./fake/workbench.js";
import { run, start } from "./run.js";

const scenarios = (out: string): Verification["scenarios"] => (JSON.parse(out) as Verification).scenarios;

/** What of a scenario's verdicts does not depend on time. */
const told = (out: string) =>
  scenarios(out).map(({ verdict, complete, states, transitions, depth, properties }) => ({
    verdict,
    complete,
    states,
    transitions,
    depth,
    properties,
  }));

/** Without end, so that the other loop takes over, and stopped by a bound. */
const ENDLESS = ["verify", "endless", "--set", "moves=2", "--format", "json"];

test("kept, stopped at a bound, and gone on with", async () => {
  await inScratch(async (scratch) => {
    const directory = join(scratch, "kept");
    const stopped = await ask(...ENDLESS, "--max-states", "40000", "--checkpoint", directory, "--every", "1ms");
    expect(stopped.code).toBe(1);
    const [first] = scenarios(stopped.out);
    expect(first?.states).toBeGreaterThan(40_000);
    expect(first?.resumed).toBeUndefined();
    const again = await ask(...ENDLESS, "--max-states", "40000", "--resume", directory);
    expect(scenarios(again.out)[0]?.resumed?.states).toBe(first?.states);
    expect(told(again.out)).toEqual(told(stopped.out));
    const further = await ask(...ENDLESS.slice(0, 4), "--max-states", "80000", "--resume", directory);
    expect(further.out).toMatch(/^endless: resumed from [\d,]+ states that had taken \d+\.\d s$/m);
    const last = await ask(...ENDLESS, "--max-states", "1", "--resume", directory);
    expect(scenarios(last.out)[0]?.states).toBeGreaterThan(80_000);
  });
});

test("Ctrl-C writes a last checkpoint", async () => {
  await inScratch(async (scratch) => {
    const directory = join(scratch, "kept");
    const { child, ended } = start([...ENDLESS, "--checkpoint", directory]);
    // It says so during the first states, and begins with the next ones at once.
    child.stderr?.on(
      "data",
      (text: string) => text.includes("under way") && setTimeout(() => child.kill("SIGINT"), 200),
    );
    const { code, out, err } = await ended;
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("ending with what is known so far") });
    const states = scenarios(out)[0]?.states ?? 0;
    // The same program: a test of it sees the functions translated in another way.
    const again = await run(...ENDLESS, "--max-states", "1", "--resume", directory);
    expect(scenarios(again.out)[0]?.resumed?.states ?? states).toBe(states);
    expect(readdirSync(directory)).toContain("manifest");
  });
});

test("a scenario that is small is not kept, and says so", async () => {
  await inScratch(async (scratch) => {
    const directory = join(scratch, "kept");
    const small = await ask("verify", "bad", "--checkpoint", directory);
    expect(small.code).toBe(1);
    expect(small.out).toContain(
      "warning: no checkpoint was written at the end: the exploration ended before the first one was due",
    );
    const again = await ask("verify", "bad", "--resume", directory);
    expect(again.out.replaceAll(/\d+\.\d\d/g, "")).toBe(small.out.replaceAll(/\d+\.\d\d/g, ""));
    expect(await ask("verify", "bad", "--checkpoint", directory)).toEqual({
      code: 2,
      out: "",
      err: [`--checkpoint: ${directory}: expected no checkpoint, found one: resume it, or name another directory`],
    });
  });
});

test("of another scenario, option or property: refused, with what differs", async () => {
  await inScratch(async (scratch) => {
    const directory = join(scratch, "kept");
    await ask(...ENDLESS, "--max-states", "30000", "--checkpoint", directory);
    const refusal = async (...args: ReadonlyArray<string>): Promise<string> => {
      const { code, out, err } = await ask("verify", ...args, "--resume", directory);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      return err.join("\n");
    };
    const where = `--resume: ${directory}: `;
    expect(await refusal("good")).toBe(`${where}system: expected "good", found "endless"`);
    expect(await refusal("endless", "--set", "moves=3")).toBe(`${where}given: expected moves=3, found moves=2`);
    expect(await refusal("endless", "--set", "moves=2", "--property", "P-MOVE-1")).toMatch(
      /found the line|expected the line/,
    );
  });
});

test("damaged, or nothing that can be read: refused, with the file", async () => {
  await inScratch(async (scratch) => {
    const directory = join(scratch, "kept");
    await ask(...ENDLESS, "--max-states", "30000", "--checkpoint", directory);
    const stream = join(directory, "stream-states");
    const whole = readFileSync(stream);
    const refused = async (): Promise<string> => {
      const { code, out, err } = await ask(...ENDLESS, "--resume", directory);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      return err.join("\n");
    };
    truncateSync(stream, 1000);
    expect(await refused()).toMatch(/^--resume: .*stream-states: expected \d+ bytes, found 1000: cut off$/);
    writeFileSync(
      stream,
      whole.map((byte, i) => (i === 2000 ? byte ^ 1 : byte)),
    );
    expect(await refused()).toMatch(/^--resume: .*stream-states: at byte /);
    writeFileSync(join(directory, "manifest"), "");
    expect(await refused()).toMatch(/^--resume: .*manifest: /);
  });
});

test("a directory that goes away while it is written to ends the exploration, inconclusive", async () => {
  await inScratch(async (scratch) => {
    const directory = join(scratch, "kept");
    let looks = 0;
    const now = (): number => {
      looks++;
      if (looks === 1000) rmSync(directory, { recursive: true });
      return looks;
    };
    const asked = parseArguments(["verify", "endless", "--checkpoint", directory, "--every", "20ms"], "1.2.3", 100);
    const { code, out } = await perform(fake(), asked, { ...surroundings, now });
    expect(code).toBe(3);
    expect(out).toMatch(/^endless: stopped after .* no checkpoint could be written: .*kept.*: expected to /m);
  });
});

// Root may write everywhere.
test.skipIf(process.getuid?.() === 0)("a directory that may not be written: refused", async () => {
  await inScratch(async (scratch) => {
    chmodSync(scratch, 0o555);
    const { code, err } = await ask("verify", "good", "--checkpoint", join(scratch, "kept"));
    chmodSync(scratch, 0o755);
    expect(code).toBe(2);
    expect(err.join("\n")).toMatch(/no permission \(EACCES\)$/);
  });
});

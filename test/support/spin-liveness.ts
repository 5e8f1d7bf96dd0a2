/** SPIN as a judge of linear-time properties: compiles a model that has one `ltl` formula, and says whether it holds. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const isAbsent = (program: string, flag: string): boolean => {
  try {
    execFileSync(program, [flag], { stdio: "pipe" });
    return false;
  } catch {
    return true;
  }
};

/** What is missing here; undefined if SPIN can be asked. */
export const missing = (): string | undefined =>
  isAbsent("spin", "-V") ? "spin" : isAbsent("gcc", "--version") ? "gcc" : undefined;

/** `isFair`: of the runs that are weakly fair to each process (`pan -f`); otherwise of all that are maximal. */
export const spinHolds = (promela: string, isFair: boolean): boolean => {
  const cwd = mkdtempSync(join(tmpdir(), "spin-"));
  try {
    writeFileSync(join(cwd, "model.pml"), promela);
    execFileSync("spin", ["-a", "model.pml"], { cwd, stdio: "pipe" });
    execFileSync("gcc", ["-O0", "-DNOREDUCE", "-DNFAIR=4", "-o", "pan", "pan.c"], { cwd, stdio: "pipe" });
    // -E: a run may end where nothing is enabled; the formula is then asked of its last state for ever.
    const flags = ["-a", "-E", "-n", "-m1000000", ...(isFair ? ["-f"] : [])];
    const output = execFileSync("./pan", flags, { cwd, encoding: "utf8" });
    const errors = /errors: (\d+)/.exec(output)?.[1];
    const isWhole = /full statespace search/i.test(output) && !/depth too small|search not completed/i.test(output);
    if (errors === undefined || (errors === "0" && !isWhole)) throw new Error(`SPIN has not decided:\n${output}`);
    return errors === "0";
  } finally {
    rmSync(cwd, { recursive: true });
  }
};

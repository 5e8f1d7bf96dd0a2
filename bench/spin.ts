/** SPIN as a peer: compiles a Promela model in the modes that can be its best, runs it, reads its figures. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Run = {
  readonly states: number;
  /** Initial states + successors generated; SPIN prints eight digits of it. */
  readonly generated: number;
  readonly seconds: number;
  /** What the visited states take, and what the process takes. */
  readonly storeBytes: number;
  readonly peakBytes: number;
};

export type Mode = { readonly name: string; readonly flags: ReadonlyArray<string> };

/** No partial-order reduction in any: the states are to be the same. */
const BASE = ["-O2", "-DSAFETY", "-DNOREDUCE"];
export const modes: ReadonlyArray<Mode> = [
  { name: "SPIN dfs", flags: BASE },
  { name: "SPIN dfs collapse", flags: [...BASE, "-DCOLLAPSE"] },
  { name: "SPIN bfs", flags: [...BASE, "-DBFS"] },
];

export const spinVersion = (): string | undefined => {
  try {
    return execFileSync("spin", ["-V"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
};

export type Built = { readonly run: () => Run; readonly compileSeconds: number };

const number = (output: string, pattern: RegExp): number => {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`SPIN printed no ${pattern}:\n${output}`);
  return Number(found);
};

/** Printed only where it differs from the equivalent. */
const ACTUAL_FOR_STATES = /([\d.]+)\s+actual memory usage for states/;
const EQUIVALENT_FOR_STATES = /([\d.]+)\s+equivalent memory usage for states/;

const parse = (output: string): Run => ({
  states: number(output, /([\d.e+]+) states, stored/),
  generated: number(output, /([\d.e+]+) transitions \(= stored/),
  seconds: number(output, /elapsed time ([\d.e+-]+) seconds/),
  storeBytes:
    2 ** 20 * number(output, /actual memory usage for states/.test(output) ? ACTUAL_FOR_STATES : EQUIVALENT_FOR_STATES),
  peakBytes: 2 ** 20 * number(output, /([\d.]+)\s+total actual memory usage/),
});

/** Compiles a model in a directory of its own. `slots` and `path` as in a case. */
export const build = (promela: string, mode: Mode, slots: number, path: number): Built => {
  const cwd = mkdtempSync(join(tmpdir(), "spin-"));
  writeFileSync(join(cwd, "model.pml"), promela);
  const started = Date.now();
  execFileSync("spin", ["-a", "model.pml"], { cwd, stdio: "pipe" });
  execFileSync("gcc", [...mode.flags, "-o", "pan", "pan.c"], { cwd, stdio: "pipe" });
  const compileSeconds = (Date.now() - started) / 1000;
  // -E: an invalid end state is no error to stop at; -n: no list of unreached lines.
  const flags = [`-w${slots}`, `-m${path}`, "-E", "-n"];
  return { compileSeconds, run: () => parse(execFileSync("./pan", flags, { cwd, encoding: "utf8" })) };
};

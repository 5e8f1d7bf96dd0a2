/** What another checker has to say of itself to be measured: one file per checker, listed in peers.ts. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Case } from "./cases.js";

export type Run = {
  readonly states: number;
  /** Initial states + successors generated; SPIN prints eight digits of it. */
  readonly generated: number;
  readonly seconds: number;
  /** What the visited states take with the table that finds them; undefined where the checker does not say. */
  readonly storeBytes: number | undefined;
  /** The most that the process had in memory; undefined where the system does not say. */
  readonly peakBytes: number | undefined;
};

export type Built = { readonly run: () => Promise<Run>; readonly compileSeconds: number };

export type Peer = {
  readonly name: string;
  /** undefined: not installed. */
  readonly version: () => string | undefined;
  /** What is run, for the reader. */
  readonly commands: ReadonlyArray<string>;
  readonly modes: ReadonlyArray<string>;
  /** undefined: the case has no twin for this checker, or not in this mode. */
  readonly build: (one: Case, mode: string) => Built | undefined;
};

const LOOK_EVERY = 20;

/** The process's peak in bytes so far, where there is a /proc. */
const peakOf = (pid: number | undefined): number | undefined => {
  try {
    const kibibytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kibibytes === undefined ? undefined : 1024 * Number(kibibytes);
  } catch {
    return undefined;
  }
};

/** Runs a program to its end: what it prints, how long it takes, and its peak, looked at every 20 milliseconds. */
export const watch = (
  command: string,
  args: ReadonlyArray<string>,
  cwd: string,
): Promise<{ readonly output: string; readonly seconds: number; readonly peakBytes: number | undefined }> =>
  new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "inherit"] });
    let [output, peakBytes]: [string, number | undefined] = ["", undefined];
    const look = setInterval(() => (peakBytes = peakOf(child.pid) ?? peakBytes), LOOK_EVERY);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(look);
      const seconds = (performance.now() - started) / 1000;
      if (code === 0) resolve({ output, seconds, peakBytes });
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}\n${output}`));
    });
  });

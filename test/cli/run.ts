/** The program as its users meet it: another process, by default on the small handover. */
import { type ChildProcess, spawn } from "node:child_process";

export type Ended = { code: number | null; out: string; err: string };

export const FAKE = ["--import", "tsx", "test/cli/fake/main.ts"];

export const start = (
  args: ReadonlyArray<string>,
  program = FAKE,
  env: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Ended> } => {
  const child = spawn(process.execPath, [...program, ...args], { env: { ...process.env, FORCE_COLOR: "0", ...env } });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, out, err }));
  });
  return { child, ended };
};

export const run = (...args: ReadonlyArray<string>): Promise<Ended> => start(args).ended;

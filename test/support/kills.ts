/** Runs of `keptRun` in processes that are killed at some moment, and resumed until one ends. */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { draw } from "./draw.js";

export type Kills = {
  /** What Node runs. */
  readonly program: string;
  readonly managers: number;
  /** Seconds. */
  readonly every: number;
};

type Ended = { readonly isKilled: boolean; readonly out: string; readonly err: string; readonly milliseconds: number };

/** One run; killed after so many milliseconds, if it has not ended before. */
const run = ({ program, managers, every }: Kills, directory: string, after?: number): Promise<Ended> =>
  new Promise((resolve) => {
    const begun = performance.now();
    const child = spawn(process.execPath, [program, directory, String(managers), String(every)]);
    const timer = after === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), after);
    let [out, err] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
    child.on("close", (_code, signal) => {
      clearTimeout(timer);
      resolve({ isKilled: signal === "SIGKILL", out, err, milliseconds: performance.now() - begun });
    });
  });

export type Found = { readonly essence: unknown; readonly from: number };

const foundBy = ({ out, err }: Ended): Found => {
  if (err !== "" || out === "") throw new Error(`a run failed: ${err}`);
  return JSON.parse(out) as Found;
};

/** An undisturbed run, and how long it takes. */
export const undisturbed = async (kills: Kills, scratch: string): Promise<Found & { milliseconds: number }> => {
  const directory = join(scratch, "undisturbed");
  const ended = await run(kills, directory);
  const found = foundBy(ended);
  rmSync(directory, { recursive: true });
  return { ...found, milliseconds: ended.milliseconds };
};

export type Killed = Found & { readonly kills: number };

/** A run killed at a moment drawn from `seed` and `number`, now and then twice, then resumed until it ends. */
export const killedOnce = async (
  kills: Kills,
  scratch: string,
  milliseconds: number,
  seed: number,
  number: number,
): Promise<Killed> => {
  const directory = join(scratch, `killed-${number}`);
  const times = 1 + Math.floor(draw(4, seed, number, "times") / 3);
  let killed = 0;
  for (let time = 0; ; time++) {
    const after = time < times ? draw(Math.ceil(milliseconds), seed, number, time) : undefined;
    // oxlint-disable-next-line no-await-in-loop -- one after the other is what is tried
    const ended = await run(kills, directory, after);
    if (ended.isKilled) killed++;
    else {
      rmSync(directory, { recursive: true });
      return { ...foundBy(ended), kills: killed };
    }
  }
};

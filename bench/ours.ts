/** The project's own explorations, each in a process of its own. */
import { fileURLToPath } from "node:url";
import { type Run, watch } from "./peer.js";

/** How one exploration is run: without an option, as a user gets it. */
export type Way = { readonly checker: string; readonly kernel?: "plain"; readonly workers?: number };

/** The rows of the table; the first is what a user gets. */
export const ways: ReadonlyArray<Way> = [{ checker: "mpacheck" }, { checker: "mpacheck, plain loop", kernel: "plain" }];

/** Numbers of workers that are compared; with a single one, there is nothing to compare. */
export const workerCounts: ReadonlyArray<number> = [1, 2, 4, 8];

/** Compiled or not, as this file is. */
const worker = fileURLToPath(new URL(import.meta.url.replace(/ours(\.[jt]s)$/, "worker$1")));

export const explored = async (name: string, { kernel, workers }: Omit<Way, "checker">): Promise<Run> => {
  const args = [
    ...(kernel === undefined ? [] : ["--kernel", kernel]),
    ...(workers === undefined ? [] : ["--workers", `${workers}`]),
  ];
  const { output } = await watch(process.execPath, [...process.execArgv, worker, ...args, name], ".");
  // The worker is ours and prints a Run.
  return JSON.parse(output) as Run;
};

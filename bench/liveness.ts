/**
 * Liveness: each case explored without its temporal property and with it, alternating, each time in a process of its own;
 * medians. What the property takes is the difference. `npm run bench:liveness -- [--runs n]`
 */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { livenessCases } from "./liveness-cases.js";

type Measured = {
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  readonly verdict?: string;
  readonly steps?: number;
  readonly peakBytes: number;
};

const worker = fileURLToPath(new URL("liveness-worker.js", import.meta.url));

const run = (name: string, what: "safety" | "liveness"): Measured =>
  // The worker is ours and prints a Measured.
  JSON.parse(execFileSync(process.execPath, [worker, name, what], { encoding: "utf8" })) as Measured;

const median = (numbers: ReadonlyArray<number>): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
const mebibytes = (n: number): string => Math.round(n / 2 ** 20).toString();
const count = (n: number): string => n.toLocaleString("en-US");

const { values } = parseArgs({ options: { runs: { type: "string", default: "3" } } });
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) throw new Error("expected --runs 1 or more");
console.log(`${cpus()[0]?.model ?? "unknown"}, Node ${process.version}, ${runs} runs\n`);
console.log("| case | states | steps | verdict | exploring s | deciding s | together s | peak MiB (exploring alone) |");
console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
for (const { name } of livenessCases) {
  const [safety, liveness]: [Measured[], Measured[]] = [[], []];
  for (let i = 0; i < runs; i++) {
    safety.push(run(name, "safety"));
    liveness.push(run(name, "liveness"));
  }
  const seconds = (all: ReadonlyArray<Measured>) => median(all.map((one) => one.seconds));
  const bytes = (all: ReadonlyArray<Measured>) => median(all.map((one) => one.peakBytes));
  const { states = 0, transitions = 0, verdict = "", steps } = liveness[0] ?? {};
  const cells = [
    name,
    count(states),
    count(transitions),
    steps === undefined ? verdict : `${verdict} in ${steps}`,
    seconds(safety).toFixed(1),
    (seconds(liveness) - seconds(safety)).toFixed(1),
    seconds(liveness).toFixed(1),
    `${mebibytes(bytes(liveness))} (${mebibytes(bytes(safety))})`,
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

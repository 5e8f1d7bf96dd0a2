/**
 * Decoding beside tshark, and the judging of a long handover capture: same machine, same run, alternating; medians.
 * `npm run bench:traces -- [--runs n]`
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { handoverCapture } from "./handover-capture.js";

type Measured = {
  readonly seconds: number;
  readonly frames: number;
  readonly peakBytes: number;
  readonly verdict: string;
};

const worker = fileURLToPath(new URL("traces-worker.js", import.meta.url));
const median = (numbers: ReadonlyArray<number>): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

const ours = (what: "decode" | "conform", file: string): Measured =>
  // The worker is ours and prints a Measured.
  JSON.parse(execFileSync(process.execPath, [worker, what, file], { encoding: "utf8" })) as Measured;

/** Seconds of tshark on the file, its output thrown away; undefined where it is not installed. */
const tshark = (file: string): number | undefined => {
  const start = performance.now();
  const { error, status } = spawnSync("tshark", ["-r", file, "-T", "ek"], { stdio: ["ignore", "ignore", "ignore"] });
  return error !== undefined || status !== 0 ? undefined : (performance.now() - start) / 1000;
};

const { values } = parseArgs({ options: { runs: { type: "string", default: "5" } } });
const runs = Number(values.runs);
const folder = mkdtempSync(join(tmpdir(), "mpacheck-bench-"));
try {
  const files = [100_000, 400_000, 1_600_000].map((frames) => {
    const file = join(folder, `${frames}.pcap`);
    writeFileSync(file, handoverCapture(frames));
    return { frames, file };
  });
  const [small] = files;
  if (small === undefined) throw new Error("no file");
  const decoded: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < runs; i++) {
    decoded.push(ours("decode", small.file).seconds);
    const seconds = tshark(small.file);
    if (seconds !== undefined) theirs.push(seconds);
  }
  const own = median(decoded);
  process.stdout.write(
    `decode ${small.frames} frames: ${own.toFixed(2)} s, ${Math.round(small.frames / own)} frames/s\n`,
  );
  process.stdout.write(
    theirs.length === 0
      ? "tshark is not installed: no comparison\n"
      : `tshark -T ek: ${median(theirs).toFixed(2)} s, ${(median(theirs) / own).toFixed(1)} times as long\n`,
  );
  for (const { frames, file } of files) {
    const measured = Array.from({ length: runs }, () => ours("conform", file));
    const seconds = median(measured.map((each) => each.seconds));
    const peak = median(measured.map((each) => each.peakBytes)) / 2 ** 20;
    process.stdout.write(
      `conform ${frames} frames: ${seconds.toFixed(2)} s, peak ${Math.round(peak)} MiB, ${measured[0]?.verdict}\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One measurement of one file, in a process of its own: `traces-worker decode|conform <capture>`. */
import { readFileSync } from "node:fs";
import { conformRun } from "../cli/conformance/run.js";
import { readCapture } from "../cli/read-capture.js";
import { dissect } from "../traces/wire/dissect.js";

const [what = "", file = ""] = process.argv.slice(2);
const start = performance.now();
let verdict = "";
let frames = 0;
if (what === "decode") {
  let layers = 0;
  ({ frames } = await readCapture(file, (frame) => {
    layers += dissect(frame.linkType, frame.bytes, frame.originalLength).layers.length;
  }));
  if (layers === 0) throw new Error("nothing was decoded");
} else {
  const conformance = await conformRun({ files: [file], deviations: [], version: "bench" }, readCapture);
  ({ verdict } = conformance);
  frames = conformance.captures[0]?.frames ?? 0;
}
const seconds = (performance.now() - start) / 1000;
/** The kernel's own high-water mark: what `resourceUsage` says may be that of the process that started this one. */
const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
const peakBytes = Number(peak?.[1] ?? 0) * 1024;
process.stdout.write(JSON.stringify({ seconds, frames, peakBytes, verdict }));

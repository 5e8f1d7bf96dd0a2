/** One exploration of one case or size in a process of its own: `[--kernel plain] [--workers n] name`; a Run as one JSON line. */
import { parseArgs } from "node:util";
import { explore } from "../checker/explore/breadth-first.js";
import { cases } from "./cases.js";
import { models } from "./models.js";
import type { Run } from "./peer.js";

const { values, positionals } = parseArgs({
  options: { kernel: { type: "string" }, workers: { type: "string" } },
  allowPositionals: true,
});
const [name] = positionals;
const chosen = [...cases, ...models.flatMap(({ sizes }) => sizes)].find((each) => each.name === name);
const result =
  chosen === undefined
    ? undefined
    : explore(chosen.system(), {
        ...(values.kernel === "plain" ? { kernel: "plain" } : {}),
        ...(values.workers === undefined ? {} : { workers: Number(values.workers) }),
      });
if (result?.tag !== "Report") {
  console.error(result === undefined ? `no case '${name}'` : `${result.where}: ${result.what}`);
  process.exitCode = 2;
} else {
  const { states, generated, seconds, peakBytes } = result;
  // maxRSS is in KiB.
  const measured: Run = {
    states,
    generated,
    seconds,
    storeBytes: peakBytes,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
  console.log(JSON.stringify(measured));
}

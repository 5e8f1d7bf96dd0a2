/** One exploration of one case or size in a process of its own: `[--kernel k] [--workers n] name`; a Run as one JSON line. */
import { parseArgs } from "node:util";
import { explore } from "../checker/explore/breadth-first.js";
import type { Options, Result } from "../checker/explore/report.js";
import type { System } from "../checker/system.js";
import { cases } from "./cases.js";
import { models } from "./models.js";
import type { Run } from "./peer.js";

type Ways = Options & { readonly kernel?: string; readonly workers?: number };

const run = async (system: System, options: Ways): Promise<Result> => explore(system, options);

const { values, positionals } = parseArgs({
  options: { kernel: { type: "string" }, workers: { type: "string" } },
  allowPositionals: true,
});
const [name] = positionals;
const chosen = [...cases, ...models.flatMap(({ sizes }) => sizes)].find((each) => each.name === name);
const result =
  chosen === undefined
    ? undefined
    : await run(chosen.system(), {
        ...(values.kernel === undefined ? {} : { kernel: values.kernel }),
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

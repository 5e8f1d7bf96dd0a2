/** One exploration of one case in a process of its own: its report's figures as one line of JSON. */
import { explore } from "../checker/explore/breadth-first.js";
import { cases } from "./cases.js";

const chosen = cases.find(({ name }) => name === process.argv[2]);
const result = chosen === undefined ? undefined : explore(chosen.system());
if (result?.tag !== "Report") {
  console.error(result === undefined ? `no case '${process.argv[2]}'` : `${result.where}: ${result.what}`);
  process.exitCode = 2;
} else {
  const { states, generated, seconds, peakBytes } = result;
  // maxRSS is in KiB.
  console.log(
    JSON.stringify({
      states,
      generated,
      seconds,
      storeBytes: peakBytes,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    }),
  );
}

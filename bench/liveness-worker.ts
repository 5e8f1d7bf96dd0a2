/** One exploration of one case, with its temporal property or without, in a process of its own: figures as a line of JSON. */
import { explore } from "../checker/explore/breadth-first.js";
import { livenessCases } from "./liveness-cases.js";

const [, , name, what] = process.argv;
const chosen = livenessCases.find((one) => one.name === name);
if (chosen === undefined) throw new Error(`no case '${name}'`);
const result = explore({ ...chosen.system, properties: what === "liveness" ? chosen.system.properties : [] });
if (result.tag === "Fault") throw new Error(`${result.where}: ${result.what}`);
const [property] = result.properties;
if (property !== undefined && property.verdict !== chosen.verdict) throw new Error(`${name}: ${property.verdict}`);
console.log(
  JSON.stringify({
    states: result.states,
    transitions: result.transitions,
    seconds: result.seconds,
    verdict: property?.verdict,
    steps: property?.trail?.steps.length,
    // maxRSS is in KiB.
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }),
);

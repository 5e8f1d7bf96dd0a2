/** What two explorations of one system must agree on, in whatever order they found the states of a distance. */
import type { Report, Result } from "../../checker/explore/report.js";
import type { Fault } from "../../checker/fault.js";

const ofFault = ({ kind, where, what, choices }: Fault) => ({ kind, where, what, steps: choices?.length });

const ofReport = (r: Report) => ({
  states: r.states,
  initial: r.initial,
  transitions: r.transitions,
  generated: r.generated,
  depth: r.depth,
  complete: r.complete,
  bound: r.bound?.kind,
  verdict: r.verdict,
  rules: r.rules.map(({ name, fired, footprints, lookups, hitRate }) => ({
    name,
    fired,
    footprints,
    lookups,
    hitRate,
  })),
  channels: r.channels,
  properties: r.properties.map(({ name, verdict, trail }) => ({
    name,
    verdict,
    // Of a run without end the way to its loop is shortest, and nothing is said of the loop.
    steps: trail?.loop ?? trail?.steps.length,
    hasLoop: trail?.loop !== undefined,
  })),
  warnings: r.warnings,
});

export const told = (result: Result) => (result.tag === "Fault" ? ofFault(result) : ofReport(result));

export const reported = (result: Result): Report => {
  if (result.tag === "Fault") throw new Error(JSON.stringify(result));
  return result;
};

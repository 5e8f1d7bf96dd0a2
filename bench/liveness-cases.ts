/** Ten million states and fifty million steps: one strongly connected whole, and a graph whose only loop is its end. */
import type { System } from "../checker/system.js";
import { service } from "../test/models/service.js";

export type LivenessCase = { readonly name: string; readonly system: System; readonly verdict: "holds" | "violated" };

const [COUNTERS, VALUES] = [5, 22];

export const livenessCases: ReadonlyArray<LivenessCase> = [
  { name: "round", system: service(COUNTERS, VALUES, true), verdict: "holds" },
  { name: "to a stop", system: service(COUNTERS, VALUES, false), verdict: "violated" },
];

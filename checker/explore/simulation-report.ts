import type { Fault } from "../fault.js";
import type { Fairness, Property } from "../system.js";
import type { Trail } from "../trail.js";

/** What a simulation does, and its ties to the world outside. All optional. */
export type SimulationOptions = {
  /** Default: 1000. */
  readonly runs?: number;
  /** Steps of a run that does not end before. Default: 200. */
  readonly steps?: number;
  /** A whole number below 2^32. Default: 0. Run n of a seed is the same whatever else is run. */
  readonly seed?: number;
  /** The number of the first run. Default: 0. */
  readonly firstRun?: number;
  /** The runs of one of several threads: the first, the first but `of`, and so on, begun at the `index`-th. */
  readonly share?: { readonly index: number; readonly of: number };
  /** Seconds by `now`. */
  readonly maxSeconds?: number;
  /** Looked at every few steps: an `AbortSignal`, or anything with its one field. */
  readonly signal?: { readonly aborted: boolean };
  /** Called about every `progressEvery` seconds (default 0.2). */
  readonly onProgress?: (progress: SimulationProgress) => void;
  readonly progressEvery?: number;
  /** Milliseconds since any fixed moment. Default: Date.now. */
  readonly now?: () => number;
};

export type SimulationProgress = {
  /** Runs that are over. */
  readonly runs: number;
  readonly steps: number;
  readonly seconds: number;
};

/** Why a simulation ended early. memory: the values of one run alone are too many. */
export type SimulationBound = { readonly kind: "seconds" | "aborted" | "memory"; readonly seconds: number };

/** A run that decides a property. */
export type Found = {
  /** Its number: with the seed it gives the run as it was met. */
  readonly run: number;
  /** Steps that it took there. */
  readonly steps: number;
  /** The same, with steps left out. */
  readonly trail: Trail;
  /** No single step of the trail can be left out. False if that was not tried to the end. */
  readonly isMinimal: boolean;
};

/** violated, and for sometimes holds, are certain. Random runs prove nothing else: all else is inconclusive. */
export type SimulatedProperty = {
  readonly name: string;
  readonly kind: Property["kind"];
  readonly sources: ReadonlyArray<string>;
  readonly verdict: "holds" | "violated" | "inconclusive";
  /** False if its antecedent was never true. */
  readonly exercised: boolean;
  /** Of the run with the least number that decides it. */
  readonly found: Found | undefined;
};

export type SimulatedRule = {
  readonly name: string;
  readonly fairness: Fairness;
  readonly sources: ReadonlyArray<string>;
  readonly fired: number;
  /** Different labels of its steps; labels that differ only in numbers count once. */
  readonly outcomes: number;
};

export type SimulationReport = {
  readonly tag: "SimulationReport";
  readonly system: string;
  readonly seed: number;
  /** violated if any property is, else inconclusive. */
  readonly verdict: "violated" | "inconclusive";
  readonly bound: SimulationBound | undefined;
  /** Runs that are over; what the others met before they were ended is in the report too. */
  readonly runs: number;
  readonly steps: number;
  /** Distinct states met: known apart by 53 bits each, and above 2^20 estimated (to about 0.1 %). */
  readonly states: number;
  /** Runs that ended in a state without a successor. */
  readonly deadlocks: number;
  /** Fair runs without end that the runs met, on which the temporal properties were judged. Without these, none. */
  readonly endless: number;
  readonly seconds: number;
  readonly properties: ReadonlyArray<SimulatedProperty>;
  readonly rules: ReadonlyArray<SimulatedRule>;
};

export type SimulationResult = SimulationReport | Fault;

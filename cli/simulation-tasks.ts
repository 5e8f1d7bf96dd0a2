/** What a thread that simulates is asked and answers: plain data, since the specification's functions cannot be sent. */
import type { SimulationProgress } from "../checker/explore/simulation-report.js";
import type { Tally } from "../checker/explore/tally.js";
import type { Fault } from "../checker/fault.js";
import type { Scenario } from "../model/scenario.js";

/** One scenario; each thread takes its share of the runs. */
export type Task = {
  readonly scenario: Scenario;
  /** Ids; none for every property. */
  readonly properties: ReadonlyArray<string>;
  readonly options: {
    readonly runs: number;
    readonly steps: number;
    readonly seed: number;
    readonly firstRun: number;
    readonly maxSeconds?: number;
  };
};

export type Asked = Task & { readonly share: { readonly index: number; readonly of: number } };

export type Answer =
  | { readonly tag: "Walking"; readonly progress: SimulationProgress }
  | { readonly tag: "Walked"; readonly tally: Tally | Fault };

/** What a thread is given when it starts: an integer that all share, not 0 from when they are to end. */
export type Given = { readonly stop: Int32Array };

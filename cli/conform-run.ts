/** What the command line asks of whoever judges a run. */
import type { Conformance } from "../report/conformance.js";
import type { RolesFile } from "../traces/observe/roles.js";
import type { readCapture } from "./read-capture.js";

/** Of a requirement or a race, and why the deviation from it is accepted. */
export type DeclaredDeviation = { readonly id: string; readonly reason: string };

/** What is to be judged, with everything that files say in it. */
export type RunRequest = {
  readonly files: ReadonlyArray<string>;
  readonly roles?: RolesFile;
  /** The kind of handover to expect; undefined: whatever is seen. */
  readonly scenario?: "reactive" | "mpa" | undefined;
  readonly deviations: ReadonlyArray<DeclaredDeviation>;
  readonly version: string;
};

/** Judges a run. The captures are read by what is given, as often as it takes. */
export type ConformRun = (request: RunRequest, read: typeof readCapture) => Promise<Conformance>;

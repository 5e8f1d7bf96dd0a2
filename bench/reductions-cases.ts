/** The faults of the table in docs/reductions.md, one of each kind, and what is asked. */
import type { Property } from "../checker/system.js";

export const faults: ReadonlyArray<{ readonly name: string; readonly options: Readonly<Record<string, unknown>> }> = [
  { name: "none", options: {} },
  { name: "`switching=may-fail`", options: { switching: "may-fail" } },
  { name: "`detachNotice=missing`", options: { detachNotice: "missing" } },
  { name: "`reordering=true`", options: { reordering: true } },
  { name: "`loss=1`", options: { loss: 1 } },
  { name: "`duplication=1`", options: { duplication: 1 } },
];

/** Reductions preserve these. */
export const safetyKinds: ReadonlyArray<Property["kind"]> = ["always", "never", "sometimes", "action", "deadlock-free"];

/** Properties that read little: the anchor's alone. */
export const few: ReadonlyArray<string> = ["P-AUTHZ-1", "P-UNIQ-1", "P-MONO-1", "P-MONO-2"];

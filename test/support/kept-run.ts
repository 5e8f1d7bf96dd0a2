/** An exploration for a process of its own, that may be killed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createCheckpoint, openCheckpoint } from "../../checker/node/index.js";
import { identityOf } from "../../checker/explore/identity.js";
import { twoPhaseCommit } from "../models/two-phase-commit.js";
import { essence, orThrow, reported } from "./interrupted.js";

/**
 * Explores two-phase commit with checkpoints in a directory, from what is there if anything is: what was found, as a line of
 * JSON. `args` are the directory, the number of resource managers, and the seconds between two checkpoints.
 */
export const keptRun = (args: ReadonlyArray<string>): string => {
  const [directory = "", managers = "", every = ""] = args;
  const system = twoPhaseCommit(Number(managers));
  const identity = identityOf(system, { engine: "test" });
  const isThere = existsSync(join(directory, "manifest"));
  const stored = isThere ? orThrow(openCheckpoint(directory, identity)) : undefined;
  const to = orThrow(stored === undefined ? createCheckpoint(directory, identity) : stored.reopen());
  const checkpoint = { to, every: Number(every) };
  // So that nearly all of it is in the loop that writes them.
  const report = reported(system, { probe: 100, checkpoint, ...(stored === undefined ? {} : { resume: stored }) });
  to.close();
  return `${JSON.stringify({ essence: essence(report), from: report.resumed?.states ?? 0 })}\n`;
};

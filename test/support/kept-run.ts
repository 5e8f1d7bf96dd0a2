/**
 * A program: explores two-phase commit with checkpoints in a directory, from what is there if anything is, and prints what
 * was found as one line of JSON.
 */
import { existsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { createCheckpoint, openCheckpoint } from "../../checker/node/index.js";
import { identityOf } from "../../checker/explore/identity.js";
import { twoPhaseCommit } from "../models/two-phase-commit.js";
import { essence, orThrow, reported } from "./interrupted.js";

const [directory = "", managers = "", every = ""] = process.argv.slice(2);
const system = twoPhaseCommit(Number(managers));
const identity = identityOf(system, { engine: "test" });
const isThere = existsSync(join(directory, "manifest"));
const stored = isThere ? orThrow(openCheckpoint(directory, identity)) : undefined;
const to = orThrow(stored === undefined ? createCheckpoint(directory, identity) : stored.reopen());
const checkpoint = { to, every: Number(every) };
const report = reported(system, { checkpoint, ...(stored === undefined ? {} : { resume: stored }) });
to.close();
writeSync(1, `${JSON.stringify({ essence: essence(report), from: report.resumed?.states ?? 0 })}\n`);

/** What `npm run kills` kills, and a test of the same kind. */
import { writeSync } from "node:fs";
import { keptRun } from "../test/support/kept-run.js";

writeSync(1, keptRun(process.argv.slice(2)));

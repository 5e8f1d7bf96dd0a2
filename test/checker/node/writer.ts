/**
 * Begins or resumes a checkpoint and goes on for ever, telling the number of each commit that it has made. Commit n says
 * that piece i of the log is i times the byte i, for i below 3 n, and that the blob is n.
 */
import { writeSync } from "node:fs";
import { isStorageError, type StorageError } from "../../../checker/explore/storage.js";
import { createCheckpoint, openCheckpoint } from "../../../checker/node/index.js";

const orEnd = <A>(result: A | StorageError): A => {
  if (!isStorageError(result)) return result;
  writeSync(2, `${result.where}: ${result.what}\n`);
  process.exit(1);
};

const [how, directory = "", identity = ""] = process.argv.slice(2);
const stored = how === "resume" ? orEnd(openCheckpoint(directory, identity)) : undefined;
const begun = Number(new TextDecoder().decode(stored?.record ?? new TextEncoder().encode("0")));
const checkpoint = stored === undefined ? orEnd(createCheckpoint(directory, identity)) : orEnd(stored.reopen());
writeSync(1, `at ${begun}\n`);
for (let n = begun + 1; ; n++) {
  for (let i = 3 * (n - 1); i < 3 * n; i++) orEnd(checkpoint.append("log", new Uint8Array(i).fill(i)));
  const said = new TextEncoder().encode(String(n));
  orEnd(checkpoint.put("last", said));
  orEnd(checkpoint.commit(said));
  writeSync(1, `at ${n}\n`);
}

/**
 * One process at a time in a directory. Each announces itself by an empty file that names it, and then looks who else is
 * there: of two that come at once at least one sees the other, and taking over from the dead needs no agreement. Processes
 * of other machines, or of containers with numbers of their own, are not seen.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isStorageError, storageError, type StorageError } from "../explore/storage.js";
import { attempt, closeFile, codeOf, type Files, OPEN, openFile, removeFile } from "./files.js";

const LOCK = /^lock-([1-9][0-9]{0,9})-([0-9]{1,20})$/;

export const isLock = (entry: string): boolean => LOCK.test(entry);

const NO_START = "0";

type Visitor = { readonly entry: string; readonly pid: number; readonly alive: boolean };

/** When a process began, in ticks since the system did: a number used again has another. `NO_START` where not told. */
const startOf = (pid: number): string => {
  try {
    // The name in parentheses may hold anything; after it the state is field 3 and the start field 22.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
      .replace(/^.*\)\s/s, "")
      .split(" ");
    return fields[0] === "Z" ? "ended" : (fields[19] ?? NO_START);
  } catch {
    return NO_START;
  }
};

const isAlive = (pid: number, start: string): boolean => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be signalled, but is there.
    if (codeOf(error) !== "EPERM") return false;
  }
  const now = startOf(pid);
  return now === NO_START || start === NO_START || now === start;
};

/** Everyone who is announced here. */
const visitors = (files: Files, directory: string): ReadonlyArray<Visitor> | StorageError =>
  attempt(directory, "list it", () =>
    files.readdirSync(directory).flatMap((entry) => {
      const [, pid, start] = LOCK.exec(entry) ?? [];
      return pid === undefined || start === undefined
        ? []
        : [{ entry, pid: Number(pid), alive: isAlive(Number(pid), start) }];
    }),
  );

const inUse = (directory: string, pid: number): StorageError =>
  storageError(
    directory,
    `expected no other run to use it, found process ${pid}${pid === process.pid ? " (this one)" : ""} at work in it`,
  );

/** Refused while a process uses the directory, this one included. */
export const expectUnused = (files: Files, directory: string): StorageError | undefined => {
  const found = visitors(files, directory);
  if (isStorageError(found)) return found;
  const other = found.find(({ alive }) => alive);
  return other === undefined ? undefined : inUse(directory, other.pid);
};

/** Takes the directory for this process, and returns how to give it back. */
export const acquire = (files: Files, directory: string): (() => void) | StorageError => {
  const used = expectUnused(files, directory);
  if (used !== undefined) return used;
  const mine = join(directory, `lock-${process.pid}-${startOf(process.pid)}`);
  const file = openFile(files, mine, OPEN.exclusive);
  if (isStorageError(file)) return file;
  closeFile(files, file);
  const release = (): void => {
    removeFile(files, mine);
  };
  const found = visitors(files, directory);
  if (isStorageError(found)) {
    release();
    return found;
  }
  const other = found.find(({ alive, pid }) => alive && pid !== process.pid);
  if (other !== undefined) {
    release();
    return inUse(directory, other.pid);
  }
  for (const { entry, alive } of found) if (!alive) removeFile(files, join(directory, entry));
  return release;
};

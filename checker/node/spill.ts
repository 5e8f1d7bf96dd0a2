import * as nodeFiles from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isStorageError, storageError, type Spill, type StorageError } from "../explore/storage.js";
import { attempt, closeFile, type Files, OPEN, openFile, removeFile } from "./files.js";
import { firstMark, readFrame, writeFrame } from "./frames.js";

/**
 * Scratch room in a file below `directory`, readable by its owner alone. The file's name is removed as soon as it is open,
 * so that even a killed process leaves nothing; where a system does not allow that, `close` removes it.
 */
export const makeSpill = (directory: string = tmpdir(), files: Files = nodeFiles): Spill | StorageError => {
  const home = attempt(directory, "make a directory in it", () => files.mkdtempSync(join(directory, "mpacheck-")));
  if (isStorageError(home)) return home;
  const path = join(home, "spill");
  /** The file may never have come to be; then its directory is all there is. */
  const remove = (): boolean => {
    removeFile(files, path);
    return !isStorageError(
      attempt(home, "remove it", () => {
        files.rmdirSync(home);
      }),
    );
  };
  const file = openFile(files, path, OPEN.exclusive);
  if (isStorageError(file)) {
    remove();
    return file;
  }
  const removed = remove();
  let end = 0;
  let closed = false;
  const unopened = (): StorageError => storageError(path, "expected open scratch room, found it closed");
  return {
    write: (bytes) => {
      if (closed) return unopened();
      const at = end;
      const next = writeFrame(files, file, firstMark(at), bytes);
      if (isStorageError(next)) return next;
      end = next.at;
      return at;
    },
    read: (page, into) => {
      if (closed) return unopened();
      const frame = readFrame(files, file, firstMark(page), end, () => into);
      return isStorageError(frame) ? frame : undefined;
    },
    bytes: () => end,
    close: () => {
      if (closed) return;
      closed = true;
      closeFile(files, file);
      if (!removed) remove();
    },
  };
};

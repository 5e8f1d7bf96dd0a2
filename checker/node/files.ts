/** The part of a file system that storage needs, and what its failures mean to a user. */
import { constants } from "node:fs";
import { isStorageError, storageError, type StorageError } from "../explore/storage.js";

/** `node:fs` is one of these. */
export type Files = {
  readonly openSync: (path: string, flags: number, mode?: number) => number;
  readonly closeSync: (fd: number) => void;
  readonly fstatSync: (fd: number) => { readonly size: number; readonly isFile: () => boolean };
  readonly readSync: (fd: number, into: Uint8Array, offset: number, length: number, position: number) => number;
  readonly writeSync: (fd: number, bytes: Uint8Array, offset: number, length: number, position: number) => number;
  readonly ftruncateSync: (fd: number, length: number) => void;
  readonly fsyncSync: (fd: number) => void;
  readonly renameSync: (from: string, to: string) => void;
  readonly unlinkSync: (path: string) => void;
  readonly readdirSync: (path: string) => string[];
  readonly mkdirSync: (path: string) => unknown;
  readonly mkdtempSync: (prefix: string) => string;
  readonly rmdirSync: (path: string) => void;
};

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_TRUNC } = constants;
// A directory that someone else made may hold a link to elsewhere, or a pipe that waits for ever. Windows has neither flag.
const PLAIN = (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);

/** How a file is opened. fresh: emptied if it is there. exclusive: refused if it is there. */
export const OPEN = {
  read: O_RDONLY | PLAIN,
  update: O_RDWR | PLAIN,
  fresh: O_RDWR | O_CREAT | O_TRUNC | PLAIN,
  exclusive: O_RDWR | O_CREAT | O_EXCL | PLAIN,
} as const;

const SAYS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EBUSY: "it in use",
  EDQUOT: "the disk quota used up",
  EEXIST: "something there already",
  EFBIG: "the file as large as the file system allows",
  EIO: "a disk that fails",
  EISDIR: "a directory where a file is expected",
  ELOOP: "a symbolic link",
  EMFILE: "too many open files",
  ENAMETOOLONG: "its name too long",
  ENOENT: "no such file or directory",
  ENOSPC: "the disk full",
  ENOTDIR: "a file where a directory is expected",
  ENXIO: "neither a file nor a directory",
  EPERM: "no permission",
  EROFS: "a read-only file system",
};

/** The system's code; undefined for what is a mistake of this program, and not of the disk. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" && !error.code.startsWith("ERR_")
    ? error.code
    : undefined;

/** Runs one call of the file system. `aim` completes the sentence "expected to …". */
export const attempt = <A>(where: string, aim: string, run: () => A): A | StorageError => {
  try {
    return run();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const says = SAYS[code];
    return storageError(where, `expected to ${aim}, found ${says === undefined ? code : `${says} (${code})`}`);
  }
};

export type OpenFile = { readonly fd: number; readonly path: string; readonly size: number };

/** Opens a regular file; anything else of that name is refused. */
export const openFile = (files: Files, path: string, flags: number): OpenFile | StorageError => {
  const fd = attempt(path, "open it", () => files.openSync(path, flags, 0o600));
  if (isStorageError(fd)) return fd;
  const stat = attempt(path, "learn its size", () => files.fstatSync(fd));
  if (!isStorageError(stat) && stat.isFile()) return { fd, path, size: stat.size };
  closeFile(files, { fd });
  return isStorageError(stat) ? stat : storageError(path, "expected a regular file, found something else");
};

/** What counts has been synced before, so that a failure here loses nothing. */
export const closeFile = (files: Files, { fd }: { readonly fd: number }): void => {
  attempt("", "close it", () => {
    files.closeSync(fd);
  });
};

/** Writes all of it, in as many calls as that takes. */
export const writeAt = (files: Files, file: OpenFile, bytes: Uint8Array, at: number): StorageError | undefined => {
  const aim = `write ${bytes.length} bytes at byte ${at}`;
  for (let done = 0; done < bytes.length;) {
    const from = done;
    const written = attempt(file.path, aim, () =>
      files.writeSync(file.fd, bytes, from, bytes.length - from, at + from),
    );
    if (isStorageError(written)) return written;
    if (written <= 0) return storageError(file.path, `expected to ${aim}, found only ${done} accepted`);
    done += written;
  }
  return undefined;
};

/** Fills `into`, in as many calls as that takes. */
export const readAt = (files: Files, file: OpenFile, into: Uint8Array, at: number): StorageError | undefined => {
  const aim = `read ${into.length} bytes at byte ${at}`;
  for (let done = 0; done < into.length;) {
    const from = done;
    const got = attempt(file.path, aim, () => files.readSync(file.fd, into, from, into.length - from, at + from));
    if (isStorageError(got)) return got;
    if (got <= 0) return storageError(file.path, `expected to ${aim}, found the file's end after ${done}`);
    done += got;
  }
  return undefined;
};

export const syncFile = (files: Files, file: OpenFile): StorageError | undefined =>
  attempt(file.path, "have it kept by the disk", () => {
    files.fsyncSync(file.fd);
    return undefined;
  });

/** Makes what was created and renamed in it outlive the machine. */
export const syncDirectory = (files: Files, directory: string): StorageError | undefined =>
  attempt(directory, "have its entries kept by the disk", () => {
    const fd = files.openSync(directory, O_RDONLY);
    try {
      files.fsyncSync(fd);
    } finally {
      files.closeSync(fd);
    }
    return undefined;
  });

export const removeFile = (files: Files, path: string): StorageError | undefined =>
  attempt(path, "remove it", () => {
    files.unlinkSync(path);
    return undefined;
  });

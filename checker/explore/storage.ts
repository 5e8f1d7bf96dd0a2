/** What an exploration asks of a disk. It knows streams and pages of bytes; what keeps them is given to it. */

/** `where` names the file or directory, `what` says what was expected and found. */
export type StorageError = { readonly tag: "StorageError"; readonly where: string; readonly what: string };

export const storageError = (where: string, what: string): StorageError => ({ tag: "StorageError", where, what });

export const isStorageError = (value: unknown): value is StorageError =>
  typeof value === "object" && value !== null && "tag" in value && value.tag === "StorageError";

/**
 * Append-only streams, named blobs, and one record that says what they mean. After an error nothing more is written, and
 * every further call returns that error; the last commit stays what a resume finds. Bytes given are copied or written
 * before a call returns. Names are lower-case letters, digits and hyphens, at most 32.
 */
export type Checkpoint = {
  /** Bytes for the end of a stream, a few KiB or more at a time. They count once `commit` has returned. */
  readonly append: (stream: string, bytes: Uint8Array) => StorageError | undefined;
  /** Replaces a blob as a whole; counts with the next commit. All blobs are held in memory and written by every commit. */
  readonly put: (blob: string, bytes: Uint8Array) => StorageError | undefined;
  /**
   * Makes all of this, and this record, what a resume finds: all or nothing, whatever ends the process or the machine.
   * Of a commit that returned an error, a resume finds all or nothing too.
   */
  readonly commit: (record: Uint8Array) => StorageError | undefined;
  /** Forgets what was not committed, and lets others have the checkpoint. */
  readonly close: () => void;
};

/** A checkpoint found: checked as a whole before anything of it is handed out. */
export type Stored = {
  /** The file or directory, as in errors. */
  readonly where: string;
  readonly identity: string;
  /** Of the last commit; undefined if there never was one, and then there are no streams and no blobs. */
  readonly record: Uint8Array | undefined;
  /** The appended bytes, in the pieces in which they came. Each is checked again, and is the visitor's until it returns. */
  readonly read: (stream: string, visit: (bytes: Uint8Array) => void) => StorageError | undefined;
  readonly blob: (name: string) => Uint8Array | undefined;
  /** How many bytes `read` hands out: none for a stream that is not there. */
  readonly streamBytes: (stream: string) => number;
  /** Goes on after the last commit, if that is still this one. */
  readonly reopen: () => Checkpoint | StorageError;
};

/** Scratch room: pages written once and read back by number. Nothing of it outlives the process. */
export type Spill = {
  /** The page's number: a whole number below 2^53. */
  readonly write: (bytes: Uint8Array) => number | StorageError;
  /** Fills `into`, which has the length of what was written. On an error its content is undefined. */
  readonly read: (page: number, into: Uint8Array) => StorageError | undefined;
  /** Disk taken, in bytes. It only grows. */
  readonly bytes: () => number;
  readonly close: () => void;
};

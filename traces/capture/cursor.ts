/** Where a reader stands in the stream. The formats move it on; the reader sees to it that the bytes are at hand. */
import { type CaptureError, showBytes } from "./error.js";
import type { Frame } from "./frame.js";

export type Sink = (frame: Frame) => void;

export type Cursor = {
  /** Stream offset of the first byte not taken yet. */
  at: number;
  /** Stream offset where the record in progress began: `at`, unless a part of it is taken already. */
  began: number;
  /** Bytes to pass over unseen before anything else is taken. */
  skip: number;
  /** Bytes that must then be at hand for the next step. */
  need: number;
  /** Length of the record in progress, as far as it is known. */
  length: number;
  /** Name of the record in progress, for errors. */
  where: string;
  /** Number of the next frame. */
  frame: number;
  error: CaptureError | undefined;
};

/**
 * Takes records from the bytes at `from` on, of which there are at least `need`, and moves the cursor past them. Stops
 * when more are needed than are left, when some are to be skipped, or at an error.
 */
export type Take = (bytes: Uint8Array, view: DataView, from: number, cursor: Cursor) => void;

export const fail = (cursor: Cursor, kind: CaptureError["kind"], expected: string, found: string): void => {
  const { began, frame, where } = cursor;
  cursor.error = { kind, at: began, frame, where, expected, found };
};

/** Nothing more of this record can be done before so many of its bytes, from `at` on, are there. */
export const awaitBytes = (cursor: Cursor, need: number, where: string): void => {
  cursor.need = need;
  cursor.length = cursor.at - cursor.began + cursor.skip + need;
  cursor.where = where;
};

/** The stream ends here, `held` bytes after `at`. */
export const endOf = (cursor: Cursor, held: number): void => {
  const found = cursor.at + held - cursor.began;
  if (found > 0) fail(cursor, "truncated", showBytes(cursor.length), showBytes(found));
};

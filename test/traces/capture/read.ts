/** Runs the reader over a file in pieces, and keeps what it gave. */
import type { CaptureError } from "../../../traces/capture/error.js";
import type { Frame } from "../../../traces/capture/frame.js";
import { captureReader } from "../../../traces/capture/reader.js";

/** A frame that outlives the sink. */
export type Seen = Omit<Frame, "bytes"> & { readonly hex: string };

export type Read = { readonly frames: ReadonlyArray<Seen>; readonly error: CaptureError | undefined };

export const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** The file in pieces of these sizes, over and over; empty ones are allowed unless all are. */
export const cut = (file: Uint8Array, sizes: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  for (let at = 0, i = 0; at < file.length; i++) {
    const size = sizes[i % sizes.length]!;
    pieces.push(file.subarray(at, at + size));
    at += size;
  }
  return pieces;
};

/** Every piece is lent to the reader at an odd place of a larger buffer, and overwritten as soon as it returns. */
export const readPieces = (pieces: Iterable<Uint8Array>): Read => {
  const frames: Seen[] = [];
  const reader = captureReader(({ bytes, ...rest }) => {
    frames.push({ ...rest, hex: hexOf(bytes) });
  });
  for (const piece of pieces) {
    const lent = new Uint8Array(piece.length + 5).subarray(3, 3 + piece.length);
    lent.set(piece);
    reader.push(lent);
    lent.fill(0xa5);
  }
  return { frames, error: reader.end() };
};

export const readWhole = (file: Uint8Array) => readPieces([file]);

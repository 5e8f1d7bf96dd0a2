/** Captures that a user names: streamed, inflated where they are gzip, and clear words for each way in which that can fail. */
import { type FileHandle, open } from "node:fs/promises";
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { showText } from "../report/value.js";
import type { CaptureError } from "../traces/capture/error.js";
import type { Frame } from "../traces/capture/frame.js";
import { isGzip } from "../traces/capture/magic.js";
import { type Piece, type Trouble, inflate } from "./inflate.js";
import { inputReader } from "./log-capture.js";
import { whyUnreadable } from "./read-file.js";

/** How many frames there were, and why there are no more if the capture ends where it should not. */
export type Reading = { readonly frames: number; readonly problem?: CaptureError };

type Sink = (frame: Frame) => void;

/** Of a file at once. */
const PIECE_BYTES = 256 * 1024;

const readTrouble = (error: unknown): Trouble =>
  error instanceof Error && "code" in error && error.code === "EISDIR"
    ? { kind: "truncated", where: "file", expected: "a file", found: "a directory" }
    : { kind: "truncated", where: "file", expected: "more bytes", found: whyUnreadable(error) };

/** All pieces are views of one buffer. The file is closed when they are all read, or no more is wanted. */
export async function* piecesOf(handle: FileHandle): AsyncGenerator<Piece> {
  const buffer = Buffer.allocUnsafe(PIECE_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    yield readTrouble(error);
  } finally {
    await handle.close();
  }
}

/** A pipe may give a single byte at first, which does not tell gzip yet. */
async function* withWholeMagic(pieces: AsyncIterable<Piece>): AsyncGenerator<Piece> {
  let first: Uint8Array | undefined = new Uint8Array();
  for await (const piece of pieces) {
    if (first === undefined || !(piece instanceof Uint8Array)) yield piece;
    else {
      const joined: Uint8Array = first.length === 0 ? piece : Buffer.concat([first, piece]);
      first = joined.length < 2 ? joined.slice() : undefined;
      if (first === undefined) yield joined;
    }
  }
  if (first !== undefined && first.length > 0) yield first;
}

/** What says that it is gzip is inflated, once: gzip in gzip is no capture. */
async function* unpacked(pieces: AsyncIterable<Piece>): AsyncGenerator<Piece> {
  const source = withWholeMagic(pieces);
  try {
    const first = await source.next();
    if (first.done === true) return;
    const all = (async function* (): AsyncGenerator<Piece> {
      yield first.value;
      yield* source;
    })();
    yield* first.value instanceof Uint8Array && isGzip(first.value) ? inflate(all) : all;
  } finally {
    await source.return(undefined);
  }
}

const INTERRUPTED: Trouble = {
  kind: "truncated",
  where: "file",
  expected: "the rest of the capture",
  found: "an interruption",
};

export const isInterruption = ({ found }: CaptureError): boolean => found === INTERRUPTED.found;

/**
 * Every frame of a capture, or of a log, in constant memory. `rest` is waited for after each piece; if it gives false, the reading ends
 * there without a problem. Interrupted by `signal` it ends with one.
 */
export const readFrames = async (
  pieces: AsyncIterable<Piece>,
  sink: Sink,
  signal?: AbortSignal,
  rest: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<Reading> => {
  let [frames, bytes] = [0, 0];
  const reader = inputReader((frame) => {
    frames++;
    sink(frame);
  });
  const ended = ({ kind, where, expected, found }: Trouble): Reading => ({
    frames,
    problem: { kind, at: bytes, frame: frames + 1, where, expected, found },
  });
  for await (const piece of unpacked(pieces)) {
    if (signal?.aborted === true) return ended(INTERRUPTED);
    if (!(piece instanceof Uint8Array)) return ended(piece);
    const problem = reader.push(piece);
    bytes += piece.length;
    const goesOn = await rest();
    if (problem !== undefined) return { frames, problem };
    if (!goesOn) return { frames };
  }
  const problem = reader.end();
  return { frames, ...(problem === undefined ? {} : { problem }) };
};

/** A file that can be read, or one line that says why it cannot, beginning with its name. */
export const openCapture = (path: string): TE.TaskEither<string, FileHandle> =>
  TE.tryCatch(
    () => open(path, "r"),
    (error) => `${showText(path)}: ${whyUnreadable(error)}`,
  );

/** As `readFrames`, by the name of the file. What cannot be opened is a problem at its first byte. */
export const readCapture = async (path: string, sink: Sink, signal?: AbortSignal): Promise<Reading> =>
  pipe(
    await TE.tryCatch(() => open(path, "r"), readTrouble)(),
    E.match(
      async (trouble): Promise<Reading> => ({ frames: 0, problem: { ...trouble, at: 0, frame: 1 } }),
      (handle) => readFrames(piecesOf(handle), sink, signal),
    ),
  );

/** A capture, chunk by chunk, to its frames. */
import { type Cursor, type Sink, type Take, endOf, fail } from "./cursor.js";
import { type CaptureError, showBytes } from "./error.js";
import { MAGIC_LENGTH, formatOf, showFirst } from "./magic.js";
import { pcapTaker } from "./pcap.js";
import { pcapngTaker } from "./pcapng.js";

export type CaptureReader = {
  /** Gives the sink every frame that is now complete. An error ends the reading: from then on it is the answer. */
  readonly push: (chunk: Uint8Array) => CaptureError | undefined;
  /** No more will come: an error where that is in the middle of a record. Call it once, last. */
  readonly end: () => CaptureError | undefined;
};

const EXPECTED = "a pcap or pcapng capture";

/** How to read what begins with these bytes, or an error. */
const takerOf = (first: Uint8Array, sink: Sink, cursor: Cursor): Take | undefined => {
  const format = formatOf(first);
  switch (format.tag) {
    case "Pcap":
      return pcapTaker(format.order, format.resolution, sink);
    case "Pcapng":
      return pcapngTaker(sink);
    case "Other":
      fail(cursor, "unsupported", EXPECTED, format.name);
      return undefined;
    case "Unknown":
      fail(cursor, "not a capture", EXPECTED, `a file that begins with ${showFirst(first)}`);
      return undefined;
  }
};

/** Bytes kept for later, at the front of a buffer that grows to the largest record met. */
type Rest = { buffer: Uint8Array; length: number };

const keep = (rest: Rest, bytes: Uint8Array): void => {
  const length = rest.length + bytes.length;
  if (length > rest.buffer.length) {
    const buffer = new Uint8Array(Math.max(length, 2 * rest.buffer.length));
    buffer.set(rest.buffer.subarray(0, rest.length));
    rest.buffer = buffer;
  }
  rest.buffer.set(bytes, rest.length);
  rest.length = length;
};

/**
 * Reads pcap and pcapng, told apart by the first four bytes. How the stream is cut into chunks changes nothing in what
 * comes out. Kept are the incomplete record at the end of a chunk and the interfaces of a section, within `limits.ts`,
 * however long the file is and whatever it says. A frame's octets are a view into the chunk or into what was kept: copy
 * what must outlive the call of the sink, which must neither throw nor call the reader.
 */
export const captureReader = (sink: Sink): CaptureReader => {
  const cursor: Cursor = {
    at: 0,
    began: 0,
    skip: 0,
    need: MAGIC_LENGTH,
    length: MAGIC_LENGTH,
    where: "file",
    frame: 1,
    error: undefined,
  };
  let take: Take | undefined;
  const rest: Rest = { buffer: new Uint8Array(0), length: 0 };

  /** Takes what it can of the bytes, of which the first is the one at the cursor; how many are left. */
  const takeAll = (bytes: Uint8Array): number => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const base = cursor.at;
    while (cursor.error === undefined) {
      const left = bytes.length - (cursor.at - base);
      const skipped = Math.min(cursor.skip, left);
      cursor.skip -= skipped;
      cursor.at += skipped;
      if (left - skipped < cursor.need) return left - skipped;
      const from = cursor.at - base;
      take ??= takerOf(bytes, sink, cursor);
      take?.(bytes, view, from, cursor);
    }
    return 0;
  };

  /**
   * Completes the record of which the rest is the beginning, as far as the chunk can; how much of the chunk that took.
   * A take that gets exactly what it needs uses all of it, or none and needs more: the rest never has to be moved.
   */
  const takeRest = (chunk: Uint8Array): number => {
    let used = 0;
    while (rest.length > 0 && used < chunk.length) {
      const wanted = Math.min(cursor.need - rest.length, chunk.length - used);
      keep(rest, chunk.subarray(used, used + wanted));
      used += wanted;
      if (rest.length === cursor.need) rest.length = takeAll(rest.buffer.subarray(0, rest.length));
    }
    return used;
  };

  const push = (chunk: Uint8Array): CaptureError | undefined => {
    // A plain view: subclasses would give their own kind of views to the sink.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const ahead = bytes.subarray(takeRest(bytes));
    const left = takeAll(ahead);
    if (left > 0) keep(rest, ahead.subarray(ahead.length - left));
    return cursor.error;
  };

  const end = (): CaptureError | undefined => {
    if (cursor.error !== undefined) return cursor.error;
    if (take === undefined && rest.length === 0) fail(cursor, "empty", EXPECTED, "no bytes");
    else if (take === undefined)
      fail(
        cursor,
        "not a capture",
        EXPECTED,
        `${showBytes(rest.length)}: ${showFirst(rest.buffer.subarray(0, rest.length))}`,
      );
    else endOf(cursor, rest.length);
    return cursor.error;
  };

  return { push, end };
};

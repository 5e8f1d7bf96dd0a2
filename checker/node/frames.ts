/**
 * Pieces of bytes in a file. A frame is two 32-bit words, little-endian, then the bytes: their number, and the CRC-32 of
 * that number and them, begun with the CRC of the frame before. So the last CRC stands for everything before it, and the
 * first frame that does not fit is where the damage is. It finds damage; it keeps out nobody who computes it anew.
 */
import { crc32 } from "node:zlib";
import { isStorageError, storageError, type StorageError } from "../explore/storage.js";
import { type Files, type OpenFile, readAt, writeAt } from "./files.js";

export const FRAME_HEAD = 8;
export const MAX_FRAME = 2 ** 28;

/** A place between frames: its byte in the file, the number of frames before it, and the CRC of the last of them. */
export type Mark = { readonly at: number; readonly frames: number; readonly crc: number };

export const firstMark = (at: number): Mark => ({ at, frames: 0, crc: 0 });

const hex = (crc: number): string => crc.toString(16).padStart(8, "0");

/** Node's own forgets where it began when it is given no bytes. */
const crcOf = (bytes: Uint8Array, before: number): number => (bytes.length === 0 ? before : crc32(bytes, before));

const headOf = (bytes: Uint8Array, before: number): { readonly head: Uint8Array; readonly crc: number } => {
  const head = new Uint8Array(FRAME_HEAD);
  const view = new DataView(head.buffer);
  view.setUint32(0, bytes.length, true);
  const crc = crcOf(bytes, crc32(head.subarray(0, 4), before));
  view.setUint32(4, crc, true);
  return { head, crc };
};

/** Writes a frame, and returns the mark behind it. */
export const writeFrame = (files: Files, file: OpenFile, mark: Mark, bytes: Uint8Array): Mark | StorageError => {
  if (bytes.length > MAX_FRAME)
    return storageError(file.path, `expected at most ${MAX_FRAME} bytes at once, found ${bytes.length}`);
  const { head, crc } = headOf(bytes, mark.crc);
  const failed = writeAt(files, file, head, mark.at) ?? writeAt(files, file, bytes, mark.at + FRAME_HEAD);
  return failed ?? { at: mark.at + FRAME_HEAD + bytes.length, frames: mark.frames + 1, crc };
};

export type Frame = { readonly bytes: Uint8Array; readonly next: Mark };

/**
 * Reads the frame at a mark, which must end at byte `end` or before. `room` gives the bytes to read it into and is asked
 * for a length that fits before `end`; if it gives another, that is what it expects, and the frame is refused.
 */
export const readFrame = (
  files: Files,
  file: OpenFile,
  mark: Mark,
  end: number,
  room: (length: number) => Uint8Array,
): Frame | StorageError => {
  const here = `at byte ${mark.at}: expected a piece of`;
  const left = end - mark.at - FRAME_HEAD;
  if (left < 0) return storageError(file.path, `${here} ${FRAME_HEAD} bytes or more, found ${end - mark.at} left`);
  const head = new Uint8Array(FRAME_HEAD);
  const headless = readAt(files, file, head, mark.at);
  if (headless !== undefined) return headless;
  const view = new DataView(head.buffer);
  const length = view.getUint32(0, true);
  const most = Math.min(left, MAX_FRAME);
  if (length > most) return storageError(file.path, `${here} at most ${most} bytes, found one of ${length}`);
  const bytes = room(length);
  if (bytes.length !== length) return storageError(file.path, `${here} ${bytes.length} bytes, found one of ${length}`);
  const unread = readAt(files, file, bytes, mark.at + FRAME_HEAD);
  if (unread !== undefined) return unread;
  const crc = crcOf(bytes, crc32(head.subarray(0, 4), mark.crc));
  const kept = view.getUint32(4, true);
  return crc === kept
    ? { bytes, next: { at: mark.at + FRAME_HEAD + length, frames: mark.frames + 1, crc } }
    : storageError(file.path, `${here} ${length} bytes with checksum ${hex(kept)}, found ${hex(crc)}: damaged`);
};

/** Reads from one mark up to another, which must be where the frames lead. Visited bytes are used again for the next. */
export const readFrames = (
  files: Files,
  file: OpenFile,
  from: Mark,
  to: Mark,
  visit: (bytes: Uint8Array) => void,
): StorageError | undefined => {
  let buffer = new Uint8Array(0);
  const room = (length: number): Uint8Array => {
    if (length > buffer.length) buffer = new Uint8Array(Math.max(length, Math.min(2 * buffer.length, MAX_FRAME)));
    return buffer.subarray(0, length);
  };
  let mark = from;
  while (mark.at < to.at) {
    const frame = readFrame(files, file, mark, to.at, room);
    if (isStorageError(frame)) return frame;
    visit(frame.bytes);
    mark = frame.next;
  }
  return mark.frames === to.frames && mark.crc === to.crc
    ? undefined
    : storageError(
        file.path,
        `at byte ${to.at}: expected ${to.frames} pieces with checksum ${hex(to.crc)}, found ${mark.frames} with ${hex(mark.crc)}`,
      );
};

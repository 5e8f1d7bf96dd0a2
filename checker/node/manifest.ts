/** The one file that says what of a checkpoint counts. It is replaced as a whole: a commit is its renaming. */
import { join } from "node:path";
import { isStorageError, storageError, type StorageError } from "../explore/storage.js";
import {
  attempt,
  closeFile,
  type Files,
  OPEN,
  openFile,
  type OpenFile,
  readAt,
  syncDirectory,
  syncFile,
  writeAt,
} from "./files.js";
import { firstMark, type Mark, readFrame, writeFrame } from "./frames.js";

export type Manifest = {
  readonly identity: string;
  /** 0 for a checkpoint that was created and never committed. */
  readonly commits: number;
  readonly record: Uint8Array;
  /** By name, the end of what counts. */
  readonly streams: ReadonlyMap<string, Mark>;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
};

/** A manifest with the checksum that stands for all of it. */
export type ManifestRead = Manifest & { readonly crc: number };

export const MANIFEST = "manifest";
/** The next manifest while it is being written. Never read. */
export const MANIFEST_NEXT = "manifest.next";
const FORMAT = "mpacheck checkpoint 1";
const OPENING = new TextEncoder().encode(`${FORMAT}\n`);
export const MAX_MANIFEST = 2 ** 28;

/** Names become parts of file names: nothing that could leave the directory or meet another file of it. */
export const isName = (name: string): boolean => /^[a-z0-9-]{1,32}$/.test(name);

const decodeIdentity = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** An identity as it is read back: text that UTF-8 cannot express, half a surrogate pair, has a substitute. */
export const asKept = (identity: string): string => decodeIdentity(new TextEncoder().encode(identity));

const summaryOf = (manifest: Manifest): string =>
  [
    `commits ${manifest.commits}`,
    ...[...manifest.streams].map(([name, { at, frames, crc }]) => `stream ${name} ${at} ${frames} ${crc}`),
    ...[...manifest.blobs.keys()].map((name) => `blob ${name}`),
  ].join("\n");

/** After the opening line: a summary as text, the identity, the record, and the blobs in the order of the summary. */
const writeTo = (files: Files, file: OpenFile, manifest: Manifest): StorageError | undefined => {
  const text = new TextEncoder();
  const parts = [
    text.encode(summaryOf(manifest)),
    text.encode(manifest.identity),
    manifest.record,
    ...manifest.blobs.values(),
  ];
  const failed = writeAt(files, file, OPENING, 0);
  if (failed !== undefined) return failed;
  let mark = firstMark(OPENING.length);
  for (const part of parts) {
    const next = writeFrame(files, file, mark, part);
    if (isStorageError(next)) return next;
    mark = next;
  }
  return mark.at > MAX_MANIFEST
    ? storageError(file.path, `expected a record and blobs of at most ${MAX_MANIFEST} bytes, found ${mark.at}`)
    : syncFile(files, file);
};

/** Replaces the manifest. What it speaks of must have been synced before. Whatever happens, one manifest is there whole. */
export const writeManifest = (files: Files, directory: string, manifest: Manifest): StorageError | undefined => {
  const next = join(directory, MANIFEST_NEXT);
  const file = openFile(files, next, OPEN.fresh);
  if (isStorageError(file)) return file;
  const failed = writeTo(files, file, manifest);
  closeFile(files, file);
  return (
    failed ??
    attempt(join(directory, MANIFEST), "replace it", () => {
      files.renameSync(next, join(directory, MANIFEST));
      return undefined;
    }) ??
    syncDirectory(files, directory)
  );
};

const NUMBER = "(0|[1-9][0-9]{0,15})";
const STREAM = new RegExp(`^stream (\\S+) ${NUMBER} ${NUMBER} ${NUMBER}$`);

type Summary = { readonly commits: number; readonly streams: Map<string, Mark>; readonly blobs: Set<string> };

/** The summary's lines, or the first that is not as it is written. */
const parseSummary = (text: string): Summary | string => {
  const [first = "", ...lines] = text.split("\n");
  const commits = new RegExp(`^commits ${NUMBER}$`).exec(first)?.[1];
  if (commits === undefined) return first;
  const summary: Summary = { commits: Number(commits), streams: new Map(), blobs: new Set() };
  for (const line of lines) {
    const [, stream, at, frames, crc] = STREAM.exec(line) ?? [];
    const blob = /^blob (\S+)$/.exec(line)?.[1];
    const name = stream ?? blob ?? "";
    if (!isName(name) || (stream === undefined ? summary.blobs : summary.streams).has(name)) return line;
    if (stream === undefined) summary.blobs.add(name);
    else summary.streams.set(name, { at: Number(at), frames: Number(frames), crc: Number(crc) });
  }
  return summary;
};

/** A manifest of this format begins with its name; another version of it is told from another file. */
const checkOpening = (files: Files, file: OpenFile): StorageError | undefined => {
  const bytes = new Uint8Array(Math.min(file.size, OPENING.length));
  const failed = readAt(files, file, bytes, 0);
  if (failed !== undefined) return failed;
  const found = new TextDecoder("latin1").decode(bytes).split("\n")[0] ?? "";
  return bytes.length === OPENING.length && found === FORMAT
    ? undefined
    : storageError(file.path, `at byte 0: expected '${FORMAT}', found ${JSON.stringify(found)}`);
};

const readFrom = (files: Files, file: OpenFile): ManifestRead | StorageError => {
  if (file.size > MAX_MANIFEST)
    return storageError(file.path, `expected at most ${MAX_MANIFEST} bytes, found ${file.size}`);
  const unlike = checkOpening(files, file);
  if (unlike !== undefined) return unlike;
  let mark = firstMark(OPENING.length);
  const next = (): Uint8Array | StorageError => {
    const frame = readFrame(files, file, mark, file.size, (length) => new Uint8Array(length));
    if (isStorageError(frame)) return frame;
    mark = frame.next;
    return frame.bytes;
  };
  const lines = next();
  if (isStorageError(lines)) return lines;
  const summary = parseSummary(new TextDecoder().decode(lines));
  if (typeof summary === "string")
    return storageError(file.path, `expected a line of a summary, found ${JSON.stringify(summary.slice(0, 80))}`);
  const identity = next();
  if (isStorageError(identity)) return identity;
  const record = next();
  if (isStorageError(record)) return record;
  const blobs = new Map<string, Uint8Array>();
  for (const name of summary.blobs) {
    const blob = next();
    if (isStorageError(blob)) return blob;
    blobs.set(name, blob);
  }
  const { commits, streams } = summary;
  return mark.at === file.size
    ? { identity: decodeIdentity(identity), commits, record, streams, blobs, crc: mark.crc }
    : storageError(file.path, `at byte ${mark.at}: expected its end, found ${file.size - mark.at} bytes more`);
};

export const readManifest = (files: Files, directory: string): ManifestRead | StorageError => {
  const file = openFile(files, join(directory, MANIFEST), OPEN.read);
  if (isStorageError(file)) return file;
  const manifest = readFrom(files, file);
  closeFile(files, file);
  return manifest;
};

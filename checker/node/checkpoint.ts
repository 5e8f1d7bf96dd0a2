/**
 * Checkpoints in a directory: one file per stream, and the manifest, which says how much of each counts. Streams are
 * written beyond that and synced before the manifest is replaced, so that at every moment one commit is there whole.
 */
import * as nodeFiles from "node:fs";
import { dirname, join } from "node:path";
import { differenceOf } from "../explore/identity.js";
import { type Checkpoint, isStorageError, storageError, type StorageError, type Stored } from "../explore/storage.js";
import { attempt, closeFile, type Files, OPEN, openFile, type OpenFile, syncDirectory, syncFile } from "./files.js";
import { firstMark, FRAME_HEAD, type Mark, readFrames, writeFrame } from "./frames.js";
import { acquire, expectUnused, isLock } from "./lock.js";
import { asKept, isName, type Manifest, MANIFEST, MANIFEST_NEXT, readManifest, writeManifest } from "./manifest.js";

const streamFile = (directory: string, stream: string): string => join(directory, `stream-${stream}`);

/** A stream being written. `end` is behind the last piece, committed or not. */
type Stream = { readonly file: OpenFile; readonly synced: Mark; readonly end: Mark };

const misnamed = (directory: string, name: string): StorageError =>
  storageError(directory, `expected a name of lower-case letters, digits and hyphens, found ${JSON.stringify(name)}`);

/** The writer of a directory that this process has taken. */
const makeCheckpoint = (
  files: Files,
  directory: string,
  release: () => void,
  begun: Manifest,
  streams: Map<string, Stream>,
): Checkpoint => {
  const blobs = new Map(begun.blobs);
  let { commits } = begun;
  let stopped: StorageError | undefined;
  let open = true;

  /** The stream of this name. The file of a new one may be there from a run that did not get as far as a commit. */
  const streamOf = (name: string): Stream | StorageError => {
    const known = streams.get(name);
    if (known !== undefined) return known;
    if (!isName(name)) return misnamed(directory, name);
    const file = openFile(files, streamFile(directory, name), OPEN.fresh);
    if (isStorageError(file)) return file;
    const made = { file, synced: firstMark(0), end: firstMark(0) };
    streams.set(name, made);
    return syncDirectory(files, directory) ?? made;
  };

  const append = (name: string, bytes: Uint8Array): StorageError | undefined => {
    const stream = streamOf(name);
    if (isStorageError(stream)) return stream;
    const end = writeFrame(files, stream.file, stream.end, bytes);
    if (isStorageError(end)) return end;
    streams.set(name, { ...stream, end });
    return undefined;
  };

  const put = (name: string, bytes: Uint8Array): StorageError | undefined => {
    if (!isName(name)) return misnamed(directory, name);
    blobs.set(name, bytes.slice());
    return undefined;
  };

  const commit = (record: Uint8Array): StorageError | undefined => {
    for (const [name, stream] of streams) {
      if (stream.synced === stream.end) continue;
      const failed = syncFile(files, stream.file);
      if (failed !== undefined) return failed;
      streams.set(name, { ...stream, synced: stream.end });
    }
    commits++;
    const ends = new Map([...streams].map(([name, { end }]) => [name, end]));
    return writeManifest(files, directory, { identity: begun.identity, commits, record, streams: ends, blobs });
  };

  /** A disk that failed once is not tried again: what it then says that it keeps is not to be believed. */
  const unlessStopped = (act: () => StorageError | undefined): StorageError | undefined => (stopped ??= act());

  return {
    append: (name, bytes) => unlessStopped(() => append(name, bytes)),
    put: (name, bytes) => unlessStopped(() => put(name, bytes)),
    commit: (record) => unlessStopped(() => commit(record)),
    close: () => {
      if (!open) return;
      open = false;
      stopped ??= storageError(directory, "expected an open checkpoint, found it closed");
      for (const { file } of streams.values()) closeFile(files, file);
      release();
    },
  };
};

/** What a directory is for a new checkpoint: fit if it is empty, or was left by a run killed as it began. */
const expectEmpty = (files: Files, directory: string): StorageError | undefined => {
  const entries = attempt(directory, "list it", () => files.readdirSync(directory));
  if (isStorageError(entries)) return entries;
  if (entries.includes(MANIFEST))
    return storageError(directory, "expected no checkpoint, found one: resume it, or name another directory");
  const stray = entries.toSorted().find((entry) => entry !== MANIFEST_NEXT && !isLock(entry));
  return stray === undefined
    ? undefined
    : storageError(directory, `expected an empty directory, found ${JSON.stringify(stray)} in it`);
};

const makeDirectory = (files: Files, directory: string): StorageError | undefined => {
  const made = attempt(directory, "create it", () => {
    try {
      files.mkdirSync(directory);
      return true;
    } catch (error) {
      // What is there already is looked at next.
      if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
      throw error;
    }
  });
  if (isStorageError(made)) return made;
  return made ? syncDirectory(files, dirname(directory)) : undefined;
};

/** Takes the directory for as long as what it is taken for lasts; if there is an error, gives it back. */
const taking = (
  files: Files,
  directory: string,
  use: (release: () => void) => Checkpoint | StorageError,
): Checkpoint | StorageError => {
  const release = acquire(files, directory);
  if (isStorageError(release)) return release;
  const checkpoint = use(release);
  if (isStorageError(checkpoint)) release();
  return checkpoint;
};

/**
 * A new checkpoint in a directory that is empty, or not there while its parent is. `identity` is text of lines
 * "key: value": who opens it must give the same.
 */
export const createCheckpoint = (
  directory: string,
  identity: string,
  files: Files = nodeFiles,
): Checkpoint | StorageError => {
  const unfit = makeDirectory(files, directory) ?? expectUnused(files, directory) ?? expectEmpty(files, directory);
  if (unfit !== undefined) return unfit;
  return taking(files, directory, (release) => {
    const begun: Manifest = { identity, commits: 0, record: new Uint8Array(0), streams: new Map(), blobs: new Map() };
    // Looked at again: another run may have come and gone between the first look and the lock.
    const failed = expectEmpty(files, directory) ?? writeManifest(files, directory, begun);
    return failed ?? makeCheckpoint(files, directory, release, begun, new Map());
  });
};

/** Hands out the committed pieces of a stream, each once it has been checked. */
const readStream = (
  files: Files,
  directory: string,
  name: string,
  end: Mark,
  visit: (bytes: Uint8Array) => void,
): StorageError | undefined => {
  const file = openFile(files, streamFile(directory, name), OPEN.read);
  if (isStorageError(file)) return file;
  try {
    return file.size < end.at
      ? storageError(file.path, `expected ${end.at} bytes, found ${file.size}: cut off`)
      : readFrames(files, file, firstMark(0), end, visit);
  } finally {
    closeFile(files, file);
  }
};

/** Opens the streams for writing, and cuts off what no commit speaks of. */
const reopenStreams = (files: Files, directory: string, manifest: Manifest): Map<string, Stream> | StorageError => {
  const streams = new Map<string, Stream>();
  for (const [name, end] of manifest.streams) {
    const file = openFile(files, streamFile(directory, name), OPEN.update);
    if (!isStorageError(file)) streams.set(name, { file, synced: end, end });
    const failed = isStorageError(file)
      ? file
      : attempt(file.path, `cut it to ${end.at} bytes`, () => {
          files.ftruncateSync(file.fd, end.at);
          return undefined;
        });
    if (failed === undefined) continue;
    for (const stream of streams.values()) closeFile(files, stream.file);
    return failed;
  }
  return streams;
};

/** The checkpoint in a directory, if all of it is as it was committed, and by a run of this identity. */
export const openCheckpoint = (
  directory: string,
  identity: string,
  files: Files = nodeFiles,
): Stored | StorageError => {
  const used = expectUnused(files, directory);
  if (used !== undefined) return used;
  const manifest = readManifest(files, directory);
  if (isStorageError(manifest)) return manifest;
  const different = differenceOf(asKept(identity), manifest.identity);
  if (different !== undefined) return storageError(directory, different);
  for (const [name, end] of manifest.streams) {
    const damaged = readStream(files, directory, name, end, () => {});
    if (damaged !== undefined) return damaged;
  }
  return {
    where: directory,
    identity: manifest.identity,
    record: manifest.commits === 0 ? undefined : manifest.record,
    read: (name, visit) => {
      const end = manifest.streams.get(name);
      return end === undefined ? undefined : readStream(files, directory, name, end, visit);
    },
    blob: (name) => manifest.blobs.get(name),
    streamBytes: (name) => {
      const end = manifest.streams.get(name);
      return end === undefined ? 0 : end.at - end.frames * FRAME_HEAD;
    },
    reopen: () =>
      taking(files, directory, (release) => {
        const now = readManifest(files, directory);
        if (isStorageError(now)) return now;
        if (now.crc !== manifest.crc)
          return storageError(directory, "expected the commit that was read, found another: another run went on");
        const streams = reopenStreams(files, directory, now);
        return isStorageError(streams) ? streams : makeCheckpoint(files, directory, release, now, streams);
      }),
  };
};

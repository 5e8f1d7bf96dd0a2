/** Storage that forgets with the process: for tests of what is built on it, and to compare the real one with. */
import { differenceOf } from "../../checker/explore/identity.js";
import {
  type Checkpoint,
  type Spill,
  type StorageError,
  type Stored,
  storageError,
} from "../../checker/explore/storage.js";

type Content = {
  readonly record: Uint8Array | undefined;
  readonly streams: ReadonlyMap<string, ReadonlyArray<Uint8Array>>;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
};

export type MemoryStorage = {
  readonly create: (identity: string) => Checkpoint | StorageError;
  readonly open: (identity: string) => Stored | StorageError;
  /** Ends the run that has the checkpoint, as a kill would. */
  readonly kill: () => void;
};

/** What one directory is to the checkpoints of `checker/node`. */
export const makeMemoryStorage = (where = "memory"): MemoryStorage => {
  let kept: { readonly identity: string; readonly content: Content } | undefined;
  let owner: object | undefined;
  const refuse = (what: string): StorageError => storageError(where, what);

  const begin = (identity: string, from: Content): Checkpoint => {
    const self = {};
    owner = self;
    const streams = new Map([...from.streams].map(([name, pieces]) => [name, [...pieces]]));
    const blobs = new Map(from.blobs);
    const whileMine = (act: () => void): StorageError | undefined => {
      if (owner !== self) return refuse("expected an open checkpoint, found it closed");
      act();
      return undefined;
    };
    return {
      append: (name, bytes) =>
        whileMine(() => {
          const pieces = streams.get(name) ?? [];
          pieces.push(bytes.slice());
          streams.set(name, pieces);
        }),
      put: (name, bytes) => whileMine(() => blobs.set(name, bytes.slice())),
      commit: (record) =>
        whileMine(() => {
          const now = new Map([...streams].map(([name, pieces]) => [name, [...pieces]]));
          kept = { identity, content: { record: record.slice(), streams: now, blobs: new Map(blobs) } };
        }),
      close: () => {
        if (owner === self) owner = undefined;
      },
    };
  };

  const open = (identity: string): Stored | StorageError => {
    if (owner !== undefined) return refuse("expected no other run to use it, found one");
    if (kept === undefined) return refuse("expected a checkpoint, found none");
    const different = differenceOf(identity, kept.identity);
    if (different !== undefined) return refuse(different);
    const found = kept;
    const { record, streams, blobs } = found.content;
    return {
      where,
      identity,
      record,
      read: (name, visit) => {
        for (const piece of streams.get(name) ?? []) visit(piece.slice());
        return undefined;
      },
      blob: (name) => blobs.get(name),
      streamBytes: (name) => (streams.get(name) ?? []).reduce((sum, piece) => sum + piece.length, 0),
      reopen: () => {
        if (owner !== undefined) return refuse("expected no other run to use it, found one");
        if (kept !== found) return refuse("expected the commit that was read, found another");
        return begin(identity, found.content);
      },
    };
  };

  return {
    create: (identity) => {
      if (kept !== undefined) return refuse("expected no checkpoint, found one");
      const nothing: Content = { record: undefined, streams: new Map(), blobs: new Map() };
      kept = { identity, content: nothing };
      return begin(identity, nothing);
    },
    open,
    kill: () => {
      owner = undefined;
    },
  };
};

export const makeMemorySpill = (): Spill => {
  const pages: Uint8Array[] = [];
  let bytes = 0;
  return {
    write: (page) => {
      bytes += page.length;
      return pages.push(page.slice()) - 1;
    },
    read: (number, into) => {
      const page = pages[number];
      if (page?.length !== into.length)
        return storageError("memory", `expected ${page?.length} bytes, found room for ${into.length}`);
      into.set(page);
      return undefined;
    },
    bytes: () => bytes,
    close: () => {
      pages.length = 0;
    },
  };
};

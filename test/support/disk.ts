/** File systems that fail when told to: a wrapper for any, and one in memory that forgets what was not synced. */
import { constants } from "node:fs";
import type { Files } from "../../checker/node/files.js";

export type Call = { readonly name: keyof Files; readonly path: string; readonly bytes: number };

/** As Node throws them. */
export const systemError = (code: string): Error => Object.assign(new Error(`${code}: simulated`), { code });

/** Calls `before` first, which may throw; a number that it returns is how many bytes a read or write gets at most. */
export const hooked = (files: Files, before: (call: Call) => number | undefined | void): Files => {
  const paths = new Map<number, string>();
  const at = (name: keyof Files, path: string, bytes = 0): number => before({ name, path, bytes }) ?? bytes;
  const of = (fd: number): string => paths.get(fd) ?? "";
  return {
    openSync: (path, flags, mode) => {
      at("openSync", path);
      const fd = files.openSync(path, flags, mode);
      paths.set(fd, path);
      return fd;
    },
    closeSync: (fd) => {
      at("closeSync", of(fd));
      files.closeSync(fd);
    },
    fstatSync: (fd) => {
      at("fstatSync", of(fd));
      return files.fstatSync(fd);
    },
    readSync: (fd, into, offset, length, position) =>
      files.readSync(fd, into, offset, Math.min(length, at("readSync", of(fd), length)), position),
    writeSync: (fd, bytes, offset, length, position) =>
      files.writeSync(fd, bytes, offset, Math.min(length, at("writeSync", of(fd), length)), position),
    ftruncateSync: (fd, length) => {
      at("ftruncateSync", of(fd));
      files.ftruncateSync(fd, length);
    },
    fsyncSync: (fd) => {
      at("fsyncSync", of(fd));
      files.fsyncSync(fd);
    },
    renameSync: (from, to) => {
      at("renameSync", to);
      files.renameSync(from, to);
    },
    unlinkSync: (path) => {
      at("unlinkSync", path);
      files.unlinkSync(path);
    },
    readdirSync: (path) => {
      at("readdirSync", path);
      return files.readdirSync(path);
    },
    mkdirSync: (path) => {
      at("mkdirSync", path);
      return files.mkdirSync(path);
    },
    mkdtempSync: (prefix) => {
      at("mkdtempSync", prefix);
      return files.mkdtempSync(prefix);
    },
    rmdirSync: (path) => {
      at("rmdirSync", path);
      files.rmdirSync(path);
    },
  };
};

type Node = { bytes: Uint8Array; synced: Uint8Array };
type Entries = Map<string, Node>;

export type Disk = {
  readonly files: Files;
  /**
   * What a loss of power leaves. Synced is kept; of all else `pick` decides, path by path. If it keeps all, this is the
   * death of the process.
   */
  readonly crash: (pick: Pick) => Disk;
};

/** zeros: of a file's bytes, the new length with nothing but what was synced; of a name, the same as kept. */
export type Pick = (what: "name" | "bytes", path: string) => "lost" | "kept" | "zeros";

const NO_BYTES = new Uint8Array(0);

const resized = (bytes: Uint8Array, length: number): Uint8Array => {
  const other = new Uint8Array(length);
  other.set(bytes.subarray(0, length));
  return other;
};

/** One directory of this name, in which there are only files. */
export const makeDisk = (directory: string, entries: Entries = new Map()): Disk => {
  let synced: Entries = new Map(entries);
  const open = new Map<number, Node | undefined>();
  const named = (path: string): Node => {
    const node = entries.get(path);
    if (node === undefined) throw systemError("ENOENT");
    return node;
  };
  const nodeOf = (fd: number): Node => {
    const node = open.get(fd);
    if (node === undefined) throw systemError("EBADF");
    return node;
  };
  const openNode = (path: string, flags: number): Node => {
    const known = entries.get(path);
    if (known !== undefined && (flags & constants.O_EXCL) !== 0) throw systemError("EEXIST");
    if (known === undefined && (flags & constants.O_CREAT) === 0) throw systemError("ENOENT");
    const node = known ?? { bytes: NO_BYTES, synced: NO_BYTES };
    entries.set(path, node);
    if ((flags & constants.O_TRUNC) !== 0) node.bytes = NO_BYTES;
    return node;
  };
  let lastFd = 2;
  const files: Files = {
    openSync: (path, flags) => {
      open.set(++lastFd, path === directory ? undefined : openNode(path, flags));
      return lastFd;
    },
    closeSync: (fd) => {
      open.delete(fd);
    },
    fstatSync: (fd) => ({ size: nodeOf(fd).bytes.length, isFile: () => true }),
    readSync: (fd, into, offset, length, position) => {
      const part = nodeOf(fd).bytes.subarray(position, position + length);
      into.set(part, offset);
      return part.length;
    },
    writeSync: (fd, bytes, offset, length, position) => {
      const node = nodeOf(fd);
      node.bytes = resized(node.bytes, Math.max(node.bytes.length, position + length));
      node.bytes.set(bytes.subarray(offset, offset + length), position);
      return length;
    },
    ftruncateSync: (fd, length) => {
      const node = nodeOf(fd);
      node.bytes = resized(node.bytes, length);
    },
    fsyncSync: (fd) => {
      const node = open.get(fd);
      if (node === undefined) synced = new Map(entries);
      else node.synced = node.bytes.slice();
    },
    renameSync: (from, to) => {
      entries.set(to, named(from));
      entries.delete(from);
    },
    unlinkSync: (path) => {
      named(path);
      entries.delete(path);
    },
    readdirSync: () => [...entries.keys()].map((path) => path.slice(directory.length + 1)),
    mkdirSync: () => {
      throw systemError("EEXIST");
    },
    mkdtempSync: () => directory,
    rmdirSync: () => {},
  };
  const crash = (pick: Pick): Disk => {
    const left: Entries = new Map();
    for (const path of new Set([...entries.keys(), ...synced.keys()])) {
      const node = pick("name", path) === "lost" ? synced.get(path) : entries.get(path);
      if (node === undefined) continue;
      const how = pick("bytes", path);
      const bytes =
        how === "lost" ? node.synced : how === "kept" ? node.bytes : resized(node.synced, node.bytes.length);
      left.set(path, { bytes: bytes.slice(), synced: bytes.slice() });
    }
    return makeDisk(directory, left);
  };
  return { files, crash };
};

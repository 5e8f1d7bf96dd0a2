/** Captures that are not part of the project, and an independent analyser: both may be absent, and then tests skip. */
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { isGzip } from "../../../traces/capture/magic.js";
import type { Seen } from "./read.js";

const SHARED = fileURLToPath(new URL("../../../../shared/captures/", import.meta.url));
const GOLDEN = fileURLToPath(new URL("../../golden/capture/", import.meta.url));

export const hasShared = existsSync(SHARED);

const isThere = (program: string) => spawnSync(program, ["--version"]).status === 0;
export const hasTshark = isThere("tshark");
export const hasCapinfos = isThere("capinfos");

const CAPTURE = /\.(pcap|cap|pcapng)(\.gz)?$/;

const capturesIn = (folder: string, deep: boolean) =>
  readdirSync(folder, { recursive: deep, encoding: "utf8" })
    .filter((name) => CAPTURE.test(name))
    .toSorted()
    .map((name) => join(folder, name));

export const sharedCaptures = hasShared ? capturesIn(SHARED, true) : [];
export const goldenCaptures = capturesIn(GOLDEN, false);

/** The file, inflated where it is compressed. */
export const load = (path: string): Uint8Array => {
  const bytes = readFileSync(path);
  return isGzip(bytes) ? gunzipSync(bytes) : bytes;
};

/** One frame as the analyser's fields: number, file offset, time, captured and original length, interface, MD5. */
export const FIELDS = [
  "frame.number",
  "frame.file_off",
  "frame.time_epoch",
  "frame.cap_len",
  "frame.len",
  "frame.interface_id",
  "frame.md5_hash",
];

/** The line that the analyser should have; `isPcap` because it numbers the interfaces of pcapng only. */
export const lineOf = (frame: Seen, isPcap: boolean) =>
  [
    frame.number,
    frame.at,
    frame.seconds === undefined ? "" : `${frame.seconds}.${String(frame.nanoseconds).padStart(9, "0")}`,
    frame.hex.length / 2,
    frame.originalLength,
    isPcap ? "" : frame.interface,
    createHash("md5").update(frame.hex, "hex").digest("hex"),
  ].join("\t");

/** Lines of a field dump, its header left out. */
export const linesOf = (dump: string) =>
  dump
    .split("\n")
    .slice(1)
    .filter((line) => line !== "");

const QUIET: ExecFileSyncOptionsWithStringEncoding = { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };

/** Dissects the file with tshark; the preferences add the offset and the hash. */
export const dissect = (path: string): ReadonlyArray<string> => {
  const fields = FIELDS.flatMap((field) => ["-e", field]);
  const preferences = ["-o", "frame.generate_md5_hash:TRUE", "-o", "frame.show_file_off:TRUE"];
  const call = ["-n", "-r", path, "-T", "fields", "-E", "header=y", ...preferences, ...fields];
  return linesOf(execFileSync("tshark", call, { ...QUIET, maxBuffer: 2 ** 28 }));
};

/** Frames, sum of original lengths, first and last time in seconds of each file: one call for all of them. */
export const summaries = (paths: ReadonlyArray<string>): ReadonlyMap<string, ReadonlyArray<string>> => {
  const table = execFileSync("capinfos", ["-T", "-r", "-N", "-S", "-c", "-d", "-a", "-e", ...paths], QUIET);
  return new Map(
    table.split("\n").flatMap((line) => {
      const [path, ...cells] = line.split("\t");
      return path === undefined || cells.length === 0 ? [] : [[path, cells] as const];
    }),
  );
};

/** Gives the bytes to a program that wants a file. */
export const withFile = <A>(bytes: Uint8Array, use: (path: string) => A): A => {
  const folder = mkdtempSync(join(tmpdir(), "capture-"));
  try {
    const path = join(folder, "file");
    writeFileSync(path, bytes);
    return use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

export const nameOf = (path: string) => basename(path);

/** An independent analyser, which may be absent: then the tests that ask it skip. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { concat } from "../../../../traces/wire/bytes.js";
import { readAddress } from "../../../../traces/wire/addresses.js";
import type { Frame } from "./captures.js";
import { type Facts, plain } from "./fact.js";
import { showHex } from "./hex.js";

export const hasTshark = spawnSync("tshark", ["--version"]).status === 0;
if (!hasTshark) console.log("skipped: traces/wire against tshark (it is not installed)");

const little = (...words: number[]) => new Uint8Array(Uint32Array.from(words).buffer);

/** All frames of a capture have one link type. */
const writeCapture = (path: string, frames: ReadonlyArray<Frame>) => {
  const header = little(0xa1b2c3d4, 0x00040002, 0, 0, 262144, frames[0]?.linkType ?? 1);
  const records = frames.map(({ bytes, originalLength }) => concat(little(0, 0, bytes.length, originalLength), bytes));
  writeFileSync(path, concat(header, ...records));
};

/** No names, nothing put together, all checksums that can be. */
const SETTINGS = ["-n", "-o", "ipv6.defragment:FALSE", "-o", "ip.defragment:FALSE"];

const tshark = (frames: ReadonlyArray<Frame>, ...how: string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), "wire-"));
  try {
    const path = join(folder, "frames.pcap");
    writeCapture(path, frames);
    return execFileSync("tshark", [...SETTINGS, "-r", path, ...how], {
      encoding: "utf8",
      maxBuffer: 2 ** 29,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const attribute = (tag: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];

/** Every field that has octets, or a status, of each frame. */
export const everyField = (frames: ReadonlyArray<Frame>): Facts[] => {
  const packets = tshark(frames, "-T", "pdml").split("<packet>").slice(1);
  return packets.map(
    (packet) =>
      new Map(
        [...packet.matchAll(/<field name="([^"]+)"[^>]*>/g)].flatMap(([tag, name = ""]) => {
          const value = name === "icmpv6.checksum.status" ? attribute(tag, "show") : attribute(tag, "value");
          return value === undefined ? [] : [[`${name}@${attribute(tag, "pos")}`, plain(value)] as const];
        }),
      ),
  );
};

/** As the analyser shows it: octets, a number, or an address. */
const shown = (name: string, text: string) => {
  if (name === "ipv6.opt.padn" || /^..:..:..:..:..:..$/.test(text)) return plain(text.replaceAll(":", ""));
  const address = /[:.]/.test(text) ? readAddress(text) : undefined;
  return address === undefined ? Number(text).toString(16) : plain(showHex(address));
};

/** The values of the named fields, in the order of the frame. */
export const namedFields = (frames: ReadonlyArray<Frame>, names: ReadonlyArray<string>): string[][][] =>
  tshark(frames, "-T", "fields", "-E", "occurrence=a", ...names.flatMap((name) => ["-e", name]))
    .split("\n")
    .slice(0, -1)
    .map((line) =>
      line
        .split("\t")
        .map((cell, i) => (cell === "" ? [] : cell.split(",").map((text) => shown(names[i] ?? "", text)))),
    );

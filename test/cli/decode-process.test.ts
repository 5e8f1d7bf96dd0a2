/** `mpacheck decode` as its users meet it: another process, with pipes that end early, and Ctrl-C. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { FAKE, run, start } from "./run.js";
import { file } from "./support/scratch.js";

const SAMPLE = "traces/samples/opmip-ho-late-dereg.mag2-core.pcap.gz";
const PLAIN = gunzipSync(readFileSync(SAMPLE));

const bash = (command: string) =>
  new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
    execFile("bash", ["-c", command, process.execPath], { maxBuffer: 2 ** 26 }, (error, out, err) =>
      resolve({ code: error?.code ?? 0, out, err }),
    );
  });

const mpacheck = `"$0" ${FAKE.join(" ")}`;

test("a file", async () => {
  const { code, out, err } = await run("decode", SAMPLE, "--only", "signalling");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^ +7 +11\.617109 {2}2001:db8:1::12 > 2001:db8:1::1 {2}PBU sequence 11553/);
  expect(out).toMatch(
    /\n4 of 490 frames: 4 of signalling, none malformed; the first at 2026-11-22T17:57:41.177851Z\n$/,
  );
});

test("colours mark the signalling, and end when they are not wanted", async () => {
  const coloured = await start(["decode", SAMPLE, "--frames", "7"], FAKE, { FORCE_COLOR: "1" }).ended;
  expect(coloured.out).toContain("\u001b[1mPBU\u001b[22m sequence");
  const plain = await start(["decode", SAMPLE, "--frames", "7", "--no-color"], FAKE, { FORCE_COLOR: "1" }).ended;
  expect(plain.out).not.toContain("\u001b");
});

test("standard input, packed or not", async () => {
  for (const command of [`cat ${SAMPLE}`, `gunzip -c ${SAMPLE}`]) {
    const { code, out, err } = await bash(`set -o pipefail; ${command} | ${mpacheck} decode - --frames -7 | tail -1`);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe("7 frames: 1 of signalling, none malformed; the first at 2026-11-22T17:57:41.177851Z\n");
  }
});

test("standard input that is no capture", async () => {
  expect(await bash(`echo no | ${mpacheck} decode -`)).toEqual({
    code: 2,
    out: "",
    err: "mpacheck: standard input: expected a pcap or pcapng capture, got 3 bytes: 6e 6f 0a\n",
  });
});

test("a reader that has seen enough ends it, without an error", async () => {
  const long = file("long.pcap", Buffer.concat([PLAIN, ...Array.from({ length: 40 }, () => PLAIN.subarray(24))]));
  const { out, err } = await bash(`{ ${mpacheck} decode ${long}; echo "code $?" >&2; } | head -2`);
  expect(err).toBe("code 0\n");
  expect(out.split("\n")).toHaveLength(3);
});

test.skipIf(process.platform !== "linux")("results that can't be written are an internal error", async () => {
  const { code, err } = await bash(`${mpacheck} decode ${SAMPLE} >/dev/full`);
  expect({ code, err }).toEqual({
    code: 4,
    err: "mpacheck: internal error: the results could not be written (ENOSPC)\n",
  });
});

test("Ctrl-C ends with what was read so far", async () => {
  const { child, ended } = start(["decode", "-"]);
  // The frames are there long before the capture has ended.
  child.stdout?.once("data", () => {
    child.kill("SIGINT");
    // The signal is under way to the other process when the last bytes are.
    child.stderr?.once("data", () => child.stdin?.end(PLAIN.subarray(24)));
  });
  child.stdin?.write(PLAIN);
  const { code, out, err } = await ended;
  expect(code).toBe(3);
  expect(err).toContain("ending with what is known so far; once more ends at once\n");
  expect(err).toContain("mpacheck: standard input: interrupted after frame 490\n");
  expect(out).toMatch(/\n490 frames: 4 of signalling, none malformed; the first at [^\n]+\n$/);
});

test("a large capture takes no memory of its size", async () => {
  const record = PLAIN.subarray(24);
  const { code, out, err } = await bash(
    `{ head -c 24 ${file("plain.pcap", PLAIN)}; for i in $(seq 400); do cat ${file("record", record)}; done; } | ` +
      `"$0" --max-old-space-size=48 ${FAKE.join(" ")} decode - --format json | wc -l`,
  );
  expect({ code, err }).toEqual({ code: 0, err: "" });
  // A line for each frame; the same PBU and its PBA all along are two observations.
  expect(Number(out)).toBe(400 * 490 + 2);
});

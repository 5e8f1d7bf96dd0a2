/** `mpacheck decode`: what it prints of captures that are whole, inside the test's own process. */
import { readdirSync } from "node:fs";
import * as E from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { DecodedLine } from "../../report/dissection.js";
import { plain } from "../../report/paint.js";
import { dissect } from "../../traces/wire/dissect.js";
import { showFrame } from "../../report/dissection-text.js";
import { ask } from "./ask.js";
import { crowded, everyKind, rawCapture, updateBy } from "./support/frames.js";
import { file } from "./support/scratch.js";

const SAMPLES = "traces/samples";
const SAMPLE = `${SAMPLES}/opmip-ho-late-dereg.mag2-core.pcap.gz`;

const samples = readdirSync(SAMPLES)
  .filter((name) => name.includes(".pcap"))
  .map((name) => `${SAMPLES}/${name}`);

const every = file("every-kind.pcapng", everyKind());

test.each([
  { golden: "decode", args: [SAMPLE, "--frames", "-14"] },
  { golden: "decode-signalling", args: [`${SAMPLES}/oai-attach.lma-core.pcap`, "--only", "signalling"] },
  { golden: "decode-layers", args: [SAMPLE, "--frames", "7-9", "--layers"] },
  { golden: "decode-json", args: [SAMPLE, "--frames", "7-9", "--format", "json"] },
  { golden: "decode-every-kind", args: [every] },
  { golden: "decode-every-kind-layers", args: [every, "--layers"] },
])("as text: $golden", async ({ golden, args }) => {
  const { code, out, err } = await ask("decode", ...args);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  await expect(out.replace(/\n?$/, "\n")).toMatchFileSnapshot(`../golden/cli/${golden}.txt`);
});

test.each([
  { frames: "7", numbers: [7] },
  { frames: "7-9", numbers: [7, 8, 9] },
  { frames: "-3", numbers: [1, 2, 3] },
  { frames: "489-", numbers: [489, 490] },
  { frames: "9999-", numbers: [] },
])("frames $frames", async ({ frames, numbers }) => {
  const { code, out } = await ask("decode", SAMPLE, "--frames", frames, "--format", "json");
  const lines = out.split("\n").filter((line) => line !== "");
  expect(code).toBe(0);
  const told = lines.map((line) => JSON.parse(line) as { kind: string; number: number });
  expect(told.flatMap(({ kind, number }) => (kind === "frame" ? [number] : []))).toEqual(numbers);
});

test.each([
  {
    args: ["--frames", "7-9"],
    says: "3 frames: 2 of signalling, none malformed; the first at 2026-11-22T17:57:41.177851Z",
  },
  { args: ["--only", "signalling"], says: "4 of 490 frames: 4 of signalling, none malformed; the first at" },
  { args: ["--frames", "491-"], says: "0 of 490 frames: 0 of signalling" },
  { args: [], says: "490 frames: 4 of signalling" },
])("the last line with $args", async ({ args, says }) => {
  const { out } = await ask("decode", SAMPLE, ...args);
  expect(out.split("\n").at(-1)).toContain(says);
});

test("a capture without frames", async () => {
  expect(await ask("decode", file("none.pcap", rawCapture()))).toEqual({ code: 0, out: "no frames", err: [] });
});

test.each([...samples, every])("JSON by its schema: %s", async (path) => {
  const { code, out } = await ask("decode", path, "--format", "json");
  expect(code).toBe(0);
  for (const line of out.trimEnd().split("\n")) {
    const json: unknown = JSON.parse(line);
    // What a codec does not know it drops; nothing may be dropped.
    expect(DecodedLine.decode(json)).toEqual(E.right(json));
  }
});

test("nothing in a packet steers the terminal", async () => {
  const hostile = rawCapture(updateBy("\u001b[31mred\u0007"), updateBy("a\r\nfake line"), updateBy("\u009b31m"));
  const { out } = await ask("decode", file("hostile.pcap", hostile), "--layers");
  // oxlint-disable-next-line no-control-regex -- to find control characters is what it is for
  expect(out.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(out).toContain("mobile node identifier: 0x1b5b33316d72656407 (NAI)");
  expect(out).toContain("mobile node identifier: 0x610d0a66616b65206c696e65 (NAI)");
});

test("what is shown of a frame has an end", async () => {
  const { out } = await ask("decode", file("crowded.pcap", rawCapture(crowded("same"), crowded("different"))));
  expect(out).toContain("Pad1, 2036 times");
  expect(out).toContain("616 more lines");
  expect(out.split("\n").length).toBeLessThan(80);
});

test("times before the first frame, and none at all", () => {
  const first = { number: 1, interface: 0, seconds: 10, nanoseconds: 5000, originalLength: 0 };
  const line = (seconds: number | undefined, nanoseconds: number) =>
    showFrame(
      { taken: { ...first, seconds, nanoseconds }, dissection: dissect(101, new Uint8Array(), 0) },
      { first, hasLayers: false, paint: plain },
    ).slice(7, 19);
  expect(line(10, 5000)).toBe("    0.000000");
  expect(line(10, 4000)).toBe("   -0.000001");
  expect(line(9, 999_999_999)).toBe("   -0.000005");
  expect(line(12, 3000)).toBe("    1.999998");
  expect(line(undefined, 0)).toBe("           -");
});

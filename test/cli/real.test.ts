/** The program on the real specification. What it finds there is the business of other tests; that it can be told, of this one. */
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import * as E from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { workbench } from "../../cli/workbench.js";
import { Conformance } from "../../report/conformance.js";
import { Entries } from "../../report/entries.js";
import { Verification } from "../../report/verification.js";
import { start } from "./run.js";

const REAL = ["--import", "tsx", "cli/main.ts"];

/** Decoded without a loss: what a codec does not know it drops. */
const decoded = <A>(codec: { decode: (json: unknown) => E.Either<unknown, A> }, out: string): A => {
  const json: unknown = JSON.parse(out);
  const found = codec.decode(json);
  expect(found).toEqual(E.right(json));
  if (E.isLeft(found)) throw new Error("said above");
  return found.right;
};

test("every scenario file is listed, in the order of the files", async () => {
  const { code, out, err } = await start(["list", "--format", "json"], REAL).ended;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const files = readdirSync("model/scenarios").filter((name) => name.endsWith(".json"));
  expect(files.length).toBeGreaterThan(0);
  expect(workbench().scenarioFiles.map((file) => basename(file))).toEqual(files.toSorted());
  expect(decoded(Entries, out).entries.length).toBe(files.length);
});

test.each(["properties", "requirements", "rules", "options"])("there are %s to list", async (what) => {
  const { code, out, err } = await start(["list", what, "--format", "json"], REAL).ended;
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(decoded(Entries, out).entries.length).toBeGreaterThan(0);
});

test("runs of every scenario can be told", async () => {
  const args = ["verify", "--max-states", "2000", "--trail", "all", "--format", "json"];
  const { code, out, err } = await start(args, REAL).ended;
  expect(err).toBe("");
  expect([0, 1, 3]).toContain(code);
  const trails = decoded(Verification, out).scenarios.flatMap(({ properties }) =>
    properties.flatMap(({ trail }) => trail ?? []),
  );
  expect(trails.length).toBeGreaterThan(0);
  for (const { path, steps } of trails) {
    expect(path).not.toBe("");
    for (const { entity, event } of steps) expect([entity, event]).not.toContain("");
  }
});

test("a bundled run is judged, from all of its points", async () => {
  const points = ["cn", "lma-core", "mag1-core", "mag2-core", "mn1-access"];
  const files = points.map((point) => `traces/samples/opmip-ho-late-dereg.${point}.pcap.gz`);
  const { code, out, err } = await start(["conform", ...files, "--format", "json"], REAL).ended;
  expect(err).toBe("");
  const { verdict, captures } = decoded(Conformance, out);
  expect({ code, verdict }).toEqual({ code: 1, verdict: "violates" });
  expect(captures.map(({ file, frames }) => ({ file, frames }))).toEqual(
    [683, 693, 208, 490, 689].map((frames, i) => ({ file: files[i], frames })),
  );
  expect(captures[1]?.signalling.map(({ type, seq }) => `${type} ${seq}`)).toEqual([
    "PBU 11546",
    "PBA 11546",
    "PBU 11553",
    "PBA 11553",
    "PBU 11547",
    "PBA 11547",
  ]);
  const text = await start(["conform", ...files], REAL).ended;
  expect(text).toMatchObject({ code: 1, err: "" });
  expect(text.out).toMatch(/^violates: 5 captures of one run, 2,763 frames, /);
});

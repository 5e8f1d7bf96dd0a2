/** The program on the real specification. What it finds there is the business of other tests; that it can be told, of this one. */
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import * as E from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { workbench } from "../../cli/workbench.js";
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

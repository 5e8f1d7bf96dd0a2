import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identityOf, keepIn, keepNothing } from "../../bench/kept.js";

let directory = "";
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "kept-"))));
afterEach(() => rmSync(directory, { recursive: true }));

const file = (): string => join(directory, "cache", "kept.json");

/** Measures something else each time. */
const counter = () => {
  let n = 0;
  return () => Promise.resolve({ n: ++n });
};

test("what was measured is known to the next run, and something else is measured", async () => {
  const next = counter();
  expect(await keepIn(file(), "a").get("first", next)).toEqual({ n: 1 });
  const again = keepIn(file(), "a");
  expect(await again.get("first", next)).toEqual({ n: 1 });
  expect(await again.get("second", next)).toEqual({ n: 2 });
  expect(await again.get("first", next)).toEqual({ n: 1 });
  expect(readdirSync(join(directory, "cache"))).toEqual(["kept.json"]);
});

test("nothing is known of anything else, in a file that is damaged, and once it is forgotten", async () => {
  const next = counter();
  await keepIn(file(), "a").get("first", next);
  expect(await keepIn(file(), "b").get("first", next)).toEqual({ n: 2 });
  writeFileSync(file(), '{"identity":"b","kno');
  const kept = keepIn(file(), "b");
  expect(await kept.get("first", next)).toEqual({ n: 3 });
  kept.forget();
  expect(await kept.get("first", next)).toEqual({ n: 4 });
});

test("a measurement that fails is not known", async () => {
  const kept = keepIn(file(), "a");
  await expect(kept.get("first", () => Promise.reject(new Error("killed")))).rejects.toThrow("killed");
  expect(await kept.get("first", counter())).toEqual({ n: 1 });
});

test("where nothing is kept, everything is measured", async () => {
  const next = counter();
  await keepNothing.get("first", next);
  expect(await keepNothing.get("first", next)).toEqual({ n: 2 });
});

test("code, its names and what it runs on make the identity", () => {
  const code = join(directory, "code");
  mkdirSync(join(code, "inner"), { recursive: true });
  const identities = [
    () => writeFileSync(join(code, "a.js"), "1"),
    () => writeFileSync(join(code, "a.js"), "2"),
    () => writeFileSync(join(code, "inner", "b.js"), ""),
  ].map((change) => {
    change();
    return identityOf(code, { runs: 5 });
  });
  identities.push(identityOf(code, { runs: 1 }));
  expect(new Set(identities).size).toBe(4);
  writeFileSync(join(code, "a.d.ts"), "types only");
  expect(identityOf(code, { runs: 1 })).toBe(identities.at(-1));
});

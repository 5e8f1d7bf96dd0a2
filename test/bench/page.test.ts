import { execFileSync } from "node:child_process";
import { format } from "prettier";
import { expect, test } from "vitest";
import { cases } from "../../bench/cases.js";
import { type GrowthRow, type Measured, type Row, demandEqual, summary } from "../../bench/measure.js";
import { models } from "../../bench/models.js";
import { type Measurements, page } from "../../bench/page.js";
import type { Run } from "../../bench/peer.js";

const measured: Measured = {
  runs: 3,
  states: 1_000_000,
  generated: 12_000_000,
  seconds: { median: 2, min: 1.5, max: 2.25 },
  transitionsPerSecond: 6_000_000,
  bytesPerState: 24,
  peakBytes: 300 * 2 ** 20,
};

const row = (checker: string, changed: Partial<Row> = {}): Row => ({
  ...measured,
  case: "a case",
  checker,
  compileSeconds: 0,
  ...changed,
});

const grown = (model: string, size: string): GrowthRow => ({ ...measured, model, size });

const made: Measurements = {
  machine: { cpu: "a processor", cores: 4, memoryBytes: 8 * 2 ** 30, kernel: "Linux 1.0" },
  versions: [{ name: "Node", version: "v1" }],
  peers: [
    { name: "Quick", version: "Quick 1.2", commands: ["quick --best"] },
    { name: "Absent", version: undefined, commands: ["absent"] },
  ],
  runs: 3,
  cases: [{ name: "a case", what: "what it is" }],
  ours: ["mpacheck", "mpacheck, plain loop"],
  rows: [
    row("mpacheck"),
    row("mpacheck, plain loop", { transitionsPerSecond: 24_000_000, peakBytes: 2 ** 20 }),
    row("Quick a", { transitionsPerSecond: 3_000_000, peakBytes: 150 * 2 ** 20, compileSeconds: 0.75 }),
    row("Quick b", { transitionsPerSecond: 4_000_000, peakBytes: undefined, bytesPerState: undefined }),
  ],
  growth: [grown("a model", "small"), grown("a model", "large"), grown("another", "only")],
  scaling: [
    { ...measured, case: "a case", workers: 1 },
    { ...measured, case: "a case", workers: 2, transitionsPerSecond: 9_000_000 },
  ],
};

const cellsOf = (text: string, heading: string): ReadonlyArray<ReadonlyArray<string>> => {
  const [, rest = ""] = text.split(`${heading}\n`);
  const [part = ""] = rest.split(/\n#/);
  return part
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map((cells) => cells.slice(1, -1));
};

const words = (text: string): string => text.replace(/[\s|:-]+/g, " ");

const run = (seconds: number, peakBytes: number | undefined): Run => ({
  states: 10,
  generated: 60,
  seconds,
  storeBytes: 200,
  peakBytes,
});

const equalTo = (ours: Partial<Row>, theirs: Partial<Row>) => () =>
  demandEqual([row("mpacheck", ours), row("Quick a", theirs)]);

test("ratios are ours over the fastest mode of a peer and the least memory of one, not over ourselves", () => {
  const [, , ...rows] = cellsOf(page(made), "## Beside other checkers");
  expect(rows[0]).toEqual(["a case", "what it is", "1,000,000", "12,000,000", "Quick b", "1.50", "2.00"]);
});

test("each checker has a row; what it does not tell is left open", () => {
  const rows = cellsOf(page(made), "## Beside other checkers");
  expect(rows).toContainEqual(["a case", "mpacheck", "2.00 (1.50 to 2.25)", "6.00", "24.0", "300", "–"]);
  expect(rows).toContainEqual(["a case", "Quick a", "2.00 (1.50 to 2.25)", "3.00", "24.0", "150", "0.8"]);
  expect(rows).toContainEqual(["a case", "Quick b", "2.00 (1.50 to 2.25)", "4.00", "–", "–", "–"]);
});

test("a case that was run once says so", () => {
  const text = page({ ...made, rows: [row("mpacheck", { runs: 1 })] });
  expect(cellsOf(text, "## Beside other checkers")).toContainEqual([
    "a case",
    "mpacheck",
    "2.00 (one run)",
    "6.00",
    "24.0",
    "300",
    "–",
  ]);
});

test("growth has one table for each model, and times each transition", () => {
  const [, , ...rows] = cellsOf(page(made), "### a model");
  expect(rows.map(([size, , , , nanoseconds]) => [size, nanoseconds])).toEqual([
    ["small", "167"],
    ["large", "167"],
  ]);
  expect(cellsOf(page(made), "### another")).toHaveLength(3);
});

test("workers are beside one worker; what was not measured has no section", () => {
  const [, , ...rows] = cellsOf(page(made), "## Several workers");
  expect(rows.map((cells) => [cells[1], cells[4]])).toEqual([
    ["1", "1.00"],
    ["2", "1.50"],
  ]);
  expect(page({ ...made, growth: [], scaling: [] })).not.toMatch(/workers|Growth/);
});

test("an absent peer is named, and its commands are not", () => {
  const text = page(made);
  expect(text).toContain("- Absent: not installed, not measured");
  expect(text).toContain("quick --best");
  expect(text).not.toContain("\nabsent\n");
});

test("formatting aligns the page and keeps every word and number", async () => {
  const text = page(made);
  expect(words(await format(text, { parser: "markdown", printWidth: 120 }))).toBe(words(text));
});

test("a summary has medians; a checker that does not tell memory has none", () => {
  expect(summary([run(3, 5), run(1, 7), run(2, 6)])).toEqual({
    runs: 3,
    states: 10,
    generated: 60,
    seconds: { median: 2, min: 1, max: 3 },
    transitionsPerSecond: 30,
    bytesPerState: 20,
    peakBytes: 6,
  });
  expect(summary([run(3, 5), run(1, undefined)]).peakBytes).toBeUndefined();
});

test("unequal counts are refused; of more than eight digits the first eight count", () => {
  expect(equalTo({}, {})).not.toThrow();
  expect(equalTo({}, { states: 1_000_001 })).toThrow("a case: Quick a counts 1000001 states");
  expect(equalTo({}, { generated: 11_999_999 })).toThrow("11999999 generated");
  expect(equalTo({ generated: 123_558_402 }, { generated: 123_558_400 })).not.toThrow();
  expect(equalTo({ generated: 123_558_402 }, { generated: 123_558_300 })).toThrow("generated");
});

test("a name is of one case or size, and each model has five sizes", () => {
  const names = [...cases, ...models.flatMap(({ sizes }) => sizes)].map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
  for (const { sizes } of models) expect(sizes.length).toBeGreaterThanOrEqual(5);
});

test("the program measures the smallest case once, and tells what it measured", () => {
  const args = ["--import", "tsx", "bench/main.ts", "--runs", "1", "--alone", "--case", "two-phase commit 7", "--json"];
  const output = execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const { rows, growth } = JSON.parse(output) as Measurements;
  expect(growth).toEqual([]);
  const counted = { runs: 1, states: 296_448, generated: 2_744_706 };
  expect(rows).toMatchObject([
    { checker: "mpacheck", ...counted },
    { checker: "mpacheck, plain loop", ...counted },
  ]);
  expect(rows[0]?.peakBytes).toBeGreaterThan(0);
});

/**
 * The project beside other checkers: same machine, same run, alternating, each exploration in a process of its own; median
 * and spread. `npm run bench -- [--json] [--write] [--runs n] [--case name]... [--all] [--alone]`; --write also measures
 * growth and workers, and writes docs/performance.md; --all: long cases too; --alone: no other checker. Interrupted, the same
 * command goes on with what it has not yet measured, if nothing has changed.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem, type as systemType } from "node:os";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { cases } from "./cases.js";
import { identityOf, keepIn, keepNothing } from "./kept.js";
import { type GrowthRow, type Row, type ScalingRow, beside, growth, runsOf, scaling } from "./measure.js";
import { models } from "./models.js";
import { ways, workerCounts } from "./ours.js";
import { type Machine, type Measurements, page } from "./page.js";
import { peers } from "./peers.js";

const PAGE = "docs/performance.md";
const COMPILED = "dist";
const KEPT = "node_modules/.cache/mpacheck/bench.json";
/** Too small for several workers. */
const UNSCALED = ["two-phase commit 7", "two-phase commit 8"];

const machine = (): Machine => ({
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryBytes: totalmem(),
  kernel: `${systemType()} ${release()}`,
});

const compiler = (): string => {
  try {
    return execFileSync("gcc", ["--version"], { encoding: "utf8", stdio: "pipe" }).split("\n")[0] ?? "unknown";
  } catch {
    return "not installed";
  }
};

const versions = (): Measurements["versions"] => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  return [
    { name: "mpacheck", version },
    { name: "Node", version: process.version },
    { name: "gcc", version: compiler() },
  ];
};

const formatted = async (text: string): Promise<string> =>
  format(text, { ...(await resolveConfig(PAGE)), parser: "markdown" });

const options = {
  json: { type: "boolean", default: false },
  write: { type: "boolean", default: false },
  all: { type: "boolean", default: false },
  alone: { type: "boolean", default: false },
  runs: { type: "string", default: "5" },
  case: { type: "string", multiple: true },
} as const;

const main = async (): Promise<void> => {
  const { values } = parseArgs({ options });
  const chosen = cases.filter(({ name, isLong }) => values.case?.includes(name) ?? (isLong !== true || values.all));
  const runs = Number(values.runs);
  if (chosen.length === 0 || !Number.isInteger(runs) || runs < 1) {
    console.error(`expected --runs 1 or more and --case of: ${cases.map(({ name }) => name).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  const asked = values.alone ? [] : peers;
  const present = asked.filter((peer) => peer.version() !== undefined);
  for (const { name } of asked.filter((peer) => !present.includes(peer)))
    console.error(`${name} is not installed: it is not measured`);
  const measuredWith = { machine: machine(), versions: versions(), runs, peers: present.map((peer) => peer.version()) };
  const kept = values.write ? keepIn(KEPT, identityOf(COMPILED, measuredWith)) : keepNothing;
  const rows: Row[] = [];
  for (const one of chosen) {
    console.error(`${one.name}: ${runsOf(one, runs)} runs`);
    rows.push(...(await kept.get(`case ${one.name}`, () => beside(one, runs, present))));
  }
  const growths: GrowthRow[] = [];
  const scalings: ScalingRow[] = [];
  if (values.write) {
    for (const model of models) {
      console.error(`growth: ${model.name}`);
      growths.push(...(await kept.get(`growth ${model.name}`, () => growth(model, runs))));
    }
    const scaled = cases.filter(({ name, isLong }) => !UNSCALED.includes(name) && (isLong !== true || values.all));
    for (const one of workerCounts.length > 1 ? scaled : []) {
      console.error(`workers: ${one.name}`);
      scalings.push(...(await kept.get(`scaling ${one.name}`, () => scaling(one, runs))));
    }
  }
  const measurements: Measurements = {
    machine: measuredWith.machine,
    versions: measuredWith.versions,
    peers: asked.map(({ name, version, commands }) => ({ name, version: version(), commands })),
    runs,
    cases: chosen.map(({ name, what }) => ({ name, what })),
    ours: ways.map(({ checker }) => checker),
    rows,
    growth: growths,
    scaling: scalings,
  };
  const text = await formatted(page(measurements));
  if (values.write) writeFileSync(PAGE, text);
  kept.forget();
  if (values.json) console.log(JSON.stringify(measurements, undefined, 2));
  else if (!values.write) console.log(text);
};

await main();

/**
 * The project beside SPIN: same machine, same run, alternating, each exploration in a process of its own; median and
 * spread. `npm run bench -- [--json] [--runs n] [--case name]...`
 */
import { execFileSync } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Case, cases } from "./cases.js";
import { type Run, build, modes, spinVersion } from "./spin.js";

const OURS = "mpacheck";
const worker = fileURLToPath(new URL("worker.js", import.meta.url));

type Row = {
  readonly case: string;
  readonly checker: string;
  readonly states: number;
  readonly generated: number;
  readonly seconds: { readonly median: number; readonly min: number; readonly max: number };
  readonly statesPerSecond: number;
  readonly transitionsPerSecond: number;
  readonly bytesPerState: number;
  readonly peakBytes: number;
  readonly compileSeconds: number;
};

const median = (numbers: ReadonlyArray<number>): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

const runOurs = (name: string): Run =>
  // The worker is ours and prints a Run.
  JSON.parse(execFileSync(process.execPath, [worker, name], { encoding: "utf8" })) as Run;

const rowOf = (name: string, checker: string, runs: ReadonlyArray<Run>, compileSeconds: number): Row => {
  const first = runs[0];
  if (first === undefined) throw new Error("no run");
  const seconds = runs.map((run) => run.seconds);
  const middle = median(seconds);
  return {
    case: name,
    checker,
    states: first.states,
    generated: first.generated,
    seconds: { median: middle, min: Math.min(...seconds), max: Math.max(...seconds) },
    statesPerSecond: first.states / middle,
    transitionsPerSecond: first.generated / middle,
    bytesPerState: median(runs.map((run) => run.storeBytes)) / first.states,
    peakBytes: median(runs.map((run) => run.peakBytes)),
    compileSeconds,
  };
};

/** Every checker once, then every checker again: what slows the machine down for a while slows them all. */
const measure = (one: Case, runs: number, hasSpin: boolean): ReadonlyArray<Row> => {
  const spins = hasSpin ? modes.map((mode) => ({ mode, built: build(one.promela, mode, one.slots, one.path) })) : [];
  const results = new Map<string, Run[]>([[OURS, []], ...spins.map(({ mode }): [string, Run[]] => [mode.name, []])]);
  for (let i = 0; i < runs; i++) {
    results.get(OURS)?.push(runOurs(one.name));
    for (const { mode, built } of spins) results.get(mode.name)?.push(built.run());
  }
  const compiled = (checker: string) => spins.find(({ mode }) => mode.name === checker)?.built.compileSeconds ?? 0;
  const rows = [...results].map(([checker, all]) => rowOf(one.name, checker, all, compiled(checker)));
  for (const { checker, states } of rows)
    if (states !== rows[0]?.states)
      throw new Error(`${one.name}: ${checker} counts ${states} states, ${OURS} counts ${rows[0]?.states}`);
  return rows;
};

const millions = (n: number): string => (n / 1e6).toFixed(2);
const mebibytes = (n: number): string => Math.round(n / 2 ** 20).toString();

const table = (rows: ReadonlyArray<Row>): string => {
  const cells = rows.map((row) => [
    row.case,
    row.checker,
    row.states.toLocaleString("en-US"),
    row.generated.toLocaleString("en-US"),
    `${row.seconds.median.toFixed(2)} (${row.seconds.min.toFixed(2)} to ${row.seconds.max.toFixed(2)})`,
    millions(row.statesPerSecond),
    millions(row.transitionsPerSecond),
    row.bytesPerState.toFixed(1),
    mebibytes(row.peakBytes),
    row.compileSeconds.toFixed(1),
  ]);
  const head = [
    "case",
    "checker",
    "states",
    "generated",
    "seconds",
    "M states/s",
    "M trans/s",
    "B/state",
    "peak MiB",
    "compile s",
  ];
  return [head, head.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n");
};

/** Our transitions per second over the best mode of SPIN, by case. */
const ratios = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  [...new Set(rows.map((row) => row.case))].flatMap((name) => {
    const ours = rows.find((row) => row.case === name && row.checker === OURS);
    const peers = rows.filter((row) => row.case === name && row.checker !== OURS);
    const best = peers.toSorted((a, b) => b.transitionsPerSecond - a.transitionsPerSecond)[0];
    if (ours === undefined || best === undefined) return [];
    return [`${name}: ${(ours.transitionsPerSecond / best.transitionsPerSecond).toFixed(2)} times ${best.checker}`];
  });

const main = (): void => {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      runs: { type: "string", default: "5" },
      case: { type: "string", multiple: true },
    },
  });
  const chosen = cases.filter(({ name }) => values.case?.includes(name) ?? true);
  const runs = Number(values.runs);
  if (chosen.length === 0 || !Number.isInteger(runs) || runs < 1) {
    console.error(`expected --runs 1 or more and --case of: ${cases.map(({ name }) => name).join(", ")}`);
    process.exitCode = 2;
    return;
  }
  const spin = spinVersion();
  if (spin === undefined) console.error("spin is not installed: only this project is measured");
  const rows = chosen.flatMap((one) => {
    console.error(`${one.name}: ${runs} runs`);
    return measure(one, runs, spin !== undefined);
  });
  const machine = { cpu: cpus()[0]?.model ?? "unknown", node: process.version, spin };
  if (values.json) console.log(JSON.stringify({ machine, runs, rows }, undefined, 2));
  else
    console.log(
      [
        `${machine.cpu}, Node ${machine.node}, ${spin ?? "no SPIN"}, ${runs} runs`,
        "",
        table(rows),
        "",
        ...ratios(rows),
      ].join("\n"),
    );
};

main();

/** `mpacheck simulate`: random runs of every chosen scenario, every property checked on the way. */
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { paced } from "../checker/check.js";
import type { SimulationProgress, SimulationReport } from "../checker/explore/simulation-report.js";
import type { Tally } from "../checker/explore/tally.js";
import { walks } from "../checker/explore/walks.js";
import type { Fault } from "../checker/fault.js";
import { concluding } from "../checker/simulate.js";
import { type Simulated, simulationOf } from "../report/simulate.js";
import { showSimulation } from "../report/simulation-text.js";
import { Simulation } from "../report/simulation.js";
import type { TrailChoice } from "../report/verify.js";
import { type Outcome, codeOf, misused } from "./exit-codes.js";
import { type Prepared, systemsOf } from "./exploring.js";
import { type Choice, choose } from "./scenarios.js";
import { type Threads, openThreads } from "./simulation-threads.js";
import type { Surroundings } from "./surroundings.js";
import type { Workbench } from "./workbench.js";

export type SimulateRequest = {
  readonly choice: Choice;
  /** Ids; none for every property. */
  readonly properties: ReadonlyArray<string>;
  readonly runs: number;
  readonly steps: number;
  /** Undefined: one is drawn, and told. */
  readonly seed: number | undefined;
  readonly firstRun: number;
  readonly workers: number;
  /** For each scenario on its own. */
  readonly maxSeconds: number | undefined;
  readonly trail: TrailChoice;
  readonly format: "text" | "json";
};

type Seeded = SimulateRequest & { readonly seed: number };

/** A word as a shell takes it for one. */
const quoted = (word: string): string => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** The command that takes a run of the i-th scenario again. Files come after names, each with its own scenario. */
const again = (request: Seeded, prepared: ReadonlyArray<Prepared>, i: number, run: number): string => {
  const { files, settings } = request.choice;
  const file = files[i - (prepared.length - files.length)];
  const name = prepared[i]?.chosen.scenario.name ?? "";
  return [
    "mpacheck",
    "simulate",
    ...(file === undefined ? [name] : ["--scenario-file", file]),
    ...settings.flatMap((setting) => ["--set", setting]),
    "--seed",
    String(request.seed),
    "--first-run",
    String(run),
    "--runs",
    "1",
    "--steps",
    String(request.steps),
  ]
    .map(quoted)
    .join(" ");
};

const simulateOne = async (
  { chosen, system }: Prepared,
  request: Seeded,
  threads: Threads | undefined,
  { signal, now }: Surroundings,
  onProgress: (progress: SimulationProgress) => void,
): Promise<SimulationReport | undefined> => {
  if (signal.aborted) return undefined;
  const { runs, steps, seed, firstRun, maxSeconds, properties } = request;
  const options = { runs, steps, seed, firstRun, ...(maxSeconds === undefined ? {} : { maxSeconds }) };
  const shares: ReadonlyArray<Tally | Fault> =
    threads === undefined
      ? [await paced(walks(system, { ...options, signal, now }), onProgress)]
      : await threads.walk({ scenario: chosen.scenario, properties, options }, onProgress);
  const tallies = shares.flatMap((share) => ("tag" in share ? [] : [share]));
  const fault = shares.find((share) => "tag" in share);
  const result = fault ?? (await paced(concluding(system, tallies, { ...options, signal, now }), onProgress));
  if (result.tag === "Fault")
    throw new Error(`${chosen.scenario.name}: error in the specification: ${result.where}: ${result.what}`);
  return result;
};

const simulateAll = async (
  bench: Workbench,
  request: Seeded,
  surroundings: Surroundings,
  prepared: ReadonlyArray<Prepared>,
): Promise<ReadonlyArray<Simulated>> => {
  const says = Object.fromEntries(bench.catalogue.map((entry) => [entry.id, entry.says]));
  const { show, stop } = surroundings.simulationMeter(request);
  const threads =
    request.workers === 1 ? undefined : openThreads(bench.threadModule, request.workers, surroundings.signal);
  const simulated: Simulated[] = [];
  try {
    // One after another: the threads share the runs of one scenario.
    for (const [i, each] of prepared.entries()) {
      const { scenario, expect } = each.chosen;
      const { name, title, profile, options } = scenario;
      const onProgress = (progress: SimulationProgress) => show(`${i + 1}/${prepared.length} ${name}`, progress);
      // oxlint-disable-next-line no-await-in-loop -- one after another, as said above
      const report = await simulateOne(each, request, threads, surroundings, onProgress);
      const telling = bench.telling(scenario);
      const repeat = (run: number) => again(request, prepared, i, run);
      simulated.push({ name, title, profile, options, expect, says, telling, report, again: repeat });
    }
  } finally {
    stop();
    await threads?.close();
  }
  return simulated;
};

export const simulate = async (
  bench: Workbench,
  request: SimulateRequest,
  surroundings: Surroundings,
): Promise<Outcome> => {
  const prepared = await pipe(choose(bench, request.choice), TE.flatMapEither(systemsOf(bench, request.properties)))();
  if (E.isLeft(prepared)) return misused(prepared.left);
  const seed = request.seed ?? surroundings.anySeed();
  const simulated = await simulateAll(bench, { ...request, seed }, surroundings, prepared.right);
  const found = simulationOf(simulated, seed, request.trail);
  const { paint, width } = surroundings;
  const out =
    request.format === "json" ? JSON.stringify(Simulation.encode(found), null, 2) : showSimulation(found, paint, width);
  return { code: codeOf(found.verdict), out, err: [] };
};

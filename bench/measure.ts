/** Runs, and what they come to: medians with their spread. */
import type { Case } from "./cases.js";
import type { Model } from "./models.js";
import { explored, workerCounts, ways } from "./ours.js";
import type { Built, Peer, Run } from "./peer.js";

export type Spread = { readonly median: number; readonly min: number; readonly max: number };

export type Measured = {
  readonly runs: number;
  readonly states: number;
  readonly generated: number;
  readonly seconds: Spread;
  readonly transitionsPerSecond: number;
  readonly bytesPerState: number | undefined;
  readonly peakBytes: number | undefined;
};

/** One checker, in one mode, on one case. */
export type Row = Measured & { readonly case: string; readonly checker: string; readonly compileSeconds: number };
export type GrowthRow = Measured & { readonly model: string; readonly size: string };
export type ScalingRow = Measured & { readonly case: string; readonly workers: number };

const median = (numbers: ReadonlyArray<number>): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

/** undefined if any is. */
const medianOf = (numbers: ReadonlyArray<number | undefined>): number | undefined => {
  const known = numbers.filter((each) => each !== undefined);
  return known.length < numbers.length ? undefined : median(known);
};

export const summary = (runs: ReadonlyArray<Run>): Measured => {
  const [first] = runs;
  if (first === undefined) throw new Error("no run");
  const { states, generated } = first;
  const seconds = runs.map((run) => run.seconds);
  const middle = median(seconds);
  const storeBytes = medianOf(runs.map((run) => run.storeBytes));
  return {
    runs: runs.length,
    states,
    generated,
    seconds: { median: middle, min: Math.min(...seconds), max: Math.max(...seconds) },
    transitionsPerSecond: generated / middle,
    bytesPerState: storeBytes === undefined ? undefined : storeBytes / states,
    peakBytes: medianOf(runs.map((run) => run.peakBytes)),
  };
};

/** SPIN prints eight digits. */
const isSame = (a: number, b: number): boolean => a === b || (b >= 1e8 && Math.abs(a - b) <= 1e-7 * b);

/** Throws unless all have explored the same. */
export const demandEqual = (rows: ReadonlyArray<Row>): void => {
  const [first] = rows;
  if (first === undefined) return;
  for (const { checker, states, generated } of rows)
    if (!isSame(states, first.states) || !isSame(generated, first.generated))
      throw new Error(
        `${first.case}: ${checker} counts ${states} states and ${generated} generated, ` +
          `${first.checker} counts ${first.states} and ${first.generated}`,
      );
};

/** A long case is run once. */
export const runsOf = (one: Case, runs: number): number => (one.isLong === true ? 1 : runs);

type Contestant = { readonly checker: string; readonly built: Built };

const contestants = (one: Case, peers: ReadonlyArray<Peer>): ReadonlyArray<Contestant> => [
  ...ways.map((way) => ({
    checker: way.checker,
    built: { compileSeconds: 0, run: () => explored(one.name, way) },
  })),
  ...peers.flatMap((peer) =>
    peer.modes.flatMap((mode) => {
      const built = peer.build(one, mode);
      return built === undefined ? [] : [{ checker: mode, built }];
    }),
  ),
];

/** Every checker once, then every checker again: what slows the machine down for a while slows them all. */
export const beside = async (one: Case, runs: number, peers: ReadonlyArray<Peer>): Promise<ReadonlyArray<Row>> => {
  const all = contestants(one, peers).map((each) => ({ ...each, done: [] as Run[] }));
  for (let i = 0; i < runsOf(one, runs); i++) for (const { built, done } of all) done.push(await built.run());
  const rows = all.map(({ checker, built, done }) => ({
    case: one.name,
    checker,
    ...summary(done),
    compileSeconds: built.compileSeconds,
  }));
  demandEqual(rows);
  return rows;
};

const repeated = async (runs: number, run: () => Promise<Run>): Promise<Measured> => {
  const done: Run[] = [];
  for (let i = 0; i < runs; i++) done.push(await run());
  return summary(done);
};

export const growth = async (model: Model, runs: number): Promise<ReadonlyArray<GrowthRow>> => {
  const rows: GrowthRow[] = [];
  for (const { name } of model.sizes)
    rows.push({ model: model.name, size: name, ...(await repeated(runs, () => explored(name, {}))) });
  return rows;
};

/** With each number of workers once, then with each again. */
export const scaling = async (one: Case, runs: number): Promise<ReadonlyArray<ScalingRow>> => {
  const all = workerCounts.map((workers) => ({ workers, done: [] as Run[] }));
  for (let i = 0; i < runsOf(one, runs); i++)
    for (const { workers, done } of all) done.push(await explored(one.name, { workers }));
  return all.map(({ workers, done }) => ({ case: one.name, workers, ...summary(done) }));
};

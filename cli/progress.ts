/** How far an exploration is, on one line of a terminal that is rewritten. */
import { SingleBar } from "cli-progress";
import type { Options, Progress } from "../checker/explore/report.js";
import type { SimulationProgress } from "../checker/explore/simulation-report.js";
import { count, plural, showBytes } from "../report/text.js";
import { showText } from "../report/value.js";

export type Bounds = Pick<Options, "maxStates" | "maxBytes" | "maxSeconds">;

type Part = { readonly done: number; readonly secondsLeft: number };

const towards = (limit: number | undefined, reached: number, seconds: number): ReadonlyArray<Part> =>
  limit === undefined || reached <= 0
    ? []
    : [{ done: Math.min(1, reached / limit), secondsLeft: Math.max(0, (seconds * (limit - reached)) / reached) }];

/** The bound that is nearest at the present rate: the part of it that is used up, and the seconds until it is hit. */
export const nearestBound = (bounds: Bounds, { states, bytes, seconds, lossy }: Progress): Part | undefined =>
  [
    ...towards(bounds.maxStates, states, seconds),
    // A lossy set takes what memory there is, and no more.
    ...towards(lossy === undefined ? bounds.maxBytes : undefined, bytes, seconds),
    ...towards(bounds.maxSeconds, seconds, seconds),
  ].toSorted((a, b) => a.secondsLeft - b.secondsLeft)[0];

const duration = (seconds: number): string => {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
};

/** The time to the nearest bound if there is one, then states, what is left to do, and memory. */
export const showProgress = (what: string, progress: Progress, bound: Part | undefined): string => {
  const rate = progress.seconds > 0 ? Math.round(progress.states / progress.seconds) : 0;
  const { temporal } = progress;
  const doing =
    temporal === undefined
      ? `${count(progress.frontier)} to do, ${count(rate)}/s`
      : `temporal property ${count(temporal.decided + 1)} of ${count(temporal.of)}`;
  const left = bound === undefined ? "" : `${duration(bound.secondsLeft)} left, `;
  const { sinceCheckpoint, lossy } = progress;
  const missing = lossy === undefined ? "" : `, lossy (${lossy})`;
  const kept = sinceCheckpoint === undefined ? "" : `, checkpoint ${duration(sinceCheckpoint)} ago`;
  return `${showText(what)}: ${left}${count(progress.states)} states, ${doing}, ${showBytes(progress.bytes)}${missing}${kept}`;
};

export type Meter = {
  readonly show: (what: string, progress: Progress) => void;
  /** Clears the line. */
  readonly stop: () => void;
};

/** How far the reading of a file is. */
export type ReadingMeter = {
  readonly show: (file: string, frames: number) => void;
  readonly stop: () => void;
};

/** What takes no longer than this is not worth a line. */
const PATIENCE = 1000;

type Line = { readonly show: (done: number, text: () => string) => void; readonly stop: () => void };

/** Silent if the stream is not a terminal, and for the first second. */
const line = (stream: NodeJS.WriteStream, format: string, now: () => number): Line => {
  const started = now();
  const bar = new SingleBar({
    stream,
    format,
    barsize: 10,
    clearOnComplete: true,
    // The terminal's settings stay as they are, so that a second Ctrl-C leaves nothing behind.
    linewrap: true,
    gracefulExit: false,
  });
  return {
    show: (done, text) => {
      if (now() - started < PATIENCE) return;
      if (bar.isActive) bar.update(done, { text: text() });
      else bar.start(1, done, { text: text() });
    },
    stop: () => bar.stop(),
  };
};

export const meter = (stream: NodeJS.WriteStream, bounds: Bounds, now: () => number): Meter => {
  const isBounded = Object.values(bounds).some((limit) => limit !== undefined);
  const { show, stop } = line(stream, isBounded ? "[{bar}] {text}" : "{text}", now);
  return {
    show: (what, progress) => {
      const bound = nearestBound(bounds, progress);
      show(bound?.done ?? 0, () => showProgress(what, progress, bound));
    },
    stop,
  };
};

export const readingMeter = (stream: NodeJS.WriteStream, now: () => number): ReadingMeter => {
  const { show, stop } = line(stream, "{text}", now);
  return { show: (file, frames) => show(0, () => `${showText(file)}: ${count(frames)} frames read`), stop };
};

export type SimulationBounds = { readonly runs: number; readonly maxSeconds: number | undefined };

/** The time to the last run or to the bound, whichever is first, then runs, steps and rate. */
export const showSimulationProgress = (
  what: string,
  progress: SimulationProgress,
  bounds: SimulationBounds,
): string => {
  const { runs, steps, seconds } = progress;
  const [next] = simulationParts(progress, bounds);
  const left = next === undefined ? "" : `${duration(next.secondsLeft)} left, `;
  const rate = seconds > 0 ? Math.round(steps / seconds) : 0;
  return `${showText(what)}: ${left}${count(runs)} of ${plural(bounds.runs, "run")}, ${plural(steps, "step")}, ${count(rate)}/s`;
};

const simulationParts = ({ runs, seconds }: SimulationProgress, bounds: SimulationBounds): ReadonlyArray<Part> =>
  [...towards(bounds.runs, runs, seconds), ...towards(bounds.maxSeconds, seconds, seconds)].toSorted(
    (a, b) => a.secondsLeft - b.secondsLeft,
  );

/** How far random runs are. */
export type SimulationMeter = {
  readonly show: (what: string, progress: SimulationProgress) => void;
  readonly stop: () => void;
};

export const simulationMeter = (
  stream: NodeJS.WriteStream,
  bounds: SimulationBounds,
  now: () => number,
): SimulationMeter => {
  const { show, stop } = line(stream, "[{bar}] {text}", now);
  return {
    show: (what, progress) =>
      show(simulationParts(progress, bounds)[0]?.done ?? 0, () => showSimulationProgress(what, progress, bounds)),
    stop,
  };
};

import { PassThrough } from "node:stream";
import * as E from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { INTERRUPTED, interruption } from "../../cli/interruption.js";
import { didYouMean, nearest } from "../../cli/nearest.js";
import { paint } from "../../cli/paint.js";
import {
  meter,
  nearestBound,
  readingMeter,
  showProgress,
  showSimulationProgress,
  simulationMeter,
} from "../../cli/progress.js";
import { parseBytes, parseCount, parseDuration, parseRange, parseSeconds } from "../../cli/quantities.js";

test.each([
  ["1", 1],
  ["512MiB", 512 * 2 ** 20],
  ["1.5 GB", 1.5e9],
  ["2tib", 2 * 2 ** 40],
  ["10b", 10],
])("memory: %s", (text, bytes) => {
  expect(parseBytes(text)).toEqual(E.right(bytes));
});

test.each(["", "0", "GB", "-1GB", "1 XB", "1e3", "0.1b", "1  GB"])("no memory: '%s'", (text) => {
  expect(E.isLeft(parseBytes(text))).toBe(true);
});

test.each([
  ["1000", 1000],
  ["1_000_000", 1e6],
  ["1e6", 1e6],
])("a count: %s", (text, value) => {
  expect(parseCount(text)).toEqual(E.right(value));
});

test.each(["", "0", "-1", "1.5", "0x10", "1e99", "Infinity", " 1"])("no count: '%s'", (text) => {
  expect(E.isLeft(parseCount(text))).toBe(true);
});

test.each(["", "0", "-1", "1e3", "NaN", "."])("no seconds: '%s'", (text) => {
  expect(E.isLeft(parseSeconds(text))).toBe(true);
});

test.each([
  ["500ms", 0.5],
  ["60s", 60],
  ["1.5s", 1.5],
  ["5m", 300],
  ["2h", 7200],
])("a duration: %s", (text, seconds) => {
  expect(parseDuration(text)).toEqual(E.right(seconds));
});

test.each(["", "60", "0s", "-1s", "5 m", "1d", "s", "1e3s"])("no duration: '%s'", (text) => {
  expect(E.isLeft(parseDuration(text))).toBe(true);
});

test("seconds may have a fraction", () => {
  expect(parseSeconds("0.25")).toEqual(E.right(0.25));
});

test.each([
  ["7", 7, 7],
  ["7-12", 7, 12],
  ["7-", 7, Number.POSITIVE_INFINITY],
  ["-12", 1, 12],
])("frames: %s", (text, from, to) => {
  expect(parseRange(text)).toEqual(E.right({ from, to }));
});

test.each(["", "-", "0", "0-3", "9-3", "1-2-3", "a", "1,2", "1 - 2"])("no frames: '%s'", (text) => {
  expect(E.isLeft(parseRange(text))).toBe(true);
});

test.each([
  { given: "P-LOS-1", names: ["P-LOOP-1", "P-LOSS-1", "P-DEAD-1"], near: ["P-LOSS-1", "P-LOOP-1"] },
  {
    given: "loss",
    names: ["P-LOSS-1", "P-LOSS-2", "P-LOSS-3", "P-LOSS-4"],
    near: ["P-LOSS-1", "P-LOSS-2", "P-LOSS-3"],
  },
  { given: "quite another", names: ["P-LOSS-1"], near: [] },
  { given: "", names: ["ab", "abc"], near: ["ab"] },
])("near $given: $near", ({ given, names, near }) => {
  expect(nearest(given, names)).toEqual(near);
});

test("a suggestion is a question, or nothing", () => {
  expect(didYouMean("gud", ["good", "god"])).toBe("; did you mean 'god' or 'good'?");
  expect(didYouMean("nothing like it", ["good"])).toBe("");
});

test("the first interruption aborts, the second ends", () => {
  const said: string[] = [];
  const codes: number[] = [];
  const { signal, interrupt } = interruption(
    (line) => said.push(line),
    (code) => codes.push(code),
  );
  expect(signal.aborted).toBe(false);
  interrupt();
  expect({ isAborted: signal.aborted, said: said.length, codes }).toEqual({ isAborted: true, said: 1, codes: [] });
  interrupt();
  expect({ said: said.length, codes }).toEqual({ said: 1, codes: [INTERRUPTED] });
});

const progress = { states: 1000, frontier: 10, transitions: 5000, depth: 3, seconds: 10, bytes: 2 ** 20 };

test.each([
  { bounds: {}, is: undefined },
  { bounds: { maxStates: 4000 }, is: { done: 0.25, secondsLeft: 30 } },
  { bounds: { maxStates: 4000, maxSeconds: 20 }, is: { done: 0.5, secondsLeft: 10 } },
  { bounds: { maxBytes: 2 ** 19 }, is: { done: 1, secondsLeft: 0 } },
])("the nearest of $bounds", ({ bounds, is }) => {
  expect(nearestBound(bounds, progress)).toEqual(is);
});

test("progress as text", () => {
  expect(showProgress("1/2 good", progress, undefined)).toBe("1/2 good: 1,000 states, 10 to do, 100/s, 1.0 MiB");
  expect(showProgress("a\u001b", progress, { done: 0.1, secondsLeft: 61.2 })).toBe(
    "a\\u001b: 1 min 2 s left, 1,000 states, 10 to do, 100/s, 1.0 MiB",
  );
  expect(showProgress("good", { ...progress, temporal: { decided: 1, of: 9 } }, undefined)).toBe(
    "good: 1,000 states, temporal property 2 of 9, 1.0 MiB",
  );
  expect(showProgress("good", { ...progress, sinceCheckpoint: 11.2 }, undefined)).toBe(
    "good: 1,000 states, 10 to do, 100/s, 1.0 MiB, checkpoint 12 s ago",
  );
  expect(showProgress("good", { ...progress, lossy: "bitstate" }, undefined)).toBe(
    "good: 1,000 states, 10 to do, 100/s, 1.0 MiB, lossy (bitstate)",
  );
  expect(nearestBound({ maxBytes: 2 ** 19 }, { ...progress, lossy: "compact" })).toBeUndefined();
});

/** What a terminal of no columns, or a file, is sent. */
const written = (isTTY: boolean, bounds: { maxStates?: number }, elapsed: number): string => {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 0 });
  let now = 0;
  const { show, stop } = meter(stream as unknown as NodeJS.WriteStream, bounds, () => now);
  now = elapsed;
  show("good", progress);
  stop();
  return String((stream.read() as Buffer | null) ?? "");
};

test("progress is for terminals, and for what takes more than a second", () => {
  expect(written(true, {}, 999)).toBe("");
  expect(written(false, {}, 5000)).toBe("");
  expect(written(true, {}, 5000)).toContain("good: 1,000 states");
  expect(written(true, { maxStates: 2000 }, 5000)).toContain("[=====-----] good: 10 s left, 1,000 states");
});

test.each([
  { bounds: { runs: 40, maxSeconds: undefined }, is: "good: 30 s left, 10 of 40 runs, 2,000 steps, 200/s" },
  { bounds: { runs: 40, maxSeconds: 15 }, is: "good: 5 s left, 10 of 40 runs, 2,000 steps, 200/s" },
])("progress of random runs: $is", ({ bounds, is }) => {
  const runs = { runs: 10, steps: 2000, seconds: 10 };
  expect(showSimulationProgress("good", runs, bounds)).toBe(is);
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 0 });
  let now = 0;
  const { show, stop } = simulationMeter(stream as unknown as NodeJS.WriteStream, bounds, () => now);
  now = 5000;
  show("good", runs);
  stop();
  expect(String(stream.read())).toContain(is);
});

test("progress of reading", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 0 });
  let now = 0;
  const { show, stop } = readingMeter(stream as unknown as NodeJS.WriteStream, () => now);
  show("a.pcap", 10_000);
  expect(stream.read()).toBeNull();
  now = 2000;
  show("a\u001b.pcap", 20_000);
  stop();
  expect(String(stream.read())).toContain("a\\u001b.pcap: 20,000 frames read");
});

test.each([
  { hasColour: false, noColor: undefined },
  { hasColour: true, noColor: "1" },
])("no colours: $hasColour, NO_COLOR=$noColor", ({ hasColour, noColor }) => {
  expect(paint(hasColour, noColor).bad("x")).toBe("x");
});

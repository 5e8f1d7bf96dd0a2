import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import type { Options, Result } from "../../checker/explore/report.js";
import type { System } from "../../checker/system.js";
import { specify } from "../../checker/specify.js";
import { exitCode } from "../../report/exit-code.js";
import { showStatistics } from "../../report/statistics.js";
import { showBytes, showLossy, showResult, showWarning } from "../../report/text.js";
import { showValue } from "../../report/value.js";

type Lossy = {
  components: { sent: number; got: number; secret: string };
  channels: { net: number };
  label: { tag: "send"; n: number } | { tag: "get" } | "never";
};
const { rule, receive, always, sometimes, deadlockFree, boundary, system } = specify<Lossy>();

const lossy = system({
  name: "a sender that does not wait",
  components: { sent: [0], got: [0], secret: ["\u001b[2J\u202e"] },
  channels: { net: { discipline: "fifo", capacity: 1, whenFull: "overflow" } },
  rules: [
    rule("send", ["sent"], ({ sent }) => [
      { label: { tag: "send", n: sent }, next: { sent: sent + 1 }, send: [{ to: "net", message: sent }] },
    ]),
    receive("get", "net", ["got"], ({ got }) => [{ label: { tag: "get" }, next: { got: got + 1 } }]),
    rule("never", ["sent"], ({ sent }) => (sent > 9 ? [{ label: "never" }] : [])),
  ],
  boundaries: [boundary("three sends", ["sent"], ({ sent }) => sent <= 3)],
  properties: [
    always("nothing is lost", ["sent", "got", "net"], ({ sent, got, net }) => sent - got === net.length),
    always("of nothing", [], () => false, { given: () => false }),
    sometimes("something arrives", ["got"], ({ got }) => got > 0),
    sometimes("everything arrives twice", ["sent", "got"], ({ sent, got }) => got > 2 * sent),
    deadlockFree("goes on", [], () => false),
  ],
});

/** Without what depends on the machine. */
const timeless = (options: Options = {}, subject: System = lossy): Result => {
  const result = explore(subject, { ...options, now: () => 0 });
  return result.tag === "Fault" ? result : { ...result, peakBytes: 3 * 2 ** 19 };
};

test("exit codes", () => {
  expect(exitCode(timeless())).toBe(1);
  expect(exitCode(timeless({ maxStates: 1 }))).toBe(3);
  expect(exitCode(timeless({}, { ...lossy, properties: [] }))).toBe(0);
  expect(exitCode(timeless({}, { ...lossy, starts: [] }))).toBe(2);
});

test("a report as text", async () => {
  await expect(`${showResult(timeless())}\n`).toMatchFileSnapshot("../golden/report.txt");
});

test("statistics as text", async () => {
  const result = timeless();
  if (result.tag === "Fault") throw new Error(result.what);
  await expect(`${showStatistics(result)}\n`).toMatchFileSnapshot("../golden/statistics.txt");
});

test("a report that a bound ended", async () => {
  await expect(`${showResult(timeless({ maxStates: 1 }))}\n`).toMatchFileSnapshot("../golden/report-bound.txt");
});

test("an error of the specification as text", async () => {
  const broken = rule("broken", ["secret"], ({ secret }) => {
    throw new Error(`no way: ${secret}`);
  });
  const result = explore({ ...lossy, rules: [...lossy.rules, broken] });
  await expect(`${showResult(result)}\n`).toMatchFileSnapshot("../golden/fault.txt");
});

test.each([
  { value: { b: 1, a: ["x y", null, true, undefined] }, is: '{b: 1, a: ["x y", null, true, undefined]}' },
  { value: 'say "hi"', is: '"say \\"hi\\""' },
  { value: "\u001b[31m\u0000\u202e", is: '"\\u001b[31m\\u0000\\u202e"' },
  { value: [10n, -0.5, ""], is: '[10n, -0.5, ""]' },
  { value: Symbol("s"), is: "a symbol" },
])("value: $is", ({ value, is }) => {
  expect(showValue(value)).toBe(is);
});

test.each([
  [0, "0 bytes"],
  [1023, "1023 bytes"],
  [1536, "1.5 KiB"],
  [200 * 2 ** 20, "200 MiB"],
  [2.5 * 2 ** 40, "2.5 TiB"],
])("%d bytes are %s", (bytes, is) => {
  expect(showBytes(bytes)).toBe(is);
});

test.each([
  [0, "ones: 0, and"],
  [0.001_234, "ones: 0.0012, and"],
  [1234.5, "ones: 1,235, and"],
])("what is expected to be missed: %d", (expectedMissed, says) => {
  expect(showLossy({ mode: "compact", from: 1, expectedMissed })).toContain(says);
});

test("a report of a lossy exploration", () => {
  const report = timeless();
  if (report.tag === "Fault") throw new Error(report.what);
  const told = showResult({
    ...report,
    complete: false,
    lossy: { mode: "bitstate", from: 1200, expectedMissed: 3.21 },
  });
  expect(told.split("\n")[2]).toBe(
    "lossy (bitstate) from 1,200 states on, where memory ended; expected number of states taken for known ones: 3.2, and what " +
      "only they lead to is missing too; counts are lower bounds, trails may not be shortest, temporal properties are not decided",
  );
});

test("every warning has its sentence, and a number in it where it has one", () => {
  expect(showWarning({ tag: "RuleMisses", rule: "r", hitRate: 0.25 })).toContain("75 %");
  expect(showWarning({ tag: "NotLossy", reason: "it is small" })).toContain("lossy mode was asked for: it is small");
  expect(showWarning({ tag: "Blocked", channel: "c", outcomes: 1 })).toBe("channel 'c' was full and blocked 1 outcome");
  expect(showWarning({ tag: "Cut", boundary: "b", states: 2 })).toContain("2 generated states");
});

test.each<{ options: Options; says: string }>([
  { options: { maxBytes: 1 }, says: "stopped at 1.5 MiB (bound 1 bytes)" },
  { options: { signal: { aborted: true } }, says: "stopped on request after 0.0 s" },
  { options: { until: "violated" }, says: "stopped at the first violation" },
])("a bound: $says", ({ options, says }) => {
  const result = timeless(options, { ...lossy, boundaries: [] });
  expect(showResult(result).replace(/stopped at [\d.]+ [KM]iB/, "stopped at 1.5 MiB")).toContain(says);
});

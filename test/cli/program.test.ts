import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import type { Verification } from "../../report/verification.js";
import { FAKE, run, start } from "./run.js";

test.each([
  { code: 0, args: ["verify", "good", "idle"], out: /^as expected: 2 scenarios/, err: /^$/ },
  { code: 0, args: ["--help"], out: /Exit codes: 0 as expected, 1 violated/, err: /^$/ },
  { code: 0, args: ["--version"], out: /^1\.2\.3\n$/, err: /^$/ },
  { code: 1, args: ["verify", "bad"], out: /^violated: 1 scenario/, err: /^$/ },
  { code: 1, args: ["verify", "gloomy"], out: /holds, expected: violated/, err: /^$/ },
  { code: 1, args: ["verify", "endless", "bad", "--max-states", "100"], out: /^violated: 2 scenarios/, err: /^$/ },
  {
    code: 2,
    args: ["verify", "goood"],
    out: /^$/,
    err: /^mpacheck: unknown scenario 'goood'; did you mean 'good'\?\n$/,
  },
  { code: 2, args: ["verfy"], out: /^$/, err: /^mpacheck: Unknown argument: verfy\nmpacheck: Did you mean verify\?\n/ },
  { code: 3, args: ["verify", "endless", "--max-states", "100"], out: /^inconclusive: .*\(bound 100\)/s, err: /^$/ },
])("exit code $code: $args", async ({ code, args, out, err }) => {
  const ended = await run(...args);
  expect(ended.out).toMatch(out);
  expect(ended.err).toMatch(err);
  expect(ended.code).toBe(code);
});

test("exit code 4: one line, and no stack", async () => {
  const { code, out, err } = await run("verify", "broken", "good");
  expect({ code, out }).toEqual({ code: 4, out: "" });
  expect(err).toBe("mpacheck: internal error: broken: error in the specification: rule 'count': Error: no way\n");
});

test.each([
  { env: { FORCE_COLOR: "1" }, args: [], isColoured: true },
  { env: { FORCE_COLOR: "1" }, args: ["--no-color"], isColoured: false },
  { env: { FORCE_COLOR: "1", NO_COLOR: "1" }, args: [], isColoured: false },
  { env: { FORCE_COLOR: "1", NO_COLOR: "" }, args: [], isColoured: true },
])("colours: $isColoured with $args and $env", async ({ env, args, isColoured }) => {
  const { out } = await start(["verify", "bad", ...args], FAKE, env).ended;
  expect(out.includes("\u001b[")).toBe(isColoured);
});

test("Ctrl-C ends with what is known so far", async () => {
  const { child, ended } = start(["verify", "bad", "endless", "good", "--format", "json"]);
  child.stderr?.on("data", (text: string) => text.includes("under way") && child.kill("SIGINT"));
  const { code, out, err } = await ended;
  expect(err).toContain("ending with what is known so far; once more ends at once");
  expect(code).toBe(1);
  const { scenarios } = JSON.parse(out) as Verification;
  expect(scenarios.map(({ name, verdict, complete }) => ({ name, verdict, complete }))).toEqual([
    { name: "bad", verdict: "violated", complete: true },
    { name: "endless", verdict: "inconclusive", complete: false },
    { name: "good", verdict: "inconclusive", complete: false },
  ]);
  expect(scenarios[1]?.states).toBeGreaterThan(20_000);
  expect(scenarios[1]?.stopped).toMatch(/^stopped on request/);
  expect(scenarios[2]?.stopped).toBe("not explored");
});

test("Ctrl-C with nothing unexpected found is inconclusive", async () => {
  const { child, ended } = start(["verify", "endless"]);
  child.stderr?.on("data", (text: string) => text.includes("under way") && child.kill("SIGINT"));
  expect(await ended).toMatchObject({ code: 3, out: expect.stringMatching(/^inconclusive: 1 scenario/) as string });
});

test("a reader that has seen enough changes nothing", async () => {
  const command = `"$0" ${FAKE.join(" ")} verify bad --trail all --format json; echo "code $?" >&2`;
  const { out, err } = await new Promise<{ out: string; err: string }>((resolve) => {
    // The pipe is closed before anything is written to it.
    execFile("bash", ["-c", `{ ${command}; } | true`, process.execPath], (_, stdout, stderr) =>
      resolve({ out: stdout, err: stderr }),
    );
  });
  expect({ out, err }).toEqual({ out: "", err: "code 1\n" });
});

test.skipIf(process.platform !== "linux")("results that can't be written are an internal error", async () => {
  const command = `"$0" ${FAKE.join(" ")} list >/dev/full`;
  const { code, err } = await new Promise<{ code: unknown; err: string }>((resolve) => {
    execFile("bash", ["-c", command, process.execPath], (error, _, stderr) =>
      resolve({ code: error?.code, err: stderr }),
    );
  });
  expect({ code, err }).toEqual({
    code: 4,
    err: "mpacheck: internal error: the results could not be written (ENOSPC)\n",
  });
});

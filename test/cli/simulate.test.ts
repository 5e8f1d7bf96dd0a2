import * as E from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { type SimulateRequest, simulate } from "../../cli/simulate.js";
import { openThreads } from "../../cli/simulation-threads.js";
import { replay } from "../../checker/trail.js";
import { simulationOf } from "../../report/simulate.js";
import { showSimulation } from "../../report/simulation-text.js";
import { Simulation } from "../../report/simulation.js";
import { plain } from "../../report/paint.js";
import { ask, surroundings } from "./ask.js";
import { fake } from "./fake/workbench.js";
import { run, start } from "./run.js";
import { file } from "./support/scratch.js";

const request = (names: ReadonlyArray<string>, rest: Partial<SimulateRequest> = {}): SimulateRequest => ({
  choice: { names, files: [], settings: [] },
  properties: [],
  runs: 20,
  steps: 30,
  seed: 1,
  firstRun: 0,
  workers: 1,
  maxSeconds: undefined,
  trail: "unexpected",
  format: "text",
  ...rest,
});

test.each([
  { golden: "simulate", names: ["good", "idle", "bad", "gloomy"] },
  { golden: "simulate-all-trails", names: ["good"], rest: { trail: "all" } },
  { golden: "simulate-no-trail", names: ["bad"], rest: { trail: "none" } },
] satisfies { golden: string; names: string[]; rest?: Partial<SimulateRequest> }[])(
  "as text: $golden",
  async ({ golden, names, ...row }) => {
    const { out, err } = await simulate(fake(), request(names, "rest" in row ? row.rest : {}), surroundings);
    expect(err).toEqual([]);
    await expect(`${out}\n`).toMatchFileSnapshot(`../golden/cli/${golden}.txt`);
  },
);

test.each([
  { code: 0, args: ["good", "idle"], says: /^as expected: 2 scenarios, 2,000 runs/ },
  { code: 0, args: ["good", "--runs", "1", "--steps", "1"], says: /^as expected: 1 scenario, 1 run, 1 step, seed 7/ },
  { code: 0, args: ["gloomy"], says: /^as expected: .* no violation met/ },
  { code: 1, args: ["bad", "good"], says: /^violated: .*, 1 verdict not as expected/ },
  { code: 1, args: ["good", "--set", "downlinkProbes=2"], says: /^violated/ },
  { code: 0, args: ["bad", "--property", "P-MOVE-1"], says: /^as expected/ },
  { code: 0, args: ["endless", "--runs", "1", "--steps", "20"], says: /^as expected/ },
])("exit code $code: $args", async ({ code, args, says }) => {
  const ended = await ask("simulate", ...args);
  expect(ended.out).toMatch(says);
  expect(ended).toMatchObject({ code, err: [] });
});

test.each([
  { args: ["--runs", "0"], says: "--runs: expected a whole number from 1" },
  { args: ["--steps", "some"], says: "--steps: expected a whole number from 1" },
  { args: ["--runs", "4294967296"], says: "--runs: expected a whole number from 1 to 4294967295" },
  { args: ["--seed", "-1"], says: "--seed: expected a whole number from 0 below 4294967296, got '-1'" },
  { args: ["--seed", "4294967296"], says: "--seed: expected a whole number from 0 below 4294967296" },
  { args: ["--first-run", "1.5"], says: "--first-run: expected a whole number from 0" },
  { args: ["--first-run", "4294967295"], says: "--first-run: expected runs with numbers below 4294967296" },
  { args: ["--workers", "300"], says: "--workers: expected a whole number from 1 to 256" },
  { args: ["--workers", "1", "--workers", "2"], says: "--workers: expected once, got 2 times" },
  { args: ["--format", "mermaid"], says: '"mermaid", Choices: "text", "json"' },
  { args: ["goood"], says: "unknown scenario 'goood'; did you mean 'good'?" },
  { args: ["--property", "P-LOSS"], says: "unknown property 'P-LOSS'; did you mean 'P-LOSS-1'?" },
  { args: ["--max-states", "5"], says: "Unknown argument" },
])("exit code 2: $args", async ({ args, says }) => {
  const ended = await ask("simulate", ...args);
  expect(ended.err.join("\n")).toContain(says);
  expect(ended).toMatchObject({ code: 2, out: "" });
});

test("exit code 3: a bound before any run is over", async () => {
  let time = 0;
  const slow = { ...surroundings, now: () => (time += 1000) };
  const { code, out } = await simulate(fake(), request(["endless"], { steps: 1e6, maxSeconds: 1 }), slow);
  expect(code).toBe(3);
  expect(out).toMatch(
    /^inconclusive: 1 scenario, 0 runs, \d+ steps, seed 1, 1 scenario not exercised\nendless: stopped after/,
  );
});

const parsed = (out: string): Simulation => {
  const json: unknown = JSON.parse(out);
  // What a codec does not know it drops; nothing may be dropped.
  expect(Simulation.decode(json)).toEqual(E.right(json));
  return json as Simulation;
};

test.each([
  ["good", "idle", "bad", "gloomy", "--trail", "all"],
  ["endless", "--runs", "2"],
  ["bad", "--trail", "none"],
])("JSON by its schema: %s", async (...args) => {
  const { out } = await ask("simulate", ...args, "--format", "json");
  parsed(out);
  expect(Simulation.is({ ...(JSON.parse(out) as object), schema: "mpacheck/simulate@2" })).toBe(false);
});

test("what is found is had again by the command that is told, and by its choices", async () => {
  const mine = file("it's mine", JSON.stringify({ name: "mine", title: "", variant: "V-02", profile: "as-written" }));
  const given = ["good", "--scenario-file", mine, "--set", "downlinkProbes=2", "--seed", "5", "--format", "json"];
  const { out } = await ask("simulate", ...given);
  const bench = fake();
  for (const [i, { properties, options }] of parsed(out).scenarios.entries()) {
    const found = properties.find(({ id }) => id === "P-LOSS-1");
    const command = found?.found?.again ?? "";
    const words = i === 0 ? "good" : `--scenario-file '${mine.replace("'", `'\\''`)}'`;
    expect(command).toBe(
      `mpacheck simulate ${words} --set downlinkProbes=2 --seed 5 --first-run ${found?.found?.run} --runs 1 --steps 200`,
    );
    const subject = i === 0 ? ["good"] : ["--scenario-file", mine];
    const rest = command.split("--set")[1]?.split(" ").slice(1) ?? [];
    const again = await ask("simulate", ...subject, "--set", ...rest, "--format", "json");
    const alone = parsed(again.out).scenarios[0]?.properties.find(({ id }) => id === "P-LOSS-1");
    expect(alone).toEqual(found);
    const scenario = { name: "", title: "", variant: "V-02", profile: "as-written", options, expect: {} };
    const trail = replay(bench.system(scenario as never, []), found?.trail?.choices ?? []);
    expect(trail).toMatchObject({ tag: "Trail", steps: found?.trail?.steps.map(({ rule }) => ({ rule })) });
  }
});

const withoutTime = (out: string): Simulation => {
  const found = parsed(out);
  return { ...found, scenarios: found.scenarios.map((scenario) => ({ ...scenario, seconds: 0 })) };
};

test("the results are the same for any number of threads", async () => {
  const [one, two, four] = await Promise.all(
    [1, 2, 4].map(async (workers) => {
      const { out } = await simulate(fake(), request(["bad", "good"], { format: "json", workers }), surroundings);
      return withoutTime(out);
    }),
  );
  expect(one?.scenarios.map(({ verdict }) => verdict)).toEqual(["violated", "as expected"]);
  expect(two).toEqual(one);
  expect(four).toEqual(one);
});

test.each([
  { name: "ends", says: /^thread [12] of 2 has ended, with exit code 3$/ },
  { name: "throws", says: /^thread [12] of 2: out of luck$/ },
  { name: "is-not-there", says: /^thread [12] of 2: .*is-not-there/ },
])("a thread that $name is an error with its reason", async ({ name, says }) => {
  const module = new URL(`./support/threads/${name}.ts`, import.meta.url);
  const bench = { ...fake(), threadModule: module };
  await expect(simulate(bench, request(["good"], { workers: 2 }), surroundings)).rejects.toThrow(says);
});

test("a thread that has ended answers no more, and says why", async () => {
  const module = new URL("./support/threads/ends.ts", import.meta.url);
  const threads = openThreads(module, 1, surroundings.signal);
  const options = { runs: 1, steps: 1, seed: 0, firstRun: 0 };
  const task = { scenario: (await scenarios("good"))[0] as never, properties: [], options };
  for (let i = 0; i < 2; i++)
    await expect(threads.walk(task, () => undefined)).rejects.toThrow("thread 1 of 1 has ended, with exit code 3");
  await threads.close();
});

test("a fault met in a thread is an error with its reason", async () => {
  await expect(simulate(fake(), request(["broken"], { workers: 2 }), surroundings)).rejects.toThrow(
    "broken: error in the specification: rule 'count': Error: no way",
  );
});

test("threads end when they are asked to, with what they know, and tell how far they are", async () => {
  const controller = new AbortController();
  const bench = fake();
  const threads = openThreads(bench.threadModule, 2, controller.signal);
  try {
    const seen: number[] = [];
    const [scenario] = await scenarios("endless");
    const options = { runs: 100_000_000, steps: 200, seed: 0, firstRun: 0 };
    const tallies = await threads.walk({ scenario: scenario as never, properties: [], options }, ({ steps }) => {
      seen.push(steps);
      controller.abort();
    });
    expect(tallies).toMatchObject([{ bound: { kind: "aborted" } }, { bound: { kind: "aborted" } }]);
    expect(seen[0]).toBeGreaterThan(0);
  } finally {
    await threads.close();
  }
});

const scenarios = async (name: string): Promise<ReadonlyArray<unknown>> => {
  const bench = fake();
  const { choose } = await import("../../cli/scenarios.js");
  const chosen = await choose(bench, { names: [name], files: [], settings: [] })();
  return E.isRight(chosen) ? chosen.right.map(({ scenario }) => scenario) : [];
};

test("after an interruption nothing more is simulated", async () => {
  for (const workers of [1, 2]) {
    const interrupted = { ...surroundings, signal: AbortSignal.abort() };
    const { code, out } = await simulate(fake(), request(["good"], { workers }), interrupted);
    expect(code).toBe(3);
    expect(out).toContain("good: not simulated");
  }
});

test.each([{ workers: "1" }, { workers: "2" }])(
  "Ctrl-C ends with what is known so far: $workers",
  async ({ workers }) => {
    const args = ["simulate", "endless", "good", "--runs", "1e9", "--steps", "1e5", "--workers", workers];
    const { child, ended } = start([...args, "--format", "json"]);
    // Each thread says so, and a second signal would end at once.
    let isInterrupted = false;
    child.stderr?.on("data", (text: string) => {
      if (isInterrupted || !text.includes("under way")) return;
      isInterrupted = child.kill("SIGINT");
    });
    const { code, out, err } = await ended;
    expect(err).toContain("ending with what is known so far; once more ends at once");
    expect(code).toBe(3);
    const [endless, good] = (JSON.parse(out) as Simulation).scenarios;
    expect(endless?.steps).toBeGreaterThan(0);
    expect(endless?.stopped).toMatch(/^stopped on request/);
    expect(good?.stopped).toBe("not simulated");
  },
);

test("a seed that nobody gave is told, and gives the same again", async () => {
  const first = await run("simulate", "bad", "--format", "json");
  const { seed } = parsed(first.out);
  const second = await run("simulate", "bad", "--format", "json", "--seed", String(seed));
  expect(withoutTime(second.out)).toEqual(withoutTime(first.out));
});

test("each bound has its words", () => {
  const report = {
    tag: "SimulationReport",
    system: "",
    seed: 0,
    verdict: "inconclusive",
    runs: 1,
    steps: 1,
    states: 2,
    deadlocks: 0,
    endless: 0,
    seconds: 1,
    properties: [],
    rules: [],
  } as const;
  const telling = { entity: String, event: String, wire: () => undefined, path: String };
  const subject = { name: "x", title: "", profile: "", options: {}, expect: {}, says: {}, telling, again: String };
  const words = (["seconds", "aborted", "memory"] as const).map((kind) => {
    const all = [{ ...subject, report: { ...report, bound: { kind, seconds: 1 } } }];
    return showSimulation(simulationOf(all, 0, "all"), plain, 80).split("\n")[1];
  });
  expect(words).toEqual([
    "x: stopped after 1.0 s, by the bound",
    "x: stopped on request after 1.0 s",
    "x: stopped after 1.0 s: the values of one run are more than memory holds",
  ]);
});

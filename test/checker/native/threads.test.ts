/** Explorations of several threads: what is found is what one finds, whatever the threads do, and whatever becomes of them. */
import fc from "fast-check";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as threads from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { exploration, explore } from "../../../checker/explore/breadth-first.js";
import type { Fast } from "../../../checker/explore/fast.js";
import type { Options, Report } from "../../../checker/explore/report.js";
import { EXPANDED } from "../../../checker/native/fields.js";
import { Unsuited } from "../../../checker/native/units.js";
import type { System } from "../../../checker/system.js";
import { replay } from "../../../checker/trail.js";
import { type Wanted, finish, startLoop } from "../../support/loop.js";
import { looseShapes, looseSystem } from "../../support/loose-system.js";
import { shapes, systemOf, temporalShapes } from "../../support/random-system.js";
import { reported, told } from "../../support/told.js";
import { widened } from "../../support/widened.js";

/** States that others than the owner have expanded, in all explorations of a test. */
type Shared = { states: number };

/** What the threads have expanded is read after each round: at the end the counts are taken. */
const counting = (fast: Fast, shared: Shared): Fast => {
  const { a, crew, workers } = fast.explorer;
  let before = 0;
  const work = (isLarge: boolean): void => {
    crew.work(isLarge);
    const expanded = workers.slice(1).reduce((sum, { at }) => sum + a.doubles[(at + EXPANDED) >>> 3]!, 0);
    shared.states += expanded - before;
    before = expanded;
  };
  fast.explorer.crew = { ...crew, work };
  return fast;
};

const through = (system: System, wanted: Wanted, shared: Shared): Report =>
  reported(finish(counting(startLoop(system, { ...wanted, isShared: true }), shared)));

const halves = (mask: number): Wanted => ({ isSecond: (place) => ((mask >> place) & 1) === 1 });

const trailsCanBeTaken = (system: System, { properties }: Report): void => {
  for (const { trail } of properties)
    if (trail !== undefined) expect(replay(system, trail.choices, trail.loop)).toEqual(trail);
};

const masks = fc.integer({ min: 0, max: 255 });
const crews = fc.constantFrom(2, 3, 4, 8);

const systems: fc.Arbitrary<System> = fc.oneof(
  shapes.map((shape) => ({ ...systemOf(shape), boundaries: [] })),
  looseShapes.map(looseSystem),
  temporalShapes.map((shape) => ({ ...systemOf(shape), boundaries: [] })),
);

/** Levels of several ranges. */
const wide = systems.map((system) => widened(system, 2, 12));

test("random systems: what one finds", () => {
  const shared: Shared = { states: 0 };
  fc.assert(
    fc.property(wide, masks, crews, (system, mask, workers) => {
      const plain = told(explore(system, { kernel: "plain" }));
      for (const many of [workers, 2]) {
        const report = through(system, { ...halves(mask), workers: many }, shared);
        expect(told(report)).toEqual(plain);
        trailsCanBeTaken(system, report);
      }
    }),
    { numRuns: 7 },
  );
  expect(shared.states).toBeGreaterThan(0);
});

/** Of a search that ends early: what is told is so. */
const expectHonest = (report: Report, whole: Report): void => {
  for (const [i, { verdict, trail }] of report.properties.entries()) {
    const known = whole.properties[i]!;
    expect(["inconclusive", known.verdict]).toContain(verdict);
    if (trail !== undefined && trail.loop === undefined) expect(trail.steps.length).toBe(known.trail?.steps.length);
  }
  expect(report.states).toBeLessThanOrEqual(whole.states);
  expect(report.rules.reduce((sum, { fired }) => sum + fired, 0)).toBe(report.transitions);
};

test("random systems: a search that ends early", () => {
  const shared: Shared = { states: 0 };
  const bounds = { violated: 0, states: 0 };
  fc.assert(
    fc.property(wide, masks, crews, (system, mask, workers) => {
      const whole = reported(explore(system, { kernel: "plain" }));
      const maxStates = Math.floor(whole.states / 3);
      const few = through(system, { ...halves(mask), workers, maxStates }, shared);
      expectHonest(few, whole);
      expect(few.complete ? few.states === whole.states : few.states > maxStates).toBe(true);
      if (few.bound?.kind === "states") bounds.states++;
      const first = through(system, { ...halves(mask), workers, until: "violated" }, shared);
      expectHonest(first, whole);
      expect(first.verdict === "violated").toBe(whole.verdict === "violated");
      if (first.bound?.kind === "first violation") bounds.violated++;
      else expect(told(first)).toEqual(told(whole));
      trailsCanBeTaken(system, first);
    }),
    { numRuns: 7 },
  );
  expect(shared.states).toBeGreaterThan(0);
  expect(bounds.violated + bounds.states).toBeGreaterThan(0);
});

/** Beside four counters it has levels that are worth waking threads for, and one state without a step. */
const judged: System = {
  name: "counters",
  components: [],
  starts: [{}],
  rules: [],
  properties: [
    {
      kind: "deadlock-free",
      name: "goes on",
      reads: { a: "wide 0" },
      terminal: () => false,
      sources: [],
    },
    {
      kind: "action",
      name: "steps",
      reads: { a: "wide 0", b: "wide 2" },
      holds: ({ a, b }) => Number(a) < 14 || Number(b) < 10,
      given: undefined,
      sources: [],
    },
  ],
  boundaries: [],
};
const large = widened(judged, 4, 14);
const whole = told(explore(large, { kernel: "plain" }));

const getBuiltinModule = process.getBuiltinModule;
const wait = Atomics.wait;

afterEach(() => {
  process.getBuiltinModule = getBuiltinModule;
  Atomics.wait = wait;
});

type Data = {
  readonly memory: { readonly buffer: SharedArrayBuffer };
  readonly ready: number;
  readonly worker: number;
};
type Given = { readonly workerData: Data };
type Change = {
  readonly code?: (code: string) => string;
  readonly data?: (data: Data) => Data;
  /** Whether the owner goes on before a thread is ready. */
  readonly isLate?: boolean;
};

const clock = new Int32Array(new SharedArrayBuffer(4));

/** Threads that are started with other code, or other data; the result has those that were started. */
const startingWith = ({ code = (own) => own, data = (own) => own, isLate = false }: Change) => {
  const started: threads.Worker[] = [];
  const Start = function (given: string, { workerData, ...others }: Given) {
    const thread = new threads.Worker(code(given), { ...others, workerData: data(workerData) });
    started.push(thread);
    const words = new Int32Array(workerData.memory.buffer);
    if (!isLate) while (Atomics.load(words, workerData.ready) === 0) wait(clock, 0, 0, 1);
    return thread;
  };
  process.getBuiltinModule = () => ({ Worker: Start });
  return started;
};

const ended = (thread: threads.Worker): Promise<unknown> =>
  thread.threadId === -1 ? Promise.resolve() : new Promise((resolve) => thread.once("exit", resolve));

const options: Options = { probe: 1, workers: 3 };

test("threads end with their exploration", async () => {
  const started = startingWith({});
  for (const early of [{}, { maxStates: 3000 }, { until: "violated" } as const])
    expect(reported(explore(large, { ...options, ...early })).kernel).toBe("wasm");
  // Halves that are chosen again have threads of their own.
  expect(started.length).toBeGreaterThanOrEqual(6);
  await Promise.all(started.map(ended));
});

test("threads end though their exploration was left before its end", async () => {
  const started = startingWith({});
  const leave = (): void => {
    const steps = exploration(large, { ...options, progressEvery: 0 });
    while (started.length < 2) steps.next();
    expect(steps.next().done).toBe(false);
  };
  leave();
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const collecting = setInterval(collect, 20);
  await Promise.all(started.map(ended));
  clearInterval(collecting);
});

const late = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);";

test.each<{ name: string } & Change>([
  { name: "come late", code: (code) => late + code, isLate: true },
  { name: "are slow", code: (code) => code.replace("try {", `${late} try {`) },
  { name: "fail when they start", code: () => "throw new Error()", isLate: true },
  { name: "end when they start", code: () => "", isLate: true },
])("threads that $name change nothing", ({ name: _name, ...change }) => {
  startingWith(change);
  const report = reported(explore(large, options));
  expect(report.kernel).toBe("wasm");
  expect(told(report)).toEqual(whole);
});

test("threads that cannot be started change nothing", () => {
  process.getBuiltinModule = () => ({
    Worker: function () {
      throw new Error("Access to this API has been restricted");
    },
  });
  const report = reported(explore(large, options));
  expect(report.kernel).toBe("wasm");
  expect(told(report)).toEqual(whole);
});

/** Time is up at once. */
const hurry = (): void => {
  Atomics.wait = ((words: Int32Array, at: number, value: number, timeout?: number) =>
    wait(words, at, value, timeout === undefined ? undefined : 1)) as typeof wait;
};

test.each<{ name: string } & Change>([
  { name: "fail", data: (data) => ({ ...data, worker: -64 }) },
  { name: "end", code: (code) => code.replace("try {", "process.exit(); try {") },
])("of a round in which threads $name nothing is believed", ({ name: _name, ...change }) => {
  startingWith(change);
  hurry();
  const report = reported(explore(large, options));
  expect(report.kernel).toBe("plain");
  expect(told(report)).toEqual(whole);
  expect(() => finish(startLoop(large, { workers: 2, isShared: true }))).toThrow(Unsuited);
});

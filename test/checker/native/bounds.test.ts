/** Bounds on explorations in the loop: what is known is told, and nothing else. */
import { afterEach, expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Options, Report, Result } from "../../../checker/explore/report.js";
import { specify } from "../../../checker/specify.js";
import type { System } from "../../../checker/system.js";
import { throughLoop } from "../../support/loop.js";
import { reported, told } from "../../support/told.js";

type Counters = { components: { x: number; y: number; z: number }; label: "x" | "y" | "z" };
const { rule, always, sometimes, leadsTo, system } = specify<Counters>();

/** Two counters, one of them without end. */
const unbounded = system({
  name: "unbounded",
  components: { x: [0], y: [0], z: [0] },
  rules: [
    rule("x", ["x"], ({ x }) => [{ label: "x", next: { x: x + 1 } }]),
    rule("y", ["y", "z"], ({ y }) => (y < 3 ? [{ label: "y", next: { y: y + 1 } }] : [])),
  ],
  properties: [
    always("x is small", ["x"], ({ x }) => x < 10),
    always("y is small", ["x", "y"], ({ y }) => y < 10),
    sometimes("x is large", ["x"], ({ x }) => x > 1e9),
    sometimes("y is 3", ["x", "y"], ({ y }) => y === 3),
  ],
});

/** Every state has 3 * 12 steps, nearly all of them to new states. */
const wide = (names: ReadonlyArray<"x" | "y" | "z">): System =>
  system({
    name: "wide",
    components: { x: [0], y: [0], z: [0] },
    rules: names.map((name) =>
      rule(name, { at: name }, ({ at }) =>
        Array.from({ length: 12 }, (_, i) => ({ label: name, next: { at: at * 12 + i } })),
      ),
    ),
  });

const isSecond = (place: number): boolean => place === 0;

const ticking = () => {
  let time = 0;
  return () => (time += 10);
};

const abortedAfter = (looks: number) => {
  let looked = 0;
  return {
    get aborted() {
      return ++looked > looks;
    },
  };
};

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((all, number) => all + number, 0);
const fired = ({ rules }: Report): number => sum(rules.map((each) => each.fired));

test.each<{ name: string; options: Options; bound: object }>([
  { name: "states", options: { maxStates: 5000 }, bound: { kind: "states", limit: 5000 } },
  { name: "memory", options: { maxBytes: 2 ** 23 }, bound: { kind: "memory", limit: 2 ** 23 } },
  { name: "seconds", options: { maxSeconds: 30, now: ticking() }, bound: { kind: "seconds", limit: 30 } },
  { name: "aborted", options: { signal: abortedAfter(50) }, bound: { kind: "aborted", limit: undefined } },
])("$name", ({ options, bound }) => {
  const report = reported(explore(unbounded, { ...options, probe: 1 }));
  expect(report).toMatchObject({ kernel: "wasm", complete: false, verdict: "violated" });
  expect(report.bound).toMatchObject({ ...bound, largest: { component: "x" } });
  expect(report.properties.map(({ verdict }) => verdict)).toEqual([
    "violated",
    "inconclusive",
    "inconclusive",
    "holds",
  ]);
  expect(report.properties.map(({ trail }) => trail?.steps.length)).toEqual([10, undefined, undefined, 3]);
  expect(fired(report)).toBe(report.transitions);
  expect(report.peakBytes).toBeGreaterThan(2 ** 20);
});

/** A platform that has no memory to give. */
const refusing = function refuse(): void {
  throw new RangeError("WebAssembly.Memory(): could not allocate memory");
};

test("a bound on states is passed by a few thousand for each worker", () => {
  for (const workers of [1, 2, 4])
    for (const maxStates of [100, 3000, 30_000]) {
      const subject = wide(["x", "y", "z"]);
      const { states } = reported(throughLoop(subject, { maxStates, workers, isSecond, isShared: true }));
      expect(states).toBeGreaterThan(maxStates);
      expect(states).toBeLessThan(maxStates + 6000 * workers);
    }
});

test("a bound that is reached with the last state is none", () => {
  const subject = system({
    name: "grid",
    components: { x: [0], y: [0], z: [0] },
    rules: (["x", "y"] as const).map((name) =>
      rule(name, { at: name }, ({ at }) => (at < 69 ? [{ label: name, next: { at: at + 1 } }] : [])),
    ),
  });
  const options = { kernel: "wasm", complete: true, bound: undefined, states: 4900 };
  expect(reported(explore(subject, { probe: 1, maxStates: 4900 }))).toMatchObject(options);
  expect(reported(explore(subject, { probe: 1, maxStates: 4000 }))).toMatchObject({ complete: false });
});

test("what is found but not expanded is checked", () => {
  const subject: System = {
    ...wide(["x", "y"]),
    rules: [
      rule("x", ["x"], ({ x }) => Array.from({ length: 3000 }, (_, i) => ({ label: "x", next: { x: x * 3000 + i } }))),
    ],
    properties: [
      always("in the frontier", ["x"], ({ x }) => x !== 2345),
      sometimes("there", ["x", "y"], ({ x, y }) => x + y === 2344),
      always("beyond", ["x"], ({ x }) => x < 3000),
    ],
  };
  const report = reported(throughLoop(subject, { maxStates: 100, isSecond }));
  expect(report).toMatchObject({ states: 3000, bound: { kind: "states" } });
  expect(report.properties.map(({ verdict, trail }) => [verdict, trail?.steps.length])).toEqual([
    ["violated", 1],
    ["holds", 1],
    ["inconclusive", undefined],
  ]);
});

test("until violated: a shortest trail", () => {
  for (const workers of [1, 3])
    for (const far of [1, 7, 23]) {
      const properties = [always("near", ["x", "y"], ({ x, y }) => x < far || y < 2)];
      const subject = { ...unbounded, properties };
      const report = reported(throughLoop(subject, { until: "violated", workers, isSecond, isShared: true }));
      expect(report).toMatchObject({ verdict: "violated", bound: { kind: "first violation" } });
      expect(report.properties[0]?.trail?.steps).toHaveLength(far + 2);
    }
});

type Platform = { Memory: { prototype: { grow: (pages: number) => number } } };
const platform = (globalThis as unknown as { WebAssembly: Platform }).WebAssembly;
const { Memory } = platform;
const { grow } = Memory.prototype;
const original = { Int32Array: globalThis.Int32Array, Uint8Array: globalThis.Uint8Array };

afterEach(() => {
  platform.Memory = Memory;
  Memory.prototype.grow = grow;
  Object.assign(globalThis, original);
});

/** A memory that grows so many times and no more. */
const growing = (times: number): void => {
  let left = times;
  Memory.prototype.grow = function (pages) {
    if (left-- <= 0) throw new RangeError("WebAssembly.Memory.grow(): Unable to grow instance memory");
    return grow.call(this, pages);
  };
};

const square = (size: number): System =>
  system({
    name: "square",
    components: { x: [0], y: [0], z: [0] },
    rules: (["x", "y"] as const).map((name) =>
      rule(name, { at: name }, ({ at }) => (at < size ? [{ label: name, next: { at: at + 1 } }] : []), {
        fairness: "weak",
      }),
    ),
    properties: [
      always("small", ["x", "y"], ({ x, y }) => x + y < 5),
      always("in the square", ["x", "y"], ({ x, y }) => x + y <= 2 * size),
      leadsTo(
        "to the end",
        ["x", "y"],
        () => true,
        ({ x, y }) => x + y === 2 * size,
      ),
    ],
  });

const expectHonest = (result: Result, whole: Report): void => {
  const report = reported(result);
  for (const [i, { verdict }] of report.properties.entries())
    expect(["inconclusive", whole.properties[i]!.verdict]).toContain(verdict);
  expect(report.complete).toBe(report.bound === undefined);
  if (report.complete) expect(told(report)).toEqual(told(whole));
  else expect(report.bound).toMatchObject({ kind: "memory", limit: undefined });
  expect(fired(report)).toBe(report.transitions);
  if (report.states > 1000) expect(report.properties[0]?.verdict).toBe("violated");
};

test("memory that cannot grow is a bound, whenever it is met", () => {
  const subject = square(250);
  const whole = reported(explore(subject, { kernel: "plain" }));
  const [kernels, bounds] = [new Set<string>(), new Set<string>()];
  for (const workers of [1, 2])
    for (let times = 0; times < 90; times += 2) {
      growing(times);
      const result = reported(explore(subject, { probe: 1, workers }));
      Memory.prototype.grow = grow;
      expectHonest(result, whole);
      kernels.add(result.kernel);
      bounds.add(`${result.bound?.kind} ${result.states === whole.states}`);
      if (result.complete && result.kernel === "wasm") break;
    }
  expect([...kernels].toSorted()).toEqual(["plain", "wasm"]);
  // Before the loop had begun, in the exploration, and with all states known, when temporal properties were decided.
  expect([...bounds].toSorted()).toEqual(["memory false", "memory true", "undefined true"]);
});

test("memory that is not there at all leaves the plain loop", () => {
  const subject = square(20);
  platform.Memory = refusing;
  const result = reported(explore(subject, { probe: 1 }));
  expect(result).toMatchObject({ kernel: "plain", complete: true });
});

test.each(["Int32Array", "Uint8Array"] as const)("an %s that is refused is a bound", (name) => {
  const subject = square(200);
  const whole = reported(explore(subject, { kernel: "plain" }));
  let refused = 0;
  for (const given of [3e5, 4e5, 5e5, 6e5, 8e5, 1e6, 3e6]) {
    // Large arrays are refused once so many words or bytes have been given out.
    let left = given;
    Object.assign(globalThis, {
      [name]: new Proxy(original[name], {
        construct: (target, args: [number]) => {
          if (typeof args[0] === "number") left -= args[0];
          if (left < 0 && args[0] > 1000) throw new RangeError("Array buffer allocation failed");
          return Reflect.construct(target, args) as object;
        },
      }),
    });
    const result = explore(subject, { probe: 1 });
    Object.assign(globalThis, original);
    expectHonest(result, whole);
    if (!reported(result).complete) refused++;
  }
  expect(refused).toBeGreaterThan(1);
});

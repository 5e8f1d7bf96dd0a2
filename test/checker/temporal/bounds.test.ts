import { expect, test } from "vitest";
import { check } from "../../../checker/check.js";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Options, Progress, Report } from "../../../checker/explore/report.js";
import { specify } from "../../../checker/specify.js";
import type { Fairness, System } from "../../../checker/system.js";
import { replay } from "../../../checker/trail.js";

type Counters = { components: { x: number; y: number }; label: "x" | "y" | "back" };
const words = specify<Counters>();
const { rule, system, boundary } = words;

/** A ring of x beside a y that only grows. */
const rings = (size: number, fairness: Fairness, limit = Infinity): System =>
  system({
    name: "rings",
    components: { x: [0], y: [0] },
    rules: [
      rule("x", ["x"], ({ x }) => [{ label: "x", next: { x: (x + 1) % size } }], { fairness: "weak" }),
      rule("y", ["y"], ({ y }) => [{ label: "y", next: { y: y + 1 } }], { fairness }),
    ],
    properties: [
      words.leadsTo(
        "x comes round",
        ["x"],
        ({ x }) => x === 1,
        ({ x }) => x === 0,
      ),
      words.alwaysEventually("y is 0 again and again", ["y"], ({ y }) => y === 0),
      words.leadsTo(
        "y grows",
        ["y"],
        ({ y }) => y === 0,
        ({ y }) => y > 0,
      ),
      words.alwaysPossible("x can be 0", ["x"], ({ x }) => x === 0),
      words.alwaysPossible("y can be large", ["y"], ({ y }) => y > 1e6),
      words.until(
        "y is small until x is 1",
        ["x", "y"],
        ({ y }) => y < 2,
        ({ x }) => x === 1,
      ),
      words.always("x is small", ["x"], ({ x }) => x < size),
    ],
    ...(limit === Infinity ? {} : { boundaries: [boundary("y is at most", ["y"], ({ y }) => y <= limit)] }),
  });

const run = (subject: System, options: Options = {}): Report => {
  const result = explore(subject, options);
  if (result.tag === "Fault") throw new Error(result.what);
  return result;
};

const verdicts = ({ properties }: Report) => Object.fromEntries(properties.map(({ name, verdict }) => [name, verdict]));

test("after a bound on states a violation that is known is told, and nothing is said to hold", () => {
  const report = run(rings(3, "none"), { maxStates: 3000 });
  expect(report.complete).toBe(false);
  expect(verdicts(report)).toEqual({
    "x comes round": "inconclusive",
    "y is 0 again and again": "violated",
    "y grows": "violated",
    "x can be 0": "inconclusive",
    "y can be large": "inconclusive",
    "y is small until x is 1": "violated",
    "x is small": "inconclusive",
  });
});

test("a step out of what is known makes its rule enabled: a loop that owes it is none", () => {
  const report = run(rings(3, "weak"), { maxStates: 3000 });
  expect(verdicts(report)).toMatchObject({ "y grows": "inconclusive", "y is 0 again and again": "inconclusive" });
});

test("what a boundary keeps out may violate, or save, a temporal property", () => {
  const report = run(rings(3, "none", 5));
  expect(report.complete).toBe(true);
  expect(verdicts(report)).toEqual({
    "x comes round": "inconclusive",
    "y is 0 again and again": "violated",
    "y grows": "violated",
    "x can be 0": "holds",
    "y can be large": "inconclusive",
    "y is small until x is 1": "violated",
    "x is small": "holds",
  });
});

/** A signal that is aborted once three temporal properties have been decided. */
const abortedAfterThree = () => {
  let decided = 0;
  return {
    signal: {
      get aborted() {
        return decided > 2;
      },
    },
    onProgress: ({ temporal }: Progress) => (decided = temporal?.decided ?? 0),
  };
};

test("an end while temporal properties are decided leaves them inconclusive, and the others decided", async () => {
  const subject = rings(5000, "weak", 2);
  const ended = await check(subject, { ...abortedAfterThree(), progressEvery: 0 });
  if (ended.tag === "Fault") throw new Error(ended.what);
  expect(ended.bound?.kind).toBe("aborted");
  expect(ended.complete).toBe(false);
  expect(verdicts(ended)).toMatchObject({
    "x can be 0": "holds",
    "y is small until x is 1": "inconclusive",
    "x is small": "holds",
  });
});

test("the graph counts as memory: without room for it temporal properties are inconclusive", () => {
  const subject = rings(20_000, "weak", 2);
  const needed = run({ ...subject, properties: subject.properties.slice(-1) });
  const report = run(subject, { maxBytes: needed.peakBytes + 2 ** 20 });
  expect(report.bound).toMatchObject({ kind: "memory", limit: needed.peakBytes + 2 ** 20 });
  expect(report.bound?.reached).toBeGreaterThan(needed.peakBytes + 2 ** 20);
  expect(verdicts(report)).toMatchObject({ "x comes round": "inconclusive", "x is small": "holds" });
});

test("no state at all is no run: vacuous", () => {
  const nothing = { ...rings(3, "weak"), boundaries: [boundary("none", ["x"], ({ x }) => x < 0)] };
  const report = run(nothing);
  expect(report.states).toBe(0);
  expect(verdicts(report)).toMatchObject({ "x comes round": "vacuous", "y grows": "vacuous", "x can be 0": "vacuous" });
});

test("a lasso's choices and loop give it back", () => {
  const subject = rings(3, "none", 5);
  for (const { trail } of run(subject).properties) {
    if (trail === undefined) continue;
    const { loop: _, ...plain } = trail;
    expect(replay(subject, trail.choices)).toEqual(plain);
  }
});

test("a predicate that throws is a fault in the state where it did", () => {
  const subject = {
    ...rings(3, "weak", 2),
    properties: [
      words.alwaysEventually("throws", ["y"], ({ y }) => {
        if (y === 2) throw new Error("no");
        return true;
      }),
    ],
  };
  expect(explore(subject)).toMatchObject({
    tag: "Fault",
    where: "property 'throws'",
    state: { y: 2 },
    choices: [0, 1, 1],
  });
});

/** What `auto` makes of spaces of several sizes, and what reports say of it. */
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Options, Report } from "../../../checker/explore/report.js";
import { specify } from "../../../checker/specify.js";
import type { System } from "../../../checker/system.js";

const { rule, always, system } = specify<{ components: { [counter: `n${number}`]: number }; label: string }>();

/** Counters that know nothing of each other: (limit + 1) ^ count states, of which partial order needs one path. */
const counters = (count: number, limit: number, watched: number): System => {
  const names = Array.from({ length: count }, (_, i) => `n${i}` as const);
  return system({
    name: "counters",
    components: Object.fromEntries(names.map((name) => [name, [0]])),
    rules: names.map((name) =>
      rule(`${name} counts`, { n: name }, ({ n }) => (n < limit ? [{ label: "counts", next: { n: n + 1 } }] : [])),
    ),
    properties: [always("in range", names.slice(0, watched), (view) => Object.values(view).every((n) => n <= limit))],
    symmetries: [{ name: "counters", components: [names], names: [] }],
  });
};

const report = (of: System, reduction?: NonNullable<Options["reduction"]>): Report => {
  const result = explore(of, reduction === undefined ? {} : { reduction });
  if (result.tag === "Fault") throw new Error(JSON.stringify(result));
  return result;
};

test("nothing is reduced unless it is asked for", () => {
  expect(report(counters(4, 3, 4))).toMatchObject({ states: 256, reduction: { used: [], refused: [] } });
});

test("partial order takes one order of independent steps, and the orders of the steps that a property sees", () => {
  expect(report(counters(4, 3, 0), "partial-order").states).toBe(13);
  expect(report(counters(4, 3, 1), "partial-order").states).toBe(13);
  expect(report(counters(4, 3, 2), "partial-order").states).toBe(4 * 4 + 6);
});

test("symmetry counts multisets", () => {
  expect(report(counters(4, 3, 4), "symmetry").states).toBe(35);
});

test("auto explores a small space as it is", () => {
  expect(report(counters(4, 3, 4), "auto")).toMatchObject({
    states: 256,
    reduction: {
      used: [],
      refused: [
        { reduction: "partial order", reason: "of no use: the space has no more than 5000 states" },
        { reduction: "symmetry", reason: "of no use: the space has no more than 5000 states" },
      ],
    },
  });
});

test("auto uses symmetry on a large one, and gives partial order up where a property sees every step", () => {
  const found = report(counters(4, 25, 4), "auto");
  expect(found.reduction).toEqual({
    used: ["symmetry"],
    refused: [
      {
        reduction: "partial order",
        reason: expect.stringMatching(/^of no use: 0 of \d+ states had a smaller set of steps$/) as string,
      },
    ],
  });
  expect(found.states).toBe(23_751);
  expect(found.verdict).toBe("holds");
});

test("auto uses partial order where it is of use", () => {
  expect(report({ ...counters(5, 9, 0), symmetries: [] }, "auto")).toMatchObject({
    states: 46,
    complete: true,
    reduction: { used: ["partial order"], refused: [{ reduction: "symmetry", reason: "the system declares none" }] },
  });
});

test("bounds count the states of the reduced space", () => {
  expect(explore(counters(4, 25, 4), { reduction: "symmetry", maxStates: 30_000 })).toMatchObject({ complete: true });
  expect(explore(counters(4, 25, 4), { reduction: "symmetry", maxStates: 15_000 })).toMatchObject({ complete: false });
});

test("a message that may come later is not given up for one that is there", () => {
  const bag = specify<{ components: { y: string; sent: boolean }; channels: { c: string }; label: string }>();
  const late = bag.system({
    name: "late message",
    components: { y: ["nothing"], sent: [false] },
    channels: { c: { discipline: "bag", initial: ["early"] } },
    rules: [
      bag.receive("take", "c", ["y"], ({ y }, message) =>
        y === "nothing" ? [{ label: "takes", next: { y: message } }] : [],
      ),
      bag.rule("send", ["sent"], ({ sent }) =>
        sent ? [] : [{ label: "sends", next: { sent: true }, send: [{ to: "c", message: "late" }] }],
      ),
      // So that taking the message that is there looks like the smallest set.
      bag.rule("do not send", ["sent"], ({ sent }) => (sent ? [] : [{ label: "sends nothing", next: { sent: true } }])),
    ],
    properties: [bag.sometimes("late", ["y"], ({ y }) => y === "late")],
  });
  expect(report(late, "partial-order").verdict).toBe("holds");
});

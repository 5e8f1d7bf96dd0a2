import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import { specify } from "../../checker/specify.js";
import { replay } from "../../checker/trail.js";
import { peterson } from "../models/peterson.js";
import { tcp } from "../models/tcp.js";
import { twoPhaseCommit } from "../models/two-phase-commit.js";

const { rule, system } = specify<{ components: { lamp: { lit: boolean }; count: number }; label: string }>();

/** The lamp goes on and off for ever; counting changes the state for good. */
const blinking = system({
  name: "blinking",
  components: { lamp: [{ lit: false }], count: [0] },
  rules: [
    rule("blink", ["lamp"], ({ lamp: { lit } }) => [{ label: "blink", next: { lamp: { lit: !lit } } }]),
    rule("count", ["count"], ({ count }) => (count < 2 ? [{ label: "count", next: { count: count + 1 } }] : [])),
  ],
});

test("a trail has labels, what changed, where it starts and ends, and is shortest", () => {
  const result = explore(twoPhaseCommit(3));
  if (result.tag === "Fault") throw new Error(result.what);
  const trail = result.properties.find(({ name }) => name === "all abort")?.trail;
  expect(trail).toMatchObject({
    initial: { rm1: "working", messages: [] },
    steps: [
      { rule: "RMChooseToAbort(1)", changed: [{ component: "rm1", before: "working", after: "aborted" }] },
      { label: "RMChooseToAbort(2)" },
      { label: "RMChooseToAbort(3)" },
    ],
    final: { rm1: "aborted", rm2: "aborted", rm3: "aborted" },
  });
});

test.each([
  { name: "no choice of an initial state", choices: [], is: { position: 0, possible: 1, found: undefined } },
  { name: "no such initial state", choices: [1], is: { position: 0, possible: 1, found: 1 } },
  { name: "no such step", choices: [0, 0, 9], is: { position: 2, possible: 2, found: 9 } },
  { name: "not a number of a step", choices: [0, -1], is: { position: 1, possible: 2, found: -1 } },
])("$name", ({ choices, is }) => {
  expect(replay(peterson, choices)).toEqual({ tag: "NoSuchTrail", ...is });
});

test("the first choice is among all the initial states", () => {
  expect(replay(tcp, [1])).toMatchObject({ tag: "Trail", initial: { connB: { phase: "SYN-SENT" }, toA: ["SYN"] } });
  expect(replay(tcp, [2])).toMatchObject({ tag: "NoSuchTrail", possible: 2 });
});

test.each([
  { name: "back to the start", choices: [0, 0, 0], loop: 0 },
  { name: "back to where the second step began", choices: [0, 1, 0, 0], loop: 1 },
  { name: "nothing happens any more", choices: [0, 1], loop: 1 },
])("a loop is closed: $name", ({ choices, loop }) => {
  expect(replay(blinking, choices, loop)).toMatchObject({ tag: "Trail", choices, loop });
  expect(replay(blinking, choices)).not.toHaveProperty("loop");
});

test.each([
  { name: "another state than before", choices: [0, 1, 0], loop: 0 },
  { name: "later than the run", choices: [0, 0], loop: 2 },
  { name: "not a number of a step", choices: [0, 0, 0], loop: 0.5 },
])("no loop: $name", ({ choices, loop }) => {
  expect(replay(blinking, choices, loop)).toEqual({ tag: "NoSuchLoop", loop });
});

test("a run that is none has no loop either", () => {
  expect(replay(blinking, [0, 7], 0)).toMatchObject({ tag: "NoSuchTrail", position: 1 });
});

test("a fault of the system is a fault of the replay", () => {
  expect(replay({ ...peterson, starts: [] }, [0])).toMatchObject({ tag: "Fault", kind: "declaration" });
});

import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import { replay } from "../../checker/trail.js";
import { peterson } from "../models/peterson.js";
import { tcp } from "../models/tcp.js";
import { twoPhaseCommit } from "../models/two-phase-commit.js";

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

test("a fault of the system is a fault of the replay", () => {
  expect(replay({ ...peterson, starts: [] }, [0])).toMatchObject({ tag: "Fault", kind: "declaration" });
});

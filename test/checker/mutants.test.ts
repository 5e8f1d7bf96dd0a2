/** Every safety property of the models is violated by some broken model, in the fewest steps that the mistake allows. */
import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import type { ErasedOutcome, Rule, System } from "../../checker/system.js";
import { alternatingBit } from "../models/alternating-bit.js";
import { ewd840 } from "../models/ewd840.js";
import { lossyPairs } from "../models/lossy-pairs.js";
import { peterson } from "../models/peterson.js";
import { philosophers } from "../models/philosophers.js";
import { pingPong } from "../models/ping-pong.js";
import { tcp } from "../models/tcp.js";
import { tokenRing } from "../models/token-ring.js";
import { twoPhaseCommit } from "../models/two-phase-commit.js";

type Step = Rule["step"];
type View = Parameters<Step>[0];

/** The system with the rules of this name (or that start with it) given another step. */
const broken = (system: System, name: string, mutate: (step: Step) => Step): System => ({
  ...system,
  rules: system.rules.map((rule) => (rule.name.startsWith(name) ? { ...rule, step: mutate(rule.step) } : rule)),
});

/** Every outcome, changed. */
const outcomes =
  (change: (outcome: ErasedOutcome, view: View) => ErasedOutcome) =>
  (step: Step): Step =>
  (view, message) =>
    step(view, message).map((outcome) => change(outcome, view));

/** The step as if its view were another. */
const seeing =
  (change: (view: View) => View) =>
  (step: Step): Step =>
  (view, message) =>
    step(change({ ...view }), message);

const none = (): Step => () => [];
const record = (value: unknown) => value as Readonly<Record<string, unknown>>;

const rows: ReadonlyArray<{ mistake: string; system: System; property: string; steps: number }> = [
  {
    mistake: "a prepared manager may still abort",
    system: broken(
      twoPhaseCommit(3),
      "RMChooseToAbort(1)",
      seeing(({ self }) => ({ self: self === "prepared" ? "working" : self })),
    ),
    property: "consistent",
    steps: 9,
  },
  {
    mistake: "the first datum is repeated, whatever was sent",
    system: broken(
      alternatingBit(2, 2),
      "ReSndMsg",
      seeing(({ sender }) => ({ sender: { ...record(sender), sent: "d1" } })),
    ),
    property: "a frame taken is the one sent",
    steps: 4,
  },
  {
    mistake: "a sender stays white",
    system: broken(
      ewd840(3),
      "SendMsg",
      outcomes((o, { self }) => ({ ...o, next: { ...o.next, self } })),
    ),
    property: "termination detected is termination",
    steps: 5,
  },
  {
    mistake: "process 1 does not wait",
    system: broken(
      peterson,
      "a3(1)",
      seeing((view) => ({ ...view, turn: 1 })),
    ),
    property: "both in the critical section",
    steps: 8,
  },
  {
    mistake: "an ACK of the SYN is not waited for",
    system: broken(
      tcp,
      "LISTEN gets SYN",
      outcomes((o) => ({ ...o, next: { self: { phase: "ESTABLISHED", tcb: true } }, send: [] })),
    ),
    property: "established together",
    steps: 1,
  },
  {
    mistake: "node 0 makes no token",
    system: broken(tokenRing(4, 4), "CreateToken", none),
    property: "there is always a token",
    steps: 0,
  },
  {
    mistake: "any pong counts",
    system: broken(
      pingPong(3),
      "pong arrives",
      (step) => (view, message) => ("pong" in record(message) ? step(view, { pong: view["pinger"] }) : []),
    ),
    property: "counts differ by at most 1",
    steps: 4,
  },
  {
    mistake: "the receiver takes every frame for a new one",
    system: broken(
      lossyPairs(1, 1, 1),
      "receive frame",
      outcomes((o, { self }) => ({ ...o, next: { self: self === 0 ? 1 : 0 } })),
    ),
    property: "pair 0: an idle sender and its receiver agree",
    steps: 5,
  },
  {
    mistake: "all take the left fork first",
    system: philosophers(3),
    property: "nobody starves with a fork in hand",
    steps: 3,
  },
];

test.each(rows)("$property: $mistake", ({ system, property, steps }) => {
  const report = explore(system);
  if (report.tag === "Fault") throw new Error(`${report.where}: ${report.what}`);
  const result = report.properties.find(({ name }) => name === property);
  expect({ verdict: result?.verdict, steps: result?.trail?.steps.length }).toEqual({ verdict: "violated", steps });
});

test("a table where somebody waits for both forks has no deadlock", () => {
  const polite = broken(philosophers(3), "take left 2", () => none());
  expect(explore(polite)).toMatchObject({ verdict: "holds" });
});

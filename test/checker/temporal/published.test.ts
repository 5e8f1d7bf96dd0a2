/**
 * What the literature says of the liveness of well-known models, under no, weak and strong fairness. The naive twin says
 * the same, and every counterexample is judged by the naive semantics.
 */
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import { specify } from "../../../checker/specify.js";
import type { Fairness, Property, System, Temporal, Verdict } from "../../../checker/system.js";
import { type AlternatingBit, alternatingBit } from "../../models/alternating-bit.js";
import { type Ring as Detection, ewd840 } from "../../models/ewd840.js";
import { type Peterson, peterson } from "../../models/peterson.js";
import { type Table, philosophers } from "../../models/philosophers.js";
import { type Ring as TokenRing, tokenRing } from "../../models/token-ring.js";
import { complaints } from "../../support/lasso.js";
import { closures, decide, graphOf } from "../../support/naive-temporal.js";
import { withFairness } from "../../support/with-fairness.js";

/** Starvation freedom (Peterson, "Myths about the mutual exclusion problem"): who wants to enter does. */
const entries = ([1, 2] as const).map((me) =>
  specify<Peterson>().leadsTo(
    `process ${me} enters`,
    { self: `p${me}` } as const,
    ({ self }) => ["a1", "a2", "a3"].includes(self.pc),
    ({ self }) => self.pc === "cs",
  ),
);
/** Nobody has to leave the non-critical section; whoever is elsewhere goes on. */
const outsideOrOn = (rule: string): Fairness => (rule.startsWith("a0") ? "none" : "weak");

const meals = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    specify<Table>().alwaysEventually(
      `philosopher ${i} eats again and again`,
      { self: `p${i}` } as const,
      ({ self }) => self === "eating",
    ),
  );
/** Forks are competed for; putting them down is nobody else's business. */
const fairForks = (rule: string): Fairness => (rule.startsWith("take") ? "strong" : "weak");
/** Whoever holds a fork waits for it in the hand of a neighbour who may take it again and again. */
const fairSecondForks = (rule: string): Fairness => (rule.startsWith("take right") ? "strong" : "weak");

const isQuiet = ({
  token: _token,
  ...nodes
}: Readonly<Record<`node${number}`, { active: boolean }>> & { token?: unknown }) =>
  Object.values(nodes).every(({ active }) => !active);
const detection = (count: number): Property => {
  const names = Array.from({ length: count }, (_, i) => `node${i}` as const);
  return specify<Detection>().leadsTo(
    "termination is detected",
    ["token", ...names],
    isQuiet,
    ({ token, node0 }) =>
      token.at === 0 && token.color === "white" && node0 !== undefined && node0.color === "white" && !node0.active,
  );
};
/** tlaplus/Examples ewd840: weak fairness of the system's own steps, and none of the computation that it watches. */
const fairProbe = (rule: string): Fairness => (/PassToken|InitiateProbe/.test(rule) ? "weak" : "none");

/** EWD426: from any state on there is one privilege only, for ever. */
const stabilizes = (count: number): Property => {
  const names = Array.from({ length: count }, (_, i) => `c${i}` as const);
  return specify<TokenRing>().eventuallyAlways("one token", names, (ring) => {
    const values = names.map((name) => ring[name]);
    const passing = values.slice(1).filter((value, i) => value !== values[i]).length;
    return passing + (values[0] === values.at(-1) ? 1 : 0) === 1;
  });
};

/** Lamport, "Specifying Systems" (tlaplus/Examples MCAlternatingBit): SentLeadsToRcvd. */
const deliveries = (["d1", "d2"] as const).map((datum) =>
  specify<AlternatingBit>().leadsTo(
    `${datum} is delivered`,
    ["sender", "receiver"],
    ({ sender }) => sender.sent === datum && sender.bit !== sender.acknowledged,
    ({ receiver }) => receiver.received === datum,
  ),
);
/** There: ABFairness, weak of what sends, strong of what receives. */
const fairReceiving =
  (receiving: Fairness) =>
  (rule: string): Fairness =>
    rule.startsWith("Rcv") ? receiving : ["ReSndMsg", "SndAck"].includes(rule) ? "weak" : "none";

const all = (fairness: Fairness) => (): Fairness => fairness;

const rows: ReadonlyArray<
  [name: string, system: System, fairness: (rule: string) => Fairness, properties: ReadonlyArray<Property>, Verdict]
> = [
  ["Peterson, no fairness", peterson, all("none"), entries, "violated"],
  ["Peterson, weak fairness but outside", peterson, outsideOrOn, entries, "holds"],
  ["Peterson, weak fairness", peterson, all("weak"), entries, "holds"],
  ["left-handed philosophers, strong fairness: they deadlock", philosophers(4), all("strong"), meals(4), "violated"],
  ["ordered philosophers, no fairness", philosophers(4, true), all("none"), meals(4), "violated"],
  ["ordered philosophers, weak fairness", philosophers(4, true), all("weak"), meals(4), "violated"],
  [
    "ordered philosophers, strong fairness of the second fork",
    philosophers(4, true),
    fairSecondForks,
    meals(4),
    "violated",
  ],
  ["ordered philosophers, strong fairness of forks", philosophers(4, true), fairForks, meals(4), "holds"],
  ["EWD840, no fairness", ewd840(3), all("none"), [detection(3)], "violated"],
  ["EWD840, weak fairness of the probe", ewd840(3), fairProbe, [detection(3)], "holds"],
  ["EWD840, weak fairness of the probe, 4 nodes", ewd840(4), fairProbe, [detection(4)], "holds"],
  ["EWD426, no fairness", tokenRing(4, 4), all("none"), [stabilizes(4)], "violated"],
  ["EWD426, weak fairness", tokenRing(4, 4), all("weak"), [stabilizes(4)], "holds"],
  ["EWD426, weak fairness, too few values", tokenRing(4, 2), all("weak"), [stabilizes(4)], "violated"],
  ["alternating bit, weak fairness", alternatingBit(2, 2, 2), fairReceiving("weak"), deliveries, "violated"],
  [
    "alternating bit, strong fairness of receiving",
    alternatingBit(2, 2, 2),
    fairReceiving("strong"),
    deliveries,
    "holds",
  ],
];

test.each(rows)("%s", (_, base, fairness, properties, verdict) => {
  const system = withFairness(base, fairness, properties);
  const report = explore(system);
  if (report.tag === "Fault") throw new Error(report.what);
  const graph = graphOf(system, 2000)!;
  for (const [i, { name, verdict: ours, trail }] of report.properties.entries()) {
    const property = system.properties[i] as Temporal;
    const steps = trail?.loop ?? trail?.steps.length;
    expect({ name, verdict: ours, steps, hasLoop: trail?.loop !== undefined }).toEqual({
      name,
      ...decide(system, graph, property, closures),
    });
    expect({ name, verdict: ours }).toEqual({ name, verdict });
    expect(trail === undefined ? [] : complaints(system, property, trail)).toEqual([]);
  }
});

/** What the literature says of the liveness of some models: properties, and the fairness that they need. */
import { specify } from "../../checker/specify.js";
import type { Fairness, Property } from "../../checker/system.js";
import type { AlternatingBit } from "./alternating-bit.js";
import type { Ring as Detection } from "./ewd840.js";
import type { Peterson } from "./peterson.js";
import type { Table } from "./philosophers.js";
import type { Ring as TokenRing } from "./token-ring.js";

/** Starvation freedom (Peterson, "Myths about the mutual exclusion problem"): who wants to enter does. */
export const entries = ([1, 2] as const).map((me) =>
  specify<Peterson>().leadsTo(
    `process ${me} enters`,
    { self: `p${me}` } as const,
    ({ self }) => ["a1", "a2", "a3"].includes(self.pc),
    ({ self }) => self.pc === "cs",
  ),
);
/** Nobody has to leave the non-critical section; whoever is elsewhere goes on. */
export const outsideOrOn = (rule: string): Fairness => (rule.startsWith("a0") ? "none" : "weak");

export const meals = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    specify<Table>().alwaysEventually(
      `philosopher ${i} eats again and again`,
      { self: `p${i}` } as const,
      ({ self }) => self === "eating",
    ),
  );
/** Forks are competed for; putting them down is nobody else's business. */
export const fairForks = (rule: string): Fairness => (rule.startsWith("take") ? "strong" : "weak");
/** Whoever holds a fork waits for it in the hand of a neighbour who may take it again and again. */
export const fairSecondForks = (rule: string): Fairness => (rule.startsWith("take right") ? "strong" : "weak");

const isQuiet = ({
  token: _token,
  ...nodes
}: Readonly<Record<`node${number}`, { active: boolean }>> & { token?: unknown }) =>
  Object.values(nodes).every(({ active }) => !active);
export const detection = (count: number): Property => {
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
export const fairProbe = (rule: string): Fairness => (/PassToken|InitiateProbe/.test(rule) ? "weak" : "none");

/** EWD426: from any state on there is one privilege only, for ever. */
export const stabilizes = (count: number): Property => {
  const names = Array.from({ length: count }, (_, i) => `c${i}` as const);
  return specify<TokenRing>().eventuallyAlways("one token", names, (ring) => {
    const values = names.map((name) => ring[name]);
    const passing = values.slice(1).filter((value, i) => value !== values[i]).length;
    return passing + (values[0] === values.at(-1) ? 1 : 0) === 1;
  });
};

/** Lamport, "Specifying Systems" (tlaplus/Examples MCAlternatingBit): SentLeadsToRcvd. */
export const deliveries = (["d1", "d2"] as const).map((datum) =>
  specify<AlternatingBit>().leadsTo(
    `${datum} is delivered`,
    ["sender", "receiver"],
    ({ sender }) => sender.sent === datum && sender.bit !== sender.acknowledged,
    ({ receiver }) => receiver.received === datum,
  ),
);
/** There: ABFairness, weak of what sends, strong of what receives. */
export const fairReceiving =
  (receiving: Fairness) =>
  (rule: string): Fairness =>
    rule.startsWith("Rcv") ? receiving : ["ReSndMsg", "SndAck"].includes(rule) ? "weak" : "none";

export const all = (fairness: Fairness) => (): Fairness => fairness;

/**
 * Which steps a run owes, for the properties that say what happens in the end.
 *
 * Owed is what a node does with what it has: what arrived is processed, what the link layer noticed is acted on, a timer
 * that runs expires, a mobile node on no link attaches, and a handover that it has begun it carries through (S1 §2.1.2: it
 * is impending to move). Not owed is what somebody may do and need not: begin to move, give it up, send packets, extend a
 * life time before its end, lose or repeat a message.
 *
 * Weak fairness is enough. Whatever could repeat itself is budgeted, or ends with its effect, and a received message is
 * gone: every run is finite, and a rule enabled at its end is enabled without a break.
 */
import type { Rule } from "../checker/system.js";

export const owed = (rules: ReadonlyArray<Rule>): ReadonlyArray<Rule> =>
  rules.map((rule) => ({ ...rule, fairness: "weak" }));

/**
 * A run as temporal properties see it: judged at every loop that it closes, and wherever it may stop for ever. Of each
 * moment it keeps the state, the rule that led there, the fair rules that are enabled, and what the predicates say.
 */
import type { Property } from "../system.js";
import { type Ints, makeInts, push } from "./ints.js";
import { GIVEN, GOAL, HOLDS, type StateTable } from "./predicates.js";
import { type Walker, ask, ruleOf } from "./walker.js";

export type Trace = {
  readonly walker: Walker;
  /** The properties of runs that are still asked about. */
  tables: ReadonlyArray<StateTable>;
  /** By rule: the bit that stands for it, -1 without fairness. */
  readonly bitOf: Int32Array;
  readonly weak: Int32Array;
  readonly strong: Int32Array;
  /** Moments so far. The lists below have an entry for each, or one per place, word or property for each. */
  moments: number;
  readonly ids: Ints;
  readonly rules: Ints;
  readonly enabled: Ints;
  readonly answers: Ints;
  readonly flags: Ints;
  /** The first moment in the same state. */
  readonly first: Ints;
  /** By fingerprint, the first moment. */
  readonly known: Map<number, number>;
  /** Of the moments of a loop: fair rules that fired, that are enabled in each, in some; and by property the answers. */
  readonly fired: Int32Array;
  readonly always: Int32Array;
  readonly ever: Int32Array;
  readonly some: Int32Array;
  readonly every: Int32Array;
};

/** Longer loops are not looked for, so that a run of n steps takes time by n. */
const LONGEST_LOOP = 1000;

/** Flags of a property at a moment: it was given by then; it is still owed what was to come; what was to last did not. */
const SEEN = 1;
const PENDING = 2;
const BROKEN = 4;

/** What a run can violate: of always-possible no single run says anything. */
export const ofRuns = (tables: ReadonlyArray<StateTable>): ReadonlyArray<StateTable> =>
  tables.filter(({ compiled }) => compiled.property.kind !== "always-possible");

export const makeTrace = (walker: Walker): Trace => {
  const { rules } = walker.tables.compiled;
  const fair = rules.filter(({ rule }) => rule.fairness !== "none");
  const words = Math.ceil(fair.length / 32);
  const mask = (fairness: string) => {
    const bits = new Int32Array(words);
    for (const [bit, { rule }] of fair.entries()) if (rule.fairness === fairness) bits[bit >> 5]! |= 1 << (bit & 31);
    return bits;
  };
  const tables = ofRuns(walker.predicates.temporal);
  return {
    walker,
    tables,
    bitOf: Int32Array.from(rules, (rule) => fair.indexOf(rule)),
    weak: mask("weak"),
    strong: mask("strong"),
    moments: 0,
    ids: makeInts(),
    rules: makeInts(),
    enabled: makeInts(),
    answers: makeInts(),
    flags: makeInts(),
    first: makeInts(),
    known: new Map(),
    fired: new Int32Array(words),
    always: new Int32Array(words),
    ever: new Int32Array(words),
    some: new Int32Array(tables.length),
    every: new Int32Array(tables.length),
  };
};

export const restart = (trace: Trace): void => {
  trace.moments = 0;
  for (const list of [trace.ids, trace.rules, trace.enabled, trace.answers, trace.flags, trace.first]) list.size = 0;
  trace.known.clear();
};

/** The first moment in the state that the walker is in, whose fingerprint is `print`; the one to be added if there is none. */
export const firstIn = (trace: Trace, print: number): number => {
  const known = trace.known.get(print);
  const { ids } = trace.walker;
  if (known !== undefined) {
    const at = known * ids.length;
    let place = 0;
    while (place < ids.length && trace.ids.data[at + place] === ids[place]) place++;
    return place === ids.length ? known : trace.moments;
  }
  trace.known.set(print, trace.moments);
  return trace.moments;
};

const flagsAfter = (before: number, kind: Property["kind"], answers: number): number => {
  const ends = (answers & (kind === "until" ? GOAL : HOLDS)) !== 0;
  const isGiven = (answers & GIVEN) !== 0;
  const isPending = !ends && (isGiven || (before & PENDING) !== 0);
  const isBroken = kind === "until" && isPending && (answers & HOLDS) === 0;
  return (before & (SEEN | BROKEN)) | (isGiven ? SEEN : 0) | (isPending ? PENDING : 0) | (isBroken ? BROKEN : 0);
};

/**
 * Adds the state that the walker is in, whose `possible` steps it has found; `rule` led there, -1 for the first moment.
 * False on a fault.
 */
export const record = (trace: Trace, first: number, rule: number, possible: number): boolean => {
  const { walker, weak, answers, flags, tables } = trace;
  push(trace.first, first);
  for (const id of walker.ids) push(trace.ids, id);
  push(trace.rules, rule);
  const at = trace.enabled.size;
  for (let word = 0; word < weak.length; word++) push(trace.enabled, 0);
  for (let step = 0; step < possible; step++) {
    const bit = trace.bitOf[ruleOf(walker, step)]!;
    if (bit >= 0) trace.enabled.data[at + (bit >> 5)]! |= 1 << (bit & 31);
  }
  for (const table of tables) {
    const answer = ask(walker, table);
    if (answer === 0) return false;
    const before = trace.moments === 0 ? 0 : flags.data[flags.size - tables.length]!;
    push(answers, answer);
    push(flags, flagsAfter(before, table.compiled.property.kind, answer));
  }
  trace.moments++;
  return true;
};

/** Nothing is in the loop yet: it ends at the last moment. */
export const startLoop = (trace: Trace): void => {
  trace.fired.fill(0);
  trace.ever.fill(0);
  trace.always.fill(-1);
  trace.some.fill(0);
  trace.every.fill(-1);
};

/** Takes a moment and the step out of it into the loop. */
export const widenLoop = (trace: Trace, moment: number): void => {
  const { fired, always, ever, some, every } = trace;
  const rule = moment + 1 < trace.moments ? trace.rules.data[moment + 1]! : -1;
  const bit = rule < 0 ? -1 : trace.bitOf[rule]!;
  if (bit >= 0) fired[bit >> 5]! |= 1 << (bit & 31);
  for (let word = 0; word < always.length; word++) {
    const enabled = trace.enabled.data[moment * always.length + word]!;
    always[word]! &= enabled;
    ever[word]! |= enabled;
  }
  const { length } = trace.tables;
  for (let p = 0; p < length; p++) {
    const answers = trace.answers.data[moment * length + p]!;
    some[p]! |= answers;
    every[p]! &= answers;
  }
};

/** Whether the run that repeats the loop for ever owes nothing to a rule. */
export const isFair = ({ fired, always, ever, weak, strong }: Trace): boolean => {
  for (let word = 0; word < weak.length; word++) {
    const owed = (always[word]! & weak[word]!) | (ever[word]! & strong[word]!);
    if ((owed & ~fired[word]!) !== 0) return false;
  }
  return true;
};

/** What is still owed when the loop begins again is never met, or what was to last until then does not. */
const isBrokenAgain = (trace: Trace, p: number, from: number): boolean => {
  const { length } = trace.tables;
  for (let moment = from; moment < trace.moments; moment++) {
    const answers = trace.answers.data[moment * length + p]!;
    if ((answers & GOAL) !== 0) return false;
    if ((answers & HOLDS) === 0) return true;
  }
  return true;
};

/** Whether the run that repeats the loop from `from` for ever violates the p-th of the properties. */
export const violates = (trace: Trace, p: number, from: number): boolean => {
  const { tables } = trace;
  const { kind } = tables[p]!.compiled.property;
  const flags = trace.flags.data[(trace.moments - 1) * tables.length + p]!;
  const neverHolds = (trace.some[p]! & HOLDS) === 0;
  switch (kind) {
    case "leads-to":
      return (flags & PENDING) !== 0 && neverHolds;
    case "always-eventually":
      return (flags & SEEN) !== 0 && neverHolds;
    case "eventually-always":
      return (flags & SEEN) !== 0 && (trace.every[p]! & HOLDS) === 0;
    case "until":
      return (flags & BROKEN) !== 0 || ((flags & PENDING) !== 0 && isBrokenAgain(trace, p, from));
    case "always":
    case "never":
    case "sometimes":
    case "action":
    case "deadlock-free":
    case "always-possible":
      throw new Error("a trace has properties of runs only");
  }
};

/** Whether the p-th of the properties is violated however the run goes on. */
export const isBroken = (trace: Trace, p: number): boolean =>
  (trace.flags.data[(trace.moments - 1) * trace.tables.length + p]! & BROKEN) !== 0;

/**
 * A property of runs that the run violates, with the moment at which its loop begins: the last one if it just stops, none
 * if it is violated however the run goes on.
 */
export type Unmet = { readonly property: number; readonly loop: number | undefined };

const judged = (trace: Trace, from: number): ReadonlyArray<Unmet> =>
  trace.tables.flatMap(({ compiled }, p) =>
    violates(trace, p, from) ? [{ property: compiled.index, loop: from }] : [],
  );

/**
 * Judges every fair run without end that the last moment completes: those that go on as since an earlier moment in the
 * same state, and the one in which nothing happens any more. How many there are, and what they violate, shortest loops first.
 */
export const judgeLast = (trace: Trace): { readonly runs: number; readonly unmet: ReadonlyArray<Unmet> } => {
  const last = trace.moments - 1;
  const first = trace.first.data[last]!;
  let runs = 0;
  const unmet: Unmet[] = trace.tables.flatMap(({ compiled }, p) =>
    isBroken(trace, p) ? [{ property: compiled.index, loop: undefined }] : [],
  );
  startLoop(trace);
  widenLoop(trace, last);
  if (isFair(trace)) {
    runs++;
    unmet.push(...judged(trace, last));
  }
  startLoop(trace);
  for (let moment = last - 1; moment >= Math.max(first, last - LONGEST_LOOP); moment--) {
    widenLoop(trace, moment);
    if (trace.first.data[moment] !== first || !isFair(trace)) continue;
    runs++;
    unmet.push(...judged(trace, moment));
  }
  return { runs, unmet };
};

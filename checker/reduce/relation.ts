/**
 * What each rule is known to do. Footprints say what a rule reads; what it writes and where it sends is known only from
 * the outcomes in its tables. The relation grows with them and never shrinks; when it grows, an exploration that relied
 * on less starts again, so that the last one relies on a relation with which all its outcomes agree.
 *
 * Why this is enough, though outcomes that the reduced exploration does not meet were never seen: call a transition known
 * if its writes, sends, and changes of observers are in the relation. Were some reachable transition not known, take one
 * with the fewest steps before it. These are known, so that what is proved in `stubborn.ts` holds of them; by that some
 * expanded state has the same values in the footprint of its rule (and the same message to receive), where its table
 * was asked for the very same outcome and the relation learned it.
 */
import type { Compiled } from "../compile.js";
import { type Fault, isFault } from "../fault.js";
import { judgeLabel, observe } from "../fire.js";
import type { Kernel } from "../kernel/kernel.js";
import { type Event, NOTHING, OUTCOME_HEAD } from "../kernel/tables.js";

/** By rule. */
export type Relation = {
  /** Components of its footprint that it changes. */
  readonly writes: ReadonlyArray<Set<number>>;
  readonly sends: ReadonlyArray<Set<number>>;
  /** Observers that one of its events changes. */
  readonly observers: ReadonlyArray<Set<number>>;
  /** Action properties whose antecedent is true of one of its events. */
  readonly given: ReadonlyArray<Set<number>>;
};

/** How much of a kernel's tables has been taken into the relation. */
export type Reader = {
  readonly entries: number[];
  /** By rule: its events, those included in which channels that it sends to overflow. */
  readonly events: Event[][];
  readonly known: Set<string>;
  /** By rule and observer: how many events have been tried with how many of the observer's values. */
  readonly tried: { events: number; values: number }[][];
};

export const makeRelation = (compiled: Compiled): Relation => {
  const each = () => compiled.rules.map(() => new Set<number>());
  return { writes: each(), sends: each(), observers: each(), given: each() };
};

export const makeReader = (k: Kernel): Reader => ({
  entries: k.tables.groups.map(() => 0),
  events: k.tables.compiled.rules.map(() => []),
  known: new Set(),
  tried: k.tables.compiled.rules.map(() => k.tables.compiled.observers.map(() => ({ events: 0, values: 0 }))),
});

/** Every way in which a step with this label can be marked: a rule that sends to many channels that overflow is rare. */
const MAX_OVERFLOWS = 8;

const subsets = (names: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
  names.reduce<ReadonlyArray<ReadonlyArray<string>>>(
    (all, name) => [...all, ...all.map((set) => [...set, name])],
    [[]],
  );

const add = (set: Set<number>, member: number): boolean => {
  if (set.has(member)) return false;
  set.add(member);
  return true;
};

/** Channels that a rule may find full without being blocked. */
export const overflowing = ({ components }: Compiled, sends: Iterable<number>): ReadonlyArray<number> =>
  [...sends].filter((place) => {
    const channel = components[place]!;
    return channel.kind === "channel" && channel.whenFull === "overflow" && channel.capacity !== Infinity;
  });

/** Takes in the antecedents that are true of an event of a rule. True if the relation grew. */
const learnGiven = (compiled: Compiled, relation: Relation, rule: number, event: Event): boolean | Fault => {
  let grew = false;
  for (const { property, index } of compiled.properties) {
    if (property.kind !== "action" || property.given === undefined) continue;
    if (relation.given[rule]!.has(index)) continue;
    const given = judgeLabel(`property '${property.name}'`, event.label.value, event.overflowed, property.given);
    if (isFault(given)) return given;
    if (given) grew = add(relation.given[rule]!, index) || grew;
  }
  return grew;
};

/** Takes in an outcome of `code`; where the next one begins, and whether the relation grew. */
const learnOutcome = (
  k: Kernel,
  relation: Relation,
  reader: Reader,
  at: number,
): { next: number; grew: boolean } | Fault => {
  const { code, eventList, compiled } = k.tables;
  const { data } = code;
  const rule = data[at]!;
  const writes = at + OUTCOME_HEAD;
  const sends = writes + 2 * data[at + 3]!;
  const next = sends + 2 * data[at + 4]!;
  let grew = false;
  for (let p = writes; p < sends; p += 2) if (data[p + 1] !== 0) grew = add(relation.writes[rule]!, data[p]!) || grew;
  for (let p = sends; p < next; p += 2) grew = add(relation.sends[rule]!, data[p]!) || grew;
  const event = data[at + 1]!;
  const name = `${rule} ${event}`;
  if (reader.known.has(name)) return { next, grew };
  reader.known.add(name);
  const full = overflowing(compiled, relation.sends[rule]!).map((place) => compiled.components[place]!.name);
  if (full.length > MAX_OVERFLOWS) {
    for (const place of compiled.observers) grew = add(relation.observers[rule]!, place) || grew;
    for (const { index } of compiled.properties) grew = add(relation.given[rule]!, index) || grew;
    return { next, grew };
  }
  for (const names of subsets(full)) {
    const variant = { label: eventList[event]!.label, overflowed: names.toSorted() };
    reader.events[rule]!.push(variant);
    const learned = learnGiven(compiled, relation, rule, variant);
    if (isFault(learned)) return learned;
    grew = learned || grew;
  }
  return { next, grew };
};

/** Takes in the outcomes that are new in the rules' tables. True if the relation grew. */
export const learn = (k: Kernel, relation: Relation, reader: Reader): boolean | Fault => {
  let grew = false;
  for (const [g, { memo }] of k.tables.groups.entries()) {
    for (let entry = reader.entries[g]!; entry < memo.size; entry++) {
      let at = memo.values.data[entry]!;
      if (at === NOTHING) continue;
      for (let left = k.tables.code.data[at++]!; left > 0; left--) {
        const learned = learnOutcome(k, relation, reader, at);
        if (isFault(learned)) return learned;
        grew = learned.grew || grew;
        at = learned.next;
      }
    }
    reader.entries[g] = memo.size;
  }
  return grew;
};

/**
 * Tries each known event with each value met of an observer that its rule is believed to leave alone: in another order
 * of steps they may come together. That the values are all met
 * is proved as for other components, if a property reads the observer: the rules that change it are visible to it. An observer that refuses a pair is believed to be changed. True if the
 * relation grew.
 */
export const tryObservers = (k: Kernel, relation: Relation, reader: Reader): boolean => {
  const { compiled, pool, spaces } = k.tables;
  let grew = false;
  const changes = (place: number, event: Event, value: unknown): boolean => {
    const next = observe(compiled, pool, place, value, event.label.value, event.overflowed);
    return isFault(next) || next.value !== value;
  };
  for (const [rule, events] of reader.events.entries()) {
    for (const [o, place] of compiled.observers.entries()) {
      if (relation.observers[rule]!.has(place)) continue;
      const { values } = spaces[place]!;
      const tried = reader.tried[rule]![o]!;
      const isChanged = events.some((event, i) =>
        values.slice(i < tried.events ? tried.values : 0).some(({ value }) => changes(place, event, value)),
      );
      tried.events = events.length;
      tried.values = values.length;
      if (isChanged) grew = add(relation.observers[rule]!, place) || grew;
    }
  }
  return grew;
};

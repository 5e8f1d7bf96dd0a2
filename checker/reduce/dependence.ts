/** From what rules are known to do, which of them depend on each other, and what could enable one that is disabled. */
import type { Compiled, CompiledProperty } from "../compile.js";
import { type Matrix, addBit, addRow, makeMatrix } from "./bits.js";
import { type Relation, overflowing } from "./relation.js";

export type Dependence = {
  /** By rule that is enabled: the rules that belong into a stubborn set with it. */
  readonly dependents: Matrix;
  /** By rule: those that may change what is in its footprint. */
  readonly writers: Matrix;
  /** By place of a channel: those that may put something into it; those that may take something from it. */
  readonly senders: Matrix;
  readonly takers: Matrix;
};

/** Whether the order of two sends to the channel can matter: to what it holds, or to whether there is room. */
const sendsCollide = (compiled: Compiled, place: number): boolean => {
  const channel = compiled.components[place]!;
  return channel.kind === "channel" && (channel.discipline === "fifo" || channel.capacity !== Infinity);
};

const disciplineOf = (compiled: Compiled, place: number) => {
  const channel = compiled.components[place]!;
  return channel.kind === "channel" ? channel.discipline : undefined;
};

/**
 * The rules whose steps a property can tell from others: those that may change its footprint, and for an action property
 * also those that it speaks of. One with an empty footprint is decided by the step alone, so that it needs none. Of
 * deadlock-free, which is of states that are preserved as they are, those that change what it reads of observers: for
 * nothing else keeps apart two rules that change an observer, and where no property reads it, nothing needs to.
 */
const visibleTo = (compiled: Compiled, relation: Relation, { property, reads, index }: CompiledProperty) => {
  const places =
    property.kind === "deadlock-free"
      ? reads.places.filter((place) => compiled.observers.includes(place))
      : reads.places;
  if (places.length === 0) return [];
  const speaksOfAll = property.kind === "action" && property.given === undefined;
  return compiled.rules
    .filter((_, rule) => speaksOfAll || relation.given[rule]!.has(index) || changes(compiled, relation, rule, places))
    .map(({ index: rule }) => rule);
};

const changes = (compiled: Compiled, relation: Relation, rule: number, places: ReadonlyArray<number>): boolean =>
  places.some(
    (place) =>
      relation.writes[rule]!.has(place) ||
      relation.sends[rule]!.has(place) ||
      relation.observers[rule]!.has(place) ||
      compiled.rules[rule]!.receives === place,
  );

/** `live`: by property, whether it still has something to find. */
export const dependence = (compiled: Compiled, relation: Relation, live: ReadonlyArray<boolean>): Dependence => {
  const { rules, components } = compiled;
  const count = rules.length;
  const byPlace = () => makeMatrix(components.length, count);
  const byRule = () => makeMatrix(count, count);
  const [senders, takers, changers, readers, receivers] = [byPlace(), byPlace(), byPlace(), byPlace(), byPlace()];
  const [dependents, writers] = [byRule(), byRule()];
  /** A send that may overflow sees whether the channel is full. */
  const footprints = rules.map(({ reads }, rule) => [...reads.places, ...overflowing(compiled, relation.sends[rule]!)]);
  for (const { index: rule, receives } of rules) {
    for (const place of footprints[rule]!) addBit(readers, place, rule);
    for (const place of relation.sends[rule]!) addBit(senders, place, rule);
    for (const place of relation.writes[rule]!) {
      addBit(senders, place, rule);
      addBit(takers, place, rule);
    }
    if (receives === undefined) continue;
    addBit(takers, receives, rule);
    addBit(receivers, receives, rule);
  }
  for (let place = 0; place < components.length; place++) {
    addRow(changers, place, senders, place);
    addRow(changers, place, takers, place);
  }
  for (const { index: rule, receives } of rules) {
    addBit(dependents, rule, rule);
    for (const place of footprints[rule]!) addRow(writers, rule, changers, place);
    addRow(dependents, rule, writers, rule);
    for (const place of relation.writes[rule]!) addRow(dependents, rule, readers, place);
    for (const place of relation.writes[rule]!) addRow(dependents, rule, changers, place);
    for (const place of relation.sends[rule]!) {
      addRow(dependents, rule, readers, place);
      if (sendsCollide(compiled, place)) addRow(dependents, rule, senders, place);
      if (disciplineOf(compiled, place) === "set") addRow(dependents, rule, takers, place);
    }
    if (receives === undefined) continue;
    addRow(dependents, rule, readers, receives);
    addRow(dependents, rule, takers, receives);
    // The oldest message stays the oldest; a bag or set has one more to receive.
    if (disciplineOf(compiled, receives) !== "fifo") addRow(dependents, rule, senders, receives);
  }
  for (const property of compiled.properties) {
    if (live[property.index] !== true) continue;
    const visible = visibleTo(compiled, relation, property);
    const all = makeMatrix(1, count);
    for (const rule of visible) addBit(all, 0, rule);
    for (const rule of visible) addRow(dependents, rule, all, 0);
  }
  return { dependents, writers, senders, takers };
};

/**
 * Whether the system is what its symmetries say. Every table entry that the exploration fills has images; these are
 * filled too, and must say the same with the names exchanged. The images of images are then met as well, so that it is
 * enough to look at exchanges of neighbours.
 */
import { type Fault, fault, isFault } from "../fault.js";
import { judgeLabel } from "../fire.js";
import { eventId, fillObserver, fillRule, idIn } from "../kernel/fill.js";
import type { Kernel } from "../kernel/kernel.js";
import { find, forget, makeMemo } from "../kernel/memo.js";
import { MAX_ANSWERS, type StateTable, stateFinding, stepFinding } from "../kernel/predicates.js";
import { type Group as Rules, NOTHING, OP_ID, OUTCOME_HEAD, type Tables } from "../kernel/tables.js";
import { type Group, type Permutation, imageOf, rename } from "./symmetry.js";

/** Why symmetry is not used after all: a property that tells the things apart. */
export type Unfit = { readonly tag: "Unfit"; readonly reason: string };

/** How much of the tables has been compared with its images. */
export type Audit = {
  readonly group: Group;
  readonly rules: number[];
  readonly observers: number[];
  /** `images` is the same table for images alone, made anew now and then. */
  readonly properties: { readonly table: StateTable; readonly isAction: boolean; done: number; images: StateTable }[];
  events: number;
  /** By rule: it has an outcome in an entry, or in the image of one. */
  readonly acts: boolean[];
};

const emptied = (table: StateTable): StateTable => ({ ...table, memo: makeMemo(table.memo.arity) });

const toAudit = (isAction: boolean) => (table: StateTable) => ({ table, isAction, done: 0, images: emptied(table) });

export const makeAudit = (k: Kernel, group: Group): Audit => {
  const { states, deadlocks, actions } = k.predicates;
  return {
    group,
    rules: k.tables.groups.map(() => 0),
    observers: k.tables.compiled.observers.map(() => 0),
    properties: [...[...states, ...deadlocks].map(toAudit(false)), ...actions.map(toAudit(true))],
    events: 0,
    acts: k.tables.compiled.rules.map(() => false),
  };
};

const namesOf = ({ system }: Tables["compiled"]): string =>
  (system.symmetries ?? []).map(({ name }) => `'${name}'`).join(", ");

/** The rules whose footprint is the image of theirs. */
export const imageGroup = (groups: ReadonlyArray<Rules>, p: Permutation, of: Rules): Rules | undefined => {
  const reads = Int32Array.from(of.reads, (place) => p.to[place]!).toSorted();
  const receives = of.receives < 0 ? -1 : p.to[of.receives]!;
  return groups.find((each) => each.receives === receives && each.reads.join() === reads.join());
};

const imageEvent = (t: Tables, p: Permutation, event: number): number => {
  const { label, overflowed } = t.eventList[event]!;
  const { components, places } = t.compiled;
  const lost = overflowed.map((name) => components[p.to[places.get(name)!]!]!.name).toSorted();
  return eventId(t, rename(t.pool, p, label), lost);
};

/** Outcomes as texts, in an order that does not matter: equal lists have equal texts. `p`: of their images. */
const outcomes = (t: Tables, rules: Rules, key: Int32Array, list: number, p: Permutation | undefined): string => {
  if (list === NOTHING) return "";
  const offset = rules.receives < 0 ? 0 : 1;
  const texts: string[] = [];
  let at = list + 1;
  for (let left = t.code.data[list]!; left > 0; left--) {
    const [event, writes, sends] = [t.code.data[at + 1]!, t.code.data[at + 3]!, t.code.data[at + 4]!];
    at += OUTCOME_HEAD;
    const written: string[] = [];
    for (let i = 0; i < writes; i++, at += 2) {
      const [place, change] = [t.code.data[at]!, t.code.data[at + 1]!];
      if (change === 0) continue;
      const id = key[offset + rules.reads.indexOf(place)]! ^ change;
      written.push(p === undefined ? `${place}=${id}` : `${p.to[place]!}=${imageOf(t, p, place, id)}`);
    }
    const sent: [place: number, id: number][] = [];
    for (let i = 0; i < sends; i++, at += 2) {
      const [place, id] = [t.code.data[at]!, t.code.data[at + 1]!];
      sent.push(p === undefined ? [place, id] : [p.to[place]!, imageMessage(t, p, place, id)]);
    }
    // Sends to one channel keep their order; between channels there is none that matters.
    sent.sort(([a], [b]) => a - b);
    const seen = p === undefined ? event : imageEvent(t, p, event);
    texts.push(`${seen} ${written.toSorted().join()} ${sent.join()}`);
  }
  return texts.toSorted().join(";");
};

const imageMessage = (t: Tables, p: Permutation, place: number, id: number): number =>
  idIn(t, t.messages[p.to[place]!]!, rename(t.pool, p, t.messages[place]!.values[id]!));

const footprintOf = (t: Tables, reads: Int32Array, key: Int32Array, offset: number) =>
  Object.fromEntries(
    Array.from(reads, (place, i) => [
      t.compiled.components[place]!.name,
      t.spaces[place]!.values[key[offset + i]!]!.value,
    ]),
  );

const noteActs = (t: Tables, audit: Audit, list: number): void => {
  if (list === NOTHING) return;
  let at = list + 1;
  for (let left = t.code.data[list]!; left > 0; left--) {
    audit.acts[t.code.data[at]!] = true;
    at += OUTCOME_HEAD + 2 * (t.code.data[at + 3]! + t.code.data[at + 4]!);
  }
};

const ruleNames = ({ rules }: Rules): string => rules.map(({ rule }) => `'${rule.name}'`).join(", ");

/** Compares one entry of a rule's table with its images. */
const auditRules = (t: Tables, audit: Audit, rules: Rules, entry: number): Fault | undefined => {
  const { arity, keys, values } = rules.memo;
  const key = Int32Array.from(keys.data.subarray(entry * arity, (entry + 1) * arity));
  const list = values.data[entry]!;
  noteActs(t, audit, list);
  const offset = rules.receives < 0 ? 0 : 1;
  for (const p of audit.group.generators) {
    const image = imageGroup(t.groups, p, rules);
    if (image === undefined) throw new Error("a symmetry is used only if every footprint has an image");
    const there = new Int32Array(arity);
    if (offset === 1) there[0] = imageMessage(t, p, rules.receives, key[0]!);
    for (const [i, place] of rules.reads.entries())
      there[offset + image.reads.indexOf(p.to[place]!)] = imageOf(t, p, place, key[offset + i]!);
    const found = find(image.memo, there, 0) || fillRule(t, image, there);
    if (found === 0) return t.fault;
    if (outcomes(t, rules, key, list, p) === outcomes(t, image, there, found, undefined)) continue;
    return fault(
      "declaration",
      `symmetry ${namesOf(t.compiled)}`,
      `expected ${ruleNames(image)} to do what ${ruleNames(rules)} does, with the names exchanged`,
      footprintOf(t, rules.reads, key, offset),
    );
  }
  return undefined;
};

/** Compares one entry of an observer's table with its images. */
const auditObserver = (t: Tables, { group }: Audit, place: number, entry: number): Fault | undefined => {
  const { keys, values } = t.ops[place]!;
  const [event, state] = [keys.data[2 * entry]!, keys.data[2 * entry + 1]!];
  const next = values.data[entry]! - OP_ID;
  for (const p of group.generators) {
    const there = p.to[place]!;
    const key = Int32Array.of(imageEvent(t, p, event), imageOf(t, p, place, state));
    const found = find(t.ops[there]!, key, 0) || fillObserver(t, there, key);
    if (found === 0) return t.fault;
    if (found - OP_ID === imageOf(t, p, place, next)) continue;
    return fault(
      "declaration",
      `symmetry ${namesOf(t.compiled)}`,
      `expected observer '${t.compiled.components[there]!.name}' to follow an event as '${t.compiled.components[place]!.name}' does, with the names exchanged`,
      { state: t.spaces[place]!.values[state]!.value, label: t.eventList[event]!.label.value },
    );
  }
  return undefined;
};

/** Answers about images, of one property, that are remembered. */
const IMAGES_KEPT = 1 << 12;

const unfit = (property: string): Unfit => ({
  tag: "Unfit",
  reason: `property '${property}' tells apart what is declared interchangeable`,
});

const crowded = (property: string): Unfit => ({
  tag: "Unfit",
  reason: `property '${property}' has too many answers to compare them with their images`,
});

/** Compares one entry of a property's table with all its images: there may be one per state, so none is kept. */
const auditProperty = (t: Tables, { group }: Audit, of: Audit["properties"][number], entry: number) => {
  const { reads, memo, compiled } = of.table;
  const key = memo.keys.data.slice(entry * memo.arity, (entry + 1) * memo.arity);
  const finding = memo.values.data[entry]!;
  if (of.images.memo.size > IMAGES_KEPT) of.images = emptied(of.table);
  for (const p of group.permutations) {
    const there = new Int32Array(memo.arity);
    for (const [i, place] of reads.entries()) {
      const j = reads.indexOf(p.to[place]!);
      there[j] = imageOf(t, p, place, key[i]!);
      if (of.isAction) there[reads.length + 1 + j] = imageOf(t, p, place, key[reads.length + 1 + i]!);
    }
    if (of.isAction) there[reads.length] = imageEvent(t, p, key[reads.length]!);
    const found = of.isAction ? stepFinding(t, of.images, there) : stateFinding(t, of.images, there);
    if (found === 0) return t.fault;
    if (found !== finding) return unfit(compiled.property.name);
  }
  return undefined;
};

/** Compares the antecedents of action properties for one event and its images. */
const auditEvent = (t: Tables, { group }: Audit, event: number): Fault | Unfit | undefined => {
  for (const p of group.generators) {
    const [here, there] = [t.eventList[event]!, t.eventList[imageEvent(t, p, event)]!];
    for (const { property } of t.compiled.properties) {
      if (property.kind !== "action" || property.given === undefined) continue;
      const where = `property '${property.name}'`;
      const a = judgeLabel(where, here.label.value, here.overflowed, property.given);
      const b = judgeLabel(where, there.label.value, there.overflowed, property.given);
      if (isFault(a)) return a;
      if (isFault(b)) return b;
      if (a !== b) return unfit(property.name);
    }
  }
  return undefined;
};

/** Compares what the tables have learned since the last time with its images. */
export const audit = (k: Kernel, of: Audit): Fault | Unfit | undefined => {
  const t = k.tables;
  let fills = -1;
  while (fills !== t.fills) {
    fills = t.fills;
    for (const [g, rules] of t.groups.entries())
      for (; of.rules[g]! < rules.memo.size; of.rules[g]!++) {
        const wrong = auditRules(t, of, rules, of.rules[g]!);
        if (wrong !== undefined) return wrong;
      }
    for (const [o, place] of t.compiled.observers.entries())
      for (; of.observers[o]! < t.ops[place]!.size; of.observers[o]!++) {
        const wrong = auditObserver(t, of, place, of.observers[o]!);
        if (wrong !== undefined) return wrong;
      }
    for (; of.events < t.eventList.length; of.events++) {
      const wrong = auditEvent(t, of, of.events);
      if (wrong !== undefined) return wrong;
    }
    for (const property of of.properties) {
      const { memo } = property.table;
      const { values } = memo;
      // Emptied by itself, with entries that were not compared.
      if (values.size < property.done) return crowded(property.table.compiled.property.name);
      for (; property.done < values.size; property.done++) {
        const wrong = auditProperty(t, of, property, property.done);
        if (wrong !== undefined) return wrong;
      }
      forget(memo, MAX_ANSWERS / 2);
      property.done = memo.size;
    }
  }
  return undefined;
};

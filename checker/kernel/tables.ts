/**
 * A system as integer tables. Values become identities (`Space`), rules become memo tables from the identities of a
 * footprint to lists of outcomes, sends and observers become tables from (argument, value) to the next value. A table is
 * filled by running the modeller's function when an entry is first needed, and never forgets.
 */
import { deliveries, heldIn, put } from "../channel.js";
import type { Compiled, CompiledRule } from "../compile.js";
import { type Fault, isFault } from "../fault.js";
import { type Fired, fire, observe } from "../fire.js";
import type { Component } from "../system.js";
import { type Canonical, type Pool, makePool, reintern } from "../values.js";
import { type Ints, makeInts, mix, push } from "./ints.js";
import { type Memo, find, makeMemo, memoBytes, resize, set } from "./memo.js";
import { type Space, identify, isOutgrown, makeSpace, spaceBytes } from "./space.js";

/** Rules with one footprint share a table: one look-up finds the outcomes of all of them. */
export type Group = {
  readonly rules: ReadonlyArray<CompiledRule>;
  /** Places of the footprint, ascending. */
  readonly reads: Int32Array;
  /** Place of the channel received from, -1 if none. The key is then the message before the footprint. */
  readonly receives: number;
  /** Key to an offset in `code`. */
  readonly memo: Memo;
};

/**
 * What the loop looks up once per state: groups that receive nothing, the widest first, joined by every group whose
 * footprint is part of its. Each group's bodies still run once per combination of its own values.
 */
export type Joined = {
  readonly reads: Int32Array;
  readonly groups: ReadonlyArray<Group>;
  /** Key to an offset in `code`: the outcomes of all the groups. */
  readonly memo: Memo;
};

/** A label, and the channels that overflowed in the step: what observers and action properties see. */
export type Event = { readonly label: Canonical; readonly overflowed: ReadonlyArray<string> };

export type Tables = {
  readonly compiled: Compiled;
  readonly pool: Pool;
  /** By place. */
  readonly spaces: ReadonlyArray<Space>;
  /** By place; used for channels. */
  readonly messages: ReadonlyArray<Space>;
  readonly events: Space;
  readonly eventList: Event[];
  readonly groups: ReadonlyArray<Group>;
  readonly joined: ReadonlyArray<Joined>;
  /** Lists of outcomes and of deliveries, see `fillRule` and `fillDeliveries`. Offset `NOTHING` is the empty list. */
  readonly code: Ints;
  /** By place: channel contents to an offset in `code`. */
  readonly deliveries: ReadonlyArray<Memo>;
  /** By place: (message, contents) for a channel, (event, state) for an observer, to `OP_ID +` the next value. */
  readonly ops: ReadonlyArray<Memo>;
  /** (event, place of a channel that overflowed) to the event + 1. */
  readonly overflows: Memo;
  /** Times that a rule, a send or an observer was evaluated because no table had the answer. */
  fills: number;
  /** Set when a fill met an error of the specification. */
  fault: Fault | undefined;
  /** Set when some value no longer fits its width: nothing may be looked up until there is a new layout. */
  outgrown: boolean;
};

export const NOTHING = 1;
/** Results of a send below OP_ID. */
export const BLOCKED = 1;
export const OVERFLOWED = 2;
export const OP_ID = 3;
/** Integers before an outcome's writes in `code`: rule, event, hash, writes, sends. */
export const OUTCOME_HEAD = 5;

const makeGroups = (rules: ReadonlyArray<CompiledRule>): ReadonlyArray<Group> => {
  const byFootprint = new Map<string, CompiledRule[]>();
  for (const rule of rules) {
    const key = `${rule.receives ?? -1}:${rule.reads.places.toSorted((a, b) => a - b).join()}`;
    byFootprint.set(key, [...(byFootprint.get(key) ?? []), rule]);
  }
  return [...byFootprint.values()].map((members) => {
    const { reads, receives } = members[0]!;
    const places = Int32Array.from(reads.places).toSorted();
    const arity = places.length + (receives === undefined ? 0 : 1);
    return { rules: members, reads: places, receives: receives ?? -1, memo: makeMemo(arity) };
  });
};

const joinGroups = (groups: ReadonlyArray<Group>): ReadonlyArray<Joined> => {
  const joined: { reads: Int32Array; groups: Group[] }[] = [];
  for (const group of groups
    .filter(({ receives }) => receives < 0)
    .toSorted((a, b) => b.reads.length - a.reads.length)) {
    const wider = joined.find(({ reads }) => group.reads.every((place) => reads.includes(place)));
    if (wider === undefined) joined.push({ reads: group.reads, groups: [group] });
    else wider.groups.push(group);
  }
  // A group that nobody joined has its own table for both.
  return joined.map(({ reads, groups: members }) => {
    const memo = members.length === 1 ? members[0]!.memo : makeMemo(reads.length);
    return { reads, groups: members, memo };
  });
};

export const makeTables = (compiled: Compiled): Tables => {
  const code = makeInts(1024);
  push(code, 0);
  push(code, 0);
  const groups = makeGroups(compiled.rules);
  const each = <A>(make: (component: Component) => A) => compiled.components.map(make);
  return {
    compiled,
    pool: makePool(),
    spaces: each(({ name }) => makeSpace(name)),
    messages: each(({ name }) => makeSpace(`messages of ${name}`)),
    events: makeSpace("events"),
    eventList: [],
    groups,
    joined: joinGroups(groups),
    code,
    deliveries: each(() => makeMemo(1)),
    ops: each(() => makeMemo(2)),
    overflows: makeMemo(2),
    fills: 0,
    fault: undefined,
    outgrown: false,
  };
};

/** Gives every table the widths of the spaces as they now are. */
export const resizeTables = (t: Tables): void => {
  const width = (place: number) => t.spaces[place]!.bits;
  for (const { memo, reads, receives } of t.groups)
    resize(memo, (part) =>
      receives < 0 ? width(reads[part]!) : part === 0 ? t.messages[receives]!.bits : width(reads[part - 1]!),
    );
  for (const { memo, reads, groups } of t.joined) if (groups.length > 1) resize(memo, (part) => width(reads[part]!));
  for (const [place, memo] of t.deliveries.entries()) resize(memo, () => width(place));
  for (const [place, memo] of t.ops.entries()) {
    const argument = t.compiled.components[place]!.kind === "observer" ? t.events : t.messages[place]!;
    resize(memo, (part) => (part === 0 ? argument.bits : width(place)));
  }
  resize(t.overflows, (part) => (part === 0 ? t.events.bits : 31));
  t.outgrown = false;
};

/** Of the tables, and an estimate of the values that they number. */
export const tableBytes = (t: Tables): number => {
  let bytes = t.pool.bytes + 4 * t.code.data.length;
  for (const { memo } of t.groups) bytes += memoBytes(memo);
  for (const { memo, groups } of t.joined) if (groups.length > 1) bytes += memoBytes(memo);
  for (const memo of [...t.deliveries, ...t.ops, t.overflows]) bytes += memoBytes(memo);
  for (const space of [...t.spaces, ...t.messages, t.events]) bytes += spaceBytes(space);
  return bytes;
};

const idIn = (t: Tables, space: Space, value: Canonical): number => {
  const id = identify(space, value);
  if (isOutgrown(space)) t.outgrown = true;
  return id;
};

const fail = (t: Tables, fault: Fault): number => {
  t.fault = fault;
  return 0;
};

/** Two events are one if their labels and overflowed channels are. */
const eventId = (t: Tables, label: Canonical, overflowed: ReadonlyArray<string>): number => {
  const key = reintern(t.pool, [label.value, overflowed]);
  const id = idIn(t, t.events, key);
  t.eventList[id] ??= { label, overflowed };
  return id;
};

/** One outcome: rule, event, hash change, number of writes and of sends; then (place, identity change), (channel, message). */
const emitOutcome = (t: Tables, rule: CompiledRule, fired: Fired, idAt: (place: number) => number): void => {
  const event = eventId(t, fired.label, []);
  const writes = fired.writes.map(
    ({ place, value }) => [place, idAt(place), idIn(t, t.spaces[place]!, value)] as const,
  );
  let hash = 0;
  for (const [place, before, after] of writes) hash ^= mix(place, before) ^ mix(place, after);
  for (const word of [rule.index, event, hash, writes.length, fired.sends.length]) push(t.code, word);
  for (const [place, before, after] of writes) {
    push(t.code, place);
    push(t.code, before ^ after);
  }
  for (const { place, message } of fired.sends) {
    push(t.code, place);
    push(t.code, idIn(t, t.messages[place]!, message));
  }
};

/** The outcomes of a group for the key at `key`: runs its rules. The offset of (count, outcomes), 0 on a fault. */
export const fillRule = (t: Tables, group: Group, key: Int32Array): number => {
  t.fills++;
  const offset = group.receives < 0 ? 0 : 1;
  const idAt = (place: number): number => key[offset + group.reads.indexOf(place)]!;
  const message = offset === 0 ? undefined : t.messages[group.receives]!.values[key[0]!]!.value;
  const results: [CompiledRule, Fired][] = [];
  for (const rule of group.rules) {
    const values = rule.reads.places.map((place) => t.spaces[place]!.values[idAt(place)]!.value);
    const outcomes = fire(t.compiled, t.pool, rule, values, message);
    if (isFault(outcomes)) return fail(t, outcomes);
    for (const outcome of outcomes) results.push([rule, outcome]);
  }
  const at = results.length === 0 ? NOTHING : t.code.size;
  if (results.length > 0) push(t.code, results.length);
  for (const [rule, fired] of results) emitOutcome(t, rule, fired, idAt);
  set(group.memo, key, 0, at);
  return at;
};

/** The outcomes of joined groups for the key at `key`. The offset of (count, outcomes), 0 on a fault. */
export const fillJoined = (t: Tables, joined: Joined, key: Int32Array): number => {
  if (joined.groups.length === 1) return fillRule(t, joined.groups[0]!, key);
  const lists: number[] = [];
  for (const group of joined.groups) {
    const part = Int32Array.from(group.reads, (place) => key[joined.reads.indexOf(place)]!);
    const at = find(group.memo, part, 0) || fillRule(t, group, part);
    if (at === 0) return 0;
    if (at !== NOTHING) lists.push(at);
  }
  const at = lists.length === 0 ? NOTHING : lists.length === 1 ? lists[0]! : copyLists(t.code, lists);
  set(joined.memo, key, 0, at);
  return at;
};

/** Lists of outcomes one after the other as one list. */
const copyLists = (code: Ints, lists: ReadonlyArray<number>): number => {
  const at = code.size;
  push(code, 0);
  for (const list of lists) {
    let end = list + 1;
    for (let o = code.data[list]!; o > 0; o--) end += OUTCOME_HEAD + 2 * (code.data[end + 3]! + code.data[end + 4]!);
    for (let p = list + 1; p < end; p++) push(code, code.data[p]!);
    code.data[at]! += code.data[list]!;
  }
  return at;
};

/** What can be received from a channel: the offset of (count, then message, identity change, hash change). */
export const fillDeliveries = (t: Tables, place: number, key: Int32Array): number => {
  const channel = channelAt(t, place);
  const id = key[0]!;
  const offers = deliveries(channel.discipline, heldIn(t.spaces[place]!.values[id]!.value));
  const at = offers.length === 0 ? NOTHING : t.code.size;
  if (offers.length > 0) push(t.code, offers.length);
  for (const { message, rest } of offers) {
    const left = idIn(t, t.spaces[place]!, reintern(t.pool, rest));
    push(t.code, idIn(t, t.messages[place]!, reintern(t.pool, message)));
    push(t.code, id ^ left);
    push(t.code, mix(place, id) ^ mix(place, left));
  }
  set(t.deliveries[place]!, key, 0, at);
  return at;
};

/** The result of sending: BLOCKED, OVERFLOWED, or OP_ID + the channel's next value. */
export const fillSend = (t: Tables, place: number, key: Int32Array): number => {
  t.fills++;
  const channel = channelAt(t, place);
  const message = t.messages[place]!.values[key[0]!]!.value;
  const held = put(channel.discipline, heldIn(t.spaces[place]!.values[key[1]!]!.value), message);
  const isFull = held.length > channel.capacity;
  const result = isFull
    ? channel.whenFull === "block"
      ? BLOCKED
      : OVERFLOWED
    : OP_ID + idIn(t, t.spaces[place]!, reintern(t.pool, held));
  set(t.ops[place]!, key, 0, result);
  return result;
};

/** The observer's value after the event, as OP_ID + its identity; 0 on a fault. */
export const fillObserver = (t: Tables, place: number, key: Int32Array): number => {
  t.fills++;
  const { label, overflowed } = t.eventList[key[0]!]!;
  const state = t.spaces[place]!.values[key[1]!]!.value;
  const next = observe(t.compiled, t.pool, place, state, label.value, overflowed);
  if (isFault(next)) return fail(t, next);
  const result = OP_ID + idIn(t, t.spaces[place]!, next);
  set(t.ops[place]!, key, 0, result);
  return result;
};

/** The event with one more overflowed channel, + 1. */
export const fillOverflow = (t: Tables, key: Int32Array): number => {
  const { label, overflowed } = t.eventList[key[0]!]!;
  const name = t.compiled.components[key[1]!]!.name;
  const all = overflowed.includes(name) ? overflowed : [...overflowed, name].toSorted();
  const result = eventId(t, label, all) + 1;
  set(t.overflows, key, 0, result);
  return result;
};

const channelAt = (t: Tables, place: number) => {
  const channel = t.compiled.components[place]!;
  if (channel.kind !== "channel") throw new Error(`component ${place} is not a channel: compile checked that it is`);
  return channel;
};

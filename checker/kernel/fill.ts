/** Filling tables: the modeller's functions are run here, for one key at a time, and their answers put into integers. */
import { deliveries, heldIn, put } from "../channel.js";
import type { CompiledRule } from "../compile.js";
import { type Fault, isFault } from "../fault.js";
import { type Fired, fire, observe } from "../fire.js";
import { type Canonical, reintern } from "../values.js";
import { type Ints, mix, push } from "./ints.js";
import { find, set } from "./memo.js";
import { type Space, identify, isOutgrown } from "./space.js";
import { BLOCKED, type Group, type Joined, NOTHING, OP_ID, OUTCOME_HEAD, OVERFLOWED, type Tables } from "./tables.js";

export const idIn = (t: Tables, space: Space, value: Canonical): number => {
  const id = identify(space, value);
  if (isOutgrown(space)) t.outgrown = true;
  return id;
};

const fail = (t: Tables, fault: Fault): number => {
  t.fault = fault;
  return 0;
};

/** Two events are one if their labels and overflowed channels are. */
export const eventId = (t: Tables, label: Canonical, overflowed: ReadonlyArray<string>): number => {
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

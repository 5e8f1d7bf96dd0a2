/**
 * A system as integer tables. Values become identities (`Space`), rules become memo tables from the identities of a
 * footprint to lists of outcomes, sends and observers become tables from (argument, value) to the next value. A table is
 * filled by running the modeller's function when an entry is first needed, and never forgets.
 */
import type { Compiled, CompiledRule } from "../compile.js";
import type { Fault } from "../fault.js";
import type { Component } from "../system.js";
import { type Canonical, type Pool, makePool } from "../values.js";
import { type Ints, makeInts, push } from "./ints.js";
import { type Memo, makeMemo, memoBytes, resize } from "./memo.js";
import { type Space, makeSpace, spaceBytes } from "./space.js";

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
  /** Lists of outcomes and of deliveries, see `fill.ts`. Offset `NOTHING` is the empty list. */
  readonly code: Ints;
  /** By place: channel contents to an offset in `code`. */
  readonly deliveries: ReadonlyArray<Memo>;
  /** By place: (message, contents) for a channel, (event, state) for an observer, to `OP_ID +` the next value. */
  readonly ops: ReadonlyArray<Memo>;
  /** (event, place of a channel that overflowed) to the event + 1. */
  readonly overflows: Memo;
  /** Times that one of the modeller's functions (or a send) was run because no table had the answer. */
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

export const makeGroups = (rules: ReadonlyArray<CompiledRule>): ReadonlyArray<Group> => {
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

/** Rules as the loop sees them: with one footprint, the channel received from included, and asked together. */
import { type Fault } from "../fault.js";
import { fillDeliveries, fillRule } from "../kernel/fill.js";
import type { Kernel } from "../kernel/kernel.js";
import { find } from "../kernel/memo.js";
import { type Group, NOTHING, OUTCOME_HEAD } from "../kernel/tables.js";

/** A group of rules; its outcomes depend on the places, and on nothing else. */
export type Unit = { readonly group: Group; readonly places: ReadonlyArray<number> };

export const unitsOf = (k: Kernel): ReadonlyArray<Unit> =>
  k.tables.groups.map((group) => ({
    group,
    places: [...new Set([...group.reads, ...(group.receives < 0 ? [] : [group.receives])])].toSorted((a, b) => a - b),
  }));

/** The loop is of no use here: the plain one is. */
export class Unsuited extends Error {}

/** An error of the specification, found while a table was filled. */
export class Failed extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.what);
    this.fault = fault;
  }
}

export const failed = (k: Kernel): Failed => {
  if (k.tables.fault === undefined) throw new Error("a table that fails leaves its fault");
  return new Failed(k.tables.fault);
};

/** A write gives a place a new identity. */
export type Write = { readonly place: number; readonly id: number };
export type Send = { readonly place: number; readonly message: number; readonly position: number };
export type Outcome = {
  readonly rule: number;
  readonly event: number;
  readonly writes: ReadonlyArray<Write>;
  readonly sends: ReadonlyArray<Send>;
};

/** Visits an outcome: its offset in `code`; the place of the channel received from, -1 if none, and what is left in it. */
type Visit = (at: number, place: number, left: number) => void;

const visitAll = (k: Kernel, at: number, place: number, left: number, visit: Visit): void => {
  let p = at + 1;
  for (let count = k.tables.code.data[at]!; count > 0; count--) {
    visit(p, place, left);
    const code = k.tables.code.data;
    p += OUTCOME_HEAD + 2 * code[p + 3]! + 2 * code[p + 4]!;
  }
};

/** The outcomes of a unit's rules for the identities at its places. Throws `Failed`. */
export const eachOutcome = (k: Kernel, { group }: Unit, ids: Int32Array, visit: Visit): void => {
  const { tables: t, key } = k;
  const { reads, receives, memo } = group;
  if (receives < 0) {
    for (let i = 0; i < reads.length; i++) key[i] = ids[reads[i]!]!;
    const at = find(memo, key, 0) || fillRule(t, group, key);
    if (at === 0) throw failed(k);
    if (at !== NOTHING) visitAll(k, at, -1, 0, visit);
    return;
  }
  key[0] = ids[receives]!;
  const deliveries = t.deliveries[receives]!;
  const list = find(deliveries, key, 0) || fillDeliveries(t, receives, key);
  const offers = t.code.data[list]!;
  for (let offer = 0; offer < offers; offer++) {
    const at = list + 1 + 3 * offer;
    const left = ids[receives]! ^ t.code.data[at + 1]!;
    key[0] = t.code.data[at]!;
    for (let i = 0; i < reads.length; i++) key[i + 1] = ids[reads[i]!]!;
    const found = find(memo, key, 0) || fillRule(t, group, key);
    if (found === 0) throw failed(k);
    if (found !== NOTHING) visitAll(k, found, receives, left, visit);
  }
};

/** An outcome by its offset in `code`. */
export const outcomeAt = (k: Kernel, ids: Int32Array, at: number, place: number, left: number): Outcome => {
  const code = k.tables.code.data;
  const sendsAt = at + OUTCOME_HEAD + 2 * code[at + 3]!;
  const writes: Write[] = place < 0 ? [] : [{ place, id: left }];
  for (let p = at + OUTCOME_HEAD; p < sendsAt; p += 2)
    writes.push({ place: code[p]!, id: ids[code[p]!]! ^ code[p + 1]! });
  const sends = Array.from({ length: code[at + 4]! }, (_, position) => ({
    place: code[sendsAt + 2 * position]!,
    message: code[sendsAt + 2 * position + 1]!,
    position,
  }));
  return { rule: code[at]!, event: code[at + 1]!, writes, sends };
};

export const outcomesOf = (k: Kernel, unit: Unit, ids: Int32Array): ReadonlyArray<Outcome> => {
  const outcomes: Outcome[] = [];
  eachOutcome(k, unit, ids, (at, place, left) => outcomes.push(outcomeAt(k, ids, at, place, left)));
  return outcomes;
};

/** Messages that a channel with this content offers. */
export const offersOf = (k: Kernel, place: number, id: number): number => {
  k.key[0] = id;
  const list = find(k.tables.deliveries[place]!, k.key, 0) || fillDeliveries(k.tables, place, k.key);
  return k.tables.code.data[list]!;
};

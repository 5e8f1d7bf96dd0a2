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

const readOutcomes = (k: Kernel, at: number, ids: Int32Array, taken: Write | undefined, into: Outcome[]): void => {
  const code = k.tables.code.data;
  let p = at + 1;
  for (let left = code[at]!; left > 0; left--) {
    const rule = code[p]!;
    const event = code[p + 1]!;
    const sendsAt = p + OUTCOME_HEAD + 2 * code[p + 3]!;
    const end = sendsAt + 2 * code[p + 4]!;
    const writes: Write[] = taken === undefined ? [] : [taken];
    for (p += OUTCOME_HEAD; p < sendsAt; p += 2) writes.push({ place: code[p]!, id: ids[code[p]!]! ^ code[p + 1]! });
    const sends: Send[] = [];
    for (; p < end; p += 2) sends.push({ place: code[p]!, message: code[p + 1]!, position: sends.length });
    into.push({ rule, event, writes, sends });
  }
};

/** The outcomes of a unit's rules for the identities at its places. Throws `Failed`. */
export const outcomesOf = (k: Kernel, { group }: Unit, ids: Int32Array): ReadonlyArray<Outcome> => {
  const { tables: t, key } = k;
  const outcomes: Outcome[] = [];
  const { reads, receives, memo } = group;
  if (receives < 0) {
    for (let i = 0; i < reads.length; i++) key[i] = ids[reads[i]!]!;
    const at = find(memo, key, 0) || fillRule(t, group, key);
    if (at === 0) throw failed(k);
    if (at !== NOTHING) readOutcomes(k, at, ids, undefined, outcomes);
    return outcomes;
  }
  key[0] = ids[receives]!;
  const deliveries = t.deliveries[receives]!;
  const list = find(deliveries, key, 0) || fillDeliveries(t, receives, key);
  const offers = t.code.data[list]!;
  for (let offer = 0; offer < offers; offer++) {
    const at = list + 1 + 3 * offer;
    const taken = { place: receives, id: ids[receives]! ^ t.code.data[at + 1]! };
    key[0] = t.code.data[at]!;
    for (let i = 0; i < reads.length; i++) key[i + 1] = ids[reads[i]!]!;
    const found = find(memo, key, 0) || fillRule(t, group, key);
    if (found === 0) throw failed(k);
    if (found !== NOTHING) readOutcomes(k, found, ids, taken, outcomes);
  }
  return outcomes;
};

/** Messages that a channel with this content offers. */
export const offersOf = (k: Kernel, place: number, id: number): number => {
  k.key[0] = id;
  const list = find(k.tables.deliveries[place]!, k.key, 0) || fillDeliveries(k.tables, place, k.key);
  return k.tables.code.data[list]!;
};

/** Fills the loop's lists: what a half does by itself, and what a class of each half does together. */
import type { Kernel } from "../kernel/kernel.js";
import { type Ints, type Narrow, makeInts, makeNarrow, push, put } from "../kernel/ints.js";
import { type Numbering, makeNumbering, numbered, numberingBytes } from "../kernel/memo.js";
import { FINE, type StateTable, askedAbout, noteTaken, stepFinding } from "../kernel/predicates.js";
import { type Arena, allocate, release, setField, writeList } from "./arena.js";
import { type Effects, changeOwn, effectOf, gather } from "./effects.js";
import { ABOUT_CROSS, ASKED_EVENT, EVENT_ASK, LIST_HEAD, MIXED_BYTES } from "./fields.js";
import { type Column, type Half, columnFor, readAt, readClass, readHalf } from "./half.js";
import { type Kinds, kindOf } from "./kinds.js";
import { EMPTY, type Pairs, entryAt, isEmpty, noteEmpty } from "./pairs.js";
import { type Recall, recalled, remember } from "./recall.js";
import { type Unit, Unsuited, eachOutcome } from "./units.js";

/** Units that read both halves, asked with one look-up; by classes of what they read. */
export type Cross = { readonly units: ReadonlyArray<Unit>; readonly pairs: Pairs };

/**
 * The rules of outcomes that the loop does not count one by one: by value of the half, the last of a chain, which many values
 * share. `chains` has the chains by the one before, 0 for none, and a rule.
 */
export type Counted = { readonly ends: Narrow; readonly chains: Numbering };

export type Filler = {
  readonly k: Kernel;
  readonly a: Arena;
  readonly halves: readonly [Half, Half];
  readonly effects: readonly [Effects, Effects];
  readonly local: readonly [ReadonlyArray<Unit>, ReadonlyArray<Unit>];
  readonly crosses: ReadonlyArray<Cross>;
  readonly recall: Recall;
  readonly kinds: Kinds;
  readonly counted: readonly [Counted, Counted];
  /** By event: asked about, and what is read of each half for it. */
  readonly asked: (boolean | undefined)[];
  readonly askedColumns: Set<Column>;
  eventAsks: number;
  eventCapacity: number;
  /** Every successor is listed with its rule. */
  isListing: boolean;
  /** The most outcomes of one list that are not pure, and the most pure ones: what a batch must have room for. */
  longest: number;
  readonly ids: Int32Array;
  readonly after: Int32Array;
  readonly part: Int32Array;
};

export const makeCounted = (): Counted => ({ ends: makeNarrow(), chains: makeNumbering(2) });

export const countedBytes = ({ ends, chains }: Counted): number => ends.data.byteLength + numberingBytes(chains);

const link = new Int32Array(2);

/** The chain of these rules. */
const chainOf = ({ chains }: Counted, { data, size }: Ints): number => {
  let chain = 0;
  for (let i = 0; i < size; i++) {
    link[0] = chain;
    link[1] = data[i]!;
    chain = numbered(chains, link);
  }
  return chain;
};

/** Events, and classes of a half, that a question about a step has room for. */
const MOST_EVENTS = 2 ** 16;
const MOST_CLASSES = 2 ** 20;

/** The column for what is asked of a half. */
const askedColumn = ({ a, askedColumns }: Filler, half: Half, places: ReadonlyArray<number>): Column | undefined => {
  const column = columnFor(a, half, places);
  if (column === undefined || askedColumns.has(column)) return column;
  askedColumns.add(column);
  const check = (): void => {
    if (column.classes.size > MOST_CLASSES) throw new Unsuited("a question has no room for so many classes");
  };
  check();
  column.listeners.push(check);
  return column;
};

/**
 * Whether steps with this event are asked about; then it has a descriptor, made when it is first met. An antecedent that
 * fails is asked again when there is such a step, if there is one.
 */
const askAbout = (x: Filler, event: number): boolean => {
  const known = x.asked[event];
  if (known !== undefined) return known;
  const { k, a } = x;
  const tables = askedAbout(k.tables, k.predicates, event);
  x.asked[event] = tables === undefined || tables.length > 0;
  if (tables?.length === 0) return false;
  if (event >= MOST_EVENTS) throw new Unsuited("a question has no room for so many events");
  const places = [...new Set((tables ?? []).flatMap(({ reads }) => [...reads]))].toSorted((p, q) => p - q);
  while (event >= x.eventCapacity) {
    const wider = Math.max(64, 2 * x.eventCapacity);
    const to = allocate(a, 4 * wider);
    if (x.eventCapacity > 0) {
      a.bytes.copyWithin(to, x.eventAsks, x.eventAsks + 4 * x.eventCapacity);
      release(a, x.eventAsks, 4 * x.eventCapacity);
    }
    x.eventAsks = to;
    x.eventCapacity = wider;
    setField(a, EVENT_ASK, to);
  }
  const columns = x.halves.map((half) => askedColumn(x, half, places));
  const at = allocate(a, 8);
  for (const [i, column] of columns.entries()) readAt(a, column, at + 4 * i);
  a.words[(x.eventAsks >>> 2) + event] = at;
  return true;
};

/** Whether the action properties are known to be fine with a step between the states at `ids` and `after`, of one half. */
const isFine = (x: Filler, half: Half, event: number): boolean => {
  const { k, ids, after } = x;
  const tables = askedAbout(k.tables, k.predicates, event);
  if (tables === undefined) return false;
  noteTaken(k.predicates, tables);
  return tables.every((table: StateTable) => {
    const { reads } = table;
    if (reads.some((place) => half.partOf[place]! < 0)) return false;
    for (let i = 0; i < reads.length; i++) {
      k.key[i] = ids[reads[i]!]!;
      k.key[reads.length + 1 + i] = after[reads[i]!]!;
    }
    k.key[reads.length] = event;
    return stepFinding(k.tables, table, k.key) === FINE;
  });
};

/** What is being written: identities that a half takes by itself, other outcomes, and rules of the former. */
const pure = makeInts();
const mixed = makeInts();
const rules = makeInts();

const addOnce = (ints: Ints, value: number): void => {
  for (let i = 0; i < ints.size; i++) if (ints.data[i] === value) return;
  push(ints, value);
};

const addLocal = (x: Filler, side: 0 | 1, id: number, at: number, place: number, left: number): void => {
  const { k, a, halves, effects, ids, after, part } = x;
  const half = halves[side];
  const [rule, event] = [k.tables.code.data[at]!, k.tables.code.data[at + 1]!];
  after.set(ids);
  const failure = changeOwn(k, effects[side], at, place, left, after);
  const own = failure === 0 ? gather(a, half, after, part) : failure;
  const effect = effectOf(k, a, effects[1 - side]!, ids, at, place, left);
  // What cannot be taken is not asked about; what is taken in any case, and concerns this half alone, is asked at once.
  const isAsked = failure === 0 && askAbout(x, event) && !(effect === 0 && isFine(x, half, event));
  if (failure !== 0 || effect !== 0 || isAsked || x.isListing) {
    const [onA, onB] = side === 0 ? [0, effect] : [effect, 0];
    push(mixed, own);
    push(mixed, kindOf(a, x.kinds, onA, onB, rule, isAsked ? event + ASKED_EVENT : event));
  } else {
    push(rules, rule);
    // A step to the same state needs no look: the state is known.
    if (own !== id) addOnce(pure, own);
  }
};

/** The outcomes of the rules that read nothing outside a half, for one value of it. */
export const fillLocal = (x: Filler, side: 0 | 1, id: number): void => {
  const { k, a, halves, ids, counted } = x;
  const half = halves[side];
  if (a.words[(half.lists >>> 2) + id] !== 0) return;
  readHalf(half, id, ids);
  pure.size = 0;
  mixed.size = 0;
  rules.size = 0;
  for (const unit of x.local[side])
    eachOutcome(k, unit, ids, (at, place, left) => addLocal(x, side, id, at, place, left));
  const { ends } = counted[side];
  while (ends.size <= id) put(ends, ends.size, 0);
  put(ends, id, chainOf(counted[side], rules));
  const count = mixed.size / (MIXED_BYTES / 4);
  x.longest = Math.max(x.longest, pure.size, count);
  a.words[(half.lists >>> 2) + id] = writeList(a, [pure.size, count, rules.size], pure, mixed);
  if (LIST_HEAD !== 12) throw new Error("a list begins with three words");
};

const addCross = (x: Filler, at: number, place: number, left: number): void => {
  const { k, a, effects, ids } = x;
  const [rule, event] = [k.tables.code.data[at]!, k.tables.code.data[at + 1]!];
  const isAsked = askAbout(x, event);
  const onA = effectOf(k, a, effects[0], ids, at, place, left);
  const onB = effectOf(k, a, effects[1], ids, at, place, left);
  push(mixed, kindOf(a, x.kinds, onA, onB, rule, isAsked ? event + ASKED_EVENT : event));
};

/** The outcomes of the units of a cross table for a pair of classes. */
export const fillCross = (x: Filler, at: number, classA: number, classB: number): void => {
  const { k, a, halves, ids } = x;
  const cross = x.crosses[at];
  if (cross === undefined) throw new Error(`no cross table ${at}`);
  const entry = entryAt(cross.pairs, classA, classB);
  if (isEmpty(a, cross.pairs, classA, classB)) return;
  const known =
    entry === undefined ? (recalled(x.recall, classA, classB, ABOUT_CROSS + at) ?? 0) : a.words[entry >>> 2];
  if (known !== 0) return;
  const [columnA, columnB] = cross.pairs.columns;
  if (columnA !== undefined) readClass(halves[0], columnA, classA, ids);
  if (columnB !== undefined) readClass(halves[1], columnB, classB, ids);
  mixed.size = 0;
  for (const unit of cross.units) eachOutcome(k, unit, ids, (p, place, left) => addCross(x, p, place, left));
  const count = mixed.size;
  x.longest = Math.max(x.longest, count);
  const list = count === 0 ? EMPTY : writeList(a, [count], mixed);
  // Effects that were met first may have moved the table.
  const to = entryAt(cross.pairs, classA, classB);
  if (to !== undefined) a.words[to >>> 2] = list;
  else if (list !== EMPTY || !noteEmpty(a, cross.pairs, classA, classB))
    remember(x.recall, classA, classB, ABOUT_CROSS + at, list);
};

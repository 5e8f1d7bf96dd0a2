/**
 * The kernel: tables, the store, and a batch of successors on their way from the one to the other. `expand` looks up the
 * successors of a state; `flush` puts a batch of them into the store. In between nothing is interpreted and nothing but
 * integers moves.
 */
import type { Compiled } from "../compile.js";
import { type Ints, makeInts, mix } from "./ints.js";
import { type Layout, makeLayout, packOne, unpackOne } from "./layout.js";
import { type Predicates, makePredicates, predicateBytes, resizePredicates } from "./predicates.js";
import { fit } from "./space.js";
import { type Store, changeLayout, makeStore, predecessorOf, CHUNK_BITS, CHUNK_MASK } from "./store.js";
import { type Group, type Tables, makeTables, resizeTables, tableBytes } from "./tables.js";

/** Successors found but not yet looked up in the store: packed words, hash and source of each. */
export type Batch = {
  size: number;
  capacity: number;
  words: Int32Array;
  hashes: Int32Array;
  sources: Int32Array;
  /** What `flush` learns of each. */
  marks: Int32Array;
  /** Written only, so that the loads that it sums up are not left out. */
  near: number;
};

/** A step that violates an action property: from a state to the state with these identities. */
export type BadStep = { readonly property: number; readonly source: number; readonly to: Int32Array };

/** Steps of states, as temporal properties need them: see `Graph`. `owners` has an entry per rule. */
export type Steps = {
  readonly size: number;
  readonly ownerOf: Int32Array;
  readonly offsets: Uint32Array;
  readonly targets: Int32Array;
  readonly owners: Uint8Array | Uint16Array;
};

/** The states found, by number in order of discovery, however they are kept. */
export type States = {
  readonly size: () => number;
  /** The identities of a state, by place, into `ids`. */
  readonly read: (state: number, ids: Int32Array) => void;
  /** The state from which this one was first reached; -1 for an initial state. */
  readonly predecessor: (state: number) => number;
  /** Of all that keeps them. */
  readonly bytes: () => number;
  /** Fills in the steps of the first `size` states, in memory of `listBytes`; without it, the kernel's own loop does. Yields now and then. */
  readonly listBytes?: () => number;
  readonly list?: (steps: Steps) => Generator<void, void>;
};

export type Kernel = {
  readonly tables: Tables;
  readonly predicates: Predicates;
  readonly store: Store;
  /** Those of `store`, unless another loop keeps them. */
  readonly states: States;
  readonly batch: Batch;
  /**
   * States that are in the store or the batch, the latest met, by the top bits of their hash: 1 and the words, or 0.
   * Most successors lead back, or to where a state expanded shortly before led: this is near where the store is far.
   */
  recent: Int32Array;
  /** The identities of the state being expanded, by place. */
  readonly ids: Int32Array;
  /** For keys under construction. */
  readonly key: Int32Array;
  /** Tables hit by the state being expanded: offset in `code`, then place, identity change and hash change of a delivery. */
  readonly hits: Ints;
  /** The rules that fired in the state being expanded, one entry per successor. */
  readonly firing: Ints;
  /** Sends blocked or overflowed by the state being expanded: place * 2, + 1 for overflowed. */
  readonly incidents: Ints;
  /** Messages that the state being expanded offers, by index in `receiving`. */
  readonly offers: Int32Array;
  /**
   * The joined tables for the loop: per table the offset of its direct form in `flat` (-1 if it has none), the number of
   * components, and for each its place and width.
   */
  program: Int32Array;
  /** The direct tables of `joined` end to end. */
  flat: Int32Array;
  /** States expanded, and by index in `receiving` messages offered: how often tables were asked. */
  expanded: number;
  readonly offered: Float64Array;
  /** By place of channel, the groups that receive from it. */
  readonly receiving: ReadonlyArray<{ readonly place: number; readonly groups: ReadonlyArray<Group> }>;
  /** By rule, by place, by place, by boundary. Doubles, which count to 2^53. */
  readonly fired: Float64Array;
  readonly blocked: Float64Array;
  readonly overflowed: Float64Array;
  readonly cut: Float64Array;
  transitions: number;
  /** Whether `expand` lists the successors of states that were expanded before. */
  lists: boolean;
  badSteps: BadStep[];
  /** Where `flush` met a fault: the state whose successor it was asking about, -1 for an initial state. */
  failedFrom: number | undefined;
};

/** Successors that make a batch: their cache misses overlap, and their words still fit the first caches. */
export const BATCH = 1024;

/** Entries of `recent`: few enough for the first caches. */
const RECENT_BITS = 14;
const RECENT = 1 << RECENT_BITS;
export const RECENT_SHIFT = 32 - RECENT_BITS;

const makeBatch = (): Batch => ({
  size: 0,
  capacity: 0,
  words: new Int32Array(0),
  hashes: new Int32Array(0),
  sources: new Int32Array(0),
  marks: new Int32Array(0),
  near: 0,
});

const widen = (array: Int32Array, length: number): Int32Array => {
  const wider = new Int32Array(length);
  wider.set(array.subarray(0, length));
  return wider;
};

/** Room for `capacity` successors of `words` each. */
export const reserveBatch = (batch: Batch, capacity: number, words: number): void => {
  batch.capacity = capacity;
  batch.words = widen(batch.words, capacity * words);
  batch.hashes = widen(batch.hashes, capacity);
  batch.sources = widen(batch.sources, capacity);
  batch.marks = widen(batch.marks, capacity);
};

const layoutFor = (tables: Tables): Layout => {
  for (const space of [...tables.spaces, ...tables.messages, tables.events]) fit(space);
  return makeLayout(tables.spaces.map(({ bits }) => bits));
};

const longestKey = (t: Tables): number =>
  Math.max(
    2,
    ...t.groups.map(({ memo }) => memo.arity),
    ...t.compiled.properties.map((p) => 2 * p.reads.places.length + 1),
    ...t.compiled.boundaries.map((b) => b.reads.places.length),
  );

/** The states of a store, and of the batch on its way there. */
const statesIn = (store: Store, batch: Batch): States => ({
  size: () => store.size,
  read: (state, ids) => {
    const c = state >>> CHUNK_BITS;
    const { layout, states } = store.stale[c] ?? { layout: store.layout, states: store.chunks[c]! };
    const at = (state & CHUNK_MASK) * layout.words;
    for (let place = 0; place < ids.length; place++) ids[place] = unpackOne(layout, states, at, place);
  },
  predecessor: (state) => predecessorOf(store, state),
  bytes: () => store.bytes + 4 * batch.words.length + 12 * batch.capacity,
});

export const makeKernel = (compiled: Compiled, tables: Tables = makeTables(compiled)): Kernel => {
  const count = compiled.components.length;
  const receivers = [...new Set(tables.groups.map(({ receives }) => receives))].filter((place) => place >= 0);
  const store = makeStore(makeLayout(compiled.components.map(() => 0)));
  const batch = makeBatch();
  return {
    tables,
    predicates: makePredicates(tables),
    store,
    states: statesIn(store, batch),
    batch,
    recent: new Int32Array(0),
    ids: new Int32Array(count),
    key: new Int32Array(longestKey(tables)),
    hits: makeInts(),
    firing: makeInts(),
    incidents: makeInts(),
    program: new Int32Array(0),
    flat: new Int32Array(0),
    expanded: 0,
    offered: new Float64Array(receivers.length),
    receiving: receivers.map((place) => ({
      place,
      groups: tables.groups.filter(({ receives }) => receives === place),
    })),
    offers: new Int32Array(receivers.length),
    fired: new Float64Array(compiled.rules.length),
    blocked: new Float64Array(count),
    overflowed: new Float64Array(count),
    cut: new Float64Array(compiled.boundaries.length),
    transitions: 0,
    lists: false,
    badSteps: [],
    failedFrom: undefined,
  };
};

/** Lays the direct tables end to end; each memo goes on with its part of the whole. */
const flatten = (k: Kernel): void => {
  const { joined } = k.tables;
  k.flat = new Int32Array(joined.reduce((sum, { memo }) => sum + memo.direct.length, 0));
  const program: number[] = [];
  let base = 0;
  for (const { reads, memo } of joined) {
    const { length } = memo.direct;
    program.push(length === 0 ? -1 : base, reads.length);
    for (const [part, place] of reads.entries()) program.push(place, memo.widths[part]!);
    k.flat.set(memo.direct, base);
    if (length !== 0) memo.direct = k.flat.subarray(base, base + length);
    base += length;
  }
  k.program = Int32Array.from(program);
};

/** Widths for the values that are now known. The batch must be empty. */
export const relayout = (k: Kernel): void => {
  const layout = layoutFor(k.tables);
  changeLayout(k.store, layout);
  resizeTables(k.tables);
  resizePredicates(k.tables, k.predicates);
  flatten(k);
  k.recent = new Int32Array(RECENT * (layout.words + 1));
  reserveBatch(k.batch, Math.max(k.batch.capacity, BATCH * 2), layout.words);
};

/** Adds a state, given by identities, to the batch. For initial states: `source` is then -1. */
export const offer = (k: Kernel, ids: Int32Array, source: number): void => {
  const { batch, store } = k;
  const { words } = store.layout;
  if (batch.size === batch.capacity) reserveBatch(batch, batch.capacity * 2, words);
  const at = batch.size * words;
  batch.words.fill(0, at, at + words);
  let hash = 0;
  for (let place = 0; place < ids.length; place++) {
    packOne(store.layout, batch.words, at, place, ids[place]!);
    hash ^= mix(place, ids[place]!);
  }
  batch.hashes[batch.size] = hash;
  batch.sources[batch.size++] = source;
};

/** The identities of a stored state, by place. */
export const idsOf = (k: Kernel, state: number): Int32Array => {
  const ids = k.ids.slice();
  k.states.read(state, ids);
  return ids;
};

/** The values that identities stand for. */
export const valuesOf = (k: Kernel, ids: Int32Array): ReadonlyArray<unknown> =>
  Array.from(ids, (id, place) => k.tables.spaces[place]!.values[id]!.value);

/** Everything held, in bytes: arrays exactly, values as estimated by the pool. */
export const kernelBytes = (k: Kernel): number =>
  k.states.bytes() + tableBytes(k.tables) + predicateBytes(k.predicates) + 4 * k.recent.length;

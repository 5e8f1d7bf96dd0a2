import { type Layout, repack, unpackOne } from "./layout.js";

/**
 * Every state found, in order of discovery, which for breadth-first search is also the queue; each once.
 *
 * States live in chunks of packed words, their predecessors in chunks beside. The visited table is open addressing, cut
 * into segments by the hash, so that growing one is short; a slot is two words, the hash as a tag and the state's
 * number + 1, so that a miss costs one cache line and growing never touches the states. A tag only finds: the words decide.
 * When the layout changes, chunks stay as they are (`chunks[c]` is then empty, `stale[c]` has the old words), are compared
 * across layouts, and are rewritten one at a time: no pause grows with the number of states.
 */
export type Store = {
  layout: Layout;
  size: number;
  readonly chunks: Int32Array[];
  readonly stale: (Stale | undefined)[];
  /** Every chunk before this one is in the layout in force. */
  nextStale: number;
  readonly predecessors: Int32Array[];
  readonly segments: Int32Array[];
  readonly used: Int32Array;
  /** Of all arrays here. */
  bytes: number;
};

type Stale = { readonly layout: Layout; readonly states: Int32Array };

export const CHUNK_BITS = 17;
export const CHUNK = 1 << CHUNK_BITS;
export const CHUNK_MASK = CHUNK - 1;
const FIRST_CHUNK = 256;
export const SEGMENTS = 256;
const FIRST_SLOTS = 16;
/** States that a store can number: slots keep the number + 1 as a positive 32-bit integer. */
export const MAX_STATES = 2 ** 31 - 2;
const NO_STATES = new Int32Array(0);

export const makeStore = (layout: Layout): Store => ({
  layout,
  size: 0,
  chunks: [],
  stale: [],
  nextStale: 0,
  predecessors: [],
  segments: Array.from({ length: SEGMENTS }, () => new Int32Array(FIRST_SLOTS * 2)),
  used: new Int32Array(SEGMENTS),
  bytes: SEGMENTS * FIRST_SLOTS * 8,
});

/** From now on states have this layout. Takes time by the number of chunks, not of states. */
export const changeLayout = (store: Store, layout: Layout): void => {
  for (const [c, states] of store.chunks.entries()) {
    store.stale[c] ??= { layout: store.layout, states };
    store.chunks[c] = NO_STATES;
  }
  store.layout = layout;
  store.nextStale = 0;
};

/** Rewrites the next stale chunk, if there is one. Called once in a while, it ends with none. */
export const refreshNext = (store: Store): void => {
  while (store.nextStale < store.chunks.length && store.stale[store.nextStale] === undefined) store.nextStale++;
  refresh(store, store.nextStale);
};

/** Rewrites a stale chunk; any other is left alone. Call before reading a chunk's words. */
export const refresh = (store: Store, c: number): void => {
  const stale = store.stale[c];
  if (stale === undefined) return;
  const { words } = store.layout;
  const records = stale.states.length / stale.layout.words;
  const states = new Int32Array(records * words);
  repack(stale.layout, store.layout, stale.states, Math.min(records, store.size - c * CHUNK), states);
  store.chunks[c] = states;
  store.stale[c] = undefined;
  store.bytes += 4 * (states.length - stale.states.length);
};

/** Room for one more state. Only the first chunk grows by doubling, so that small models stay small. */
const makeRoom = (store: Store): void => {
  const { words } = store.layout;
  const c = store.size >>> CHUNK_BITS;
  refresh(store, c);
  const held = store.chunks[c];
  const records = held === undefined ? 0 : held.length / words;
  if ((store.size & CHUNK_MASK) < records) return;
  const next = c > 0 ? CHUNK : Math.min(CHUNK, Math.max(FIRST_CHUNK, 2 * records));
  const states = new Int32Array(next * words);
  const predecessors = new Int32Array(next);
  if (held !== undefined) states.set(held);
  predecessors.set(store.predecessors[c] ?? NO_STATES);
  store.chunks[c] = states;
  store.predecessors[c] = predecessors;
  store.bytes += 4 * (next - records) * (words + 1);
};

/** Twice the slots for one segment; the tags say where everything goes. */
const growSegment = (store: Store, s: number): void => {
  const old = store.segments[s]!;
  const slots = new Int32Array(old.length * 2);
  const mask = (slots.length >>> 1) - 1;
  for (let i = 0; i < old.length; i += 2) {
    if (old[i + 1] === 0) continue;
    let slot = (old[i]! >>> 8) & mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    slots[2 * slot] = old[i]!;
    slots[2 * slot + 1] = old[i + 1]!;
  }
  store.segments[s] = slots;
  store.bytes += 4 * (slots.length - old.length);
};

/** Whether state `index` has exactly the words at `at`. */
export const isSame = (store: Store, index: number, words: Int32Array, at: number): boolean => {
  const c = index >>> CHUNK_BITS;
  const stale = store.stale[c];
  if (stale !== undefined) return isSameAcross(stale, index & CHUNK_MASK, store.layout, words, at);
  const states = store.chunks[c]!;
  const n = store.layout.words;
  const base = (index & CHUNK_MASK) * n;
  for (let w = 0; w < n; w++) if (states[base + w] !== words[at + w]) return false;
  return true;
};

const isSameAcross = (stale: Stale, record: number, layout: Layout, words: Int32Array, at: number): boolean => {
  const base = record * stale.layout.words;
  for (let place = 0; place < layout.bits.length; place++)
    if (unpackOne(stale.layout, stale.states, base, place) !== unpackOne(layout, words, at, place)) return false;
  return true;
};

/** The slot of the state with this hash and these words in its segment, or the free slot where it belongs. */
const slotOf = (store: Store, slots: Int32Array, hash: number, words: Int32Array, at: number): number => {
  const mask = (slots.length >>> 1) - 1;
  let slot = (hash >>> 8) & mask;
  for (;;) {
    const number = slots[2 * slot + 1]!;
    if (number === 0) return slot;
    if (slots[2 * slot] === hash && isSame(store, number - 1, words, at)) return slot;
    slot = (slot + 1) & mask;
  }
};

/** The number of the state, or -1 if it is new. */
export const findState = (store: Store, hash: number, words: Int32Array, at: number): number => {
  const slots = store.segments[hash & (SEGMENTS - 1)]!;
  return slots[2 * slotOf(store, slots, hash, words, at) + 1]! - 1;
};

/** Adds a state unless it is there. */
export const addState = (store: Store, hash: number, words: Int32Array, at: number, predecessor: number): void => {
  makeRoom(store);
  const s = hash & (SEGMENTS - 1);
  // Seven tenths full: a miss then looks at six slots on average, which is one cache line.
  if ((store.used[s]! + 1) * 20 > store.segments[s]!.length * 7) growSegment(store, s);
  const slots = store.segments[s]!;
  const slot = slotOf(store, slots, hash, words, at);
  if (slots[2 * slot + 1] !== 0) return;
  const index = store.size++;
  store.used[s]!++;
  slots[2 * slot] = hash;
  slots[2 * slot + 1] = index + 1;
  const n = store.layout.words;
  const c = index >>> CHUNK_BITS;
  const states = store.chunks[c]!;
  const base = (index & CHUNK_MASK) * n;
  for (let w = 0; w < n; w++) states[base + w] = words[at + w]!;
  store.predecessors[c]![index & CHUNK_MASK] = predecessor;
};

/** The state from which this one was first reached; -1 for an initial state. */
export const predecessorOf = (store: Store, index: number): number =>
  store.predecessors[index >>> CHUNK_BITS]![index & CHUNK_MASK]!;

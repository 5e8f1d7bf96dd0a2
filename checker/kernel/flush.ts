import type { Kernel } from "./kernel.js";
import { boundaryCrossed } from "./predicates.js";
import { CHUNK_BITS, CHUNK_MASK, SEGMENTS, addState, findState, refreshNext } from "./store.js";

/**
 * Puts the batch into the store, in order. False on a fault of a boundary.
 *
 * In three passes, so that the cache misses of many successors overlap where one at a time would wait: the first only
 * touches each slot, the second finds each candidate by its tag in lines that are now near, the third compares words.
 * A state found in the second pass stays found, since nothing is ever removed; what was not found is looked for again in
 * the third, since an earlier successor of the same batch may have added it.
 */
export const flush = (k: Kernel): boolean => {
  const { batch, store } = k;
  refreshNext(store);
  const { hashes, marks, words, sources } = batch;
  const { segments, chunks } = store;
  const count = batch.size;
  const width = store.layout.words;

  for (let i = 0; i < count; i++) {
    const hash = hashes[i]!;
    const slots = segments[hash & (SEGMENTS - 1)]!;
    marks[i] = slots[2 * ((hash >>> 8) & ((slots.length >>> 1) - 1)) + 1]!;
  }
  let near = 0;
  for (let i = 0; i < count; i++) {
    const hash = hashes[i]!;
    const slots = segments[hash & (SEGMENTS - 1)]!;
    const mask = (slots.length >>> 1) - 1;
    let slot = (hash >>> 8) & mask;
    while (slots[2 * slot + 1] !== 0 && slots[2 * slot] !== hash) slot = (slot + 1) & mask;
    const mark = slots[2 * slot + 1]! - 1;
    marks[i] = mark;
    if (mark >= 0) near ^= chunks[mark >>> CHUNK_BITS]![(mark & CHUNK_MASK) * width]!;
  }
  batch.near = near;
  for (let i = 0; i < count; i++) {
    const mark = marks[i]!;
    const at = i * width;
    if (mark >= 0) {
      const states = chunks[mark >>> CHUNK_BITS]!;
      const base = (mark & CHUNK_MASK) * width;
      let w = 0;
      while (w < width && states[base + w] === words[at + w]) w++;
      if (w === width) continue;
    }
    if (k.predicates.boundaries.length !== 0) {
      if (findState(store, hashes[i]!, words, at) >= 0) continue;
      const crossed = boundaryCrossed(k.tables, k.predicates, store.layout, k.key, words, at);
      if (crossed === -2) {
        k.failedFrom = sources[i]!;
        return false;
      }
      if (crossed >= 0) {
        k.cut[crossed]! += 1;
        continue;
      }
    }
    addState(store, hashes[i]!, words, at, sources[i]!);
  }
  batch.size = 0;
  return true;
};

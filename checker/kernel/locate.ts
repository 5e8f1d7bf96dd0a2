import type { Kernel } from "./kernel.js";
import { CHUNK_BITS, CHUNK_MASK, SEGMENTS, findState } from "./store.js";

/**
 * The numbers of the batch's states, -1 for those that are not in the store, into `numbers` from `at` on; empties the
 * batch. In passes, as `flush`, so that cache misses overlap: most states are the first with their tag.
 */
export const locate = (k: Kernel, numbers: Int32Array, at: number): void => {
  const { batch, store } = k;
  const { hashes, words } = batch;
  const { segments, chunks } = store;
  const count = batch.size;
  const width = store.layout.words;
  let near = 0;
  for (let i = 0; i < count; i++) {
    const hash = hashes[i]!;
    const slots = segments[hash & (SEGMENTS - 1)]!;
    near ^= slots[2 * ((hash >>> 8) & ((slots.length >>> 1) - 1))]!;
  }
  for (let i = 0; i < count; i++) {
    const hash = hashes[i]!;
    const slots = segments[hash & (SEGMENTS - 1)]!;
    const mask = (slots.length >>> 1) - 1;
    let slot = (hash >>> 8) & mask;
    while (slots[2 * slot + 1] !== 0 && slots[2 * slot] !== hash) slot = (slot + 1) & mask;
    const number = slots[2 * slot + 1]! - 1;
    numbers[at + i] = number;
    if (number >= 0) near ^= chunks[number >>> CHUNK_BITS]![(number & CHUNK_MASK) * width]!;
  }
  batch.near = near;
  for (let i = 0; i < count; i++) {
    const number = numbers[at + i]!;
    if (number < 0) continue;
    const states = chunks[number >>> CHUNK_BITS]!;
    const base = (number & CHUNK_MASK) * width;
    let w = 0;
    while (w < width && states[base + w] === words[i * width + w]) w++;
    if (w !== width) numbers[at + i] = findState(store, hashes[i]!, words, i * width);
  }
  batch.size = 0;
};

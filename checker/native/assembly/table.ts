/**
 * The visited table: an exact set of keys, in lines of slots. Lines fill from the left and nothing is removed, so that a slot
 * that is free ends a search.
 */
import { LINE_BYTES, NARROW_REACH, NARROW_REMAINDER_BITS, NUMBERS, REACH, REMAINDER_BITS } from "../fields";
import { after, base, narrow, place, reach, remainderBits } from "./places";

export const PRESENT: i32 = 0;
export const NEW: i32 = 1;
export const CROWDED: i32 = 2;

/** The slots of a line with this content, a bit each. */
@inline
function slotsWith(line: usize, slot: u32, isShort: bool): u32 {
  if (isShort) {
    const wanted = i16x8.splat(<i16>slot);
    return (
      i16x8.bitmask(i16x8.eq(v128.load(line), wanted)) |
      (i16x8.bitmask(i16x8.eq(v128.load(line, 16), wanted)) << 8) |
      (i16x8.bitmask(i16x8.eq(v128.load(line, 32), wanted)) << 16) |
      (i16x8.bitmask(i16x8.eq(v128.load(line, 48), wanted)) << 24)
    );
  }
  const wanted = i32x4.splat(slot);
  return (
    i32x4.bitmask(i32x4.eq(v128.load(line), wanted)) |
    (i32x4.bitmask(i32x4.eq(v128.load(line, 16), wanted)) << 4) |
    (i32x4.bitmask(i32x4.eq(v128.load(line, 32), wanted)) << 8) |
    (i32x4.bitmask(i32x4.eq(v128.load(line, 48), wanted)) << 12)
  );
}

@inline
function has(line: usize, slot: u32, isShort: bool): bool {
  if (isShort) {
    const wanted = i16x8.splat(<i16>slot);
    return v128.any_true(
      v128.or(
        v128.or(i16x8.eq(v128.load(line), wanted), i16x8.eq(v128.load(line, 16), wanted)),
        v128.or(i16x8.eq(v128.load(line, 32), wanted), i16x8.eq(v128.load(line, 48), wanted)),
      ),
    );
  }
  const wanted = i32x4.splat(slot);
  return v128.any_true(
    v128.or(
      v128.or(i32x4.eq(v128.load(line), wanted), i32x4.eq(v128.load(line, 16), wanted)),
      v128.or(i32x4.eq(v128.load(line, 32), wanted), i32x4.eq(v128.load(line, 48), wanted)),
    ),
  );
}

/**
 * Looks for a key, and adds it if it is not there; `isShort` is `narrow`. Of several threads that add one key, one is told that
 * it is new.
 */
@inline
export function insert(line: usize, slot: u32, isShort: bool): i32 {
  if (has(line, slot, isShort)) return PRESENT;
  return isShort ? addNarrow(line, slot) : addWide(line, slot);
}

/**
 * What is compared and what is free are one look at the line: between two, another thread may add this very key. Then slots
 * from the first free one on may be taken by others meanwhile, one after the other.
 */
function addNarrow(first: usize, slot: u32): i32 {
  let line = first;
  for (let away: u32 = 0; away < <u32>NARROW_REACH; away++) {
    const value = slot + (away << NARROW_REMAINDER_BITS);
    const wanted = i16x8.splat(<i16>value);
    const none = i16x8.splat(0);
    const a = v128.load(line);
    const b = v128.load(line, 16);
    const c = v128.load(line, 32);
    const d = v128.load(line, 48);
    const some = v128.or(
      v128.or(i16x8.eq(a, wanted), i16x8.eq(b, wanted)),
      v128.or(i16x8.eq(c, wanted), i16x8.eq(d, wanted)),
    );
    if (v128.any_true(some)) return PRESENT;
    const free: u32 =
      i16x8.bitmask(i16x8.eq(a, none)) |
      (i16x8.bitmask(i16x8.eq(b, none)) << 8) |
      (i16x8.bitmask(i16x8.eq(c, none)) << 16) |
      (i16x8.bitmask(i16x8.eq(d, none)) << 24);
    if (free != 0) {
      for (let at = line + ((<usize>ctz<u32>(free)) << 1); at < line + LINE_BYTES; at += 2) {
        const found = atomic.cmpxchg<u16>(at, 0, <u16>value);
        if (found == 0) return NEW;
        if (found == <u16>value) return PRESENT;
      }
    }
    line = after(line);
  }
  return CROWDED;
}

function addWide(first: usize, slot: u32): i32 {
  let line = first;
  for (let away: u32 = 0; away < <u32>REACH; away++) {
    const value = slot + (away << REMAINDER_BITS);
    const wanted = i32x4.splat(value);
    const a = v128.load(line);
    const b = v128.load(line, 16);
    const c = v128.load(line, 32);
    const d = v128.load(line, 48);
    const some = v128.or(
      v128.or(i32x4.eq(a, wanted), i32x4.eq(b, wanted)),
      v128.or(i32x4.eq(c, wanted), i32x4.eq(d, wanted)),
    );
    if (v128.any_true(some)) return PRESENT;
    // Slots that are taken have their highest bit set.
    const taken: u32 =
      i32x4.bitmask(a) | (i32x4.bitmask(b) << 4) | (i32x4.bitmask(c) << 8) | (i32x4.bitmask(d) << 12);
    const free = taken ^ 0xffff;
    if (free != 0) {
      for (let at = line + ((<usize>ctz<u32>(free)) << 2); at < line + LINE_BYTES; at += 4) {
        const found = atomic.cmpxchg<u32>(at, 0, value);
        if (found == 0) return NEW;
        if (found == value) return PRESENT;
      }
    }
    line = after(line);
  }
  return CROWDED;
}

/**
 * Adds a key that the table does not have, and that nobody else adds: what a line has is not compared. Other threads may add
 * other keys, if it `isShared`. False if it finds no room.
 */
export function addNew(first: usize, slot: u32, isShared: bool): bool {
  let line = first;
  for (let away: u32 = 0; away < reach; away++) {
    const free = slotsWith(line, 0, narrow);
    if (free != 0) {
      const value = slot + (away << remainderBits);
      const end = line + LINE_BYTES;
      if (narrow) {
        let at = line + ((<usize>ctz<u32>(free)) << 1);
        if (!isShared) {
          store<u16>(at, <u16>value);
          return true;
        }
        for (; at < end; at += 2) if (atomic.cmpxchg<u16>(at, 0, <u16>value) == 0) return true;
      } else {
        let at = line + ((<usize>ctz<u32>(free)) << 2);
        if (!isShared) {
          store<u32>(at, value);
          return true;
        }
        for (; at < end; at += 4) if (atomic.cmpxchg<u32>(at, 0, value) == 0) return true;
      }
    }
    line = after(line);
  }
  return false;
}

/** The slot of a key that is in the table, counted from its start; -1 if it is not. */
export function slotOf(key: u64): i32 {
  const where = place(key);
  let line = <usize>(where >> 32);
  for (let away: u32 = 0; away < reach; away++) {
    const found = slotsWith(line, <u32>where + (away << remainderBits), narrow);
    if (found != 0) return <i32>(((line - base) >> (narrow ? 1 : 2)) + ctz<u32>(found));
    if (slotsWith(line, 0, narrow) != 0) return -1;
    line = after(line);
  }
  return -1;
}

/** The number of the state with this key, -1 if it is not in the table. */
export function numberOf(key: u64): i32 {
  const slot = slotOf(key);
  return slot < 0 ? -1 : load<i32>(<usize>load<u32>(NUMBERS) + (<usize>slot << 2));
}

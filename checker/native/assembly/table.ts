/**
 * The visited table: an exact set of keys in 4 bytes each, or 2 where there are lines enough. A key is first mixed by a
 * bijection of its bits; its top bits then name a segment, the next ones a line in it, and the slot keeps the rest, and how
 * many lines further on it is: place and slot together are the key. A slot that is taken is not 0: a wide one has its highest
 * bit set, a narrow one has the lines and one more above the rest. Lines fill from the left and nothing is removed, so that a slot that is free ends a search.
 */
import { KEY_BITS, LINES, LINE_BYTES, NARROW_REACH, NARROW_REMAINDER_BITS, NUMBERS, REACH, REMAINDER_BITS } from "../fields";
import { SEGMENT_BITS, SLOT_BYTES, TABLE } from "../fields";

let bits: u64 = 0;
let keyMask: u64 = 0;
let half: u64 = 0;
let restBits: u64 = 0;
let restMask: u64 = 0;
let lowBits: u64 = 0;
let shift: u64 = 0;
let lines: u64 = 0;
let base: usize = 0;
/** Of a slot: whether it has 2 bytes, what says that it is taken, bits of the remainder, and how many lines further on it may be. */
let narrow: bool = false;
let taken: u64 = 0;
let remainderBits: u32 = 0;
let reach: u32 = 0;

const M1: u64 = 0x9e3779b97f4a7c15;
const M2: u64 = 0xd6e8feb86659fd93;
/** Inverses modulo 2^64, and so modulo every smaller power of two. */
const M1_INVERSE: u64 = 0xf1de83e19937733d;
const M2_INVERSE: u64 = 0xcfee444d8b59a89b;

/** Takes over the table's measures. */
export function refreshTable(): void {
  bits = <u64>load<u32>(KEY_BITS);
  keyMask = bits == 64 ? ~(<u64>0) : ((<u64>1) << bits) - 1;
  half = (bits + 1) >> 1;
  restBits = bits - SEGMENT_BITS;
  restMask = ((<u64>1) << restBits) - 1;
  lowBits = restBits > 32 ? restBits - 32 : 0;
  lines = <u64>load<u32>(LINES);
  base = <usize>load<u32>(TABLE);
  shift = shiftFor(lines);
  narrow = load<u32>(SLOT_BYTES) == 2;
  taken = narrow ? 1 << NARROW_REMAINDER_BITS : 0x80000000;
  remainderBits = narrow ? NARROW_REMAINDER_BITS : REMAINDER_BITS;
  reach = narrow ? NARROW_REACH : REACH;
}

/** Whether slots have 2 bytes. */
@inline
export function isNarrow(): bool {
  return narrow;
}

/** Products of neighbours are `lines` apart, or more where the rest has fewer than 32 bits: so many low bits tell nothing. */
function shiftFor(count: u64): u64 {
  const apart: u64 = count << (restBits < 32 ? 32 - restBits : 0);
  const log: u64 = 63 - clz<u64>(apart);
  return min<u64>(log, 32);
}

export function mixed(key: u64): u64 {
  let y = (key * M1) & keyMask;
  y ^= y >> half;
  y = (y * M2) & keyMask;
  return y ^ (y >> half);
}

export function unmixed(value: u64): u64 {
  let y = value ^ (value >> half);
  y = (y * M2_INVERSE) & keyMask;
  y ^= y >> half;
  return (y * M1_INVERSE) & keyMask;
}

/** The segment of a mixed key. */
export function segmentOf(y: u64): usize {
  return <usize>(y >> restBits);
}

/** High word: address of the line; low word: what a slot of that very line would be. */
@inline
export function place(key: u64): u64 {
  return placeOf(mixed(key));
}

/** The same for a mixed key. */
@inline
export function placeOf(y: u64): u64 {
  const rest = y & restMask;
  let head: u64;
  let low: u64;
  if (lowBits != 0) {
    head = rest >> lowBits;
    low = rest & (((<u64>1) << lowBits) - 1);
  } else {
    head = rest << (32 - restBits);
    low = 0;
  }
  const product = head * lines;
  const line = product >> 32;
  const slot = taken | (((product & 0xffffffff) >> shift) << lowBits) | low;
  const address = <u64>base + (((y >> restBits) * lines + line) << 6);
  return (address << 32) | slot;
}

/** The line after this one, in the same segment. */
function after(line: usize): usize {
  const next = line + LINE_BYTES;
  const size = <usize>lines * LINE_BYTES;
  return (next - base) % size == 0 ? next - size : next;
}

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
 * Looks for a key, and adds it if it is not there; `isShort` is `isNarrow()`. Of several threads that add one key, one is
 * told that it is new.
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

/** The bits after the segment's, of the slot with this content in line `line` of a table with `count` lines per segment. */
function restOf(line: u64, content: u32, count: u64): u64 {
  const s = shiftFor(count);
  const remainder = <u64>content & ((1 << remainderBits) - 1);
  const part = remainder >> lowBits;
  const least = (line << 32) + (s >= 32 ? 0 : part << s);
  // The one multiple of `apart` that is not less, by less than 2^s.
  const apart: u64 = count << (restBits < 32 ? 32 - restBits : 0);
  const head = (least + apart - 1) / apart;
  return lowBits != 0 ? (head << lowBits) | (remainder & (((<u64>1) << lowBits) - 1)) : head;
}

/**
 * Gives every segment `count` lines in place of those it has. Memory behind the table must be there; `scratch` has room for
 * an old segment. The last goes first: where a segment comes to be, only it and others that have been moved were before.
 * False if some state finds no room: then the table is lost.
 */
export function growTable(count: u32, scratch: usize): bool {
  const old = lines;
  const oldBytes = <usize>old * LINE_BYTES;
  const slotBytes: usize = narrow ? 2 : 4;
  for (let segment: i64 = (1 << SEGMENT_BITS) - 1; segment >= 0; segment--) {
    memory.copy(scratch, base + <usize>segment * oldBytes, oldBytes);
    lines = <u64>count;
    shift = shiftFor(lines);
    const size = <usize>count * LINE_BYTES;
    memory.fill(base + <usize>segment * size, 0, size);
    for (let line: u64 = 0; line < old; line++) {
      for (let i: usize = 0; i < <usize>LINE_BYTES; i += slotBytes) {
        const at = scratch + <usize>line * LINE_BYTES + i;
        const content: u32 = narrow ? <u32>load<u16>(at) : load<u32>(at);
        if (content == 0) break;
        const away = <u64>(narrow ? (content >> remainderBits) - 1 : (content >> remainderBits) & (REACH - 1));
        const home = line >= away ? line - away : line + old - away;
        const rest = restOf(home, content, old);
        const y = (<u64>segment << restBits) | rest;
        const where = placeOf(y);
        const added = narrow ? addNarrow(<usize>(where >> 32), <u32>where) : addWide(<usize>(where >> 32), <u32>where);
        if (added != NEW) return false;
      }
    }
  }
  store<u32>(LINES, count);
  return true;
}

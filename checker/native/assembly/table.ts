/**
 * The visited table: an exact set of keys in 4 bytes each. A key is first mixed by a bijection of its bits; its top bits
 * then name a segment, the next ones a line in it, and the slot keeps the rest, and how many lines further on it is: place
 * and slot together are the key. Lines fill from the left and nothing is removed, so that a slot that is free ends a search.
 */
import { KEY_BITS, LINES, LINE_BYTES, NUMBERS, REACH, REMAINDER_BITS, SEGMENT_BITS, TABLE } from "../fields";

let bits: u64 = 0;
let keyMask: u64 = 0;
let half: u64 = 0;
let restBits: u64 = 0;
let restMask: u64 = 0;
let lowBits: u64 = 0;
let shift: u64 = 0;
let lines: u64 = 0;
let base: usize = 0;

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

/** High word: address of the line; low word: what a slot of that very line would be. */
// @ts-ignore: decorator
@inline
export function place(key: u64): u64 {
  return placeOf(mixed(key));
}

// @ts-ignore: decorator
@inline
function placeOf(y: u64): u64 {
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
  const slot = (<u64>0x80000000) | (((product & 0xffffffff) >> shift) << lowBits) | low;
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

/** Looks for a key, and adds it if it is not there. Of several threads that add one key, one is told that it is new. */
// @ts-ignore: decorator
@inline
export function insert(line: usize, slot: u32): i32 {
  const wanted = i32x4.splat(slot);
  const some = v128.or(
    v128.or(i32x4.eq(v128.load(line), wanted), i32x4.eq(v128.load(line, 16), wanted)),
    v128.or(i32x4.eq(v128.load(line, 32), wanted), i32x4.eq(v128.load(line, 48), wanted)),
  );
  if (v128.any_true(some)) return PRESENT;
  return add(line, slot);
}

function add(first: usize, slot: u32): i32 {
  let line = first;
  for (let away: u32 = 0; away < <u32>REACH; away++) {
    const value = slot + (away << REMAINDER_BITS);
    const wanted = i32x4.splat(value);
    // What is taken and what is compared must be the same look: between two, another thread may add this very key.
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
    const taken =
      i32x4.bitmask(a) | (i32x4.bitmask(b) << 4) | (i32x4.bitmask(c) << 8) | (i32x4.bitmask(d) << 12);
    const free = <u32>taken ^ 0xffff;
    if (free != 0) {
      // Other threads may take the slots from here on, one after the other.
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
  for (let away: u32 = 0; away < <u32>REACH; away++) {
    const value = <u32>where + (away << REMAINDER_BITS);
    for (let at = line; at < line + LINE_BYTES; at += 4) {
      const found = load<u32>(at);
      if (found == 0) return -1;
      if (found == value) return <i32>((at - base) >> 2);
    }
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
  const remainder = <u64>content & ((1 << REMAINDER_BITS) - 1);
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
  for (let segment: i64 = (1 << SEGMENT_BITS) - 1; segment >= 0; segment--) {
    memory.copy(scratch, base + <usize>segment * oldBytes, oldBytes);
    lines = <u64>count;
    shift = shiftFor(lines);
    const size = <usize>count * LINE_BYTES;
    memory.fill(base + <usize>segment * size, 0, size);
    for (let line: u64 = 0; line < old; line++) {
      for (let i: usize = 0; i < <usize>LINE_BYTES; i += 4) {
        const content = load<u32>(scratch + <usize>line * LINE_BYTES + i);
        if (content == 0) break;
        const away = <u64>((content >> REMAINDER_BITS) & (REACH - 1));
        const home = line >= away ? line - away : line + old - away;
        const rest = restOf(home, content, old);
        const y = (<u64>segment << restBits) | rest;
        const where = placeOf(y);
        if (add(<usize>(where >> 32), <u32>where) != NEW) return false;
      }
    }
  }
  store<u32>(LINES, count);
  return true;
}

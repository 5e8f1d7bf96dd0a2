/**
 * Where a key is in the visited table: mixed by a bijection of its bits, its top bits name a segment, the next ones a line in
 * it, and the slot keeps the rest, and how many lines further on it is: place and slot together are the key. Slots have 4
 * bytes each, or 2 where there are lines enough. A slot that is taken is not 0: a wide one has its highest bit set, a narrow
 * one has the lines and one more above the rest.
 */
import { KEY_BITS, LINES, LINE_BYTES, NARROW_REACH, NARROW_REMAINDER_BITS, REACH, REMAINDER_BITS } from "../fields";
import { SEGMENT_BITS, SLOT_BYTES, TABLE } from "../fields";

let bits: u64 = 0;
let keyMask: u64 = 0;
let half: u64 = 0;
export let restBits: u64 = 0;
let restMask: u64 = 0;
let lowBits: u64 = 0;
let shift: u64 = 0;
export let lines: u64 = 0;
export let base: usize = 0;
/** Of a slot: whether it has 2 bytes, what says that it is taken, bits of the remainder, and how many lines further on it may be. */
export let narrow: bool = false;
let taken: u64 = 0;
export let remainderBits: u32 = 0;
export let reach: u32 = 0;

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

/** Products of neighbours are `lines` apart, or more where the rest has fewer than 32 bits: so many low bits tell nothing. */
function shiftFor(count: u64): u64 {
  const log: u64 = 63 - clz<u64>(apartFor(count));
  return min<u64>(log, 32);
}

function apartFor(count: u64): u64 {
  return count << (restBits < 32 ? 32 - restBits : 0);
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
export function after(line: usize): usize {
  const next = line + LINE_BYTES;
  const size = <usize>lines * LINE_BYTES;
  return (next - base) % size == 0 ? next - size : next;
}

/** From here on segments have so many lines. */
export function setLines(count: u64): void {
  lines = count;
  shift = shiftFor(count);
}

/** The bits after the segment's, of the slot with this content in line `line` of a table with `count` lines per segment. */
export function restOf(line: u64, content: u32, count: u64): u64 {
  const s = shiftFor(count);
  const remainder = <u64>content & ((1 << remainderBits) - 1);
  const part = remainder >> lowBits;
  const least = (line << 32) + (s >= 32 ? 0 : part << s);
  // The one multiple of `apart` that is not less, by less than 2^s.
  const apart = apartFor(count);
  const head = (least + apart - 1) / apart;
  return lowBits != 0 ? (head << lowBits) | (remainder & (((<u64>1) << lowBits) - 1)) : head;
}

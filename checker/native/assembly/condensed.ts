/** Pieces of the log in fewer bits, and their keys again. `../condensed.ts` says how they are written. */
import { COLUMN_BYTES, CONDENSED_COLUMNS } from "../fields";

/** Bytes before the first column: where the second and the third begin, in bits; the highest bit says that the third has no signs. */
const HEAD: usize = 8;
const LENGTHS: usize = 33;
const WIDTHS: usize = 4 * LENGTHS;
const CODES: usize = WIDTHS + 16;
const WIDTH_BITS: u64 = 6;

/** Where bits are written, and those that are not yet, fewer than 8 of them. Loops have their own: those stay in registers. */
let to: usize = 0;
let bits: u64 = 0;
let count: u64 = 0;

@inline
function change(from: u32, next: u32, unused: i32): u32 {
  const difference = <i32>((next - from) << unused) >> unused;
  return <u32>((difference << 1) ^ (difference >> 31));
}

@inline
function meet(column: usize, value: u32): void {
  const at = column + (<usize>(32 - clz<u32>(value)) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Turns a histogram of lengths into widths and codes by length. The bits that the column takes. */
function choose(column: usize): u64 {
  let sum: u32 = 0;
  let longest: usize = 0;
  for (let length: usize = 0; length < LENGTHS; length++) {
    const here = load<u32>(column + (length << 2));
    if (here != 0) longest = length;
    sum += here;
    store<u32>(column + (length << 2), sum);
  }
  let least: u64 = ~(<u64>0);
  let widths: u64 = 0;
  let before: u32 = 0;
  for (let first: usize = 0; first <= longest; first++) {
    const one = <u64>load<u32>(column + (first << 2));
    // A width that no change has is no better than the next smaller one.
    if (one == <u64>before && first != longest) continue;
    before = <u32>one;
    for (let second = first; second <= longest; second++) {
      const two = <u64>load<u32>(column + (second << 2));
      const some = one * (1 + <u64>first) + (two - one) * (2 + <u64>second);
      if (some >= least) continue;
      for (let third = second; third <= longest; third++) {
        const three = <u64>load<u32>(column + (third << 2));
        const all = some + (three - two) * (3 + <u64>third) + (<u64>sum - three) * (3 + <u64>longest);
        if (all >= least) continue;
        least = all;
        widths = <u64>first | ((<u64>second) << 8) | ((<u64>third) << 16) | ((<u64>longest) << 24);
      }
    }
  }
  store<u32>(column, <u32>widths, WIDTHS);
  for (let length: usize = 0; length < LENGTHS; length++) {
    let kind: u64 = 0;
    while (kind < 3 && <u64>length > ((widths >> (kind << 3)) & 255)) kind++;
    const prefix = ((<u64>1) << kind) - 1;
    const prefixBits = min<u64>(kind + 1, 3);
    store<u32>(
      column + CODES + (length << 2),
      <u32>(prefix | (prefixBits << 8) | ((((widths >> (kind << 3)) & 255) + prefixBits) << 16)),
    );
  }
  return least + 4 * WIDTH_BITS;
}

function writeWidths(column: usize): void {
  for (let kind: usize = 0; kind < 4; kind++) {
    bits |= <u64>load<u8>(column + WIDTHS + kind) << count;
    store<u64>(to, bits);
    count += WIDTH_BITS;
    to += <usize>(count >> 3);
    bits >>= count & ~(<u64>7);
    count &= 7;
  }
}

/** Keys, of which so many bits from one on are the number of a half, and bits of a word that it has no use for. */
let keys: usize = 0;
let size: u32 = 0;
let width: usize = 0;

/** Counts the lengths of the changes of a half. */
function meetHalf(column: usize, from: u64, mask: u64, unused: i32): void {
  let had: u32 = 0;
  const end = keys + <usize>size * width;
  for (let key = keys; key < end; key += width) {
    const number = <u32>((load<u64>(key) >> from) & mask);
    meet(column, change(had, number, unused));
    had = number;
  }
}

function writeHalf(column: usize, from: u64, mask: u64, unused: i32): void {
  writeWidths(column);
  let had: u32 = 0;
  let at = to;
  let rest = bits;
  let filled = count;
  const end = keys + <usize>size * width;
  for (let key = keys; key < end; key += width) {
    const number = <u32>((load<u64>(key) >> from) & mask);
    const value = change(had, number, unused);
    had = number;
    const code = codeFor(column, value);
    rest |= (<u64>(code & 255) | ((<u64>value) << ((code >> 8) & 255))) << filled;
    store<u64>(at, rest);
    filled += code >> 16;
    at += <usize>(filled >> 3);
    rest >>= filled & ~(<u64>7);
    filled &= 7;
  }
  to = at;
  bits = rest;
  count = filled;
}

/** Counts the lengths of differences; their lowest bits together, of which one is set if one of them has a sign. */
function meetDifferences(column: usize, differences: usize): u32 {
  let signs: u32 = 0;
  let at = differences;
  for (let i: u32 = 0; i < size; i++) {
    const value = varintAt(at);
    at = afterVarint(at);
    signs |= value;
    meet(column, value);
  }
  return signs & 1;
}

/** Differences without a sign are half as large. */
function dropSigns(column: usize): void {
  store<u32>(column, load<u32>(column) + load<u32>(column, 4));
  for (let length: usize = 1; length < LENGTHS - 1; length++)
    store<u32>(column + (length << 2), load<u32>(column + (length << 2), 4));
  store<u32>(column + ((LENGTHS - 1) << 2), 0);
}

function writeDifferences(column: usize, differences: usize, unsigned: u32): void {
  writeWidths(column);
  let from = differences;
  let at = to;
  let rest = bits;
  let filled = count;
  for (let i: u32 = 0; i < size; i++) {
    const value = varintAt(from) >> unsigned;
    from = afterVarint(from);
    const code = codeFor(column, value);
    rest |= (<u64>(code & 255) | ((<u64>value) << ((code >> 8) & 255))) << filled;
    store<u64>(at, rest);
    filled += code >> 16;
    at += <usize>(filled >> 3);
    rest >>= filled & ~(<u64>7);
    filled &= 7;
  }
  to = at;
  bits = rest;
  count = filled;
}

@inline
function codeFor(column: usize, value: u32): u32 {
  return load<u32>(column + CODES + (<usize>(32 - clz<u32>(value)) << 2));
}

/**
 * Writes a piece - keys of so many bytes, their first half of so many bits, and differences of predecessors - to `target`, with
 * `columns` as room to work in. The bytes that it takes then; 0, and nothing is of use, if that is no fewer than `least`.
 */
export function condense(
  ofKeys: usize,
  states: u32,
  bytes: usize,
  bitsA: u64,
  differences: usize,
  target: usize,
  columns: usize,
  least: u32,
): u32 {
  keys = ofKeys;
  size = states;
  width = bytes;
  const bitsB = ((<u64>bytes) << 3) - bitsA;
  const maskA = maskOf(bitsA);
  const maskB = maskOf(bitsB);
  const unusedA = <i32>(32 - bitsA);
  const unusedB = max<i32>(0, 32 - <i32>bitsB);
  const columnB = columns + COLUMN_BYTES;
  const columnP = columnB + COLUMN_BYTES;
  memory.fill(columns, 0, CONDENSED_COLUMNS * COLUMN_BYTES);
  meetHalf(columns, 0, maskA, unusedA);
  meetHalf(columnB, bitsA, maskB, unusedB);
  // Where no predecessor is before the one of the state before, no difference has a sign.
  const unsigned = meetDifferences(columnP, differences) ^ 1;
  if (unsigned != 0) dropSigns(columnP);
  const beginB = ((<u64>HEAD) << 3) + choose(columns);
  const beginP = beginB + choose(columnB);
  // A word more: who reads whole words may look beyond the end.
  const taken = <u32>(((beginP + choose(columnP) + 31) >> 5) + 1) << 2;
  if (taken >= least) return 0;
  store<u32>(target, <u32>beginB);
  store<u32>(target, <u32>beginP | (unsigned << 31), 4);
  to = target + HEAD;
  bits = 0;
  count = 0;
  writeHalf(columns, 0, maskA, unusedA);
  writeHalf(columnB, bitsA, maskB, unusedB);
  writeDifferences(columnP, differences, unsigned);
  store<u64>(to, bits);
  return taken;
}

@inline
function maskOf(many: u64): u64 {
  return many >= 32 ? 0xffffffff : ((<u64>1) << many) - 1;
}

@inline
function varintAt(at: usize): u32 {
  const first = <u32>load<u8>(at);
  return first < 128 ? first : longVarintAt(at);
}

function longVarintAt(at: usize): u32 {
  let value: u32 = 0;
  let shift: u32 = 0;
  let byte: u32 = 0;
  do {
    byte = load<u8>(at++);
    value |= (byte & 127) << shift;
    shift += 7;
  } while (byte >= 128);
  return value;
}

@inline
function afterVarint(from: usize): usize {
  let at = from;
  while (load<u8>(at) >= 128) at++;
  return at + 1;
}

/** The widths of the column that begins at bit `at`, a byte each. */
function readWidths(from: usize, at: u64): u32 {
  let widths: u32 = 0;
  for (let kind: u32 = 0; kind < 4; kind++, at += WIDTH_BITS)
    widths |= <u32>((load<u64>(from + <usize>(at >> 3)) >> (at & 7)) & 63) << (kind << 3);
  return widths;
}

/** Writes the keys of a condensed piece, and up to 8 bytes more. */
export function restoreKeys(from: usize, states: u32, bytes: usize, bitsA: u64, to: usize): void {
  const end = to + <usize>states * bytes;
  memory.fill(to, 0, end + 8 - to);
  restoreHalf(from, (<u64>HEAD) << 3, to, end, bytes, 0, <u32>maskOf(bitsA));
  restoreHalf(from, <u64>load<u32>(from), to, end, bytes, bitsA, <u32>maskOf(((<u64>bytes) << 3) - bitsA));
}

/** Adds the numbers of a half, in bits that are 0. */
function restoreHalf(from: usize, start: u64, keys: usize, end: usize, width: usize, shift: u64, mask: u32): void {
  const widths = readWidths(from, start);
  let at = start + 4 * WIDTH_BITS;
  let number: u32 = 0;
  for (let key = keys; key < end; key += width) {
    const code = load<u64>(from + <usize>(at >> 3)) >> (at & 7);
    const kind = min<u64>(ctz<u64>(~code), 3);
    const prefix = min<u64>(kind + 1, 3);
    const more = <u64>((widths >> <u32>(kind << 3)) & 255);
    const value = <u32>((code >> prefix) & (((<u64>1) << more) - 1));
    number = (number + ((value >> 1) ^ (0 - (value & 1)))) & mask;
    store<u64>(key, load<u64>(key) | ((<u64>number) << shift));
    at += prefix + more;
  }
}

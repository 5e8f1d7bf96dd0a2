/**
 * Lossy sets, in place of the visited table where memory has ended: a state may be taken for one that was visited, never the
 * other way round, and what is once taken for visited always is. bitstate: a line of bits, of which a state sets a few.
 * compact: buckets of 8 slots that keep a signature of 1 or 2 bytes, 0 where they are free; a full bucket sends on to the next.
 * Lines, bits, buckets and signatures come from the identities of a state, so that a set outlives a change of their widths.
 */
import { BITSTATE, BITS_A, BUCKET, BUCKETS, LINES, LINE_BYTES, LOSSY, LOSSY_SIZE, SEGMENT_BITS, TABLE } from "../fields";
import { CROWDED, NEW, PRESENT } from "./table";

let kind: u32 = 0;
/** Bits per state, or bytes per slot. */
let size: u32 = 0;
let bitsA: u64 = 0;
let maskA: u64 = 0;
let base: usize = 0;
let end: usize = 0;
/** Lines, or buckets. */
let places: u64 = 0;
let placeBytes: u64 = 0;
let signatures: u64 = 0;
let odds: f64 = 0;

const M1: u64 = 0x9e3779b97f4a7c15;
const M2: u64 = 0xd6e8feb86659fd93;

/** Takes over the set's measures. */
export function refreshLossy(): void {
  kind = load<u32>(LOSSY);
  if (kind == 0) return;
  size = load<u32>(LOSSY_SIZE);
  bitsA = <u64>load<u32>(BITS_A);
  maskA = ((<u64>1) << bitsA) - 1;
  base = <usize>load<u32>(TABLE);
  const lines = (<u64>load<u32>(LINES)) << SEGMENT_BITS;
  placeBytes = kind == BITSTATE ? LINE_BYTES : BUCKET * size;
  places = (lines * LINE_BYTES) / placeBytes;
  end = base + <usize>(places * placeBytes);
  signatures = size == 1 ? 0xff : 0xffff;
}

export function isLossy(): bool {
  return kind != 0;
}

/** Of the last state that was new: the chance that it would have been taken for a known one, over the chance that not. */
export function oddsOfMissing(): f64 {
  return odds;
}

/** A bijection. What is added keeps 0, the first state's, from being its own image. */
function spread(value: u64): u64 {
  let h = (value + M2) * M1;
  h ^= h >> 32;
  h *= M2;
  h ^= h >> 29;
  h *= M1;
  return h ^ (h >> 32);
}

/** High word: address of the line or bucket; low word: what says which bits, or which signature. */
export function lossyPlace(key: u64): u64 {
  const h = spread((key & maskA) | ((key >> bitsA) << 32));
  const at = <u64>base + ((h >> 32) * places >> 32) * placeBytes;
  return (at << 32) | (h & 0xffffffff);
}

/** Looks for a state, and adds it if it is not there. Of several threads that add one state, one is told that it is new. */
export function addLossy(where: u64): i32 {
  const at = <usize>(where >> 32);
  return kind == BITSTATE ? addBits(at, spread(where & 0xffffffff)) : addSignature(at, where & 0xffffffff);
}

/** The next of a state's bits in its line: nine bits of `from`. The first bit of a line is none of them. */
@inline
function bitOf(from: u64): u32 {
  return 1 + <u32>(((from & 511) * 511) >> 9);
}

function hasBits(line: usize, bits: u64): bool {
  for (let i: u32 = 0; i < size; i++, bits >>= 9) {
    const bit = bitOf(bits);
    if ((load<u32>(line + ((bit >> 5) << 2)) & (1 << (bit & 31))) == 0) return false;
  }
  return true;
}

/** Bits that are set in a line whose first one is. */
function bitsIn(line: usize): u64 {
  let sum: u64 = 0;
  for (let i: usize = 0; i < <usize>LINE_BYTES; i += 8) sum += popcnt<u64>(load<u64>(line + i));
  return sum - 1;
}

/** A line changes while its first bit is set: who has set it may, others that want to add a state wait. */
function addBits(line: usize, bits: u64): i32 {
  if (hasBits(line, bits)) return PRESENT;
  while ((atomic.or<u32>(line, 1) & 1) != 0);
  const isThere = hasBits(line, bits);
  if (!isThere) {
    const full = <f64>bitsIn(line) / 511;
    let chance: f64 = 1;
    let rest = bits;
    for (let i: u32 = 0; i < size; i++, rest >>= 9) {
      chance *= full;
      const bit = bitOf(rest);
      const at = line + ((bit >> 5) << 2);
      store<u32>(at, load<u32>(at) | (1 << (bit & 31)));
    }
    odds = chance / (1 - chance);
  }
  atomic.and<u32>(line, ~1);
  return isThere ? PRESENT : NEW;
}

/** As in the exact table: what is compared and what is free are one look at a bucket. */
function addSignature(first: usize, rest: u64): i32 {
  const isByte = size == 1;
  const signature = 1 + <u32>((rest * signatures) >> 32);
  const wanted = i16x8.splat(<i16>signature);
  const none = i16x8.splat(0);
  let at = first;
  let differs: f64 = 1;
  for (let away: u32 = 0; away < <u32>BUCKETS; away++) {
    const slots = isByte ? v128.load_ext<u8>(at) : v128.load(at);
    if (v128.any_true(i16x8.eq(slots, wanted))) return PRESENT;
    const free = <u32>i16x8.bitmask(i16x8.eq(slots, none));
    differs *= 1 - <f64>(BUCKET - popcnt<u32>(free)) / <f64>signatures;
    // A free slot may be taken by another thread meanwhile; then all after it are looked at as well.
    for (let i: u32 = free == 0 ? BUCKET : ctz<u32>(free); i < <u32>BUCKET; i++) {
      const found = isByte
        ? <u32>atomic.cmpxchg<u8>(at + i, 0, <u8>signature)
        : <u32>atomic.cmpxchg<u16>(at + (i << 1), 0, <u16>signature);
      if (found == 0) {
        odds = 1 / differs - 1;
        return NEW;
      }
      if (found == signature) return PRESENT;
    }
    at += <usize>placeBytes;
    if (at == end) at = base;
  }
  return CROWDED;
}

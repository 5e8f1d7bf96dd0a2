/** What the tables say that the owner fills; what they do not say is noted. */
import * as f from "../fields";
import { me, miss, stop } from "./notes";

export const UNKNOWN: u32 = <u32>f.UNKNOWN;

/** The slot where a search for two words begins: both sides of a table compute it. */
@inline
function firstSlot(a: u32, b: u32, slots: u32): u32 {
  let h = (a * 0x9e3779b1) ^ (b * 0x85ebca6b);
  h = (h ^ (h >> 15)) * 0x2c1b3c6d;
  h ^= h >> 13;
  return <u32>((<u64>(h >> 8) * <u64>slots) >> 24);
}

@inline
export function classAt(row: usize, column: u32): u64 {
  if (column == <u32>f.NO_COLUMN) return 0;
  return <u64>(load<u32>(row + <usize>(column & f.COLUMN_MASK)) & (0xffffffff >> (column >> f.COLUMN_SHIFT)));
}

/** What the common table has for two words and what they are about: the complement of the answer, 0 for none. */
export function recall(a: u32, b: u32, about: u32): u32 {
  const table = <usize>load<u32>(f.MEMO);
  const slots = load<u32>(f.MEMO_SLOTS);
  const second = b | (about << f.ABOUT_SHIFT);
  let slot = firstSlot(a, second, slots);
  for (;;) {
    const at = table + <usize>slot * f.MEMO_BYTES;
    const known = load<u32>(at, 8);
    if (known == 0 || (load<u32>(at) == a && load<u32>(at, 4) == second)) return known;
    if (++slot == slots) slot = 0;
  }
  return 0;
}

/** The identity of a half after an effect, or why there is none; UNKNOWN where no table has it. */
export function effectOn(effect: u32, id: u32, isB: bool, row: usize): u32 {
  if ((effect & f.WATCHING) != 0) {
    const watch = <usize>(isB ? load<u32>(f.WATCH_B) : load<u32>(f.WATCH_A));
    const column = isB ? load<u32>(f.WATCH_COLUMN_B) : load<u32>(f.WATCH_COLUMN_A);
    const shift = isB ? load<u32>(f.WATCH_SHIFT_B) : load<u32>(f.WATCH_SHIFT_A);
    const known = load<u8>(watch + ((<usize>(effect & (f.WATCHING - 1))) << shift) + <usize>classAt(row, column));
    if (known == 1) return id;
  } else {
    const results = <usize>load<u32>(<usize>(isB ? load<u32>(f.EFFECTS_B) : load<u32>(f.EFFECTS_A)) + ((<usize>effect) << 2));
    if (results != 0) {
      const known = load<u32>(results + ((<usize>id) << 2));
      if (known != 0) return ~known;
      miss(f.MISS_EFFECT, isB ? 1 : 0, effect, id);
      return UNKNOWN;
    }
  }
  const known = recall(effect, id, isB ? f.ABOUT_B : f.ABOUT_A);
  if (known != 0) return ~known;
  miss(f.MISS_EFFECT, isB ? 1 : 0, effect, id);
  return UNKNOWN;
}

/** Whether the question has been answered; if not, it is noted. */
export function ask(a: u32, b: u32, c: u32, d: u32, number: u32, key: u64, next: u64): void {
  const table = <usize>load<u32>(f.ASKED);
  const slots = load<u32>(f.ASKED_SLOTS);
  const low = <u64>a | ((<u64>b) << 32);
  const high = <u64>c | ((<u64>d) << 32);
  let slot = firstSlot(a ^ (c * 31), b ^ (d * 31), slots);
  for (;;) {
    const at = table + ((<usize>slot) << 4);
    const known = load<u64>(at, 8);
    if (known == 0) break;
    if (known == high && load<u64>(at) == low) return;
    if (++slot == slots) slot = 0;
  }
  const n = load<u32>(me, f.ASK_COUNT);
  if (n + 1 >= <u32>(f.ASK_LIMIT / 2)) stop();
  if (n >= <u32>f.ASK_LIMIT) return;
  const at = <usize>load<u32>(me, f.ASKS) + <usize>n * f.ASK_RECORD;
  store<u64>(at, low);
  store<u64>(at, high, 8);
  store<u32>(at, number, 16);
  store<u64>(at, key, 24);
  store<u64>(at, next, 32);
  store<u32>(me, n + 1, f.ASK_COUNT);
}

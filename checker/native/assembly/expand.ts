/** The successors of a state, by looking up what its halves do, each alone and both together. */
import * as f from "../fields";
import { UNKNOWN, ask, classAt, effectOn, recall } from "./lookups";
import { add, me, miss, putOff, slowly } from "./notes";

/** The batch: candidates that are still to be looked up in the visited table, and how many. */
export let candidates: usize = 0;
export let count: u32 = 0;
let recent: usize = 0;
let mixedAt: usize = 0;
let mixedCount: u32 = 0;
let blockedCount: u32 = 0;
let blockedAt: usize = 0;
let bitsA: u64 = 0;
let maskA: u64 = 0;
let lists: bool = false;
let listCursor: usize = 0;

const NO_IDENTITY: u32 = <u32>f.NO_IDENTITY;
const GO_SLOW: u32 = <u32>f.GO_SLOW;
const ASKED_EVENT: u32 = <u32>f.ASKED_EVENT;
const M: u64 = 0x9e3779b97f4a7c15;

export function beginExpansion(worker: usize): void {
  candidates = <usize>load<u32>(worker, f.CANDIDATES);
  recent = <usize>load<u32>(worker, f.RECENT);
  mixedAt = <usize>load<u32>(worker, f.MIXED);
  bitsA = <u64>load<u32>(f.BITS_A);
  maskA = ((<u64>1) << bitsA) - 1;
  lists = load<u32>(f.LISTS) != 0;
  listCursor = <usize>load<u32>(worker, f.COUNTS);
  count = 0;
}

/** Begins another batch. */
export function emptyBatch(): void {
  count = 0;
}

/** Notes an outcome: 0 if it is fine, 1 where a table was asked in vain, 2 where only the plain way helps. */
function outcome(newA: u32, newB: u32, rule: u32, event: u32): u32 {
  if (newA == UNKNOWN || newB == UNKNOWN) return 1;
  if (newA == GO_SLOW || newB == GO_SLOW) return 2;
  if (((newA | newB) & NO_IDENTITY) != 0) {
    // Of two sends that find no room the first one counts.
    const why = (newA & NO_IDENTITY) == 0 ? newB : (newB & NO_IDENTITY) == 0 ? newA : min<u32>(newA, newB);
    store<u32>(blockedAt + ((<usize>blockedCount) << 2), why & 0xffff);
    blockedCount++;
    return 0;
  }
  const at = mixedAt + ((<usize>mixedCount) << 4);
  mixedCount++;
  store<u64>(at, ((<u64>newB) << bitsA) | <u64>newA);
  store<u32>(at, rule, 8);
  store<u32>(at, event, 12);
  return 0;
}

@inline
function candidate(key: u64, number: u32): void {
  const at = recent + (<usize>((key * M) >> (64 - f.RECENT_BITS)) << 3);
  if (load<u64>(at) == key) return;
  store<u64>(at, key);
  const to = candidates + <usize>count * f.CANDIDATE_BYTES;
  store<u64>(to, key);
  store<u32>(to, number, 8);
  count++;
}

/** Puts the successors of a state into the batch; false if it has to be put off. */
export function expand(key: u64, number: u32): bool {
  const a = <u32>(key & maskA);
  const b = <u32>(key >> bitsA);
  const listA = <usize>load<u32>(<usize>load<u32>(f.LIST_A) + (((<usize>a)) << 2));
  const listB = <usize>load<u32>(<usize>load<u32>(f.LIST_B) + (((<usize>b)) << 2));
  const rowA = <usize>load<u32>(f.ROWS_A) + <usize>a * <usize>load<u32>(f.ROW_A);
  const rowB = <usize>load<u32>(f.ROWS_B) + <usize>b * <usize>load<u32>(f.ROW_B);
  let state: u32 = 0;
  if (listA == 0) {
    miss(f.MISS_LIST_A, a, 0, 0);
    state = 1;
  }
  if (listB == 0) {
    miss(f.MISS_LIST_B, b, 0, 0);
    state = 1;
  }
  mixedCount = 0;
  blockedCount = 0;
  blockedAt = mixedAt + <usize>load<u32>(me, f.BLOCKED_AT);
  const kinds = <usize>load<u32>(f.KINDS);
  const crosses = load<u32>(f.CROSS_COUNT);
  let descriptor = <usize>load<u32>(f.CROSS);
  for (let g: u32 = 0; g < crosses; g++, descriptor += f.PAIRS_BYTES) {
    const classA = <u32>classAt(rowA, load<u32>(descriptor));
    const classB = <u32>classAt(rowB, load<u32>(descriptor, 4));
    const table = <usize>load<u32>(descriptor, 8);
    const index = ((<usize>classA) << (<usize>load<u32>(descriptor, 12))) + <usize>classB;
    let list: usize = 0;
    if (table != 0) list = <usize>load<u32>(table + (index << 2));
    else {
      const flags = <usize>load<u32>(descriptor, 16);
      if (flags != 0 && ((load<u8>(flags + (index >> 3)) >> (<u8>index & 7)) & 1) != 0) continue;
      const known = recall(classA, classB, f.ABOUT_CROSS + g);
      if (known != 0) list = <usize>~known;
    }
    if (list == 1) continue;
    if (list == 0) {
      miss(f.MISS_CROSS, g, classA, classB);
      state = 1;
      continue;
    }
    const n = load<u32>(list);
    list += 4;
    for (let i: u32 = 0; i < n; i++, list += 4) {
      const kind = kinds + <usize>load<u32>(list) * f.KIND_BYTES;
      const onA = load<u32>(kind);
      const onB = load<u32>(kind, 4);
      const newA = onA == 0 ? a : effectOn(onA, a, false, rowA);
      const newB = onB == 0 ? b : effectOn(onB, b, true, rowB);
      state = max<u32>(state, outcome(newA, newB, load<u32>(kind, 8), load<u32>(kind, 12)));
    }
  }
  if (listA != 0) {
    let at = listA + f.LIST_HEAD + (<usize>load<u32>(listA) << 2);
    for (let n = load<u32>(listA, 4); n > 0; n--, at += f.MIXED_BYTES) {
      const kind = kinds + <usize>load<u32>(at, 4) * f.KIND_BYTES;
      const onB = load<u32>(kind, 4);
      const newB = onB == 0 ? b : effectOn(onB, b, true, rowB);
      state = max<u32>(state, outcome(load<u32>(at), newB, load<u32>(kind, 8), load<u32>(kind, 12)));
    }
  }
  if (listB != 0) {
    let at = listB + f.LIST_HEAD + (<usize>load<u32>(listB) << 2);
    for (let n = load<u32>(listB, 4); n > 0; n--, at += f.MIXED_BYTES) {
      const kind = kinds + <usize>load<u32>(at, 4) * f.KIND_BYTES;
      const onA = load<u32>(kind);
      const newA = onA == 0 ? a : effectOn(onA, a, false, rowA);
      state = max<u32>(state, outcome(newA, load<u32>(at), load<u32>(kind, 8), load<u32>(kind, 12)));
    }
  }
  if (state == 1 || (state == 2 && lists)) {
    putOff(key, number);
    return false;
  }
  if (state == 2) {
    slowly(key, number);
    return true;
  }
  if (lists) {
    list(key, number);
    return true;
  }
  const fired = <usize>load<u32>(me, f.FIRED);
  const events = <usize>load<u32>(f.EVENT_ASK);
  for (let i: u32 = 0; i < blockedCount; i++) add(fired - 8 - (<usize>load<u32>(blockedAt + (((<usize>i)) << 2)) << 3), 1);
  let from = mixedAt;
  for (let i: u32 = 0; i < mixedCount; i++, from += 16) {
    const next = load<u64>(from);
    const event = load<u32>(from, 12);
    add(fired + (<usize>load<u32>(from, 8) << 3), 1);
    if ((event & ASKED_EVENT) != 0) askStep(events, event & (ASKED_EVENT - 1), number, key, next, rowA, rowB);
    candidate(next, number);
  }
  const high = (<u64>b) << bitsA;
  let at = listA + f.LIST_HEAD;
  for (let n = load<u32>(listA); n > 0; n--, at += 4) candidate(high | <u64>load<u32>(at), number);
  const low = <u64>a;
  at = listB + f.LIST_HEAD;
  for (let n = load<u32>(listB); n > 0; n--, at += 4) candidate(((<u64>load<u32>(at)) << bitsA) | low, number);
  const firings = load<u32>(listA, 8) + load<u32>(listB, 8) + mixedCount;
  add(me + f.STEPS, <f64>firings);
  const usesA = <usize>load<u32>(me, f.USES_A) + (((<usize>a)) << 2);
  store<u32>(usesA, load<u32>(usesA) + 1);
  const usesB = <usize>load<u32>(me, f.USES_B) + (((<usize>b)) << 2);
  store<u32>(usesB, load<u32>(usesB) + 1);
  askState(number, key, rowA, rowB);
  if (firings == 0 && load<u32>(f.ASKS_STUCK) != 0)
    ask(<u32>key, <u32>(key >> 32), 0, f.ASK_STUCK << f.ASK_SHIFT, number, key, 0);
  return true;
}

function askState(number: u32, key: u64, rowA: usize, rowB: usize): void {
  const asks = load<u32>(f.STATE_ASKS);
  let at = <usize>load<u32>(f.STATE_ASK);
  for (let g: u32 = 0; g < asks; g++, at += f.PAIRS_BYTES) {
    const classA = <u32>classAt(rowA, load<u32>(at));
    const classB = <u32>classAt(rowB, load<u32>(at, 4));
    const table = <usize>load<u32>(at, 8);
    if (table != 0 && load<u8>(table + ((<usize>classA) << (<usize>load<u32>(at, 12))) + <usize>classB) != 0) continue;
    ask(classA, classB, g, f.ASK_STATE << f.ASK_SHIFT, number, key, 0);
  }
}

/** One to one while there are fewer than 2^20 classes and 2^16 events. */
function askStep(events: usize, event: u32, number: u32, key: u64, next: u64, rowA: usize, rowB: usize): void {
  const group = <usize>load<u32>(events + ((<usize>event) << 2));
  if (group == 0) return;
  const a = load<u32>(group);
  const b = load<u32>(group, 4);
  const nextA = <usize>load<u32>(f.ROWS_A) + <usize>(next & maskA) * <usize>load<u32>(f.ROW_A);
  const nextB = <usize>load<u32>(f.ROWS_B) + <usize>(next >> bitsA) * <usize>load<u32>(f.ROW_B);
  const c = <u32>classAt(nextA, a) | ((event & 0xff) << 24);
  const d = <u32>classAt(nextB, b) | ((event >> 8) << 20) | (f.ASK_STEP << f.ASK_SHIFT);
  ask(<u32>classAt(rowA, a), <u32>classAt(rowB, b), c, d, number, key, next);
}

/** The successors with their rules, in the order in which they were noted. */
function list(key: u64, number: u32): void {
  let from = mixedAt;
  for (let i: u32 = 0; i < mixedCount; i++, from += 16) {
    const to = candidates + <usize>count * 16;
    store<u64>(to, load<u64>(from));
    store<u32>(to, load<u32>(from, 8), 8);
    count++;
  }
  store<u32>(listCursor, mixedCount);
  listCursor += 4;
}

/**
 * The loop: takes states from pieces of the frontier, looks up what each leads to, and puts that into the visited table.
 * Nothing is interpreted here: a state is two identities in one word, of the values of its two halves; what a half does by
 * itself is a list under its identity, what takes both is a table of the classes of the two. What a table does not have yet
 * is written down, with the state that needs it, and filled by those who can run rules.
 */
import * as f from "../fields";
import { addLossy, isLossy, lossyPlace, oddsOfMissing, refreshLossy } from "./lossy";
import { CROWDED, NEW, addBinned, emptyBins, insert, isNarrow, numberOf, place, refreshTable, slotOf, touch } from "./table";

/** The worker's own. */
let me: usize = 0;
let candidates: usize = 0;
let count: u32 = 0;
let recent: usize = 0;
let mixedAt: usize = 0;
let mixedCount: u32 = 0;
let blockedCount: u32 = 0;
let blockedAt: usize = 0;
/** What all share. */
let bitsA: u64 = 0;
let maskA: u64 = 0;
let lists: bool = false;
let listCursor: usize = 0;

const NO_IDENTITY: u32 = <u32>f.NO_IDENTITY;
const UNKNOWN: u32 = <u32>f.UNKNOWN;
const GO_SLOW: u32 = <u32>f.GO_SLOW;
const ASKED_EVENT: u32 = <u32>f.ASKED_EVENT;
const M: u64 = 0x9e3779b97f4a7c15;

function refresh(worker: usize): void {
  me = worker;
  refreshTable();
  refreshLossy();
  candidates = <usize>load<u32>(worker, f.CANDIDATES);
  recent = <usize>load<u32>(worker, f.RECENT);
  mixedAt = <usize>load<u32>(worker, f.MIXED);
  bitsA = <u64>load<u32>(f.BITS_A);
  maskA = ((<u64>1) << bitsA) - 1;
  lists = load<u32>(f.LISTS) != 0;
  count = 0;
}

function stop(): void {
  atomic.store<u32>(f.STOP, 1);
}

function miss(kind: u32, a: u32, b: u32, c: u32): void {
  const n = load<u32>(me, f.MISS_COUNT);
  if (n >= <u32>f.MISS_LIMIT) {
    stop();
    return;
  }
  const at = <usize>load<u32>(me, f.MISSES) + <usize>n * f.MISS_BYTES;
  store<u32>(at, kind);
  store<u32>(at, a, 4);
  store<u32>(at, b, 8);
  store<u32>(at, c, 12);
  store<u32>(me, n + 1, f.MISS_COUNT);
}

function putOff(key: u64, number: u32): void {
  const n = load<u32>(me, f.PUT_OFF_COUNT);
  const at = <usize>load<u32>(me, f.PUT_OFF) + <usize>n * f.PUT_OFF_BYTES;
  store<u64>(at, key);
  store<u32>(at, number, 8);
  store<u32>(me, n + 1, f.PUT_OFF_COUNT);
  if (n + 2 >= <u32>f.PUT_OFF_LIMIT) stop();
}

function slowly(key: u64, number: u32): void {
  const n = load<u32>(me, f.SLOW_COUNT);
  const at = <usize>load<u32>(me, f.SLOW) + <usize>n * f.PUT_OFF_BYTES;
  store<u64>(at, key);
  store<u32>(at, number, 8);
  store<u32>(me, n + 1, f.SLOW_COUNT);
  if (n + 2 >= <u32>f.SLOW_LIMIT) stop();
}

/** The slot where a search for two words begins: both sides of a table compute it. */
@inline
function firstSlot(a: u32, b: u32, slots: u32): u32 {
  let h = (a * 0x9e3779b1) ^ (b * 0x85ebca6b);
  h = (h ^ (h >> 15)) * 0x2c1b3c6d;
  h ^= h >> 13;
  return <u32>((<u64>(h >> 8) * <u64>slots) >> 24);
}

/** Whether the question has been answered; if not, it is noted. */
function ask(a: u32, b: u32, c: u32, d: u32, number: u32, key: u64, next: u64): void {
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

@inline
function classAt(row: usize, column: u32): u64 {
  return column == 0xffffffff ? 0 : <u64>(load<u32>(row + <usize>column) & <u32>f.CLASS_MASK);
}

/** What the common table has for two words and what they are about: the complement of the answer, 0 for none. */
function recall(a: u32, b: u32, about: u32): u32 {
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
function effectOn(effect: u32, id: u32, isB: bool, row: usize): u32 {
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

function add(at: usize, by: f64): void {
  store<f64>(at, load<f64>(at) + by);
}

/** Puts the successors of a state into the batch; false if it has to be put off. */
function expand(key: u64, number: u32): bool {
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
    for (let i: u32 = 0; i < n; i++, list += f.MIXED_BYTES) {
      const onA = load<u32>(list);
      const onB = load<u32>(list, 4);
      const newA = onA == 0 ? a : effectOn(onA, a, false, rowA);
      const newB = onB == 0 ? b : effectOn(onB, b, true, rowB);
      state = max<u32>(state, outcome(newA, newB, load<u32>(list, 8), load<u32>(list, 12)));
    }
  }
  if (listA != 0) {
    let at = listA + f.LIST_HEAD + (<usize>load<u32>(listA) << 2);
    for (let n = load<u32>(listA, 4); n > 0; n--, at += f.MIXED_BYTES) {
      const onB = load<u32>(at, 4);
      const newB = onB == 0 ? b : effectOn(onB, b, true, rowB);
      state = max<u32>(state, outcome(load<u32>(at), newB, load<u32>(at, 8), load<u32>(at, 12)));
    }
  }
  if (listB != 0) {
    let at = listB + f.LIST_HEAD + (<usize>load<u32>(listB) << 2);
    for (let n = load<u32>(listB, 4); n > 0; n--, at += f.MIXED_BYTES) {
      const onA = load<u32>(at, 4);
      const newA = onA == 0 ? a : effectOn(onA, a, false, rowA);
      state = max<u32>(state, outcome(newA, load<u32>(at), load<u32>(at, 8), load<u32>(at, 12)));
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

function writeVarint(at: usize, value: u32): usize {
  let rest = value;
  while (rest >= 128) {
    store<u8>(at++, (rest & 127) | 128);
    rest >>= 7;
  }
  store<u8>(at++, rest);
  return at;
}

/** A piece to write to: its descriptor; 0 if there is none. */
function output(): usize {
  const own = load<i32>(me, f.OUT);
  const first = <usize>load<u32>(f.OUTPUT);
  if (own >= 0) {
    const at = first + <usize>own * f.OUTPUT_BYTES;
    if (load<u32>(at, f.OUT_COUNT) < <u32>f.PIECE) return at;
  }
  const next = atomic.add<u32>(f.NEXT_OUTPUT, 1);
  if (next >= load<u32>(f.OUTPUTS)) {
    store<i32>(me, -1, f.OUT);
    stop();
    return 0;
  }
  store<u32>(me, next, f.OUT);
  return first + <usize>next * f.OUTPUT_BYTES;
}

function note(list: usize, counter: usize, key: u64, number: u32): void {
  const n = load<u32>(me + counter);
  const at = <usize>load<u32>(me + list) + <usize>n * f.PUT_OFF_BYTES;
  store<u64>(at, key);
  store<u32>(at, number, 8);
  store<u32>(me + counter, n + 1);
}

function found(key: u64, number: u32, width: usize): void {
  const piece = output();
  if (piece == 0) {
    note(f.EXTRA, f.EXTRA_COUNT, key, number);
    return;
  }
  const n = load<u32>(piece, f.OUT_COUNT);
  // Its last bytes may go beyond the piece: the next key overwrites them, and pieces have room for them.
  store<u64>(<usize>load<u32>(piece, f.OUT_KEYS) + <usize>n * width, key);
  if (n == 0) store<u32>(piece, number, f.OUT_FIRST);
  else {
    const change = <i32>(number - load<u32>(piece, f.OUT_LAST));
    const bytes = <usize>load<u32>(piece, f.OUT_BEFORE);
    const at = bytes + <usize>load<u32>(piece, f.OUT_BEFORE_BYTES);
    store<u32>(piece, <u32>(writeVarint(at, <u32>((change << 1) ^ (change >> 31))) - bytes), f.OUT_BEFORE_BYTES);
  }
  store<u32>(piece, number, f.OUT_LAST);
  store<u32>(piece, n + 1, f.OUT_COUNT);
}

/** Looks the batch up: a first pass only touches each line, so that their misses overlap. */
function flush(): void {
  const width = <usize>load<u32>(f.WIDTH);
  const end = candidates + <usize>count * f.CANDIDATE_BYTES;
  if (isLossy()) {
    flushLossy(width, end);
    return;
  }
  let sum: u32 = 0;
  for (let at = candidates; at < end; at += f.CANDIDATE_BYTES) {
    const where = place(load<u64>(at));
    store<u64>(at, where, 16);
    sum ^= load<u32>(<usize>(where >> 32));
  }
  touch(sum);
  if (isNarrow()) lookUp(width, end, true);
  else lookUp(width, end, false);
  count = 0;
}

@inline
function lookUp(width: usize, end: usize, isShort: bool): void {
  for (let at = candidates; at < end; at += f.CANDIDATE_BYTES) {
    const result = insert(<usize>load<u32>(at, 20), load<u32>(at, 16), isShort);
    if (result == NEW) found(load<u64>(at), load<u32>(at, 8), width);
    else if (result == CROWDED) {
      note(f.CROWDED, f.CROWDED_COUNT, load<u64>(at), load<u32>(at, 8));
      stop();
    }
  }
}

/** The same in a lossy set. */
function flushLossy(width: usize, end: usize): void {
  let sum: u32 = 0;
  for (let at = candidates; at < end; at += f.CANDIDATE_BYTES) {
    const where = lossyPlace(load<u64>(at));
    store<u64>(at, where, 16);
    sum ^= load<u32>(<usize>(where >> 32));
  }
  touch(sum);
  for (let at = candidates; at < end; at += f.CANDIDATE_BYTES)
    offerLossy(load<u64>(at), load<u64>(at, 16), load<u32>(at, 8), width);
  count = 0;
}

function offerLossy(key: u64, where: u64, number: u32, width: usize): void {
  const result = addLossy(where);
  if (result == NEW) {
    add(me + f.MISSED, oddsOfMissing());
    found(key, number, width);
  } else if (result == CROWDED) {
    note(f.CROWDED, f.CROWDED_COUNT, key, number);
    stop();
  }
}

/** The part of a worker in a round. */
export function work(worker: usize): void {
  if (load<u32>(f.TASK) == f.RESTORE) restoreInputs(worker);
  else expandInputs(worker);
}

/** Adds the pieces to the table, by way of bins if the worker has some; asks to stop where it has no room. */
function restoreInputs(worker: usize): void {
  refresh(worker);
  const inputs = load<u32>(f.INPUTS);
  const first = <usize>load<u32>(f.INPUT);
  const bins = <usize>load<u32>(worker, f.BINS);
  while (atomic.load<u32>(f.STOP) == 0) {
    const next = atomic.add<u32>(f.NEXT_INPUT, 1);
    if (next >= inputs) break;
    if (!restore(first + <usize>next * f.INPUT_BYTES, bins)) {
      stop();
      return;
    }
  }
  if (bins != 0 && !emptyBins(bins)) stop();
}

/** Expands the pieces of the frontier, until there are none or somebody asks to stop. */
function expandInputs(worker: usize): void {
  refresh(worker);
  const inputs = load<u32>(f.INPUTS);
  const first = <usize>load<u32>(f.INPUT);
  let expanded = 0;
  while (atomic.load<u32>(f.STOP) == 0) {
    const next = atomic.add<u32>(f.NEXT_INPUT, 1);
    if (next >= inputs) break;
    const piece = first + <usize>next * f.INPUT_BYTES;
    openPiece(piece);
    const size = load<u32>(piece, f.IN_COUNT);
    const numbers = <usize>load<u32>(piece, f.IN_NUMBERS);
    const firstNumber = load<u32>(piece, f.IN_FIRST);
    let i = load<u32>(piece, f.IN_AT);
    for (; i < size; i++) {
      const key = keyAt(i);
      const number = numbers == 0 ? firstNumber + i : load<u32>(numbers + (((<usize>i)) << 2));
      if (expand(key, number)) expanded++;
      if (count >= <u32>f.BATCH) {
        flush();
        if (atomic.load<u32>(f.STOP) != 0) {
          i++;
          break;
        }
      } else if (load<u32>(f.STOP) != 0) {
        i++;
        break;
      }
    }
    store<u32>(piece, i, f.IN_AT);
  }
  flush();
  add(worker + f.EXPANDED, <f64>expanded);
}

/** Adds states that come from elsewhere: keys and numbers, as in the list of what was put off. */
export function offer(worker: usize, from: usize, many: u32): void {
  refresh(worker);
  const width = <usize>load<u32>(f.WIDTH);
  for (let i: u32 = 0; i < many; i++, from += f.PUT_OFF_BYTES) {
    const key = load<u64>(from);
    if (isLossy()) {
      offerLossy(key, lossyPlace(key), load<u32>(from, 8), width);
      continue;
    }
    const where = place(key);
    const result = insert(<usize>(where >> 32), <u32>where, isNarrow());
    if (result == NEW) found(key, load<u32>(from, 8), width);
    else if (result == CROWDED) note(f.CROWDED, f.CROWDED_COUNT, key, load<u32>(from, 8));
  }
}

/** A piece of the log, and how its keys are read: those of the table have other widths if it was found before these were known. */
let pieceKeys: usize = 0;
let pieceWidth: usize = 0;
let pieceMask: u64 = 0;
let pieceBits: u64 = 0;
let pieceMaskA: u64 = 0;

function openPiece(piece: usize): void {
  bitsA = <u64>load<u32>(f.BITS_A);
  pieceKeys = <usize>load<u32>(piece, f.IN_KEYS);
  pieceWidth = <usize>load<u32>(piece, f.IN_WIDTH);
  pieceMask = pieceWidth == 8 ? ~(<u64>0) : ((<u64>1) << (((<u64>pieceWidth)) << 3)) - 1;
  pieceBits = <u64>load<u32>(piece, f.IN_BITS_A);
  pieceMaskA = ((<u64>1) << pieceBits) - 1;
}

@inline
function keyAt(i: u32): u64 {
  const old = load<u64>(pieceKeys + <usize>i * pieceWidth) & pieceMask;
  return ((old >> pieceBits) << bitsA) | (old & pieceMaskA);
}

/** Touches the lines of some keys, so that their misses overlap. */
function approach(from: u32, to: u32): void {
  let sum: u32 = 0;
  for (let i = from; i < to; i++) sum ^= load<u32>(<usize>(place(keyAt(i)) >> 32));
  touch(sum);
}

/**
 * Adds the keys of a piece to the table, which must not have them; by way of bins, if there are any: then `emptyBins` adds
 * the last ones. False if it has no room.
 */
export function restore(piece: usize, bins: usize): bool {
  refreshTable();
  refreshLossy();
  openPiece(piece);
  const size = load<u32>(piece, f.IN_COUNT);
  for (let i: u32 = 0; i < size; i++) {
    const key = keyAt(i);
    if (isLossy()) {
      if (addLossy(lossyPlace(key)) == CROWDED) return false;
    } else if (bins != 0) {
      if (!addBinned(bins, key)) return false;
    } else {
      const where = place(key);
      if (insert(<usize>(where >> 32), <u32>where, isNarrow()) == CROWDED) return false;
    }
  }
  return true;
}

/** Numbers the states of a piece, for `numberOf`. False if one of them is not in the table. */
export function number(piece: usize): bool {
  refreshTable();
  openPiece(piece);
  const first = load<u32>(piece, f.IN_FIRST);
  const size = load<u32>(piece, f.IN_COUNT);
  const numbers = <usize>load<u32>(f.NUMBERS);
  for (let from: u32 = 0; from < size; from += <u32>f.BATCH) {
    const to = min<u32>(size, from + <u32>f.BATCH);
    approach(from, to);
    for (let i = from; i < to; i++) {
      const slot = slotOf(keyAt(i));
      if (slot < 0) return false;
      store<u32>(numbers + (((<usize>slot)) << 2), first + i);
    }
  }
  return true;
}

/**
 * The successors of the states of a piece, from where it is, as numbers and rules of 8 bytes each where the candidates are;
 * how many each state has goes to `COUNTS`. Ends early where a table has to be filled, or with `limit` successors. Returns
 * how many successors there are.
 */
export function successors(worker: usize, piece: usize, limit: u32): u32 {
  refresh(worker);
  openPiece(piece);
  const size = load<u32>(piece, f.IN_COUNT);
  listCursor = <usize>load<u32>(worker, f.COUNTS);
  let i = load<u32>(piece, f.IN_AT);
  for (; i < size && count < limit; i++) {
    if (!expand(keyAt(i), i)) break;
  }
  store<u32>(piece, i, f.IN_AT);
  let sum: u32 = 0;
  for (let n: u32 = 0; n < count; n++) {
    const at = candidates + <usize>n * 16;
    const where = place(load<u64>(at));
    sum ^= load<u32>(<usize>(where >> 32));
  }
  touch(sum);
  for (let n: u32 = 0; n < count; n++) {
    const at = candidates + <usize>n * 16;
    const to = candidates + <usize>n * 8;
    const target = numberOf(load<u64>(at));
    const rule = load<u32>(at, 8);
    store<i32>(to, target);
    store<u32>(to, rule, 4);
  }
  return count;
}

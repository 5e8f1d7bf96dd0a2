/**
 * The loop: takes states from pieces of the frontier, looks up what each leads to, and puts that into the visited table.
 * Nothing is interpreted here: a state is two identities in one word, of the values of its two halves; what a half does by
 * itself is a list under its identity, what takes both is a table of the classes of the two. What a table does not have yet
 * is written down, with the state that needs it, and filled by those who can run rules.
 */
import * as f from "../fields";
import { emptyBins } from "./bins";
import { beginExpansion, candidates, count, emptyBatch, expand } from "./expand";
import { addLossy, isLossy, lossyPlace, oddsOfMissing, refreshLossy } from "./lossy";
import { beginMoving, moveSegment } from "./moves";
import { add, beginNotes, found, me, note, stop } from "./notes";
import { keyAt, openPiece, restore } from "./pieces";
import { narrow, place, refreshTable } from "./places";
import { CROWDED, NEW, insert, numberOf } from "./table";
import { touch } from "./touch";

function refresh(worker: usize): void {
  refreshTable();
  refreshLossy();
  beginNotes(worker);
  beginExpansion(worker);
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
  if (narrow) lookUp(width, end, true);
  else lookUp(width, end, false);
  emptyBatch();
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
  emptyBatch();
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
  const task = load<u32>(f.TASK);
  if (task == f.MOVE) moveSegments(worker);
  else if (task == f.RESTORE) restoreInputs(worker);
  else expandInputs(worker);
}

/** Moves segments of the table; asks to stop where one has no room. */
function moveSegments(worker: usize): void {
  beginMoving();
  const end = load<u32>(f.INPUTS);
  const scratch = <usize>load<u32>(worker, f.SCRATCH);
  while (atomic.load<u32>(f.STOP) == 0) {
    const next = atomic.add<u32>(f.NEXT_INPUT, 1);
    if (next >= end) break;
    if (!moveSegment(<usize>next, scratch)) stop();
  }
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
    const result = insert(<usize>(where >> 32), <u32>where, narrow);
    if (result == NEW) found(key, load<u32>(from, 8), width);
    else if (result == CROWDED) note(f.CROWDED, f.CROWDED_COUNT, key, load<u32>(from, 8));
  }
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

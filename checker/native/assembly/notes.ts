/**
 * What a worker writes down: states that it has found, in pieces for the log; states that it puts off; what it missed in
 * tables. Where there is no room for more, it asks all to stop.
 */
import * as f from "../fields";

/** The worker's descriptor. */
export let me: usize = 0;

export function beginNotes(worker: usize): void {
  me = worker;
}

export function stop(): void {
  atomic.store<u32>(f.STOP, 1);
}

export function add(at: usize, by: f64): void {
  store<f64>(at, load<f64>(at) + by);
}

export function miss(kind: u32, a: u32, b: u32, c: u32): void {
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

/** Adds a state to one of the worker's lists: how many it has then. */
export function note(list: usize, counter: usize, key: u64, number: u32): u32 {
  const n = load<u32>(me + counter);
  const at = <usize>load<u32>(me + list) + <usize>n * f.PUT_OFF_BYTES;
  store<u64>(at, key);
  store<u32>(at, number, 8);
  store<u32>(me + counter, n + 1);
  return n + 1;
}

/** Until tables are filled. */
export function putOff(key: u64, number: u32): void {
  if (note(f.PUT_OFF, f.PUT_OFF_COUNT, key, number) + 1 >= <u32>f.PUT_OFF_LIMIT) stop();
}

/** For the plain way. */
export function slowly(key: u64, number: u32): void {
  if (note(f.SLOW, f.SLOW_COUNT, key, number) + 1 >= <u32>f.SLOW_LIMIT) stop();
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
    const hasRoom = load<u32>(at, f.OUT_BEFORE_BYTES) <= <u32>(f.PIECE_BEFORE - f.LONGEST_VARINT);
    if (hasRoom && load<u32>(at, f.OUT_COUNT) < <u32>f.PIECE) return at;
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

export function found(key: u64, number: u32, width: usize): void {
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

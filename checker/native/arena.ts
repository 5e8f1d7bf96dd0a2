/**
 * The memory that the loop works on. Below is the arena, with everything that tables and workers need; above it, to the end,
 * the visited table, which grows in place. When the arena grows, the table moves up.
 */
import { FIRST_FREE, LINES, LINE_BYTES, SEGMENT_BITS, TABLE } from "./fields.js";
import { type Loop, MAX_PAGES, type Memory, pagesFor } from "./webassembly.js";

export type Arena = {
  readonly memory: Memory;
  readonly loop: Loop;
  /** Views of the memory as it is; made anew when it grows. */
  bytes: Uint8Array;
  words: Int32Array;
  doubles: Float64Array;
  /** The first byte never given away, and the end of the arena. */
  top: number;
  end: number;
  /** Where the next list goes, and the end of the block that lists are written to. */
  listAt: number;
  listEnd: number;
  /** Given back, by the power of two that is their size. */
  readonly free: number[][];
};

/** The platform has no more memory, or none that a 32-bit address reaches: like an array that cannot be allocated. */
export class OutOfRoom extends RangeError {
  constructor() {
    super("memory for the loop could not be allocated");
  }
}

const SEGMENTS = 1 << SEGMENT_BITS;
const LEAST = 64;

const look = (a: Arena): void => {
  a.bytes = new Uint8Array(a.memory.buffer);
  a.words = new Int32Array(a.memory.buffer);
  a.doubles = new Float64Array(a.memory.buffer);
};

export const makeArena = (memory: Memory, loop: Loop, end: number): Arena => {
  const a: Arena = {
    memory,
    loop,
    bytes: new Uint8Array(0),
    words: new Int32Array(0),
    doubles: new Float64Array(0),
    top: FIRST_FREE,
    end,
    listAt: 0,
    listEnd: 0,
    free: [],
  };
  look(a);
  setField(a, TABLE, end);
  return a;
};

export const field = (a: Arena, at: number): number => a.words[at >>> 2]! >>> 0;
export const setField = (a: Arena, at: number, value: number): void => {
  a.words[at >>> 2] = value;
};

export const tableBytes = (a: Arena): number => SEGMENTS * field(a, LINES) * LINE_BYTES;

/** All that is in use: the arena up to its top, and the table. */
export const arenaBytes = (a: Arena): number => a.top + tableBytes(a);

/** Sees to it that the memory has so many bytes. */
const reach = (a: Arena, bytes: number): void => {
  const missing = pagesFor(bytes) - pagesFor(a.memory.buffer.byteLength);
  if (missing <= 0) return;
  if (pagesFor(bytes) > MAX_PAGES) throw new OutOfRoom();
  try {
    a.memory.grow(missing);
  } catch {
    throw new OutOfRoom();
  }
  look(a);
};

const raise = (a: Arena, bytes: number): void => {
  const table = tableBytes(a);
  const end = a.end + bytes;
  reach(a, end + table);
  a.bytes.copyWithin(end, a.end, a.end + table);
  a.end = end;
  setField(a, TABLE, end);
};

const classOf = (bytes: number): number => 32 - Math.clz32(Math.max(LEAST, bytes) - 1);

/** Zeroed bytes, at a multiple of 64. */
export const allocate = (a: Arena, bytes: number): number => {
  const size = classOf(bytes);
  const known = a.free[size]?.pop();
  const at = known ?? a.top;
  if (known === undefined) {
    if (at + 2 ** size > a.end) raise(a, Math.max(2 ** size, a.end >>> 1));
    a.top = at + 2 ** size;
  }
  a.bytes.fill(0, at, at + 2 ** size);
  return at;
};

export const release = (a: Arena, at: number, bytes: number): void => {
  (a.free[classOf(bytes)] ??= []).push(at);
};

const BLOCK = 1 << 16;

/** Words that stay where they are for good. */
export const writeList = (a: Arena, words: ReadonlyArray<number>): number => {
  const bytes = 4 * words.length;
  if (a.listAt + bytes > a.listEnd) {
    const block = Math.max(BLOCK, bytes);
    a.listAt = allocate(a, block);
    a.listEnd = a.listAt + block;
  }
  const at = a.listAt;
  a.words.set(words, at >>> 2);
  a.listAt += bytes;
  return at;
};

/** The same bytes in a larger place; the old one is given back. */
export const enlarge = (a: Arena, at: number, bytes: number, wanted: number): number => {
  const to = allocate(a, wanted);
  a.bytes.copyWithin(to, at, at + bytes);
  release(a, at, bytes);
  return to;
};

/** An empty table with so many lines per segment. */
export const clearTable = (a: Arena, lines: number): void => {
  setField(a, LINES, lines);
  reach(a, a.end + tableBytes(a));
  a.bytes.fill(0, a.end, a.end + tableBytes(a));
  a.loop.refreshTable();
};

/** The same table with more lines per segment. */
export const growTable = (a: Arena, lines: number): boolean => {
  const bytes = field(a, LINES) * LINE_BYTES;
  const scratch = allocate(a, bytes);
  reach(a, a.end + SEGMENTS * lines * LINE_BYTES);
  a.loop.refreshTable();
  const grown = a.loop.growTable(lines, scratch);
  release(a, scratch, bytes);
  return grown !== 0;
};

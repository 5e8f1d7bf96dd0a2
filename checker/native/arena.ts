/**
 * The memory that the loop works on. Below is the arena, with everything that tables and workers need; above it, to the end,
 * the visited table, which grows in place. When the arena grows, the table moves up.
 */
import type { Ints } from "../kernel/ints.js";
import { FIRST_FREE, LINES, LINE_BYTES, SEGMENT_BITS, SLOT_BYTES, TABLE } from "./fields.js";
import { type Loop, MAX_PAGES, type Memory, pagesFor } from "./webassembly.js";

type Hole = { readonly at: number; readonly bytes: number };

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
  /** Given back, ascending; no two of them touch each other, nor the last one the top. */
  holes: Hole[];
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
    holes: [],
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

/** The arena, with what of it is not given away, and the table. */
export const arenaBytes = (a: Arena): number => a.end + tableBytes(a);

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

/** Moves the end of the arena, and the table with it, so that so many bytes above its top are in it. */
const raise = (a: Arena, bytes: number): void => {
  const missing = a.top + bytes - a.end;
  if (missing <= 0) return;
  const table = tableBytes(a);
  const end = a.end + rounded(Math.max(missing, (a.end + table) >>> 5));
  reach(a, end + table);
  a.bytes.copyWithin(end, a.end, a.end + table);
  a.end = end;
  setField(a, TABLE, end);
};

const rounded = (bytes: number): number => Math.max(LEAST, Math.ceil(bytes / LEAST) * LEAST);

/** Zeroed bytes, at a multiple of 64. */
export const allocate = (a: Arena, bytes: number): number => {
  const size = rounded(bytes);
  let best: Hole | undefined;
  for (const hole of a.holes) if (hole.bytes >= size && hole.bytes < (best?.bytes ?? Infinity)) best = hole;
  if (best === undefined) raise(a, size);
  const at = best?.at ?? a.top;
  if (best === undefined) a.top += size;
  else {
    const left = { at: best.at + size, bytes: best.bytes - size };
    a.holes = a.holes.flatMap((hole) => (hole !== best ? [hole] : left.bytes > 0 ? [left] : []));
  }
  a.bytes.fill(0, at, at + size);
  return at;
};

export const release = (a: Arena, at: number, bytes: number): void => {
  const end = at + rounded(bytes);
  const before = a.holes.find((hole) => hole.at + hole.bytes === at);
  const after = a.holes.find((hole) => hole.at === end);
  const from = before?.at ?? at;
  const to = after === undefined ? end : after.at + after.bytes;
  a.holes = a.holes.filter((hole) => hole !== before && hole !== after);
  if (to === a.top) a.top = from;
  else a.holes = [...a.holes, { at: from, bytes: to - from }].toSorted((p, q) => p.at - q.at);
};

const BLOCK = 1 << 16;

/** Words that stay where they are for good: of the list, then of the buffers. */
export const writeList = (a: Arena, head: ReadonlyArray<number>, ...parts: ReadonlyArray<Ints>): number => {
  const bytes = parts.reduce((sum, { size }) => sum + 4 * size, 4 * head.length);
  if (a.listAt + bytes > a.listEnd) {
    const block = Math.max(BLOCK, bytes);
    a.listAt = allocate(a, block);
    a.listEnd = a.listAt + block;
  }
  const at = a.listAt;
  let to = at >>> 2;
  for (const word of head) a.words[to++] = word;
  for (const { data, size } of parts) for (let i = 0; i < size; i++) a.words[to++] = data[i]!;
  a.listAt += bytes;
  return at;
};

/** The same bytes with zeros after them: where they are, if there is room, or elsewhere; the old place is given back. */
export const enlarge = (a: Arena, at: number, bytes: number, wanted: number): number => {
  const end = at + rounded(bytes);
  if (end === a.top) {
    const more = rounded(wanted) - rounded(bytes);
    raise(a, more);
    a.bytes.fill(0, end, end + more);
    a.top += more;
    return at;
  }
  const to = allocate(a, wanted);
  a.bytes.copyWithin(to, at, at + bytes);
  release(a, at, bytes);
  return to;
};

/** An empty table with so many lines per segment, and so many bytes per slot. */
export const clearTable = (a: Arena, lines: number, slotBytes: number): void => {
  setField(a, SLOT_BYTES, slotBytes);
  setField(a, LINES, lines);
  reachLines(a, lines);
  a.bytes.fill(0, a.end, a.end + tableBytes(a));
  a.loop.refreshTable();
};

/** Memory for a table with so many lines per segment. */
export const reachLines = (a: Arena, lines: number): void => reach(a, a.end + SEGMENTS * lines * LINE_BYTES);

/** A table that gets more lines: segment by segment, in place. */
import { GROWN_LINES, LINE_BYTES, REACH } from "../fields";
import { base, lines, narrow, placeOf, reach, refreshTable, remainderBits, restBits, restOf, setLines } from "./places";

/** The lines that a segment had, and how many slots are taken of each that it has. */
let old: u64 = 0;
let filled: usize = 0;

export function beginMoving(): void {
  refreshTable();
  old = lines;
  setLines(<u64>load<u32>(GROWN_LINES));
}

/**
 * Moves a segment to where it is among longer ones. Nothing else that is still needed is there, and no other thread; `scratch`
 * has room for it as it was, and for a byte per line as it will be. Places grow with what they are made from, so that one line
 * after the other is read and written. False if some state finds no room: then the table is lost.
 */
export function moveSegment(segment: usize, scratch: usize): bool {
  const oldBytes = (<usize>old) * LINE_BYTES;
  memory.copy(scratch, base + segment * oldBytes, oldBytes);
  const size = (<usize>lines) * LINE_BYTES;
  const first = base + segment * size;
  memory.fill(first, 0, size);
  filled = scratch + oldBytes;
  memory.fill(filled, 0, <usize>lines);
  const slotBytes: usize = narrow ? 2 : 4;
  let at = scratch;
  for (let line: u64 = 0; line < old; line++) {
    const end = at + LINE_BYTES;
    for (let slot = at; slot < end; slot += slotBytes) {
      const content: u32 = narrow ? <u32>load<u16>(slot) : load<u32>(slot);
      if (content == 0) break;
      const away = <u64>(narrow ? (content >> remainderBits) - 1 : (content >> remainderBits) & (REACH - 1));
      const home = line >= away ? line - away : line + old - away;
      if (!put(first, placeOf((<u64>segment << restBits) | restOf(home, content, old)))) return false;
    }
    at = end;
  }
  return true;
}

/** Adds a slot that is not there to a segment. To look at lines just written to would wait for the writes: slots are counted. */
@inline
function put(first: usize, where: u64): bool {
  let line = (<usize>(where >> 32) - first) >> 6;
  let slot = <u32>where;
  const most: u32 = narrow ? LINE_BYTES / 2 : LINE_BYTES / 4;
  for (let away: u32 = 0; away < reach; away++) {
    const taken = <u32>load<u8>(filled + line);
    if (taken < most) {
      const at = first + (line << 6);
      if (narrow) store<u16>(at + ((<usize>taken) << 1), <u16>slot);
      else store<u32>(at + ((<usize>taken) << 2), slot);
      store<u8>(filled + line, taken + 1);
      return true;
    }
    slot += 1 << remainderBits;
    if (++line == <usize>lines) line = 0;
  }
  return false;
}

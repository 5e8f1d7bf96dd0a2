/** A visited table that gets more lines, in place, by all threads. */
import { type Arena, allocate, field, reachLines, release, setField } from "./arena.js";
import { EXPAND, GROWN_LINES, INPUTS, LINES, LINE_BYTES, MOVE, NEXT_INPUT, SCRATCH, STOP, TASK } from "./fields.js";
import { SEGMENT_BITS } from "./fields.js";
import type { Crew } from "./threads.js";
import type { Worker } from "./worker.js";

/**
 * The same table with more lines per segment; false if some state finds no room: then the table is lost. The last segments go
 * first, and together those whose new places are behind all that has not been moved: then no thread writes where another one
 * has still to read.
 */
export const growTable = (
  a: Arena,
  crew: Crew,
  workers: ReadonlyArray<Worker>,
  lines: number,
  isLarge: boolean,
): boolean => {
  const old = field(a, LINES);
  const room = old * LINE_BYTES + lines;
  for (const { at } of workers) setField(a, at + SCRATCH, allocate(a, room));
  reachLines(a, lines);
  setField(a, GROWN_LINES, lines);
  setField(a, STOP, 0);
  setField(a, TASK, MOVE);
  for (let end = 2 ** SEGMENT_BITS; end > 0 && field(a, STOP) === 0;) {
    const first = Math.min(end - 1, Math.ceil((end * old) / lines));
    setField(a, NEXT_INPUT, first);
    setField(a, INPUTS, end);
    crew.work(isLarge && end - first > 1);
    end = first;
  }
  setField(a, TASK, EXPAND);
  setField(a, LINES, lines);
  a.loop.refreshTable();
  for (const { at } of workers) release(a, field(a, at + SCRATCH), room);
  return field(a, STOP) === 0;
};

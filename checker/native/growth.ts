/** A visited table that gets more lines, in place, by all threads. */
import { type Arena, field, reachLines, setField } from "./arena.js";
import * as f from "./fields.js";
import type { Crew } from "./threads.js";
import { type Worker, lend } from "./worker.js";

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
  const old = field(a, f.LINES);
  return lend(a, workers, f.SCRATCH, old * f.LINE_BYTES + lines, () => {
    reachLines(a, lines);
    setField(a, f.GROWN_LINES, lines);
    setField(a, f.STOP, 0);
    setField(a, f.TASK, f.MOVE);
    for (let end = 2 ** f.SEGMENT_BITS; end > 0 && field(a, f.STOP) === 0;) {
      const first = Math.min(end - 1, Math.ceil((end * old) / lines));
      setField(a, f.NEXT_INPUT, first);
      setField(a, f.INPUTS, end);
      crew.work(isLarge && end - first > 1);
      end = first;
    }
    setField(a, f.TASK, f.EXPAND);
    setField(a, f.LINES, lines);
    a.loop.refreshTable();
    return field(a, f.STOP) === 0;
  });
};

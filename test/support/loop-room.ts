/** An arena of the loop's, with nothing in it, and buffers for pieces of a log. */
import { makeArena } from "../../checker/native/arena.js";
import type { Explorer } from "../../checker/native/explorer.js";
import { bytes } from "../../checker/native/loop.js";
import { start } from "../../checker/native/webassembly.js";

const END = 1 << 20;

export const makeRoom = (): Pick<Explorer, "a" | "buffers"> => {
  const started = start(bytes, END);
  if (started === undefined) throw new Error("expected WebAssembly");
  return { a: makeArena(started.memory, started.loop, END), buffers: [] };
};

import type { Graph } from "./graph.js";

/**
 * Which part of the graph each state is in: a search looks only at states with the tag it was given. No tag is used twice,
 * so that a component that was found keeps its own.
 */
export type Parts = { readonly tags: Int32Array; next: number };

export const makeParts = (size: number): Parts => ({ tags: new Int32Array(size), next: 1 });

/** Working arrays of the search, an entry per state; used again and again. */
export type Stacks = {
  /** The least number of a state that is known to be in the same component; 0: not visited. */
  readonly least: Int32Array;
  /** The states from the root to the one being visited: each with its number and its next step. */
  readonly path: Int32Array;
  readonly numbers: Int32Array;
  readonly cursors: Uint32Array;
  /** States visited whose component is not complete. */
  readonly open: Int32Array;
};

export const makeStacks = (size: number): Stacks => ({
  least: new Int32Array(size),
  path: new Int32Array(size),
  numbers: new Int32Array(size),
  cursors: new Uint32Array(size),
  open: new Int32Array(size),
});

const STATES_PER_YIELD = 1 << 18;

/**
 * The strongly connected components of the part with this tag, successors first: `found` is given each, with members that
 * by then have a tag of their own. All states of the part are among `states`. Yields now and then.
 *
 * Tarjan's algorithm with the path as an explicit stack, and with one number per state, as Pearce has it: where Tarjan asks
 * whether a state is still open, a complete component has another tag here and is no part of the search any more.
 */
export function* components(
  { offsets, targets }: Graph,
  parts: Parts,
  { least, path, numbers, cursors, open }: Stacks,
  tag: number,
  states: Int32Array,
  found: (members: Int32Array, tag: number) => void,
): Generator<void, void> {
  const { tags } = parts;
  for (let i = 0; i < states.length; i++) least[states[i]!] = 0;
  let visited = 0;
  let opened = 0;
  let yieldAt = STATES_PER_YIELD;
  for (let i = 0; i < states.length; i++) {
    const root = states[i]!;
    if (tags[root] !== tag || least[root] !== 0) continue;
    let depth = -1;
    let next = root;
    do {
      if (next >= 0) {
        depth++;
        path[depth] = next;
        cursors[depth] = offsets[next]!;
        numbers[depth] = ++visited;
        least[next] = visited;
        open[opened++] = next;
      }
      const s = path[depth]!;
      const end = offsets[s + 1]!;
      let low = least[s]!;
      let cursor = cursors[depth]!;
      next = -1;
      for (; cursor < end; cursor++) {
        const t = targets[cursor]!;
        if (t < 0 || tags[t] !== tag) continue;
        const known = least[t]!;
        if (known === 0) {
          next = t;
          break;
        }
        if (known < low) low = known;
      }
      least[s] = low;
      // On coming back the same step is looked at again, and what is known of its target by then is taken over.
      cursors[depth] = cursor;
      if (next >= 0) continue;
      if (low === numbers[depth]) {
        const own = parts.next++;
        let bottom = opened;
        do tags[open[--bottom]!] = own;
        while (open[bottom] !== s);
        found(open.subarray(bottom, opened), own);
        opened = bottom;
      }
      depth--;
    } while (depth >= 0);
    if (visited >= yieldAt) {
      yieldAt = visited + STATES_PER_YIELD;
      yield;
    }
  }
}

/** The explored states with the steps between them, as the temporal properties need it: recomputed from the tables. */
import { EXPANDED, expand } from "../kernel/expand.js";
import { BATCH, type Kernel, type Steps } from "../kernel/kernel.js";
import { locate } from "../kernel/locate.js";
import { CHUNK_BITS, CHUNK_MASK, refresh } from "../kernel/store.js";

/**
 * The steps of state s are those from `offsets[s]` to `offsets[s + 1]`. Each has the state it leads to, -1 if that is not in
 * the graph (it was not expanded, or a boundary keeps it out), and its owner: the number of the fair rule that makes it, 0
 * for a rule without fairness.
 */
export type Graph = {
  readonly size: number;
  readonly offsets: Uint32Array;
  readonly targets: Int32Array;
  readonly owners: Uint8Array | Uint16Array;
  /** Fair rules by owner: its place among the rules, and whether it is strongly fair. Owner 0 is no rule. */
  readonly rules: ReadonlyArray<number>;
  readonly isStrong: ReadonlyArray<boolean>;
  /** Steps that lead out of the graph. */
  readonly lost: number;
};

/** Owners are one byte each, or two. More fair rules than this are not told apart, and so are refused. */
const MAX_RULES = 65_535;

const fairRules = (k: Kernel): ReadonlyArray<number> =>
  k.tables.compiled.rules.filter(({ rule }) => rule.fairness !== "none").map(({ index }) => index);

/** Working arrays of one property's search, of a byte or of four per state: region, components and a loop. */
const SEARCH_BYTES = 1 + 4 * 12;

/** Bytes of a graph and of a search over it. */
export const graphBytes = (k: Kernel, size: number): number => {
  const width = fairRules(k).length < 256 ? 1 : 2;
  return 4 * (size + 1) + (4 + width) * k.transitions + SEARCH_BYTES * size;
};

const STATES_PER_YIELD = 1 << 16;

/** The steps of the first states, by the kernel's own loop. */
function* listSteps(k: Kernel, { size, ownerOf, offsets, targets, owners }: Steps): Generator<void, void> {
  for (let c = 0; c < k.store.chunks.length; c++) refresh(k.store, c);
  let located = 0;
  let steps = 0;
  k.lists = true;
  k.batch.size = 0;
  for (let s = 0; s < size; s++) {
    if ((s & CHUNK_MASK) === 0) refresh(k.store, s >>> CHUNK_BITS);
    if (expand(k, s) !== EXPANDED) throw new Error("a state that was expanded can be expanded again");
    const { data, size: count } = k.firing;
    for (let i = 0; i < count; i++) owners[steps + i] = ownerOf[data[i]!]!;
    steps += count;
    offsets[s + 1] = steps;
    if (k.batch.size >= BATCH) {
      locate(k, targets, located);
      located = steps;
    }
    if (s % STATES_PER_YIELD === 0) yield;
  }
  locate(k, targets, located);
  k.lists = false;
}

/** The graph of the first `size` states, all of which have been expanded. Yields now and then. */
export function* makeGraph(k: Kernel, size: number): Generator<void, Graph> {
  const fair = fairRules(k);
  if (fair.length > MAX_RULES) throw new RangeError(`typed array length: ${fair.length} fair rules`);
  const ownerOf = new Int32Array(k.tables.compiled.rules.length);
  for (const [i, rule] of fair.entries()) ownerOf[rule] = i + 1;
  const offsets = new Uint32Array(size + 1);
  const targets = new Int32Array(k.transitions);
  const owners = fair.length < 256 ? new Uint8Array(k.transitions) : new Uint16Array(k.transitions);
  const steps = { size, ownerOf, offsets, targets, owners };
  yield* k.states.list?.(steps) ?? listSteps(k, steps);
  let lost = 0;
  for (let i = 0; i < offsets[size]!; i++) {
    if (targets[i]! < 0 || targets[i]! >= size) {
      targets[i] = -1;
      lost++;
    }
  }
  return {
    size,
    offsets,
    targets,
    owners,
    rules: [-1, ...fair],
    isStrong: [false, ...fair.map((index) => k.tables.compiled.rules[index]!.rule.fairness === "strong")],
    lost,
  };
}

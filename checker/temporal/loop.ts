/** A loop through a component that visits what fairness and the property ask for, as short as a greedy walk makes it. */
import { HOLDS } from "../kernel/predicates.js";
import type { Graph } from "./graph.js";

/** A step of a loop: the state it leads to, and the owner that has to make it (0: whichever rule). */
export type LoopStep = { readonly to: number; readonly owner: number };

type Walk = {
  readonly graph: Graph;
  readonly tags: Int32Array;
  readonly tag: number;
  /** By state of the search under way: the step by which it was found, -1 if not found. Clean between searches. */
  readonly foundBy: Int32Array;
  readonly foundFrom: Int32Array;
  readonly queue: Int32Array;
};

const isEnabled = ({ offsets, owners }: Graph, s: number, owner: number): boolean => {
  for (let i = offsets[s]!; i < offsets[s + 1]!; i++) if (owners[i] === owner) return true;
  return false;
};

/** The shortest walk of one step or more within the component to a step that is wanted. */
const search = (w: Walk, from: number, isWanted: (step: number) => boolean): ReadonlyArray<number> => {
  const { graph, tags, tag, foundBy, foundFrom, queue } = w;
  const { offsets, targets } = graph;
  queue[0] = from;
  let size = 1;
  let last = -1;
  let lastFrom = -1;
  for (let head = 0; head < size && last < 0; head++) {
    const s = queue[head]!;
    for (let i = offsets[s]!; i < offsets[s + 1]! && last < 0; i++) {
      const t = targets[i]!;
      if (t < 0 || tags[t] !== tag) continue;
      if (isWanted(i)) {
        last = i;
        lastFrom = s;
      } else if (t !== from && foundBy[t]! < 0) {
        foundBy[t] = i;
        foundFrom[t] = s;
        queue[size++] = t;
      }
    }
  }
  if (last < 0) throw new Error("in a component every state and step can be reached from every state");
  const steps = [last];
  for (let at = lastFrom; at !== from; at = foundFrom[at]!) steps.push(foundBy[at]!);
  for (let i = 0; i < size; i++) foundBy[queue[i]!] = -1;
  return steps.toReversed();
};

/**
 * Steps from the entry back to it, all within the component with this tag, so that every weakly fair rule fires or is once
 * not enabled, every strongly fair rule that is enabled on the way fires, and, if `lacks`, `holds` is once false.
 */
export const loopThrough = (
  graph: Graph,
  tags: Int32Array,
  tag: number,
  flags: Uint8Array,
  lacks: boolean,
  entry: number,
): ReadonlyArray<LoopStep> => {
  const w: Walk = {
    graph,
    tags,
    tag,
    foundBy: new Int32Array(graph.size).fill(-1),
    foundFrom: new Int32Array(graph.size),
    queue: new Int32Array(graph.size),
  };
  const { targets, owners } = graph;
  const loop: LoopStep[] = [];
  // Owners that still owe a step; of a weakly fair one a state where it is not enabled does as well.
  const owed = new Set<number>();
  for (let owner = 1; owner < graph.rules.length; owner++) if (graph.isStrong[owner] !== true) owed.add(owner);
  let isLacking = lacks;
  let at = entry;
  const arrive = (s: number): void => {
    for (const owner of owed) if (graph.isStrong[owner] !== true && !isEnabled(graph, s, owner)) owed.delete(owner);
    if ((flags[s]! & HOLDS) === 0) isLacking = false;
    at = s;
  };
  const walk = (isWanted: (step: number) => boolean): void => {
    for (const step of search(w, at, isWanted)) {
      const owner = owners[step]!;
      loop.push({ to: targets[step]!, owner });
      owed.delete(owner);
      arrive(targets[step]!);
    }
  };
  const isOwed = (step: number): boolean => {
    if (owed.has(owners[step]!)) return true;
    const t = targets[step]!;
    if (isLacking && (flags[t]! & HOLDS) === 0) return true;
    for (const owner of owed) if (graph.isStrong[owner] !== true && !isEnabled(graph, t, owner)) return true;
    return false;
  };
  const owes = (): boolean => owed.size > 0 || isLacking;
  arrive(entry);
  for (;;) {
    while (owes()) walk(isOwed);
    if (at !== entry || loop.length === 0) walk((step) => targets[step] === entry);
    const fired = new Set(loop.map(({ owner }) => owner));
    for (let owner = 1; owner < graph.rules.length; owner++)
      if (graph.isStrong[owner] === true && !fired.has(owner) && loop.some(({ to }) => isEnabled(graph, to, owner)))
        owed.add(owner);
    if (owed.size === 0) return loop;
  }
};

/** AG EF: from which states one in which `holds` can be reached. */
import { GIVEN, HOLDS } from "../kernel/predicates.js";
import { type Parts, type Stacks, components } from "./components.js";
import type { Graph } from "./graph.js";

const NEVER = 0;
/** Only a step out of the graph might lead there. */
const UNKNOWN = 1;
const POSSIBLE = 2;

export type Possible = {
  /** The nearest state of which the property speaks and from which no way leads to the goal. */
  readonly hopeless: number | undefined;
  /** Some state's only hope is outside the graph. */
  readonly isOpen: boolean;
  readonly isGiven: boolean;
};

/** Components come successors first, so that what can be reached from a component is known when it is found. */
export function* possible(graph: Graph, flags: Uint8Array, parts: Parts, stacks: Stacks): Generator<void, Possible> {
  const { size, offsets, targets } = graph;
  const outlook = new Uint8Array(size);
  const whole = parts.next++;
  parts.tags.fill(whole);
  const states = Int32Array.from({ length: size }, (_, s) => s);
  yield* components(graph, parts, stacks, whole, states, (members) => {
    let best = NEVER;
    for (let m = 0; m < members.length && best < POSSIBLE; m++) {
      const s = members[m]!;
      if ((flags[s]! & HOLDS) !== 0) best = POSSIBLE;
      for (let i = offsets[s]!; i < offsets[s + 1]! && best < POSSIBLE; i++)
        best = Math.max(best, targets[i]! < 0 ? UNKNOWN : outlook[targets[i]!]!);
    }
    for (let m = 0; m < members.length; m++) outlook[members[m]!] = best;
  });
  let hopeless: number | undefined;
  let isOpen = false;
  let isGiven = false;
  for (let s = 0; s < size; s++) {
    if ((flags[s]! & GIVEN) === 0) continue;
    isGiven = true;
    if (outlook[s] === UNKNOWN) isOpen = true;
    if (outlook[s] === NEVER) hopeless ??= s;
  }
  return { hopeless, isOpen, isGiven };
}

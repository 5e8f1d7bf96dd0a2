/** Back from representatives to a run: what the counterexamples of a symmetric exploration are made of. */
import type { Path } from "../explore/findings.js";
import { isFault } from "../fault.js";
import type { Kernel } from "../kernel/kernel.js";
import { identify } from "../kernel/space.js";
import { type Values, initialStates, sameState, successors } from "../semantics.js";
import { reintern } from "../values.js";
import { type Group, type Permutation, canonicalise, imageOf } from "./symmetry.js";

const idsFor = (k: Kernel, values: Values): Int32Array =>
  Int32Array.from(values, (value, place) => identify(k.tables.spaces[place]!, reintern(k.tables.pool, value)));

/** Permutations to apply one after the other. */
const permuted = (k: Kernel, permutations: ReadonlyArray<Permutation>, values: Values): Values => {
  const { tables } = k;
  let ids = idsFor(k, values);
  for (const p of permutations)
    ids = Int32Array.from(ids, (_, place) => imageOf(tables, p, p.from[place]!, ids[p.from[place]!]!));
  return Array.from(ids, (id, place) => tables.spaces[place]!.values[id]!.value);
};

const represented = (k: Kernel, group: Group, values: Values) => {
  const ids = idsFor(k, values);
  const by = canonicalise(k.tables, group, ids);
  return { by, representative: Array.from(ids, (id, place) => k.tables.spaces[place]!.values[id]!.value) };
};

const isInverse = (p: Permutation, q: Permutation): boolean =>
  q.to.every((place, i) => p.from[i] === place) && [...p.names].every(([name, image]) => q.names.get(image) === name);

/**
 * The run whose representatives are the states of the path. Each step of it is an image of a step between
 * representatives; `back` is what takes a representative to the state of the run.
 */
export const unfold = (k: Kernel, group: Group, path: Path): Path => {
  const { compiled, pool } = k.tables;
  const inverse = (p: Permutation): Permutation => group.permutations.find((q) => isInverse(p, q)) ?? p;
  const initial = initialStates(compiled, pool);
  const [first, ...rest] = path.states;
  if (isFault(initial) || first === undefined) return path;
  const start = initial.map((state) => ({ state, ...represented(k, group, state) }));
  const chosen = start.find(({ representative }) => sameState(representative, first));
  if (chosen === undefined) return path;
  let back = chosen.by === undefined ? [] : [inverse(chosen.by)];
  const states = [chosen.state];
  let at = first;
  for (const target of rest) {
    const steps = successors(compiled, pool, at);
    if (isFault(steps)) return path;
    const found = steps
      .map(({ to }) => ({ to, ...represented(k, group, to) }))
      .find(({ representative }) => sameState(representative, target));
    if (found === undefined) return path;
    states.push(permuted(k, back, found.to));
    back = found.by === undefined ? back : [inverse(found.by), ...back];
    at = target;
  }
  return { states, to: path.to === undefined ? undefined : permuted(k, back, path.to) };
};

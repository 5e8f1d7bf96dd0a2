/**
 * Symmetry (Ip and Dill, "Better verification through symmetry", 1996): states that differ only in which of the
 * interchangeable things is which are explored as one. A permutation of the things acts on a state by moving each
 * component's value to the image of the component, with the names in it exchanged. The representative of a state is the
 * least of its images, component by component in the order of identities.
 */
import type { Compiled } from "../compile.js";
import { arrange, heldIn } from "../channel.js";
import { idIn } from "../kernel/fill.js";
import type { Tables } from "../kernel/tables.js";
import type { Symmetry } from "../system.js";
import { type Canonical, type Pool, reintern } from "../values.js";

export type Permutation = {
  /** By place, the place that its value comes from, and the place that it goes to. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly names: ReadonlyMap<unknown, string | number>;
  readonly tidy: ReadonlyArray<NonNullable<Symmetry["tidy"]>>;
  /** By place and identity there, the identity of the image at the place it goes to, + 1. */
  readonly images: number[][];
  /** By identity in the pool. */
  readonly renamed: Map<number, Canonical>;
};

export type Group = {
  /** All but the identity. */
  readonly permutations: ReadonlyArray<Permutation>;
  /** Exchanges of neighbours: every permutation is made of these. */
  readonly generators: ReadonlyArray<Permutation>;
  readonly best: Int32Array;
  readonly image: Int32Array;
};

/** Every state is compared with this many images at most: 6! for one symmetry of six things. */
export const MAX_PERMUTATIONS = 720;

/** Of 0..n-1, as lists of images; the identity is the first. */
const orders = (n: number): ReadonlyArray<ReadonlyArray<number>> =>
  n === 0
    ? [[]]
    : orders(n - 1).flatMap((order) =>
        Array.from({ length: n }, (_, i) => [...order.slice(0, n - 1 - i), n - 1, ...order.slice(n - 1 - i)]),
      );

export const sizeOf = ({ components, names }: Symmetry): number => components[0]?.length ?? names[0]?.length ?? 0;

/** How many permutations the symmetries have together. */
export const countOf = (symmetries: ReadonlyArray<Symmetry>): number =>
  symmetries.reduce((all, symmetry) => {
    let count = all;
    for (let i = 2; i <= sizeOf(symmetry) && count <= MAX_PERMUTATIONS; i++) count *= i;
    return count;
  }, 1);

type Order = { readonly symmetry: Symmetry; readonly order: ReadonlyArray<number> };

/** The permutation that makes thing i of each symmetry thing `order[i]`. */
const permutation = (compiled: Compiled, chosen: ReadonlyArray<Order>): Permutation => {
  const to = Int32Array.from(compiled.components, (_, place) => place);
  const names = new Map<unknown, string | number>();
  for (const { symmetry, order } of chosen) {
    for (const family of symmetry.components)
      for (const [i, j] of order.entries()) to[compiled.places.get(family[i]!)!] = compiled.places.get(family[j]!)!;
    for (const family of symmetry.names) for (const [i, j] of order.entries()) names.set(family[i], family[j]!);
  }
  const from = new Int32Array(to.length);
  for (const [place, image] of to.entries()) from[image] = place;
  const tidy = chosen.flatMap(({ symmetry }) => symmetry.tidy ?? []);
  return { from, to, names, tidy, images: compiled.components.map(() => []), renamed: new Map() };
};

const combinations = (symmetries: ReadonlyArray<Symmetry>): ReadonlyArray<ReadonlyArray<Order>> =>
  symmetries.reduce<ReadonlyArray<ReadonlyArray<Order>>>(
    (all, symmetry) => orders(sizeOf(symmetry)).flatMap((order) => all.map((some) => [...some, { symmetry, order }])),
    [[]],
  );

/** Exchanges i and i + 1. */
const exchange = (n: number, i: number): ReadonlyArray<number> =>
  Array.from({ length: n }, (_, j) => (j === i ? i + 1 : j === i + 1 ? i : j));

export const makeGroup = (compiled: Compiled, symmetries: ReadonlyArray<Symmetry>): Group => ({
  permutations: combinations(symmetries)
    .slice(1)
    .map((chosen) => permutation(compiled, chosen)),
  generators: symmetries.flatMap((symmetry) =>
    Array.from({ length: Math.max(0, sizeOf(symmetry) - 1) }, (_, i) =>
      permutation(compiled, [{ symmetry, order: exchange(sizeOf(symmetry), i) }]),
    ),
  ),
  best: new Int32Array(compiled.components.length),
  image: new Int32Array(compiled.components.length),
});

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const exchangeNames = (names: Permutation["names"], value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((part: unknown) => exchangeNames(names, part));
  if (!isRecord(value)) return names.has(value) ? names.get(value) : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [String(names.get(key) ?? key), exchangeNames(names, part)]),
  );
};

/** The value with the names in it exchanged. */
export const rename = (pool: Pool, p: Permutation, value: Canonical): Canonical => {
  const known = p.renamed.get(value.id);
  if (known !== undefined) return known;
  const renamed = reintern(pool, exchangeNames(p.names, value.value));
  p.renamed.set(value.id, renamed);
  return renamed;
};

/** The identity, at the image of `place`, of the image of a component's value. */
export const imageOf = (t: Tables, p: Permutation, place: number, id: number): number => {
  const known = p.images[place]![id];
  if (known !== undefined) return known;
  const target = p.to[place]!;
  const component = t.compiled.components[target]!;
  const renamed = rename(t.pool, p, t.spaces[place]!.values[id]!).value;
  const image =
    component.kind === "channel"
      ? arrange(component.discipline, heldIn(renamed))
      : p.tidy.reduce<unknown>((value, tidy) => tidy(component.name, value), renamed);
  const found = idIn(t, t.spaces[target]!, reintern(t.pool, image));
  p.images[place]![id] = found;
  return found;
};

/** The image of the state `ids` into `image`, or as much of it as shows that it is not less than `least`. */
const isLess = (t: Tables, p: Permutation, ids: Int32Array, least: Int32Array, image: Int32Array): boolean => {
  let isDecided = false;
  for (let place = 0; place < ids.length; place++) {
    const source = p.from[place]!;
    const id = p.images[source]![ids[source]!] ?? imageOf(t, p, source, ids[source]!);
    image[place] = id;
    if (isDecided || id === least[place]!) continue;
    if (id > least[place]!) return false;
    isDecided = true;
  }
  return isDecided;
};

/** Replaces the identities of a state by those of its representative; the permutation that leads there, if any. */
export const canonicalise = (t: Tables, group: Group, ids: Int32Array): Permutation | undefined => {
  const { permutations, best, image } = group;
  best.set(ids);
  let chosen: Permutation | undefined;
  for (const p of permutations) {
    if (!isLess(t, p, ids, best, image)) continue;
    best.set(image);
    chosen = p;
  }
  ids.set(best);
  return chosen;
};

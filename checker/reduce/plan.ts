/** Which reductions an exploration uses, and why not the others. */
import type { Compiled } from "../compile.js";
import { isTemporal } from "../kernel/predicates.js";
import { makeGroups } from "../kernel/tables.js";
import { imageGroup } from "./asymmetry.js";
import { type Relation, makeRelation } from "./relation.js";
import { MAX_PERMUTATIONS, countOf, makeGroup } from "./symmetry.js";

export type Reduction = "partial order" | "symmetry";

/**
 * none: the full space. all: both, where they preserve what is asked. auto: as all, but only of use: not of a space that
 * turns out to be small, and no partial order where hardly a state has a smaller set of steps.
 */
export type ReductionChoice = "none" | "partial-order" | "symmetry" | "all" | "auto";

export type Refusal = { readonly reduction: Reduction; readonly reason: string };

export type Plan = {
  readonly uses: ReadonlyArray<Reduction>;
  readonly refused: ReadonlyArray<Refusal>;
  /** What is used once the space is known not to be small. */
  readonly later: ReadonlyArray<Reduction>;
  readonly isAuto: boolean;
  /** What earlier attempts have learned. */
  readonly relation: Relation;
};

/** The exploration starts again, with another plan. */
export type Again = { readonly tag: "Again"; readonly plan: Plan };

const mapsToItself = (places: ReadonlyArray<number>, to: Int32Array): boolean =>
  places.every((place) => places.includes(to[place]!));

const againstBoth = ({ properties, boundaries }: Compiled): string | undefined => {
  const temporal = properties.find(({ property }) => isTemporal(property));
  if (temporal !== undefined) return `property '${temporal.property.name}' is temporal, and only safety is preserved`;
  const boundary = boundaries[0];
  return boundary === undefined ? undefined : `boundary '${boundary.boundary.name}' cuts the space`;
};

const againstSymmetry = (compiled: Compiled): string | undefined => {
  const symmetries = compiled.system.symmetries ?? [];
  if (countOf(symmetries) < 2) return "the system declares none";
  if (countOf(symmetries) > MAX_PERMUTATIONS) return `of more than ${MAX_PERMUTATIONS} permutations`;
  const groups = makeGroups(compiled.rules);
  for (const p of makeGroup(compiled, symmetries).generators) {
    const alone = groups.find((group) => imageGroup(groups, p, group) === undefined);
    if (alone !== undefined)
      return `rule '${alone.rules[0]!.rule.name}' has a footprint whose image is not the footprint of any rule`;
    const partial = compiled.properties.find(({ reads }) => !mapsToItself(reads.places, p.to));
    if (partial !== undefined)
      return `property '${partial.property.name}' reads a component and not the one it is interchangeable with`;
  }
  return undefined;
};

export const planFor = (compiled: Compiled, choice: ReductionChoice): Plan => {
  const relation = makeRelation(compiled);
  const wanted: ReadonlyArray<Reduction> =
    choice === "none"
      ? []
      : choice === "partial-order"
        ? ["partial order"]
        : choice === "symmetry"
          ? ["symmetry"]
          : ["partial order", "symmetry"];
  const refused = wanted.flatMap((reduction): ReadonlyArray<Refusal> => {
    const reason = againstBoth(compiled) ?? (reduction === "symmetry" ? againstSymmetry(compiled) : undefined);
    return reason === undefined ? [] : [{ reduction, reason }];
  });
  const possible = wanted.filter((each) => refused.every(({ reduction }) => reduction !== each));
  const isAuto = choice === "auto";
  return { uses: isAuto ? [] : possible, refused, later: isAuto ? possible : [], isAuto, relation };
};

/** The same without a reduction. */
export const without = (plan: Plan, reduction: Reduction, reason: string): Plan => ({
  ...plan,
  uses: plan.uses.filter((each) => each !== reduction),
  refused: [...plan.refused, { reduction, reason }],
});

import { type Fault, fault } from "./fault.js";
import type { Component, Symmetry } from "./system.js";

const kindOf = (component: Component | undefined): string => {
  if (component === undefined) return "nothing";
  if (component.kind !== "channel") return component.kind;
  return `${component.discipline} of ${component.capacity}, ${component.whenFull}`;
};

const checkSymmetry = (symmetry: Symmetry, components: ReadonlyArray<Component>): Fault | undefined => {
  const where = `symmetry '${symmetry.name}'`;
  const lists = [...symmetry.components, ...symmetry.names];
  const uneven = lists.find((list) => list.length !== lists[0]?.length);
  if (uneven !== undefined)
    return fault("declaration", where, `expected one entry per thing in every list, got [${uneven.join(", ")}]`);
  const kinds = symmetry.components.map((names) =>
    names.map((name) => kindOf(components.find((component) => component.name === name))),
  );
  for (const [i, list] of kinds.entries())
    if (list.includes("nothing") || new Set(list).size > 1)
      return fault(
        "declaration",
        where,
        `expected components of one kind, got ${list.map((kind, j) => `'${symmetry.components[i]?.[j] ?? ""}' (${kind})`).join(", ")}`,
      );
  return undefined;
};

/** Whether the symmetries name components that exist, alike, and each once. What they say of the rules is checked later. */
export const checkSymmetries = (
  symmetries: ReadonlyArray<Symmetry>,
  components: ReadonlyArray<Component>,
): Fault | undefined => {
  for (const symmetry of symmetries) {
    const wrong = checkSymmetry(symmetry, components);
    if (wrong !== undefined) return wrong;
  }
  for (const all of [
    symmetries.flatMap((symmetry) => symmetry.components.flat()),
    symmetries.flatMap(({ names }) => names.flat()),
  ]) {
    const twice = all.find((name, i) => all.indexOf(name) !== i);
    if (twice !== undefined) return fault("declaration", "symmetries", `expected each name once, got '${twice}' twice`);
  }
  return undefined;
};

import { type Fault, fault } from "./fault.js";
import { checkSymmetries } from "./symmetries.js";
import type { Boundary, Component, Property, Reads, Rule, System } from "./system.js";

/** A footprint with its names resolved: alias by alias, the place of the component. */
export type Resolved = {
  readonly aliases: ReadonlyArray<string>;
  readonly places: ReadonlyArray<number>;
  /** Prototype of its views: reading a component that is not in the footprint meets a getter that throws. */
  readonly guard: object;
};

export type CompiledRule = {
  readonly index: number;
  readonly rule: Rule;
  readonly reads: Resolved;
  /** The place of the channel received from. */
  readonly receives: number | undefined;
};

export type CompiledProperty = { readonly index: number; readonly property: Property; readonly reads: Resolved };
export type CompiledBoundary = { readonly index: number; readonly boundary: Boundary; readonly reads: Resolved };

/** A system whose names are resolved and whose declarations have been checked. A component is known by its place. */
export type Compiled = {
  readonly system: System;
  readonly components: ReadonlyArray<Component>;
  readonly places: ReadonlyMap<string, number>;
  readonly observers: ReadonlyArray<number>;
  readonly rules: ReadonlyArray<CompiledRule>;
  readonly properties: ReadonlyArray<CompiledProperty>;
  readonly boundaries: ReadonlyArray<CompiledBoundary>;
};

const duplicate = (names: ReadonlyArray<string>): string | undefined =>
  names.find((name, i) => names.indexOf(name) !== i);

/** Edits from one text to the other. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, exchanged));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

/** The known name that needs the fewest edits, for a message's hint. */
const nearest = (name: string, known: ReadonlyArray<string>): string | undefined =>
  known.toSorted((a, b) => distance(name, a) - distance(name, b))[0];

/** What was expected and found where a name is not known, with the nearest that is. */
export const unknownName = (what: string, name: string, known: ReadonlyArray<string>): string => {
  const hint = nearest(name, known);
  return `expected ${what}, got '${name}'${hint === undefined ? "" : ` (nearest: '${hint}')`}`;
};

/** Thrown by the guard, in the middle of the modeller's own code: the only way out of it. */
export class OutsideFootprint extends Error {
  readonly component: string;
  constructor(component: string) {
    super(`'${component}' is not in the footprint`);
    this.component = component;
  }
}

/** The names of the footprint itself are left out, so that a view is made by plain assignment. */
const makeGuard = (names: Iterable<string>, aliases: ReadonlyArray<string>): object => {
  const guard = {};
  Object.setPrototypeOf(guard, null);
  for (const name of names)
    if (!aliases.includes(name))
      Object.defineProperty(guard, name, {
        get: () => {
          throw new OutsideFootprint(name);
        },
      });
  return Object.freeze(guard);
};

const resolve = (
  where: string,
  reads: Reads,
  readable: ReadonlyArray<string>,
  places: ReadonlyMap<string, number>,
): Resolved | Fault => {
  const aliases = Object.keys(reads);
  const resolved: number[] = [];
  for (const name of Object.values(reads)) {
    const place = places.get(name);
    if (place === undefined || !readable.includes(name))
      return fault("declaration", where, unknownName("a component it may read", name, readable));
    resolved.push(place);
  }
  const twice = duplicate(Object.values(reads));
  if (twice !== undefined) return fault("declaration", where, `expected each component once, got '${twice}' twice`);
  return { aliases, places: resolved, guard: makeGuard(places.keys(), aliases) };
};

const checkComponent = (component: Component): Fault | undefined => {
  const where = `${component.kind} '${component.name}'`;
  if (component.initial.length === 0) return fault("declaration", where, "expected an initial value, got none");
  if (component.kind !== "channel") return undefined;
  return component.capacity === Infinity || (Number.isInteger(component.capacity) && component.capacity > 0)
    ? undefined
    : fault("declaration", where, `expected a capacity of 1 or more, got ${component.capacity}`);
};

/** Resolves every name and checks every declaration, or says what is wrong with the first that is. */
export const compile = (system: System): Compiled | Fault => {
  const { components } = system;
  const names = components.map(({ name }) => name);
  const twice = duplicate(names);
  if (twice !== undefined) return fault("declaration", `component '${twice}'`, "expected one declaration, got two");
  for (const component of components) {
    const wrong = checkComponent(component);
    if (wrong !== undefined) return wrong;
  }
  for (const start of system.starts) {
    const stray = Object.keys(start).find((name) => !names.includes(name));
    if (stray !== undefined) return fault("declaration", "starts", unknownName("a component", stray, names));
  }
  const asymmetric = checkSymmetries(system.symmetries ?? [], components);
  if (asymmetric !== undefined) return asymmetric;
  if (system.starts.length === 0) return fault("declaration", "starts", "expected at least one, got none");
  const places = new Map(names.map((name, place) => [name, place]));
  const forRules = components.filter(({ kind }) => kind !== "observer").map(({ name }) => name);
  const channels = components.filter(({ kind }) => kind === "channel").map(({ name }) => name);

  const rules: CompiledRule[] = [];
  for (const [index, rule] of system.rules.entries()) {
    const where = `rule '${rule.name}'`;
    const reads = resolve(where, rule.reads, forRules, places);
    if ("tag" in reads) return reads;
    if (rule.receives !== undefined && !channels.includes(rule.receives))
      return fault("declaration", where, unknownName("a channel to receive from", rule.receives, channels));
    const receives = rule.receives === undefined ? undefined : places.get(rule.receives);
    if (receives !== undefined && reads.places.includes(receives))
      return fault("declaration", where, `receives from '${rule.receives}', so expected it outside the footprint`);
    rules.push({ index, rule, reads, receives });
  }
  const properties: CompiledProperty[] = [];
  for (const [index, property] of system.properties.entries()) {
    const reads = resolve(`property '${property.name}'`, property.reads, names, places);
    if ("tag" in reads) return reads;
    properties.push({ index, property, reads });
  }
  const boundaries: CompiledBoundary[] = [];
  for (const [index, boundary] of system.boundaries.entries()) {
    const reads = resolve(`boundary '${boundary.name}'`, boundary.reads, names, places);
    if ("tag" in reads) return reads;
    boundaries.push({ index, boundary, reads });
  }
  for (const [what, list] of [
    ["rule", system.rules],
    ["property", system.properties],
    ["boundary", system.boundaries],
  ] as const) {
    const again = duplicate(list.map(({ name }) => name));
    if (again !== undefined) return fault("declaration", `${what} '${again}'`, "expected one of this name, got two");
  }
  const observers = components.flatMap(({ kind }, place) => (kind === "observer" ? [place] : []));
  return { system, components, places, observers, rules, properties, boundaries };
};

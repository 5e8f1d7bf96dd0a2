/**
 * Values and their canonical form. Two values are one if they have the same structure: key order, sharing, -0 and
 * properties whose value is undefined make no difference. Everything a rule sees is canonical and deeply frozen.
 */

type Shape = { readonly kind: string; readonly parts: ReadonlyArray<unknown>; readonly keys: ReadonlyArray<string> };

const isRecord = (value: object): value is Readonly<Record<string, unknown>> => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** Most records are written with their keys in order, and with all values defined: then nothing is copied. */
const isInOrder = (value: Readonly<Record<string, unknown>>, keys: ReadonlyArray<string>): boolean => {
  let before: string | undefined;
  for (const key of keys) {
    if (value[key] === undefined || (before !== undefined && before >= key)) return false;
    before = key;
  }
  return true;
};

const definedKeys = (value: Readonly<Record<string, unknown>>): ReadonlyArray<string> => {
  const keys = Object.keys(value);
  return isInOrder(value, keys) ? keys : keys.filter((key) => value[key] !== undefined).toSorted();
};

const RANKS = ["undefined", "null", "boolean", "number", "bigint", "string", "array", "record"];

const shape = (value: unknown): Shape => {
  if (value === null) return { kind: "null", parts: [], keys: [] };
  if (typeof value !== "object") return { kind: typeof value, parts: [value], keys: [] };
  if (Array.isArray(value)) return { kind: "array", parts: value, keys: [] };
  if (!isRecord(value)) throw new Error("only canonical values are compared, and intern refuses other objects");
  const keys = definedKeys(value);
  return { kind: "record", parts: keys.map((key) => value[key]), keys };
};

const lessOrGreater = (a: string | number | bigint, b: string | number | bigint): number =>
  a < b ? -1 : a > b ? 1 : 0;

const scalar = (value: unknown): string | number | bigint =>
  typeof value === "string" || typeof value === "number" || typeof value === "bigint" ? value : value === true ? 1 : 0;

/**
 * A total order over canonical values, independent of when they were first seen: by kind, then numbers and strings by
 * their own order, arrays and records by length, keys and parts. Bags and sets keep their messages in it.
 */
export const compare = (a: unknown, b: unknown): number => {
  if (a === b) return 0;
  const [left, right] = [shape(a), shape(b)];
  if (left.kind !== right.kind) return RANKS.indexOf(left.kind) - RANKS.indexOf(right.kind);
  if (left.kind !== "array" && left.kind !== "record") return lessOrGreater(scalar(a), scalar(b));
  if (left.parts.length !== right.parts.length) return left.parts.length - right.parts.length;
  const keys = lessOrGreater(left.keys.join("\0"), right.keys.join("\0"));
  if (keys !== 0) return keys;
  for (const [i, part] of left.parts.entries()) {
    const order = compare(part, right.parts[i]);
    if (order !== 0) return order;
  }
  return 0;
};

/** Why a value has no canonical form. `path` leads to the part at fault, as one would write it: `.queue[2].at`. */
export type NotCanonical = { readonly tag: "NotCanonical"; readonly path: string; readonly found: string };

/** A value's identity within one pool, and the canonical, frozen copy. Equal values have equal `id` and `===` copies. */
export type Canonical = { readonly tag: "Canonical"; readonly id: number; readonly value: unknown };

/**
 * `Map` ends at 2^24 entries, so this is as many maps as it takes.
 * Invariant: a key is in at most one of them, and all but the last are full.
 */
type Index<K, V> = Map<K, V>[];
const MAP_LIMIT = 1 << 23;

const lookUp = <K, V>(index: Index<K, V>, key: K): V | undefined => {
  for (let i = index.length - 1; i >= 0; i--) {
    const found = index[i]?.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
};

const enter = <K, V>(index: Index<K, V>, key: K, value: V): void => {
  const last = index.at(-1);
  if (last !== undefined && last.size < MAP_LIMIT) last.set(key, value);
  else index.push(new Map([[key, value]]));
};

/** A list of property names: its number, and the lists that go on from it. */
type Names = { readonly number: number; readonly longer: Map<string, Names> };

/** Every canonical value met so far. Grows only. */
export type Pool = {
  /** Primitives by value, canonical arrays and records by reference: a part that has been met costs one look-up. */
  readonly byIdentity: Index<unknown, Canonical>;
  /** Arrays and records by the identities of their parts. */
  readonly byStructure: Index<string, Canonical>;
  /** The list of no property names; a list with one more is under that one. */
  readonly shapes: Names;
  shapeCount: number;
  size: number;
  /** An estimate of the heap that the pool holds, in bytes. */
  bytes: number;
};

export const makePool = (): Pool => ({
  byIdentity: [],
  byStructure: [],
  shapes: { number: 0, longer: new Map() },
  shapeCount: 0,
  size: 0,
  bytes: 0,
});

const MAX_DEPTH = 500;
/** Of records of a few parts on Node 20, map entries included, about half as much again as measured. */
const BYTES_PER_NODE = 200;
const BYTES_PER_PART = 24;

const admit = (pool: Pool, value: unknown, bytes: number): Canonical => {
  const canonical: Canonical = { tag: "Canonical", id: pool.size++, value };
  pool.bytes += BYTES_PER_NODE + bytes;
  enter(pool.byIdentity, value, canonical);
  return canonical;
};

/** An array or record made of canonical parts: the one with this structure, built if it is the first. */
const admitWhole = (pool: Pool, structure: string, parts: number, build: () => unknown): Canonical => {
  const known = lookUp(pool.byStructure, structure);
  if (known !== undefined) return known;
  const canonical = admit(pool, build(), 2 * structure.length + parts * BYTES_PER_PART);
  enter(pool.byStructure, structure, canonical);
  return canonical;
};

const refuse = (path: string, found: string): NotCanonical => ({ tag: "NotCanonical", path, found });

/** The same of a part, as seen from the whole. */
const within = (step: string, { path, found }: NotCanonical): NotCanonical => refuse(step + path, found);

const describe = (value: object): string => {
  const constructor: unknown = Reflect.get(value, "constructor");
  return typeof constructor === "function" && constructor.name !== "" ? `a ${constructor.name}` : "a class instance";
};

const internArray = (pool: Pool, value: ReadonlyArray<unknown>, depth: number) => {
  const parts: Canonical[] = [];
  let structure = "[";
  for (let i = 0; i < value.length; i++) {
    if (!(i in value)) return refuse(`[${i}]`, "a hole in an array");
    const part = internAt(pool, value[i], depth + 1);
    if (part.tag === "NotCanonical") return within(`[${i}]`, part);
    parts.push(part);
    structure += `${part.id},`;
  }
  return admitWhole(pool, structure, parts.length, () => Object.freeze(parts.map((part) => part.value)));
};

const shapeOf = (pool: Pool, keys: ReadonlyArray<string>): number => {
  let list = pool.shapes;
  for (const key of keys) {
    let longer = list.longer.get(key);
    if (longer === undefined) {
      longer = { number: ++pool.shapeCount, longer: new Map() };
      list.longer.set(key, longer);
    }
    list = longer;
  }
  return list.number;
};

const internRecord = (pool: Pool, value: Readonly<Record<string, unknown>>, depth: number) => {
  if (Object.getOwnPropertySymbols(value).length > 0) return refuse("", "a property whose key is a symbol");
  const keys = definedKeys(value);
  const parts: Canonical[] = [];
  let structure = `{${shapeOf(pool, keys)}:`;
  for (const key of keys) {
    const part = internAt(pool, value[key], depth + 1);
    if (part.tag === "NotCanonical") return within(`.${key}`, part);
    parts.push(part);
    structure += `${part.id},`;
  }
  return admitWhole(pool, structure, parts.length, () =>
    Object.freeze(Object.fromEntries(keys.map((key, i) => [key, parts[i]?.value]))),
  );
};

const internObject = (pool: Pool, value: object, depth: number): Canonical | NotCanonical => {
  if (depth > MAX_DEPTH) return refuse("", `a cycle, or data nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return internArray(pool, value, depth);
  if (isRecord(value)) return internRecord(pool, value, depth);
  return refuse("", describe(value));
};

const internAt = (pool: Pool, value: unknown, depth: number): Canonical | NotCanonical => {
  const known = lookUp(pool.byIdentity, value);
  if (known !== undefined) return known;
  switch (typeof value) {
    case "undefined":
    case "boolean":
    case "bigint":
      return admit(pool, value, 0);
    case "string":
      return admit(pool, value, 2 * value.length);
    case "number":
      if (Number.isNaN(value)) return refuse("", "NaN");
      return admit(pool, value === 0 ? 0 : value, 0);
    case "object":
      return value === null ? admit(pool, value, 0) : internObject(pool, value, depth);
    case "function":
      return refuse("", "a function");
    case "symbol":
      return refuse("", "a symbol");
  }
};

/** The canonical form of a value. `undefined`, null, booleans, numbers but NaN, bigints, strings, arrays, plain records. */
export const intern = (pool: Pool, value: unknown): Canonical | NotCanonical => internAt(pool, value, 0);

/** The canonical form of what was made of canonical parts only, and so is known to have one. */
export const reintern = (pool: Pool, value: unknown): Canonical => {
  const result = intern(pool, value);
  if (result.tag === "NotCanonical") throw new Error(`made of canonical parts, yet it has ${result.found}`);
  return result;
};

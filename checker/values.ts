/**
 * Values and their canonical form. Two values are one if they have the same structure: key order, sharing, -0 and
 * properties whose value is undefined make no difference. Everything a rule sees is canonical and deeply frozen.
 */

type Shape = { readonly kind: string; readonly parts: ReadonlyArray<unknown>; readonly keys: ReadonlyArray<string> };

const isRecord = (value: object): value is Readonly<Record<string, unknown>> => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const definedKeys = (value: Readonly<Record<string, unknown>>): ReadonlyArray<string> =>
  Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .toSorted();

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
  for (const map of index) {
    const found = map.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
};

const enter = <K, V>(index: Index<K, V>, key: K, value: V): void => {
  const last = index.at(-1);
  if (last !== undefined && last.size < MAP_LIMIT) last.set(key, value);
  else index.push(new Map([[key, value]]));
};

/** Every canonical value met so far, by structure and by identity. Grows only. */
export type Pool = {
  readonly byKey: Index<string, Canonical>;
  readonly byObject: Index<object, Canonical>;
  /** A number for each list of property names. */
  readonly shapes: Map<string, number>;
  size: number;
  /** An estimate of the heap that the pool holds, in bytes. */
  bytes: number;
};

export const makePool = (): Pool => ({ byKey: [], byObject: [], shapes: new Map(), size: 0, bytes: 0 });

const MAX_DEPTH = 500;
/** Measured on Node 20 for small records, map entries included; strings are added by their length. */
const BYTES_PER_NODE = 200;
const BYTES_PER_PART = 24;

const admit = (pool: Pool, key: string, parts: number, build: () => unknown): Canonical => {
  const known = lookUp(pool.byKey, key);
  if (known !== undefined) return known;
  const value = build();
  const canonical: Canonical = { tag: "Canonical", id: pool.size++, value };
  pool.bytes += BYTES_PER_NODE + 2 * key.length + parts * BYTES_PER_PART;
  enter(pool.byKey, key, canonical);
  if (typeof value === "object" && value !== null) enter(pool.byObject, value, canonical);
  return canonical;
};

const refuse = (path: string, found: string): NotCanonical => ({ tag: "NotCanonical", path, found });

const describe = (value: object): string => {
  const constructor: unknown = Reflect.get(value, "constructor");
  return typeof constructor === "function" && constructor.name !== "" ? `a ${constructor.name}` : "a class instance";
};

const internArray = (pool: Pool, value: ReadonlyArray<unknown>, path: string, depth: number) => {
  const parts: Canonical[] = [];
  for (let i = 0; i < value.length; i++) {
    if (!(i in value)) return refuse(`${path}[${i}]`, "a hole in an array");
    const part = internAt(pool, value[i], `${path}[${i}]`, depth + 1);
    if (part.tag === "NotCanonical") return part;
    parts.push(part);
  }
  return admit(pool, `[${parts.map((part) => part.id).join()}`, parts.length, () =>
    Object.freeze(parts.map((part) => part.value)),
  );
};

const shapeOf = (pool: Pool, keys: ReadonlyArray<string>): number => {
  const name = JSON.stringify(keys);
  const known = pool.shapes.get(name) ?? pool.shapes.size;
  pool.shapes.set(name, known);
  return known;
};

const internRecord = (pool: Pool, value: Readonly<Record<string, unknown>>, path: string, depth: number) => {
  if (Object.getOwnPropertySymbols(value).length > 0) return refuse(path, "a property whose key is a symbol");
  const keys = definedKeys(value);
  const parts: Canonical[] = [];
  for (const key of keys) {
    const part = internAt(pool, value[key], `${path}.${key}`, depth + 1);
    if (part.tag === "NotCanonical") return part;
    parts.push(part);
  }
  return admit(pool, `{${shapeOf(pool, keys)}:${parts.map((part) => part.id).join()}`, parts.length, () =>
    Object.freeze(Object.fromEntries(keys.map((key, i) => [key, parts[i]?.value]))),
  );
};

const internObject = (pool: Pool, value: object, path: string, depth: number): Canonical | NotCanonical => {
  const known = lookUp(pool.byObject, value);
  if (known !== undefined) return known;
  if (depth > MAX_DEPTH) return refuse(path, `a cycle, or data nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) return internArray(pool, value, path, depth);
  if (isRecord(value)) return internRecord(pool, value, path, depth);
  return refuse(path, describe(value));
};

const internAt = (pool: Pool, value: unknown, path: string, depth: number): Canonical | NotCanonical => {
  switch (typeof value) {
    case "undefined":
      return admit(pool, "u", 0, () => undefined);
    case "boolean":
      return admit(pool, value ? "t" : "f", 0, () => value);
    case "number":
      return Number.isNaN(value) ? refuse(path, "NaN") : admit(pool, `n${value}`, 0, () => (value === 0 ? 0 : value));
    case "bigint":
      return admit(pool, `i${value}`, 0, () => value);
    case "string":
      return admit(pool, `s${value}`, 0, () => value);
    case "object":
      return value === null ? admit(pool, "0", 0, () => null) : internObject(pool, value, path, depth);
    case "function":
      return refuse(path, "a function");
    case "symbol":
      return refuse(path, "a symbol");
  }
};

/** The canonical form of a value. `undefined`, null, booleans, numbers but NaN, bigints, strings, arrays, plain records. */
export const intern = (pool: Pool, value: unknown): Canonical | NotCanonical => internAt(pool, value, "", 0);

/** The canonical form of what was made of canonical parts only, and so is known to have one. */
export const reintern = (pool: Pool, value: unknown): Canonical => {
  const result = intern(pool, value);
  if (result.tag === "NotCanonical") throw new Error(`made of canonical parts, yet it has ${result.found}`);
  return result;
};

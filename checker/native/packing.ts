/**
 * Whole numbers and canonical values as bytes. A number has seven bits in each byte, the lowest first; the top bit says that
 * more follow.
 */

/** What was read is not what was expected. */
export class Unlike extends Error {
  constructor(expected: string | number, found: string | number) {
    super(`expected ${expected}, found ${found}`);
  }
}

export type Packed = { bytes: Uint8Array; size: number };

/** With room for so many bytes, and for more when it is needed. */
export const makePacked = (room = 1024): Packed => ({ bytes: new Uint8Array(room), size: 0 });

const LONGEST = 8;

const reserve = (packed: Packed, more: number): void => {
  if (packed.size + more <= packed.bytes.length) return;
  const wider = new Uint8Array(Math.max(2 * packed.bytes.length, packed.size + more));
  wider.set(packed.bytes.subarray(0, packed.size));
  packed.bytes = wider;
};

/** Adds a whole number from 0 below 2^53. */
export const pack = (packed: Packed, number: number): void => {
  reserve(packed, LONGEST);
  let rest = number;
  while (rest >= 128) {
    packed.bytes[packed.size++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  packed.bytes[packed.size++] = rest;
};

export const packAll = (packed: Packed, numbers: Iterable<number>): void => {
  for (const number of numbers) pack(packed, number);
};

export const packBytes = (packed: Packed, bytes: Uint8Array): void => {
  reserve(packed, bytes.length);
  packed.bytes.set(bytes, packed.size);
  packed.size += bytes.length;
};

export const bytesOf = ({ bytes, size }: Packed): Uint8Array => bytes.subarray(0, size);

/** Bytes being read, from `at` on. Whatever is not as it was written makes the functions below throw `Unlike`. */
export type Unpacking = { readonly bytes: Uint8Array; at: number };

export const unpacking = (bytes: Uint8Array): Unpacking => ({ bytes, at: 0 });

export const unpack = (from: Unpacking): number => {
  let number = 0;
  let factor = 1;
  for (;;) {
    const byte = from.bytes[from.at++];
    if (byte === undefined) throw new Unlike("a number", "the end");
    number += (byte & 127) * factor;
    if (!Number.isSafeInteger(number)) throw new Unlike("a number below 2^53", "a larger one");
    if (byte < 128) return number;
    factor *= 128;
  }
};

/** A number below a bound. */
export const unpackBelow = (from: Unpacking, bound: number): number => {
  const number = unpack(from);
  if (number >= bound) throw new Unlike(`a number below ${bound}`, number);
  return number;
};

/** So many numbers, each below a bound. */
export const unpackAll = (from: Unpacking, many: number, bound = Infinity): ReadonlyArray<number> => {
  if (many > from.bytes.length - from.at) throw new Unlike(`${many} numbers`, `${from.bytes.length - from.at} bytes`);
  return Array.from({ length: many }, () => unpackBelow(from, bound));
};

export const unpackBytes = (from: Unpacking, many: number): Uint8Array => {
  if (from.at + many > from.bytes.length) throw new Unlike(`${many} bytes`, from.bytes.length - from.at);
  const bytes = from.bytes.slice(from.at, from.at + many);
  from.at += many;
  return bytes;
};

export const expectEnd = ({ bytes, at }: Unpacking): void => {
  if (at !== bytes.length) throw new Unlike("the end", `${bytes.length - at} bytes more`);
};

const UNDEFINED = 0;
const NULL = 1;
const FALSE = 2;
const TRUE = 3;
const WHOLE = 4;
/** Any other number, and an integer of any size, as people write them. */
const NUMBER = 5;
const BIGINT = 6;
const STRING = 7;
const ARRAY = 8;
const RECORD = 9;

const packText = (packed: Packed, text: string): void => {
  pack(packed, text.length);
  for (let i = 0; i < text.length; i++) pack(packed, text.charCodeAt(i));
};

const unpackText = (from: Unpacking): string => {
  let text = "";
  for (const unit of unpackAll(from, unpack(from), 0x10000)) text += String.fromCharCode(unit);
  return text;
};

/** Adds a canonical value. */
export const packValue = (packed: Packed, value: unknown): void => {
  const tagged = (tag: number, text: string): void => {
    pack(packed, tag);
    packText(packed, text);
  };
  switch (typeof value) {
    case "undefined":
      pack(packed, UNDEFINED);
      return;
    case "boolean":
      pack(packed, value ? TRUE : FALSE);
      return;
    case "number":
      if (!Number.isSafeInteger(value) || value < 0) tagged(NUMBER, String(value));
      else packAll(packed, [WHOLE, value]);
      return;
    case "bigint":
      tagged(BIGINT, String(value));
      return;
    case "string":
      tagged(STRING, value);
      return;
    case "object":
      packObject(packed, value);
      return;
    case "function":
    case "symbol":
      throw new Error("no canonical value has functions or symbols");
  }
};

const packObject = (packed: Packed, value: object | null): void => {
  if (value === null) pack(packed, NULL);
  else if (Array.isArray(value)) {
    packAll(packed, [ARRAY, value.length]);
    for (const part of value) packValue(packed, part);
  } else {
    const entries = Object.entries(value);
    packAll(packed, [RECORD, entries.length]);
    for (const [key, part] of entries) {
      packText(packed, key);
      packValue(packed, part);
    }
  }
};

const parts = <A>(from: Unpacking, part: () => A): ReadonlyArray<A> => {
  const many = unpack(from);
  if (many > from.bytes.length - from.at) throw new Unlike(`${many} parts`, `${from.bytes.length - from.at} bytes`);
  return Array.from({ length: many }, part);
};

/** The value that was packed, not yet canonical. */
export const unpackValue = (from: Unpacking): unknown => {
  const tag = unpack(from);
  switch (tag) {
    case UNDEFINED:
      return undefined;
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case WHOLE:
      return unpack(from);
    case NUMBER:
      return Number(unpackText(from));
    case BIGINT:
      return unpackBigint(unpackText(from));
    case STRING:
      return unpackText(from);
    case ARRAY:
      return parts(from, () => unpackValue(from));
    case RECORD:
      return Object.fromEntries(parts(from, () => [unpackText(from), unpackValue(from)] as const));
    default:
      throw new Unlike("the tag of a value", tag);
  }
};

const unpackBigint = (text: string): bigint => {
  if (!/^-?\d+$/.test(text)) throw new Unlike("a whole number", JSON.stringify(text));
  return BigInt(text);
};

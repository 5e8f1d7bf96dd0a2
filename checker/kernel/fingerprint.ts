/** Numbers for states that are the same in every pool: what several explorations of one system can be compared by. */
import { type Ints, makeInts, mix, push } from "./ints.js";
import type { Tables } from "./tables.js";

/** A canonical value as text: equal for equal values only, as long as `number` is one to one. */
export const textOf = (value: unknown, number: (value: number | bigint) => string): string => {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
    case "bigint":
      return number(value);
    case "object":
      if (value === null) return "null";
      return Array.isArray(value)
        ? `[${value.map((part) => textOf(part, number)).join()}]`
        : `{${Object.entries(value)
            .map(([key, part]) => `${JSON.stringify(key)}:${textOf(part, number)}`)
            .join()}}`;
    case "undefined":
    case "boolean":
      return String(value);
    case "function":
    case "symbol":
      throw new Error("no canonical value has functions or symbols");
  }
};

export const exactly = (value: number | bigint): string => (typeof value === "bigint" ? `${value}n` : String(value));

/** 32 bits of a text; another `salt` gives others. */
export const hashOf = (text: string, salt: number): number => {
  let h = salt;
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i));
  return h;
};

/** By place and identity, two words of each value met. */
export type Fingerprints = { readonly low: ReadonlyArray<Ints>; readonly high: ReadonlyArray<Ints> };

export const makeFingerprints = (t: Tables): Fingerprints => ({
  low: t.spaces.map(() => makeInts()),
  high: t.spaces.map(() => makeInts()),
});

const learn = (t: Tables, { low, high }: Fingerprints, place: number): void => {
  for (let id = low[place]!.size; id < t.spaces[place]!.values.length; id++) {
    const text = textOf(t.spaces[place]!.values[id]!.value, exactly);
    push(low[place]!, mix(place, hashOf(text, 1)));
    push(high[place]!, mix(place, hashOf(text, 2)));
  }
};

/** A whole number below 2^53 for the state: of two different ones the chance to agree is 1 in 2^53. */
export const fingerprint = (t: Tables, f: Fingerprints, ids: Int32Array): number => {
  let low = 0;
  let high = 0;
  for (let place = 0; place < ids.length; place++) {
    const id = ids[place]!;
    if (id >= f.low[place]!.size) learn(t, f, place);
    low ^= f.low[place]!.data[id]!;
    high ^= f.high[place]!.data[id]!;
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
};

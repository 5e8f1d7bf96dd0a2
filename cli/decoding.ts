/** What is wrong with JSON that a codec refuses: every mistake in one line, with its path in the file. */
import type * as t from "io-ts";
import { showText, showValue } from "../report/value.js";
import { didYouMean } from "./nearest.js";

const found = (value: unknown): string => {
  if (value === undefined) return "nothing";
  const shown = typeof value === "string" ? showText(JSON.stringify(value)) : showValue(value);
  return shown.length > 60 ? `${shown.slice(0, 60)}...` : shown;
};

/** What a codec is called here where its name says too little or too much. */
type Words = Readonly<Record<string, string>>;

/** A codec's name lists what it accepts, where that is short enough to be read. */
const expected = (name: string, words: Words): string =>
  words[name] ??
  (name.startsWith("ReadonlyArray<") || name.startsWith("Array<") ? "a list" : name.includes("{") ? "an object" : name);

/** The texts that a codec accepts, from its name: `"direct" | "indirect"`. */
const accepted = (name: string): ReadonlyArray<string> => [...name.matchAll(/"([^"]*)"/g)].map(([, text = ""]) => text);

/** Keys from the root. The parts of an intersection have numbers for keys, and the value of the whole. */
const pathOf = (context: t.Context): string =>
  context
    .filter(({ actual, key }, i) => key !== "" && !(/^\d+$/.test(key) && context[i - 1]?.actual === actual))
    .map(({ key }) => key)
    .join(".");

const decodingMistake = ({ context }: t.ValidationError, words: Words): string => {
  const leaf = context.at(-1);
  const name = leaf?.type.name ?? "";
  const near = typeof leaf?.actual === "string" && !name.includes("{") ? didYouMean(leaf.actual, accepted(name)) : "";
  const path = pathOf(context);
  return `${path === "" ? "" : `${showText(path)}: `}expected ${expected(name, words)}, got ${found(leaf?.actual)}${near}`;
};

export const decodingMistakes = (errors: t.Errors, words: Words = {}): ReadonlyArray<string> => [
  ...new Set(errors.map((error) => decodingMistake(error, words))),
];

export const keysOf = (value: unknown): ReadonlyArray<string> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];

export const partOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;

/** What a codec lets pass, since it reads only the keys that it knows. */
export const unknownKeys = (
  value: unknown,
  path: string,
  what: string,
  known: ReadonlyArray<string>,
): ReadonlyArray<string> =>
  keysOf(value)
    .filter((key) => !known.includes(key))
    .map((key) => `${showText(`${path}${key}`)}: unknown ${what}${didYouMean(key, known)}`);

/** As `unknownKeys`, of each object in the list that goes by a name. */
export const unknownKeysInList = (json: unknown, name: string, known: ReadonlyArray<string>): ReadonlyArray<string> => {
  const list = partOf(json, name);
  return Array.isArray(list)
    ? list.flatMap((each: unknown, i) => unknownKeys(each, `${name}.${i}.`, "key", known))
    : [];
};

/** What is in a list for the second time and more. */
export const repeated = (list: ReadonlyArray<string>): ReadonlyArray<{ readonly at: number; readonly what: string }> =>
  list.map((what, at) => ({ at, what })).filter(({ at, what }) => list.indexOf(what) < at);

/** What is wrong with the JSON of a scenario: every mistake in one line, with its path in the file. */
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import type * as t from "io-ts";
import type { Scenario } from "../model/scenario.js";
import { showText, showValue } from "../report/value.js";
import { didYouMean } from "./nearest.js";
import type { Workbench } from "./workbench.js";

const KEYS = ["name", "title", "variant", "profile", "options", "expect"];
const EXPECTATION_KEYS = ["verdict", "because"];

const found = (value: unknown): string => {
  if (value === undefined) return "nothing";
  const shown = typeof value === "string" ? showText(JSON.stringify(value)) : showValue(value);
  return shown.length > 60 ? `${shown.slice(0, 60)}...` : shown;
};

/** A codec's name lists what it accepts, where that is short enough to be read. */
const expected = (name: string): string => (name.includes("{") ? "an object" : name);

/** The texts that a codec accepts, from its name: `"direct" | "indirect"`. */
const accepted = (name: string): ReadonlyArray<string> => [...name.matchAll(/"([^"]*)"/g)].map(([, text = ""]) => text);

/** Keys from the root. The parts of an intersection have numbers for keys, and the value of the whole. */
const pathOf = (context: t.Context): string =>
  context
    .filter(({ actual, key }, i) => key !== "" && !(/^\d+$/.test(key) && context[i - 1]?.actual === actual))
    .map(({ key }) => key)
    .join(".");

const decodingMistake = ({ context }: t.ValidationError): string => {
  const leaf = context.at(-1);
  const name = leaf?.type.name ?? "";
  const near = typeof leaf?.actual === "string" && !name.includes("{") ? didYouMean(leaf.actual, accepted(name)) : "";
  const path = pathOf(context);
  return `${path === "" ? "" : `${showText(path)}: `}expected ${expected(name)}, got ${found(leaf?.actual)}${near}`;
};

const keysOf = (value: unknown): ReadonlyArray<string> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];

const partOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;

const unknownKeys = (value: unknown, path: string, what: string, known: ReadonlyArray<string>): ReadonlyArray<string> =>
  keysOf(value)
    .filter((key) => !known.includes(key))
    .map((key) => `${showText(`${path}${key}`)}: unknown ${what}${didYouMean(key, known)}`);

/** What a codec lets pass, since it reads only the keys that it knows. */
const nameMistakes = (bench: Workbench, json: unknown): ReadonlyArray<string> => {
  const expect = partOf(json, "expect");
  const ids = bench.catalogue.map(({ id }) => id);
  return [
    ...unknownKeys(json, "", "key", KEYS),
    ...unknownKeys(partOf(json, "options"), "options.", "option", Object.keys(bench.options)),
    ...unknownKeys(expect, "expect.", "property", ids),
    ...keysOf(expect).flatMap((id) => unknownKeys(partOf(expect, id), `expect.${id}.`, "key", EXPECTATION_KEYS)),
  ];
};

/** An expectation of a property that is not checked there would never be looked at. */
const idleExpectations = (bench: Workbench, scenario: Scenario): ReadonlyArray<string> =>
  bench.catalogue
    .filter(({ id, make }) => scenario.expect[id] !== undefined && make(scenario) === undefined)
    .map(
      ({ id }) => `${showText(`expect.${id}`)}: expected a property that is checked in this scenario, this one is not`,
    );

/** A scenario, or every mistake in its JSON. */
export const scenarioFrom =
  (bench: Workbench) =>
  (json: unknown): E.Either<ReadonlyArray<string>, Scenario> => {
    const names = nameMistakes(bench, json);
    const decoded = pipe(
      bench.decodeScenario(json),
      E.mapLeft((errors) => [...new Set(errors.map(decodingMistake))]),
    );
    const mistakes = [...names, ...(E.isLeft(decoded) ? decoded.left : idleExpectations(bench, decoded.right))];
    return mistakes.length > 0 ? E.left(mistakes) : decoded;
  };

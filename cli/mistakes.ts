/** What is wrong with the JSON of a scenario: every mistake in one line, with its path in the file. */
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import type { Scenario } from "../model/scenario.js";
import { showText } from "../report/value.js";
import { decodingMistakes, keysOf, partOf, unknownKeys } from "./decoding.js";
import type { Workbench } from "./workbench.js";

const KEYS = ["name", "title", "variant", "profile", "options", "expect"];
const EXPECTATION_KEYS = ["verdict", "because"];

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
      E.mapLeft((errors) => decodingMistakes(errors)),
    );
    const mistakes = [...names, ...(E.isLeft(decoded) ? decoded.left : idleExpectations(bench, decoded.right))];
    return mistakes.length > 0 ? E.left(mistakes) : decoded;
  };

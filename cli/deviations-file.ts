/** Deviations that are known and accepted, as JSON on disk: `{ "deviations": [{ "id": "R-03", "reason": "…" }] }`. */
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import type * as TE from "fp-ts/lib/TaskEither.js";
import * as t from "io-ts";
import { showText } from "../report/value.js";
import { decodingMistakes, repeated, unknownKeys, unknownKeysInList } from "./decoding.js";
import { readJson } from "./json-file.js";
import { didYouMean } from "./nearest.js";
import type { DeclaredDeviation } from "./conform-run.js";
import type { Workbench } from "./workbench.js";

const DeviationsFile = t.type(
  { deviations: t.readonlyArray(t.type({ id: t.string, reason: t.string })) },
  "DeviationsFile",
);

/** The names of races and of errata, of which the catalogue lists those only that a property decides. */
const RACE = /^(R|E)-\d+[a-z]?i?$/;

const idMistakes = (bench: Workbench, declared: ReadonlyArray<DeclaredDeviation>): ReadonlyArray<string> => {
  const known = [...bench.requirements, ...bench.catalogue].map(({ id }) => id);
  return declared.flatMap(({ id }, i) =>
    known.includes(id) || RACE.test(id)
      ? []
      : [`deviations.${i}.id: unknown requirement '${showText(id)}'${didYouMean(id, known)}`],
  );
};

const mistakesIn = (bench: Workbench, declared: ReadonlyArray<DeclaredDeviation>): ReadonlyArray<string> => [
  ...idMistakes(bench, declared),
  ...repeated(declared.map(({ id }) => id)).map(
    ({ at, what }) => `deviations.${at}.id: expected each id once, got '${showText(what)}' again`,
  ),
  ...declared.flatMap(({ reason }, i) =>
    reason.trim() === "" ? [`deviations.${i}.reason: expected why it is accepted, got nothing`] : [],
  ),
];

const deviationsFrom =
  (bench: Workbench) =>
  (json: unknown): E.Either<ReadonlyArray<string>, ReadonlyArray<DeclaredDeviation>> => {
    const names = [
      ...unknownKeys(json, "", "key", ["deviations"]),
      ...unknownKeysInList(json, "deviations", ["id", "reason"]),
    ];
    const decoded = pipe(
      DeviationsFile.decode(json),
      E.bimap(
        (errors) => decodingMistakes(errors, { DeviationsFile: "an object" }),
        ({ deviations }) => deviations,
      ),
    );
    const mistakes = [...names, ...(E.isLeft(decoded) ? decoded.left : mistakesIn(bench, decoded.right))];
    return mistakes.length > 0 ? E.left(mistakes) : decoded;
  };

/** The deviations that a file declares, or a line per mistake, each beginning with the file's name. */
export const readDeviations = (
  bench: Workbench,
  file: string,
): TE.TaskEither<ReadonlyArray<string>, ReadonlyArray<DeclaredDeviation>> => readJson(deviationsFrom(bench))(file);

/** `mpacheck diff`: one scenario under two readings, verdicts and runs side by side. */
import * as E from "fp-ts/lib/Either.js";
import { type Followed, follow } from "../checker/follow.js";
import type { System } from "../checker/system.js";
import type { Trail } from "../checker/trail.js";
import type { Scenario } from "../model/scenario.js";
import { type Reading, type Readings, compare } from "../report/compare.js";
import { showDiff } from "../report/diff-text.js";
import { Diff } from "../report/diff.js";
import { type Outcome, codeOfDifference, misused } from "./exit-codes.js";
import { type Prepared, exploreAll, systemsOf } from "./exploring.js";
import type { Bounds } from "./progress.js";
import { type Chosen, changing, scenariosOf } from "./scenarios.js";
import type { Surroundings } from "./surroundings.js";
import type { Workbench } from "./workbench.js";

export type DiffRequest = {
  /** A built-in scenario by its name, or a file. */
  readonly of: { readonly name: string } | { readonly file: string };
  /** `option=value` for each side; none for the scenario as it is. */
  readonly left: ReadonlyArray<string>;
  readonly right: ReadonlyArray<string>;
  /** Ids; none for every property. */
  readonly properties: ReadonlyArray<string>;
  /** For each side on its own. */
  readonly bounds: Bounds;
  readonly format: "text" | "json";
};

type Lines = ReadonlyArray<string>;

const isSame = (a: Scenario["options"], b: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(a).every(([name, value]) => b[name] === value);

/** The scenario with the settings of each side, the left first. Nothing is expected of either: what differs is asked. */
const sides = async (
  bench: Workbench,
  { of, left, right }: DiffRequest,
): Promise<E.Either<Lines, ReadonlyArray<Chosen>>> => {
  const changes = [changing(bench, "--set", left), changing(bench, "--set-other", right)];
  const mistakes = changes.flatMap((change) => (E.isLeft(change) ? change.left : []));
  if (mistakes.length > 0) return E.left(mistakes);
  const found = await scenariosOf(
    bench,
    "name" in of ? { names: [of.name], files: [] } : { names: [], files: [of.file] },
  )();
  if (E.isLeft(found)) return found;
  const chosen = found.right.flatMap((scenario) =>
    changes.flatMap((change) =>
      E.isLeft(change) ? [] : [{ scenario: change.right(scenario).scenario, expect: undefined }],
    ),
  );
  const [one, other] = chosen.map(({ scenario }) => scenario.options);
  return one !== undefined && other !== undefined && isSame(one, other)
    ? E.left(["--set, --set-other: expected two readings, got the same options on both sides"])
    : E.right(chosen);
};

/** As with an exploration, what is wrong is not the user's mistake. */
const followIn =
  (system: System) =>
  (run: Trail): Followed => {
    const found = follow(system, run);
    if (found.tag === "Fault") throw new Error(`error in the specification: ${found.where}: ${found.what}`);
    return found;
  };

const readings = async (
  bench: Workbench,
  { bounds }: DiffRequest,
  surroundings: Surroundings,
  prepared: ReadonlyArray<Prepared>,
): Promise<Readings> => {
  const explored = await exploreAll(bench, bounds, { reduction: "none" }, surroundings, prepared);
  const [left, right] = prepared.flatMap(({ system }, i): ReadonlyArray<Reading> => {
    const found = explored[i];
    return found === undefined ? [] : [{ explored: found, system, follow: followIn(system) }];
  });
  if (left === undefined || right === undefined)
    throw new Error("a scenario was explored less often than it has sides");
  return { left, right };
};

export const diff = async (bench: Workbench, request: DiffRequest, surroundings: Surroundings): Promise<Outcome> => {
  const chosen = await sides(bench, request);
  if (E.isLeft(chosen)) return misused(chosen.left);
  const prepared = systemsOf(bench, request.properties)(chosen.right);
  if (E.isLeft(prepared)) return misused(prepared.left);
  const found = compare(await readings(bench, request, surroundings, prepared.right), bench.options);
  const { paint, width } = surroundings;
  return {
    code: codeOfDifference(found.verdict),
    out: request.format === "json" ? JSON.stringify(Diff.encode(found), null, 2) : showDiff(found, paint, width),
    err: [],
  };
};

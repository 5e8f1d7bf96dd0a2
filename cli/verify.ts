/** `mpacheck verify`: every chosen scenario explored, every property that is meaningful there decided. */
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { check } from "../checker/check.js";
import type { Options } from "../checker/explore/report.js";
import type { System } from "../checker/system.js";
import { showMermaid } from "../report/mermaid.js";
import { showText } from "../report/value.js";
import { showVerification } from "../report/verification-text.js";
import { Verification } from "../report/verification.js";
import { type Explored, type TrailChoice, verification } from "../report/verify.js";
import { type Outcome, codeOf, misused } from "./exit-codes.js";
import { didYouMean } from "./nearest.js";
import type { Bounds } from "./progress.js";
import { type Choice, type Chosen, choose } from "./scenarios.js";
import type { Surroundings } from "./surroundings.js";
import type { Workbench } from "./workbench.js";

export type Format = "text" | "json" | "mermaid";

export type VerifyRequest = {
  readonly choice: Choice;
  /** Ids; none for every property. */
  readonly properties: ReadonlyArray<string>;
  /** For each scenario on its own. */
  readonly bounds: Bounds;
  readonly reduction: NonNullable<Options["reduction"]>;
  readonly trail: TrailChoice;
  readonly format: Format;
};

type Lines = ReadonlyArray<string>;
type Prepared = { readonly chosen: Chosen; readonly system: System };

const prepare = (bench: Workbench, properties: Lines, chosen: Chosen): Prepared => ({
  chosen,
  system: bench.system(
    chosen.scenario,
    bench.catalogue
      .filter(({ id }) => properties.length === 0 || properties.includes(id))
      .flatMap(({ make }) => make(chosen.scenario) ?? []),
  ),
});

const unknownProperties = (bench: Workbench, properties: Lines): Lines => {
  const known = bench.catalogue.map(({ id }) => id);
  return properties
    .filter((id) => !known.includes(id))
    .map((id) => `--property: unknown property '${showText(id)}'${didYouMean(id, known)}`);
};

/** A verdict over nothing would read like a good one. */
const uncheckable = (properties: Lines, prepared: ReadonlyArray<Prepared>): Lines => {
  const made = new Set(prepared.flatMap(({ system }) => system.properties.map(({ name }) => name)));
  const idle = properties.filter((id) => !made.has(id));
  if (idle.length === 0 && made.size > 0) return [];
  return idle.length === 0
    ? ["expected a property to check, none is meaningful in these scenarios"]
    : idle.map((id) => `--property ${showText(id)}: not meaningful in any of the chosen scenarios`);
};

const systems = (bench: Workbench, request: VerifyRequest): TE.TaskEither<Lines, ReadonlyArray<Prepared>> =>
  pipe(
    choose(bench, request.choice),
    TE.flatMapEither((all) => {
      const unknown = unknownProperties(bench, request.properties);
      if (unknown.length > 0) return E.left(unknown);
      const prepared = all.map((chosen) => prepare(bench, request.properties, chosen));
      const idle = uncheckable(request.properties, prepared);
      return idle.length > 0 ? E.left(idle) : E.right(prepared);
    }),
  );

/** What is known of a scenario whose turn did not come. */
const unexplored = (system: System): Explored["report"] => ({
  complete: false,
  bound: undefined,
  states: 0,
  transitions: 0,
  depth: 0,
  seconds: 0,
  peakBytes: 0,
  properties: system.properties.map(({ name, kind, sources }) => ({
    name,
    kind,
    sources,
    verdict: "inconclusive",
    trail: undefined,
  })),
  warnings: [],
  fairness: { weak: [], strong: [] },
  reduction: { used: [], refused: [] },
});

const exploreOne = async (name: string, system: System, options: Options): Promise<Explored["report"]> => {
  if (options.signal?.aborted === true) return unexplored(system);
  const result = await check(system, options);
  // Not the user's mistake: the specification of the handover is part of this program.
  if (result.tag === "Fault") throw new Error(`${name}: error in the specification: ${result.where}: ${result.what}`);
  return result;
};

const exploreAll = async (
  bench: Workbench,
  { bounds, reduction }: VerifyRequest,
  { signal, meter, now }: Surroundings,
  prepared: ReadonlyArray<Prepared>,
): Promise<ReadonlyArray<Explored>> => {
  const says = Object.fromEntries(bench.catalogue.map((entry) => [entry.id, entry.says]));
  const { show, stop } = meter(bounds);
  const explored: Explored[] = [];
  try {
    // One after another: each may need all the memory there is.
    for (const [i, { chosen, system }] of prepared.entries()) {
      const { name, title, profile, options } = chosen.scenario;
      const what = `${i + 1}/${prepared.length} ${name}`;
      const onProgress: Options["onProgress"] = (progress) => show(what, progress);
      // oxlint-disable-next-line no-await-in-loop -- one after another, as said above
      const report = await exploreOne(name, system, { ...bounds, reduction, signal, now, onProgress });
      const telling = bench.telling(chosen.scenario);
      explored.push({ name, title, profile, options, expect: chosen.expect, says, telling, report });
    }
  } finally {
    stop();
  }
  return explored;
};

const show = (found: Verification, format: Format, { paint, width }: Surroundings): string => {
  switch (format) {
    case "text":
      return showVerification(found, paint, width);
    case "json":
      return JSON.stringify(Verification.encode(found), null, 2);
    case "mermaid":
      return showMermaid(found);
  }
};

export const verify = async (
  bench: Workbench,
  request: VerifyRequest,
  surroundings: Surroundings,
): Promise<Outcome> => {
  const prepared = await systems(bench, request)();
  if (E.isLeft(prepared)) return misused(prepared.left);
  const explored = await exploreAll(bench, request, surroundings, prepared.right);
  const found = verification(explored, request.trail);
  return { code: codeOf(found.verdict), out: show(found, request.format, surroundings), err: [] };
};

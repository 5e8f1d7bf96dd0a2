/** What every command does that explores: systems made of scenarios, with the properties asked for, one after another. */
import * as E from "fp-ts/lib/Either.js";
import { check } from "../checker/check.js";
import type { Options } from "../checker/explore/report.js";
import { isTemporal } from "../checker/kernel/predicates.js";
import type { System } from "../checker/system.js";
import type { Explored } from "../report/verify.js";
import { showText } from "../report/value.js";
import { didYouMean } from "./nearest.js";
import type { Bounds } from "./progress.js";
import type { Chosen } from "./scenarios.js";
import type { Surroundings } from "./surroundings.js";
import type { Workbench } from "./workbench.js";

type Lines = ReadonlyArray<string>;

export type Prepared = { readonly chosen: Chosen; readonly system: System };

/** Properties that mean nothing in the scenario are left out. */
export const prepare = (bench: Workbench, properties: Lines, chosen: Chosen): Prepared => ({
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

/** The catalogue as if temporal properties had no meaning in any scenario. */
export const withoutTemporal = (bench: Workbench): Workbench => ({
  ...bench,
  catalogue: bench.catalogue.map((entry) => ({
    ...entry,
    make: (scenario) => {
      const property = entry.make(scenario);
      return property === undefined || isTemporal(property) ? undefined : property;
    },
  })),
});

/** A system per scenario. `properties` are ids; none for every one that means something there. */
export const systemsOf =
  (bench: Workbench, properties: Lines) =>
  (all: ReadonlyArray<Chosen>): E.Either<Lines, ReadonlyArray<Prepared>> => {
    const unknown = unknownProperties(bench, properties);
    if (unknown.length > 0) return E.left(unknown);
    const prepared = all.map((chosen) => prepare(bench, properties, chosen));
    const idle = uncheckable(properties, prepared);
    return idle.length > 0 ? E.left(idle) : E.right(prepared);
  };

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

/** What was kept is not of this exploration, and the message says why. */
export class NotResumed extends Error {}

const exploreOne = async (name: string, system: System, options: Options): Promise<Explored["report"]> => {
  if (options.signal?.aborted === true) return unexplored(system);
  const result = await check(system, options);
  if (result.tag === "Fault" && result.kind === "storage")
    throw new NotResumed(`--resume: ${showText(result.where)}: ${showText(result.what)}`);
  // Not the user's mistake: the specification of the handover is part of this program.
  if (result.tag === "Fault") throw new Error(`${name}: error in the specification: ${result.where}: ${result.what}`);
  return result;
};

/** What decides how a space is explored, and not what is found, while memory lasts. */
export type How = Pick<Options, "reduction" | "kernel" | "workers" | "lossy">;

/** Everything that is to be told of each. Throws where a specification is wrong. */
export const exploreAll = async (
  bench: Workbench,
  bounds: Bounds,
  how: How,
  { signal, memory, meter, now }: Surroundings,
  prepared: ReadonlyArray<Prepared>,
  kept: Pick<Options, "checkpoint" | "resume"> = {},
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
      const spill = memory.spill();
      const room = { maxBytes: bounds.maxBytes ?? memory.most, memory: memory.process, spill };
      // oxlint-disable-next-line no-await-in-loop -- one after another, as said above
      const report = await exploreOne(name, system, { ...bounds, ...how, ...room, ...kept, signal, now, onProgress });
      spill.close();
      const telling = bench.telling(chosen.scenario);
      explored.push({ name, title, profile, options, expect: chosen.expect, says, telling, report });
    }
  } finally {
    stop();
  }
  return explored;
};

/** `mpacheck list` and `mpacheck explain`: what the specification consists of. */
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { Rule } from "../checker/system.js";
import type { Scenario } from "../model/scenario.js";
import { Entries, type Entry, type Kind } from "../report/entries.js";
import { showExplained, showList } from "../report/entries-text.js";
import { showText } from "../report/value.js";
import { type Outcome, misused, succeeded } from "./exit-codes.js";
import { nearest } from "./nearest.js";
import { builtIn } from "./scenarios.js";
import type { Surroundings } from "./surroundings.js";
import type { Workbench } from "./workbench.js";

type Scenarios = ReadonlyArray<Scenario>;
type Values = Readonly<Record<string, string | number | boolean>>;

const propertyEntries = (bench: Workbench, scenarios: Scenarios): ReadonlyArray<Entry> =>
  bench.catalogue.map(({ id, says, sources, make }) => ({
    kind: "property",
    id,
    says,
    sources,
    requirements: bench.requirements.filter(({ checkedBy }) => checkedBy.includes(id)).map((each) => each.id),
    scenarios: scenarios
      .filter((scenario) => make(scenario) !== undefined)
      .map(({ name, expect }) => {
        const expectation = expect[id];
        return expectation === undefined
          ? { name, expected: "holds" }
          : { name, expected: expectation.verdict, because: expectation.because };
      }),
  }));

const requirementEntries = (bench: Workbench): ReadonlyArray<Entry> =>
  bench.requirements.map(({ id, says, source, strength, checkedBy, notYet, note }) => ({
    kind: "requirement",
    id,
    says,
    source,
    strength,
    checkedBy,
    ...(notYet === undefined ? {} : { notYet }),
    ...(note === undefined ? {} : { note }),
  }));

const ofProfile = (bench: Workbench, scenario: Scenario): Values =>
  Object.fromEntries(
    Object.entries(bench.options).map(([name, { asWritten, repaired }]) => [
      name,
      scenario.profile === "repaired" ? repaired : asWritten,
    ]),
  );

const changed = (bench: Workbench, scenario: Scenario): Values => {
  const usual = ofProfile(bench, scenario);
  return Object.fromEntries(
    Object.entries(scenario.options).filter(([name, value]) => name in usual && usual[name] !== value),
  );
};

const scenarioEntries = (bench: Workbench, scenarios: Scenarios): ReadonlyArray<Entry> =>
  scenarios.map((scenario) => ({
    kind: "scenario",
    id: scenario.name,
    says: scenario.title,
    variant: scenario.variant,
    profile: scenario.profile,
    options: changed(bench, scenario),
    properties: bench.catalogue.filter(({ make }) => make(scenario) !== undefined).map(({ id }) => id),
    expect: scenario.expect,
  }));

const optionEntries = (bench: Workbench, scenarios: Scenarios): ReadonlyArray<Entry> =>
  Object.entries(bench.options).map(([id, { kind, values, asWritten, repaired, meaning, sources }]) => ({
    kind: "option",
    id,
    says: meaning,
    group: kind,
    values,
    asWritten,
    repaired,
    sources,
    scenarios: scenarios.flatMap((scenario) => {
      const value = changed(bench, scenario)[id];
      return value === undefined ? [] : [{ name: scenario.name, value }];
    }),
  }));

/** A rule belongs to the systems that are made of scenarios, so the built-in ones are made, and not explored. */
const ruleEntries = (bench: Workbench, scenarios: Scenarios): ReadonlyArray<Entry> => {
  const found = scenarios.flatMap((scenario) =>
    bench.system(scenario, []).rules.map((rule) => ({ rule, scenario: scenario.name })),
  );
  const byName = new Map<string, { readonly rule: Rule; readonly scenarios: string[] }>();
  for (const { rule, scenario } of found) {
    const known = byName.get(rule.name);
    if (known === undefined) byName.set(rule.name, { rule, scenarios: [scenario] });
    else known.scenarios.push(scenario);
  }
  return [...byName].map(([id, { rule, scenarios: names }]) => ({
    kind: "rule",
    id,
    sources: rule.sources,
    reads: Object.values(rule.reads),
    receives: rule.receives === undefined ? [] : [rule.receives],
    scenarios: names,
  }));
};

const entriesOf = (bench: Workbench, kind: Kind, scenarios: Scenarios): ReadonlyArray<Entry> => {
  switch (kind) {
    case "property":
      return propertyEntries(bench, scenarios);
    case "requirement":
      return requirementEntries(bench);
    case "scenario":
      return scenarioEntries(bench, scenarios);
    case "option":
      return optionEntries(bench, scenarios);
    case "rule":
      return ruleEntries(bench, scenarios);
  }
};

const KINDS: ReadonlyArray<Kind> = ["scenario", "property", "requirement", "option", "rule"];

export type EntryFormat = "text" | "json";

const showJson = (entries: ReadonlyArray<Entry>): string =>
  JSON.stringify(Entries.encode({ schema: "mpacheck/entries@1", entries }), null, 2);

export const list = async (
  bench: Workbench,
  kind: Kind,
  format: EntryFormat,
  { width }: Surroundings,
): Promise<Outcome> =>
  pipe(
    await builtIn(bench)(),
    E.map((scenarios) => entriesOf(bench, kind, scenarios)),
    E.match(misused, (entries) => succeeded(format === "json" ? showJson(entries) : showList(entries, width))),
  );

/** All that goes by this name; of whatever kind. */
const lookUp = (all: ReadonlyArray<Entry>, id: string): E.Either<ReadonlyArray<string>, ReadonlyArray<Entry>> => {
  const found = all.filter((entry) => entry.id === id);
  if (found.length > 0) return E.right(found);
  const near = nearest(
    id,
    all.map((entry) => entry.id),
  ).map((name) => `${all.find((entry) => entry.id === name)?.kind ?? ""} '${name}'`);
  const hint = near.length === 0 ? "; see mpacheck list" : `; did you mean ${near.join(" or ")}?`;
  return E.left([`unknown id '${showText(id)}'${hint}`]);
};

export const explain = async (
  bench: Workbench,
  id: string,
  format: EntryFormat,
  { paint, width }: Surroundings,
): Promise<Outcome> =>
  pipe(
    await pipe(
      builtIn(bench),
      TE.flatMapEither((scenarios) =>
        lookUp(
          KINDS.flatMap((kind) => entriesOf(bench, kind, scenarios)),
          id,
        ),
      ),
    )(),
    E.match(misused, (entries) =>
      succeeded(format === "json" ? showJson(entries) : showExplained(entries, paint, width)),
    ),
  );

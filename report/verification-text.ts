/** What `verify` found as text: verdict first, then the tables, then what was not expected, step by step. */
import { paintJudgement } from "./judgement-text.js";
import type { Paint } from "./paint.js";
import { type Column, table } from "./table.js";
import { assumesFairness, count, plural, showFairness, showLossy, showResumed } from "./text.js";
import { FEW, showTold } from "./trail-text.js";
import { showText } from "./value.js";
import {
  type PropertyVerdict,
  type ScenarioVerdict,
  type Verification,
  isExpected,
  propertyIds,
} from "./verification.js";

/** A property's verdict in one scenario, as one character. */
type Mark = "+" | "o" | "0" | "v" | "X" | "!" | "?" | ".";

/** In the order of the legend. */
const MEANING: ReadonlyArray<readonly [Mark, string]> = [
  ["+", "holds"],
  ["o", "holds of nothing: its antecedent is never true"],
  ["v", "violated, as expected"],
  ["X", "violated"],
  ["0", "holds of nothing, though something else was expected"],
  ["!", "holds, though something else was expected"],
  ["?", "not decided"],
  [".", "not meaningful there"],
];

const mark = (property: PropertyVerdict | undefined): Mark => {
  if (property === undefined) return ".";
  switch (property.verdict) {
    case "inconclusive":
      return "?";
    case "violated":
      return isExpected(property) === true ? "v" : "X";
    case "holds":
      return isExpected(property) === false ? "!" : "+";
    case "vacuous":
      return isExpected(property) === false ? "0" : "o";
  }
};

const paintMark = (paint: Paint, of: Mark): string => {
  switch (of) {
    case "+":
      return paint.good(of);
    case "v":
      return paint.known(of);
    case "X":
    case "0":
    case "!":
      return paint.bad(of);
    case "o":
    case "?":
      return paint.unsure(of);
    case ".":
      return paint.faint(of);
  }
};

type Judged = { readonly scenario: ScenarioVerdict; readonly property: PropertyVerdict };

const judged = (of: Verification): ReadonlyArray<Judged> =>
  of.scenarios.flatMap((scenario) => scenario.properties.map((property) => ({ scenario, property })));

/** The first line: the verdict, and how many verdicts of how many it rests on. */
const headline = (of: Verification, paint: Paint): string => {
  const all = judged(of);
  const scenarios = plural(of.scenarios.length, "scenario");
  switch (of.verdict) {
    case "as expected": {
      const violations = all.filter(({ property }) => property.verdict === "violated").length;
      const known = violations === 0 ? "no violation" : `${plural(violations, "violation")}, each expected`;
      return `${paint.good("as expected")}: ${scenarios}, ${plural(all.length, "verdict")}, ${known}`;
    }
    case "violated": {
      const wrong = all.filter(({ property }) => isExpected(property) === false);
      const are = wrong.length === 1 ? "is" : "are";
      return `${paint.bad("violated")}: ${scenarios}, ${count(wrong.length)} of ${plural(all.length, "verdict")} ${are} not as expected`;
    }
    case "inconclusive": {
      const cut = of.scenarios.filter(({ complete }) => !complete).length;
      const open = all.filter(({ property }) => property.verdict === "inconclusive").length;
      return `${paint.unsure("inconclusive")}: ${scenarios}, ${count(cut)} not explored to the end, ${count(open)} of ${plural(all.length, "verdict")} not decided`;
    }
  }
};

const SCENARIO_COLUMNS: ReadonlyArray<Column> = [
  { head: "", align: "right" },
  { head: "scenario" },
  { head: "profile" },
  { head: "verdict" },
  { head: "states", align: "right" },
  { head: "transitions", align: "right" },
  { head: "depth", align: "right" },
  { head: "seconds", align: "right" },
];

const scenarioTable = (of: Verification, paint: Paint): string =>
  table(
    SCENARIO_COLUMNS,
    of.scenarios.map((scenario, i) => [
      String(i + 1),
      showText(scenario.name),
      showText(scenario.profile),
      paintJudgement(paint, scenario.verdict),
      count(scenario.states),
      count(scenario.transitions),
      count(scenario.depth),
      scenario.seconds.toFixed(2),
    ]),
  );

/** Verdicts by scenario, of an exploration or a simulation. */
export type Marked = { readonly scenarios: ReadonlyArray<Pick<ScenarioVerdict, "properties">> };

/** Properties down, scenarios by number across; as many tables as the width asks for. */
export const matrix = (of: Marked, paint: Paint, width: number): ReadonlyArray<string> => {
  const ids = propertyIds(of.scenarios);
  const digits = String(of.scenarios.length).length;
  const across = Math.max(1, Math.floor((width - Math.max(0, ...ids.map((id) => id.length))) / (digits + 1)));
  const blocks = Array.from({ length: Math.ceil(of.scenarios.length / across) }, (_, i) => i * across);
  return blocks.map((first) => {
    const shown = of.scenarios.slice(first, first + across);
    const columns = shown.map((_, i): Column => ({ head: String(first + i + 1).padStart(digits), align: "right" }));
    const rows = ids.map((id) => [
      showText(id),
      ...shown.map(({ properties }) => paintMark(paint, mark(properties.find((property) => property.id === id)))),
    ]);
    return table([{ head: "property" }, ...columns], rows, " ");
  });
};

export const legend = (of: Marked, paint: Paint): string => {
  const ids = propertyIds(of.scenarios);
  const used = new Set(
    of.scenarios.flatMap(({ properties }) => ids.map((id) => mark(properties.find((property) => property.id === id)))),
  );
  return MEANING.filter(([character]) => used.has(character))
    .map(([character, meaning]) => `${character} ${meaning}`)
    .map((line) => paint.faint(line))
    .join("\n");
};

const isTold = ({ property }: Judged): boolean => isExpected(property) === false || property.trail !== undefined;

const runOf = ({ property }: Judged): string | undefined =>
  property.trail === undefined ? undefined : `${property.trail.choices.join("/")} ${property.trail.loop ?? "ends"}`;

/** Every unexpected verdict has its section, and so has every verdict with a trail; the same run is told once. */
const sections = (of: Verification, paint: Paint): ReadonlyArray<string> =>
  of.scenarios.flatMap((scenario) => {
    const told = scenario.properties.map((property) => ({ scenario, property })).filter(isTold);
    return told.map((each, i) => {
      const first = told.findIndex((other) => runOf(other) !== undefined && runOf(other) === runOf(each));
      const sameAs = first >= 0 && first < i ? told[first]?.property.id : undefined;
      return showTold(scenario, each.property, sameAs, paint);
    });
  });

const isPlain = ({ properties }: ScenarioVerdict): boolean =>
  properties.length > 0 && properties.every(({ expected }) => expected === undefined);

const isTemporal = ({ properties }: ScenarioVerdict): boolean => properties.some(assumesFairness);

const areMany = ({ fairness: { weak, strong } }: ScenarioVerdict): boolean =>
  Math.max(weak.length, strong.length) > FEW;

/** How many rules are assumed to be fair, in one scenario; of several, where to find it. */
const assumptions = (of: Verification): ReadonlyArray<string> => {
  const temporal = of.scenarios.filter(isTemporal);
  if (temporal.length === 0) return [];
  return of.scenarios.length === 1
    ? temporal.map((scenario) => {
        const where = areMany(scenario) ? ", named at the end" : "";
        return `temporal properties assume ${showFairness(scenario.fairness, FEW)}${where}`;
      })
    : ["temporal properties assume rules to be fair: which ones is shown when one scenario is verified, and in JSON"];
};

/** The names of many rules, of one scenario. */
const assumed = (of: Verification): ReadonlyArray<string> =>
  of.scenarios.length > 1
    ? []
    : of.scenarios
        .filter((scenario) => isTemporal(scenario) && areMany(scenario))
        .map(({ fairness }) => `assumed: ${showFairness(fairness)}`);

/** What a reader must know of a scenario before its verdicts: how far it was explored, and against what it was held. */
const notesOf = (scenario: ScenarioVerdict): ReadonlyArray<string> => [
  ...(scenario.stopped === undefined ? [] : [scenario.stopped]),
  ...(scenario.lossy === undefined ? [] : [showLossy(scenario.lossy)]),
  ...(scenario.resumed === undefined ? [] : [showResumed(scenario.resumed)]),
  ...(scenario.reduced === undefined ? [] : [scenario.reduced]),
  ...(isPlain(scenario) ? ["options were changed, so each property is asked to hold"] : []),
];

/** From so many states on it is worth knowing why there is no reduction. */
const LARGE = 100_000;

const unreduced = ({ states, unreduced: reasons = [] }: ScenarioVerdict): ReadonlyArray<string> =>
  states < LARGE ? [] : reasons.map(showText);

/** One line per note, with the scenarios that it is about; why there is no reduction is told of one scenario alone. */
const notes = (of: Verification): ReadonlyArray<string> => {
  const isOne = of.scenarios.length === 1;
  const all = of.scenarios.map((scenario) => ({
    name: showText(scenario.name),
    said: [...notesOf(scenario), ...(isOne ? unreduced(scenario) : [])],
  }));
  return [...new Set(all.flatMap(({ said }) => said))].map((note) => {
    const names = all.filter(({ said }) => said.includes(note)).map(({ name }) => name);
    return `${names.join(", ")}: ${note}`;
  });
};

/** Warnings of one scenario in full; of several, how many there are, for most say that a rule is not for this scenario. */
const warnings = (of: Verification): ReadonlyArray<string> => {
  const all = of.scenarios.flatMap((scenario) => scenario.warnings);
  if (of.scenarios.length === 1) return all.map((warning) => `warning: ${warning}`);
  return all.length === 0 ? [] : [`${plural(all.length, "warning")}: shown when one scenario is verified, and in JSON`];
};

/** Several lines without a last line break. `width` bounds the tables of marks, not what is told of a trail. */
export const showVerification = (of: Verification, paint: Paint, width: number): string =>
  [
    [headline(of, paint), ...notes(of), ...assumptions(of)].join("\n"),
    scenarioTable(of, paint),
    ...(judged(of).length === 0 ? [] : [...matrix(of, paint, width), legend(of, paint)]),
    ...sections(of, paint),
    ...assumed(of),
    ...[warnings(of).join("\n")].filter((lines) => lines !== ""),
  ].join("\n\n");

/** What `simulate` found as text: verdict first, then what was covered, then what was not expected, step by step. */
import { paintJudgement } from "./judgement-text.js";
import type { Paint } from "./paint.js";
import type { FoundRun, SimulatedProperty, SimulatedScenario, Simulation } from "./simulation.js";
import { type Column, table } from "./table.js";
import { count, plural } from "./text.js";
import { showTold } from "./trail-text.js";
import { showText } from "./value.js";
import { legend, matrix } from "./verification-text.js";
import { isExpected } from "./verification.js";

const sum = (of: Simulation, part: (scenario: SimulatedScenario) => number): number =>
  of.scenarios.reduce((total, scenario) => total + part(scenario), 0);

const violated = ({ properties }: SimulatedScenario): ReadonlyArray<SimulatedProperty> =>
  properties.filter(({ verdict }) => verdict === "violated");

const unexpected = ({ properties }: SimulatedScenario): ReadonlyArray<SimulatedProperty> =>
  properties.filter((property) => isExpected(property) === false);

/** The first line: the verdict, and what it rests on. */
const headline = (of: Simulation, paint: Paint): string => {
  const runs = plural(
    sum(of, (scenario) => scenario.runs),
    "run",
  );
  const steps = plural(
    sum(of, (scenario) => scenario.steps),
    "step",
  );
  const taken = `${plural(of.scenarios.length, "scenario")}, ${runs}, ${steps}, seed ${of.seed}`;
  switch (of.verdict) {
    case "as expected": {
      const known = sum(of, (scenario) => violated(scenario).length);
      return `${paint.good("as expected")}: ${taken}, ${known === 0 ? "no violation met" : `${plural(known, "violation")} met, each expected`}`;
    }
    case "violated": {
      const wrong = sum(of, (scenario) => unexpected(scenario).length);
      return `${paint.bad("violated")}: ${taken}, ${plural(wrong, "verdict")} not as expected`;
    }
    case "inconclusive": {
      const idle = of.scenarios.filter(({ verdict }) => verdict === "inconclusive").length;
      return `${paint.unsure("inconclusive")}: ${taken}, ${plural(idle, "scenario")} not exercised`;
    }
  }
};

const COLUMNS: ReadonlyArray<Column> = [
  { head: "", align: "right" },
  { head: "scenario" },
  { head: "profile" },
  { head: "verdict" },
  { head: "runs", align: "right" },
  { head: "steps", align: "right" },
  { head: "states met", align: "right" },
  { head: "deadlocks", align: "right" },
  { head: "endless", align: "right" },
  { head: "seconds", align: "right" },
];

const scenarioTable = (of: Simulation, paint: Paint): string =>
  table(
    COLUMNS,
    of.scenarios.map((scenario, i) => [
      String(i + 1),
      showText(scenario.name),
      showText(scenario.profile),
      paintJudgement(paint, scenario.verdict),
      count(scenario.runs),
      count(scenario.steps),
      count(scenario.states),
      count(scenario.deadlocks),
      count(scenario.endless),
      scenario.seconds.toFixed(2),
    ]),
  );

/** The marks of what was decided in some scenario, and how much was not in any. */
const marks = (of: Simulation, paint: Paint, width: number): ReadonlyArray<string> => {
  const all = of.scenarios.flatMap(({ properties }) => properties);
  const decided = new Set(all.flatMap(({ id, verdict }) => (verdict === "inconclusive" ? [] : [id])));
  const open = new Set(all.map(({ id }) => id)).size - decided.size;
  const shown = {
    scenarios: of.scenarios.map(({ properties }) => ({ properties: properties.filter(({ id }) => decided.has(id)) })),
  };
  return [
    ...(decided.size === 0 ? [] : [...matrix(shown, paint, width), legend(shown, paint)]),
    ...(open === 0 ? [] : [`${count(open)} more ${open === 1 ? "property" : "properties"} not decided by any run`]),
  ];
};

/** Words of a list in lines that fit the width, all but the first line indented. */
const wrapped = (start: string, words: ReadonlyArray<string>, width: number): string => {
  const lines: string[] = [];
  let line = start;
  for (const [i, word] of words.entries()) {
    const part = i < words.length - 1 ? `${word},` : word;
    if (line.length + 1 + part.length > width && line.trim() !== "") {
      lines.push(line);
      line = "   ";
    }
    line = `${line} ${part}`;
  }
  return [...lines, line].join("\n");
};

/** How much of the specification the runs met, and by name what they did not. */
const coverage = ({ name, rules, properties }: SimulatedScenario, width: number): string => {
  const fired = rules.filter((rule) => rule.fired > 0);
  const idle = rules.filter((rule) => rule.fired === 0).map((rule) => showText(rule.name));
  const outcomes = rules.reduce((total, rule) => total + rule.outcomes, 0);
  const unasked = properties.filter(({ exercised }) => !exercised).map(({ id }) => showText(id));
  return [
    `${showText(name)}: ${count(fired.length)} of ${plural(rules.length, "rule")} fired, with ${plural(outcomes, "outcome")}`,
    ...(idle.length === 0 ? [] : [wrapped("  never fired:", idle, width)]),
    ...(unasked.length === 0 ? [] : [wrapped("  antecedent never true:", unasked, width)]),
  ].join("\n");
};

/** Where a run is from, and how it is had again. */
const origin = ({ run, steps, minimal, again }: FoundRun, told: number): string => {
  const left = told === steps ? "" : `, of its ${plural(steps, "step")} ${count(told)} are left`;
  const unsure = minimal ? "" : " (not minimised to the end)";
  return `  run ${run}${left}${unsure}\n  again: ${showText(again)}`;
};

const runOf = ({ trail }: SimulatedProperty): string => `${trail?.choices.join("/")} ${trail?.loop}`;

/** Every verdict with a run, and every one that was not expected; of one scenario the same run is told once. */
const told = (scenario: SimulatedScenario, paint: Paint): ReadonlyArray<string> => {
  const all = scenario.properties.filter(({ trail }) => trail !== undefined);
  const listed = scenario.properties.filter(
    (property) => property.trail !== undefined || isExpected(property) === false,
  );
  return listed.map((property) => {
    const first = all.find((other) => runOf(other) === runOf(property));
    const sameAs = property.trail === undefined || first === property ? undefined : first?.id;
    const { found, trail } = property;
    const from = found === undefined ? [] : [origin(found, trail?.steps.length ?? found.steps)];
    return [showTold(scenario, property, sameAs, paint), ...from].join("\n");
  });
};

/** What a reader must know of a scenario before its verdicts. */
const notes = (of: Simulation): ReadonlyArray<string> =>
  of.scenarios.flatMap(({ name, stopped }) => (stopped === undefined ? [] : [`${showText(name)}: ${stopped}`]));

/** Several lines without a last line break. */
export const showSimulation = (of: Simulation, paint: Paint, width: number): string => {
  const simulated = of.scenarios.filter(({ rules }) => rules.length > 0);
  return [
    [headline(of, paint), ...notes(of)].join("\n"),
    scenarioTable(of, paint),
    ...marks(of, paint, width),
    ...(simulated.length === 0 ? [] : [simulated.map((scenario) => coverage(scenario, width)).join("\n")]),
    ...of.scenarios.flatMap((scenario) => told(scenario, paint)),
  ].join("\n\n");
};

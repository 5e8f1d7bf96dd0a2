/** One verdict with its run, as numbered steps. */
import type { Paint } from "./paint.js";
import { assumesFairness, showFairness, showImpossible, showLength, withLoop } from "./text.js";
import { showText, showValue } from "./value.js";
import type { ComponentChange, PropertyVerdict, ScenarioVerdict, Trail, TrailStep } from "./verification.js";

/** A component and a path inside it, as one would write it. */
export const showPlace = ({ component, path }: Pick<ComponentChange, "component" | "path">): string =>
  `${showText(component)}${path === "" || path.startsWith("[") ? "" : "."}${showText(path)}`;

/** `HA.bindings[0].coa: pPMA -> nPMA`; what is new has a plus, what is gone a minus. */
export const showChange = (change: ComponentChange): string => {
  const where = showPlace(change);
  const part = (value: unknown): string => (change.brief === undefined ? showValue(value) : showText(change.brief));
  if (!("before" in change)) return `${where}: + ${part(change.after)}`;
  if (!("after" in change)) return `${where}: - ${part(change.before)}`;
  return `${where}: ${showValue(change.before)} -> ${showValue(change.after)}`;
};

/** Sections of documents; a bare id of a table says nothing to who reads a run. */
const sources = ({ sources: cited }: TrailStep): string => {
  const sections = cited.filter((source) => source.includes("§"));
  return sections.length === 0 ? "" : `  [${sections.map(showText).join("; ")}]`;
};

/** Messages that came and went are told by the event already. */
const toTell = ({ changed }: TrailStep): ReadonlyArray<ComponentChange> =>
  changed.filter(({ brief }) => brief === undefined);

/** How far what is told of a step is moved to the right of its number, in a run of so many steps. */
export const indentOf = (steps: number): string => " ".repeat(String(steps).length + 4);

export const numbered = (i: number, steps: number): string => `  ${String(i).padStart(String(steps).length)}.`;

export const showPath = (path: string, paint: Paint): string => `${paint.strong("path")} ${showText(path)}`;

/** Who does what, and which sections say so. */
export const showEvent = (step: TrailStep, paint: Paint): string =>
  `${paint.strong(showText(step.entity))} ${showText(step.event)}${paint.faint(sources(step))}`;

/** What a step changed and, where that changed, the data path: a line for each. */
export const showEffects = (step: TrailStep, paint: Paint): ReadonlyArray<string> => [
  ...toTell(step).map(showChange),
  ...(step.path === undefined ? [] : [showPath(step.path, paint)]),
];

/** One step, with its place in a run of so many. */
const showStep = (step: TrailStep, i: number, steps: number, paint: Paint): string =>
  [
    `${numbered(i, steps)} ${showEvent(step, paint)}`,
    ...showEffects(step, paint).map((line) => `${indentOf(steps)}${line}`),
  ].join("\n");

/** Steps from 1, under each what it changed and, where that changed, the data path. Ends with the choices. */
export const showSteps = ({ steps, path, loop, choices }: Trail, paint: Paint): string => {
  const indent = indentOf(steps.length);
  const shown = steps.map((step, i) => showStep(step, i + 1, steps.length, paint));
  return [
    `${numbered(0, steps.length)} start`,
    `${indent}${showPath(path, paint)}`,
    ...withLoop(shown, loop, indent),
    `  choices ${choices.join("/")}`,
  ].join("\n");
};

/** A verdict and how long the run is that shows it. */
export const showOutcome = ({ kind, verdict, trail }: Pick<PropertyVerdict, "kind" | "verdict" | "trail">): string => {
  if (verdict === "vacuous") return "holds of nothing, for its antecedent is never true";
  if (kind === "sometimes" && verdict !== "holds") return "not reached in any state";
  const told = kind === "sometimes" ? "reached" : verdict;
  if (trail === undefined) return told;
  if (kind === "always-possible") return `${told}: ${showImpossible(trail)}`;
  return `${told} ${trail.loop === undefined ? "in" : "by"} ${showLength(trail)}`;
};

const expectation = ({ verdict, expected }: PropertyVerdict): string => {
  if (expected === undefined) return "";
  return verdict === expected
    ? ", as expected"
    : `, expected: ${expected === "vacuous" ? "holds of nothing" : expected}`;
};

const run = (trail: Trail | undefined, sameAs: string | undefined, paint: Paint): ReadonlyArray<string> => {
  if (trail === undefined) return [];
  return [sameAs === undefined ? showSteps(trail, paint) : `  by the same run as ${showText(sameAs)}, above`];
};

/** Rules whose names fit in a line. */
export const FEW = 4;

/**
 * What a property says, what came out, why something else was expected if it was, and the run that shows it; `sameAs`
 * names a property of the same scenario whose run, told before, is the same. Of what a temporal verdict assumes the names
 * are told where they are few.
 */
export const showTold = (
  { name, fairness }: Pick<ScenarioVerdict, "name" | "fairness">,
  property: PropertyVerdict,
  sameAs: string | undefined,
  paint: Paint,
): string => {
  const isBad =
    property.expected === undefined ? property.verdict === "violated" : property.verdict !== property.expected;
  const verdict = `${showOutcome(property)}${expectation(property)}`;
  return [
    `${paint.strong(showText(property.id))} in ${showText(name)}: ${isBad ? paint.bad(verdict) : verdict}`,
    ...(property.says === "" ? [] : [`  says: ${showText(property.says)}`]),
    ...(property.because === undefined ? [] : [`  expected because: ${showText(property.because)}`]),
    ...(assumesFairness(property) ? [`  assuming: ${showFairness(fairness, FEW)}`] : []),
    ...run(property.trail, sameAs, paint),
  ].join("\n");
};

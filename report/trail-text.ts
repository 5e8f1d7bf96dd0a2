/** One verdict with its run, as numbered steps. */
import type { Paint } from "./paint.js";
import { plural } from "./text.js";
import { showText, showValue } from "./value.js";
import type { ComponentChange, PropertyVerdict, Trail, TrailStep } from "./verification.js";

/** `HA.bindings[0].coa: pPMA -> nPMA`; what is new has a plus, what is gone a minus. */
export const showChange = (change: ComponentChange): string => {
  const joint = change.path === "" || change.path.startsWith("[") ? "" : ".";
  const where = `${showText(change.component)}${joint}${showText(change.path)}`;
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

/** Steps from 1, under each what it changed and, where that changed, the data path. Ends with the choices. */
export const showSteps = (trail: Trail, paint: Paint): string => {
  const digits = String(trail.steps.length).length;
  const indent = " ".repeat(digits + 4);
  const path = (now: string): string => `${indent}${paint.strong("path")} ${showText(now)}`;
  const number = (i: number): string => `  ${String(i).padStart(digits)}.`;
  return [
    `${number(0)} start`,
    path(trail.path),
    ...trail.steps.flatMap((step, i) => [
      `${number(i + 1)} ${paint.strong(showText(step.entity))} ${showText(step.event)}${paint.faint(sources(step))}`,
      ...toTell(step).map((change) => `${indent}${showChange(change)}`),
      ...(step.path === undefined ? [] : [path(step.path)]),
    ]),
    `  choices ${trail.choices.join("/")}`,
  ].join("\n");
};

const outcome = ({ kind, verdict, trail }: PropertyVerdict): string => {
  const steps = trail === undefined ? "" : ` in ${plural(trail.steps.length, "step")}`;
  if (kind === "sometimes") return verdict === "holds" ? `reached${steps}` : "not reached in any state";
  return verdict === "vacuous" ? "holds of nothing, for its antecedent is never true" : `${verdict}${steps}`;
};

const expectation = ({ verdict, expected }: PropertyVerdict): string => {
  if (expected === undefined) return "";
  return verdict === expected ? ", as expected" : `, expected: ${expected}`;
};

const run = (trail: Trail | undefined, sameAs: string | undefined, paint: Paint): ReadonlyArray<string> => {
  if (trail === undefined) return [];
  return [sameAs === undefined ? showSteps(trail, paint) : `  by the same run as ${showText(sameAs)}, above`];
};

/**
 * What a property says, what came out, why something else was expected if it was, and the run that shows it; `sameAs`
 * names a property of the same scenario whose run, told before, is the same.
 */
export const showTold = (
  scenario: string,
  property: PropertyVerdict,
  sameAs: string | undefined,
  paint: Paint,
): string => {
  const isBad =
    property.expected === undefined ? property.verdict === "violated" : property.verdict !== property.expected;
  const verdict = `${outcome(property)}${expectation(property)}`;
  return [
    `${paint.strong(showText(property.id))} in ${showText(scenario)}: ${isBad ? paint.bad(verdict) : verdict}`,
    ...(property.says === "" ? [] : [`  says: ${showText(property.says)}`]),
    ...(property.because === undefined ? [] : [`  expected because: ${showText(property.because)}`]),
    ...run(property.trail, sameAs, paint),
  ].join("\n");
};

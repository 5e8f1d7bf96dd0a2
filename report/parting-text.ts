/** The run of one reading beside what the other makes of the same steps. */
import type { Diff, Parting, Side, StateDifference } from "./diff.js";
import type { Paint } from "./paint.js";
import { assumesFairness, showFairness, withLoop } from "./text.js";
import { FEW, indentOf, numbered, showEffects, showEvent, showOutcome, showPath, showPlace } from "./trail-text.js";
import { showText, showValue } from "./value.js";
import type { TrailStep } from "./verification.js";

type Lines = ReadonlyArray<string>;

const otherOf = (side: Side): Side => (side === "left" ? "right" : "left");

/** `HA.coa: left pPMA, right nPMA`. */
const showDifference = (of: StateDifference): string => {
  const part = (side: Side): string => `${side} ${side in of ? showValue(of[side]) : "none"}`;
  return `${showPlace(of)}: ${part("left")}, ${part("right")}`;
};

type Pair = Readonly<Record<Side, Lines>>;

/** What both sides have, then what each has alone, with its name. */
const merged = ({ left, right }: Pair): Lines => [
  ...left.filter((line) => right.includes(line)),
  ...left.filter((line) => !right.includes(line)).map((line) => `left: ${line}`),
  ...right.filter((line) => !left.includes(line)).map((line) => `right: ${line}`),
];

/** By the side whose run it is, and the other. */
const pair = (by: Side, own: Lines, other: Lines): Pair =>
  by === "left" ? { left: own, right: other } : { left: other, right: own };

/** A step that both sides take, and that is not quite the same: what is told of both stands there once. */
const together = (by: Side, own: TrailStep, other: TrailStep, paint: Paint): Lines => [
  ...merged(pair(by, [showEvent(own, paint)], [showEvent(other, paint)])),
  ...merged(pair(by, showEffects(own, paint), showEffects(other, paint))),
];

/** A step that is the same on both sides, in short. */
const inShort = (step: TrailStep, paint: Paint): Lines => [
  showEvent({ ...step, sources: [] }, paint),
  ...(step.path === undefined ? [] : [showPath(step.path, paint)]),
];

const possible = ({ by, possible: steps }: Parting): Lines => {
  const side = otherOf(by);
  if (steps.length === 0) return [`nothing can happen on the ${side}`];
  const told = [...new Set(steps.map(({ entity, event }) => `${showText(entity)} ${showText(event)}`))];
  return [`what can happen on the ${side}:`, ...told.map((step) => `- ${step}`)];
};

const partHere = (parting: Parting, rule: string, paint: Paint): Lines => {
  const [side, named] = [otherOf(parting.by), `'${showText(rule)}'`];
  const why =
    parting.stuck === "no such rule" ? `the ${side} has no ${named}` : `${named} is not enabled on the ${side}`;
  return [`${paint.strong("here they part")}: ${why}`, ...possible(parting), `the ${parting.by} goes on:`];
};

/** What is said before a step, and the step. */
const stepOf = (parting: Parting, step: TrailStep, i: number, paint: Paint): readonly [Lines, Lines] => {
  const { by, followed, same } = parting;
  const other = followed.steps[i];
  if (other === undefined) {
    const before = i === followed.steps.length ? partHere(parting, step.rule, paint) : [];
    return [before, [showEvent(step, paint), ...showEffects(step, paint)]];
  }
  return i < same
    ? [[], inShort(step, paint)]
    : [i === same && i > 0 ? ["up to here both do the same"] : [], together(by, step, other, paint)];
};

/** Every step of the run as a text of one or more lines. */
const steps = (parting: Parting, paint: Paint): Lines => {
  const { steps: all } = parting.run;
  const indented = (line: string): string => `${indentOf(all.length)}${line}`;
  return all.map((step, i) => {
    const [before, [first = "", ...others]] = stepOf(parting, step, i, paint);
    return [...before.map(indented), `${numbered(i + 1, all.length)} ${first}`, ...others.map(indented)].join("\n");
  });
};

/** What a loop that could be followed comes to on the other side. */
const afterLoop = (parting: Parting): Lines => {
  const { by, run, followed } = parting;
  if (run.loop === undefined) return [];
  if (run.loop === run.steps.length) return possible(parting);
  return followed.loop === undefined
    ? [`on the ${otherOf(by)} these steps do not come back to where they began`]
    : [
        `the ${otherOf(by)} can go round this loop as well: there it is not fair, or the property asks for something else`,
      ];
};

/** Where all steps could be followed: why the verdicts differ all the same. */
const toTheEnd = (of: Diff, parting: Parting): Lines => {
  const { by, run, judged, property, same, stuck } = parting;
  if (stuck !== undefined) return [];
  const kind = of[by].properties.find(({ id }) => id === property)?.kind;
  const why = (): Lines => {
    if (judged.length > 0) return ["what the property reads is then:", ...judged.map(showDifference)];
    if (run.loop !== undefined) return [];
    if (kind === "deadlock-free") return possible(parting);
    const reason = same < run.steps.length ? "the steps differ" : "the property asks for something else there";
    return [`what the property reads is the same then: ${reason}`];
  };
  return [`the ${otherOf(by)} can follow to the end`, ...why(), ...afterLoop(parting)];
};

const assumptions = (of: Diff, property: string): Lines => {
  const rests = (["left", "right"] as const).some((side) =>
    of[side].properties.some((verdict) => verdict.id === property && assumesFairness(verdict)),
  );
  const [left, right] = [showFairness(of.left.fairness, FEW), showFairness(of.right.fairness, FEW)];
  if (!rests) return [];
  return left === right ? [`  assuming: ${left}`] : [`  assuming, left: ${left}`, `  assuming, right: ${right}`];
};

/** The first property whose verdicts differ, and the run that shows it. */
export const showParting = (of: Diff, parting: Parting, paint: Paint): string => {
  const { by, run, followed, property, start } = parting;
  const indent = indentOf(run.steps.length);
  const verdict = (side: Side): string => {
    const found = of[side].properties.find(({ id }) => id === property);
    return found === undefined ? "" : `${side}: ${showOutcome(side === by ? { ...found, trail: run } : found)}`;
  };
  const says = of[by].properties.find(({ id }) => id === property)?.says ?? "";
  return [
    `${paint.strong(showText(property))}: ${verdict("left")}; ${verdict("right")}`,
    ...(says === "" ? [] : [`  says: ${showText(says)}`]),
    ...assumptions(of, property),
    `  the run of the ${by}, and what the ${otherOf(by)} makes of it`,
    `${numbered(0, run.steps.length)} start`,
    ...[
      ...merged(pair(by, [showPath(run.path, paint)], [showPath(followed.path, paint)])),
      ...start.map(showDifference),
    ].map((line) => `${indent}${line}`),
    ...withLoop(steps(parting, paint), run.loop, indent),
    ...toTheEnd(of, parting).map((line) => `${indent}${line}`),
    `  choices, ${by}: ${run.choices.join("/")}`,
  ].join("\n");
};

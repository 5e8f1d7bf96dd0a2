/** What `diff` found as text: how many verdicts differ, what differs between the readings, and where their runs part. */
import type { Diff, VerdictDifference } from "./diff.js";
import type { Paint } from "./paint.js";
import { showParting } from "./parting-text.js";
import { type Column, fitted, table } from "./table.js";
import { count, plural } from "./text.js";
import { showText } from "./value.js";
import type { ScenarioVerdict } from "./verification.js";

const SIDES = ["left", "right"] as const;

const headline = ({ scenario, verdict, counts }: Diff, paint: Paint): string => {
  const { all, different, oneSided, undecided } = counts;
  const told = [
    `${different === 0 ? "none" : count(different)} of ${plural(all, "verdict")} ${different <= 1 ? "differs" : "differ"}`,
    ...(oneSided === 0 ? [] : [`${count(oneSided)} meaningful on one side only`]),
    ...(undecided === 0 ? [] : [`${count(undecided)} not decided`]),
  ].join(", ");
  const lead = verdict === "inconclusive" ? `${paint.unsure(verdict)}: ` : "";
  return `${lead}${paint.strong(told)}; ${showText(scenario)} under two readings`;
};

const notes = (of: Diff): ReadonlyArray<string> =>
  SIDES.flatMap((side) => {
    const { stopped } = of[side];
    return stopped === undefined ? [] : [`${side}: ${stopped}`];
  });

const options = (of: Diff, width: number): string => {
  const rows = of.options.map(({ id, left, right, meaning, sources }) => [
    showText(id),
    showText(String(left)),
    showText(String(right)),
    `${showText(meaning)}${sources.length === 0 ? "" : ` [${sources.map(showText).join(", ")}]`}`,
  ]);
  return table(fitted(["option", "left", "right", "meaning"], rows, width), rows);
};

const SIZES: ReadonlyArray<Column> = [
  { head: "" },
  { head: "states", align: "right" },
  { head: "transitions", align: "right" },
  { head: "depth", align: "right" },
  { head: "seconds", align: "right" },
];

const sizes = (of: Diff): string =>
  table(
    SIZES,
    SIDES.map((side) => {
      const { states, transitions, depth, seconds } = of[side];
      return [side, count(states), count(transitions), count(depth), seconds.toFixed(2)];
    }),
  );

const asWords = (verdict: VerdictDifference["left"]): string => {
  switch (verdict) {
    case undefined:
      return "not meaningful";
    case "inconclusive":
      return "not decided";
    case "vacuous":
      return "holds of nothing";
    case "holds":
    case "violated":
      return verdict;
  }
};

const paintVerdict = (verdict: VerdictDifference["left"], paint: Paint): string => {
  const words = asWords(verdict);
  switch (verdict) {
    case undefined:
      return paint.faint(words);
    case "inconclusive":
    case "vacuous":
      return paint.unsure(words);
    case "holds":
      return paint.good(words);
    case "violated":
      return paint.bad(words);
  }
};

const verdicts = (of: Diff, paint: Paint, width: number): string => {
  const head = ["property", "left", "right", "says"];
  const rows = (show: (verdict: VerdictDifference["left"]) => string) =>
    of.properties.map(({ id, left, right, says }) => [showText(id), show(left), show(right), showText(says)]);
  return table(
    fitted(head, rows(asWords), width),
    rows((verdict) => paintVerdict(verdict, paint)),
  );
};

const onlyHere = (one: ScenarioVerdict, other: ScenarioVerdict, side: string): ReadonlyArray<string> =>
  one.warnings
    .filter((warning) => other.complete && !other.warnings.includes(warning))
    .map((warning) => `warning, ${side} only: ${warning}`);

/** What is said of both sides decides nothing between them, nor what an exploration that was cut short did not come to. */
const warnings = ({ left, right }: Diff): ReadonlyArray<string> => [
  ...onlyHere(left, right, "left"),
  ...onlyHere(right, left, "right"),
];

/** Several lines without a last line break. `width` bounds the tables, not what is told of the runs. */
export const showDiff = (of: Diff, paint: Paint, width: number): string =>
  [
    [headline(of, paint), ...notes(of)].join("\n"),
    options(of, width),
    sizes(of),
    ...(of.properties.length === 0 ? [] : [verdicts(of, paint, width)]),
    ...(of.parting === undefined ? [] : [showParting(of, of.parting, paint)]),
    ...[warnings(of).join("\n")].filter((lines) => lines !== ""),
  ].join("\n\n");

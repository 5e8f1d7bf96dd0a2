/** The catalogue as a document: every requirement with the verdicts of its properties, or with why it has none. */
import type { Verdict } from "../checker/system.js";
import type { Requirement } from "./requirements/requirement.js";

/** What one scenario says of one property, and what it was expected to say. */
export type ScenarioVerdict = {
  readonly scenario: string;
  readonly verdict: Verdict;
  readonly expected: "holds" | "violated" | "vacuous";
};

/** By property id. A property that no scenario has may be absent. */
export type PropertyVerdicts = ReadonlyMap<string, ReadonlyArray<ScenarioVerdict>>;

type Row = ReadonlyArray<string>;

const titles: ReadonlyMap<string, string> = new Map([
  ["RFC 6252", "RFC 6252: Media-Independent Pre-Authentication"],
  ["S1", "S1: draft-taniuchi-netlmm-mpa-proxymipv6-00"],
  ["RFC 5213", "RFC 5213: Proxy Mobile IPv6"],
  ["RFC 5191", "RFC 5191: PANA"],
  ["RFC 5873", "RFC 5873: pre-authentication with PANA"],
  ["RFC 5836", "RFC 5836: early authentication"],
  ["RFC 5846", "RFC 5846: binding revocation"],
  ["RFC 5847", "RFC 5847: heartbeat"],
  ["RFC 6058", "RFC 6058: transient bindings"],
  ["RFC 2473", "RFC 2473: tunnels in IPv6"],
  ["RFC 5949", "RFC 5949: fast handovers for Proxy Mobile IPv6"],
  ["RFC 6275", "RFC 6275: Mobile IPv6"],
]);

const documentOf = ({ source }: Requirement): string => source.split(" §")[0] ?? source;

/** Text as it is, in a cell: nothing of it is Markdown, nothing of it ends the cell. */
const cell = (text: string): string => text.replaceAll(/[\\`*_|<[\]]/g, "\\$&").replaceAll(/\s+/g, " ");

const code = (id: string): string => `\`${id}\``;

const line = (row: Row): string => `| ${row.join(" | ")} |`;

/** Without padding, so that one longer cell does not change every line; prettier is told to leave it so. */
const table = (head: Row, rows: ReadonlyArray<Row>): string =>
  [
    "<!-- prettier-ignore-start -->",
    "",
    line(head),
    line(head.map(() => "---")),
    ...rows.map(line),
    "",
    "<!-- prettier-ignore-end -->",
  ].join("\n");

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

const isSurprise = ({ verdict, expected }: ScenarioVerdict): boolean =>
  verdict !== "inconclusive" && verdict !== expected;

const named = (which: ReadonlyArray<ScenarioVerdict>, text: string): ReadonlyArray<string> =>
  which.length === 0 ? [] : [`${text} in ${which.map(({ scenario }) => cell(scenario)).join(", ")}`];

/** Scenarios that hold as expected are counted; all others are named. */
const summary = (id: string, verdicts: PropertyVerdicts): string => {
  const all = verdicts.get(id) ?? [];
  if (all.length === 0) return `${code(id)}: in no scenario`;
  const expected = all.filter((each) => each.verdict === each.expected);
  const surprises = all.filter(isSurprise);
  const holding = expected.filter(({ verdict }) => verdict === "holds").length;
  const parts = [
    ...(holding === 0 ? [] : [`holds in ${plural(holding, "scenario")}`]),
    ...named(
      expected.filter(({ verdict }) => verdict === "violated"),
      "violated, as expected,",
    ),
    ...named(
      expected.filter(({ verdict }) => verdict === "vacuous"),
      "of nothing, as expected,",
    ),
    ...named(
      surprises.filter(({ verdict }) => verdict === "vacuous"),
      "**of nothing, against expectation**",
    ),
    ...named(
      surprises.filter(({ verdict }) => verdict === "violated"),
      "**violated**",
    ),
    ...named(
      surprises.filter(({ verdict }) => verdict === "holds"),
      "**holds against expectation**",
    ),
    ...named(
      all.filter(({ verdict }) => verdict === "inconclusive"),
      "inconclusive",
    ),
  ];
  return `${code(id)}: ${parts.join("; ")}`;
};

const decision = ({ checkedBy, notYet }: Requirement, verdicts: PropertyVerdicts): string =>
  checkedBy.length === 0
    ? `not yet: ${cell(notYet ?? "no reason is given")}`
    : checkedBy.map((id) => summary(id, verdicts)).join("<br>");

const says = ({ says: text, note }: Requirement): string =>
  note === undefined ? cell(text) : `${cell(text)} (${cell(note)})`;

const section = (name: string, requirements: ReadonlyArray<Requirement>, verdicts: PropertyVerdicts): string => {
  const rows = requirements.map((each) => [
    code(each.id),
    cell(each.source),
    each.strength,
    says(each),
    decision(each, verdicts),
  ]);
  return `## ${titles.get(name) ?? name}\n\n${table(["Id", "Source", "Strength", "Says", "Decided by"], rows)}`;
};

const outcomes = [
  "hold wherever they are checked",
  "are violated in some scenario, as expected",
  "have a verdict that was not expected",
  "have an inconclusive verdict",
  "have a property that is in no scenario",
] as const;

/** The worst of what the scenarios say of a requirement. */
const outcome = ({ checkedBy }: Requirement, verdicts: PropertyVerdicts): (typeof outcomes)[number] => {
  const all = checkedBy.flatMap((id) => verdicts.get(id) ?? []);
  if (all.some(isSurprise)) return "have a verdict that was not expected";
  if (all.some(({ verdict }) => verdict === "inconclusive")) return "have an inconclusive verdict";
  if (checkedBy.some((id) => (verdicts.get(id) ?? []).length === 0)) return "have a property that is in no scenario";
  return all.some(({ verdict }) => verdict === "violated")
    ? "are violated in some scenario, as expected"
    : "hold wherever they are checked";
};

/** Each value with the number of its occurrences, the most frequent first. */
const tally = (values: ReadonlyArray<string>): ReadonlyArray<readonly [string, number]> =>
  [...new Set(values)]
    .map((value) => [value, values.filter((each) => each === value).length] as const)
    .toSorted(([, a], [, b]) => b - a);

const isChecked = ({ checkedBy }: Requirement): boolean => checkedBy.length > 0;

const counts = (
  requirements: ReadonlyArray<Requirement>,
  names: ReadonlyArray<string>,
  verdicts: PropertyVerdicts,
): ReadonlyArray<string> => {
  const checked = requirements.filter(isChecked);
  const found = checked.map((each) => outcome(each, verdicts));
  const perDocument = names.map((name) => {
    const own = requirements.filter((each) => documentOf(each) === name);
    const decided = own.filter(isChecked).length;
    return [cell(titles.get(name) ?? name), `${own.length}`, `${decided}`, `${own.length - decided}`];
  });
  const perReason = tally(
    requirements.flatMap((each) => (isChecked(each) ? [] : [each.notYet ?? "no reason is given"])),
  );
  return [
    `${plural(requirements.length, "requirement")}: ${checked.length} with properties that decide them, ${requirements.length - checked.length} without yet. Of those with properties:`,
    outcomes.map((each) => `- ${found.filter((one) => one === each).length} ${each}`).join("\n"),
    table(["Document", "Requirements", "With properties", "Not yet"], perDocument),
    table(
      ["Not yet, because", "Requirements"],
      perReason.map(([reason, count]) => [cell(reason), `${count}`]),
    ),
  ];
};

/** The whole of docs/requirements.md. One table per document, in the order of the catalogue. */
export const requirementsMarkdown = (requirements: ReadonlyArray<Requirement>, verdicts: PropertyVerdicts): string => {
  const names = [...new Set(requirements.map(documentOf))];
  const sections = names.map((name) =>
    section(
      name,
      requirements.filter((each) => documentOf(each) === name),
      verdicts,
    ),
  );
  const introduction = [
    "# Requirements",
    "Generated from `properties/requirements.ts` and the verdicts of the built-in scenarios; not to be edited.",
    "What the documents demand or promise, in our words. Strength is the keyword of RFC 2119 that the source has, or _promise_ where it speaks in plain language. A requirement is decided by all of its properties together: where one is violated, so is the requirement, in that scenario.",
  ];
  return `${[...introduction, ...counts(requirements, names, verdicts), ...sections].join("\n\n")}\n`;
};

/** Tables and findings into a report. */
import { type Fault, isFault } from "../fault.js";
import type { Kernel } from "../kernel/kernel.js";
import { isTemporal } from "../kernel/predicates.js";
import type { Fairness, Verdict } from "../system.js";
import { type Findings, evidence } from "./findings.js";
import type { Bound, Lossy, PropertyResult, Report, RuleResult, Warning } from "./report.js";

/** A rule asked often enough to judge, whose body runs more often than this, makes the exploration slow. */
const LOOKUPS_TO_JUDGE = 1000;
const POOR_HIT_RATE = 0.5;

type Ended = {
  readonly initial: number;
  readonly depth: number;
  readonly peakBytes: number;
  readonly bound: Bound | undefined;
  readonly lossy?: Lossy;
  /** Every reachable state was expanded, whatever was bounded after that. */
  readonly explored: boolean;
  readonly seconds: number;
  readonly reduction: Report["reduction"];
  /** By rule: though it never fired, one that it is interchangeable with did. */
  readonly acts: ReadonlyArray<boolean>;
};

const ruleResults = (k: Kernel): ReadonlyArray<RuleResult> =>
  k.tables.compiled.rules.map(({ rule, index }) => {
    const group = k.tables.groups.find(({ rules }) => rules.some((member) => member.index === index));
    const footprints = group?.memo.size ?? 0;
    const channel = k.receiving.findIndex(({ place }) => place === group?.receives);
    const lookups = channel < 0 ? k.expanded : (k.offered[channel] ?? 0);
    return {
      name: rule.name,
      fairness: rule.fairness,
      sources: rule.sources,
      fired: k.fired[index] ?? 0,
      footprints,
      lookups,
      hitRate: lookups === 0 ? 0 : 1 - Math.min(footprints, lookups) / lookups,
    };
  });

const propertyResult = (k: Kernel, findings: Findings, index: number, complete: boolean): PropertyResult | Fault => {
  const compiled = k.tables.compiled.properties[index];
  if (compiled === undefined) throw new Error("results are made for the properties of the system");
  const { property } = compiled;
  if (isTemporal(property)) {
    const { name, kind, sources } = property;
    return { name, kind, sources, ...(findings.decisions[index] ?? { verdict: "inconclusive", trail: undefined }) };
  }
  const place = findings.places[index];
  const trail = place === undefined ? undefined : evidence(k, findings, compiled, place);
  if (isFault(trail)) return trail;
  const undecided: Verdict = complete ? (property.kind === "sometimes" ? "violated" : "holds") : "inconclusive";
  const decided: Verdict = property.kind === "sometimes" ? "holds" : "violated";
  const conditional = "given" in property && property.given !== undefined;
  const shown = findings.shown[index] === true || k.predicates.antecedents[index] === true;
  const isVacuous = undecided === "holds" && conditional && !shown;
  return {
    name: property.name,
    kind: property.kind,
    sources: property.sources,
    verdict: trail !== undefined ? decided : isVacuous ? "vacuous" : undecided,
    trail,
  };
};

const WORST_FIRST: ReadonlyArray<Verdict> = ["violated", "inconclusive", "vacuous"];

const worst = (verdicts: ReadonlyArray<Verdict>): Verdict =>
  WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? "holds";

const warningsOf = (report: Omit<Report, "warnings">, acts: Ended["acts"]): ReadonlyArray<Warning> => [
  ...report.rules
    .filter(({ fired }, rule) => report.complete && fired === 0 && acts[rule] !== true)
    .map(({ name }): Warning => ({ tag: "RuleNeverFired", rule: name })),
  ...report.rules
    .filter(({ lookups, hitRate }) => lookups >= LOOKUPS_TO_JUDGE && hitRate < POOR_HIT_RATE)
    .map(({ name, hitRate }): Warning => ({ tag: "RuleMisses", rule: name, hitRate })),
  ...report.channels
    .filter(({ overflowed }) => overflowed > 0)
    .map(({ name, overflowed }): Warning => ({ tag: "Overflowed", channel: name, steps: overflowed })),
  ...report.channels
    .filter(({ blocked }) => blocked > 0)
    .map(({ name, blocked }): Warning => ({ tag: "Blocked", channel: name, outcomes: blocked })),
  ...report.boundaries
    .filter(({ cut }) => cut > 0)
    .map(({ name, cut }): Warning => ({ tag: "Cut", boundary: name, states: cut })),
];

export const summarise = (k: Kernel, findings: Findings, ended: Ended): Report | Fault => {
  const { compiled, spaces } = k.tables;
  const complete = ended.bound === undefined && ended.lossy === undefined;
  const properties: PropertyResult[] = [];
  for (const { index } of compiled.properties) {
    const result = propertyResult(k, findings, index, ended.explored);
    if (isFault(result)) return result;
    properties.push(result);
  }
  const verdicts = properties.map(({ verdict }) => verdict);
  const rulesWith = (fairness: Fairness) =>
    compiled.system.rules.filter((rule) => rule.fairness === fairness).map(({ name }) => name);
  const report = {
    tag: "Report" as const,
    system: compiled.system.name,
    verdict: worst(complete || verdicts.length > 0 ? verdicts : ["inconclusive"]),
    complete,
    bound: ended.bound,
    ...(ended.lossy === undefined ? {} : { lossy: ended.lossy }),
    reduction: ended.reduction,
    kernel: k.states.list === undefined ? ("plain" as const) : ("wasm" as const),
    states: k.states.size(),
    initial: ended.initial,
    transitions: k.transitions,
    generated: ended.initial + k.transitions,
    depth: ended.depth,
    seconds: ended.seconds,
    peakBytes: ended.peakBytes,
    bytesPerState: ended.peakBytes / Math.max(1, k.states.size()),
    properties,
    rules: ruleResults(k),
    fairness: { weak: rulesWith("weak"), strong: rulesWith("strong") },
    components: compiled.components.map(({ name, kind }, place) => ({
      name,
      kind,
      values: spaces[place]?.values.length ?? 0,
      bits: spaces[place]?.bits ?? 0,
    })),
    channels: compiled.components.flatMap((component, place) =>
      component.kind !== "channel"
        ? []
        : [
            {
              name: component.name,
              discipline: component.discipline,
              capacity: component.capacity,
              whenFull: component.whenFull,
              blocked: k.blocked[place] ?? 0,
              overflowed: k.overflowed[place] ?? 0,
            },
          ],
    ),
    boundaries: compiled.boundaries.map(({ boundary, index }) => ({ name: boundary.name, cut: k.cut[index] ?? 0 })),
  };
  return { ...report, warnings: warningsOf(report, ended.acts) };
};

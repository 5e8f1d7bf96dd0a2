/** Results of the checker as text for people: verdict first, then numbers, then trails, then warnings. */
import type { Fault } from "../checker/fault.js";
import type { Bound, Lossy, PropertyResult, Report, Result, Warning } from "../checker/explore/report.js";
import type { Verdict } from "../checker/system.js";
import type { Trail } from "../checker/trail.js";
import { showText, showValue } from "./value.js";

export const count = (n: number): string => n.toLocaleString("en-US");
export const plural = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? "" : "s"}`;

/** What of a run its length is told from. */
type Run = { readonly steps: ReadonlyArray<unknown>; readonly loop?: number | undefined };

/** Bytes with a binary unit, two digits or more. */
export const showBytes = (bytes: number): string => {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const scaled = bytes / 1024 ** power;
  return `${power === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${units[power] ?? "bytes"}`;
};

const record = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${showText(name)} ${showValue(value)}`)
    .join(", ");

/** How long a run is: what comes after `in` if it has an end, and after `by` if it has a loop. */
export const showLength = ({ steps, loop }: Run): string => {
  if (loop === undefined) return plural(steps.length, "step");
  const inside = steps.length - loop;
  if (inside === 0)
    return steps.length === 0
      ? "a run in which nothing happens"
      : `a run of ${plural(steps.length, "step")} after which nothing happens`;
  return loop === 0
    ? `a loop of ${plural(inside, "step")}`
    : `a run of ${plural(loop, "step")} and a loop of ${count(inside)}`;
};

/** What the last state of a run shows where something should always be possible. */
export const showImpossible = ({ steps }: Run): string =>
  steps.length === 0
    ? "it is not possible from the start"
    : `after ${plural(steps.length, "step")} it is no longer possible`;

/** Steps as text, with the loop marked among them. */
export const withLoop = (
  steps: ReadonlyArray<string>,
  loop: number | undefined,
  indent: string,
): ReadonlyArray<string> => {
  if (loop === undefined) return steps;
  if (loop === steps.length) return [...steps, `${indent}from here on nothing happens any more`];
  return [
    ...steps.slice(0, loop),
    `${indent}from here on for ever:`,
    ...steps.slice(loop),
    `${indent}… and again from step ${loop + 1}`,
  ];
};

const FAIR_KINDS: ReadonlyArray<string> = ["leads-to", "always-eventually", "eventually-always", "until"];

/** Whether a verdict rests on the fairness of rules: those that speak of every fair run do. */
export const assumesFairness = ({ kind, verdict }: { readonly kind: string; readonly verdict: Verdict }): boolean =>
  FAIR_KINDS.includes(kind) && (verdict === "holds" || verdict === "violated");

/** Which rules are assumed to be fair; by name where they are not more than `most`. */
export const showFairness = ({ weak, strong }: Report["fairness"], most = Infinity): string => {
  const part = (what: string, names: ReadonlyArray<string>): ReadonlyArray<string> => {
    const list = names.length > most ? "" : ` (${names.map(showText).join(", ")})`;
    return names.length === 0 ? [] : [`${what} fairness of ${plural(names.length, "rule")}${list}`];
  };
  const parts = [...part("weak", weak), ...part("strong", strong)];
  return parts.length === 0 ? "no fairness" : parts.join(", ");
};

/** Numbered steps; of each the label, the rule where it says more, and only what changed. Ends with the choices. */
export const showTrail = (trail: Trail): string => {
  const digits = String(trail.steps.length).length;
  const steps = trail.steps.map(({ label, rule, changed, overflowed }, i) => {
    const name = showValue(label);
    const by = name === showText(rule) ? "" : `  by ${showText(rule)}`;
    const changes = changed.map(
      ({ component, before, after }) => `${showText(component)} ${showValue(before)} -> ${showValue(after)}`,
    );
    const lost = overflowed.map((channel) => `${showText(channel)} full, message not kept`);
    const effects = [...changes, ...lost];
    return `  ${String(i + 1).padStart(digits)}. ${name}${by}: ${effects.length === 0 ? "nothing changes" : effects.join("; ")}`;
  });
  return [
    `  ${"0".padStart(digits)}. start: ${record(trail.initial)}`,
    ...withLoop(steps, trail.loop, " ".repeat(digits + 4)),
    `  choices ${trail.choices.join("/")}`,
  ].join("\n");
};

export const showBound = ({ kind, limit, reached, largest, error }: Bound): string => {
  const failed = error === undefined ? "" : `: ${showText(error.where)}: ${showText(error.what)}`;
  const growing = `; '${showText(largest.component)}' has the most values, ${count(largest.values)}`;
  const unspilled = error === undefined ? "" : `; nothing goes to disk${failed}`;
  switch (kind) {
    case "states":
      return `stopped at ${plural(reached, "state")} (bound ${count(limit ?? reached)})${growing}`;
    case "memory":
      return limit === undefined
        ? `stopped when the system refused memory, at ${showBytes(reached)}${growing}${unspilled}`
        : `stopped at ${showBytes(reached)} (bound ${showBytes(limit)})${growing}${unspilled}`;
    case "storage":
      return `stopped, because what was written to disk could not be read${failed}`;
    case "seconds":
      return `stopped after ${reached.toFixed(1)} s (bound ${limit ?? 0} s)${growing}`;
    case "aborted":
      return `stopped on request after ${reached.toFixed(1)} s${growing}`;
    case "first violation":
      return "stopped at the first violation";
    case "checkpoint":
      return `stopped after ${reached.toFixed(1)} s, since no checkpoint could be written${failed}; the one before, if there is one, is good`;
  }
};

/** A mean: whole, or with two digits where it is small. */
const showMean = (n: number): string => (n === 0 || n >= 10 ? count(Math.round(n)) : String(Number(n.toPrecision(2))));

export const showLossy = ({ mode, from, expectedMissed }: Lossy): string =>
  `lossy (${mode}) from ${plural(from, "state")} on, where memory ended; expected number of states taken for known ones: ` +
  `${showMean(expectedMissed)}, and what only they lead to is missing too; counts are lower bounds, trails may not be shortest, ` +
  "temporal properties are not decided";

export const showResumed = ({ states, seconds }: NonNullable<Report["resumed"]>): string =>
  `resumed from ${plural(states, "state")} that had taken ${seconds.toFixed(1)} s`;

const shownHow = (kind: PropertyResult["kind"], trail: Trail): string => {
  const length = showLength(trail);
  if (trail.loop !== undefined) return `shown by ${length}`;
  if (kind === "always-possible") return showImpossible(trail);
  return kind === "sometimes" ? `reached in ${length}` : `shown in ${length}`;
};

const showProperty = ({ name, kind, verdict, trail }: PropertyResult): string => {
  const trailed = trail === undefined ? "" : `, ${shownHow(kind, trail)}`;
  const why = verdict === "vacuous" ? ", its antecedent is never true" : "";
  return `${verdict.padEnd(12)} ${kind} "${showText(name)}"${trailed}${why}`;
};

export const showWarning = (warning: Warning): string => {
  switch (warning.tag) {
    case "RuleNeverFired":
      return `rule '${showText(warning.rule)}' never fired`;
    case "RuleMisses":
      return `rule '${showText(warning.rule)}' ran for ${Math.round(100 * (1 - warning.hitRate))} % of its look-ups: its footprint is too wide to be remembered well; split it, or send instead of writing`;
    case "Overflowed":
      return `channel '${showText(warning.channel)}' was full in ${plural(warning.steps, "step")} and did not keep the message`;
    case "Blocked":
      return `channel '${showText(warning.channel)}' was full and blocked ${plural(warning.outcomes, "outcome")}`;
    case "Cut":
      return `boundary '${showText(warning.boundary)}' kept out ${plural(warning.states, "generated state")}`;
    case "NoCheckpoint":
      return `no checkpoint was written at the end: ${showText(warning.reason)}`;
    case "NotLossy":
      return `memory ended, and the exploration with it, though a lossy mode was asked for: ${showText(warning.reason)}`;
  }
};

const showReport = (report: Report): string => {
  const rate = report.seconds > 0 ? `, ${count(Math.round(report.transitions / report.seconds))} per second` : "";
  const lines = [
    `${report.verdict}: ${showText(report.system)}`,
    `${plural(report.states, "state")}, ${plural(report.transitions, "transition")}, depth ${report.depth}, ` +
      `${report.seconds.toFixed(2)} s${rate}, ${showBytes(report.peakBytes)}`,
    ...(report.bound === undefined ? [] : [showBound(report.bound)]),
    ...(report.lossy === undefined ? [] : [showLossy(report.lossy)]),
    ...(report.resumed === undefined ? [] : [showResumed(report.resumed)]),
    "",
    ...report.properties.map(showProperty),
    ...(report.properties.some(assumesFairness) ? [`assuming ${showFairness(report.fairness)}`] : []),
  ];
  const trails = report.properties.flatMap(({ name, kind, trail }) =>
    trail === undefined || kind === "sometimes" ? [] : [`\n"${showText(name)}" does not hold:\n${showTrail(trail)}`],
  );
  const warnings = report.warnings.map((warning) => `warning: ${showWarning(warning)}`);
  return [...lines, ...trails, ...(warnings.length === 0 ? [] : ["", ...warnings])].join("\n");
};

const showFault = (found: Fault): string =>
  [
    `${found.kind === "storage" ? "nothing to go on from" : "error in the specification"}: ${showText(found.where)}: ${showText(found.what)}`,
    ...(found.footprint === undefined ? [] : [`  given: ${record(found.footprint)}`]),
    ...(found.state === undefined ? [] : [`  in state: ${record(found.state)}`]),
    ...(found.choices === undefined ? [] : [`  reached by choices ${found.choices.join("/")}`]),
  ].join("\n");

/** A result of `explore` or `check` as text, several lines without a last line break. */
export const showResult = (result: Result): string => (result.tag === "Fault" ? showFault(result) : showReport(result));

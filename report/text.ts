/** Results of the checker as text for people: verdict first, then numbers, then trails, then warnings. */
import type { Fault } from "../checker/fault.js";
import type { Bound, PropertyResult, Report, Result, Warning } from "../checker/explore/report.js";
import type { Trail } from "../checker/trail.js";
import { showText, showValue } from "./value.js";

export const count = (n: number): string => n.toLocaleString("en-US");
export const plural = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? "" : "s"}`;

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
    ...steps,
    `  choices ${trail.choices.join("/")}`,
  ].join("\n");
};

export const showBound = ({ kind, limit, reached, largest }: Bound): string => {
  const growing = `; '${showText(largest.component)}' has the most values, ${count(largest.values)}`;
  switch (kind) {
    case "states":
      return `stopped at ${plural(reached, "state")} (bound ${count(limit ?? reached)})${growing}`;
    case "memory":
      return limit === undefined
        ? `stopped when the system refused memory, at ${showBytes(reached)}${growing}`
        : `stopped at ${showBytes(reached)} (bound ${showBytes(limit)})${growing}`;
    case "seconds":
      return `stopped after ${reached.toFixed(1)} s (bound ${limit ?? 0} s)${growing}`;
    case "aborted":
      return `stopped on request after ${reached.toFixed(1)} s${growing}`;
    case "first violation":
      return "stopped at the first violation";
  }
};

const showProperty = ({ name, kind, verdict, trail }: PropertyResult): string => {
  const steps = trail === undefined ? "" : plural(trail.steps.length, "step");
  const trailed = trail === undefined ? "" : kind === "sometimes" ? `, reached in ${steps}` : `, shown in ${steps}`;
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
  }
};

const showReport = (report: Report): string => {
  const rate = report.seconds > 0 ? `, ${count(Math.round(report.transitions / report.seconds))} per second` : "";
  const lines = [
    `${report.verdict}: ${showText(report.system)}`,
    `${plural(report.states, "state")}, ${plural(report.transitions, "transition")}, depth ${report.depth}, ` +
      `${report.seconds.toFixed(2)} s${rate}, ${showBytes(report.peakBytes)}`,
    ...(report.bound === undefined ? [] : [showBound(report.bound)]),
    "",
    ...report.properties.map(showProperty),
  ];
  const trails = report.properties.flatMap(({ name, kind, trail }) =>
    trail === undefined || kind === "sometimes" ? [] : [`\n"${showText(name)}" does not hold:\n${showTrail(trail)}`],
  );
  const warnings = report.warnings.map((warning) => `warning: ${showWarning(warning)}`);
  return [...lines, ...trails, ...(warnings.length === 0 ? [] : ["", ...warnings])].join("\n");
};

const showFault = (found: Fault): string =>
  [
    `error in the specification: ${showText(found.where)}: ${showText(found.what)}`,
    ...(found.footprint === undefined ? [] : [`  given: ${record(found.footprint)}`]),
    ...(found.state === undefined ? [] : [`  in state: ${record(found.state)}`]),
    ...(found.choices === undefined ? [] : [`  reached by choices ${found.choices.join("/")}`]),
  ].join("\n");

/** A result of `explore` or `check` as text, several lines without a last line break. */
export const showResult = (result: Result): string => (result.tag === "Fault" ? showFault(result) : showReport(result));

/** From the checker's results to what is told of them: expectations applied, trails put into words. */
import type { PropertyResult, Report } from "../checker/explore/report.js";
import type { Trail as Run } from "../checker/trail.js";
import { type Change, changes, isList } from "./changes.js";
import { showBound, showWarning } from "./text.js";
import {
  type Judgement,
  type Message,
  type PropertyVerdict,
  type ScenarioVerdict,
  type Trail,
  type TrailStep,
  type Verification,
  isExpected,
} from "./verification.js";

/** How the labels and states of a specification are put into words. A report knows none. */
export type Telling = {
  readonly entity: (label: unknown) => string;
  readonly event: (label: unknown) => string;
  /** Whence and whither the messages of a channel go; undefined for any other component. */
  readonly wire: (component: string) => Wire | undefined;
  /** The data path in a state. */
  readonly path: (state: Readonly<Record<string, unknown>>) => string;
};

export type Wire = {
  readonly from: string;
  readonly to: string;
  readonly kind: Message["kind"];
  readonly what: (message: unknown) => string;
};

export type Expectations = Readonly<
  Record<string, { readonly verdict: "holds" | "violated" | "vacuous"; readonly because: string }>
>;

/** What results are held against, and how they are told. */
export type Held = {
  /** Properties not named are expected to hold. Undefined: nothing is known to expect. */
  readonly expect: Expectations | undefined;
  /** What each property says, by id. */
  readonly says: Readonly<Record<string, string>>;
  readonly telling: Telling;
};

/** A scenario, of which something is reported. */
export type Subject = Held & {
  readonly name: string;
  readonly title: string;
  readonly profile: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
};

export type Explored = Subject & {
  readonly report: Pick<
    Report,
    | "complete"
    | "bound"
    | "lossy"
    | "states"
    | "transitions"
    | "depth"
    | "seconds"
    | "peakBytes"
    | "properties"
    | "warnings"
    | "fairness"
    | "reduction"
    | "resumed"
  >;
};

/** Which trails are told: of what was not expected, all with the witnesses, or none. */
export type TrailChoice = "unexpected" | "all" | "none";

/** What a channel holds after a step that it did not hold before: the messages that the step sent. */
const sent = (wire: Wire | undefined, before: unknown, after: unknown): ReadonlyArray<Message> => {
  if (wire === undefined || !isList(before) || !isList(after)) return [];
  const left = [...before];
  return after.flatMap((message) => {
    const at = left.findIndex((old) => changes(old, message).length === 0);
    if (at >= 0) left.splice(at, 1);
    return at >= 0 ? [] : [{ from: wire.from, to: wire.to, kind: wire.kind, what: wire.what(message) }];
  });
};

/** The message that came to a channel, or left it, as its specification puts it. */
const inBrief = (wire: Wire | undefined, change: Change): { readonly brief?: string } => {
  if (wire === undefined || !/^\[\d+\]$/.test(change.path)) return {};
  if ("before" in change) return "after" in change ? {} : { brief: wire.what(change.before) };
  return { brief: wire.what(change.after) };
};

/** A run with each step's differences, and the data path wherever a step changed it. */
export const tellTrail = (telling: Telling, run: Run): Trail => {
  const start = telling.path(run.initial);
  let state = run.initial;
  let path = start;
  const steps = run.steps.map(({ label, rule, sources, changed, overflowed }): TrailStep => {
    state = { ...state, ...Object.fromEntries(changed.map(({ component, after }) => [component, after])) };
    const previous = path;
    path = telling.path(state);
    const lost = overflowed.map((channel) => `; ${channel} is full, a message is not kept`);
    return {
      entity: telling.entity(label),
      event: `${telling.event(label)}${lost.join("")}`,
      label,
      rule,
      sources,
      messages: changed.flatMap(({ component, before, after }) => sent(telling.wire(component), before, after)),
      changed: changed.flatMap(({ component, before, after }) =>
        changes(before, after).map((change) => ({ component, ...change, ...inBrief(telling.wire(component), change) })),
      ),
      ...(path === previous ? {} : { path }),
    };
  });
  return { choices: run.choices, path: start, steps, ...(run.loop === undefined ? {} : { loop: run.loop }) };
};

const isTold = (choice: TrailChoice, verdict: Pick<PropertyVerdict, "verdict" | "expected">): boolean => {
  switch (choice) {
    case "all":
      return true;
    case "none":
      return false;
    case "unexpected":
      return isExpected(verdict) === false;
  }
};

/** What is said of a property, by an exploration or a simulation. */
type Judged = Pick<PropertyResult, "name" | "kind" | "verdict" | "trail">;

export const propertyVerdict = (explored: Held, choice: TrailChoice, result: Judged): PropertyVerdict => {
  const { name: id, kind, verdict, trail } = result;
  const expectation = explored.expect?.[id];
  const expected = explored.expect === undefined ? {} : { expected: expectation?.verdict ?? "holds" };
  return {
    id,
    kind,
    says: explored.says[id] ?? "",
    verdict,
    ...expected,
    ...(expectation === undefined ? {} : { because: expectation.because }),
    ...(trail !== undefined && isTold(choice, { verdict, ...expected })
      ? { trail: tellTrail(explored.telling, trail) }
      : {}),
  };
};

/** A violation is worse than what is not decided. */
export const worst = (judgements: ReadonlyArray<Judgement>): Judgement =>
  judgements.includes("violated") ? "violated" : judgements.includes("inconclusive") ? "inconclusive" : "as expected";

const judge = (property: PropertyVerdict): Judgement => {
  switch (isExpected(property)) {
    case true:
      return "as expected";
    case false:
      return "violated";
    case undefined:
      return "inconclusive";
  }
};

const stopped = ({ complete, bound, lossy }: Explored["report"]): { readonly stopped?: string } => {
  if (bound !== undefined) return { stopped: showBound(bound) };
  return complete || lossy !== undefined ? {} : { stopped: "not explored" };
};

type Reduced = { readonly reduced?: string; readonly unreduced?: ReadonlyArray<string> };

const reduced = ({ reduction: { used, refused } }: Explored["report"]): Reduced => ({
  ...(used.length === 0
    ? {}
    : { reduced: `states and transitions are of a space reduced by ${used.join(" and ")}; --no-reduction for all` }),
  ...(refused.length === 0 ? {} : { unreduced: refused.map(({ reduction, reason }) => `no ${reduction}: ${reason}`) }),
});

export const scenarioVerdict = (explored: Explored, choice: TrailChoice): ScenarioVerdict => {
  const { report, name, title, profile, options } = explored;
  const properties = report.properties.map((result) => propertyVerdict(explored, choice, result));
  return {
    name,
    title,
    profile,
    options,
    verdict: worst([...properties.map(judge), report.complete ? "as expected" : "inconclusive"]),
    complete: report.complete,
    states: report.states,
    transitions: report.transitions,
    depth: report.depth,
    seconds: report.seconds,
    peakBytes: report.peakBytes,
    properties,
    warnings: report.warnings.map(showWarning),
    fairness: report.fairness,
    ...stopped(report),
    ...(report.lossy === undefined ? {} : { lossy: report.lossy }),
    ...(report.resumed === undefined ? {} : { resumed: report.resumed }),
    ...reduced(report),
  };
};

/** The worst verdict of the scenarios is the verdict of all. */
export const verification = (all: ReadonlyArray<Explored>, choice: TrailChoice): Verification => {
  const scenarios = all.map((explored) => scenarioVerdict(explored, choice));
  return { schema: "mpacheck/verify@1", verdict: worst(scenarios.map(({ verdict }) => verdict)), scenarios };
};

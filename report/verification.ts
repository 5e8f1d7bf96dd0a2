/** What `verify` found, as data: the schema `mpacheck/verify@1` of its JSON, and what text and diagrams are made of. */
import * as t from "io-ts";

/** vacuous: it holds, but of nothing, since its antecedent is never true. */
export const Verdict = t.keyof({ holds: null, violated: null, inconclusive: null, vacuous: null }, "Verdict");

/**
 * as expected: every property has the verdict that was expected of it. violated: a property has another one (an expected
 * violation that did not occur counts too, and what holds of nothing where it should hold of something). inconclusive:
 * neither, since a bound ended the exploration.
 */
export const Judgement = t.keyof({ "as expected": null, violated: null, inconclusive: null }, "Judgement");
export type Judgement = t.TypeOf<typeof Judgement>;

export const optional = <R extends t.Props, O extends t.Props>(
  name: string,
  required: R,
  partial: O,
): t.ExactC<t.IntersectionC<[t.TypeC<R>, t.PartialC<O>]>> =>
  t.exact(t.intersection([t.type(required), t.partial(partial)]), name);

/**
 * Without `before` the part is new, without `after` it is gone. `path` is empty where the whole component changed. `brief`
 * puts into words what came or went, where that is a message.
 */
export const ComponentChange = optional(
  "ComponentChange",
  { component: t.string, path: t.string },
  { before: t.unknown, after: t.unknown, brief: t.string },
);
export type ComponentChange = t.TypeOf<typeof ComponentChange>;

/** What a step put on its way. */
export const Message = t.strict(
  { from: t.string, to: t.string, what: t.string, kind: t.keyof({ signal: null, data: null }) },
  "Message",
);
export type Message = t.TypeOf<typeof Message>;

export const TrailStep = optional(
  "TrailStep",
  {
    entity: t.string,
    /** In prose; `label` is the same as data. */
    event: t.string,
    label: t.unknown,
    rule: t.string,
    sources: t.readonlyArray(t.string),
    messages: t.readonlyArray(Message),
    changed: t.readonlyArray(ComponentChange),
  },
  /** The data path after the step, where the step changed it. */
  { path: t.string },
);
export type TrailStep = t.TypeOf<typeof TrailStep>;

/**
 * `choices` alone gives the run back. `path` is the data path that it starts with. With `loop` the run has no end: from
 * that step on (0 for the first) its steps repeat; if there is none, nothing happens any more.
 */
export const Trail = optional(
  "Trail",
  { choices: t.readonlyArray(t.number), path: t.string, steps: t.readonlyArray(TrailStep) },
  { loop: t.number },
);
export type Trail = t.TypeOf<typeof Trail>;

export const Expected = t.keyof({ holds: null, violated: null, vacuous: null }, "Expected");

/** Without `expected` the options were changed by hand, and nobody said what to expect: then it should hold. */
export const PropertyVerdict = optional(
  "PropertyVerdict",
  {
    id: t.string,
    kind: t.string,
    says: t.string,
    verdict: Verdict,
  },
  { expected: Expected, because: t.string, trail: Trail },
);
export type PropertyVerdict = t.TypeOf<typeof PropertyVerdict>;

export const ScenarioVerdict = optional(
  "ScenarioVerdict",
  {
    name: t.string,
    title: t.string,
    profile: t.string,
    /** Every option with the value that was explored. */
    options: t.record(t.string, t.union([t.string, t.number, t.boolean])),
    verdict: Judgement,
    /** False if a bound ended the exploration, `stopped` says which; or if it was `lossy`: then counts are lower bounds. `reduced`: counts are of a reduced space, and by what; `unreduced`: why not by others. */
    complete: t.boolean,
    states: t.number,
    transitions: t.number,
    depth: t.number,
    seconds: t.number,
    peakBytes: t.number,
    properties: t.readonlyArray(PropertyVerdict),
    warnings: t.readonlyArray(t.string),
    /** Rules by name: what the verdicts of temporal properties, but for always-possible, assume of runs. */
    fairness: t.strict({ weak: t.readonlyArray(t.string), strong: t.readonlyArray(t.string) }),
  },
  {
    stopped: t.string,
    reduced: t.string,
    unreduced: t.readonlyArray(t.string),
    /** Memory ended, and from a number of states on new ones may have been taken for known ones: how many, by expectation. */
    lossy: t.strict({
      mode: t.keyof({ bitstate: null, compact: null }),
      from: t.number,
      expectedMissed: t.number,
    }),
    /** Of the checkpoint from which it went on: states, and the seconds that they had taken. */
    resumed: t.strict({ states: t.number, seconds: t.number }),
  },
);
export type ScenarioVerdict = t.TypeOf<typeof ScenarioVerdict>;

export const Verification = t.strict(
  { schema: t.literal("mpacheck/verify@1"), verdict: Judgement, scenarios: t.readonlyArray(ScenarioVerdict) },
  "Verification",
);
export type Verification = t.TypeOf<typeof Verification>;

/**
 * Whether a verdict is what was expected; undefined if there is none yet. Where nothing is expected, a property that holds
 * of nothing is not held against the scenario: it may speak of what the changed options leave out.
 */
export const isExpected = ({
  verdict,
  expected,
}: Pick<PropertyVerdict, "verdict" | "expected">): boolean | undefined => {
  if (verdict === "inconclusive") return undefined;
  return expected === undefined ? verdict !== "violated" : verdict === expected;
};

/** Every property once, in the order in which each scenario has those that are meaningful there. */
export const propertyIds = (scenarios: ReadonlyArray<Pick<ScenarioVerdict, "properties">>): ReadonlyArray<string> =>
  scenarios.reduce<ReadonlyArray<string>>((known, { properties }) => {
    let at = 0;
    let ids = known;
    for (const { id } of properties) {
      const found = ids.indexOf(id);
      if (found < 0) ids = ids.toSpliced(at, 0, id);
      at = (found < 0 ? at : found) + 1;
    }
    return ids;
  }, []);

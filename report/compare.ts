/** From the checker's results for two readings of one scenario to what is told of their differences. */
import type { Followed } from "../checker/follow.js";
import type { System } from "../checker/system.js";
import type { Trail as Run } from "../checker/trail.js";
import { changes } from "./changes.js";
import type { Diff, Difference, OptionDifference, Parting, Side, StateDifference, VerdictDifference } from "./diff.js";
import { type ScenarioVerdict, type Trail, propertyIds } from "./verification.js";
import { type Explored, scenarioVerdict, tellTrail } from "./verify.js";

export type Reading = {
  readonly explored: Explored;
  readonly system: System;
  /** Takes a run of the other reading in this one. */
  readonly follow: (run: Run) => Followed;
};

export type Readings = { readonly left: Reading; readonly right: Reading };

/** What an option decides, by its name. */
export type Meanings = Readonly<
  Record<string, { readonly meaning: string; readonly sources: ReadonlyArray<string> } | undefined>
>;

const optionDifferences = ({ left, right }: Readings, meanings: Meanings): ReadonlyArray<OptionDifference> =>
  Object.entries(left.explored.options).flatMap(([id, value]) => {
    const other = right.explored.options[id];
    const { meaning = "", sources = [] } = meanings[id] ?? {};
    return other === undefined || other === value ? [] : [{ id, left: value, right: other, meaning, sources }];
  });

/** Every property of either side with the verdicts that there are. */
const verdicts = (left: ScenarioVerdict, right: ScenarioVerdict): ReadonlyArray<VerdictDifference> =>
  propertyIds([left, right]).flatMap((id) => {
    const [one, other] = [left, right].map(({ properties }) => properties.find((property) => property.id === id));
    const any = one ?? other;
    if (any === undefined) return [];
    const { kind, says } = any;
    return [
      {
        id,
        kind,
        says,
        ...(one === undefined ? {} : { left: one.verdict }),
        ...(other === undefined ? {} : { right: other.verdict }),
      },
    ];
  });

const isOneSided = ({ left, right }: VerdictDifference): boolean => left === undefined || right === undefined;
const isUndecided = ({ left, right }: VerdictDifference): boolean =>
  left === "inconclusive" || right === "inconclusive";

/** Whether both sides have decided, and not the same. */
const isDifferent = (of: VerdictDifference): boolean => !isOneSided(of) && !isUndecided(of) && of.left !== of.right;

type State = Run["initial"];

const stateDifferences = (left: State, right: State, components: ReadonlyArray<string>) =>
  components.flatMap((component) =>
    changes(left[component], right[component]).map((change): StateDifference => ({
      component,
      path: change.path,
      ...("before" in change ? { left: change.before } : {}),
      ...("after" in change ? { right: change.after } : {}),
    })),
  );

const sameSteps = (run: Trail, followed: Trail): number => {
  const first = run.steps.findIndex((step, i) => changes(step, followed.steps[i]).length > 0);
  return first < 0 ? run.steps.length : first;
};

/** Which side has a run that shows its verdict. */
type Shown = { readonly property: string; readonly by: Side; readonly run: Run };

const shownBy = ({ left, right }: Readings, property: string): Shown | undefined => {
  const runOf = ({ explored }: Reading) => explored.report.properties.find(({ name }) => name === property)?.trail;
  const [ofLeft, ofRight] = [runOf(left), runOf(right)];
  if (ofLeft !== undefined) return { property, by: "left", run: ofLeft };
  return ofRight === undefined ? undefined : { property, by: "right", run: ofRight };
};

const parting = (readings: Readings, { property, by, run }: Shown): Parting => {
  const [own, other] = by === "left" ? [readings.left, readings.right] : [readings.right, readings.left];
  const { trail, possible } = other.follow(run);
  const [left, right] = by === "left" ? [run, trail] : [trail, run];
  const told = { run: tellTrail(own.explored.telling, run), followed: tellTrail(other.explored.telling, trail) };
  const stuckAt = run.steps[trail.steps.length];
  const hasRule = other.system.rules.some(({ name }) => name === stuckAt?.rule);
  const reads = own.system.properties.find(({ name }) => name === property)?.reads ?? {};
  const { entity, event } = other.explored.telling;
  return {
    property,
    by,
    ...told,
    same: sameSteps(told.run, told.followed),
    start: stateDifferences(left.initial, right.initial, [
      ...new Set([...Object.keys(left.initial), ...Object.keys(right.initial)]),
    ]),
    possible: possible.map(({ rule, label }) => ({ rule, entity: entity(label), event: event(label), label })),
    judged: stuckAt === undefined ? stateDifferences(left.final, right.final, Object.values(reads)) : [],
    ...(stuckAt === undefined ? {} : { stuck: hasRule ? "not enabled" : "no such rule" }),
  };
};

/** Two readings of one scenario, whose properties are in the order of one catalogue. */
export const compare = (readings: Readings, meanings: Meanings): Diff => {
  const left = scenarioVerdict(readings.left.explored, "none");
  const right = scenarioVerdict(readings.right.explored, "none");
  const all = verdicts(left, right);
  const different = all.filter(isDifferent);
  const undecided = all.filter(isUndecided).length;
  const verdict: Difference = undecided > 0 ? "inconclusive" : different.length > 0 ? "different" : "same";
  const shown = different.flatMap(({ id }) => shownBy(readings, id) ?? [])[0];
  return {
    schema: "mpacheck/diff@1",
    scenario: readings.left.explored.name,
    verdict,
    counts: { all: all.length, different: different.length, oneSided: all.filter(isOneSided).length, undecided },
    left,
    right,
    options: optionDifferences(readings, meanings),
    properties: all.filter((each) => each.left !== each.right),
    ...(shown === undefined ? {} : { parting: parting(readings, shown) }),
  };
};

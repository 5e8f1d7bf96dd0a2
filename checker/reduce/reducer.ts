/** The reductions of one exploration: made for it, and looked after while it goes on. */
import type { Report } from "../explore/report.js";
import { type Fault, isFault } from "../fault.js";
import type { Kernel } from "../kernel/kernel.js";
import { type Audit, audit, makeAudit } from "./asymmetry.js";
import { dependence } from "./dependence.js";
import type { Reducer } from "./expand.js";
import { type Again, type Plan, without } from "./plan.js";
import { type Reader, learn, makeReader, tryObservers } from "./relation.js";
import { makeSituation } from "./stubborn.js";
import { makeGroup } from "./symmetry.js";

/** Plain exploration takes less than a second for so many states. */
const SMALL = 5000;
/** auto: partial order, which makes a state cost several times as much, is given up if after so many fewer than half had a smaller set of steps. */
const PROBED = 2000;
const WORTHWHILE = 2;

export type Reducing = Reducer & {
  readonly plan: Plan;
  readonly reader: Reader;
  readonly audit: Audit | undefined;
  fills: number;
  /** States when the observers were last tried. */
  triedAt: number;
};

/** Undefined for a plan without reductions, now or later. */
export const makeReducing = (k: Kernel, plan: Plan): Reducing | undefined => {
  const { compiled } = k.tables;
  if (plan.uses.length === 0 && plan.later.length === 0) return undefined;
  const live = compiled.properties.map(() => true);
  const symmetry = plan.uses.includes("symmetry") ? makeGroup(compiled, compiled.system.symmetries ?? []) : undefined;
  return {
    plan,
    after: new Int32Array(compiled.components.length),
    partialOrder: plan.uses.includes("partial order")
      ? {
          relation: plan.relation,
          situation: makeSituation(compiled.rules.length),
          dependence: dependence(compiled, plan.relation, live),
          states: k.predicates.states,
          actions: k.predicates.actions,
          deadlocks: k.predicates.deadlocks,
          expanded: 0,
          reduced: 0,
        }
      : undefined,
    symmetry,
    reader: makeReader(k),
    audit: symmetry === undefined ? undefined : makeAudit(k, symmetry),
    fills: -1,
    triedAt: 0,
  };
};

const again = (plan: Plan): Again => ({ tag: "Again", plan });

/** Whether what has been learned since still agrees with what the stubborn sets were made from. */
const reviewOrder = (k: Kernel, r: Reducing, isLast: boolean): Fault | Again | undefined => {
  const { plan, reader, partialOrder } = r;
  if (partialOrder === undefined) return undefined;
  const learned = learn(k, plan.relation, reader);
  if (isFault(learned)) return learned;
  const isTime = isLast || k.store.size >= 2 * r.triedAt;
  if (isTime) r.triedAt = k.store.size;
  const grew = isTime && tryObservers(k, plan.relation, reader);
  if (learned || grew) return again(plan);
  const { expanded, reduced } = partialOrder;
  if (!plan.isAuto || expanded < PROBED || reduced * WORTHWHILE >= expanded) return undefined;
  const reason = `of no use: ${reduced} of ${expanded} states had a smaller set of steps`;
  return again(without(plan, "partial order", reason));
};

/** Asked between batches, when the store has all that was found: why to stop or to start again, if there is a reason. */
export const review = (k: Kernel, r: Reducing, isLast: boolean): Fault | Again | undefined => {
  const { plan } = r;
  if (plan.later.length > 0) {
    if (k.store.size <= SMALL) return undefined;
    const learned = learn(k, plan.relation, r.reader);
    return isFault(learned) ? learned : again({ ...plan, uses: plan.later, later: [] });
  }
  if (k.tables.fills === r.fills && !isLast) return undefined;
  const reviewed = reviewOrder(k, r, isLast);
  if (reviewed !== undefined) return reviewed;
  if (r.audit !== undefined) {
    const unfit = audit(k, r.audit);
    if (unfit !== undefined) return unfit.tag === "Fault" ? unfit : again(without(plan, "symmetry", unfit.reason));
    // The images that were filled may have taught the relation something.
    const images = reviewOrder(k, r, isLast);
    if (images !== undefined) return images;
  }
  r.fills = k.tables.fills;
  return undefined;
};

/** What the report says of the plan. */
export const reductionOf = ({ uses, refused, later }: Plan): Report["reduction"] => ({
  used: uses,
  refused: [
    ...refused,
    ...later.map((reduction) => ({ reduction, reason: `of no use: the space has no more than ${SMALL} states` })),
  ],
});

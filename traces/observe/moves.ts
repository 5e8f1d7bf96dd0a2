/** Handovers by the signalling: which PBU moved a mobile node's binding from one MAG to another. */
import type { NodeSignal, NodeView } from "./node-signals.js";

/** A binding that moves. */
export type Move = {
  readonly view: NodeView;
  readonly from: string;
  readonly to: string;
  readonly pbu: NodeSignal;
  /** Undefined if it was not captured: what follows shows that it was accepted. */
  readonly pba: NodeSignal | undefined;
  /** PBUs that asked for it, repetitions included. */
  readonly attempts: number;
  readonly deregistration: { readonly pbu: NodeSignal; readonly pba: NodeSignal | undefined } | undefined;
};

const isAccepting = ({ observation: { signal } }: NodeSignal): boolean => signal.type === "PBA" && signal.status === 0;

const answersOf = (signals: ReadonlyArray<NodeSignal>): ReadonlyMap<unknown, ReadonlyArray<NodeSignal>> => {
  const answers = new Map<unknown, NodeSignal[]>();
  for (const signal of signals) {
    const asked = signal.registration?.answers;
    if (asked === undefined) continue;
    const list = answers.get(asked);
    if (list === undefined) answers.set(asked, [signal]);
    else list.push(signal);
  }
  return answers;
};

type Step = {
  readonly pbu: NodeSignal;
  readonly pba: NodeSignal | undefined;
  readonly mag: string;
  readonly isZero: boolean;
};

/** PBUs that were accepted, or that nobody was seen to answer while the MAG goes on to advertise. */
const acceptedIn = (signals: ReadonlyArray<NodeSignal>): ReadonlyArray<Step> => {
  const answers = answersOf(signals);
  return signals.flatMap((pbu, index): ReadonlyArray<Step> => {
    const { signal } = pbu.observation;
    const mag = pbu.registration?.mag.name;
    if (signal.type !== "PBU" || mag === undefined) return [];
    const answered = answers.get(pbu.item) ?? [];
    const pba = answered.find(isAccepting);
    const isZero = signal.lifetime === "zero";
    if (pba !== undefined || (isZero && answered.length === 0)) return [{ pbu, pba, mag, isZero }];
    if (answered.length > 0) return [];
    const next = signals.slice(index + 1).find(({ registration, router }) => (registration ?? router) !== undefined);
    return next?.router?.name === mag ? [{ pbu, pba: undefined, mag, isZero }] : [];
  });
};

const attemptsOf = (byItem: ReadonlyMap<unknown, NodeSignal>, pbu: NodeSignal): number => {
  let repeated = pbu.registration?.repeats;
  let attempts = 1;
  for (; repeated !== undefined; attempts++) repeated = byItem.get(repeated)?.registration?.repeats;
  return attempts;
};

/** The de-registration by the MAG that was left: between its own registration before and its next one. */
const deregistrationOf = (steps: ReadonlyArray<Step>, index: number, from: string): Move["deregistration"] => {
  const isOwn = ({ mag, isZero }: Step): boolean => mag === from && !isZero;
  const begin = steps.findLastIndex((step, i) => i < index && isOwn(step));
  const next = steps.findIndex((step, i) => i > index && isOwn(step));
  const between = steps.slice(begin + 1, next < 0 ? undefined : next);
  const found = between.find(({ mag, isZero }) => mag === from && isZero);
  return found && { pbu: found.pbu, pba: found.pba };
};

export const movesOf = (view: NodeView): ReadonlyArray<Move> => {
  const steps = acceptedIn(view.signals);
  const byItem = new Map<unknown, NodeSignal>(view.signals.map((signal) => [signal.item, signal]));
  const moves: Move[] = [];
  let at: string | undefined;
  for (const [index, { pbu, pba, mag, isZero }] of steps.entries()) {
    if (isZero) continue;
    if (at !== undefined && at !== mag)
      moves.push({
        view,
        from: at,
        to: mag,
        pbu,
        pba,
        attempts: attemptsOf(byItem, pbu),
        deregistration: deregistrationOf(steps, index, at),
      });
    at = mag;
  }
  return moves;
};

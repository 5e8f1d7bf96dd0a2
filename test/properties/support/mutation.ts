/** Mistakes, one rule at a time: what a rule believes, what it leaves behind, what it says. */
import type { ErasedOutcome, Rule, System } from "../../../checker/system.js";
import type { Options, Profile } from "../../../model/options.js";
import type { BindingCacheEntry, HomeAgent, Session } from "../../../model/state.js";
import type { Event, Packet, Pba, Pbu, Signal } from "../../../model/vocabulary.js";

export type Step = Rule["step"];
export type View = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, unknown>>;

/** One mistake in one rule, which the property must notice where it holds without. */
export type Mutant = {
  readonly property: string;
  readonly profile: Profile;
  /** What differs from `small`. */
  readonly options: Partial<Options>;
  readonly rule: string;
  /** The mistake, in words. */
  readonly change: string;
  readonly mutate: (step: Step) => Step;
};

/** The smallest handover that has all its parts. With a mistake, extensions might never bring the HA to agree. */
export const small: Partial<Options> = {
  start: "attached",
  preauthentication: "indirect",
  downlinkProbes: 0,
  renewal: "never",
};

export const isRuleOf = (system: System, name: string): boolean => system.rules.some((rule) => rule.name === name);

/** The system with another step for the rule of this name. */
export const mutated = (system: System, { rule, mutate }: Pick<Mutant, "rule" | "mutate">): System => ({
  ...system,
  rules: system.rules.map((each) => (each.name === rule ? { ...each, step: mutate(each.step) } : each)),
});

const fields = (value: unknown): Fields => value as Fields;
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Every outcome, changed. */
export const outcomes =
  (change: (outcome: ErasedOutcome, view: View) => ErasedOutcome) =>
  (step: Step): Step =>
  (view, message) =>
    step(view, message).map((outcome) => change(outcome, view));

/** It never happens. */
export const never = (): Step => () => [];

/** The step as if its view, or the message, were another. */
export const given =
  (change: (view: View, message: unknown) => { readonly view?: View; readonly message?: unknown }) =>
  (step: Step): Step =>
  (view, message) => {
    const { view: otherView = {}, message: otherMessage = message } = change(view, message);
    return step({ ...view, ...otherView }, otherMessage);
  };

export const sessionIn = (view: View): Session => view["self"] as Session;
export const haIn = (view: View): HomeAgent => view["HA"] as HomeAgent;

/** The HA as it would be with these fields in every binding. */
export const believesBindings = (wrong: Partial<BindingCacheEntry>): ((step: Step) => Step) =>
  given((view) => ({
    view: { HA: { ...haIn(view), bindings: haIn(view).bindings.map((each) => ({ ...each, ...wrong })) } },
  }));

/** It decides as if a component had these fields; what it leaves as it believed it to be stays as it was. */
export const believes =
  (component: string, wrong: Fields) =>
  (step: Step): Step =>
  (view, message) =>
    step({ ...view, [component]: { ...fields(view[component]), ...wrong } }, message).map((outcome) => {
      const next = outcome.next?.[component];
      if (next === undefined) return outcome;
      const restored = Object.entries(fields(next)).map(([name, value]) =>
        name in wrong && same(value, wrong[name])
          ? ([name, fields(view[component])[name]] as const)
          : ([name, value] as const),
      );
      return { ...outcome, next: { ...outcome.next, [component]: Object.fromEntries(restored) } };
    });

/** It leaves these fields in a component, if it changes anything at all. */
export const leaves = (component: string, wrong: Fields): ((step: Step) => Step) =>
  outcomes((outcome, view) =>
    outcome.next === undefined
      ? outcome
      : {
          ...outcome,
          next: {
            ...outcome.next,
            [component]: { ...fields(outcome.next[component] ?? view[component]), ...wrong },
          },
        },
  );

/** It forgets to change a component. */
export const forgets = (component: string): ((step: Step) => Step) =>
  outcomes((outcome, view) => ({ ...outcome, next: { ...outcome.next, [component]: view[component] } }));

const event = ({ label }: ErasedOutcome): Event => label as Event;

/** What it tells others is another signal, or none. */
export const tells = (change: (signal: Signal, view: View) => Signal | undefined): ((step: Step) => Step) =>
  outcomes((outcome, view) => {
    const { sent, ...label } = event(outcome);
    if (sent === undefined) return outcome;
    const signals = sent.flatMap((signal) => change(signal, view) ?? []);
    const send = (outcome.send ?? []).flatMap(({ to, message }) => {
      const signal = change(message as Signal, view);
      return signal === undefined ? [] : [{ to, message: signal }];
    });
    return { ...outcome, label: signals.length === 0 ? label : { ...label, sent: signals }, send };
  });

export const tellsPbu = (change: (pbu: Pbu, view: View) => Pbu): ((step: Step) => Step) =>
  tells((signal, view) => (signal.type === "PBU" ? change(signal, view) : signal));
export const tellsPba = (change: (pba: Pba) => Pba): ((step: Step) => Step) =>
  tells((signal) => (signal.type === "PBA" ? change(signal) : signal));

/** It says besides that it sent this. */
export const alsoTells = (signal: Signal, when: (outcome: ErasedOutcome) => boolean): ((step: Step) => Step) =>
  outcomes((outcome) =>
    when(outcome)
      ? { ...outcome, label: { ...event(outcome), sent: [...(event(outcome).sent ?? []), signal] } }
      : outcome,
  );

/** The packets that it passes on have other headers. */
export const heads = (change: (headers: Packet["headers"]) => Packet["headers"]): ((step: Step) => Step) =>
  outcomes((outcome) => {
    const { packet } = event(outcome);
    if (packet === undefined) return outcome;
    const changed = { ...packet, headers: change(packet.headers) };
    return {
      ...outcome,
      label: { ...event(outcome), packet: changed },
      send: (outcome.send ?? []).map(({ to, message }) => ({
        to,
        message: { ...(message as Packet), headers: change((message as Packet).headers) },
      })),
    };
  });

/** The types of the words that `specify` gives: each knows the components, messages and labels of its specification. */
import type {
  ActionOptions,
  Aliased,
  Aliases,
  Boundary,
  Messages,
  Named,
  Outcome,
  Property,
  PropertyOptions,
  Readable,
  Rule,
  RuleOptions,
  Signature,
  State,
  System,
  SystemOptions,
} from "./system.js";

type Outcomes<S extends Signature, V> = ReadonlyArray<Outcome<S, V>>;
type SourcesOnly = { readonly sources?: ReadonlyArray<string> };

/** A rule over local state: no outcome means not enabled. */
export type RuleWord<S extends Signature> = {
  <A extends Aliases<Readable<S>>>(
    name: string,
    reads: A,
    step: (view: Aliased<Readable<S>, A>) => Outcomes<S, Aliased<Readable<S>, A>>,
    options?: RuleOptions,
  ): Rule;
  <K extends keyof Readable<S>>(
    name: string,
    reads: ReadonlyArray<K>,
    step: (view: Named<Readable<S>, K>) => Outcomes<S, Named<Readable<S>, K>>,
    options?: RuleOptions,
  ): Rule;
};

/** A rule that is given each message it could receive, and consumes that message when it fires. */
export type ReceiveWord<S extends Signature> = {
  <C extends keyof Messages<S>, A extends Aliases<Readable<S>>>(
    name: string,
    channel: C,
    reads: A,
    step: (view: Aliased<Readable<S>, A>, message: Messages<S>[C]) => Outcomes<S, Aliased<Readable<S>, A>>,
    options?: RuleOptions,
  ): Rule;
  <C extends keyof Messages<S>, K extends keyof Readable<S>>(
    name: string,
    channel: C,
    reads: ReadonlyArray<K>,
    step: (view: Named<Readable<S>, K>, message: Messages<S>[C]) => Outcomes<S, Named<Readable<S>, K>>,
    options?: RuleOptions,
  ): Rule;
};

export type StateWord<S extends Signature, Made, Options extends "given" | "sources" | "none"> = {
  <A extends Aliases<State<S>>>(
    name: string,
    reads: A,
    holds: (view: Aliased<State<S>, A>) => boolean,
    options?: OptionsOf<Options, Aliased<State<S>, A>>,
  ): Made;
  <K extends keyof State<S>>(
    name: string,
    reads: ReadonlyArray<K>,
    holds: (view: Named<State<S>, K>) => boolean,
    options?: OptionsOf<Options, Named<State<S>, K>>,
  ): Made;
};

/** Of two predicates over one footprint: (from, to), or (holds, goal). */
export type PairWord<S extends Signature, Options extends "given" | "sources"> = {
  <A extends Aliases<State<S>>>(
    name: string,
    reads: A,
    first: (view: Aliased<State<S>, A>) => boolean,
    second: (view: Aliased<State<S>, A>) => boolean,
    options?: OptionsOf<Options, Aliased<State<S>, A>>,
  ): Property;
  <K extends keyof State<S>>(
    name: string,
    reads: ReadonlyArray<K>,
    first: (view: Named<State<S>, K>) => boolean,
    second: (view: Named<State<S>, K>) => boolean,
    options?: OptionsOf<Options, Named<State<S>, K>>,
  ): Property;
};

type OptionsOf<Kind extends "given" | "sources" | "none", V> = Kind extends "given"
  ? PropertyOptions<V>
  : Kind extends "sources"
    ? SourcesOnly
    : never;

export type ActionWord<S extends Signature> = {
  <A extends Aliases<State<S>>>(
    name: string,
    reads: A,
    holds: OfStep<S, Aliased<State<S>, A>>,
    options?: ActionOptions<S["label"]>,
  ): Property;
  <K extends keyof State<S>>(
    name: string,
    reads: ReadonlyArray<K>,
    holds: OfStep<S, Named<State<S>, K>>,
    options?: ActionOptions<S["label"]>,
  ): Property;
};

type OfStep<S extends Signature, V> = (
  before: V,
  label: S["label"],
  after: V,
  overflowed: ReadonlyArray<string>,
) => boolean;

/** The words of a specification, bound to its types. Every one of them only builds a value. */
export type Vocabulary<S extends Signature> = {
  readonly rule: RuleWord<S>;
  readonly receive: ReceiveWord<S>;
  readonly always: StateWord<S, Property, "given">;
  readonly never: StateWord<S, Property, "given">;
  /** Holds when some reachable state satisfies it; its trail is then a shortest witness. */
  readonly sometimes: StateWord<S, Property, "sources">;
  /** Of every step: what holds of the state before, the label, the state after. */
  readonly action: ActionWord<S>;
  /** A state in which no rule is enabled must satisfy the predicate. */
  readonly deadlockFree: StateWord<S, Property, "sources">;
  /** Temporal, as the rest: see `Temporal`. Whenever `from` is true, `to` is then or later. */
  readonly leadsTo: PairWord<S, "sources">;
  readonly alwaysEventually: StateWord<S, Property, "given">;
  readonly eventuallyAlways: StateWord<S, Property, "given">;
  /** `holds` at every moment before one at which `goal` is true, and there is one. */
  readonly until: PairWord<S, "given">;
  /** AG EF: wherever a run has come to, the predicate can still become true. */
  readonly alwaysPossible: StateWord<S, Property, "given">;
  readonly boundary: StateWord<S, Boundary, "none">;
  readonly system: (options: SystemOptions<S>) => System;
};

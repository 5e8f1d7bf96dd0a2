import type {
  ActionOptions,
  Aliased,
  Aliases,
  Boundary,
  Component,
  Messages,
  Named,
  Outcome,
  Property,
  PropertyOptions,
  Readable,
  Reads,
  Rule,
  RuleOptions,
  Signature,
  State,
  Symmetry,
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

type Unknowns = Readonly<Record<string, unknown>>;
type ErasedPredicate = (view: Unknowns) => boolean;
type ErasedChannel = {
  readonly discipline: "fifo" | "bag" | "set";
  readonly capacity?: number;
  readonly whenFull?: "block" | "overflow";
  readonly initial?: ReadonlyArray<unknown>;
};
type ErasedObserver = {
  readonly initial: unknown;
  readonly observe: (state: unknown, label: unknown, overflowed: ReadonlyArray<string>) => unknown;
};
type ErasedSystem = {
  readonly name: string;
  readonly components: Readonly<Record<string, ReadonlyArray<unknown>>>;
  readonly channels?: Readonly<Record<string, ErasedChannel>>;
  readonly observers?: Readonly<Record<string, ErasedObserver>>;
  readonly starts?: ReadonlyArray<Unknowns>;
  readonly rules: ReadonlyArray<Rule>;
  readonly properties?: ReadonlyArray<Property>;
  readonly boundaries?: ReadonlyArray<Boundary>;
  readonly symmetries?: ReadonlyArray<Symmetry>;
};

type ErasedFootprint = ReadonlyArray<string> | Reads;

const isList = (footprint: ErasedFootprint): footprint is ReadonlyArray<string> => Array.isArray(footprint);

/** A footprint given as a list has each name as its own alias. */
const aliases = (footprint: ErasedFootprint): Reads =>
  isList(footprint) ? Object.fromEntries(footprint.map((name) => [name, name])) : { ...footprint };

type ErasedStep = Rule["step"];

const makeRule = (
  name: string,
  receives: string | undefined,
  reads: ErasedFootprint,
  step: ErasedStep,
  { fairness = "none", sources = [] }: RuleOptions = {},
): Rule => ({ name, reads: aliases(reads), receives, step, fairness, sources });

const rule = (name: string, reads: ErasedFootprint, step: ErasedStep, options?: RuleOptions): Rule =>
  makeRule(name, undefined, reads, step, options);

const receive = (
  name: string,
  channel: string,
  reads: ErasedFootprint,
  step: ErasedStep,
  options?: RuleOptions,
): Rule => makeRule(name, channel, reads, step, options);

const universal =
  (kind: "always" | "never" | "always-eventually" | "eventually-always" | "always-possible") =>
  (
    name: string,
    reads: ErasedFootprint,
    holds: ErasedPredicate,
    options: PropertyOptions<Unknowns> = {},
  ): Property => ({
    kind,
    name,
    reads: aliases(reads),
    holds,
    given: options.given,
    sources: options.sources ?? [],
  });

const sometimes = (
  name: string,
  reads: ErasedFootprint,
  holds: ErasedPredicate,
  options: PropertyOptions<Unknowns> = {},
): Property => ({ kind: "sometimes", name, reads: aliases(reads), holds, sources: options.sources ?? [] });

const action = (
  name: string,
  reads: ErasedFootprint,
  holds: (before: Unknowns, label: unknown, after: Unknowns, overflowed: ReadonlyArray<string>) => boolean,
  options: ActionOptions<unknown> = {},
): Property => ({
  kind: "action",
  name,
  reads: aliases(reads),
  holds,
  given: options.given,
  sources: options.sources ?? [],
});

const deadlockFree = (
  name: string,
  reads: ErasedFootprint,
  terminal: ErasedPredicate,
  options: PropertyOptions<Unknowns> = {},
): Property => ({ kind: "deadlock-free", name, reads: aliases(reads), terminal, sources: options.sources ?? [] });

const leadsTo = (
  name: string,
  reads: ErasedFootprint,
  from: ErasedPredicate,
  to: ErasedPredicate,
  options: PropertyOptions<Unknowns> = {},
): Property => ({
  kind: "leads-to",
  name,
  reads: aliases(reads),
  given: from,
  holds: to,
  sources: options.sources ?? [],
});

const until = (
  name: string,
  reads: ErasedFootprint,
  holds: ErasedPredicate,
  goal: ErasedPredicate,
  options: PropertyOptions<Unknowns> = {},
): Property => ({
  kind: "until",
  name,
  reads: aliases(reads),
  given: options.given,
  holds,
  goal,
  sources: options.sources ?? [],
});

const boundary = (name: string, reads: ErasedFootprint, holds: ErasedPredicate): Boundary => ({
  name,
  reads: aliases(reads),
  holds,
});

const system = (options: ErasedSystem): System => ({
  name: options.name,
  components: [
    ...Object.entries(options.components).map(([name, initial]): Component => ({ kind: "local", name, initial })),
    ...Object.entries(options.channels ?? {}).map(([name, channel]): Component => ({
      kind: "channel",
      name,
      discipline: channel.discipline,
      capacity: channel.capacity ?? Infinity,
      whenFull: channel.whenFull ?? "block",
      initial: [channel.initial ?? []],
    })),
    ...Object.entries(options.observers ?? {}).map(([name, { initial, observe }]): Component => ({
      kind: "observer",
      name,
      initial: [initial],
      observe,
    })),
  ],
  starts: options.starts ?? [{}],
  rules: options.rules,
  properties: options.properties ?? [],
  boundaries: options.boundaries ?? [],
  symmetries: options.symmetries ?? [],
});

const vocabulary = {
  rule,
  receive,
  always: universal("always"),
  never: universal("never"),
  sometimes,
  action,
  deadlockFree,
  leadsTo,
  alwaysEventually: universal("always-eventually"),
  eventuallyAlways: universal("eventually-always"),
  until,
  alwaysPossible: universal("always-possible"),
  boundary,
  system,
};

/** One entry per name: for components that come in numbers, `family(managers, () => ["working"])`. */
export const family = <N extends string, A>(
  names: ReadonlyArray<N>,
  make: (name: N, index: number) => A,
): { [K in N]: A } =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fromEntries forgets the names that it was given
  Object.fromEntries(names.map((name, index) => [name, make(name, index)])) as { [K in N]: A };

/** The words for a specification with the types `S`: the compiler then knows every component, message and label. */
export const specify = <S extends Signature>(): Vocabulary<S> =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one place where S is erased: a view built from `reads` has the types that S gives those names
  vocabulary as unknown as Vocabulary<S>;

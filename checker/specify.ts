import type {
  ActionOptions,
  Boundary,
  Component,
  Property,
  PropertyOptions,
  Reads,
  Rule,
  RuleOptions,
  Signature,
  Symmetry,
  System,
} from "./system.js";
import type { Vocabulary } from "./words.js";

export type { Vocabulary } from "./words.js";

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

/**
 * The contract: what a specification is made of. Everything a modeller writes is a value of a type in this file, and
 * this file is all that a specification needs of the checker.
 *
 * A global state is a record of named components. Three kinds of component exist: locals, which rules read and write;
 * channels, which rules send to and receive from; observers, which follow the labels and which only properties read.
 */

/** A specification's types, given once: `specify<{ components: { tm: Tm }; channels: { net: Message }; label: Label }>()`. */
export type Signature = {
  /** Value type by component name. */
  readonly components: object;
  /** Message type by channel name. */
  readonly channels?: object;
  /** Value type by observer name. */
  readonly observers?: object;
  /** What an outsider can see of a step. Any immutable data. */
  readonly label: unknown;
};

type Members<T> = T extends object ? T : object;
export type Messages<S extends Signature> = Members<S["channels"]>;
export type Observed<S extends Signature> = Members<S["observers"]>;

/** What a channel holds, as a rule or property sees it: fifo oldest first; bag and set in the order of `compare`. */
export type Contents<S extends Signature> = { readonly [C in keyof Messages<S>]: ReadonlyArray<Messages<S>[C]> };

/** The components that a rule may name in its footprint. */
export type Readable<S extends Signature> = S["components"] & Contents<S>;

/** A global state: every component by name. */
export type State<S extends Signature> = Readable<S> & Observed<S>;

/**
 * The names read: a list, or a record that gives each a local alias (for one specification with several instances). What
 * a step or predicate then sees is `Named` or `Aliased`: those components and nothing else, deeply frozen.
 */
export type Aliases<T> = Readonly<Record<string, keyof T>>;
export type Named<T, K extends keyof T> = { readonly [N in K]: T[N] };
export type Aliased<T, A extends Aliases<T>> = { readonly [N in keyof A]: T[A[N]] };

/**
 * New values for components of the footprint `V`. Another name in the literal does not compile; one that is smuggled in
 * by a variable of a wider type is an error of the specification when the rule first runs.
 */
export type Next<V> = { readonly [N in keyof V]?: V[N] };

/** A message put into a channel. It needs no place in the footprint: sending does not read the channel. */
export type Send<S extends Signature> = {
  [C in keyof Messages<S>]: { readonly to: C; readonly message: Messages<S>[C] };
}[keyof Messages<S>];

/** One way a rule with the footprint `V` can fire. An outcome that changes nothing is a step all the same. */
export type Outcome<S extends Signature, V> = {
  readonly label: S["label"];
  readonly next?: Next<V>;
  /** In this order, after `next`. */
  readonly send?: ReadonlyArray<Send<S>>;
};

/**
 * What a run owes a rule, for temporal properties (safety ignores it). none: nothing, it may never fire. weak: enabled
 * from some state on without a break, it fires. strong: enabled again and again, it fires again and again. Enabled means
 * that the rule has an outcome; of several outcomes or messages none is owed more than the others.
 */
export type Fairness = "none" | "weak" | "strong";

export type RuleOptions = {
  /** Default: none. */
  readonly fairness?: Fairness;
  /** Where the documents say so: one citation per entry. */
  readonly sources?: ReadonlyArray<string>;
};

/** Aliases to component names; a footprint given as a list has each name as its own alias. */
export type Reads = Readonly<Record<string, string>>;

/** A rule with its types erased. Made by `specify`, never by hand. */
export type Rule = {
  readonly name: string;
  readonly reads: Reads;
  /** The channel whose message the step is given, and from which that message is taken when the step fires. */
  readonly receives: string | undefined;
  /** Pure: its outcomes depend on its arguments alone. It runs once per combination of values, not once per state. */
  readonly step: (view: Readonly<Record<string, unknown>>, message: unknown) => ReadonlyArray<ErasedOutcome>;
  readonly fairness: Fairness;
  readonly sources: ReadonlyArray<string>;
};

export type ErasedOutcome = {
  readonly label: unknown;
  readonly next?: Readonly<Record<string, unknown>>;
  readonly send?: ReadonlyArray<{ readonly to: string; readonly message: unknown }>;
};

/**
 * How a channel keeps messages. fifo: a sequence, the oldest is received. bag: a multiset, any message is received.
 * set: equal messages are one, any message is received; a rule that wants to leave it there sends it back.
 */
export type Discipline = "fifo" | "bag" | "set";

/**
 * What a send to a channel at capacity does. block: the outcome is not enabled. overflow: the outcome happens, this
 * message is not kept, and the step is marked with the channel's name (observers and action properties see the mark).
 */
export type WhenFull = "block" | "overflow";

export type Component =
  | { readonly kind: "local"; readonly name: string; readonly initial: ReadonlyArray<unknown> }
  | {
      readonly kind: "channel";
      readonly name: string;
      readonly discipline: Discipline;
      /** Messages it can hold. */
      readonly capacity: number;
      readonly whenFull: WhenFull;
      readonly initial: ReadonlyArray<ReadonlyArray<unknown>>;
    }
  | {
      readonly kind: "observer";
      readonly name: string;
      readonly initial: ReadonlyArray<unknown>;
      readonly observe: (state: unknown, label: unknown, overflowed: ReadonlyArray<string>) => unknown;
    };

/** A channel with a capacity says what happens when it is full; one without is unbounded. */
export type ChannelOptions<M> = {
  readonly discipline: Discipline;
  /** The messages it starts with. Default: none. */
  readonly initial?: ReadonlyArray<M>;
} & (
  { readonly capacity: number; readonly whenFull: WhenFull } | { readonly capacity?: never; readonly whenFull?: never }
);

type Declared<S extends Signature> = {
  /** Initial values: one, or several of which any may be the start. */
  readonly components: { readonly [C in keyof S["components"]]: ReadonlyArray<S["components"][C]> };
} & (S["channels"] extends object
  ? { readonly channels: { readonly [C in keyof Messages<S>]: ChannelOptions<Messages<S>[C]> } }
  : { readonly channels?: never }) &
  (S["observers"] extends object
    ? { readonly observers: { readonly [C in keyof Observed<S>]: ObserverOptions<S, Observed<S>[C]> } }
    : { readonly observers?: never });

export type ObserverOptions<S extends Signature, O> = {
  readonly initial: O;
  /** Pure, total over labels: the next value after a step with this label; `overflowed` names channels that dropped. */
  readonly observe: (state: O, label: S["label"], overflowed: ReadonlyArray<string>) => O;
};

/**
 * Things of a number that may change places: the system is the same when they are exchanged everywhere. Not believed, but
 * checked as the exploration goes on: rules and observers that contradict it are an error of the specification.
 */
export type Symmetry = {
  readonly name: string;
  /** Components that belong to the things: each entry has one name per thing, in the same order of things. */
  readonly components: ReadonlyArray<ReadonlyArray<string>>;
  /** Strings and numbers that stand for the things in values, messages and labels, and as keys of records; likewise. */
  readonly names: ReadonlyArray<ReadonlyArray<string | number>>;
  /** The form in which the rules keep a component's value, for one in which names were exchanged: a list sorted again. */
  readonly tidy?: (component: string, value: unknown) => unknown;
};

/**
 * `specify<S>().system` takes this. The initial states are all combinations of the components' initial values; where
 * these hang together, `starts` lists the combinations, each naming the components whose value it fixes.
 */
export type SystemOptions<S extends Signature> = Declared<S> & {
  readonly name: string;
  readonly starts?: ReadonlyArray<Partial<State<S>>>;
  readonly rules: ReadonlyArray<Rule>;
  readonly properties?: ReadonlyArray<Property>;
  readonly boundaries?: ReadonlyArray<Boundary>;
  readonly symmetries?: ReadonlyArray<Symmetry>;
};

export type System = {
  readonly name: string;
  readonly components: ReadonlyArray<Component>;
  /** At least one; `{}` for all combinations of initial values. */
  readonly starts: ReadonlyArray<Readonly<Record<string, unknown>>>;
  readonly rules: ReadonlyArray<Rule>;
  readonly properties: ReadonlyArray<Property>;
  readonly boundaries: ReadonlyArray<Boundary>;
  readonly symmetries?: ReadonlyArray<Symmetry>;
};

/** A state in which `holds` is false is generated and counted, but neither kept, checked nor explored. A report says how often. */
export type Boundary = {
  readonly name: string;
  readonly reads: Reads;
  readonly holds: (view: Readonly<Record<string, unknown>>) => boolean;
};

export type ActionOptions<L> = {
  readonly sources?: ReadonlyArray<string>;
  /**
   * The antecedent, of the label alone: the property speaks only of steps where this is true, and is asked about no
   * others. Never true is reported as vacuous.
   */
  readonly given?: (label: L, overflowed: ReadonlyArray<string>) => boolean;
};

export type PropertyOptions<V> = {
  readonly sources?: ReadonlyArray<string>;
  /** The antecedent: the property speaks only of states where this is true. Never true is reported as vacuous. */
  readonly given?: (view: V) => boolean;
};

type Judged = { readonly name: string; readonly reads: Reads; readonly sources: ReadonlyArray<string> };
type Predicate = (view: Readonly<Record<string, unknown>>) => boolean;

/**
 * Of every fair run: one that owes nothing to a rule (see `Fairness`) and is infinite, or ends where no rule with fairness
 * is enabled. `given` is true at some moment; from every such moment on:
 * leads-to: `holds` then or later. always-eventually: `holds` again and again. eventually-always: `holds` for ever from
 * some moment on. until: `goal` then or later, and `holds` at every moment before.
 * always-possible is of states, not of runs, and assumes no fairness: from every state in which `given`, some continuation
 * leads to a state in which `holds`.
 */
export type Temporal = Judged & { readonly given: Predicate | undefined; readonly holds: Predicate } & (
    | { readonly kind: "leads-to" | "always-eventually" | "eventually-always" | "always-possible" }
    | { readonly kind: "until"; readonly goal: Predicate }
  );

/**
 * A property with its types erased. always, never: of every state. sometimes: of at least one. action: of every step,
 * those included that lead to a known state. deadlock-free: every state without a successor is terminal.
 */
export type Property =
  | (Judged & { readonly kind: "always" | "never"; readonly holds: Predicate; readonly given: Predicate | undefined })
  | (Judged & { readonly kind: "sometimes"; readonly holds: Predicate })
  | (Judged & {
      readonly kind: "action";
      readonly holds: (
        before: Readonly<Record<string, unknown>>,
        label: unknown,
        after: Readonly<Record<string, unknown>>,
        overflowed: ReadonlyArray<string>,
      ) => boolean;
      readonly given: ((label: unknown, overflowed: ReadonlyArray<string>) => boolean) | undefined;
    })
  | (Judged & { readonly kind: "deadlock-free"; readonly terminal: Predicate })
  | Temporal;

/**
 * holds: of everything reachable. violated: with a trail. inconclusive: a bound was hit before it was decided. vacuous: it
 * holds, but of nothing, since its antecedent is never true.
 */
export type Verdict = "holds" | "violated" | "inconclusive" | "vacuous";

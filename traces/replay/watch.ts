/** How a trace is to be understood as a behaviour of a system. */
export type Watch = {
  /** What an outsider sees of a step, from its label: immutable data; nothing if the step is hidden. */
  readonly shows: (label: unknown) => ReadonlyArray<unknown>;
  /**
   * A component that holds what is being seen while it is matched, and `idle` otherwise. Rules that read it may be led by
   * it in what they show; no hidden step may depend on it.
   */
  readonly seen?: { readonly component: string; readonly idle: unknown };
  /** Rules that are no part of the specification but known ways to leave it, by name: what they deviate from. */
  readonly deviations?: ReadonlyMap<string, string>;
  /**
   * Rules whose steps are not supposed without need, by name: of all ways to explain a trace, those with the fewest such
   * steps decide what the properties say.
   */
  readonly costs?: ReadonlyMap<string, number>;
  readonly bounds: Bounds;
};

export type Bounds = {
  /** States that the set may hold, hidden steps included. */
  readonly states: number;
  /** Deviations that may stand between two things seen. */
  readonly deviations: number;
};

/** Something seen: what a step must show, what the component `seen` holds meanwhile, and what is known from now on. */
export type Sight = {
  readonly shown: unknown;
  readonly seen?: unknown;
  /**
   * Components that no rule writes and that follow the trace, by name: what they hold from now on. States outside the
   * system's boundaries are then no longer possible.
   */
  readonly known?: Readonly<Record<string, unknown>>;
};

/**
 * An error of the specification: not a verdict about the system it describes, but a reason why there can't be one.
 * `where` names the component, rule, property, channel or observer; `what` says what was expected and found.
 */
export type Fault = {
  readonly tag: "Fault";
  readonly kind: FaultKind;
  readonly where: string;
  readonly what: string;
  /** The values that the rule or predicate was given, by component name. */
  readonly footprint?: Readonly<Record<string, unknown>>;
  /** The global state in which it happened, by component name, and the choices that lead there (see `replay`). */
  readonly state?: Readonly<Record<string, unknown>>;
  readonly choices?: ReadonlyArray<number>;
};

/**
 * declaration: the system contradicts itself. threw: a rule, predicate or observer threw. result: it returned something
 * that is not of the contract's shape. footprint: it touched a component that it did not name. value: a value has no
 * canonical form. capacity: a write put more into a channel than it holds. impure: run again, it answered differently.
 * storage: no error of the specification, but a checkpoint that was to be resumed and is not one of this exploration;
 * `where` names the file or directory.
 */
export type FaultKind = "declaration" | "threw" | "result" | "footprint" | "value" | "capacity" | "impure" | "storage";

export const fault = (
  kind: FaultKind,
  where: string,
  what: string,
  footprint?: Readonly<Record<string, unknown>>,
): Fault =>
  footprint === undefined ? { tag: "Fault", kind, where, what } : { tag: "Fault", kind, where, what, footprint };

export const isFault = (value: unknown): value is Fault =>
  typeof value === "object" && value !== null && "tag" in value && value.tag === "Fault";

/** What was thrown, as one line of text. */
export const thrown = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : `threw ${String(error)}`;

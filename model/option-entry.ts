/** What an option of a scenario is. */

type Value = string | number | boolean;

export type OptionKind = "variant" | "reading" | "limit" | "fault";

export type OptionEntry = {
  readonly kind: OptionKind;
  readonly values: ReadonlyArray<Value>;
  /** What the text says, with typos resolved. */
  readonly asWritten: Value;
  /** With the repair that the finding asks for. The same value where there is nothing to repair. */
  readonly repaired: Value;
  readonly meaning: string;
  readonly sources: ReadonlyArray<string>;
};

export const option = <const V extends Value>(
  kind: OptionKind,
  values: ReadonlyArray<V>,
  asWritten: NoInfer<V>,
  repaired: NoInfer<V>,
  meaning: string,
  sources: ReadonlyArray<string>,
): OptionEntry & { readonly values: ReadonlyArray<V> } => ({ kind, values, asWritten, repaired, meaning, sources });

export const same = <const V extends Value>(
  kind: OptionKind,
  values: ReadonlyArray<V>,
  value: NoInfer<V>,
  meaning: string,
  sources: ReadonlyArray<string>,
): OptionEntry & { readonly values: ReadonlyArray<V> } => option(kind, values, value, value, meaning, sources);

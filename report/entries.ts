/** What there is to ask about: the schema `mpacheck/entries@1` of what `list` and `explain` give as JSON. */
import * as t from "io-ts";

const texts = t.readonlyArray(t.string);
const value = t.union([t.string, t.number, t.boolean]);
const Expected = t.keyof({ holds: null, violated: null, vacuous: null });

const PropertyEntry = t.strict(
  {
    kind: t.literal("property"),
    id: t.string,
    says: t.string,
    sources: texts,
    requirements: texts,
    /** The built-in scenarios in which it is checked. */
    scenarios: t.readonlyArray(
      t.exact(
        t.intersection([t.type({ name: t.string, expected: Expected }), t.partial({ because: t.string })]),
        "ExpectedThere",
      ),
    ),
  },
  "PropertyEntry",
);

const RequirementEntry = t.exact(
  t.intersection([
    t.type({
      kind: t.literal("requirement"),
      id: t.string,
      says: t.string,
      source: t.string,
      strength: t.string,
      /** Ids of properties. */
      checkedBy: texts,
    }),
    /** Why no property checks it; how the source words it, or which part of it is checked. */
    t.partial({ notYet: t.string, note: t.string }),
  ]),
  "RequirementEntry",
);

const ScenarioEntry = t.strict(
  {
    kind: t.literal("scenario"),
    id: t.string,
    says: t.string,
    variant: t.string,
    profile: t.string,
    /** Those that differ from the profile. */
    options: t.record(t.string, value),
    properties: texts,
    expect: t.record(t.string, t.strict({ verdict: Expected, because: t.string })),
  },
  "ScenarioEntry",
);

const OptionEntry = t.strict(
  {
    kind: t.literal("option"),
    id: t.string,
    says: t.string,
    group: t.string,
    values: t.readonlyArray(value),
    asWritten: value,
    repaired: value,
    sources: texts,
    /** The built-in scenarios that differ from their profile in it. */
    scenarios: t.readonlyArray(t.strict({ name: t.string, value })),
  },
  "OptionEntry",
);

const RuleEntry = t.strict(
  {
    kind: t.literal("rule"),
    id: t.string,
    sources: texts,
    /** The components that it reads or may write, and the channel whose messages it takes. */
    reads: texts,
    receives: texts,
    scenarios: texts,
  },
  "RuleEntry",
);

export const Entry = t.union([PropertyEntry, RequirementEntry, ScenarioEntry, OptionEntry, RuleEntry], "Entry");
export type Entry = t.TypeOf<typeof Entry>;
export type Kind = Entry["kind"];

export const Entries = t.strict(
  { schema: t.literal("mpacheck/entries@1"), entries: t.readonlyArray(Entry) },
  "Entries",
);
export type Entries = t.TypeOf<typeof Entries>;

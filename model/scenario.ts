/** A scenario is data: a name, a profile, the options it changes, and which verdict it expects of which property, and why. */
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { type OptionName, type Options, type Profile, options } from "./options.js";

export const optionNames: ReadonlyArray<OptionName> =
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets the names of a record that is closed
  Object.keys(options) as ReadonlyArray<OptionName>;

const literals = (values: ReadonlyArray<string | number | boolean>): t.Type<string | number | boolean> =>
  new t.Type(
    values.map((value) => JSON.stringify(value)).join(" | "),
    (u): u is string | number | boolean => values.some((value) => value === u),
    (u, context) => {
      const found = values.find((value) => value === u);
      return found === undefined ? t.failure(u, context) : t.success(found);
    },
    t.identity,
  );

const optionCodecs: t.Props = Object.fromEntries(optionNames.map((name) => [name, literals(options[name].values)]));

export const Expectation = t.readonly(
  t.strict({
    /** vacuous: it holds, but of nothing, since what it is about does not happen in this scenario. */
    verdict: t.keyof({ holds: null, violated: null, vacuous: null }),
    /** Why: what a reader who doubts the expectation should know. */
    because: t.string,
  }),
);
export type Expectation = t.TypeOf<typeof Expectation>;

/** The JSON of model/scenarios. Options not named take the profile's value; properties not named are expected to hold. */
export const ScenarioFile = t.readonly(
  t.intersection([
    t.type({
      name: t.string,
      title: t.string,
      variant: t.string,
      profile: t.keyof({ "as-written": null, repaired: null }),
    }),
    t.partial({
      options: t.partial(optionCodecs),
      expect: t.record(t.string, Expectation),
    }),
  ]),
);
export type ScenarioFile = t.TypeOf<typeof ScenarioFile>;

export type Scenario = {
  readonly name: string;
  readonly title: string;
  readonly variant: string;
  readonly profile: Profile;
  readonly options: Options;
  readonly expect: Readonly<Record<string, Expectation>>;
};

/** Every option with the value that the profile gives it. */
export const profileOptions = (profile: Profile): Options =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each value is one of that option's own
  Object.fromEntries(
    optionNames.map((name) => [name, profile === "repaired" ? options[name].repaired : options[name].asWritten]),
  ) as Options;

export const scenarioOf = (file: ScenarioFile): Scenario => ({
  name: file.name,
  title: file.title,
  variant: file.variant,
  profile: file.profile,
  options: { ...profileOptions(file.profile), ...file.options },
  expect: file.expect ?? {},
});

/** Decodes a scenario; the errors are io-ts's, for `report` or the command line to put into words. */
export const decodeScenario = (json: unknown): E.Either<t.Errors, Scenario> =>
  pipe(ScenarioFile.decode(json), E.map(scenarioOf));

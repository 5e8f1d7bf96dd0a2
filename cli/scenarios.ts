/** Which scenarios a command is about: built-in ones by name, files, and options changed by hand. */
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import * as RA from "fp-ts/lib/ReadonlyArray.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import type { Scenario } from "../model/scenario.js";
import { showText } from "../report/value.js";
import { didYouMean } from "./nearest.js";
import { readScenario } from "./scenario-file.js";
import type { Workbench } from "./workbench.js";

/** A scenario to be explored; what it expects, unless its options were changed by hand. */
export type Chosen = { readonly scenario: Scenario; readonly expect: Scenario["expect"] | undefined };

export type Choice = {
  /** Names of built-in scenarios. Without names and files: every one of them. */
  readonly names: ReadonlyArray<string>;
  readonly files: ReadonlyArray<string>;
  /** `option=value`, applied to each; of two for one option the last counts. */
  readonly settings: ReadonlyArray<string>;
};

type Lines = ReadonlyArray<string>;

/** Every mistake of every part, or all the parts. */
const gather = <A>(parts: ReadonlyArray<E.Either<Lines, A>>): E.Either<Lines, ReadonlyArray<A>> => {
  const { left, right } = RA.separate(parts);
  return left.length > 0 ? E.left(left.flat()) : E.right(right);
};

const readAll =
  (bench: Workbench, files: ReadonlyArray<string>): TE.TaskEither<Lines, ReadonlyArray<Scenario>> =>
  async () =>
    gather(await Promise.all(files.map((file) => readScenario(bench, file)())));

export const builtIn = (bench: Workbench): TE.TaskEither<Lines, ReadonlyArray<Scenario>> =>
  readAll(bench, bench.scenarioFiles);

const named =
  (names: ReadonlyArray<string>) =>
  (all: ReadonlyArray<Scenario>): E.Either<Lines, ReadonlyArray<Scenario>> => {
    const known = all.map(({ name }) => name);
    return gather(
      [...new Set(names)].map((name) =>
        E.fromNullable([`unknown scenario '${showText(name)}'${didYouMean(name, known)}`])(
          all.find((scenario) => scenario.name === name),
        ),
      ),
    );
  };

type Setting = { readonly option: string; readonly value: string | number | boolean };

const parseSetting =
  (bench: Workbench, flag: string) =>
  (text: string): E.Either<Lines, Setting> => {
    const [, option = "", written = ""] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (option === "") return E.left([`${flag}: expected option=value, got '${showText(text)}'`]);
    const entry = Object.entries(bench.options).find(([name]) => name === option)?.[1];
    if (entry === undefined)
      return E.left([`${flag}: unknown option '${showText(option)}'${didYouMean(option, Object.keys(bench.options))}`]);
    const value = entry.values.find((each) => String(each) === written);
    const values = entry.values.map(String);
    return value === undefined
      ? E.left([
          `${flag} ${option}: expected ${values.join(" | ")}, got '${showText(written)}'${didYouMean(written, values)}`,
        ])
      : E.right({ option, value });
  };

/** The expectations of a scenario are about its own options: they stay only if none really changes. */
const applied =
  (settings: ReadonlyArray<Setting>) =>
  (scenario: Scenario): Chosen => {
    const before: Readonly<Record<string, unknown>> = scenario.options;
    const values = Object.fromEntries(settings.map(({ option, value }) => [option, value]));
    const isChanged = Object.entries(values).some(([option, value]) => before[option] !== value);
    return isChanged
      ? { scenario: { ...scenario, options: { ...scenario.options, ...values } }, expect: undefined }
      : { scenario, expect: scenario.expect };
  };

/** What settings do to a scenario. `flag` is how they were given, for what is wrong with them. */
export const changing = (
  bench: Workbench,
  flag: string,
  settings: ReadonlyArray<string>,
): E.Either<Lines, (scenario: Scenario) => Chosen> =>
  pipe(gather(settings.map(parseSetting(bench, flag))), E.map(applied));

/** The scenarios chosen, as they are: the named first, then the files, each in the order given. */
export const scenariosOf = (
  bench: Workbench,
  { names, files }: Pick<Choice, "names" | "files">,
): TE.TaskEither<Lines, ReadonlyArray<Scenario>> =>
  pipe(
    TE.Do,
    TE.bind("fromPackage", () =>
      names.length === 0 && files.length > 0
        ? TE.right([])
        : pipe(builtIn(bench), TE.flatMapEither(names.length === 0 ? E.right : named(names))),
    ),
    TE.bind("fromFiles", () => readAll(bench, files)),
    TE.map(({ fromPackage, fromFiles }) => [...fromPackage, ...fromFiles]),
  );

/** The scenarios chosen, with the settings applied to each. */
export const choose = (bench: Workbench, choice: Choice): TE.TaskEither<Lines, ReadonlyArray<Chosen>> =>
  pipe(
    TE.fromEither(changing(bench, "--set", choice.settings)),
    TE.flatMap((change) =>
      pipe(
        scenariosOf(bench, choice),
        TE.map((all) => all.map(change)),
      ),
    ),
  );

/** JSON that a user wrote: mistakes of its syntax with line and column. */
import { parse } from "@humanwhocodes/momoa";
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import * as J from "fp-ts/lib/Json.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { showText } from "../report/value.js";
import { readText } from "./read-file.js";

const numberAt = (error: unknown, name: string): number | undefined => {
  if (!(error instanceof Error)) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(error, name)?.value;
  return typeof value === "number" ? value : undefined;
};

type Place = { readonly line: number; readonly column: number };

const placeAt = (text: string, offset: number): Place => {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
};

/** The language's own parser gives the offset of some mistakes only. */
const placeOf = (text: string, { message }: Error): Place | undefined => {
  if (message.startsWith("Unexpected end")) return placeAt(text, text.length);
  const [, offset] = /at position (\d+)/.exec(message) ?? [];
  return offset === undefined ? undefined : placeAt(text, Number(offset));
};

/** The other parser gives them all, and passes over a few mistakes. */
const placeBySyntax = (text: string): Place => {
  try {
    parse(text, { mode: "json" });
    return { line: 1, column: 1 };
  } catch (error) {
    return { line: numberAt(error, "line") ?? 1, column: numberAt(error, "column") ?? 1 };
  }
};

const parseJson = (text: string): E.Either<ReadonlyArray<string>, J.Json> =>
  pipe(
    J.parse(text),
    E.mapLeft((error) => {
      const known = error instanceof Error ? placeOf(text, error) : undefined;
      const { line, column } = known ?? placeBySyntax(text);
      const character = /^./u.exec((text.split("\n")[line - 1] ?? "").slice(column - 1))?.[0];
      const got = character === undefined ? "the end of the line" : `'${character}'`;
      return [`line ${line}, column ${column}: expected JSON, got ${got}`];
    }),
  );

/** What a file says as `from` reads it, or a line per mistake, each beginning with the file's name. */
export const readJson =
  <A>(from: (json: unknown) => E.Either<ReadonlyArray<string>, A>) =>
  (file: string): TE.TaskEither<ReadonlyArray<string>, A> =>
    pipe(
      readText(file),
      TE.mapLeft((line) => [line]),
      TE.flatMapEither((text) =>
        pipe(
          parseJson(text),
          E.flatMap(from),
          E.mapLeft((lines) => lines.map((line) => `${showText(file)}: ${showText(line)}`)),
        ),
      ),
    );

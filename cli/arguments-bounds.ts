/** The arguments that bound an exploration. */
import * as E from "fp-ts/lib/Either.js";
import { showText } from "../report/value.js";
import { parseBytes, parseCount, parseSeconds } from "./quantities.js";

type Parser = (text: string) => E.Either<string, number>;

type Amounts = { readonly maxStates?: number; readonly maxBytes?: number; readonly maxSeconds?: number };

const amount = (
  key: keyof Amounts,
  option: string,
  text: string | undefined,
  parse: Parser,
): E.Either<string, Amounts> => {
  if (text === undefined) return E.right({});
  const parsed = parse(text);
  return E.isLeft(parsed) ? E.left(`--${option}: ${showText(parsed.left)}`) : E.right({ [key]: parsed.right });
};

/** As they are written. */
export type GivenBounds = {
  readonly maxStates: string | undefined;
  readonly maxMemory: string | undefined;
  readonly maxSeconds: string | undefined;
};

export const BOUND_OPTIONS = {
  "max-states": { type: "string", requiresArg: true, describe: "stop a scenario at so many states" },
  "max-memory": { type: "string", requiresArg: true, describe: "stop a scenario at so much memory, as 1GB or 512MiB" },
  "max-seconds": { type: "string", requiresArg: true, describe: "stop a scenario after so many seconds" },
} as const;

/** The bounds, or a line for each that is none. */
export const boundsOf = (given: GivenBounds): E.Either<ReadonlyArray<string>, Amounts> => {
  const bounds = [
    amount("maxStates", "max-states", given.maxStates, parseCount),
    amount("maxBytes", "max-memory", given.maxMemory, parseBytes),
    amount("maxSeconds", "max-seconds", given.maxSeconds, parseSeconds),
  ];
  const wrong = bounds.flatMap((bound) => (E.isLeft(bound) ? [bound.left] : []));
  return wrong.length > 0
    ? E.left(wrong)
    : E.right(bounds.reduce<Amounts>((all, bound) => (E.isLeft(bound) ? all : { ...all, ...bound.right }), {}));
};

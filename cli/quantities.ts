/** Amounts as people write them on a command line. */
import * as E from "fp-ts/lib/Either.js";

const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** `512MiB`, `1.5 GB`, `1000000`. Decimal units are powers of ten, binary ones powers of two. */
export const parseBytes = (text: string): E.Either<string, number> => {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  const factor = UNITS[unit.toLowerCase()];
  const bytes = Math.floor(Number(number) * (factor ?? 0));
  return number === "" || factor === undefined || bytes < 1
    ? E.left(`expected an amount of memory such as 512MiB or 1GB, got '${text}'`)
    : E.right(bytes);
};

/** `1000`, `1_000_000`, `1e6`: a whole number from 1. */
export const parseCount = (text: string): E.Either<string, number> => {
  const value = /^\d[\d_]*(?:e\d+)?$/.test(text) ? Number(text.replaceAll("_", "")) : Number.NaN;
  return Number.isSafeInteger(value) && value >= 1
    ? E.right(value)
    : E.left(`expected a whole number from 1 such as 1000000 or 1e6, got '${text}'`);
};

/** `0`, `42`: a whole number from 0 below a bound. */
export const parseWhole =
  (below: number) =>
  (text: string): E.Either<string, number> =>
    /^\d+$/.test(text) && Number(text) < below
      ? E.right(Number(text))
      : E.left(`expected a whole number from 0 below ${below}, got '${text}'`);

/** `90`, `0.5`. */
export const parseSeconds = (text: string): E.Either<string, number> => {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) && value > 0
    ? E.right(value)
    : E.left(`expected a number of seconds such as 90 or 0.5, got '${text}'`);
};

const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** `60s`, `5m`, `500ms`, `1.5h`: in seconds. */
export const parseDuration = (text: string): E.Either<string, number> => {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const seconds = Number(number) * (SECONDS[unit] ?? 0);
  return seconds > 0 && Number.isFinite(seconds)
    ? E.right(seconds)
    : E.left(`expected a duration such as 60s, 5m or 500ms, got '${text}'`);
};

/** Numbers of frames, both ends included; to Infinity where no end is given. */
export type Range = { readonly from: number; readonly to: number };

/** `7`, `7-12`, `7-`, `-12`. */
export const parseRange = (text: string): E.Either<string, Range> => {
  const [, first = "", dash, last = ""] = /^(\d*)(-?)(\d*)$/.exec(text) ?? [];
  const from = first === "" ? 1 : Number(first);
  const to = dash === "" ? from : last === "" ? Number.POSITIVE_INFINITY : Number(last);
  return dash === undefined || first + last === "" || from < 1 || to < from
    ? E.left(`expected frame numbers such as 7, 7-12, 7- or -12, got '${text}'`)
    : E.right({ from, to });
};

/** A whole number of at least 1, and at most so many. */
export const atMost =
  (most: number) =>
  (text: string): E.Either<string, number> => {
    const parsed = parseCount(text);
    return E.isRight(parsed) && parsed.right > most
      ? E.left(`expected a whole number from 1 to ${most}, got '${text}'`)
      : parsed;
  };

const MOST_WORKERS = 256;

/** A number of threads. */
export const parseWorkers = atMost(MOST_WORKERS);

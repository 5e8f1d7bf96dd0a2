/** The checkpoint of an exploration: begun in a new directory, or taken up where it is. */
import * as E from "fp-ts/lib/Either.js";
import { identityOf } from "../checker/explore/identity.js";
import type { Options } from "../checker/explore/report.js";
import { type StorageError, createCheckpoint, isStorageError, openCheckpoint } from "../checker/node/index.js";
import { showText } from "../report/value.js";
import type { Keeping } from "./arguments-checkpoint.js";
import type { Prepared } from "./exploring.js";

type Lines = ReadonlyArray<string>;

/** What an exploration needs to be kept; to be closed when it has ended. */
export type Kept = { readonly options: Pick<Options, "checkpoint" | "resume">; readonly close: () => void };

const NOTHING: Kept = { options: {}, close: () => undefined };

/** A line for each of the things that make a scenario, so that what differs is told by name. */
const textOf = ({ chosen: { scenario } }: Prepared): string =>
  [
    `scenario ${scenario.name}`,
    `variant ${scenario.variant}`,
    `profile ${scenario.profile}`,
    ...Object.entries(scenario.options)
      .map(([option, value]) => `${option}=${String(value)}`)
      .toSorted(),
  ].join("\n");

const refused =
  (option: string) =>
  ({ where, what }: StorageError): Lines => [`--${option}: ${showText(where)}: ${showText(what)}`];

/** Makes or takes up the checkpoint of the one scenario. */
export const keep = (
  version: string,
  keeping: Keeping | undefined,
  prepared: ReadonlyArray<Prepared>,
): E.Either<Lines, Kept> => {
  if (keeping === undefined) return E.right(NOTHING);
  const { directory, isResumed, every } = keeping;
  const option = isResumed ? "resume" : "checkpoint";
  const [one, ...others] = prepared;
  if (one === undefined || others.length > 0)
    return E.left([`--${option}: expected one scenario, got ${prepared.length}: name the one to keep`]);
  const identity = identityOf(one.system, { engine: `mpacheck ${version}`, text: textOf(one) });
  const stored = isResumed ? openCheckpoint(directory, identity) : undefined;
  if (isStorageError(stored)) return E.left(refused(option)(stored));
  const to = stored === undefined ? createCheckpoint(directory, identity) : stored.reopen();
  if (isStorageError(to)) return E.left(refused(option)(to));
  const resume = stored === undefined ? {} : { resume: stored };
  return E.right({ options: { checkpoint: { to, every }, ...resume }, close: to.close });
};

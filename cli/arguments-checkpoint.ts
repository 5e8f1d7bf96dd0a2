/** The arguments that keep an exploration on disk, and that go on from what is there. */
import * as E from "fp-ts/lib/Either.js";
import { showText } from "../report/value.js";
import { parseDuration } from "./quantities.js";

type Lines = ReadonlyArray<string>;

/** Where checkpoints are, whether one is there to go on from, and how many seconds there are between two. */
export type Keeping = { readonly directory: string; readonly isResumed: boolean; readonly every: number };

/** As they are written. */
export type GivenKeeping = {
  readonly checkpoint: string | undefined;
  readonly every: string | undefined;
  readonly resume: string | undefined;
  readonly reduction: string;
};

export const CHECKPOINT_OPTIONS = {
  checkpoint: {
    type: "string",
    requiresArg: true,
    describe: "keep the exploration of one scenario in a new directory, to go on from after whatever ends it",
  },
  every: { type: "string", requiresArg: true, describe: "time between two checkpoints, as 60s, 5m or 500ms (60s)" },
  resume: {
    type: "string",
    requiresArg: true,
    describe: "go on from the checkpoint in a directory, and keep it there",
  },
} as const;

const EVERY = 60;

const mistakes = ({ checkpoint, every, resume, reduction }: GivenKeeping): Lines => {
  const option = resume === undefined ? "checkpoint" : "resume";
  const isGiven = checkpoint !== undefined || resume !== undefined;
  return [
    ...(checkpoint !== undefined && resume !== undefined
      ? ["--resume: keeps its checkpoints where the first one is, expected no --checkpoint with it"]
      : []),
    ...(isGiven && (resume ?? checkpoint) === "" ? [`--${option}: expected a directory, got ''`] : []),
    ...(every !== undefined && !isGiven ? ["--every: expected --checkpoint or --resume with it"] : []),
    ...(isGiven && !["auto", "none"].includes(reduction)
      ? [`--${option}: a reduced space is explored without checkpoints, expected no --reduction ${reduction} with it`]
      : []),
  ];
};

/** What is to be kept, if anything, or a line for each mistake. */
export const keepingOf = (given: GivenKeeping): E.Either<Lines, Keeping | undefined> => {
  const { checkpoint, every, resume } = given;
  const seconds = every === undefined ? E.right(EVERY) : parseDuration(every);
  const wrong = [...mistakes(given), ...(E.isLeft(seconds) ? [`--every: ${showText(seconds.left)}`] : [])];
  if (E.isLeft(seconds) || wrong.length > 0) return E.left(wrong);
  const directory = resume ?? checkpoint;
  return E.right(
    directory === undefined ? undefined : { directory, isResumed: resume !== undefined, every: seconds.right },
  );
};

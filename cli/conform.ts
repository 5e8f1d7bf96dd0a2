/** `mpacheck conform`: whether a recorded run is one that the specification allows. */
import { resolve } from "node:path";
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import * as RA from "fp-ts/lib/ReadonlyArray.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { isUnusable, showCaptureProblem } from "../report/capture-problem.js";
import { showConformanceMermaid } from "../report/conformance-mermaid.js";
import { showConformance } from "../report/conformance-text.js";
import { Conformance } from "../report/conformance.js";
import { showText } from "../report/value.js";
import type { Frame } from "../traces/capture/frame.js";
import type { RolesFile } from "../traces/observe/roles.js";
import { repeated } from "./decoding.js";
import type { RunRequest } from "./conform-run.js";
import { readDeviations } from "./deviations-file.js";
import { type Outcome, codeOfConformance, misused } from "./exit-codes.js";
import type { ReadingMeter } from "./progress.js";
import { openCapture, piecesOf, readCapture, readFrames } from "./read-capture.js";
import { readRoles } from "./roles-file.js";
import { choose } from "./scenarios.js";
import type { Surroundings } from "./surroundings.js";
import type { Workbench } from "./workbench.js";

export type ConformRequest = {
  /** Capture points of one run. */
  readonly files: ReadonlyArray<string>;
  /** A file. */
  readonly roles: string | undefined;
  /** Name of a built-in scenario. */
  readonly scenario: string | undefined;
  /** A file. */
  readonly deviations: string | undefined;
  readonly format: "text" | "json" | "mermaid";
};

type Lines = ReadonlyArray<string>;

const handoverOf = (bench: Workbench, name: string | undefined): TE.TaskEither<Lines, RunRequest["scenario"]> =>
  name === undefined
    ? TE.right(undefined)
    : pipe(
        choose(bench, { names: [name], files: [], settings: [] }),
        TE.bimap(
          (lines) => lines.map((line) => `--scenario: ${line}`),
          (chosen) => chosen[0]?.scenario.options.handover,
        ),
      );

/** More than a small file has, so that it is read to its end. */
const ENOUGH_PIECES = 2;

/** What can be read twice, and begins as a capture does; or a line that says why not. */
const checkCapture = async (file: string): Promise<Lines> => {
  if (file === "-") return ["-: expected a file, got standard input, which can be read only once"];
  const opened = await openCapture(file)();
  if (E.isLeft(opened)) return [opened.left];
  const found = await opened.right.stat();
  if (found.isFIFO() || found.isSocket()) {
    await opened.right.close();
    return [`${showText(file)}: expected a file that can be read twice, got a pipe`];
  }
  let pieces = 0;
  const { problem } = await readFrames(
    piecesOf(opened.right),
    () => undefined,
    undefined,
    () => Promise.resolve(++pieces < ENOUGH_PIECES),
  );
  return problem !== undefined && isUnusable(problem) ? [showCaptureProblem(file, problem)] : [];
};

const checkCaptures =
  (files: Lines): TE.TaskEither<Lines, Lines> =>
  async () => {
    const twice = repeated(files.map((file) => resolve(file))).map(
      ({ at }) => `${showText(files[at] ?? "")}: expected each capture once, got it again`,
    );
    const lines = [...twice, ...(await Promise.all([...new Set(files)].map(checkCapture))).flat()];
    return lines.length > 0 ? E.left(lines) : E.right(files);
  };

type Prepared = Pick<RunRequest, "files" | "scenario" | "deviations"> & { readonly roles: RolesFile | undefined };

/** Every mistake of every part, or all the parts. */
const prepare = async (bench: Workbench, request: ConformRequest): Promise<E.Either<Lines, Prepared>> => {
  const { files, roles, scenario, deviations } = request;
  const parts = {
    files: await checkCaptures(files)(),
    roles: await (roles === undefined ? TE.right(undefined) : readRoles(roles))(),
    scenario: await handoverOf(bench, scenario)(),
    deviations: await (deviations === undefined ? TE.right([]) : readDeviations(bench, deviations))(),
  };
  const { left } = RA.separate<Lines, unknown>(Object.values(parts));
  return E.isLeft(parts.files) || E.isLeft(parts.roles) || E.isLeft(parts.scenario) || E.isLeft(parts.deviations)
    ? E.left(left.flat())
    : E.right({
        files: parts.files.right,
        roles: parts.roles.right,
        scenario: parts.scenario.right,
        deviations: parts.deviations.right,
      });
};

const show = (found: Conformance, format: ConformRequest["format"], { paint, width }: Surroundings): string => {
  switch (format) {
    case "text":
      return showConformance(found, paint, width);
    case "json":
      return JSON.stringify(Conformance.encode(found), null, 2);
    case "mermaid":
      return showConformanceMermaid(found);
  }
};

/** Progress is shown each so many frames. */
const SHOWN_EACH = 10_000;

/** Reads captures for the judge, interrupted with the program, and says how far it is. */
const reader =
  ({ signal }: Surroundings, progress: ReadingMeter): typeof readCapture =>
  (path, sink) => {
    let frames = 0;
    const counted = (frame: Frame): void => {
      if (++frames % SHOWN_EACH === 0) progress.show(path, frames);
      sink(frame);
    };
    return readCapture(path, counted, signal);
  };

export const conform = async (
  bench: Workbench,
  request: ConformRequest,
  surroundings: Surroundings,
): Promise<Outcome> => {
  const prepared = await prepare(bench, request);
  if (E.isLeft(prepared)) return misused(prepared.left);
  const { roles, ...rest } = prepared.right;
  const progress = surroundings.readingMeter();
  try {
    const asked = { ...rest, ...(roles === undefined ? {} : { roles }), version: bench.version };
    const found = await bench.conformRun(asked, reader(surroundings, progress));
    return { code: codeOfConformance(found.verdict), out: show(found, request.format, surroundings), err: [] };
  } finally {
    progress.stop();
  }
};

/** `mpacheck verify`: every chosen scenario explored, every property that is meaningful there decided. */
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import * as TE from "fp-ts/lib/TaskEither.js";
import { showMermaid } from "../report/mermaid.js";
import { showVerification } from "../report/verification-text.js";
import { Verification } from "../report/verification.js";
import { type TrailChoice, verification } from "../report/verify.js";
import type { Keeping } from "./arguments-checkpoint.js";
import { keep } from "./checkpoints.js";
import { type Outcome, codeOf, misused } from "./exit-codes.js";
import { type How, NotResumed, exploreAll, systemsOf, withoutTemporal } from "./exploring.js";
import type { Bounds } from "./progress.js";
import { type Choice, choose } from "./scenarios.js";
import type { Surroundings } from "./surroundings.js";
import type { Workbench } from "./workbench.js";

export type Format = "text" | "json" | "mermaid";

export type VerifyRequest = {
  readonly choice: Choice;
  /** Ids; none for every property. */
  readonly properties: ReadonlyArray<string>;
  /** For each scenario on its own. */
  readonly bounds: Bounds;
  readonly how: How;
  /** Of one scenario alone. */
  readonly keeping: Keeping | undefined;
  /** Whether temporal properties are asked too. */
  readonly isTemporal: boolean;
  readonly trail: TrailChoice;
  readonly format: Format;
};

const show = (found: Verification, format: Format, { paint, width }: Surroundings): string => {
  switch (format) {
    case "text":
      return showVerification(found, paint, width);
    case "json":
      return JSON.stringify(Verification.encode(found), null, 2);
    case "mermaid":
      return showMermaid(found);
  }
};

export const verify = async (
  bench: Workbench,
  request: VerifyRequest,
  surroundings: Surroundings,
): Promise<Outcome> => {
  const asked = request.isTemporal ? bench : withoutTemporal(bench);
  const prepared = await pipe(choose(bench, request.choice), TE.flatMapEither(systemsOf(asked, request.properties)))();
  if (E.isLeft(prepared)) return misused(prepared.left);
  const kept = keep(bench.version, request.keeping, prepared.right);
  if (E.isLeft(kept)) return misused(kept.left);
  const { options, close } = kept.right;
  try {
    const { bounds, how } = request;
    const explored = await exploreAll(bench, bounds, how, surroundings, prepared.right, options);
    const found = verification(explored, request.trail);
    return { code: codeOf(found.verdict), out: show(found, request.format, surroundings), err: [] };
  } catch (error) {
    if (error instanceof NotResumed) return misused([error.message]);
    throw error;
  } finally {
    close();
  }
};

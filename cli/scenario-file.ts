/** Scenarios as JSON on disk. */
import type * as TE from "fp-ts/lib/TaskEither.js";
import type { Scenario } from "../model/scenario.js";
import { readJson } from "./json-file.js";
import { scenarioFrom } from "./mistakes.js";
import type { Workbench } from "./workbench.js";

/** The scenario in a file, or a line per mistake, each beginning with the file's name. */
export const readScenario = (bench: Workbench, file: string): TE.TaskEither<ReadonlyArray<string>, Scenario> =>
  readJson(scenarioFrom(bench))(file);

/** The specification as the command line uses it: the one file that knows where its parts are. */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as E from "fp-ts/lib/Either.js";
import type * as t from "io-ts";
import type { Property, System } from "../checker/system.js";
import { handover } from "../model/handover.js";
import { type OptionEntry, options } from "../model/options.js";
import { type Scenario, decodeScenario } from "../model/scenario.js";
import { catalogue } from "../properties/catalogue.js";
import { requirements } from "../properties/requirements.js";
import type { Telling } from "../report/verify.js";
import type { ConformRun } from "./conform-run.js";
import { conformRun } from "./conformance/run.js";
import { telling } from "./telling.js";

export type CatalogueEntry = {
  readonly id: string;
  readonly says: string;
  readonly sources: ReadonlyArray<string>;
  /** Undefined where the property means nothing in that scenario. */
  readonly make: (scenario: Scenario) => Property | undefined;
};

export type RequirementEntry = {
  readonly id: string;
  readonly source: string;
  readonly strength: string;
  readonly says: string;
  /** Ids of properties. */
  readonly checkedBy: ReadonlyArray<string>;
  /** Why no property checks it, if none does. */
  readonly notYet?: string;
  readonly note?: string;
};

/** Everything that a command needs to know of a specification. */
export type Workbench = {
  readonly version: string;
  /** Files of the built-in scenarios, in the order in which they are shown. */
  readonly scenarioFiles: ReadonlyArray<string>;
  readonly options: Readonly<Record<string, OptionEntry>>;
  readonly decodeScenario: (json: unknown) => E.Either<t.Errors, Scenario>;
  readonly catalogue: ReadonlyArray<CatalogueEntry>;
  readonly requirements: ReadonlyArray<RequirementEntry>;
  readonly system: (scenario: Scenario, properties: ReadonlyArray<Property>) => System;
  readonly telling: (scenario: Scenario) => Telling;
  readonly conformRun: ConformRun;
  /** The module that a thread runs which simulates scenarios of this workbench: `serve` of it. */
  readonly threadModule: URL;
};

/** The folder with package.json: one up from the sources, two up from the built program. */
const packageRoot = (): string => {
  const here = dirname(fileURLToPath(import.meta.url));
  return join(here, ...(here.endsWith(join("dist", "cli")) ? ["..", ".."] : [".."]));
};

const versionIn = (root: string): string => {
  const found: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return typeof found === "object" && found !== null && "version" in found ? String(found.version) : "unknown";
};

const scenarioFilesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => join(folder, name));

/** The handover model with its built-in scenarios. Reads the package's own files. */
export const workbench = (): Workbench => {
  const root = packageRoot();
  return {
    version: versionIn(root),
    scenarioFiles: scenarioFilesIn(join(root, "model", "scenarios")),
    options,
    decodeScenario,
    catalogue,
    requirements,
    system: handover,
    telling,
    conformRun,
    // Beside this file, and like it a source or built.
    threadModule: new URL(`simulation-thread${extname(import.meta.url)}`, import.meta.url),
  };
};

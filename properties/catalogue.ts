/** Every property that a scenario can be checked against, in the order in which reports show them. */
import { bindings } from "./bindings.js";
import { liveness } from "./liveness.js";
import { loss } from "./loss.js";
import { paths } from "./paths.js";
import { anchor } from "./promises/anchor.js";
import { completion } from "./promises/completion.js";
import { gateway } from "./promises/gateway.js";
import { preparation } from "./promises/preparation.js";
import { races } from "./races.js";
import { security } from "./security.js";
import type { CatalogueEntry } from "./view.js";

export type { CatalogueEntry } from "./view.js";

export const catalogue: ReadonlyArray<CatalogueEntry> = [
  ...loss,
  ...paths,
  ...liveness,
  ...bindings,
  ...security,
  ...races,
  ...preparation,
  ...completion,
  ...anchor,
  ...gateway,
];

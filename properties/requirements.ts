/** The catalogue of requirements: what the documents demand or promise, and which property decides it. */
import { draft } from "./requirements/draft.js";
import { panaAndOthers } from "./requirements/pana-and-others.js";
import { type Requirement } from "./requirements/requirement.js";
import { anchor } from "./requirements/rfc5213-lma.js";
import { gateway } from "./requirements/rfc5213-mag.js";
import { deployment } from "./requirements/rfc6252-deployment.js";
import { flow } from "./requirements/rfc6252-flow.js";
import { framework } from "./requirements/rfc6252-framework.js";
import { operations } from "./requirements/rfc6252-operations.js";

export type { Requirement } from "./requirements/requirement.js";

/** In the order of the documents: RFC 6252, the draft, RFC 5213, then what they build on. */
export const requirements: ReadonlyArray<Requirement> = [
  ...framework,
  ...flow,
  ...operations,
  ...deployment,
  ...draft,
  ...anchor,
  ...gateway,
  ...panaAndOthers,
];

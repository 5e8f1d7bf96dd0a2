import type { Result } from "../checker/explore/report.js";

/**
 * The exit code of a result, a versioned contract: 0 holds, 1 violated or held of nothing, 2 the specification is in error, 3 inconclusive.
 * (4, an internal error, is no result.)
 */
export const exitCode = (result: Result): 0 | 1 | 2 | 3 => {
  if (result.tag === "Fault") return 2;
  switch (result.verdict) {
    case "holds":
      return 0;
    case "violated":
    case "vacuous":
      return 1;
    case "inconclusive":
      return 3;
  }
};

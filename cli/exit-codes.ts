/** The exit codes of every command: a versioned contract. */
import type { ConformanceVerdict } from "../report/conformance.js";
import type { Difference } from "../report/diff.js";
import type { Judgement } from "../report/verification.js";

export const EXIT = { asExpected: 0, violated: 1, usage: 2, inconclusive: 3, internal: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What a command has to say, and how it ended. */
export type Outcome = { readonly code: ExitCode; readonly out: string; readonly err: ReadonlyArray<string> };

export const succeeded = (out: string): Outcome => ({ code: EXIT.asExpected, out, err: [] });

/** The user's mistakes, a line each. */
export const misused = (lines: ReadonlyArray<string>): Outcome => ({ code: EXIT.usage, out: "", err: lines });

/** The scenarios' verdicts are one already: of a violated and an inconclusive one the violated is worse. */
export const codeOf = (verdict: Judgement): ExitCode => {
  switch (verdict) {
    case "as expected":
      return EXIT.asExpected;
    case "violated":
      return EXIT.violated;
    case "inconclusive":
      return EXIT.inconclusive;
  }
};

export const codeOfConformance = (verdict: ConformanceVerdict): ExitCode => {
  switch (verdict) {
    case "conforms":
      return EXIT.asExpected;
    case "violates":
      return EXIT.violated;
    case "inconclusive":
      return EXIT.inconclusive;
  }
};

/** What differs is an answer, not a failure. */
export const codeOfDifference = (verdict: Difference): ExitCode => {
  switch (verdict) {
    case "same":
    case "different":
      return EXIT.asExpected;
    case "inconclusive":
      return EXIT.inconclusive;
  }
};

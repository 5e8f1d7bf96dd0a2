import type { Paint } from "./paint.js";
import type { Judgement } from "./verification.js";

export const paintJudgement = (paint: Paint, judgement: Judgement): string => {
  switch (judgement) {
    case "as expected":
      return paint.good(judgement);
    case "violated":
      return paint.bad(judgement);
    case "inconclusive":
      return paint.unsure(judgement);
  }
};

/**
 * A request that is served only at one value of the first of some counters, which go round one by one, or stop at their last
 * value. Round: whoever asks is served, if serving is strongly fair. To a stop: the moment may be missed, and all ends.
 * 2 * values ** counters states.
 */
import { family, specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";

type Service = { components: { request: "idle" | "open" } & { [counter: `c${number}`]: number }; label: string };

const { rule, leadsTo, system } = specify<Service>();

export const service = (counters: number, values: number, isRound: boolean): System => {
  const names = Array.from({ length: counters }, (_, i) => `c${i}` as const);
  return system({
    name: `${counters} counters of ${values}, ${isRound ? "round and round" : "to a stop"}`,
    components: { request: ["idle"], ...family(names, () => [0]) },
    rules: [
      rule("ask", ["request"], ({ request }) =>
        request === "idle" ? [{ label: "ask", next: { request: "open" } }] : [],
      ),
      rule(
        "serve",
        ["request", "c0"],
        ({ request, c0 }) => (request === "open" && c0 === 0 ? [{ label: "serve", next: { request: "idle" } }] : []),
        { fairness: "strong" },
      ),
      ...names.map((self) =>
        rule(
          `count ${self}`,
          { self },
          (view) =>
            isRound || view.self < values - 1 ? [{ label: "count", next: { self: (view.self + 1) % values } }] : [],
          { fairness: "weak" },
        ),
      ),
    ],
    properties: [
      leadsTo(
        "who asks is served",
        ["request"],
        ({ request }) => request === "open",
        ({ request }) => request === "idle",
      ),
    ],
  });
};

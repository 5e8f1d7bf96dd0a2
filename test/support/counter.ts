import { specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";

type Counter = {
  components: { a: number; b: number };
  channels: { net: string };
  observers: { seen: number };
  label: string;
};

const { rule, receive, always, action, sometimes, deadlockFree, leadsTo, until, boundary, system } = specify<Counter>();

/** A small system that says something in every field of the contract. Made anew by every call. */
export const makeCounter = (): System =>
  system({
    name: "counter",
    components: { a: [0, 1], b: [0] },
    channels: { net: { discipline: "fifo", capacity: 2, whenFull: "block", initial: ["start"] } },
    observers: { seen: { initial: 0, observe: (seen, label) => (label === "up" ? seen + 1 : seen) } },
    starts: [{ a: 0 }, { a: 1 }],
    rules: [
      rule("up", ["a"], ({ a }) => [{ label: "up", next: { a: a + 1 } }], { fairness: "weak", sources: ["one"] }),
      receive("take", "net", { mine: "b" }, ({ mine }) => [{ label: "take", next: { mine: mine + 1 } }]),
    ],
    properties: [
      always("small", ["a"], ({ a }) => a < 9, { given: ({ a }) => a > 1 }),
      sometimes("large", ["a"], ({ a }) => a > 5),
      action("grows", ["a"], (before, _label, after) => after.a >= before.a),
      deadlockFree("goes on", ["b"], ({ b }) => b === 1),
      leadsTo(
        "in the end",
        ["a", "b"],
        ({ a }) => a === 1,
        ({ b }) => b === 1,
      ),
      until(
        "up to",
        ["a", "b"],
        ({ a }) => a < 7,
        ({ b }) => b > 1,
      ),
    ],
    boundaries: [boundary("bounded", ["a"], ({ a }) => a < 20)],
    symmetries: [{ name: "places", components: [["a", "b"]], names: [["x", "y"]] }],
  });

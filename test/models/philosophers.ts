/**
 * Dining philosophers: each takes the left fork, then the right one, eats, and puts them down in the same order. Ordered,
 * the last one takes the right fork first, so that all take the fork with the smaller number first.
 */
import { family, specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";

type Philosopher = "thinking" | "has left" | "eating" | "has right";
type Fork = "free" | "taken";
export type Table = {
  components: { [philosopher: `p${number}`]: Philosopher } & { [fork: `f${number}`]: Fork };
  label: string;
};

const { rule, deadlockFree, system } = specify<Table>();

const philosopher = (i: number, count: number, isOrdered: boolean) => {
  const [lower, upper] = [Math.min(i, (i + 1) % count), Math.max(i, (i + 1) % count)];
  const [first, second] = isOrdered ? [lower, upper] : [i, (i + 1) % count];
  const [self, left, right] = [`p${i}` as const, `f${first}` as const, `f${second}` as const];
  return [
    rule(`take left ${i}`, { self, left }, ({ self: p, left: fork }) =>
      p === "thinking" && fork === "free" ? [{ label: "take left", next: { self: "has left", left: "taken" } }] : [],
    ),
    rule(`take right ${i}`, { self, right }, ({ self: p, right: fork }) =>
      p === "has left" && fork === "free" ? [{ label: "take right", next: { self: "eating", right: "taken" } }] : [],
    ),
    rule(`put left ${i}`, { self, left }, ({ self: p }) =>
      p === "eating" ? [{ label: "put left", next: { self: "has right", left: "free" } }] : [],
    ),
    rule(`put right ${i}`, { self, right }, ({ self: p }) =>
      p === "has right" ? [{ label: "put right", next: { self: "thinking", right: "free" } }] : [],
    ),
  ];
};

export const philosophers = (count: number, isOrdered = false): System => {
  const seats = Array.from({ length: count }, (_, i) => i);
  return system({
    name: `${count} dining philosophers`,
    components: {
      ...family(
        seats.map((i) => `p${i}` as const),
        (): ReadonlyArray<Philosopher> => ["thinking"],
      ),
      ...family(
        seats.map((i) => `f${i}` as const),
        (): ReadonlyArray<Fork> => ["free"],
      ),
    },
    rules: seats.flatMap((i) => philosopher(i, count, isOrdered)),
    properties: [deadlockFree("nobody starves with a fork in hand", [], () => false)],
  });
};

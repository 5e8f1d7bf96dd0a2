/** Halves are chosen again where that is worth it, and nowhere else. */
import { expect, test } from "vitest";
import { searchFast } from "../../../checker/explore/fast.js";
import { sizeOf } from "../../../checker/native/half.js";
import { specify } from "../../../checker/specify.js";
import type { System } from "../../../checker/system.js";
import { finished } from "../../support/finished.js";
import { startLoop } from "../../support/loop.js";

type Places = { label: string; components: { a: number; b: number; c: number; d: number; e: number; f: number } };
const NAMES = ["a", "b", "c", "d", "e", "f"] as const;

const below = <A>(n: number, end: number, next: A) => (n < end ? [{ label: "on", next }] : []);

/** a goes with b, and c with d, each in so many steps; e and f go alone. */
const partners = (together: number, e: number, f: number): System => {
  const { rule, always, system } = specify<Places>();
  return system({
    name: "partners",
    components: { a: [0], b: [0], c: [0], d: [0], e: [0], f: [0] },
    rules: [
      rule("a and b", { a: "a", b: "b" }, ({ a, b }) => below(a, together, { a: a + 1, b: b + 1 })),
      rule("c and d", { c: "c", d: "d" }, ({ c, d }) => below(c, together, { c: c + 1, d: d + 1 })),
      rule("e", { e: "e" }, (view) => below(view.e, e, { e: view.e + 1 })),
      rule("f", { f: "f" }, (view) => below(view.f, f, { f: view.f + 1 })),
    ],
    properties: [always("partners are where each other is", NAMES, ({ a, b, c, d }) => a === b && c === d)],
  });
};

const placeOf = (name: string): number => NAMES.findIndex((each) => each === name);

/** What becomes of halves of which the second has these components. */
const explored = (system: System, second: ReadonlyArray<string>) => {
  const places = second.map(placeOf);
  const fast = startLoop(system, { isSecond: (place) => places.includes(place), chosenFrom: 20_000 });
  const found = finished(searchFast(fast));
  const { log, x } = fast.explorer;
  const values = sizeOf(x.halves[0]) + sizeOf(x.halves[1]);
  const split = found !== undefined && "tag" in found && found.tag === "Rechosen" ? found.choice.split : undefined;
  return { split, states: log.size, values };
};

test("halves that part what goes together are chosen again, where a value does for many states but would do for more", () => {
  const { split, states, values } = explored(partners(7, 79, 79), ["b", "d", "f"]);
  const sideOf = (name: string) => split?.findIndex((half) => half.includes(placeOf(name)));
  expect(sideOf("a")).toBeGreaterThanOrEqual(0);
  expect(sideOf("a")).toBe(sideOf("b"));
  expect(sideOf("c")).toBe(sideOf("d"));
  // Their making takes less time than that of the states; the end is not awaited for all that.
  expect(states).toBeGreaterThan(16 * values);
  expect(states).toBeLessThan(8 * 8 * 80 * 80);
});

test("halves with many values stay where no others have fewer", () => {
  const { split, states, values } = explored(partners(0, 8_999, 9), ["f"]);
  expect(split).toBeUndefined();
  expect({ states, values }).toEqual({ states: 90_000, values: 9_010 });
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { isFault } from "../../../checker/fault.js";
import type { System } from "../../../checker/system.js";
import type { Possible } from "../../../traces/replay/possible.js";
import { type Replay, replay } from "../../../traces/replay/replay.js";
import { stateOf } from "../../../traces/replay/steps.js";
import { text } from "../../support/naive.js";
import { shapes, systemOf } from "../../support/random-system.js";
import { type Rules, type Way, begin, closed, seen } from "./twin.js";

/** Beyond this the naive twin takes too long; such systems are left out, and counted. */
const MOST = 400;

const rulesOf = (seed: number): Rules => ({
  shows: (label) => (label === 0 ? [] : label === 1 ? ["a"] : [["b"], ["a", "b"], ["c"]][seed % 3]!),
});

const replayOf = (system: System, rules: Rules): Replay => {
  const result = replay(system, {
    shows: rules.shows,
    bounds: { states: 100_000, deviations: 0 },
  });
  if (isFault(result)) throw new Error(JSON.stringify(result));
  return result;
};

/** States with what is still to be seen, and the properties violated on every way and on some way there. */
const told = (r: Replay, { configs }: Possible): string[] => {
  const names = r.graph.stepper.compiled.properties.map(({ property }) => property.name);
  const set = (bits: bigint): string[] => names.filter((_, i) => (bits & (1n << BigInt(i))) !== 0n).toSorted();
  const shown = (ids: ReadonlyArray<number>) => ids.map((id) => String(r.graph.values.get(id))).toSorted();
  return [...configs.values()]
    .map(({ state, owed, must, may }) =>
      text([stateOf(r.graph.stepper, r.graph.states[state]!), shown(owed), set(must), set(may)]),
    )
    .toSorted();
};

const expected = (ways: ReadonlyArray<Way>): string[] => {
  const places = new Map<string, { way: Way; all: string[][] }>();
  for (const way of ways) {
    const key = text([way.state, way.owed.toSorted()]);
    const place = places.get(key) ?? { way, all: [] };
    places.set(key, { way, all: [...place.all, way.violated] });
  }
  return [...places.values()]
    .map(({ way, all }) => {
      const may = [...new Set(all.flat())].toSorted();
      const must = may.filter((name) => all.every((each) => each.includes(name)));
      return text([way.state, way.owed.toSorted(), must, may]);
    })
    .toSorted();
};

const initialOf = (system: System) =>
  system.components.reduce<Record<string, unknown>[]>(
    (states, { name, initial }) => states.flatMap((state) => initial.map((value) => ({ ...state, [name]: value }))),
    [{}],
  );

test("what is possible after each thing seen is what the naive twin says, to the last state and property", () => {
  const count = { followed: 0, refused: 0, left: 0, violations: 0, owed: 0 };
  fc.assert(
    fc.property(
      shapes.map((shape) => ({ ...shape, hasBoundary: false })),
      fc.nat(29),
      fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 6 }),
      (shape, seed, trace) => {
        const system = systemOf(shape);
        const rules = rulesOf(seed);
        const r = replayOf(system, rules);
        let possible = r.start;
        let ways = begin(system, initialOf(system));
        for (const what of trace) {
          const all = closed(system, rules, ways, MOST);
          if (all === undefined) {
            count.left++;
            return;
          }
          const after = seen(system, rules, all, what);
          const taken = r.take(possible, { shown: what });
          if (isFault(taken)) throw new Error(JSON.stringify(taken));
          if (after.length === 0) {
            expect(taken.tag).toBe("unexplained");
            expect(told(r, taken.tag === "unexplained" ? taken.before : taken.possible)).toEqual(expected(all));
            count.refused++;
            return;
          }
          expect(taken.tag).toBe("followed");
          expect(told(r, taken.possible)).toEqual(expected(after));
          count.followed++;
          if (after.some(({ violated }) => violated.length > 0)) count.violations++;
          if (after.some(({ owed }) => owed.length > 0)) count.owed++;
          possible = taken.possible;
          ways = after;
        }
      },
    ),
    { numRuns: 3000 },
  );
  // The comparison would prove nothing if these never occurred.
  for (const times of Object.values(count)) expect(times).toBeGreaterThan(5);
});

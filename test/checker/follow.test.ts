import fc from "fast-check";
import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import { type Followed, follow } from "../../checker/follow.js";
import { specify } from "../../checker/specify.js";
import type { System } from "../../checker/system.js";
import { type Trail, replay } from "../../checker/trail.js";
import { shapes, systemOf } from "../support/random-system.js";

const { rule, system } = specify<{
  components: { door: "open" | "shut" | "locked"; light: boolean; key: number };
  label: { does: string; how?: string };
}>();

type Reading = { shuts: "shut" | "locked"; creaks: boolean; keys: number[]; rings: boolean };

const house = ({ shuts, creaks, keys, rings }: Reading): System =>
  system({
    name: "house",
    components: { door: ["open"], light: [false], key: keys },
    rules: [
      rule("shut", ["door"], ({ door }) =>
        door === "open"
          ? [
              { label: { does: "slams" }, next: { door: "shut" } },
              { label: { does: "shuts", ...(creaks ? { how: "creaks" } : {}) }, next: { door: shuts } },
              { label: { does: "shuts", how: "twice" }, next: { door: "shut" } },
            ]
          : [],
      ),
      rule("open", ["door"], ({ door }) =>
        door === "shut" ? [{ label: { does: "opens" }, next: { door: "open" } }] : [],
      ),
      rule("switch", ["light"], ({ light }) => [{ label: { does: "switches" }, next: { light: !light } }]),
      ...(rings ? [rule("ring", [], () => [{ label: { does: "rings" } }])] : []),
    ],
  });

const usual: Reading = { shuts: "shut", creaks: false, keys: [0], rings: true };

const trailOf = (of: System, choices: number[], loop?: number): Trail => {
  const trail = replay(of, choices, loop);
  if (trail.tag !== "Trail") throw new Error(trail.tag);
  return trail;
};

const followed = (reading: Partial<Reading>, asked: Trail): Followed => {
  const found = follow(house({ ...usual, ...reading }), asked);
  if (found.tag === "Fault") throw new Error(found.what);
  return found;
};

const shutAndOpen = trailOf(house(usual), [0, 1, 0]);
const told = ({ trail }: Followed) => trail.steps.map(({ label }) => label);

test("a step that is not possible there ends it, and what is possible is said", () => {
  const { trail, possible } = followed({ shuts: "locked" }, shutAndOpen);
  expect(trail).toMatchObject({ choices: [0, 1], initial: { door: "open" }, final: { door: "locked" } });
  expect(possible.map(({ rule: name, choice }) => ({ name, choice }))).toEqual([
    { name: "switch", choice: 0 },
    { name: "ring", choice: 1 },
  ]);
});

test("a rule that is not there ends it", () => {
  const { trail } = followed({ rings: false }, trailOf(house(usual), [0, 3, 4]));
  expect(trail.steps.map((step) => step.rule)).toEqual(["switch"]);
});

test("the same label is preferred, whatever it leads to", () => {
  expect(told(followed({ shuts: "locked" }, shutAndOpen))).toEqual([{ does: "shuts" }]);
});

test("without the same label it is the same rule, and the state that is nearest", () => {
  const { trail } = followed({ creaks: true, shuts: "locked" }, trailOf(house({ ...usual, shuts: "locked" }), [0, 1]));
  expect(trail.steps.map(({ label }) => label)).toEqual([{ does: "shuts", how: "creaks" }]);
});

test("it begins in the initial state that is nearest", () => {
  const asked = trailOf(house({ ...usual, keys: [3] }), [0, 0]);
  expect(followed({ keys: [2, 3, 4] }, asked).trail).toMatchObject({ choices: [1, 0], initial: { key: 3 } });
  expect(followed({ keys: [7, 8] }, asked).trail).toMatchObject({ choices: [0, 0], initial: { key: 7 } });
});

test.each([
  { name: "closed there too", reading: {}, choices: [0, 1, 0], loop: 0, is: 0 },
  { name: "not come to", reading: { shuts: "locked" as const }, choices: [0, 1, 0], loop: 0, is: undefined },
  { name: "of no steps", reading: {}, choices: [0, 1], loop: 1, is: undefined },
])("a loop: $name", ({ reading, choices, loop, is }) => {
  expect(followed(reading, trailOf(house(usual), choices, loop)).trail.loop).toBe(is);
});

test("a fault of the system is a fault of what follows in it", () => {
  expect(follow({ ...house(usual), starts: [] }, shutAndOpen)).toMatchObject({ tag: "Fault", kind: "declaration" });
});

test("a system follows its own runs to the end", () => {
  let longest = 0;
  fc.assert(
    fc.property(shapes, (shape) => {
      const of = systemOf(shape);
      const result = explore(of);
      if (result.tag === "Fault") throw new Error(result.what);
      for (const { trail } of result.properties) {
        if (trail === undefined) continue;
        const found = follow(of, trail);
        if (found.tag === "Fault") throw new Error(found.what);
        longest = Math.max(longest, trail.steps.length);
        expect(found.trail.initial).toEqual(trail.initial);
        expect(found.trail.final).toEqual(trail.final);
        expect(found.trail.steps.map(({ rule: by, label, changed }) => ({ by, label, changed }))).toEqual(
          trail.steps.map(({ rule: by, label, changed }) => ({ by, label, changed })),
        );
        // What it did is a run: its choices give it back.
        expect(replay(of, found.trail.choices, found.trail.loop)).toEqual(found.trail);
      }
    }),
    { numRuns: 300 },
  );
  expect(longest).toBeGreaterThan(3);
});

/** Whether every property is asked about everything that it has to be asked about. */
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import { specify } from "../../../checker/specify.js";
import { Unsuited } from "../../../checker/native/units.js";
import type { Property, Rule } from "../../../checker/system.js";
import { type Wanted, throughLoop } from "../../support/loop.js";
import { reported, told } from "../../support/told.js";

type Pair = { components: { x: number; y: number }; label: number };
const { rule, action, always, deadlockFree, never, system } = specify<Pair>();

const pair = (rules: ReadonlyArray<Rule>, properties: ReadonlyArray<Property>) =>
  system({ name: "pair", components: { x: [0], y: [0] }, rules, properties });

/** Both components in one half, and one in each. */
const splits: ReadonlyArray<Wanted> = [{}, { isSecond: (place) => place === 1 }, { isSecond: (place) => place === 0 }];

test("a state without steps is asked about, though its key was another's when there were fewer values", () => {
  const rules = [
    rule("x", ["x", "y"], ({ x, y }) => (y === 0 && x < 60 ? [{ label: 0, next: { x: x + 1 } }] : [])),
    rule("y", ["y"], ({ y }) =>
      y > 0 ? [] : Array.from({ length: 13 }, (_, i) => ({ label: 1, next: { y: i + 1 } })),
    ),
  ];
  const stops = Array.from({ length: 120 }, (_, i) => ({ atX: (i * 7) % 60, atY: 1 + (i % 13) }));
  const properties = stops.map(({ atX, atY }) =>
    deadlockFree(`${atX} ${atY}`, ["x", "y"], ({ x, y }) => x !== atX || y !== atY),
  );
  for (const wanted of splits) {
    const { properties: found } = reported(throughLoop(pair(rules, properties), wanted));
    expect(found.map(({ trail }) => trail?.steps.length)).toEqual(stops.map(({ atX }) => atX + 1));
  }
});

test("a state with thousands of steps, all of which are asked about", () => {
  const many = 9000;
  const rules = [
    rule("x", ["x", "y"], ({ x }) =>
      x > 0 ? [] : Array.from({ length: many }, (_, i) => ({ label: i, next: { x: i + 1 } })),
    ),
  ];
  const subject = pair(rules, [action("last", ["x", "y"], (_before, _label, after) => after.x !== many)]);
  expect(told(explore(subject, { probe: 1 }))).toMatchObject({ properties: [{ verdict: "violated" }] });
  expect(() => throughLoop(subject, { isSecond: (place) => place === 1 })).toThrow(Unsuited);
});

test("more labels than a question has room for", () => {
  const [rows, each] = [67, 1000];
  const rules = [
    rule("y", ["x", "y"], ({ y }) =>
      y >= rows ? [] : Array.from({ length: each }, (_, i) => ({ label: y * each + i, next: { x: i % 3, y: y + 1 } })),
    ),
  ];
  const properties = [
    action("all but one", ["x", "y"], (_before, label) => label !== 66_001),
    action("own", ["x", "y"], ({ y }, label) => Math.floor(label / each) === y),
    action("one", ["y"], () => false, { given: (label) => label === 66_002 }),
  ];
  const expected = [{ verdict: "violated", trail: { steps: { length: rows } } }, { verdict: "holds" }];
  const subject = pair(rules, properties);
  const result = reported(explore(subject, { probe: 1 }));
  expect(result).toMatchObject({ kernel: "plain", properties: [...expected, expected[0]] });
  expect(() => throughLoop(subject, { isSecond: (place) => place === 1 })).toThrow(Unsuited);
});

test("properties and rules of both halves, with more pairs of values than a table may have", () => {
  const [width, height] = [1100, 600];
  const rules = [
    rule("x", ["x", "y"], ({ x, y }) => (y === 0 && x < width ? [{ label: 0, next: { x: x + 1 } }] : [])),
    rule("y", ["x", "y"], ({ x, y }) => (y < height && x % 100 === 0 ? [{ label: 1, next: { y: y + 1 } }] : [])),
  ];
  const goals = [
    [0, 1],
    [1099, 0],
    [1100, 600],
    [700, 5],
  ] as const;
  const properties = goals.flatMap(([atX, atY], i) => [
    always(`always ${i}`, ["x", "y"], ({ x, y }) => x !== atX || y !== atY),
    never(`never ${i}`, ["x"], ({ x }) => x === atX && atX > 0),
    action(`action ${i}`, ["x", "y"], (_before, _label, after) => after.x !== atX || after.y !== atY),
  ]);
  const result = told(throughLoop(pair(rules, properties), { isSecond: (place) => place === 1 }));
  expect(result).toEqual(told(explore(pair(rules, properties), { kernel: "plain" })));
  expect(result).toMatchObject({ states: width + 1 + 12 * height });
});

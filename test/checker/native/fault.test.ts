/** Errors of the specification, met in the loop: the same as in the plain one, in a state that has them. */
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Result } from "../../../checker/explore/report.js";
import { specify } from "../../../checker/specify.js";
import type { Property, Rule, System } from "../../../checker/system.js";
import { type Wanted, throughLoop } from "../../support/loop.js";
import { told } from "../../support/told.js";

type Small = {
  components: { x: number; y: number; still: number };
  channels: { full: string; lossy: string };
  observers: { seen: unknown; last: unknown };
  label: unknown;
};
const { rule, receive, always, never, sometimes, action, deadlockFree, leadsTo, system } = specify<Small>();

type Parts = {
  readonly rules?: ReadonlyArray<Rule>;
  readonly properties?: ReadonlyArray<Property>;
  readonly observe?: (seen: unknown, label: unknown, overflowed: ReadonlyArray<string>) => unknown;
};

const TOP = 5;

/** Two counters, a channel that is always full, one that overflows now and then, and an observer of the last label. */
const small = ({ rules = [], properties = [], observe = (seen) => seen }: Parts): System =>
  system({
    name: "small",
    components: { x: [0], y: [0], still: [0] },
    channels: {
      full: { discipline: "fifo", capacity: 1, whenFull: "block", initial: ["m"] },
      lossy: { discipline: "bag", capacity: 2, whenFull: "overflow" },
    },
    observers: { seen: { initial: 0, observe }, last: { initial: "", observe: (_last, label) => label } },
    rules: [
      rule("x", ["x"], ({ x }) => (x < TOP ? [{ label: `x${x}`, next: { x: x + 1 } }] : [])),
      rule("y", ["y"], ({ y }) => (y < TOP ? [{ label: `y${y}`, next: { y: y + 1 } }] : [])),
      ...rules,
    ],
    properties,
  });

const boom = () => {
  throw new TypeError("boom");
};
const erased = (change: Partial<Rule>): Rule => ({ ...rule("erased", [], () => []), ...change });
const fill = rule("fill", ["x"], ({ x }) => (x > 1 ? [{ label: "fill", send: [{ to: "lossy", message: "m" }] }] : []));
const blocked = rule("blocked", ["x"], ({ x }) =>
  x < 3 ? [] : [{ label: "never", next: { x: 0 }, send: [{ to: "full", message: "n" }] }],
);
const blockedByBoth = rule("blocked by both", ["x", "y"], ({ x, y }) =>
  x + y < 3 ? [] : [{ label: "never", send: [{ to: "full", message: "n" }] }],
);

const failing: ReadonlyArray<{ name: string; parts: Parts; where: string }> = [
  {
    name: "a rule of one component",
    parts: { rules: [rule("r", ["x"], ({ x }) => (x === 3 ? boom() : []))] },
    where: "rule 'r'",
  },
  {
    name: "a rule of two",
    parts: { rules: [rule("r", ["x", "y"], ({ x, y }) => (x === 3 && y === 2 ? boom() : []))] },
    where: "rule 'r'",
  },
  {
    name: "a rule in a state in which a channel overflows",
    parts: { rules: [fill, rule("r", ["y", "lossy"], ({ lossy }) => (lossy.length === 2 ? boom() : []))] },
    where: "rule 'r'",
  },
  {
    name: "a rule that receives",
    parts: { rules: [fill, receive("r", "lossy", ["y"], ({ y }) => (y === 3 ? boom() : []))] },
    where: "rule 'r'",
  },
  {
    name: "outcomes that are none",
    parts: {
      rules: [erased({ reads: { x: "x" }, step: ({ x }) => (x === 4 ? [{ label: new Date(0) }] : []) })],
    },
    where: "rule 'erased'",
  },
  {
    name: "more messages than fit",
    parts: {
      rules: [
        rule("r", ["x", "y", "lossy"], ({ x, y }) =>
          x + y < 7 ? [] : [{ label: 0, next: { lossy: ["m", "m", "m"] } }],
        ),
      ],
    },
    where: "rule 'r'",
  },
  {
    name: "an observer",
    parts: { observe: (seen, label) => (label === "x3" ? boom() : seen) },
    where: "observer 'seen'",
  },
  {
    name: "an observer of what was lost",
    parts: { rules: [fill], observe: (seen, _label, lost) => (lost.length > 0 ? boom() : seen) },
    where: "observer 'seen'",
  },
  {
    name: "an observer's value",
    parts: { observe: (_seen, label) => (label === "y4" ? new Map() : 0) },
    where: "observer 'seen'",
  },
  { name: "always", parts: { properties: [always("p", ["x"], ({ x }) => x < 3 || boom())] }, where: "property 'p'" },
  {
    name: "an antecedent",
    parts: { properties: [never("p", ["x", "y"], () => false, { given: ({ x, y }) => x + y < 7 || boom() })] },
    where: "property 'p'",
  },
  {
    name: "sometimes, of an observer",
    parts: {
      properties: [sometimes("p", ["last", "y"], ({ last, y }) => (last === "x3" && y === 4 ? boom() : false))],
    },
    where: "property 'p'",
  },
  {
    name: "deadlock-free",
    parts: { properties: [deadlockFree("p", ["x"], boom)] },
    where: "property 'p'",
  },
  {
    name: "an action of one half",
    parts: { properties: [action("p", ["x"], (_before, _label, after) => after.x < 3 || boom())] },
    where: "property 'p'",
  },
  {
    name: "an action of both halves",
    parts: { properties: [action("p", ["x", "y"], ({ x, y }) => x < 2 || y < 2 || boom())] },
    where: "property 'p'",
  },
  {
    name: "an action with what was lost",
    parts: { rules: [fill], properties: [action("p", ["x"], (_b, _label, _a, lost) => lost.length === 0 || boom())] },
    where: "property 'p'",
  },
  {
    name: "an action's antecedent",
    parts: { properties: [action("p", ["y"], () => true, { given: (label) => label !== "x3" || boom() })] },
    where: "property 'p'",
  },
  {
    name: "a temporal property",
    parts: {
      properties: [
        leadsTo(
          "p",
          ["x", "y"],
          ({ x, y }) => x + y < 9 || boom(),
          () => true,
        ),
      ],
    },
    where: "property 'p'",
  },
];

const MASKS = [0, 1, 2, 3, 5, 9, 17, 24, 33, 42, 52, 65, 96, 127];
const split = (mask: number): Wanted => ({ isSecond: (place) => ((mask >> place) & 1) === 1 });

/** The error must be there when the state that is told is all there is. */
const isIn = (subject: System, result: Result): boolean => {
  if (result.tag !== "Fault" || result.state === undefined) return false;
  const again = explore({ ...subject, starts: [result.state] }, { kernel: "plain" });
  return again.tag === "Fault" && again.what === result.what && again.choices?.length === 1;
};

test.each(failing)("$name that fails", ({ parts, where }) => {
  const subject = small(parts);
  const plain = explore(subject, { kernel: "plain" });
  expect(told(plain)).toMatchObject({ where });
  const results = [explore(subject, { probe: 1 }), ...MASKS.map((mask) => throughLoop(subject, split(mask)))];
  for (const result of results) {
    expect(told(result)).toEqual(told(plain));
    expect(isIn(subject, result)).toBe(true);
  }
});

const fine: ReadonlyArray<{ name: string; parts: Parts }> = [
  {
    name: "an observer",
    parts: { rules: [blocked, blockedByBoth], observe: (seen, label) => (label === "never" ? boom() : seen) },
  },
  {
    name: "an antecedent",
    parts: {
      rules: [blocked, blockedByBoth],
      properties: [action("p", ["x"], () => true, { given: (label) => (label === "never" ? boom() : true) })],
    },
  },
  {
    name: "an action",
    parts: {
      rules: [blocked, blockedByBoth],
      properties: [action("p", ["y"], (_before, label) => (label === "never" ? boom() : true))],
    },
  },
];

test.each(fine)("$name that would fail only in a step that is blocked", ({ parts }) => {
  const subject = small(parts);
  const plain = told(explore(subject, { kernel: "plain" }));
  expect(plain).toMatchObject({ complete: true, channels: [{ blocked: expect.any(Number) }, {}] });
  for (const mask of MASKS) expect(told(throughLoop(subject, split(mask)))).toEqual(plain);
});

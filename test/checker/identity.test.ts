import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOf, identityOf } from "../../checker/explore/identity.js";
import type { System } from "../../checker/system.js";
import { makeCounter as make } from "../support/counter.js";

const OPTIONS = {
  engine: "mpacheck 1",
  options: { kernel: "wasm", maxStates: undefined, workers: 2 },
  text: '{"s":1}\nmore',
};

const BASE = identityOf(make(), OPTIONS);

const list = <A>(all: ReadonlyArray<A>, at: number, change: (each: A) => A): ReadonlyArray<A> =>
  all.map((each, i) => (i === at ? change(each) : each));

/** The n-th thing of a kind, with these fields in place of its own. */
const withComponent = (at: number, other: object): System => {
  const base = make();
  return { ...base, components: list(base.components, at, (each) => ({ ...each, ...other })) };
};
const withRule = (at: number, other: Partial<System["rules"][number]>): System => {
  const base = make();
  return { ...base, rules: list(base.rules, at, (each) => ({ ...each, ...other })) };
};
const withProperty = (at: number, other: object): System => {
  const base = make();
  return { ...base, properties: list(base.properties, at, (each) => ({ ...each, ...other })) };
};
const withBoundary = (other: Partial<System["boundaries"][number]>): System => {
  const base = make();
  return { ...base, boundaries: list(base.boundaries, 0, (each) => ({ ...each, ...other })) };
};
const withSymmetry = (other: object): System => {
  const base = make();
  return { ...base, symmetries: list(base.symmetries ?? [], 0, (each) => ({ ...each, ...other })) };
};

const no = (): boolean => false;

test("equal for two makings of one system, whatever the order of keys in its values", () => {
  expect(identityOf(make(), OPTIONS)).toBe(BASE);
  const record = (initial: unknown): string => identityOf(withComponent(0, { initial: [initial] }), OPTIONS);
  expect(record({ x: 1, y: -0, z: undefined })).toBe(record({ y: 0, x: 1 }));
  expect(identityOf(make(), { ...OPTIONS, options: { workers: 2, kernel: "wasm" } })).toBe(BASE);
});

test("functions are known by 64 bits of their text", () => {
  const [, low, high] = /^rule "up" step: ([0-9a-f]{8})([0-9a-f]{8})$/m.exec(BASE) ?? [];
  expect(low).toBeDefined();
  expect(low).not.toBe(high);
});

test("sources are said of a system, and change nothing", () => {
  expect(identityOf(withRule(0, { sources: ["another"] }), OPTIONS)).toBe(BASE);
  expect(identityOf(withProperty(0, { sources: ["another"] }), OPTIONS)).toBe(BASE);
});

const reversed = (key: "components" | "rules" | "properties"): System => {
  const base = make();
  return { ...base, [key]: [...base[key]].toReversed() };
};

test.each<{ change: string; system: System; begins: string }>([
  { change: "name of the system", system: { ...make(), name: "other" }, begins: "system: expected" },
  {
    change: "name of a component",
    system: withComponent(0, { name: "c" }),
    begins: "expected the line 'component \"a\": local'",
  },
  {
    change: "kind of a component",
    system: withComponent(0, { kind: "observer", observe: no }),
    begins: 'component "a": expected local, found observer',
  },
  {
    change: "initial values",
    system: withComponent(0, { initial: [0, 2] }),
    begins: 'component "a" initial: expected [0,1], found [0,2]',
  },
  {
    change: "order of initial values",
    system: withComponent(0, { initial: [1, 0] }),
    begins: 'component "a" initial: expected [0,1], found [1,0]',
  },
  {
    change: "type of an initial value",
    system: withComponent(1, { initial: [0n] }),
    begins: 'component "b" initial: expected [0], found [0n]',
  },
  {
    change: "a text for a number",
    system: withComponent(1, { initial: ["0"] }),
    begins: 'component "b" initial: expected [0], found ["0"]',
  },
  {
    change: "discipline",
    system: withComponent(2, { discipline: "bag" }),
    begins: 'component "net": expected fifo of 2, block, found bag of 2, block',
  },
  { change: "capacity", system: withComponent(2, { capacity: 3 }), begins: 'component "net": expected fifo of 2' },
  {
    change: "unbounded",
    system: withComponent(2, { capacity: Infinity }),
    begins: 'component "net": expected fifo of 2',
  },
  {
    change: "when full",
    system: withComponent(2, { whenFull: "overflow" }),
    begins: 'component "net": expected fifo of 2',
  },
  {
    change: "messages at the start",
    system: withComponent(2, { initial: [[]] }),
    begins: 'component "net" initial: expected [["start"]]',
  },
  {
    change: "value of an observer",
    system: withComponent(3, { initial: [1] }),
    begins: 'component "seen" initial: expected [0]',
  },
  { change: "observer", system: withComponent(3, { observe: no }), begins: 'component "seen" observe: expected' },
  { change: "order of components", system: reversed("components"), begins: "expected the line" },
  { change: "starts", system: { ...make(), starts: [{ a: 0 }] }, begins: "starts: expected" },
  { change: "order of starts", system: { ...make(), starts: [{ a: 1 }, { a: 0 }] }, begins: "starts: expected" },
  { change: "name of a rule", system: withRule(0, { name: "rise" }), begins: 'expected the line \'rule "up"' },
  { change: "footprint", system: withRule(0, { reads: { a: "b" } }), begins: 'rule "up" reads: expected' },
  { change: "alias", system: withRule(0, { reads: { x: "a" } }), begins: 'rule "up" reads: expected' },
  {
    change: "order of a footprint",
    system: withProperty(4, { reads: { b: "b", a: "a" } }),
    begins: 'property "in the end" reads: expected',
  },
  {
    change: "channel received from",
    system: withRule(1, { receives: "wire" }),
    begins: 'rule "take": expected receives "net"',
  },
  {
    change: "receiving",
    system: withRule(1, { receives: undefined }),
    begins: 'rule "take": expected receives "net", found receives nothing',
  },
  {
    change: "fairness",
    system: withRule(0, { fairness: "strong" }),
    begins: 'rule "up" fairness: expected weak, found strong',
  },
  { change: "step", system: withRule(0, { step: () => [] }), begins: 'rule "up" step: expected' },
  { change: "order of rules", system: reversed("rules"), begins: 'expected the line \'rule "up"' },
  {
    change: "a rule less",
    system: { ...make(), rules: make().rules.slice(0, 1) },
    begins: 'expected the line \'rule "take"',
  },
  {
    change: "kind of a property",
    system: withProperty(0, { kind: "never" }),
    begins: 'property "small": expected always, found never',
  },
  {
    change: "name of a property",
    system: withProperty(0, { name: "tiny" }),
    begins: 'expected the line \'property "small"',
  },
  { change: "holds", system: withProperty(0, { holds: no }), begins: 'property "small" holds: expected' },
  { change: "given", system: withProperty(0, { given: no }), begins: 'property "small" given: expected' },
  { change: "no given", system: withProperty(0, { given: undefined }), begins: 'property "small" given: expected' },
  { change: "sometimes", system: withProperty(1, { holds: no }), begins: 'property "large" holds: expected' },
  { change: "action", system: withProperty(2, { holds: no }), begins: 'property "grows" holds: expected' },
  {
    change: "given of an action",
    system: withProperty(2, { given: no }),
    begins: 'property "grows" given: expected none',
  },
  { change: "terminal", system: withProperty(3, { terminal: no }), begins: 'property "goes on" terminal: expected' },
  { change: "leads to", system: withProperty(4, { holds: no }), begins: 'property "in the end" holds: expected' },
  { change: "leads from", system: withProperty(4, { given: no }), begins: 'property "in the end" given: expected' },
  { change: "until, goal", system: withProperty(5, { goal: no }), begins: 'property "up to" goal: expected' },
  { change: "until, holds", system: withProperty(5, { holds: no }), begins: 'property "up to" holds: expected' },
  { change: "until, given", system: withProperty(5, { given: no }), begins: 'property "up to" given: expected none' },
  { change: "order of properties", system: reversed("properties"), begins: "expected the line 'property" },
  { change: "boundary", system: withBoundary({ holds: no }), begins: 'boundary "bounded": expected' },
  { change: "name of a boundary", system: withBoundary({ name: "limited" }), begins: "expected the line 'boundary" },
  {
    change: "footprint of a boundary",
    system: withBoundary({ reads: { a: "b" } }),
    begins: 'boundary "bounded" reads: expected',
  },
  { change: "symmetry", system: { ...make(), symmetries: [] }, begins: "expected the line 'symmetry" },
  { change: "name of a symmetry", system: withSymmetry({ name: "things" }), begins: "expected the line 'symmetry" },
  {
    change: "components of a symmetry",
    system: withSymmetry({ components: [["b", "a"]] }),
    begins: 'symmetry "places": expected [["a","b"]], found [["b","a"]]',
  },
  {
    change: "names of a symmetry",
    system: withSymmetry({ names: [["x", "z"]] }),
    begins: 'symmetry "places" names: expected [["x","y"]], found [["x","z"]]',
  },
  { change: "tidy", system: withSymmetry({ tidy: no }), begins: 'symmetry "places" tidy: expected none' },
])("another $change is another identity", ({ system, begins }) => {
  const other = identityOf(system, OPTIONS);
  expect(other).not.toBe(BASE);
  expect(differenceOf(BASE, other)?.slice(0, begins.length)).toBe(begins);
});

test.each([
  {
    change: "engine",
    options: { ...OPTIONS, engine: "mpacheck 2" },
    says: "engine: expected mpacheck 1, found mpacheck 2",
  },
  {
    change: "an option",
    options: { ...OPTIONS, options: { kernel: "plain", workers: 2 } },
    says: 'option "kernel": expected "wasm", found "plain"',
  },
  {
    change: "an option more",
    options: { ...OPTIONS, options: { ...OPTIONS.options, maxStates: 5 } },
    says: "expected the line 'option \"workers\": 2', found 'option \"maxStates\": 5'",
  },
  { change: "text", options: { ...OPTIONS, text: '{"s":2}\nmore' }, says: 'given: expected {"s":1}, found {"s":2}' },
  {
    change: "less text",
    options: { ...OPTIONS, text: '{"s":1}' },
    says: "expected the line 'given: more', found no more lines",
  },
  {
    change: "no text",
    options: { engine: OPTIONS.engine, options: OPTIONS.options },
    says: "expected the line 'given: {\"s\":1}', found no more lines",
  },
])("beside the system: another $change is another identity", ({ options, says }) => {
  expect(differenceOf(BASE, identityOf(make(), options))).toBe(says);
});

const limited = (limit: number): System => withProperty(0, { holds: ({ a }: { a: number }) => a < limit });

test("what a function closes over is not seen: that is what the caller's text is for", () => {
  expect(identityOf(limited(1), OPTIONS)).toBe(identityOf(limited(2), OPTIONS));
});

const named = (first: string, second: string): string => {
  const base = make();
  const [a, b, ...rest] = base.components;
  return identityOf({ ...base, components: [{ ...a!, name: first }, { ...b!, name: second }, ...rest] }, OPTIONS);
};

test("names with any characters stay on their lines, and cannot stand for other names", () => {
  const lines = BASE.split("\n").length;
  const name = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom('a"', "a: 1", "a\n", "a\\n"));
  const names = fc.tuple(name, name);
  fc.assert(
    fc.property(names, names, (one, other) => {
      expect(named(...one).split("\n")).toHaveLength(lines);
      expect(named(...one) === named(...other)).toBe(one[0] === other[0] && one[1] === other[1]);
    }),
  );
});

const long = (last: number): string =>
  identityOf(withComponent(0, { initial: [[...Array.from({ length: 500 }, (_, i) => i), last]] }), OPTIONS);

test("long values are known by their hash, and one difference in them is another identity", () => {
  expect(long(1)).toBe(long(1));
  expect(long(1)).not.toBe(long(2));
  expect(
    Math.max(
      ...long(1)
        .split("\n")
        .map((line) => line.length),
    ),
  ).toBeLessThan(300);
});

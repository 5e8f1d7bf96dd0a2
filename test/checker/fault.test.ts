import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import type { Fault } from "../../checker/fault.js";
import { specify } from "../../checker/specify.js";
import type { Property, Rule } from "../../checker/system.js";

type Small = {
  components: { a: unknown; b: number };
  channels: { net: unknown };
  observers: { seen: unknown };
  label: unknown;
};
const { rule, receive, always, action, boundary, system } = specify<Small>();

type Parts = {
  readonly rules?: ReadonlyArray<Rule>;
  readonly properties?: ReadonlyArray<Property>;
  readonly a?: ReadonlyArray<unknown>;
  readonly capacity?: number;
  readonly observe?: () => unknown;
};

const small = ({ rules = [], properties = [], a = [0], capacity = 1, observe = () => 0 }: Parts) =>
  system({
    name: "small",
    components: { a, b: [0] },
    channels: { net: { discipline: "fifo", capacity, whenFull: "block" } },
    observers: { seen: { initial: 0, observe } },
    rules,
    properties,
  });

const twice = { x: "b", y: "b" } as const;
const wide = { a: 1, b: 1 };
const boom = () => {
  throw new TypeError("boom");
};
const step = rule("step", ["b"], ({ b }) => (b < 3 ? [{ label: "step", next: { b: b + 1 } }] : []));
const late = (then: () => ReturnType<Rule["step"]>) =>
  ({ ...rule("late", ["b"], () => []), step: ({ b }) => (b === 3 ? then() : []) }) satisfies Rule;
const erased = (change: Partial<Rule>): Rule => ({ ...step, name: "erased", ...change });

const rows: ReadonlyArray<{ name: string; parts: Parts; is: Partial<Fault> }> = [
  {
    name: "a rule that throws, with its footprint, the state and the way there",
    parts: { rules: [step, late(boom)] },
    is: {
      kind: "threw",
      where: "rule 'late'",
      what: "TypeError: boom",
      footprint: { b: 3 },
      state: { a: 0, b: 3, net: [], seen: 0 },
      choices: [0, 0, 0, 0],
    },
  },
  {
    name: "a predicate that throws",
    parts: { rules: [step], properties: [always("p", ["b"], ({ b }) => b < 2 || boom())] },
    is: { kind: "threw", where: "property 'p'", footprint: { b: 2 }, choices: [0, 0, 0] },
  },
  {
    name: "an action predicate that throws",
    parts: { rules: [step], properties: [action("p", ["b"], (_before, _label, after) => after.b < 2 || boom())] },
    is: { kind: "threw", where: "property 'p'", footprint: { before: { b: 1 }, label: "step", after: { b: 2 } } },
  },
  {
    name: "an observer that throws",
    parts: { rules: [step], observe: boom },
    is: { kind: "threw", where: "observer 'seen'", footprint: { seen: 0, label: "step" } },
  },
  {
    name: "a step that reads outside its footprint",
    parts: { rules: [erased({ step: (view) => [{ label: view["a"] }] })] },
    is: { kind: "footprint", where: "rule 'erased'", what: "expected to read only its footprint, read 'a'" },
  },
  {
    name: "a step that writes outside its footprint, by a variable of a wider type",
    parts: { rules: [rule("wide", ["b"], () => [{ label: 0, next: wide }])] },
    is: {
      kind: "footprint",
      where: "rule 'wide'",
      what: "expected to write only its footprint, got 'a' (nearest: 'b')",
    },
  },
  {
    name: "a step that changes what it was given",
    parts: {
      a: [{ list: [1] }],
      rules: [
        rule("mutate", ["a"], ({ a }) => {
          (a as { list: number[] }).list.push(2);
          return [];
        }),
      ],
    },
    is: { kind: "threw", where: "rule 'mutate'" },
  },
  {
    name: "outcomes that are no array",
    parts: { rules: [erased({ step: () => ({ label: 1 }) as never })] },
    is: { kind: "result", where: "rule 'erased'", what: "expected an array of outcomes, got object" },
  },
  {
    name: "an outcome without a label",
    parts: { rules: [erased({ step: () => [{}] as never })] },
    is: { kind: "result", what: "expected outcomes with a label, got object" },
  },
  {
    name: "a predicate that answers with a number",
    parts: { properties: [always("p", ["b"], (() => 1) as never)] },
    is: { kind: "result", where: "property 'p'", what: "expected a boolean, got number" },
  },
  {
    name: "a value without canonical form",
    parts: { rules: [rule("bad", ["a"], () => [{ label: 0, next: { a: { at: [new Date(0)] } } }])] },
    is: { kind: "value", where: "rule 'bad'", what: "a.at[0]: expected immutable data, got a Date" },
  },
  {
    name: "a label without canonical form",
    parts: { rules: [rule("bad", ["a"], () => [{ label: boom }])] },
    is: { kind: "value", where: "rule 'bad'", what: "label: expected immutable data, got a function" },
  },
  {
    name: "a message without canonical form",
    parts: { rules: [rule("bad", [], () => [{ label: 0, send: [{ to: "net", message: { n: Number.NaN } }] }])] },
    is: { kind: "value", what: "message to net.n: expected immutable data, got NaN" },
  },
  {
    name: "an initial value without canonical form",
    parts: { a: [new Map()] },
    is: { kind: "value", where: "local 'a'", what: "initial value: expected immutable data, got a Map" },
  },
  {
    name: "an observer's value without canonical form",
    parts: { rules: [step], observe: () => Symbol("s") },
    is: { kind: "value", where: "observer 'seen'", what: "seen: expected immutable data, got a symbol" },
  },
  {
    name: "a write over a channel's capacity",
    parts: { rules: [rule("fill", ["net"], () => [{ label: 0, next: { net: [1, 2] } }])] },
    is: { kind: "capacity", where: "rule 'fill'", what: "net: expected at most 1 messages, wrote 2" },
  },
  {
    name: "a channel set to something else than messages",
    parts: { rules: [rule("fill", ["net"], () => [{ label: 0, next: { net: 7 as never } }])] },
    is: { kind: "result", what: "net: expected an array of messages, got number" },
  },
  {
    name: "a send to what is no channel",
    parts: { rules: [erased({ step: () => [{ label: 0, send: [{ to: "nat", message: 0 }] }] })] },
    is: { kind: "result", what: "expected a channel to send to, got 'nat' (nearest: 'net')" },
  },
  {
    name: "an unknown component in a footprint",
    parts: { rules: [erased({ reads: { x: "bb" } })] },
    is: {
      kind: "declaration",
      where: "rule 'erased'",
      what: "expected a component it may read, got 'bb' (nearest: 'b')",
    },
  },
  {
    name: "an observer in a rule's footprint",
    parts: { rules: [erased({ reads: { x: "seen" } })] },
    is: { kind: "declaration", where: "rule 'erased'" },
  },
  {
    name: "a component read under two aliases",
    parts: { rules: [rule("two", twice, () => [])] },
    is: { kind: "declaration", where: "rule 'two'", what: "expected each component once, got 'b' twice" },
  },
  {
    name: "receiving from a channel that is also read",
    parts: { rules: [receive("both", "net", ["net"], () => [])] },
    is: { kind: "declaration", where: "rule 'both'" },
  },
  {
    name: "receiving from what is no channel",
    parts: { rules: [erased({ receives: "a" })] },
    is: {
      kind: "declaration",
      where: "rule 'erased'",
      what: "expected a channel to receive from, got 'a' (nearest: 'net')",
    },
  },
  { name: "two rules of one name", parts: { rules: [step, step] }, is: { kind: "declaration", where: "rule 'step'" } },
  { name: "no initial value", parts: { a: [] }, is: { kind: "declaration", where: "local 'a'" } },
  { name: "a capacity of 0", parts: { capacity: 0 }, is: { kind: "declaration", where: "channel 'net'" } },
];

test.each(rows)("$name", ({ parts, is }) => {
  expect(explore(small(parts))).toMatchObject({ tag: "Fault", ...is });
});

test("a boundary that throws, a start that names nothing, too many starts, two components of one name", () => {
  const base = small({ rules: [step] });
  expect(explore({ ...base, boundaries: [boundary("edge", ["b"], boom)] })).toMatchObject({
    kind: "threw",
    where: "boundary 'edge'",
  });
  const later = boundary("edge", ["b"], ({ b }) => b < 2 || boom());
  expect(explore({ ...base, boundaries: [later] })).toMatchObject({
    where: "boundary 'edge'",
    footprint: { b: 2 },
    state: { b: 1 },
    choices: [0, 0],
  });
  const many = Array.from({ length: 1001 }, (_, i) => i);
  const squared = base.components.map((c) => (c.kind === "local" ? { ...c, initial: many } : c));
  expect(explore({ ...base, components: squared })).toMatchObject({ kind: "declaration", where: "initial states" });
  expect(explore({ ...base, starts: [{ c: 1 }] })).toMatchObject({ kind: "declaration", where: "starts" });
  expect(explore({ ...base, components: [...base.components, ...base.components] })).toMatchObject({
    kind: "declaration",
    where: "component 'a'",
  });
});

test("a rule that is no function of its footprint is found out when a trail is re-executed", () => {
  let calls = 0;
  const moody = erased({ step: () => [{ label: "moody", next: { b: calls++ === 0 ? 9 : 8 } }] });
  const never9 = always("never 9", ["b"], ({ b }) => b !== 9);
  expect(explore(small({ rules: [moody], properties: [never9] }))).toMatchObject({ tag: "Fault", kind: "impure" });
});

test("a value that looks like a fault of ours is a value", () => {
  const looks = { tag: "Fault", kind: "threw", where: "", what: "" };
  const report = explore(
    small({ rules: [rule("set", ["a"], () => [{ label: looks, next: { a: looks } }])], observe: () => looks }),
  );
  expect(report).toMatchObject({ tag: "Report", states: 2 });
});

test("names that JavaScript objects have of their own are names like any other", () => {
  type Odd = { components: { __proto__: number; constructor: number; toString: number }; label: "l" };
  const odd = specify<Odd>();
  const parts = odd.system({
    name: "odd",
    components: JSON.parse('{ "__proto__": [0], "constructor": [0], "toString": [0] }'),
    rules: [
      odd.rule("proto", ["__proto__"], (view) =>
        view.__proto__ < 2 ? [{ label: "l", next: JSON.parse(`{ "__proto__": ${view.__proto__ + 1} }`) }] : [],
      ),
      odd.rule("both", ["constructor", "toString"], (view) =>
        view.constructor < 1 ? [{ label: "l", next: { constructor: 1, toString: view.toString + 1 } }] : [],
      ),
    ],
  });
  expect(explore(parts)).toMatchObject({ tag: "Report", states: 6, transitions: 7 });
});

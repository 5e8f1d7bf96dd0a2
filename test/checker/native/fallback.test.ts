/** Where the second loop does not suit or is not there, the plain one explores, and says so. */
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Options } from "../../../checker/explore/report.js";
import { Unsuited } from "../../../checker/native/units.js";
import { specify } from "../../../checker/specify.js";
import type { System } from "../../../checker/system.js";
import { finish, startLoop, throughLoop } from "../../support/loop.js";
import { shapes, systemOf } from "../../support/random-system.js";
import { symmetricShapes, symmetricSystem } from "../../support/symmetric-system.js";
import { reported, told } from "../../support/told.js";

const platform = globalThis as unknown as { WebAssembly: unknown };
const { WebAssembly: whole } = platform;
const { Memory, Module, Instance } = whole as Readonly<Record<string, unknown>>;
const parts = { Memory, Module, Instance };
const { log2 } = Math;

afterEach(() => {
  platform.WebAssembly = whole;
  Math.log2 = log2;
});

/** Bits of a key, and classes of a half that a question is about. */
const MOST_KEY_BITS = 46;
const MOST_CLASSES = 2 ** 20;

const second: Options = { probe: 1, workers: 2 };

/** The plain loop explored, though it was not asked for, and what it found is what it finds when it is. */
const expectPlain = (system: System, options: Options = {}): void => {
  const report = reported(explore(system, { ...second, ...options }));
  expect(report.kernel).toBe("plain");
  expect(told(report)).toEqual(told(explore(system, { ...options, kernel: "plain" })));
};

type Pair = { components: { x: number; y: number }; label: number };
const { rule, action, always, system } = specify<Pair>();

/** Beside a counter up to `top`, one up to three. */
const pair = (top: number): System =>
  system({
    name: "pair",
    components: { x: [0], y: [0] },
    rules: [
      rule("x", ["x"], ({ x }) => (x < top ? [{ label: x % 5, next: { x: x + 1 } }] : [])),
      rule("y", ["y"], ({ y }) => (y < 3 ? [{ label: 9, next: { y: y + 1 } }] : [])),
    ],
    properties: [
      always("small", ["x", "y"], ({ x, y }) => x + y < top + 2),
      action("up", ["x", "y"], (before, _label, after) => after.x + after.y === before.x + before.y + 1),
    ],
  });

test("without any of this the second loop explores", () => {
  const report = reported(explore(pair(50), second));
  expect(report.kernel).toBe("wasm");
  expect(told(report)).toEqual(told(explore(pair(50), { kernel: "plain" })));
  expect(reported(explore(pair(50))).kernel).toBe("plain");
});

test("reductions", () => {
  const used = new Set<string>();
  fc.assert(
    fc.property(symmetricShapes, (shape) => {
      const subject = symmetricSystem(shape);
      const report = reported(explore(subject, { ...second, reduction: "all" }));
      const plain = reported(explore(subject, { reduction: "all", kernel: "plain" }));
      expect(told(report)).toEqual(told(plain));
      expect(report.reduction).toEqual(plain.reduction);
      if (report.reduction.used.length > 0) expect(report.kernel).toBe("plain");
      for (const each of report.reduction.used) used.add(each);
    }),
    { numRuns: 15 },
  );
  expect(used.size).toBeGreaterThan(0);
});

test("boundaries", () => {
  fc.assert(
    fc.property(shapes, (shape) => expectPlain(systemOf({ ...shape, starts: 1, hasBoundary: true }))),
    { numRuns: 15 },
  );
});

const refusing = function refuse(): void {
  throw new TypeError("not supported");
};

test.each([
  { name: "WebAssembly", changed: undefined },
  { name: "memory that threads share", changed: { ...parts, Memory: refusing } },
  { name: "what the module needs", changed: { ...parts, Module: refusing } },
  { name: "instances", changed: { ...parts, Instance: refusing } },
])("a platform without $name", ({ changed }) => {
  platform.WebAssembly = changed;
  expectPlain(pair(50));
});

const isSecond = (place: number): boolean => place === 1;

/** Makes about three hundred values take so many bits. */
const wideAs = (bits: number): void => {
  Math.log2 = (value) => (value > 300 && value < 1000 ? bits : log2(value));
};

test("values of both halves that take too many bits, met on the way", () => {
  const subject = system({
    name: "fan",
    components: { x: [0], y: [0] },
    rules: [
      rule("x", ["x"], ({ x }) => (x < 24 ? [{ label: 0, next: { x: x + 1 } }] : [])),
      rule("y", ["y"], ({ y }) =>
        y > 0 ? [] : Array.from({ length: 299 }, (_, i) => ({ label: 1, next: { y: i + 1 } })),
      ),
    ],
    properties: [always("p", ["x", "y"], ({ x, y }) => x + y < 300)],
  });
  wideAs(MOST_KEY_BITS - 5);
  const fast = startLoop(subject, { isSecond });
  expect(told(finish(fast))).toEqual(told(explore(subject, { kernel: "plain" })));
  expect(fast.explorer).toMatchObject({ keyBits: MOST_KEY_BITS, bitsA: 5 });
  wideAs(MOST_KEY_BITS - 4);
  expect(() => throughLoop(subject, { isSecond })).toThrow(Unsuited);
  wideAs(MOST_KEY_BITS);
  expectPlain(subject);
});

test("more classes than a question has room for", () => {
  const fast = startLoop(pair(50), { isSecond });
  expect(reported(finish(fast))).toMatchObject({ complete: true });
  const [column] = fast.explorer.x.askedColumns;
  const fill = (classes: number): void => {
    column!.classes.size = classes;
    for (const listen of column!.listeners) listen();
  };
  expect(() => fill(MOST_CLASSES)).not.toThrow();
  expect(() => fill(MOST_CLASSES + 1)).toThrow(Unsuited);
});

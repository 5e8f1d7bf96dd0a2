import { expect, test } from "vitest";
import { specify } from "../../checker/specify.js";

type Types = {
  components: { a: { kind: "x" | "y"; n: number }; b: number; c: number };
  channels: { net: "p" | { k: 1 } };
  observers: { seen: number };
  label: "l";
};
const { rule, receive, always, action, system } = specify<Types>();

// The compiler is the test: each line after an expected error must not compile, every other line must.
const wellTyped = () => {
  rule("literals stay literals", ["a"], ({ a }) => [{ label: "l", next: { a: { ...a, kind: "y" } } }]);
  rule("aliases", { self: "a" }, ({ self }) => [{ label: "l", next: { self: { ...self, n: self.n + 1 } } }]);
  rule("sends need no footprint", [], () => [{ label: "l", send: [{ to: "net", message: { k: 1 } }] }]);
  receive("messages have their type", "net", ["b"], ({ b }, m) =>
    m === "p" ? [{ label: "l", next: { b: b + 1 } }] : [],
  );
  always("properties see observers", ["seen", "net"], ({ seen, net }) => seen > net.length);
  action("both sides of a step", { x: "b" }, (before, label, after) => label === "l" && before.x <= after.x);
  const instance = (self: "b" | "c") =>
    rule(`instance ${self}`, { self }, ({ self: n }) => [{ label: "l", next: { self: n - 1 } }]);
  return [instance("b"), instance("c")];
};

const illTyped = () => {
  // @ts-expect-error -- reads outside the footprint
  rule("reads", ["a"], ({ b }) => [{ label: "l", next: b }]);
  // @ts-expect-error -- writes outside the footprint
  rule("writes", ["a"], () => [{ label: "l", next: { b: 1 } }]);
  // @ts-expect-error -- writes outside the footprint, by a component's name where it has an alias
  rule("writes past its alias", { self: "b" }, () => [{ label: "l", next: { b: 1 } }]);
  // @ts-expect-error -- a value of another type
  rule("value", ["b"], () => [{ label: "l", next: { b: "1" } }]);
  // @ts-expect-error -- a label of another type
  rule("label", ["b"], () => [{ label: "m" }]);
  // @ts-expect-error -- no such component
  rule("component", ["d"], () => []);
  // @ts-expect-error -- rules do not see observers
  rule("observer", ["seen"], () => []);
  // @ts-expect-error -- a message of another type
  rule("message", [], () => [{ label: "l", send: [{ to: "net", message: "q" }] }]);
  // @ts-expect-error -- no such channel
  receive("channel", "nat", [], () => []);
  const [a, b] = [[], [0]];
  // @ts-expect-error -- a capacity that does not say what happens when it is reached
  system({ name: "s", components: { a, b, c: b }, channels: { net: { discipline: "bag", capacity: 1 } }, rules: [] });
  // @ts-expect-error -- a component without initial value
  system({ name: "s", components: { a: [], b: [0] }, channels: { net: { discipline: "bag" } }, rules: [] });
};

test("what is well typed is well formed", () => {
  expect(wellTyped().map(({ reads }) => reads)).toEqual([{ self: "b" }, { self: "c" }]);
  expect(illTyped).toBeTypeOf("function");
});

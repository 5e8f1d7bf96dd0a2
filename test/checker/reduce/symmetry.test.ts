import fc from "fast-check";
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Options, Report } from "../../../checker/explore/report.js";
import type { Property, Rule, System } from "../../../checker/system.js";
import { replay } from "../../../checker/trail.js";
import { steps, text } from "../../support/naive.js";
import { symmetricShapes, symmetricSystem, thingsOf } from "../../support/symmetric-system.js";

const LIMIT = 3000;

const report = (system: System, reduction: NonNullable<Options["reduction"]>): Report => {
  const result = explore(system, { reduction, maxStates: LIMIT });
  if (result.tag === "Fault") throw new Error(JSON.stringify(result));
  return result;
};

type Values = Record<string, unknown>;

/** Every reachable state, by the naive twin's steps. */
const reachable = (system: System): ReadonlyArray<Values> => {
  const first = Object.fromEntries(system.components.map(({ name, initial }) => [name, initial[0]]));
  const states = [first];
  const known = new Set([text(first)]);
  for (const state of states)
    for (const { to } of steps(system, state).steps) {
      if (known.has(text(to))) continue;
      known.add(text(to));
      states.push(to);
    }
  return states;
};

const permutations = (names: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string>> =>
  names.length === 0
    ? [[]]
    : names.flatMap((name) => permutations(names.filter((each) => each !== name)).map((rest) => [name, ...rest]));

const sorted = (value: unknown): unknown =>
  Array.isArray(value) ? value.toSorted((a, b) => (text(a) < text(b) ? -1 : 1)) : value;

/** One text per orbit: the least of the texts in which the names are exchanged. */
const orbit = (system: System, things: ReadonlyArray<string>, state: Values): string =>
  permutations(things)
    .map((order) => {
      const image = JSON.parse(text(state).replaceAll(/T\d/g, (name) => order[things.indexOf(name)]!)) as Values;
      const all = system.components.find(({ name }) => name === "all");
      if (all?.kind === "channel" && all.discipline !== "fifo") image["all"] = sorted(image["all"]);
      return text({ ...image, waiting: sorted(image["waiting"]) });
    })
    .toSorted()[0]!;

const kept = (found: Report) => ({
  verdict: found.verdict,
  properties: found.properties.map(({ name, verdict, trail }) => ({ name, verdict, steps: trail?.steps.length })),
});

test("a state per orbit, and verdicts, depths and trail lengths of the full space", () => {
  let [smaller, violated, most] = [0, 0, 0];
  fc.assert(
    fc.property(symmetricShapes, (shape) => {
      const system = symmetricSystem(shape);
      const full = report(system, "none");
      if (!full.complete) return;
      const reduced = report(system, "symmetry");
      expect(reduced.reduction).toEqual({ used: ["symmetry"], refused: [] });
      expect(kept(reduced)).toEqual(kept(full));
      // From an uneven start two states of one orbit may be at different distances.
      if (!shape.uneven) expect(reduced.depth).toBe(full.depth);
      for (const { trail } of reduced.properties)
        if (trail !== undefined) expect(replay(system, trail.choices)).toEqual(trail);
      if (reduced.states < full.states) smaller++;
      violated += full.properties.filter(({ verdict }) => verdict === "violated").length;
      most = Math.max(most, full.states);
      if (full.states > 300) return;
      const orbits = new Set(reachable(system).map((state) => orbit(system, thingsOf(shape), state)));
      expect(reduced.states).toBe(orbits.size);
    }),
    { numRuns: 1500 },
  );
  expect(smaller).toBeGreaterThan(500);
  expect(violated).toBeGreaterThan(300);
  expect(most).toBeGreaterThan(500);
});

const verdicts = (of: Report) => of.properties.map(({ name, verdict }) => `${name} ${verdict}`);

test("with partial order besides, verdicts are those of the full space and trails are runs", () => {
  let fewer = 0;
  fc.assert(
    fc.property(symmetricShapes, (shape) => {
      const system = symmetricSystem(shape);
      const full = report(system, "none");
      if (!full.complete) return;
      const both = report(system, "all");
      expect(both.reduction).toEqual({ used: ["partial order", "symmetry"], refused: [] });
      expect(verdicts(both)).toEqual(verdicts(full));
      for (const { trail } of both.properties)
        if (trail !== undefined) expect(replay(system, trail.choices)).toEqual(trail);
      if (both.states < report(system, "symmetry").states) fewer++;
    }),
    { numRuns: 1500 },
  );
  expect(fewer).toBeGreaterThan(10);
});

const shape = {
  seed: 14,
  things: 3,
  rules: 3,
  discipline: "bag",
  observed: true,
  uneven: false,
  private: false,
} as const;

/** The rules of T1 with another step. */
const withStep = (system: System, change: (old: Rule["step"]) => Rule["step"]): System => ({
  ...system,
  rules: system.rules.map((rule) => (rule.name.startsWith("T1 ") ? { ...rule, step: change(rule.step) } : rule)),
});

test("a rule that does for one thing what it does not for another is an error of the specification", () => {
  const system = symmetricSystem(shape);
  const broken = withStep(
    system,
    (old) => (view, message) =>
      old(view, message).map((outcome) => ({ ...outcome, next: { ...outcome.next, self: 7 } })),
  );
  const result = explore(broken, { reduction: "symmetry" });
  expect(result).toMatchObject({ tag: "Fault", kind: "declaration", where: "symmetry 'things'" });
  expect(result.tag === "Fault" && result.what).toMatch(/^expected 'T\d \d'.* to do what 'T\d \d'.* does/);
  expect(explore(broken)).toMatchObject({ tag: "Report" });
});

test("so is one that differs in its label, or in a name that it sends", () => {
  const system = symmetricSystem(shape);
  const results = [
    withStep(
      system,
      (old) => (view, message) => old(view, message).map((outcome) => ({ ...outcome, label: "another" })),
    ),
    withStep(
      system,
      (old) => (view, message) =>
        old(view, message).map((outcome) => ({ ...outcome, send: [{ to: "all", message: { from: "T0" } }] })),
    ),
  ].map((broken) => explore(broken, { reduction: "symmetry" }).tag);
  expect(results).toEqual(["Fault", "Fault"]);
});

test("an observer that tells things apart is an error of the specification", () => {
  const system = symmetricSystem(shape);
  const observed = system.components.map((component) =>
    component.kind === "observer"
      ? { ...component, observe: (_: unknown, label: unknown) => text(label).includes("T1") }
      : component,
  );
  expect(explore({ ...system, components: observed }, { reduction: "symmetry" })).toMatchObject({
    tag: "Fault",
    what: "expected observer 'last' to follow an event as 'last' does, with the names exchanged",
  });
});

const always = (name: string, reads: ReadonlyArray<string>, holds: (view: Values) => boolean) => ({
  kind: "always" as const,
  name,
  reads: Object.fromEntries(reads.map((read) => [read, read])),
  sources: [],
  given: undefined,
  holds,
});

const refusals = (system: System, properties: ReadonlyArray<Property>) =>
  report({ ...system, properties }, "symmetry").reduction;

test("a property that is not symmetric is refused symmetry, and decided without", () => {
  const system = symmetricSystem(shape);
  const places = thingsOf(shape).map((thing) => `at ${thing}`);
  expect(refusals(system, [always("one", ["at T0"], (view) => view["at T0"] !== 2)])).toEqual({
    used: [],
    refused: [
      { reduction: "symmetry", reason: "property 'one' reads a component and not the one it is interchangeable with" },
    ],
  });
  expect(refusals(system, [always("first", places, (view) => view["at T0"] !== 2)])).toEqual({
    used: [],
    refused: [{ reduction: "symmetry", reason: "property 'first' tells apart what is declared interchangeable" }],
  });
  const action: Property = {
    kind: "action",
    name: "steps of T1",
    reads: {},
    sources: [],
    given: (label) => text(label).includes("T1"),
    holds: () => true,
  };
  expect(refusals(system, [action])).toEqual({
    used: [],
    refused: [{ reduction: "symmetry", reason: "property 'steps of T1' tells apart what is declared interchangeable" }],
  });
});

const both = (reason: string) => ({
  used: [],
  refused: [
    { reduction: "partial order", reason },
    { reduction: "symmetry", reason },
  ],
});

test("what neither reduction preserves is refused, with the reason", () => {
  const system = symmetricSystem(shape);
  const temporal: Property = { ...always("again", ["holder"], () => true), kind: "always-possible" };
  const boundary = { name: "edge", reads: {}, holds: () => true };
  expect(report({ ...system, properties: [temporal] }, "all").reduction).toEqual(
    both("property 'again' is temporal, and only safety is preserved"),
  );
  expect(report({ ...system, boundaries: [boundary] }, "all").reduction).toEqual(
    both("boundary 'edge' cuts the space"),
  );
  expect(report({ ...system, symmetries: [] }, "symmetry").reduction.refused[0]?.reason).toBe(
    "the system declares none",
  );
  const alone: Rule = {
    ...system.rules[0]!,
    name: "alone",
    reads: { a: "at T0", b: "waiting", c: "holder" },
    step: () => [],
  };
  expect(report({ ...system, rules: [...system.rules, alone] }, "symmetry").reduction.refused[0]?.reason).toBe(
    "rule 'alone' has a footprint whose image is not the footprint of any rule",
  );
});

test("a declaration that contradicts itself is an error, whether it is used or not", () => {
  const system = symmetricSystem(shape);
  const wrongly = (components: ReadonlyArray<ReadonlyArray<string>>, names: ReadonlyArray<ReadonlyArray<string>>) => {
    const result = explore({ ...system, symmetries: [{ name: "things", components, names }] });
    return result.tag === "Fault" ? result.what : "";
  };
  expect(wrongly([["at T0", "at T1"]], [["T0"]])).toBe("expected one entry per thing in every list, got [T0]");
  expect(wrongly([["at T0", "to T1"]], [])).toBe(
    "expected components of one kind, got 'at T0' (local), 'to T1' (fifo of 1, overflow)",
  );
  expect(wrongly([["at T0", "at T9"]], [])).toContain("'at T9' (nothing)");
  expect(wrongly([["at T0", "at T0"]], [])).toBe("expected each name once, got 'at T0' twice");
});

/**
 * What lossy sets say that they miss, and what they miss. Of a state that is new let p be the chance that it is missed. The
 * number missed less the estimate is a sum of terms that are 1 with probability p and -p / (1 - p) otherwise: each has mean 0
 * and variance p / (1 - p), which is what the estimate of a state found sums up to, over 1 - p.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import { specify } from "../../../checker/specify.js";
import type { System } from "../../../checker/system.js";
import { finish } from "../../support/loop.js";
import { type Kind, missedAt, noisy, statesOf, turning } from "../../support/lossy.js";
import { shapes, systemOf } from "../../support/random-system.js";
import { reported } from "../../support/told.js";

/** Of a normal distribution: beyond it in one of a million cases. */
const DEVIATIONS = 5;

type Sums = { missed: number; expected: number };

const expectAgreement = ({ missed, expected }: Sums, mostOften: number): void =>
  expect(Math.abs(missed - expected)).toBeLessThan(DEVIATIONS * Math.sqrt(expected / (1 - mostOften)));

test.each<{ kind: Kind; noise: number; mostOften: number }>([
  { kind: { mode: "bitstate", size: 2 }, noise: 100, mostOften: 0.25 },
  { kind: { mode: "bitstate", size: 3 }, noise: 128, mostOften: 0.25 },
  { kind: { mode: "bitstate", size: 7 }, noise: 180, mostOften: 0.25 },
  { kind: { mode: "compact", size: 1 }, noise: 128, mostOften: 0.05 },
  { kind: { mode: "compact", size: 1 }, noise: 210, mostOften: 0.2 },
])("over random systems: $kind.mode $kind.size, $noise / 256 taken", ({ kind, noise, mostOften }) => {
  const sums: Sums = { missed: 0, expected: 0 };
  fc.assert(
    fc.property(shapes, fc.noBias(fc.nat()), (shape, seed) => {
      const system: System = { ...systemOf(shape), boundaries: [] };
      // Large ones take long; which ones are left out must not depend on what is missed.
      fc.pre(reported(explore({ ...system, properties: [] }, { kernel: "plain", maxStates: 1000 })).complete);
      const fast = noisy(system, kind, noise, seed, { isSecond: (place) => place % 2 === 1 });
      const report = reported(finish(fast));
      expect(report.bound).toBeUndefined();
      sums.missed += missedAt(system, statesOf(fast));
      sums.expected += report.lossy?.expectedMissed ?? 0;
    }),
    { numRuns: 100 },
  );
  expect(sums.expected).toBeGreaterThan(20);
  expectAgreement(sums, mostOften);
});

type Torus = { components: { x: number; y: number }; label: "x" | "y" };
const { rule, system: systemFrom } = specify<Torus>();

/** Every point of a square has four steps; the slots of its keys have two bytes. */
const square = (size: number): System =>
  systemFrom({
    name: `square of ${size}`,
    components: { x: [0], y: [0] },
    rules: (["x", "y"] as const).map((name) =>
      rule(name, { at: name }, ({ at }) => [1, 7].map((by) => ({ label: name, next: { at: (5 * at + by) % size } }))),
    ),
  });

/** As many values of each half as states: keys are long, and their slots have four bytes. */
const spiral = (size: number): System =>
  systemFrom({
    name: `spiral of ${size}`,
    components: { x: [0], y: [0] },
    rules: [
      rule("x", ["x", "y"], ({ x }) =>
        [1, 7].map((by) => ({ label: "x", next: { x: (5 * x + by) % size, y: (5 * x + by) % size } })),
      ),
    ],
  });

test.each([
  { what: "bits in all the memory of the table", mode: "bitstate", tight: false, systems: [square(271)], least: 30 },
  { what: "bits in little memory", mode: "bitstate", tight: true, systems: [square(271)], least: 1000 },
  { what: "one byte each", mode: "compact", tight: false, systems: [square(271), square(277)], least: 100 },
  { what: "two bytes each", mode: "compact", tight: false, systems: [spiral(300_007)], least: 5 },
] as const)("where memory ends, $what", ({ mode, tight, systems, least }) => {
  const sums: Sums = { missed: 0, expected: 0 };
  for (const subject of systems) {
    const fast = turning(subject, 20_000, tight, mode, { isSecond: (place) => place === 1 });
    const { bound, lossy, states } = reported(finish(fast));
    expect(bound).toBeUndefined();
    expect(lossy?.from).toBeGreaterThan(20_000);
    expect(lossy?.from).toBeLessThan(states);
    sums.missed += missedAt(subject, statesOf(fast));
    sums.expected += lossy?.expectedMissed ?? 0;
  }
  expect(sums.expected).toBeGreaterThan(least);
  expectAgreement(sums, 0.3);
});

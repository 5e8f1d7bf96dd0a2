/** States that memory has no room for go to disk and come back, and nothing of the result changes. */
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import type { Options, Report } from "../../../checker/explore/report.js";
import { type Spill, storageError } from "../../../checker/explore/storage.js";
import { specify } from "../../../checker/specify.js";
import type { System } from "../../../checker/system.js";
import { makeMemorySpill } from "../../support/memory-storage.js";
import { service } from "../../models/service.js";
import { twoPhaseCommit } from "../../models/two-phase-commit.js";

/** In the loop from early on. */
const early = { probe: 100 };

const reported = (system: System, options: Options): Report => {
  const result = explore(system, options);
  if (result.tag === "Fault") throw new Error(result.what);
  return result;
};

const told = ({ states, transitions, depth, complete, rules, properties }: Report) => ({
  states,
  transitions,
  depth,
  complete,
  fired: rules.map(({ fired }) => fired),
  properties: properties.map(({ name, verdict, trail }) => ({
    name,
    verdict,
    steps: trail?.steps.length,
    loop: trail?.loop,
  })),
});

/** The commit that is never reached makes a trail through all levels, and so through pieces on disk. */
const system = twoPhaseCommit(7);
const whole = reported(system, early);
/** Less than everything, more than the table and what rules are looked up in. */
const tight = whole.peakBytes - 200_000;

test("a frontier on disk changes nothing", () => {
  const spill = makeMemorySpill();
  const result = reported(system, { ...early, maxBytes: tight, spill });
  expect(told(result)).toEqual(told(whole));
  expect(spill.bytes()).toBeGreaterThan(0);
  expect(result.peakBytes).toBeLessThan(tight);
});

test("without a disk the same bound is inconclusive", () => {
  const result = reported(system, { ...early, maxBytes: tight });
  expect(result).toMatchObject({ verdict: "inconclusive", complete: false, bound: { kind: "memory", limit: tight } });
  expect(result.bound?.error).toBeUndefined();
  expect(result.states).toBeGreaterThan(100_000);
});

test("temporal properties are decided over states on disk", () => {
  const liveness = service(4, 18, false);
  const kept = reported(liveness, early);
  const spill = makeMemorySpill();
  // The graph needs more than the states do: the bound is there for a moment, in the middle of the states.
  let bound = Infinity;
  const result = reported(liveness, {
    ...early,
    spill,
    get maxBytes() {
      return spill.bytes() === 0 ? bound : Infinity;
    },
    progressEvery: 0,
    onProgress: ({ states, bytes }) => {
      if (states > 100_000) bound = bytes - 40_000;
    },
  });
  expect(told(result)).toEqual(told(kept));
  expect(result.properties[0]?.trail?.loop).toBeDefined();
  expect(spill.bytes()).toBeGreaterThan(0);
});

test("a disk that is full leaves what is known, and why", () => {
  const full: Spill = { ...makeMemorySpill(), write: () => storageError("/full", "expected room, found none") };
  const result = reported(system, { ...early, maxBytes: tight, spill: full });
  expect(result).toMatchObject({ verdict: "inconclusive", bound: { kind: "memory", error: { where: "/full" } } });
});

test("states that cannot be read again end it", () => {
  const lost: Spill = { ...makeMemorySpill(), read: () => storageError("/lost", "expected a page, found none") };
  const result = reported(system, { ...early, maxBytes: tight, spill: lost });
  expect(result).toMatchObject({ verdict: "inconclusive", bound: { kind: "storage", error: { where: "/lost" } } });
});

test("what the caller holds counts", () => {
  const { rule, system: systemOf } = specify<{ components: { n: number }; label: string }>();
  const counter = systemOf({
    name: "counter",
    components: { n: [0] },
    rules: [rule("up", ["n"], ({ n }) => [{ label: "up", next: { n: n + 1 } }])],
    properties: [],
  });
  const result = reported(counter, { ...early, maxBytes: 2e9, memory: { taken: () => 2e9, collect: () => undefined } });
  expect(result.bound).toMatchObject({ kind: "memory", limit: 2e9 });
});

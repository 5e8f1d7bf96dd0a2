/** Sightings of one message at several points: one message, whatever the clocks say and in whatever order files come. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Observed } from "../../../traces/observe/index.js";
import type { Observation, SignalObservation } from "../../../traces/observe/observation.js";
import { capture } from "./support/forge.js";
import { type Point, type Shots, handover, points } from "./support/handover.js";
import { watch } from "./support/recordings.js";

const seen = (
  shots: Shots,
  order: ReadonlyArray<Point> = points,
  skews: Partial<Record<Point, number>> = {},
): Observed => watch(order.map((name) => ({ name, frames: capture(shots[name], skews[name] ?? 0) }))).observed;

const signalsOf = ({ nodes }: Observed): ReadonlyArray<SignalObservation> =>
  nodes.flatMap(({ observations }) => observations.filter((one) => one.kind === "signal"));

/** Without times, and captures by name. */
const timeless = (observed: Observed, order: ReadonlyArray<Point>) => {
  const at = ({ capture: index, frame, vantage }: { capture: number; frame: number; vantage: string }) =>
    `${order[index] ?? ""}#${frame} ${vantage}`;
  const told = (one: Observation) => {
    switch (one.kind) {
      case "signal":
        return { ...one, sightings: one.sightings.map(at) };
      case "packet":
        return { ...one, sighting: at(one.sighting) };
      case "loss":
        return { ...one, sighting: at(one.sighting), sent: at(one.sent) };
    }
  };
  return {
    entities: observed.roles.entities.map(({ macs, ...entity }) => ({ ...entity, macs: macs.toSorted() })),
    observations: observed.nodes.map(({ observations }) => observations.map(told)),
    streams: observed.nodes.map(({ streams }) =>
      streams.map((stream) => ({
        ...stream,
        points: [],
        windows: stream.windows?.map(({ seq, tunnelled_to, last_seen }) => ({ seq, tunnelled_to, last_seen })),
      })),
    ),
    handovers: observed.nodes.map(({ handovers }) => handovers.map(({ from, to, kind }) => ({ from, to, kind }))),
    deviations: observed.nodes.map(({ deviations }) => deviations.map(({ id, why }) => ({ id, why }))),
  };
};

describe("a handover at five points", () => {
  const observed = seen(handover());

  test("each message is one observation, sender's side first", () => {
    expect(
      signalsOf(observed).map(({ signal, sightings, fate, copies }) => [
        signal.type,
        sightings.map(({ capture: index, vantage }) => `${points[index] ?? ""} ${vantage}`).join(", "),
        fate,
        copies,
      ]),
    ).toEqual([
      ["RS", "access sender", "unknown", 1],
      ["PBU", "mag1 sender, lma receiver", "arrived", 1],
      ["PBA", "lma sender, mag1 receiver", "arrived", 1],
      ["RA", "access receiver", "arrived", 1],
      ["RS", "access sender", "unknown", 1],
      ["PBU", "mag2 sender, lma receiver", "arrived", 1],
      ["PBA", "lma sender, mag2 receiver", "arrived", 1],
      ["RA", "access receiver", "arrived", 1],
      ["PBU", "mag1 sender, lma receiver", "arrived", 1],
      ["PBA", "lma sender, mag1 receiver", "arrived", 1],
    ]);
  });

  test("losses, with where they end", () => {
    const losses = observed.nodes.flatMap(({ observations }) => observations.filter((one) => one.kind === "loss"));
    expect(losses.map(({ number, lastLeg, lastSeen, direction }) => [number, lastLeg, lastSeen, direction])).toEqual([
      [20, "HA=>pPMA", "mag1", "down"],
      [21, "HA=>pPMA", "mag1", "down"],
      [22, "HA=>pPMA", "mag1", "down"],
    ]);
    expect(observed.nodes[0]?.streams[0]?.lost).toEqual([[20, 22]]);
  });

  /** None, or more than anything takes on this network. */
  const skew = fc.oneof(
    fc.constant(0),
    fc.double({ min: 0.01, max: 5000, noNaN: true }),
    fc.double({ min: -5000, max: -0.01, noNaN: true }),
  );
  const skewed = fc.record({ cn: skew, lma: skew, mag1: skew, mag2: skew, access: skew });

  test("clocks that are off change nothing", () => {
    const expected = timeless(observed, points);
    fc.assert(
      fc.property(skewed, (skews) => {
        expect(timeless(seen(handover(), points, skews), points)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("whatever the clocks, nothing comes before its cause", () => {
    const skew = fc.double({ min: -0.01, max: 0.01, noNaN: true });
    fc.assert(
      fc.property(fc.record({ cn: skew, lma: skew, mag1: skew, mag2: skew, access: skew }), (skews) => {
        const [node] = seen(handover(), points, skews).nodes;
        const list = node?.observations ?? [];
        const place = (isIt: (one: Observation) => boolean) => list.findIndex(isIt);
        const told = (type: string, order: number) =>
          place(
            (one) =>
              one.kind === "signal" && one.signal.type === type && "order" in one.signal && one.signal.order === order,
          );
        for (const order of [4, 8, 12]) expect(told("PBU", order)).toBeLessThan(told("PBA", order));
        const onLeg = (leg: string) => place((one) => one.kind === "packet" && one.leg === leg);
        const legs = ["CN>HA", "HA=>pPMA", "link>MN", "MN>link", "pPMA=>HA", "HA>CN"].map(onLeg);
        expect(legs).not.toContain(-1);
        expect(legs.toSorted((a, b) => a - b)).toEqual(legs);
        // Each capture's frames are in their order.
        for (const capture of points.keys()) {
          const frames = list.flatMap((one) => {
            const sightings = one.kind === "signal" ? one.sightings.slice(0, 1) : [one.sighting];
            return sightings.flatMap((sighting) => (sighting.capture === capture ? [sighting.frame] : []));
          });
          expect(frames.toSorted((a, b) => a - b)).toEqual(frames);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("clocks that are off are told", () => {
    expect(seen(handover(), points, { lma: 3 }).notes).toContainEqual(
      expect.stringMatching(/^lma: its clock is [23]\.\d+ s ahead of that of cn$/),
    );
    expect(observed.notes).toEqual([]);
  });

  test("the order of the files changes nothing", () => {
    const expected = timeless(observed, points);
    fc.assert(
      fc.property(fc.shuffledSubarray([...points], { minLength: points.length }), skewed, (order, skews) => {
        expect(timeless(seen(handover(), order, skews), order)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("fewer points show the same signals, as far as they go", () => {
    const all = signalsOf(observed).map(({ signal }) => JSON.stringify(signal));
    fc.assert(
      fc.property(fc.subarray([...points], { minLength: 1 }), (some) => {
        // Without mag1's messages mag2 is where the mobile node is first seen.
        fc.pre(some.includes("lma"));
        const left = signalsOf(seen(handover(), some)).map(({ signal }) => JSON.stringify(signal));
        expect(left.filter((signal) => !all.includes(signal))).toEqual([]);
        expect(left.length).toBeGreaterThanOrEqual(6);
      }),
    );
  });
});

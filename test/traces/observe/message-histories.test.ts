/** Rules for a PBU in the light of the PBUs before it, and for advertisements. */
import { describe, expect, test } from "vitest";
import { EPOCH, LINK1, MAG1, MAG2, capture, optionsAt, pba, pbu, ra } from "./support/forge.js";
import { type Point, type Shots, attach, noShots, points, register, wire } from "./support/handover.js";
import { watch } from "./support/recordings.js";

const judged = (shots: Shots, some: ReadonlyArray<Point> = points): ReadonlyArray<string> =>
  watch(some.map((name) => ({ name, frames: capture(shots[name]) })))
    .observed.nodes.flatMap(({ deviations }) => deviations)
    .map(({ id, why }) => `${id}: ${why}`);

/** A PBU sent several times at mag1, as one of the two points captures it. */
const repeated = (times: ReadonlyArray<number>, sequences: ReadonlyArray<number>, at: "mag1" | "lma") => {
  const shots = noShots();
  register(shots, 0.5, MAG2, 0, { indicator: 1 });
  register(shots, 0.6, MAG2, 1, { indicator: 4, lifetime: 0 });
  for (const [i, time] of times.entries()) {
    const parcel = pbu(MAG1, { sequence: sequences[i] ?? 0, options: optionsAt(undefined, 1) });
    wire(shots, time, parcel, at === "mag1" ? "mag1" : undefined, at === "lma" ? "lma" : undefined);
  }
  // So that it is known whose the captures are.
  wire(shots, 90, pbu(MAG1, { sequence: 90, options: optionsAt(undefined, 1) }), "mag1", "lma");
  wire(shots, 90.1, pba(MAG1, { sequence: 90, options: optionsAt(undefined, 1) }), "lma", "mag1");
  return judged(shots).map((text) => text.slice(0, text.indexOf(" (")));
};

/** PBUs five seconds apart with these timestamps, and their PBAs. */
const told = (stamps: ReadonlyArray<number>) => {
  const shots = noShots();
  for (const [i, stamp] of stamps.entries()) {
    const options = optionsAt(EPOCH + stamp, i === 0 ? 1 : 5);
    wire(shots, 1 + 5 * i, pbu(MAG1, { sequence: i, options }), "mag1", "lma");
    wire(shots, 1.01 + 5 * i, pba(MAG1, { sequence: i, options }), "lma", "mag1");
  }
  return judged(shots).map((text) => text.slice(0, text.indexOf(" (")));
};

/** After mag1 has registered the mobile node. */
const extended = (again: (shots: Shots) => void, some = points) => {
  const shots = noShots();
  attach(shots, 1, MAG1, 1);
  again(shots);
  return judged(shots, some);
};

/** What is said of a PBU with a lower number that comes so long after another MAG's. */
const swapped = (gap: number) => {
  const shots = noShots();
  shots.lma.push({ time: 1, parcel: pbu(MAG2, { sequence: 8, options: optionsAt(undefined, 3) }) });
  shots.lma.push({ time: 1 + gap, parcel: pbu(MAG1, { sequence: 7, options: optionsAt(undefined, 1) }) });
  return judged(shots).length;
};

describe("in the light of what came before", () => {
  test("an extension has indicator 5, unless the mobile node has come anew", () => {
    expect(extended((shots) => register(shots, 10, MAG1, 2, { indicator: 4 }))).toEqual([
      "PMIP-6.9.1.3-1: an extension of the life time with handoff indicator 4, not 5 (RFC 5213 §6.9.1.3)",
    ]);
    expect(extended((shots) => register(shots, 10, MAG1, 2, { indicator: 5 }))).toEqual([]);
    expect(extended((shots) => attach(shots, 10, MAG1, 2))).toEqual([]);
    // It may have come anew where its link was not captured, and been elsewhere where the LMA was not.
    for (const some of [
      ["lma", "mag1"],
      ["mag1", "access"],
    ] as const)
      expect(extended((shots) => register(shots, 10, MAG1, 2, { indicator: 4 }), some)).toEqual([]);
  });

  test("after its end a binding is not extended but made", () => {
    const shots = noShots();
    register(shots, 1, MAG1, 1, { indicator: 1, lifetime: 2 });
    register(shots, 10, MAG1, 2, { indicator: 1 });
    expect(judged(shots)).toEqual([]);
  });

  test("a de-registration has indicator 4", () => {
    const shots = noShots();
    register(shots, 1, MAG1, 1, { indicator: 1 });
    register(shots, 2, MAG1, 2, { indicator: 3, lifetime: 0 });
    expect(judged(shots)).toEqual([
      "PMIP-6.9.1.4-1: a de-registration with handoff indicator 3, not 4 (RFC 5213 §6.9.1.4)",
    ]);
  });

  test("without timestamps a number of another MAG follows the last one", () => {
    const shots = noShots();
    register(shots, 1, MAG1, 40, { indicator: 1 });
    register(shots, 2, MAG2, 3, { indicator: 3 });
    expect(judged(shots)).toEqual([
      "PMIP-5.5-S1: without timestamp, sequence number 3 of mag2 does not follow 40 of mag1 (RFC 5213 §5.5)",
    ]);
  });

  test("a repetition has a greater number, and comes after twice the time", () => {
    expect(repeated([1, 2, 4, 8], [2, 3, 4, 5], "mag1")).toEqual([]);
    expect(repeated([1, 2], [2, 2], "mag1")).toEqual([
      "PMIP-6.9.4-4: a repeated PBU with sequence number 2, not greater than 2",
    ]);
    expect(repeated([1, 2, 3.5], [2, 3, 4], "mag1")).toEqual([
      "PMIP-6.9.4-3: repeated 1.500 s after the last time, which was 1.000 s after the one before: not doubled",
    ]);
  });

  test("where the sender was not captured nobody knows when it sent", () => {
    expect(repeated([1, 2, 3.5], [2, 3, 4], "lma")).toEqual([]);
  });

  test("where the sender was not captured, PBUs close together may have changed places on their way", () => {
    expect(swapped(0.1)).toBe(0);
    expect(swapped(2)).toBe(1);
  });

  test("timestamps go as fast as the clock, and are not far from it", () => {
    expect(told([1, 6, 11])).toEqual([]);
    expect(told([4000, 4005])).toEqual([]);
    expect(told([1, 77.3])).toEqual([
      "PMIP-5.5-T2: its timestamp is 76.300 s after that of the MAG's first PBU, sent 5.000 s before",
    ]);
    expect(told([200_000])).toEqual(["PMIP-5.5-T2: its timestamp is 199999 s from the time of the capture"]);
  });

  test("an advertisement that was forwarded is none", () => {
    const shots = noShots();
    attach(shots, 1, MAG1, 1);
    wire(shots, 3, ra(LINK1, 64), undefined, "access");
    expect(judged(shots)).toEqual([
      "PMIP-6.9.1.2-12: a Router Advertisement with hop limit 64 is discarded (RFC 4861 §6.1.2)",
    ]);
  });
});

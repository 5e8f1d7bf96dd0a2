/** The order that PBUs claim for themselves, and what is beyond the model's words. */
import { describe, expect, test } from "vitest";
import type { Observed } from "../../../traces/observe/index.js";
import type { SignalObservation } from "../../../traces/observe/observation.js";
import { type Host, LMA, MAG1, MAG2, MAG3, capture, optionsAt, pba, pbu } from "./support/forge.js";
import { type Point, type Shots, noShots, points, register, wire } from "./support/handover.js";
import { watch } from "./support/recordings.js";

const seen = (shots: Shots, order: ReadonlyArray<Point> = points): Observed =>
  watch(order.map((name) => ({ name, frames: capture(shots[name]) }))).observed;

const signalsOf = ({ nodes }: Observed): ReadonlyArray<SignalObservation> =>
  nodes.flatMap(({ observations }) => observations.filter((one) => one.kind === "signal"));

const ordersOf = (mags: ReadonlyArray<readonly [Host, number, number?]>) => {
  const shots = noShots();
  for (const [i, [mag, sequence, seconds]] of mags.entries())
    shots.lma.push({ time: i + 1, parcel: pbu(mag, { sequence, options: optionsAt(seconds, 4) }) });
  const { nodes } = seen(shots, ["lma"]);
  return [
    nodes[0]?.orderedBy,
    ...signalsOf(seen(shots, ["lma"])).map(({ signal }) => ("order" in signal ? signal.order : 0)),
  ];
};

describe("orders", () => {
  test.each([
    [
      "sequence numbers, whoever sends them",
      [
        [MAG1, 10],
        [MAG2, 20],
        [MAG1, 11],
      ],
      ["sequence", 4, 12, 8],
    ],
    [
      "equal numbers have equal orders",
      [
        [MAG1, 10],
        [MAG2, 10],
      ],
      ["sequence", 4, 4],
    ],
    [
      "numbers go round",
      [
        [MAG1, 65_535],
        [MAG1, 0],
        [MAG1, 1],
      ],
      ["sequence", 4, 8, 12],
    ],
    [
      "timestamps, whatever the numbers",
      [
        [MAG1, 9, 100.5],
        [MAG2, 3, 101],
        [MAG1, 10, 100.75],
      ],
      ["timestamp", 4, 12, 8],
    ],
    [
      "not all have a timestamp",
      [
        [MAG1, 9, 100.5],
        [MAG2, 3],
      ],
      ["sequence", 8, 4],
    ],
  ] as const)("%s", (_, sent, expected) => {
    expect(ordersOf(sent)).toEqual(expected);
  });

  test("status 135 tells the last number that was accepted, and answers the PBU before it", () => {
    const shots = noShots();
    register(shots, 1, MAG1, 50);
    wire(shots, 2, pbu(MAG1, { sequence: 40, options: optionsAt(undefined, 4) }), "mag1", "lma");
    wire(shots, 2.01, pba(MAG1, { sequence: 50, status: 135, options: optionsAt(undefined, 4) }), "lma", "mag1");
    const answers = signalsOf(seen(shots)).flatMap(({ signal }) => (signal.type === "PBA" ? [signal] : []));
    expect(answers.map(({ status, order, last }) => [status, order, last])).toEqual([
      [0, 8, 0],
      [135, 4, 8],
    ]);
  });
});

test("a third MAG is beyond the model, and said so", () => {
  const shots = noShots();
  for (const [i, mag] of [MAG1, MAG2, MAG3].entries())
    shots.lma.push({ time: i + 1, parcel: pbu(mag, { sequence: i, options: optionsAt(undefined, 4) }) });
  const observed = seen(shots, ["lma"]);
  expect(signalsOf(observed).map(({ signal }) => ("from" in signal ? signal.from : ""))).toEqual(["pPMA", "nPMA"]);
  expect(observed.notes).toContainEqual(expect.stringContaining("1 signals of other MAGs"));
  expect(observed.roles.entities.map(({ name }) => name)).toContain("mag3");
  expect(LMA.ip).toBe(observed.roles.entities.find(({ kind }) => kind === "lma")?.addresses[0]);
});

/** Repetitions, copies, losses and gaps of captures are told apart. */
import { describe, expect, test } from "vitest";
import type { SignalObservation } from "../../../traces/observe/observation.js";
import { LINK1, MAG1, MAG2, capture, optionsAt, pba, pbu, ra, rs, unreachable } from "./support/forge.js";
import { type Point, type Shots, attach, noShots, points, register, wire } from "./support/handover.js";
import { watch } from "./support/recordings.js";

const signalsIn = (shots: Shots, some: ReadonlyArray<Point> = points): ReadonlyArray<SignalObservation> =>
  watch(some.map((name) => ({ name, frames: capture(shots[name]) }))).observed.nodes.flatMap(({ observations }) =>
    observations.filter((one) => one.kind === "signal"),
  );

const asked = { sequence: 5, options: optionsAt(undefined, 1) };

const fatesOf = (shots: Shots, some: ReadonlyArray<Point> = points) =>
  signalsIn(shots, some)
    .filter(({ signal }) => signal.type === "PBU" || signal.type === "PBA")
    .map(({ signal, fate, copies, repeats }) => [signal.type, fate, copies, repeats ?? "first"]);
/** So that it is known whose interface each capture is of. */
const introduced = (): Shots => {
  const shots = noShots();
  register(shots, 0.1, MAG1, 1);
  register(shots, 0.2, MAG2, 2);
  return shots;
};

const after = (shots: Shots, some?: ReadonlyArray<Point>) => fatesOf(shots, some).slice(4);

/** Two PBUs, each after a solicitation: what the second repeats. */
const solicited = (second: number) => {
  const shots = introduced();
  wire(shots, 1, rs(), "access", undefined);
  wire(shots, 1.01, pbu(MAG1, asked), "mag1", "lma");
  wire(shots, 5, rs(), "access", undefined);
  wire(shots, 5.01, pbu(MAG1, { ...asked, sequence: second }), "mag1", "lma");
  return after(shots).map(([, , , repeats]) => repeats);
};

describe("sent again, copied, lost, not captured", () => {
  test("a copy made by the network is no second message", () => {
    const shots = introduced();
    const parcel = pbu(MAG1, asked);
    wire(shots, 1, parcel, "mag1", "lma");
    shots.lma.push({ time: 1.0021, parcel });
    expect(after(shots)).toEqual([["PBU", "arrived", 2, "first"]]);
  });

  test("a repetition with the same octets is a message of its own, and the one that was lost is told from it", () => {
    const shots = introduced();
    const parcel = pbu(MAG1, asked);
    wire(shots, 1, parcel, "mag1", undefined);
    wire(shots, 2, parcel, "mag1", "lma");
    wire(shots, 2.01, pba(MAG1, asked), "lma", "mag1");
    expect(after(shots)).toEqual([
      ["PBU", "lost", 1, "first"],
      ["PBU", "arrived", 1, 4],
      ["PBA", "arrived", 1, "first"],
    ]);
  });

  test("a repetition with a higher number repeats", () => {
    const shots = introduced();
    wire(shots, 1, pbu(MAG1, asked), "mag1", undefined);
    wire(shots, 1.5, pbu(MAG1, { ...asked, sequence: 6 }), "mag1", undefined);
    wire(shots, 2, pbu(MAG1, { ...asked, sequence: 7 }), "mag1", "lma");
    wire(shots, 2.01, pba(MAG1, { ...asked, sequence: 7 }), "lma", "mag1");
    expect(after(shots)).toEqual([
      ["PBU", "lost", 1, "first"],
      ["PBU", "lost", 1, 4],
      ["PBU", "arrived", 1, 5],
      ["PBA", "arrived", 1, "first"],
    ]);
  });

  test("after a new solicitation a PBU is asked for anew, unless every octet is as before", () => {
    expect(solicited(6)).toEqual(["first", "first"]);
    expect(solicited(5)).toEqual(["first", 5]);
  });

  test("two sendings that both arrive after the second are no copies", () => {
    const shots = introduced();
    const parcel = pbu(MAG1, asked);
    for (const time of [1, 2]) wire(shots, time, parcel, "mag1", undefined);
    for (const time of [2.0005, 2.3]) wire(shots, time, parcel, undefined, "lma");
    expect(after(shots)).toEqual([
      ["PBU", "arrived", 1, "first"],
      ["PBU", "arrived", 1, 4],
    ]);
  });

  test("a PBA that its MAG does not get is lost, as the MAG asks again", () => {
    const shots = introduced();
    wire(shots, 1, pbu(MAG1, asked), "mag1", "lma");
    wire(shots, 1.01, pba(MAG1, asked), "lma", undefined);
    wire(shots, 2, pbu(MAG1, asked), "mag1", "lma");
    wire(shots, 2.01, pba(MAG1, asked), "lma", "mag1");
    expect(after(shots)).toEqual([
      ["PBU", "arrived", 1, "first"],
      ["PBA", "lost", 1, "first"],
      ["PBU", "arrived", 1, 4],
      ["PBA", "arrived", 1, "first"],
    ]);
  });

  test("what its receiver's capture lacks and its receiver answers is a gap of the capture", () => {
    const shots = introduced();
    wire(shots, 1, pbu(MAG1, asked), "mag1", undefined);
    wire(shots, 1.01, pba(MAG1, asked), "lma", "mag1");
    register(shots, 3, MAG2, 9);
    expect(after(shots).slice(0, 2)).toEqual([
      ["PBU", "arrived", 1, "first"],
      ["PBA", "arrived", 1, "first"],
    ]);
  });

  test("what its sender's capture lacks is seen where it arrives", () => {
    const shots = introduced();
    wire(shots, 1, pbu(MAG1, asked), undefined, "lma");
    expect(after(shots)).toEqual([["PBU", "arrived", 1, "first"]]);
  });

  test("a PBA that its MAG's capture lacks, with no second PBU: nobody knows", () => {
    const shots = introduced();
    wire(shots, 1, pbu(MAG1, asked), "mag1", "lma");
    wire(shots, 1.01, pba(MAG1, asked), "lma", undefined);
    register(shots, 3, MAG2, 9);
    expect(after(shots).slice(0, 2)).toEqual([
      ["PBU", "arrived", 1, "first"],
      ["PBA", "unknown", 1, "first"],
    ]);
  });

  test("without the sender's capture, close together is a copy and a second apart a message", () => {
    const shots = introduced();
    const parcel = pbu(MAG1, asked);
    for (const time of [1, 1.001, 2]) wire(shots, time, parcel, undefined, "lma");
    expect(after(shots, ["lma"])).toEqual([
      ["PBU", "arrived", 2, "first"],
      ["PBU", "arrived", 1, 4],
    ]);
  });

  test("an ICMPv6 error that quotes a PBU is no PBU, and shows that it arrived", () => {
    const shots = introduced();
    const parcel = pbu(MAG1, asked);
    wire(shots, 1, parcel, "mag1", undefined);
    wire(shots, 1.002, unreachable(parcel), undefined, "mag1");
    expect(after(shots)).toEqual([["PBU", "arrived", 1, "first"]]);
  });

  test("a capture of all interfaces of a host on the way has a message twice, and it is one", () => {
    const shots = noShots();
    const parcel = pbu(MAG1, asked);
    shots.mag1.push({ time: 1, parcel });
    shots.lma.push({ time: 1.001, parcel, link: "to us" }, { time: 1.0011, parcel, link: "from us" });
    const [first, ...others] = signalsIn(shots, ["mag1", "lma"]);
    expect(others).toEqual([]);
    expect(first?.sightings.map(({ vantage }) => vantage)).toEqual(["between", "between"]);
    expect(first?.copies).toBe(1);
  });

  test("advertisements at short intervals are messages, not copies", () => {
    const shots = introduced();
    attach(shots, 1, MAG1, 3);
    for (const time of [1.1, 1.15]) wire(shots, time, ra(LINK1), undefined, "access");
    const advertised = signalsIn(shots).filter(({ signal }) => signal.type === "RA");
    expect(advertised.map(({ copies }) => copies)).toEqual([1, 1, 1]);
  });
});

/** Handovers: which PBU moved the binding, on which link the mobile node was, and what waited at the new MAG. */
import { describe, expect, test } from "vitest";
import type { Handover } from "../../../traces/observe/index.js";
import {
  LINK1,
  LINK2,
  LMA,
  LMA_CN,
  MAG1,
  MAG2,
  MN,
  CN,
  capture,
  down,
  optionsAt,
  pba,
  pbu,
  ra,
  up,
} from "./support/forge.js";
import { type Point, type Shots, attach, echo, handover, noShots, points, register, wire } from "./support/handover.js";
import { type Recording, hasRecordings, recordingsIn, watch, watchRecording } from "./support/recordings.js";

const handoversIn = (shots: Shots, some: ReadonlyArray<Point> = points): ReadonlyArray<Handover> =>
  watch(some.map((name) => ({ name, frames: capture(shots[name]) }))).observed.nodes.flatMap(
    ({ handovers }) => handovers,
  );

const short = ({ from, to, kind, attempts, deregistration, held }: Handover) => ({
  from,
  to,
  kind,
  attempts,
  ...(deregistration === undefined ? {} : { deregistration: deregistration.order }),
  ...(held === undefined ? {} : { held: held.numbers }),
});

/** A packet on the two legs of a proactive handover: mag2 has the binding, mag1 the link. */
const twoLegs = (shots: Shots, time: number, number: number): void => {
  let t = wire(shots, time, down(number, CN, LMA_CN), "cn", undefined);
  t = wire(shots, t, down(number, LMA, MAG2, [LMA, MAG2]), "lma", "mag2");
  t = wire(shots, t, down(number, MAG2, MAG1, [MAG2, MAG1]), "mag2", "mag1");
  t = wire(shots, t, down(number, LINK1, MN), undefined, "access");
  t = wire(shots, t, up(number, MN, LINK1), "access", undefined);
  t = wire(shots, t, up(number, MAG1, MAG2, [MAG1, MAG2]), "mag1", "mag2");
  t = wire(shots, t, up(number, MAG2, LMA, [MAG2, LMA]), "mag2", "lma");
  wire(shots, t, up(number, LMA_CN, CN), undefined, "cn");
};

/** Ten packets at mag1, ten on two legs, ten that wait at mag2, ten at mag2. */
const proactive = (): Shots => {
  const shots = noShots();
  attach(shots, 1, MAG1, 7);
  for (let i = 0; i < 10; i++) echo(shots, 2 + i / 10, i, MAG1);
  register(shots, 2.95, MAG2, 8, { indicator: 3 });
  for (let i = 10; i < 20; i++) twoLegs(shots, 2 + i / 10, i);
  for (let i = 20; i < 30; i++) {
    wire(shots, 2 + i / 10, down(i, CN, LMA_CN), "cn", undefined);
    wire(shots, 2.0004 + i / 10, down(i, LMA, MAG2, [LMA, MAG2]), "lma", "mag2");
  }
  wire(shots, 5, ra(LINK2), undefined, "access");
  for (let i = 20; i < 30; i++) {
    const t = wire(shots, 5.01 + i / 10_000, down(i, LINK2, MN), undefined, "access");
    wire(shots, t, up(i, MN, LINK2), "access", undefined);
    wire(shots, t + 0.0005, up(i, MAG2, LMA, [MAG2, LMA]), "mag2", "lma");
    wire(shots, t + 0.001, up(i, LMA_CN, CN), undefined, "cn");
  }
  for (let i = 31; i < 41; i++) echo(shots, 2 + i / 10, i, MAG2);
  return shots;
};

describe("made by hand", () => {
  test("reactive, de-registered late", () => {
    expect(handoversIn(handover()).map(short)).toEqual([
      { from: "mag1", to: "mag2", kind: "reactive", attempts: 1, deregistration: "after" },
    ]);
  });

  test("proactive, with what waited at the new MAG", () => {
    expect(handoversIn(proactive()).map(short)).toEqual([
      { from: "mag1", to: "mag2", kind: "proactive", attempts: 1, held: [20, 29] },
    ]);
  });

  test.each<[Point, ReadonlyArray<Handover["kind"]>]>([
    // What comes from mag2 may come through it: the LMA's side does not show it.
    ["lma", ["unknown"]],
    // Of the PBUs it has only its own.
    ["mag1", []],
    ["mag2", []],
    ["access", []],
  ])("proactive, from %s alone", (point, kinds) => {
    expect(handoversIn(proactive(), [point]).map(({ kind }) => kind)).toEqual(kinds);
  });

  test("the two legs are observed as such", () => {
    const { observed } = watch(points.map((name) => ({ name, frames: capture(proactive()[name]) })));
    const legs = observed.nodes.flatMap(({ observations }) =>
      observations.flatMap((one) => (one.kind === "packet" ? [`${one.direction} ${one.leg}`] : [])),
    );
    expect(new Set(legs)).toEqual(
      new Set([
        "down CN>HA",
        "down HA=>pPMA",
        "down HA=>nPMA",
        "down nPMA=>pPMA",
        "down link>MN",
        "up MN>link",
        "up pPMA=>HA",
        "up pPMA=>nPMA",
        "up nPMA=>HA",
        "up HA>CN",
      ]),
    );
  });

  test("a refused PBU moves nothing", () => {
    const shots = noShots();
    attach(shots, 1, MAG1, 1);
    const asked = { sequence: 2, options: optionsAt(undefined, 4) };
    wire(shots, 2, pbu(MAG2, asked), "mag2", "lma");
    wire(shots, 2.1, pba(MAG2, { ...asked, status: 154 }), "lma", "mag2");
    expect(handoversIn(shots)).toEqual([]);
  });

  test("the frames are those of the PBU that was accepted, after how many attempts", () => {
    const shots = noShots();
    attach(shots, 1, MAG1, 1);
    register(shots, 1.5, MAG2, 2, { lifetime: 0 });
    const asked = { sequence: 3, options: optionsAt(undefined, 4) };
    wire(shots, 2, pbu(MAG2, asked), "mag2", undefined);
    register(shots, 3, MAG2, 3);
    const [only, ...others] = handoversIn(shots);
    expect(others).toEqual([]);
    expect(only?.attempts).toBe(2);
    expect(only?.pbu.map(({ capture: index, frame }) => `${points[index] ?? ""}#${frame}`)).toEqual([
      "mag2#4",
      "lma#5",
    ]);
  });

  test("to and fro is two handovers", () => {
    const shots = noShots();
    attach(shots, 1, MAG1, 1);
    register(shots, 2, MAG2, 2);
    register(shots, 3, MAG1, 3);
    expect(handoversIn(shots).map(({ from, to }) => `${from} ${to}`)).toEqual(["mag1 mag2", "mag2 mag1"]);
  });

  test("all MAGs with the same link-layer address on the link, as RFC 5213 §6.9.3 wants it", () => {
    const shots = handover();
    const renamed = shots.access.map((shot) => ({
      ...shot,
      parcel: {
        ...shot.parcel,
        from: shot.parcel.from.mac === LINK2.mac ? LINK1 : shot.parcel.from,
        to: shot.parcel.to.mac === LINK2.mac ? LINK1 : shot.parcel.to,
      },
    }));
    const { observed } = watch(
      points.map((name) => ({ name, frames: capture(name === "access" ? renamed : shots[name]) })),
    );
    const routers = observed.nodes.flatMap(({ observations }) =>
      observations.flatMap((one) => (one.kind === "signal" && one.signal.type === "RA" ? [one.signal.router] : [])),
    );
    expect(routers).toEqual(["pPMA", "nPMA"]);
    expect(observed.nodes[0]?.streams[0]?.on_access).toBe(40);
  });
});

const events: Readonly<Record<string, ReadonlyArray<ReturnType<typeof short>>>> = {
  "opmip-ho-dereg-first": [{ from: "mag1", to: "mag2", kind: "reactive", attempts: 1, deregistration: "before" }],
  "opmip-ho-late-dereg": [{ from: "mag1", to: "mag2", kind: "reactive", attempts: 1, deregistration: "after" }],
  "opmip-ho-rs": [{ from: "mag1", to: "mag2", kind: "reactive", attempts: 1, held: [195, 265] }],
  "opmip-pingpong-rs": [
    { from: "mag1", to: "mag2", kind: "reactive", attempts: 1 },
    { from: "mag2", to: "mag1", kind: "reactive", attempts: 1 },
    { from: "mag1", to: "mag2", kind: "reactive", attempts: 1 },
    { from: "mag2", to: "mag1", kind: "reactive", attempts: 1 },
  ],
  "oaifm-pingpong": [
    { from: "mag1", to: "mag2", kind: "reactive", attempts: 1, deregistration: "before" },
    { from: "mag2", to: "mag1", kind: "reactive", attempts: 1, deregistration: "after" },
    { from: "mag1", to: "mag2", kind: "reactive", attempts: 1, deregistration: "before" },
  ],
  "mpa-proactive-buffered": [
    { from: "mag1", to: "mag2", kind: "proactive", attempts: 1, deregistration: "after", held: [448, 470] },
  ],
  "mpa-proactive-nobuffer": [{ from: "mag1", to: "mag2", kind: "proactive", attempts: 1, deregistration: "after" }],
  "mpa-proactive-pbu-rejected": [],
  "mpa-proactive-rollback": [
    { from: "mag1", to: "mag2", kind: "proactive", attempts: 1 },
    { from: "mag2", to: "mag1", kind: "reactive", attempts: 1, deregistration: "after" },
  ],
  "opmip-lma-restart": [],
};

const known = recordingsIn("lab-opmip", "lab-oai-pmipv6", "lab-mpa-scripted").filter(({ name }) => name in events);

describe.skipIf(!hasRecordings)("recordings", () => {
  test.each(known)("$folder $name: what the record tells", (recording: Recording) => {
    const found = watchRecording(recording).observed.nodes.flatMap(({ handovers }) => handovers);
    expect(found.map(short)).toEqual(events[recording.name]);
  });

  test.each(known)("$folder $name: what moved a binding is a PBU with status 0", (recording: Recording) => {
    const { observed } = watchRecording(recording);
    for (const { pbu, pba } of observed.nodes.flatMap(({ handovers }) => handovers)) {
      const entries = (sightings: Handover["pbu"]) =>
        sightings.map(({ capture: index, frame }) =>
          observed.signalling.find((one) => one.capture === index && one.frame === frame),
        );
      expect(new Set(entries(pbu).map((one) => one?.type))).toEqual(new Set(["PBU"]));
      expect(new Set(entries(pba ?? []).map((one) => one?.status))).toEqual(new Set([0]));
    }
  });

  test.each(recordingsIn("lab-mpa-scripted").filter(({ name }) => /buffer/.test(name)))(
    "$folder $name: proactive by the LMA's core alone",
    (recording: Recording) => {
      const found = watchRecording(recording, ["lma-core"]).observed.nodes.flatMap(({ handovers }) => handovers);
      expect(found.map(({ kind }) => kind)).toEqual(["proactive"]);
    },
  );
});

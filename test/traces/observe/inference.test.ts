/** Who is who where it is not plain: networks made by hand. */
import { describe, expect, test } from "vitest";
import type { Entity } from "../../../traces/observe/index.js";
import {
  CN,
  HOME,
  type Host,
  LINK1,
  LMA,
  MAG1,
  MAG2,
  MAG3,
  MN,
  NAI,
  type Parcel,
  type Shot,
  att,
  capture,
  down,
  hi,
  hnp,
  mnId,
  optionsAt,
  padN,
  pba,
  pbu,
  ra,
  rs,
} from "./support/forge.js";
import { handover, noShots, register, wire } from "./support/handover.js";
import { hasRecordings, recordingsIn, watch, watchRecording } from "./support/recordings.js";

const watchOne = (shots: ReadonlyArray<Shot>) => watch([{ name: "one", frames: capture(shots) }]).observed;
const inTurn = (...parcels: ReadonlyArray<Parcel>): ReadonlyArray<Shot> =>
  parcels.map((parcel, i) => ({ time: i + 1, parcel }));
const named = (entities: ReadonlyArray<Entity>, kind: Entity["kind"]) =>
  entities.filter((entity) => entity.kind === kind);

const other = (id: string, home: string) => [mnId(id), padN(6), hnp(home), hi(1), att(4)];

test("the first mobile node's MAGs have the first names, whoever comes between", () => {
  const { roles } = watchOne(
    inTurn(
      pbu(MAG1, { sequence: 1, options: optionsAt(undefined, 1) }),
      pbu(MAG3, { sequence: 1, options: other("mn2@example.net", "2001:db8:200::") }),
      pbu(MAG2, { sequence: 2, options: optionsAt(undefined, 3) }),
    ),
  );
  expect(named(roles.entities, "mag").map(({ name, addresses }) => [name, ...addresses])).toEqual([
    ["mag1", MAG1.ip],
    ["mag2", MAG2.ip],
    ["mag3", MAG3.ip],
  ]);
});

describe.skipIf(!hasRecordings)("a MAG that the mobile node comes to", () => {
  test.each(recordingsIn("lab-mpa-scripted").filter(({ name }) => name.includes("buffer")))(
    "$name: its core alone shows by the tunnel that it is not the first",
    (recording) => {
      const [node] = watchRecording(recording, ["mag2-core"]).observed.nodes;
      const senders = (node?.observations ?? []).flatMap((one) =>
        one.kind === "signal" && one.signal.type === "PBU" ? [one.signal.from] : [],
      );
      expect(senders[0]).toBe("nPMA");
    },
  );
});

const ascii = (text: string) => new TextEncoder().encode(text);
const filled = (size: number, text: string, rest: ReadonlyArray<number> = []) => {
  const octets = new Uint8Array(size);
  octets.set(ascii(text));
  octets.set(rest, ascii(text).length + 1);
  return octets;
};

describe("identifiers", () => {
  test.each([
    ["a name", ascii(NAI), NAI],
    ["a name in a field of fixed size", filled(63, NAI), NAI],
    ["a name, and what stood behind it in memory", filled(40, NAI, [0x9f, 0x02, 0x41]), NAI],
    ["octets", Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 0xff), "0x00010203040506ff"],
    ["nothing but NUL", new Uint8Array(16), undefined],
    ["nothing", new Uint8Array(0), undefined],
  ])("%s", (_, octets, shown) => {
    const options = [mnId(octets), hnp(HOME), hi(1), att(4)];
    const { roles } = watchOne(inTurn(pbu(MAG1, { sequence: 1, options })));
    expect(named(roles.entities, "mn").map(({ mnId: id }) => id)).toEqual([shown]);
  });
});

const askedBy = (host: Host, source = "fe80::99"): Parcel => {
  const { to, layers } = rs();
  return { from: host, to, layers: layers.map((layer) => (layer.layer === "ipv6" ? { ...layer, source } : layer)) };
};
const nodeOf = (shots: ReadonlyArray<Shot>) => named(watchOne(shots).roles.entities, "mn").map(({ macs }) => macs);
const asking = (sequence: number): Parcel => pbu(MAG1, { sequence, options: optionsAt(undefined, 1) });

describe("who solicits", () => {
  test("is the mobile node that a PBU follows for", () => {
    expect(
      nodeOf([
        { time: 1, parcel: askedBy(MN) },
        { time: 1.1, parcel: asking(1) },
      ]),
    ).toEqual([[MN.mac]]);
  });

  test("is somebody else if mostly none follows", () => {
    expect(
      nodeOf([
        { time: 1, parcel: askedBy(MN) },
        { time: 1.1, parcel: asking(1) },
        ...[10, 20, 30].map((time) => ({ time, parcel: askedBy(MN) })),
      ]),
    ).toEqual([[]]);
  });

  test("is somebody else if it has an address of another network", () => {
    expect(
      nodeOf([
        { time: 1, parcel: askedBy(CN, CN.ip) },
        { time: 1.1, parcel: asking(1) },
      ]),
    ).toEqual([[]]);
  });
});

test("a capture on a router's interface is between those whose messages it passes on", () => {
  const router = "02:00:00:00:ee:01";
  const through = (parcel: Parcel): Parcel => ({ ...parcel, from: { ...parcel.from, mac: router } });
  const back = (parcel: Parcel): Parcel => ({ ...parcel, to: { ...parcel.to, mac: router } });
  const asked = (mag: Host, sequence: number) => through(pbu(mag, { sequence, options: optionsAt(undefined, 1) }));
  const answered = (mag: Host, sequence: number) => back(pba(mag, { sequence, options: optionsAt(undefined, 1) }));
  // A second host there, so that all frames have the router at one end.
  const aside = down(1, { ip: CN.ip, mac: router }, { ip: MAG3.ip, mac: MAG3.mac });
  const { nodes } = watchOne(
    inTurn(
      asked(MAG1, 1),
      answered(MAG1, 1),
      aside,
      { ...aside, from: aside.to, to: aside.from },
      asked(MAG2, 2),
      answered(MAG2, 2),
    ),
  );
  const vantages = nodes.flatMap(({ observations }) =>
    observations.flatMap((one) => (one.kind === "signal" ? one.sightings.map(({ vantage }) => vantage) : [])),
  );
  expect(vantages).toEqual(["between", "between", "between", "between"]);
});

test("what a MAG puts on the link counts where no capture is nearer to the mobile node", () => {
  const shots = handover();
  const atMag: Shot[] = [
    ...shots.access
      .filter(({ parcel }) => parcel.from.mac === LINK1.mac || parcel.to.mac === LINK1.mac)
      .map(({ time, parcel }) => ({ parcel, time: parcel.from.mac === LINK1.mac ? time - 0.0004 : time + 0.0004 })),
    ...[20, 21, 22].map((number) => ({ time: 2 + number / 10 + 0.01, parcel: down(number, LINK1, MN) })),
  ];
  const streams = (isNear: boolean) =>
    watch([
      ...(["cn", "lma", "mag1", "mag2"] as const).map((name) => ({ name, frames: capture(shots[name]) })),
      ...(isNear ? [{ name: "access", frames: capture(shots.access) }] : []),
      { name: "mag1-link", frames: capture(atMag) },
    ]).observed.nodes.flatMap(({ streams: all }) =>
      all.map(({ on_access, lost, reached_access_not_delivered }) => ({
        on_access,
        lost,
        reached_access_not_delivered,
      })),
    );
  expect(streams(true)).toEqual([{ on_access: 40, lost: [[20, 22]], reached_access_not_delivered: [] }]);
  expect(streams(false)).toEqual([{ on_access: 23, lost: [], reached_access_not_delivered: [[20, 22]] }]);
});

describe("without signalling", () => {
  test("it is said what is only assumed", () => {
    const { roles } = watchOne(inTurn(ra(LINK1)));
    expect(roles.entities.map(({ name }) => name)).toEqual(["mn1", "mag1"]);
    expect(roles.unknown).toContainEqual(expect.stringContaining("only assumed"));
    const sure = watchOne(inTurn(pbu(MAG1, { sequence: 1, options: optionsAt(undefined, 1) }), ra(LINK1)));
    expect(sure.roles.unknown).not.toContainEqual(expect.stringContaining("only assumed"));
  });
});

test("peers without number: some are named, and it is said that there are more", () => {
  const peers = Array.from({ length: 100 }, (_, i): Parcel => {
    const parcel = down(1, LMA, MAG1, [LMA, MAG1]);
    const source = `2001:db8:c::${(i + 16).toString(16)}`;
    return {
      ...parcel,
      layers: parcel.layers.map((layer) =>
        layer.layer === "ipv6" && layer.source === CN.ip ? { ...layer, source } : layer,
      ),
    };
  });
  const { roles, notes } = watchOne(inTurn(pbu(MAG1, { sequence: 1, options: optionsAt(undefined, 1) }), ...peers));
  expect(named(roles.entities, "cn")).toHaveLength(32);
  expect(notes).toContainEqual(expect.stringContaining("32 peers or more"));
});

const spoilt = (frames: ReturnType<typeof capture>, isSpoilt: (i: number) => boolean, checksum = 0x1234) =>
  frames.map((taken, i) => ({
    ...taken,
    dissection: {
      layers: taken.dissection.layers.map((layer) =>
        layer.layer === "mobility" && isSpoilt(i) ? { ...layer, checksum, checksumOk: false } : layer,
      ),
    },
  }));
const exchanged = () => {
  const shots = noShots();
  for (let i = 0; i < 4; i++) register(shots, i + 1, i < 2 ? MAG1 : MAG2, i + 1);
  wire(shots, 9, pbu(MAG3, { sequence: 77, options: other("m~1@examqle.net", "2001:db8:7::") }), undefined, "lma");
  return capture(shots.lma);
};
const seen = (isSpoilt: (i: number) => boolean, checksum?: number) =>
  watch([{ name: "lma", frames: spoilt(exchanged(), isSpoilt, checksum) }]).observed;
const last = 8;
const accused = (isSpoilt: (i: number) => boolean, checksum?: number) =>
  seen(isSpoilt, checksum).nodes.flatMap(({ deviations }) => deviations.map(({ frame }) => frame));

describe("damaged messages", () => {
  test("one of many says nothing", () => {
    const { roles, signalling, nodes, notes } = seen((i) => i === last);
    expect(named(roles.entities, "mag")).toHaveLength(2);
    expect(nodes).toHaveLength(1);
    expect(nodes.flatMap(({ deviations }) => deviations)).toEqual([]);
    expect(signalling.map(({ isJudged }) => isJudged)).toEqual([...Array.from({ length: last }, () => true), false]);
    expect(notes).toContainEqual(expect.stringContaining("1 were taken for damaged"));
  });

  test("without checksum, answered, or one of few, it is what its sender does", () => {
    expect(accused((i) => i === last, 0)).toEqual([last + 1]);
    expect(accused((i) => i === 0)).toEqual([1]);
    expect(accused((i) => i % 2 === 0)).toEqual([1, 3, 5, 7, 9]);
  });

  test("an advertisement too", () => {
    const list = capture(inTurn(...Array.from({ length: 6 }, () => ra(LINK1)), ra({ ...LINK1, mac: MAG3.mac }, 255)));
    const wrong = list.map((taken, i) => ({
      ...taken,
      dissection: {
        layers: taken.dissection.layers.map((layer) =>
          layer.layer === "icmpv6" && i === 6 ? { ...layer, checksumOk: false } : layer,
        ),
      },
    }));
    const told = (some: typeof list) => named(watch([{ name: "link", frames: some }]).observed.roles.entities, "mag");
    expect(told(list)).toHaveLength(2);
    expect(told(wrong)).toHaveLength(1);
  });
});

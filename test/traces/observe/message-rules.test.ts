/** Rules for single messages: what is right is not accused, and each change breaks what it should and nothing else. */
import { describe, expect, test } from "vitest";
import { requirements } from "../../../properties/requirements.js";
import { messageRules } from "../../../traces/observe/index.js";
import type { MobilityOption } from "../../../traces/wire/layers.js";
import {
  EPOCH,
  HOME,
  MAG1,
  MAG2,
  MN,
  NAI,
  type Registration,
  att,
  capture,
  hi,
  hnp,
  llid,
  mnId,
  option,
  optionsAt,
  padN,
  pba,
  pbu,
  timestamp,
} from "./support/forge.js";
import { type Shots, attach, noShots, points, register, wire } from "./support/handover.js";
import { hasRecordings, proxyFolders, recordingsIn, watch, watchRecording } from "./support/recordings.js";

const judged = (shots: Shots): ReadonlyArray<string> =>
  watch(points.map((name) => ({ name, frames: capture(shots[name]) })))
    .observed.nodes.flatMap(({ deviations }) => deviations)
    .map(({ id, why }) => `${id}: ${why}`);

/** A PBU and its PBA, with timestamps that are right, unless something is changed. */
const exchange = (changed: {
  readonly pbu?: Partial<Registration>;
  readonly pba?: Partial<Registration>;
}): ReadonlyArray<string> => {
  const shots = noShots();
  const asked: Registration = { sequence: 7, options: optionsAt(EPOCH + 1, 1), ...changed.pbu };
  wire(shots, 1, pbu(MAG1, asked), "mag1", "lma");
  wire(shots, 1.01, pba(MAG1, { sequence: 7, options: asked.options, ...changed.pba }), "lma", "mag1");
  return judged(shots);
};

const good = optionsAt(EPOCH + 1, 1);
const without = (type: number): ReadonlyArray<MobilityOption> =>
  good.filter((one) => one.type !== type && one.type !== 27);
const swap = (changed: MobilityOption): ReadonlyArray<MobilityOption> =>
  good.map((one) => (one.type === changed.type ? changed : one));

test("a PBU and a PBA as the standard has them", () => {
  expect(exchange({})).toEqual([]);
});

test("a whole handover as the standard has it", () => {
  const shots = noShots();
  attach(shots, 1, MAG1, 7);
  register(shots, 20, MAG1, 8, { indicator: 5 });
  attach(shots, 40, MAG2, 9);
  register(shots, 41, MAG2, 10, { lifetime: 0, indicator: 4 });
  expect(judged(shots)).toEqual([]);
});

test("every rule is of a requirement of the catalogue, and names its clause", () => {
  const ids = new Set(requirements.map(({ id }) => id));
  for (const { id, source } of messageRules) {
    expect(ids).toContain(id);
    expect(source).toMatch(/^RFC \d{4} §/);
  }
});

describe("PBU", () => {
  test.each<[string, Partial<Registration>, ReadonlyArray<string>]>([
    ["without flag A", { flags: 0x0200 }, ["PMIP-6.9.1.5-1: a PBU without flag A"]],
    [
      "with a Home Address option",
      {
        before: [
          {
            layer: "destination-options",
            at: 0,
            nextHeader: 0,
            options: [
              { option: "PadN", data: new Uint8Array(2) },
              { option: "home-address", address: MN.ip },
            ],
          },
        ],
      },
      ["PMIP-6.9.1.5-1: a PBU with a Home Address option"],
    ],
    ["with reserved indicator", { options: swap(hi(0)) }, ["PMIP-6.9.1.1-4: handoff indicator 0 is reserved"]],
    ["with unassigned indicator", { options: swap(hi(6)) }, ["PMIP-6.9.1.1-4: handoff indicator 6 is not assigned"]],
    ["with reserved technology", { options: swap(att(0)) }, ["PMIP-6.9.1.5-1: access technology type 0 is reserved"]],
    [
      "with binary identifier",
      { options: [mnId(Uint8Array.of(0, 0, 2, 0, 0, 0, 16, 1)), padN(5), hnp(HOME), hi(1), att(4)] },
      ["PMIP-6.6-1: mobile node identifier 0000020000001001 is no NAI, but has its subtype"],
    ],
    [
      "with an identifier of NULs",
      { options: swap(mnId(new Uint8Array(15))) },
      ["PMIP-6.6-1: a mobile node identifier of 15 NULs, with the subtype of a NAI"],
    ],
    [
      "with a filled identifier",
      { options: swap(mnId(`${NAI.slice(0, 13)}\u0000\u0000`)) },
      ["PMIP-6.6-1: mobile node identifier 6d6e31406578616d706c652e6e0000 is no NAI, but has its subtype"],
    ],
    [
      "with a link-layer identifier of zeros",
      { options: [...good.slice(0, 5), llid(new Uint8Array(6))] },
      ["PMIP-6.9.1.1-7: a link-layer identifier of zeros"],
    ],
    ["with two indicators", { options: [...good.slice(0, 5), hi(1)] }, ["PMIP-6.9.1.5-1: 2 Handoff Indicator options"]],
    [
      "with an indicator of three octets",
      { options: [...good.slice(0, 3), option(23, Uint8Array.of(0, 1, 0)), att(4)] },
      ["PMIP-6.9.1.5-1: the Handoff Indicator option has 3 octets, not 2"],
    ],
    [
      "with a request beside a prefix",
      { options: [...good.slice(0, 3), hi(1), att(4), padN(4), hnp("::", 0)] },
      ["PMIP-6.9.1.5-1: a request for a prefix beside another Home Network Prefix option"],
    ],
  ])("%s", (_, changed, expected) => {
    const shots = noShots();
    wire(shots, 1, pbu(MAG1, { sequence: 7, options: good, ...changed }), "mag1", "lma");
    expect(judged(shots).map((text) => text.slice(0, text.lastIndexOf(" (")))).toEqual(expected);
  });

  test.each([
    [8, "Mobile Node Identifier"],
    [22, "Home Network Prefix"],
    [23, "Handoff Indicator"],
    [24, "Access Technology Type"],
  ])("without option %d", (type, name) => {
    const shots = noShots();
    const lacking = { sequence: 1, options: type === 8 ? [hnp(HOME), hi(1), att(4)] : without(type) };
    wire(shots, 1, pbu(MAG1, lacking), "mag1", "lma");
    expect(judged(shots).filter((text) => !text.includes("begins at"))).toEqual([
      `PMIP-6.9.1.5-1: a PBU without ${name} option (RFC 5213 §6.9.1.5)`,
    ]);
  });

  test.each([
    [
      "a wrong prefix place",
      [mnId(NAI), hnp(HOME), hi(1), att(4)],
      "Home Network Prefix option begins at 8n+6, not at 8n+4",
    ],
    [
      "a wrong timestamp place",
      [...good.slice(0, 5), timestamp(EPOCH + 1)],
      "Timestamp option begins at 8n+0, not at 8n+2",
    ],
  ])("%s", (_, options, words) => {
    expect(exchange({ pbu: { options } }).map((text) => text.slice(0, text.indexOf(" (")))).toEqual([
      `PMIP-6.9.1.5-1: the ${words}`,
      `PMIP-5.3.6-1: the ${words}`,
    ]);
  });
});

describe("PBA", () => {
  test.each<[string, Partial<Registration>, ReadonlyArray<string>]>([
    ["without flag P", { flags: 0 }, ["PMIP-5.3.6-1: a PBA without flag P"]],
    [
      "with a type 2 routing header",
      {
        before: [
          {
            layer: "routing",
            at: 0,
            nextHeader: 0,
            type: 2,
            segmentsLeft: 0,
            data: new Uint8Array(20),
            homeAddress: "::",
          },
        ],
      },
      ["PMIP-5.3.6-1: a PBA with a type 2 routing header"],
    ],
    [
      "with another indicator",
      { options: swap(hi(2)) },
      ["PMIP-5.3.6-2: its Handoff Indicator 0002 is not the PBU's 0001"],
    ],
    [
      "with another technology",
      { options: swap(att(3)) },
      ["PMIP-5.3.6-2: its Access Technology Type 0003 is not the PBU's 0004"],
    ],
    ["without timestamp", { options: good.slice(0, 5) }, ["PMIP-5.5-S1: without the PBU's Timestamp option"]],
    [
      "with another timestamp",
      { options: swap(timestamp(EPOCH + 2)) },
      ["PMIP-5.5-T7: accepts, with another timestamp than the PBU's"],
    ],
    [
      "without prefix",
      { options: [mnId(NAI), hi(1), att(4), padN(4), timestamp(EPOCH + 1)] },
      ["PMIP-5.3.6-2: a PBA without Home Network Prefix option"],
    ],
    [
      "that leaves the prefix open",
      { options: swap(hnp("::", 0)) },
      ["PMIP-5.3.6-2: a PBA that accepts, and leaves the prefix open"],
    ],
    [
      "that refuses another prefix",
      { status: 155, options: swap(hnp("2001:db8:200::")) },
      [`PMIP-5.3.6-2: a refusal without the PBU's ${HOME}/64`],
    ],
    ["that refuses with a life time", { status: 154, lifetime: 15 }, []],
    ["that refuses with the time it is", { status: 156, options: swap(timestamp(EPOCH + 9)) }, []],
    [
      "with a link-layer identifier unasked",
      {
        options: [
          ...good.slice(0, 5),
          llid(Uint8Array.of(2, 0, 0, 0, 0, 1)),
          padN(2),
          padN(2),
          padN(4),
          timestamp(EPOCH + 1),
        ],
      },
      ["PMIP-5.3.6-2: Mobile Node Link-layer Identifier option, which the PBU does not have"],
    ],
  ])("%s", (_, changed, expected) => {
    const found = exchange({ pba: changed }).map((text) => text.slice(0, text.lastIndexOf(" (")));
    expect(found.filter((text) => !text.includes("begins at"))).toEqual(expected);
  });
});

test("a wrong checksum: the receiver takes no notice", () => {
  const shots = noShots();
  wire(shots, 1, pbu(MAG1, { sequence: 1, options: optionsAt(undefined, 1) }), "mag1", "lma");
  const frames = capture(shots.lma);
  const [taken] = frames;
  if (taken === undefined) throw new Error("no frame");
  const layers = taken.dissection.layers.map((layer) =>
    layer.layer === "mobility" ? { ...layer, checksum: 0, checksumOk: false } : layer,
  );
  const { observed } = watch([{ name: "lma", frames: [{ ...taken, dissection: { layers } }] }]);
  expect(observed.nodes.flatMap(({ deviations }) => deviations)).toEqual([
    {
      id: "PMIP-6.9.1.5-1",
      capture: 0,
      frame: 1,
      why: "the checksum is zero: the receiver discards it (RFC 6275 §6.1.1, §9.2)",
    },
  ]);
});

describe.skipIf(!hasRecordings)("recordings", () => {
  test.each([...proxyFolders])("%s: what its implementations are known to do, and nothing else", async (folder) => {
    const kinds = new Set(
      recordingsIn(folder).flatMap((recording) =>
        watchRecording(recording).observed.nodes.flatMap(({ deviations }) =>
          deviations.map(
            ({ id, why }) =>
              `${id} ${why.replaceAll(/\b\d+\.\d+ s/g, "… s").replaceAll(/number \d+( of mag\d)?|(than|follow) \d+( of mag\d)?|identifier [0-9a-f]{16,}|[0-9]+ NULs/g, "…")}`,
          ),
        ),
      ),
    );
    const text = `${[...kinds].toSorted().join("\n")}\n`;
    await expect(text).toMatchFileSnapshot(`../../golden/observe/deviations-${folder}.txt`);
  });

  // Fewer points may hide what excuses a message, and must not accuse it.
  test.each(recordingsIn(...proxyFolders))("$folder $name: no point accuses more than all of them", (recording) => {
    const told = (some: ReadonlyArray<string>) =>
      watchRecording(recording, some).observed.nodes.flatMap(({ deviations }) =>
        deviations.map(({ id, why }) => `${id} ${why.replaceAll(/ of mag\d|\d+\.\d+ s/g, "")}`),
      );
    const all = new Set(told(recording.points));
    for (const point of recording.points) expect(told([point]).filter((one) => !all.has(one))).toEqual([]);
  });
});

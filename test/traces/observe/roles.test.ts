/** Who is who, by inference from any of the points and by a roles file, against the record of each run. */
import { describe, expect, test } from "vitest";
import * as E from "fp-ts/lib/Either.js";
import { type Entity, decodeRoles } from "../../../traces/observe/index.js";
import {
  type Recording,
  type Truth,
  hasRecordings,
  proxyFolders,
  recordingsIn,
  watchRecording,
} from "./support/recordings.js";

type Recorded = NonNullable<Truth["entities"]>;

const addressOf = (entities: Recorded, name: string) => entities[name]?.addr ?? entities[name]?.proxy_coa ?? undefined;

const entitiesOf = (recording: Recording, points?: ReadonlyArray<string>): ReadonlyArray<Entity> =>
  watchRecording(recording, points).observed.roles.entities;

const lab = recordingsIn(...proxyFolders).filter(({ truth }) => truth.entities !== undefined);

/** What the record says of somebody, as far as the entity says something of it. */
const agrees = (entity: Entity, record: Recorded[string]) => {
  const address = record.addr ?? record.proxy_coa;
  if (entity.addresses.length > 0 && typeof address === "string") expect(entity.addresses).toContain(address);
  if (entity.prefixes.length > 0) expect(entity.prefixes).toEqual((record.hnp ?? []).toSorted());
  if (record.mac !== undefined && entity.kind === "mn") expect([...entity.macs, record.mac]).toContain(record.mac);
};

describe.skipIf(!hasRecordings)("roles", () => {
  test.each(lab)("$folder $name: all points, the names of the record", (recording) => {
    const recorded = recording.truth.entities ?? {};
    for (const entity of entitiesOf(recording)) {
      const record = recorded[entity.name];
      expect(record, entity.name).toBeDefined();
      if (record !== undefined) agrees(entity, record);
    }
  });

  const moving = lab.filter(({ name }) =>
    /ho-|pingpong|swap|proactive-(buffered|nobuffer|rollback)|multi|renew/.test(name),
  );
  test.each(moving)("$folder $name: all points, everybody of the record", (recording) => {
    const recorded = recording.truth.entities ?? {};
    const entities = entitiesOf(recording);
    expect(entities.map(({ name }) => name).toSorted()).toEqual(Object.keys(recorded).toSorted());
    for (const { name, kind, macs, mnId } of entities) {
      if (kind !== "cn") expect(macs, name).toContain(recorded[name]?.mac);
      if (kind === "mn" && recording.folder !== "lab-oai-pmipv6") expect(mnId).toBe(recorded[name]?.nai);
    }
  });

  describe.each(lab)("$folder $name: one point", (recording) => {
    const recorded = recording.truth.entities ?? {};
    const byAddress = new Map(Object.keys(recorded).map((name) => [addressOf(recorded, name), name]));
    test.each(recording.points.map((point) => [point] as const))("%s: nobody is taken for another", (point) => {
      for (const { kind, addresses, name } of entitiesOf(recording, [point]))
        for (const address of addresses) {
          const known = byAddress.get(address);
          if (known !== undefined) expect(known.replace(/\d$/, ""), `${name} ${address}`).toBe(kind);
        }
    });
  });

  test.each(moving)("$folder $name: lma-core alone, the names of the record", (recording) => {
    const recorded = recording.truth.entities ?? {};
    const entities = entitiesOf(recording, ["lma-core"]);
    expect(entities.map(({ name }) => name).toSorted()).toEqual(Object.keys(recorded).toSorted());
    for (const { name, addresses } of entities) expect(addresses).toContain(addressOf(recorded, name));
  });

  test.each(moving)("$folder $name: the mobile node's link alone", (recording) => {
    const recorded = recording.truth.entities ?? {};
    const entities = entitiesOf(recording, ["mn1-access"]);
    const of = (kind: Entity["kind"]) => entities.filter((entity) => entity.kind === kind);
    // Its MAGs by the link-layer addresses of their links: both have one address there.
    expect(of("mag").map(({ macs }) => macs)).toEqual(
      recording.name.includes("rollback") ? [["02:00:00:00:a1:01"]] : [["02:00:00:00:a1:01"], ["02:00:00:00:a2:01"]],
    );
    expect(of("mag").every(({ addresses }) => addresses.length === 0)).toBe(true);
    expect(of("lma")).toEqual([]);
    expect(of("mn").map(({ macs }) => macs)).toContainEqual([recorded["mn1"]?.mac]);
    expect(of("cn").map(({ addresses }) => addresses)).toEqual([[addressOf(recorded, "cn")]]);
  });

  test.each(moving)("$folder $name: the CN alone", (recording) => {
    const recorded = recording.truth.entities ?? {};
    const { entities, unknown } = watchRecording(recording, ["cn"]).observed.roles;
    expect(entities.filter(({ kind }) => kind === "cn").map(({ addresses }) => addresses)).toEqual([
      [addressOf(recorded, "cn")],
    ]);
    const nodes = entities.filter(({ kind }) => kind === "mn").flatMap(({ addresses }) => addresses);
    expect(nodes).toContain(addressOf(recorded, "mn1"));
    expect(unknown.some((text) => text.startsWith("no LMA"))).toBe(true);
    expect(unknown.some((text) => text.startsWith("no MAG"))).toBe(true);
  });

  test.each(recordingsIn("lab-mpa-scripted").filter(({ name }) => !name.includes("rejected")))(
    "$folder $name: one MAG's core shows the other MAG, and which was first",
    (recording) => {
      for (const point of ["mag1-core", "mag2-core"])
        expect(
          entitiesOf(recording, [point])
            .filter(({ kind }) => kind === "mag")
            .map(({ name, addresses }) => [name, ...addresses]),
        ).toEqual([
          ["mag1", "2001:db8:1::11"],
          ["mag2", "2001:db8:1::12"],
        ]);
    },
  );

  test.each(lab)("$folder $name: everybody has evidence, which names a frame", (recording) => {
    const { entities, evidence } = watchRecording(recording).observed.roles;
    for (const { name } of entities)
      expect(evidence.filter(({ entity, frame }) => entity === name && frame !== undefined)).not.toEqual([]);
  });

  test.each(moving)(
    "$folder $name: a roles file that says what is inferred changes nothing but the evidence",
    (recording) => {
      const inferred = watchRecording(recording).observed;
      const file = decodeRoles(JSON.parse(JSON.stringify({ entities: inferred.roles.entities })));
      if (E.isLeft(file)) throw new Error("the inferred roles are no roles file");
      const { nodes, signalling, roles } = watchRecording(recording, undefined, file.right).observed;
      expect(nodes).toEqual(inferred.nodes);
      expect(signalling).toEqual(inferred.signalling);
      expect(roles.evidence.filter(({ why }) => why === "the roles file says so")).toHaveLength(roles.entities.length);
    },
  );
});

describe("roles file", () => {
  test("texts are normalised", () => {
    const json = {
      entities: [
        { name: "hub", kind: "lma", addresses: ["2001:DB8:0::1"], macs: ["02-00-00-00-C0-01"] },
        { name: "phone", kind: "mn", prefixes: ["2001:db8:100:0::/64"], mnId: "mn1@example.net" },
      ],
    };
    expect(decodeRoles(json)).toEqual(
      E.right({
        entities: [
          { name: "hub", kind: "lma", addresses: ["2001:db8::1"], macs: ["02:00:00:00:c0:01"] },
          { name: "phone", kind: "mn", prefixes: ["2001:db8:100::/64"], mnId: "mn1@example.net" },
        ],
      }),
    );
  });

  test.each([
    ["no list", {}],
    ["an unknown kind", { entities: [{ name: "a", kind: "router" }] }],
    ["a name that steers a terminal", { entities: [{ name: "a\u001b[2J", kind: "cn" }] }],
    ["no address", { entities: [{ name: "a", kind: "cn", addresses: ["2001:db8::g"] }] }],
    ["a prefix without length", { entities: [{ name: "a", kind: "mn", prefixes: ["2001:db8::"] }] }],
    ["a link-layer address that is too short", { entities: [{ name: "a", kind: "mn", macs: ["02:00"] }] }],
  ])("%s is refused", (_, json) => {
    expect(E.isLeft(decodeRoles(json))).toBe(true);
  });
});

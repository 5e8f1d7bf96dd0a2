import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import type { Property, System } from "../../checker/system.js";
import { alternatingBit } from "../models/alternating-bit.js";
import { ewd840 } from "../models/ewd840.js";
import { peterson } from "../models/peterson.js";
import { pingPong } from "../models/ping-pong.js";
import { tcp } from "../models/tcp.js";
import { tokenRing } from "../models/token-ring.js";
import { twoPhaseCommit } from "../models/two-phase-commit.js";
import { dieHard } from "../../examples/die-hard.js";
import golden from "../golden/spaces.json" with { type: "json" };

const spaces = golden.published;

/** By name of the row in golden/spaces.json. */
const models: Readonly<Record<string, () => System>> = {
  "two-phase commit 3": () => twoPhaseCommit(3),
  "two-phase commit 5": () => twoPhaseCommit(5),
  "two-phase commit 7": () => twoPhaseCommit(7),
  "two-phase commit 9": () => twoPhaseCommit(9),
  "Die Hard": () => dieHard,
  "alternating bit": () => alternatingBit(2, 2),
  "EWD840 3": () => ewd840(3),
  Peterson: () => peterson,
  "TCP connection": () => tcp,
  "token ring 6": () => tokenRing(6, 6),
  "ping-pong 5": () => pingPong(5),
};

test("a property over every component keeps memory per state bounded", () => {
  const base = twoPhaseCommit(8);
  const reads = Object.fromEntries(base.components.map(({ name }) => [name, name]));
  const over = (name: string) =>
    ({
      kind: "always",
      name,
      reads,
      sources: [],
      holds: (view) => view["tm"] !== undefined,
      given: undefined,
    }) as const satisfies Property;
  const properties = [over("everything is there"), over("and again")];
  const report = explore({ ...base, properties });
  if (report.tag === "Fault") throw new Error(report.what);
  expect(report).toMatchObject({ verdict: "holds", states: 1_745_408 });
  expect(report.bytesPerState).toBeLessThan(50);
});

test("every model has its row", () => {
  expect(Object.keys(models)).toEqual(Object.keys(spaces));
});

test.each(Object.entries(spaces))("%s", (name, pinned) => {
  const report = explore(models[name]!());
  if (report.tag === "Fault") throw new Error(report.what);
  const { states, generated, depth, complete } = report;
  const properties = Object.fromEntries(
    report.properties.map((p) => [
      p.name,
      p.trail === undefined ? p.verdict : `${p.verdict} in ${p.trail.steps.length}`,
    ]),
  );
  expect({ states, generated, depth, properties }).toEqual({
    states: pinned.states,
    generated: pinned.generated,
    depth: pinned.depth,
    properties: pinned.properties,
  });
  expect(complete).toBe(true);
});

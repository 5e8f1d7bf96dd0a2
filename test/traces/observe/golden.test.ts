/** What is observed of some recordings, for people to read. */
import { describe, expect, test } from "vitest";
import type { Observation, Sighting } from "../../../traces/observe/observation.js";
import { type Recording, hasRecordings, recordingsIn, watchRecording } from "./support/recordings.js";

const at = (points: ReadonlyArray<string>, { capture, frame, vantage }: Sighting): string =>
  `${points[capture] ?? ""}#${frame}${vantage === "between" ? "" : ` (${vantage})`}`;

const shown = (points: ReadonlyArray<string>, one: Observation): string => {
  switch (one.kind) {
    case "signal": {
      const { type, ...fields } = one.signal;
      const words = Object.entries(fields)
        .filter(([name]) => !["mn", "mnId", "evidence"].includes(name))
        .map(([name, value]) => `${name} ${String(value)}`);
      const extra = [
        ...(one.fate === "arrived" ? [] : [one.fate]),
        ...(one.copies === 1 ? [] : [`${one.copies} copies`]),
        ...(one.repeats === undefined ? [] : [`repeats line ${one.repeats + 1}`]),
      ];
      return `${type} ${words.join(", ")}; ${[...one.sightings.map((sighting) => at(points, sighting)), ...extra].join(", ")}`;
    }
    case "packet":
      return `${one.direction} ${one.leg}; ${at(points, one.sighting)}`;
    case "loss":
      return `${one.direction} ${one.number} lost after ${one.lastLeg}, ${one.lastSeen}; sent ${at(points, one.sent)}`;
  }
};

const chosen = [
  "opmip-attach",
  "opmip-ho-any-interface",
  "opmip-ho-pba-lost",
  "opmip-multi-hnp",
  "oaifm-pingpong",
  "mpa-proactive-buffered",
  "mpa-proactive-rollback",
  "ns3-two-mns",
];
const recordings = recordingsIn("lab-opmip", "lab-oai-pmipv6", "lab-mpa-scripted", "sim-ns3-pmipv6").filter(
  ({ name }) => chosen.includes(name),
);

describe.skipIf(!hasRecordings)("observations", () => {
  test.each(recordings)("$name", async (recording: Recording) => {
    const { roles, nodes } = watchRecording(recording).observed;
    const lines = [
      ...roles.entities.map(
        ({ name, addresses, prefixes, macs, mnId }) =>
          `${name}: ${[...(mnId === undefined ? [] : [mnId]), ...addresses, ...prefixes, ...macs].join(", ")}`,
      ),
      ...nodes.flatMap(({ name, orderedBy, observations, handovers }) => [
        "",
        `${name}, ordered by ${orderedBy}`,
        ...observations.map((one, i) => `${i + 1}. ${shown(recording.points, one)}`),
        ...handovers.map(({ from, to, kind, why }) => `handover ${from} to ${to}: ${kind}, ${why}`),
      ]),
    ];
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(`../../golden/observe/${recording.name}.txt`);
  });

  test("all of them are there", () => {
    expect(recordings.map(({ name }) => name).toSorted()).toEqual(chosen.toSorted());
  });
});

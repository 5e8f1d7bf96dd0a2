/** Streams against the record of each run: what was sent, where it was lost, what came back. */
import { describe, expect, test } from "vitest";
import type { Stream } from "../../../traces/observe/index.js";
import { type TruthStream, hasRecordings, proxyFolders, recordingsIn, watchRecording } from "./support/recordings.js";

const round = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, v: unknown) => (typeof v === "number" ? Math.round(v * 1e5) / 1e5 : v)));

/** In the record's words: without what observation adds. */
const figures = (stream: Stream) => round({ ...stream, points: undefined });

/**
 * The record looks at captures called `-core` alone: that packet 48 of this run, of which it has no capture of mag2's
 * core, was seen by mag2 (on all its interfaces) it does not know. The derivable equivalent is the last point at all.
 */
const corrected = (name: string, stream: TruthStream): unknown =>
  round(
    name === "opmip-ho-any-interface"
      ? {
          ...stream,
          windows: stream.windows.map((window) =>
            window["tunnelled_to"] === "mag2" ? { ...window, last_seen: "mag2-any" } : window,
          ),
        }
      : stream,
  );

const streamed = recordingsIn(...proxyFolders).filter(({ truth }) => Object.keys(truth.streams ?? {}).length > 0);

describe.skipIf(!hasRecordings)("streams", () => {
  test.each(streamed)("$folder $name: all points, every figure of the record", (recording) => {
    const { nodes } = watchRecording(recording).observed;
    for (const [mn, stream] of Object.entries(recording.truth.streams ?? {})) {
      const found = nodes.find(({ name }) => name === mn)?.streams.find(({ port }) => port === stream.port);
      expect(found && figures(found)).toEqual(corrected(recording.name, stream));
    }
  });

  test("there are runs with losses of every kind, and none is vacuous", () => {
    const lists = streamed.flatMap(({ truth }) => Object.values(truth.streams ?? {}));
    const some = (key: string) => lists.filter((stream) => (stream[key] as ReadonlyArray<unknown>).length > 0).length;
    expect(lists.length).toBeGreaterThan(20);
    expect(some("lost")).toBeGreaterThan(15);
    expect(some("uplink_lost")).toBeGreaterThan(1);
    expect(some("reached_access_not_delivered")).toBeGreaterThan(1);
    expect(some("missing_from_access_capture_but_delivered")).toBeGreaterThan(0);
  });

  // The simulator's mobile node sends nothing back, and its access captures are of a link type that is not dissected:
  // what arrived stands in the application's log alone.
  test.each(recordingsIn("sim-ns3-pmipv6"))("$folder $name: what was sent, and no more than is known", (recording) => {
    const [stream] = watchRecording(recording).observed.nodes.find(({ name }) => name === "mn1")?.streams ?? [];
    expect(Object.keys(stream ?? {}).toSorted()).toEqual(["points", "port", "sent"]);
    expect(stream?.sent).toBe(recording.truth.stream?.sent);
  });

  describe.each(streamed)("$folder $name: one point", (recording) => {
    const all = Object.values(recording.truth.streams ?? {});
    test.each(recording.points.map((point) => [point] as const))("%s: nothing but what the record has", (point) => {
      const { nodes } = watchRecording(recording, [point]).observed;
      for (const stream of nodes.flatMap(({ streams }) => streams)) {
        const record = all.find(({ port }) => port === stream.port);
        const isAccess = /^mn\d-access$/.test(point);
        if (stream.sent !== undefined) expect(stream.sent).toBe(record?.["sent"]);
        if (isAccess && point === `${ownerOf(recording.truth.streams, stream.port)}-access`) {
          expect(stream.on_access).toBe(record?.["on_access"]);
          expect(stream.uplink_sent).toBe(record?.["uplink_sent"]);
          expect(stream.out_of_order).toBe(record?.["out_of_order"]);
          expect(stream.duplicated).toEqual(record?.["duplicated"]);
        }
        // Losses need both ends.
        expect(stream.lost).toBeUndefined();
        expect(stream.uplink_lost).toBeUndefined();
      }
    });
    test("cn: what was sent", () => {
      const { nodes } = watchRecording(recording, ["cn"]).observed;
      const sent = nodes.flatMap(({ streams }) => streams.map(({ port, sent }) => [port, sent]));
      expect(sent.toSorted()).toEqual(all.map((stream) => [stream.port, stream["sent"]]).toSorted());
    });
  });
});

const ownerOf = (streams: Readonly<Record<string, TruthStream>> | undefined, port: number) =>
  Object.entries(streams ?? {}).find(([, stream]) => stream.port === port)?.[0];

/** Every message of the recordings, from each point alone and from all of them: what the record of the run has. */
import { describe, expect, test } from "vitest";
import {
  type Recording,
  type Signalling,
  hasRecordings,
  proxyFolders,
  recordingsIn,
  watchRecording,
} from "./support/recordings.js";

const told = (recording: Recording, points: ReadonlyArray<string>) =>
  watchRecording(recording, points).observed.signalling.map(
    ({ capture, frame, type, source, destination, sequence, status, lifetime, flags, options }) => ({
      capture: points[capture],
      frame,
      type,
      src: source,
      dst: destination,
      seq: sequence,
      status: status ?? null,
      lifetime: lifetime ?? null,
      flags,
      options,
    }),
  );

const recorded = (list: ReadonlyArray<Signalling>, points: ReadonlyArray<string>) =>
  list
    .filter(({ capture }) => points.includes(capture))
    .map(({ capture, frame, type, src, dst, seq, status, lifetime, flags, options }) => ({
      capture,
      frame,
      type,
      src,
      dst,
      seq,
      status,
      lifetime,
      flags,
      options,
    }))
    .toSorted((a, b) => points.indexOf(a.capture) - points.indexOf(b.capture) || a.frame - b.frame);

const judged = (folder: string) =>
  recordingsIn(folder).flatMap((recording) =>
    watchRecording(recording).observed.signalling.map(({ isJudged }) => isJudged),
  );

describe.skipIf(!hasRecordings)("signalling", () => {
  test.each(recordingsIn(...proxyFolders, "lab-umip-mipv6"))("$folder $name", (recording) => {
    const list = recording.truth.signalling ?? [];
    for (const points of [...recording.points.map((point) => [point]), recording.points])
      expect(told(recording, points)).toEqual(recorded(list, points));
  });

  test("the recordings have messages of every kind", () => {
    const types = recordingsIn(...proxyFolders, "lab-umip-mipv6").flatMap(({ truth }) =>
      (truth.signalling ?? []).map(({ type }) => type),
    );
    expect(new Set(types)).toEqual(new Set(["PBU", "PBA", "BA", "BU"]));
  });

  test("only messages of Proxy Mobile IPv6 are judged", () => {
    expect(new Set(proxyFolders.flatMap(judged))).toEqual(new Set([true]));
    expect(new Set(judged("lab-umip-mipv6"))).toEqual(new Set([false]));
    expect(new Set(judged("lab-openpana"))).toEqual(new Set([false]));
  });

  test.each(recordingsIn("lab-openpana"))("$folder $name", (recording) => {
    const { points, truth } = recording;
    const pana = watchRecording(recording).observed.signalling.map(
      ({ capture, frame, type, source, destination, sequence, flags }) =>
        [points[capture], frame, type, source, destination, sequence, flags].join(" "),
    );
    const list = (truth.messages ?? []).map(({ capture, frame, type, src, dst, seq, flags }) =>
      [capture, frame, type, src, dst, seq, flags].join(" "),
    );
    expect(pana.toSorted()).toEqual(list.toSorted());
  });
});

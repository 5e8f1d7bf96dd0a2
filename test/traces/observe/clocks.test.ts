/** Recordings with a clock set wrong: nothing that matters changes. */
import { describe, expect, test } from "vitest";
import { type Recording, framesOf, hasRecordings, recordingsIn, watch } from "./support/recordings.js";

/** What must not depend on clocks. Windows have times, which are those of the first capture's clock. */
const told = (recording: Recording, ahead: string | undefined, seconds: number) => {
  const { observed } = watch(
    recording.points.map((name) => ({
      name,
      frames: framesOf(recording, name).map(({ frame, dissection }) => ({
        dissection,
        frame: { ...frame, seconds: (frame.seconds ?? 0) + (name === ahead ? seconds : 0) },
      })),
    })),
  );
  return observed.nodes.map(({ observations, streams, handovers, deviations }) => ({
    signals: observations.flatMap((one) =>
      one.kind === "signal"
        ? [
            {
              ...one,
              repeats: undefined,
              sightings: one.sightings.map(({ capture, frame, vantage }) => `${capture}#${frame} ${vantage}`),
            },
          ]
        : [],
    ),
    losses: observations
      .flatMap((one) => (one.kind === "loss" ? [`${one.direction} ${one.number} ${one.lastLeg}`] : []))
      .toSorted(),
    streams: streams.map((stream) => ({
      ...stream,
      windows: stream.windows?.map((window) => ({ ...window, t: undefined })),
    })),
    handovers: handovers.map(({ from, to, kind, attempts }) => ({ from, to, kind, attempts })),
    deviations: deviations.map(({ id, capture, frame }) => `${id} ${capture}#${frame}`),
  }));
};

const chosen = [
  "opmip-ho-pba-lost",
  "opmip-ho-delay60",
  "opmip-two-mns-swap",
  "oaifm-pingpong",
  "oai-ho-rs",
  "mpa-proactive-buffered",
];
const recordings = recordingsIn("lab-opmip", "lab-oai-pmipv6", "lab-mpa-scripted").filter(({ name }) =>
  chosen.includes(name),
);

describe.skipIf(!hasRecordings)("one clock is wrong", () => {
  describe.each(recordings)("$name", (recording: Recording) => {
    const right = told(recording, undefined, 0);
    test.each(
      recording.points.flatMap(
        (point) =>
          [
            [point, 7],
            [point, -3600],
          ] as const,
      ),
    )("%s by %d s", (point, seconds) => {
      expect(told(recording, point, seconds)).toEqual(right);
    });
  });
});

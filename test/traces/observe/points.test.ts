/** Several points in one file: as interfaces of a pcapng, which are told apart, or put together without a trace. */
import { describe, expect, test } from "vitest";
import { type Observed, type SeenFrame, surveyor } from "../../../traces/observe/index.js";
import {
  type Recording,
  type Taken,
  framesOf,
  hasRecordings,
  recordingsIn,
  watch,
  watchRecording,
} from "./support/recordings.js";

type Origin = { readonly point: number; readonly frame: number };

const timeOf = ({ frame: { seconds, nanoseconds } }: Taken): number => (seconds ?? 0) + nanoseconds / 1e9;

/** All captures of a recording as one, in order of time, and where each frame is from. */
const putTogether = (
  recording: Recording,
  points = recording.points,
): { readonly frames: ReadonlyArray<Taken>; readonly origins: ReadonlyArray<Origin> } => {
  const all = points
    .flatMap((name, point) => framesOf(recording, name).map((taken) => ({ taken, point })))
    .toSorted((a, b) => timeOf(a.taken) - timeOf(b.taken));
  return {
    frames: all.map(({ taken, point }, i) => ({
      ...taken,
      frame: { ...taken.frame, number: i + 1, interface: point },
    })),
    origins: all.map(({ taken, point }) => ({ point, frame: taken.frame.number })),
  };
};

/** The base of times differs with the first frame read: so does their rounding. */
const rounded = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === "number" ? Math.round(one * 1e6) / 1e6 : one)));

const nowhere: Origin = { point: -1, frame: -1 };

/** What was observed, with the frames called as in the captures that they are from. */
const told = (
  observed: Observed,
  originOf: (capture: number, frame: number) => Origin,
  named: (name: string) => string,
) =>
  rounded({
    entities: observed.roles.entities,
    evidence: observed.roles.evidence.map(({ entity, why }) => `${entity}: ${why}`).toSorted(),
    signalling: observed.signalling
      .map(({ capture, frame, ...rest }) => ({ ...rest, ...originOf(capture, frame) }))
      .toSorted((a, b) => a.point - b.point || a.frame - b.frame),
    nodes: observed.nodes.map(({ observations, streams, handovers, deviations, watched }) => ({
      watched,
      observations: observations.map((one) =>
        one.kind === "signal"
          ? {
              ...one,
              sightings: one.sightings
                .map(({ capture, frame, time, vantage }) => ({ ...originOf(capture, frame), time, vantage }))
                .toSorted((a, b) => a.point - b.point || a.frame - b.frame),
            }
          : {
              ...one,
              sighting: originOf(one.sighting.capture, one.sighting.frame),
              sent: undefined,
              lastSeen: undefined,
            },
      ),
      handovers: handovers.map(({ kind, from, to, pbu }) => ({
        kind,
        from,
        to,
        pbu: pbu.map(({ capture, frame }) => originOf(capture, frame)).toSorted((a, b) => a.point - b.point),
      })),
      deviations: deviations.map(({ id, why, capture, frame }) => ({ id, why, ...originOf(capture, frame) })),
      streams: streams.map(({ points, windows, ...figures }) => ({
        ...figures,
        points: points.map(({ leg, numbers }) => `${leg} ${JSON.stringify(numbers)}`).toSorted(),
        windows: windows?.map((window) => ({ ...window, cn_frames: undefined, last_seen: named(window.last_seen) })),
      })),
    })),
  });

describe.skipIf(!hasRecordings)("the interfaces of one file", () => {
  test.each(recordingsIn("lab-opmip", "lab-mpa-scripted", "sim-ns3-pmipv6"))(
    "$folder $name: as if each had its own",
    (recording) => {
      const { frames, origins } = putTogether(recording);
      const one = watch([{ name: "all", frames }]).observed;
      const several = watchRecording(recording).observed;
      expect(
        told(
          one,
          (capture, frame) => (capture === 0 ? (origins[frame - 1] ?? nowhere) : nowhere),
          (name) => name.replace(/^all interface (\d+)$/, (_, number) => recording.points[Number(number)] ?? "?"),
        ),
      ).toEqual(
        told(
          several,
          (point, frame) => ({ point, frame }),
          (name) => name,
        ),
      );
    },
  );
});

const signals = ({ nodes }: Observed) =>
  nodes.map(({ observations }) =>
    observations.flatMap((one) =>
      one.kind === "signal" ? [{ signal: one.signal, copies: one.copies, repeats: one.repeats !== undefined }] : [],
    ),
  );
const figures = ({ nodes }: Observed) =>
  nodes.map(({ streams }) =>
    streams.map(({ sent, delivered, lost, duplicated }) => ({ sent, delivered, lost, duplicated })),
  );

describe.skipIf(!hasRecordings)("captures put together without interfaces", () => {
  test.each(recordingsIn("lab-opmip").filter(({ name }) => /ho-(dereg-first|pba-lost)$/.test(name)))(
    "$name: what comes again is no copy, and the streams are the same",
    (recording) => {
      const frames = putTogether(recording).frames.map((taken) => ({
        ...taken,
        frame: { ...taken.frame, interface: 0 },
      }));
      const { observed } = watch([{ name: "all", frames }]);
      const several = watchRecording(recording).observed;
      expect(observed.notes).toContainEqual(expect.stringContaining("several captures put together"));
      expect(signals(observed)).toEqual(signals(several));
      expect(figures(observed)).toEqual(figures(several));
    },
  );
});

test.each(recordingsIn("lab-opmip").filter(({ name }) => name.endsWith("ho-dereg-first")))(
  "$name: the link captured twice and put together doubles nothing",
  (recording) => {
    const { frames } = putTogether(recording, [...recording.points, "mn1-access"]);
    const { observed } = watch([
      { name: "all", frames: frames.map((taken) => ({ ...taken, frame: { ...taken.frame, interface: 0 } })) },
    ]);
    expect(figures(observed)).toEqual(figures(watchRecording(recording).observed));
  },
);

const onInterface = (number: number, face: number): SeenFrame => ({
  number,
  seconds: 1,
  nanoseconds: 0,
  interface: face,
});

test("more interfaces than are kept: said so, and the rest is as it was", () => {
  const { see, end } = surveyor([{ name: "one" }, { name: "two" }]);
  for (let i = 0; i < 100; i++) see(0, onInterface(i + 1, i), { layers: [] });
  see(1, onInterface(1, 7), { layers: [] });
  const { points, pointOf, data } = end();
  expect(points).toHaveLength(64);
  expect(points.map(({ name }) => name).slice(0, 4)).toEqual([
    "one interface 0",
    "two",
    "one interface 1",
    "one interface 2",
  ]);
  expect(pointOf(1, onInterface(1, 7))).toBe(1);
  expect(pointOf(0, onInterface(100, 99))).toBeUndefined();
  expect([...data.capped]).toEqual(["interfaces"]);
});

/** How a run is read: twice, frame by frame, with nothing kept of a frame. */
import { describe, expect, test } from "vitest";
import { follower, interpret, observe, surveyor } from "../../../traces/observe/index.js";
import type { Dissection } from "../../../traces/wire/layers.js";
import { type SeenFrame } from "../../../traces/observe/index.js";
import { capture } from "./support/forge.js";
import { handover, points } from "./support/handover.js";
import {
  type Recording,
  hasRecordings,
  readThrough,
  recordingsIn,
  watch,
  watchRecording,
} from "./support/recordings.js";

const chosen = ["opmip-ho-any-interface", "oaifm-pingpong", "mpa-proactive-buffered", "ns3-two-mns"];

describe.skipIf(!hasRecordings)("recordings", () => {
  test.each(
    recordingsIn("lab-opmip", "lab-oai-pmipv6", "lab-mpa-scripted", "sim-ns3-pmipv6").filter(({ name }) =>
      chosen.includes(name),
    ),
  )("$name: octets that are gone after the call change nothing", (recording: Recording) => {
    const read = (see: (index: number, frame: SeenFrame, dissection: Dissection) => void) => {
      for (const [index, point] of recording.points.entries())
        readThrough(recording, point, (frame, dissection) => see(index, frame, dissection));
    };
    const first = surveyor(recording.points.map((name) => ({ name })));
    read(first.see);
    const interpretation = interpret(first.end());
    const second = follower(interpretation);
    read(second.see);
    expect(observe(interpretation, second.end())).toEqual(watchRecording(recording).observed);
  });
});

const captures = points.map((name) => ({ name, frames: capture(handover()[name]) }));

test("captures may be read one after the other or mixed", () => {
  const mixed = captures.flatMap(({ frames }, index) => frames.map((taken) => ({ index, ...taken })));
  mixed.sort((a, b) => a.frame.nanoseconds - b.frame.nanoseconds || a.index - b.index);
  for (const index of points.keys()) {
    const own = mixed.filter((taken) => taken.index === index).map(({ frame }) => frame.number);
    // Within a capture the frames keep their order.
    own.sort((a, b) => a - b);
    let next = 0;
    for (const [i, taken] of mixed.entries()) {
      const frame = captures[index]?.frames[next];
      if (taken.index !== index || frame === undefined) continue;
      mixed[i] = { index, ...frame };
      next++;
    }
  }
  const first = surveyor(captures);
  for (const { index, frame, dissection } of mixed) first.see(index, frame, dissection);
  const interpretation = interpret(first.end());
  const second = follower(interpretation);
  for (const { index, frame, dissection } of mixed) second.see(index, frame, dissection);
  const observed = observe(interpretation, second.end());
  const expected = watch(captures).observed;
  expect(observed.nodes.map(({ observations }) => observations.map(({ kind }) => kind))).toEqual(
    expected.nodes.map(({ observations }) => observations.map(({ kind }) => kind)),
  );
  expect(observed.roles).toEqual(expected.roles);
});

test("without the second reading there are the signals", () => {
  const { interpretation, observed } = watch(captures);
  const signals = observe(interpretation).nodes.flatMap(({ observations }) => observations);
  expect(signals).toEqual(
    observed.nodes.flatMap(({ observations }) => observations.filter(({ kind }) => kind === "signal")),
  );
  expect(signals).toHaveLength(10);
});

test("no captures, and empty ones", () => {
  for (const names of [[], [{ name: "one" }], [{ name: "one" }, { name: "other" }]]) {
    const { nodes, signalling, roles } = observe(interpret(surveyor(names).end()));
    expect({ nodes, signalling, entities: roles.entities }).toEqual({ nodes: [], signalling: [], entities: [] });
    expect(roles.unknown).not.toEqual([]);
  }
});

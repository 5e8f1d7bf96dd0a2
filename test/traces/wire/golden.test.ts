/**
 * One frame of every kind in our own recordings, and beside it the fields that another analyser found in it: what can be
 * compared where neither recordings nor analyser are at hand. Regenerated from both with the runner's update flag.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { dissect } from "../../../traces/wire/dissect.js";
import { captures, type Frame, hasCaptures, readCapture } from "./support/captures.js";
import { differences, nameOf, NAMES, REASONS } from "./support/differences.js";
import type { Facts } from "./support/fact.js";
import { factsOf } from "./support/facts.js";
import { hex, showHex } from "./support/hex.js";
import { everyField, hasTshark } from "./support/tshark.js";

const GOLDEN = "../../golden/wire/fields.txt";

type Recorded = { readonly capture: string; readonly frame: Frame; readonly theirs: Facts };

/** Protocol by protocol: `eth: dst@0=… src@6=…`. */
const showFacts = (facts: Facts): string[] => {
  const lines = new Map<string, string[]>();
  for (const [key, value] of facts) {
    if (!NAMES.has(nameOf(key))) continue;
    const dot = key.indexOf(".");
    const protocol = key.slice(0, dot);
    lines.set(protocol, [...(lines.get(protocol) ?? []), `${key.slice(dot + 1)}=${value}`]);
  }
  return [...lines].map(([protocol, fields]) => `${protocol}: ${fields.join(" ")}`);
};

const readFacts = (lines: ReadonlyArray<string>): Facts =>
  new Map(
    lines.flatMap((line) => {
      const [protocol = "", ...fields] = line.split(/:? /);
      return fields.map((field) => {
        const [key = "", value = ""] = field.split("=");
        return [`${protocol}.${key}`, value] as const;
      });
    }),
  );

const showRecorded = ({ capture, frame, theirs }: Recorded) =>
  [
    `${capture} frame ${frame.number} link type ${frame.linkType} length ${frame.originalLength}`,
    showHex(frame.bytes),
    ...showFacts(theirs),
    "",
  ].join("\n");

const readRecorded = (text: string): Recorded[] =>
  text
    .split("\n\n")
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [title = "", octets = "", ...facts] = entry.split("\n");
      const [, capture = "", number, linkType, originalLength] =
        /^(\S+) frame (\d+) link type (\d+) length (\d+)$/.exec(title) ?? [];
      const bytes = hex(octets);
      const frame = {
        number: Number(number),
        linkType: Number(linkType),
        originalLength: Number(originalLength),
        bytes,
      };
      return { capture, frame, theirs: readFacts(facts) };
    });

/** The first of each kind: the same layers, and messages with the same options. */
const kinds = (): { capture: string; frame: Frame }[] => {
  const found = new Map<string, { capture: string; frame: Frame }>();
  for (const capture of captures.filter((name) => /^(lab|sim|formats)-/.test(name)))
    for (const frame of readCapture(capture)) {
      if (frame.linkType === 127) continue;
      const { layers, problem } = dissect(frame.linkType, frame.bytes, frame.originalLength);
      const shape = layers.map((layer) => {
        if (!("message" in layer)) return layer.layer;
        const { message } = layer;
        const options = "options" in message ? message.options.map(({ option }) => option) : [];
        return [layer.layer, message.type, ...new Set(options)].join(" ");
      });
      const key = [frame.linkType, ...shape, problem?.layer, problem?.truncated].join(", ");
      if (!found.has(key)) found.set(key, { capture, frame });
    }
  return [...found.values()].toSorted((a, b) => a.frame.linkType - b.frame.linkType);
};

const recordedNow = (): Recorded[] => {
  const frames = kinds();
  const fields = [1, 113, 276].flatMap((linkType) =>
    everyField(frames.flatMap(({ frame }) => (frame.linkType === linkType ? [frame] : []))),
  );
  return frames.map((recorded, i) => ({ ...recorded, theirs: fields[i]! }));
};

describe("one frame of every kind in our recordings", () => {
  test.skipIf(!hasCaptures || !hasTshark)("is what the analyser finds now", async () => {
    await expect(recordedNow().map(showRecorded).join("\n")).toMatchFileSnapshot(GOLDEN);
  });

  const golden = readRecorded(readFileSync(fileURLToPath(new URL(GOLDEN, import.meta.url)), "utf8"));

  test.each(golden.map((recorded) => ({ ...recorded, number: recorded.frame.number })))(
    "$capture frame $number",
    ({ capture, frame, theirs }) => {
      const dissection = dissect(frame.linkType, frame.bytes, frame.originalLength);
      const unexplained = differences(factsOf(dissection.layers), theirs).filter(
        (difference) => !REASONS.some(({ is }) => is(difference, { capture, frame, dissection })),
      );
      expect(unexplained).toEqual([]);
      expect(theirs.size).toBeGreaterThan(2);
    },
  );
});

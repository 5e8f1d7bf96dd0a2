import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { goldenCaptures, lineOf, linesOf, load, nameOf } from "./analyser.js";
import { naive } from "./naive.js";
import { cut, readPieces, readWhole } from "./read.js";

const LINK_TYPES: Readonly<Record<string, ReadonlyArray<number>>> = {
  "any-nano-snap70.pcap": [276],
  "core.pcap": [1],
  "three.pcapng": [1, 113, 276],
  "two-sections.pcapng.gz": [1, 113, 276],
};

test("the golden captures are all compared", () => {
  expect(goldenCaptures.map(nameOf)).toEqual(Object.keys(LINK_TYPES));
});

test.each(goldenCaptures.map((path) => ({ name: nameOf(path), path })))(
  "$name: every frame is as the saved dump of another analyser says",
  ({ name, path }) => {
    const file = load(path);
    const { frames, error } = readPieces(cut(file, [1000, 1, 333]));
    expect(error).toBeUndefined();
    const isPcap = name.endsWith(".pcap");
    expect(frames.map((frame) => lineOf(frame, isPcap))).toEqual(linesOf(readFileSync(`${path}.tsv`, "utf8")));
    expect([...new Set(frames.map((frame) => frame.linkType))].toSorted((a, b) => a - b)).toEqual(LINK_TYPES[name]);
    expect(naive(file)).toEqual({ frames, error });
    expect(readWhole(file)).toEqual({ frames, error });
  },
);

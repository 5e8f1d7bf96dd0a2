/** What the captures of a run would show, if it happened. */
import { describe, expect, test } from "vitest";
import { capture } from "./support/forge.js";
import { type Point, handover, points } from "./support/handover.js";
import { watch } from "./support/recordings.js";

const watched = (...some: ReadonlyArray<Point>) =>
  watch(some.map((name) => ({ name, frames: capture(handover()[name]) }))).observed.nodes[0]?.watched;

describe("a handover", () => {
  test.each<[ReadonlyArray<Point>, ReadonlyArray<string>, boolean]>([
    [points, ["pPMA", "nPMA"], true],
    [["lma", "mag1"], ["pPMA", "nPMA"], false],
    // Nobody knows at which end of the wire it is: but both MAGs' signalling is in it.
    [["lma"], ["pPMA", "nPMA"], false],
    [["mag1"], ["pPMA"], false],
    [["access"], [], true],
    [["cn"], [], false],
  ])("%j", (some, pmas, link) => {
    expect(watched(...some)).toEqual({ pmas, link });
  });
});

/** What is told of a judged run: as text, and as a diagram. */
import * as E from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { showConformanceMermaid } from "../../report/conformance-mermaid.js";
import { showConformance } from "../../report/conformance-text.js";
import { type CaptureConformance, Conformance } from "../../report/conformance.js";
import { mergeSignalling } from "../../report/merged-signalling.js";
import { plain } from "../../report/paint.js";
import { conforming, crowded, hostile, nothingSeen, onePoint, severalPoints } from "./support/run.js";

const RUNS = { severalPoints, onePoint, nothingSeen, conforming, crowded, hostile };

test.each([
  { golden: "conform-several", run: severalPoints, width: 100 },
  { golden: "conform-one", run: onePoint, width: 80 },
  { golden: "conform-nothing", run: nothingSeen, width: 80 },
  { golden: "conform-conforming", run: conforming, width: 80 },
])("as text: $golden", async ({ golden, run, width }) => {
  const text = showConformance(run, plain, width);
  await expect(`${text}\n`).toMatchFileSnapshot(`../golden/cli/${golden}.txt`);
});

test.each([
  { golden: "conform-mermaid", run: severalPoints },
  { golden: "conform-mermaid-none", run: nothingSeen },
  { golden: "conform-mermaid-hostile", run: hostile },
])("as a diagram: $golden", async ({ golden, run }) => {
  await expect(`${showConformanceMermaid(run)}\n`).toMatchFileSnapshot(`../golden/cli/${golden}.txt`);
});

test.each(Object.entries(RUNS))("%s: by its schema, and back", (_, run) => {
  const json: unknown = JSON.parse(JSON.stringify(Conformance.encode(run)));
  expect(Conformance.decode(json)).toEqual(E.right(json));
  expect(json).toEqual(run);
});

test.each(Object.entries(RUNS))("%s: nothing steers the terminal", (_, run) => {
  for (const told of [showConformance(run, plain, 80), showConformanceMermaid(run)])
    // oxlint-disable-next-line no-control-regex -- to find control characters is what it is for
    expect(told.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
});

test("what nobody reads to its end has one", () => {
  expect(showConformance(crowded, plain, 80).split("\n").length).toBeLessThan(150);
  expect(showConformanceMermaid(crowded).split("\n").length).toBeLessThan(260);
});

const tagged = (name: string) => (text: string) => `<${name}>${text}</${name}>`;

test("colours mark, and change no text", () => {
  const paint = {
    good: tagged("g"),
    bad: tagged("b"),
    known: tagged("k"),
    unsure: tagged("u"),
    strong: tagged("s"),
    faint: tagged("f"),
  };
  const coloured = showConformance(severalPoints, paint, 100);
  expect(coloured).toMatch(/^<b>violates<\/b>: 3 captures of one run/);
  const pale = showConformance(severalPoints, plain, 100);
  // The tables grow with the tags; without blanks nothing but the tags differs.
  expect(coloured.replace(/<\/?[gbkusf]>|\s/g, "")).toBe(pale.replace(/\s/g, ""));
});

const point = (...messages: ReadonlyArray<readonly [frame: number, type: string]>): CaptureConformance => ({
  ...nothingSeen.captures[0]!,
  signalling: messages.map(([frame, type]) => ({ frame, type, from: "a", to: "b" })),
});

test.each([
  { name: "nothing", points: [point(), point()], is: [] },
  { name: "one point", points: [point([1, "x"], [2, "y"])], is: ["x 1", "y 2"] },
  {
    name: "what one saw is after what it saw before",
    points: [point([1, "x"], [9, "z"]), point([3, "x"], [4, "y"], [5, "z"])],
    is: ["x 1 3", "y . 4", "z 9 5"],
  },
  {
    name: "before all that is in common",
    points: [point([1, "y"], [2, "z"]), point([1, "x"], [2, "y"])],
    is: ["x . 1", "y 1 2", "z 2 ."],
  },
  {
    name: "repetitions, in their order",
    points: [point([1, "x"], [2, "x"], [3, "y"]), point([4, "x"], [5, "x"])],
    is: ["x 1 4", "x 2 5", "y 3 ."],
  },
  {
    name: "in different orders",
    points: [point([1, "x"], [2, "y"], [3, "z"]), point([1, "y"], [2, "x"])],
    is: ["x 1 2", "y 2 1", "z 3 ."],
  },
  {
    name: "nothing in common",
    points: [point([1, "x"]), point([1, "y"], [2, "z"])],
    is: ["x 1 .", "y . 1", "z . 2"],
  },
])("merged: $name", ({ points, is }) => {
  const told = mergeSignalling(points).map(
    ({ message, frames }) => `${message.type} ${frames.map((frame) => frame ?? ".").join(" ")}`,
  );
  expect(told).toEqual(is);
});

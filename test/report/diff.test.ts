import { expect, test } from "vitest";
import { compare } from "../../report/compare.js";
import { showDiff } from "../../report/diff-text.js";
import { Diff } from "../../report/diff.js";
import { plain } from "../../report/paint.js";
import { type Options, reading } from "./support/readings.js";

type Row = { left?: Partial<Options>; right?: Partial<Options>; names: string[]; bound?: number };

const meanings = { shuts: { meaning: "what shutting the door comes to", sources: ["house §1", "house §2"] } };

const diffOf = ({ left = {}, right = {}, names, bound }: Row): Diff =>
  compare({ left: reading(left, names), right: reading(right, names, bound) }, meanings);

test.each([
  { golden: "another-state", right: { shuts: "locked" }, names: ["never locked"] },
  { golden: "another-question", left: { asks: "nothing" }, names: ["is light"] },
  { golden: "another-label", right: { who: "MN2" }, names: ["only the wind"] },
  { golden: "no-such-rule", right: { power: false }, names: ["is light"] },
  { golden: "not-enabled", right: { shuts: "locked" }, names: ["in the dark"] },
  { golden: "goes-on", right: { shuts: "locked" }, names: ["goes on"] },
  { golden: "stops-for-ever", right: { owed: true }, names: ["open again"] },
  { golden: "loop", left: { owed: true }, right: { owed: true, asks: "nothing" }, names: ["stays open"] },
  { golden: "start", right: { shuts: "locked", key: 1 }, names: ["has a key", "never locked", "locked at last"] },
  { golden: "no-run", right: { who: "nobody" }, names: ["of nobody"] },
  { golden: "same", right: { shuts: "locked" }, names: ["is light"] },
  { golden: "bound", right: { power: false }, names: ["goes on", "never locked", "is light", "in the dark"], bound: 1 },
] satisfies (Row & { golden: string })[])("as text: $golden", async ({ golden, ...row }) => {
  const found = diffOf(row);
  const json: unknown = JSON.parse(JSON.stringify(Diff.encode(found)));
  expect(Diff.is(json)).toBe(true);
  expect(Diff.encode(found)).toEqual(found);
  await expect(`${showDiff(found, plain, 100)}\n`).toMatchFileSnapshot(`../golden/diff/${golden}.txt`);
});

test("a bound that leaves nothing undecided does not make it inconclusive", () => {
  const row = { right: { shuts: "locked" }, names: ["never locked"] } as const;
  const found = compare({ left: reading({}, row.names), right: reading(row.right, row.names, 2) }, meanings);
  expect(found).toMatchObject({ verdict: "different", right: { complete: false } });
});

test("of the properties that differ the first that has a run is followed", () => {
  const names = ["of nobody", "only the wind", "is light"];
  const found = diffOf({ right: { who: "nobody", asks: "nothing" }, names });
  expect(found.properties.map(({ id }) => id)).toEqual(names);
  expect(found.parting).toMatchObject({ property: "only the wind", by: "right", same: 0 });
});

test("sides change places with their runs", () => {
  const row = { right: { shuts: "locked", key: 1 }, names: ["never locked"] } as const;
  const [one, other] = [
    diffOf({ ...row, names: ["never locked"] }),
    diffOf({ left: row.right, names: ["never locked"] }),
  ];
  expect([one.parting?.by, other.parting?.by]).toEqual(["right", "left"]);
  expect(one.parting?.judged).toEqual([{ component: "door", path: "", left: "shut", right: "locked" }]);
  expect(other.parting?.judged).toEqual([{ component: "door", path: "", left: "locked", right: "shut" }]);
  expect(other.parting?.start).toEqual([{ component: "key", path: "", left: 1, right: 0 }]);
});

test("a loop that is not closed on the other side is told so", () => {
  const found = diffOf({ left: { owed: true }, right: { owed: true, asks: "nothing" }, names: ["stays open"] });
  if (found.parting === undefined) throw new Error("there is one");
  const { loop: _, ...open } = found.parting.followed;
  const shown = showDiff({ ...found, parting: { ...found.parting, followed: open } }, plain, 100);
  expect(shown).toContain("on the right these steps do not come back to where they began");
});

const coloured = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[39m`;

test("colours mark, and change no text", () => {
  const names = ["of nobody", "never locked", "locked at last", "has a key", "is light"];
  const found = diffOf({ right: { shuts: "locked", who: "nobody", key: 1, power: false }, names });
  const paint = {
    good: coloured(32),
    bad: coloured(31),
    known: coloured(33),
    unsure: coloured(35),
    strong: coloured(36),
    faint: coloured(90),
  };
  const shown = showDiff(found, paint, 100);
  expect(shown).toContain("\u001b[31mviolated\u001b[39m");
  expect(shown).toContain("\u001b[90mnot meaningful\u001b[39m");
  // oxlint-disable-next-line no-control-regex -- the codes put in above
  const pale = shown.replace(/\u001b\[\d+m/g, "");
  // A cell that is painted keeps its padding.
  expect(pale.replace(/ +$/gm, "")).toBe(showDiff(found, plain, 100));
});

test("warnings of one side only", () => {
  const shown = showDiff(diffOf({ right: { shuts: "locked" }, names: ["is light"] }), plain, 100);
  expect(shown).toContain("\nwarning, right only: rule 'open' never fired");
});

import { expect, test } from "vitest";
import { type VerifyRequest, verify } from "../../cli/verify.js";
import { explain, list } from "../../cli/entries.js";
import { surroundings } from "./ask.js";
import { fake } from "./fake/workbench.js";

const request = (names: ReadonlyArray<string>, rest: Partial<VerifyRequest> = {}): VerifyRequest => ({
  choice: { names, files: [], settings: [] },
  properties: [],
  bounds: {},
  how: { reduction: "auto" },
  keeping: undefined,
  isTemporal: true,
  trail: "unexpected",
  format: "text",
  ...rest,
});

const NAMES = ["good", "idle", "bad", "gloomy"];

test.each([
  { golden: "verify", names: NAMES },
  { golden: "verify-all-trails", names: ["good"], rest: { trail: "all" } },
  { golden: "verify-no-trail", names: ["bad"], rest: { trail: "none" } },
  { golden: "verify-bound", names: ["endless", "good"], rest: { bounds: { maxStates: 100 } } },
  { golden: "verify-mermaid", names: ["bad"], rest: { format: "mermaid" } },
  { golden: "verify-mermaid-none", names: ["good"], rest: { format: "mermaid" } },
] satisfies { golden: string; names: string[]; rest?: Partial<VerifyRequest> }[])(
  "as text: $golden",
  async ({ golden, names, ...row }) => {
    const { out, err } = await verify(fake(), request(names, "rest" in row ? row.rest : {}), surroundings);
    expect(err).toEqual([]);
    await expect(`${out}\n`).toMatchFileSnapshot(`../golden/cli/${golden}.txt`);
  },
);

test("a narrow terminal gets several tables of marks, each with all properties", async () => {
  const { out } = await verify(fake(), request(NAMES), { ...surroundings, width: 12 });
  expect(out).toContain("property 1 2\nP-LOSS-1 v +\n");
  expect(out).toContain("property 3 4\nP-LOSS-1 X !\n");
});

const tagged = (name: string) => (text: string) => `<${name}>${text}</${name}>`;

test("colours mark, and change no text", async () => {
  const paint = {
    good: tagged("g"),
    bad: tagged("b"),
    known: tagged("k"),
    unsure: tagged("u"),
    strong: tagged("s"),
    faint: tagged("f"),
  };
  const coloured = await verify(fake(), request(["bad"]), { ...surroundings, paint });
  expect(coloured.out).toContain("<b>violated</b>: 1 scenario");
  const pale = await verify(fake(), request(["bad"]), surroundings);
  // The tables grow with the tags; without blanks nothing but the tags differs.
  expect(coloured.out.replace(/<\/?[gbkusf]>|\s/g, "")).toBe(pale.out.replace(/\s/g, ""));
});

test("after an interruption nothing more is explored", async () => {
  const ended = await verify(fake(), request(["good"]), { ...surroundings, signal: AbortSignal.abort() });
  expect(ended.code).toBe(3);
  expect(ended.out).toContain("inconclusive: 1 scenario, 1 not explored to the end, 2 of 2 verdicts not decided");
  expect(ended.out).toContain("good: not explored");
});

test.each(["P-LOSS-1", "MPA-6.3-0", "MPA-1.2-1", "gloomy", "buffering", "pPMA.deliver"])("explain %s", async (id) => {
  const { out } = await explain(fake(), id, "text", surroundings);
  await expect(`${out}\n`).toMatchFileSnapshot(`../golden/cli/explain-${id}.txt`);
});

test.each(["scenario", "property", "requirement", "option", "rule"] as const)("list: %s", async (kind) => {
  const { out } = await list(fake(), kind, "text", { ...surroundings, width: 80 });
  // Where the words are too long for 80 columns nothing is cut off; the table is wider.
  expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(kind === "option" ? 100 : 80);
  expect(out).not.toContain("…");
  await expect(`${out}\n`).toMatchFileSnapshot(`../golden/cli/list-${kind}.txt`);
});

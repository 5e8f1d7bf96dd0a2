import { expect, test } from "vitest";
import { type DiffRequest, diff } from "../../cli/diff.js";
import { workbench } from "../../cli/workbench.js";
import { surroundings } from "./ask.js";
import { fake } from "./fake/workbench.js";

const request = (name: string, rest: Partial<DiffRequest>): DiffRequest => ({
  of: { name },
  left: [],
  right: [],
  properties: [],
  bounds: {},
  format: "text",
  ...rest,
});

test.each([
  { golden: "diff", name: "bad", rest: { right: ["buffering=nAR"] } },
  {
    golden: "diff-both",
    name: "good",
    rest: { left: ["buffering=nAR"], right: ["uplinkProbes=1", "downlinkProbes=2"] },
  },
  { golden: "diff-one-side", name: "good", rest: { left: ["uplinkProbes=1"], properties: ["P-STAY-1"] } },
])("as text: $golden", async ({ golden, name, rest }) => {
  const { code, out, err } = await diff(fake(), request(name, rest), surroundings);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  await expect(`${out}\n`).toMatchFileSnapshot(`../golden/cli/${golden}.txt`);
});

test("what a scenario expects plays no part", async () => {
  const { code, out } = await diff(
    fake(),
    request("gloomy", { right: ["buffering=none"], format: "json" }),
    surroundings,
  );
  expect(code).toBe(0);
  expect(out).toContain('"id": "P-LOSS-1"');
  expect(out).not.toContain('"expected"');
});

test("after an interruption nothing is decided", async () => {
  const interrupted = { ...surroundings, signal: AbortSignal.abort() };
  const ended = await diff(fake(), request("good", { right: ["buffering=nAR"] }), interrupted);
  expect(ended.code).toBe(3);
  expect(ended.out).toContain("inconclusive: none of 2 verdicts differs, 2 not decided; good under two readings");
});

test("an error of the specification is no answer", async () => {
  await expect(diff(fake(), request("broken", { right: ["buffering=nAR"] }), surroundings)).rejects.toThrow(
    "broken: error in the specification: ",
  );
});

test("where the handover of the draft and its repair part", async () => {
  const asked = request("v02-as-written", { right: ["nextState=before-update"], properties: ["P-PATH-1", "P-PATH-2"] });
  const { code, out } = await diff(workbench(), asked, surroundings);
  expect(code).toBe(0);
  await expect(`${out}\n`).toMatchFileSnapshot("../golden/cli/diff-next-state.txt");
});

/** Reductions as `verify` has them, on the real specification: what is asked for is done, or refused with the reason. */
import { expect, test } from "vitest";
import { parseArguments } from "../../cli/arguments.js";
import { perform } from "../../cli/commands.js";
import { workbench } from "../../cli/workbench.js";
import { surroundings } from "./ask.js";

const bench = workbench();

const verify = async (...args: ReadonlyArray<string>): Promise<string> => {
  const asked = parseArguments(["verify", "v01-two-nodes-moving", "--trail", "none", ...args], "1.2.3", 100);
  const { code, out } = await perform(bench, asked, surroundings);
  expect(code).toBe(0);
  return out;
};

/** The tables of marks. */
const marks = (out: string): string => out.slice(out.indexOf("property"), out.indexOf("holds\n"));

const states = (out: string): number => Number(/as expected +([\d,]+)/.exec(out)?.[1]?.replaceAll(",", ""));

test("mobile nodes that can change places halve the space of safety properties, and the verdicts stay", async () => {
  const full = await verify("--no-temporal", "--no-reduction");
  const reduced = await verify("--no-temporal", "--reduction", "symmetry");
  expect(reduced).toContain("states and transitions are of a space reduced by symmetry; --no-reduction for all");
  expect(full).not.toContain("reduced");
  expect(states(reduced)).toBeLessThan(0.6 * states(full));
  expect(marks(reduced)).toBe(marks(full));
  expect(states(await verify("--no-temporal"))).toBe(states(reduced));
});

test("no reduction preserves temporal properties", async () => {
  const out = await verify("--reduction", "all");
  expect(out).toMatch(/no partial order: property '[^']+' is temporal, and only safety is preserved/);
  expect(out).toMatch(/no symmetry: property '[^']+' is temporal, and only safety is preserved/);
  expect(states(out)).toBe(states(await verify("--no-temporal", "--reduction", "none")));
});

test("nothing is left to decide where only temporal properties are asked for, and they are left out", async () => {
  const asked = parseArguments(["verify", "v01-reactive", "--property", "P-PATH-3", "--no-temporal"], "1.2.3", 100);
  const { code, err } = await perform(bench, asked, surroundings);
  expect({ code, err }).toEqual({
    code: 2,
    err: ["--property P-PATH-3: not meaningful in any of the chosen scenarios"],
  });
});

/** Explorations that go on where memory ends, by the command line. */
import * as E from "fp-ts/lib/Either.js";
import { expect, test } from "vitest";
import { parseArguments } from "../../cli/arguments.js";
import { perform } from "../../cli/commands.js";
import type { Outcome } from "../../cli/exit-codes.js";
import { Verification } from "../../report/verification.js";
import { endingAt } from "../support/lossy.js";
import { ask, surroundings } from "./ask.js";
import { fake } from "./fake/workbench.js";

const ENDLESS = ["verify", "endless", "--set", "moves=2", "--max-memory", "1GB", "--max-states", "150000"];

/** Memory that ends after some rounds of the loop. */
const askWithLittle = (...args: ReadonlyArray<string>): Promise<Outcome> => {
  let looks = 0;
  const { memory } = endingAt(() => ++looks, 30, "bitstate");
  if (memory === undefined) throw new Error("memory that ends has a size");
  const room = { ...surroundings.memory, process: memory };
  return perform(fake(), parseArguments(args, "1.2.3", 100), { ...surroundings, memory: room, now: Date.now });
};

test("inconclusive, and says so", async () => {
  const mode = "bitstate";
  const { code, out } = await askWithLittle(...ENDLESS, "--property", "P-MOVE-1", "--lossy", mode);
  expect(code).toBe(3);
  expect(out).toMatch(/^inconclusive: 1 scenario, 1 not explored to the end/);
  expect(out).toMatch(
    new RegExp(
      `^endless: lossy \\(${mode}\\) from [\\d,]+ states on, where memory ended; expected number of .*: [\\d.,]+, and`,
      "m",
    ),
  );
  const json = await askWithLittle(...ENDLESS, "--property", "P-MOVE-1", "--lossy", mode, "--format", "json");
  const decoded = Verification.decode(JSON.parse(json.out));
  if (E.isLeft(decoded)) throw new Error("expected the schema");
  const [scenario] = decoded.right.scenarios;
  expect(scenario).toMatchObject({ complete: false, verdict: "inconclusive", lossy: { mode } });
  expect(scenario?.lossy?.from).toBeLessThan(scenario?.states ?? 0);
  expect(scenario?.lossy?.expectedMissed).toBeGreaterThan(0);
  expect(scenario?.properties.map(({ verdict }) => verdict)).toEqual(["holds"]);
});

test("what is violated is violated", async () => {
  const { code, out } = await askWithLittle(...ENDLESS, "--lossy", "bitstate");
  expect(code).toBe(1);
  expect(out).toMatch(/^endless: lossy \(bitstate\)/m);
});

test("without the option memory that ends is a bound", async () => {
  const stopped = await askWithLittle("verify", "endless", "--property", "P-MOVE-1", "--max-memory", "800MB");
  expect(stopped.code).toBe(3);
  expect(stopped.out).toMatch(/^endless: stopped at .* \(bound 763 MiB\)/m);
  expect(stopped.out).not.toContain("lossy");
});

const timeless = ({ code, out }: Outcome) => ({ code, out: out.replaceAll(/\d+\.\d\d/g, "") });

test("while memory lasts nothing is lossy", async () => {
  const exact = await ask("verify", "good", "bad", "--reduction", "none");
  expect(timeless(await ask("verify", "good", "bad", "--lossy", "compact"))).toEqual(timeless(exact));
});

test("where memory ends before the loop that may be lossy begins, there is a warning", async () => {
  const { code, out } = await ask(
    "verify",
    "endless",
    "--property",
    "P-MOVE-1",
    "--max-memory",
    "100KiB",
    "--lossy",
    "compact",
  );
  expect(code).toBe(3);
  expect(out).toContain("a lossy mode was asked for: memory ended before the other loop began");
});

import { expect, test } from "vitest";
import { showMermaid } from "../../report/mermaid.js";
import { plain } from "../../report/paint.js";
import { showResult } from "../../report/text.js";
import { showVerification } from "../../report/verification-text.js";
import { Verification } from "../../report/verification.js";
import { verification } from "../../report/verify.js";
import { explored, fewRules, manyRules, report, untimed } from "./support/temporal.js";

test("a report with runs without end", async () => {
  await expect(`${showResult(report(fewRules))}\n`).toMatchFileSnapshot("../golden/report-temporal.txt");
});

test("what is assumed is told only where a verdict rests on it", () => {
  expect(showResult(report(fewRules, untimed))).not.toContain("assuming");
  expect(showResult(report({ weak: [], strong: [] }))).toContain("\nassuming no fairness\n");
  expect(showVerification(verification([explored("lamp", fewRules, untimed)], "all"), plain, 100)).not.toContain(
    "assum",
  );
});

test("a verification with runs without end", async () => {
  const found = verification([explored("lamp", manyRules)], "all");
  expect(Verification.is(JSON.parse(JSON.stringify(Verification.encode(found))))).toBe(true);
  await expect(`${showVerification(found, plain, 100)}\n`).toMatchFileSnapshot("../golden/verification-temporal.txt");
});

test("of several scenarios the rules assumed to be fair are not listed", () => {
  const shown = showVerification(
    verification([explored("one", manyRules), explored("two", fewRules)], "none"),
    plain,
    9,
  );
  expect(shown).toContain(
    "\ntemporal properties assume rules to be fair: which ones is shown when one scenario is verified, and in JSON\n",
  );
  expect(shown).toContain("\n  assuming: weak fairness of 5 rules, strong fairness of 1 rule (repair)");
  expect(shown).toContain("\n  assuming: weak fairness of 2 rules (set, reset), strong fairness of 1 rule (repair)");
});

test("the same steps with another loop are another run", () => {
  const found = verification([explored("lamp", fewRules)], "all");
  const [scenario] = found.scenarios;
  const [, first] = scenario?.properties ?? [];
  if (scenario === undefined || first?.trail === undefined) throw new Error("there is one");
  const other = { ...first, id: "other", trail: { ...first.trail, loop: 4 } };
  const shown = showVerification({ ...found, scenarios: [{ ...scenario, properties: [first, other] }] }, plain, 100);
  expect(shown).not.toContain("by the same run");
});

test("runs without end as diagrams", async () => {
  const found = verification([explored("lamp", fewRules)], "all");
  await expect(`${showMermaid(found)}\n`).toMatchFileSnapshot("../golden/verification-temporal-mermaid.txt");
});

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as prettier from "prettier";
import { expect, it, test } from "vitest";
import { type PropertyVerdicts, requirementsMarkdown } from "../../properties/requirements-table.js";
import { type Requirement, requirements } from "../../properties/requirements.js";

const ids = requirements.map(({ id }) => id);

const duplicates = (values: ReadonlyArray<string>) => values.filter((value, index) => values.indexOf(value) !== index);

test("no requirement is lost, none is there twice", () => {
  const prefixes = ids.map((id) => id.split("-")[0] ?? id);
  const counted = Object.fromEntries(
    [...new Set(prefixes)].map((prefix) => [prefix, prefixes.filter((each) => each === prefix).length]),
  );
  expect(duplicates(ids)).toEqual([]);
  expect(counted).toEqual({
    MPA: 84,
    PMA: 33,
    PMIP: 53,
    PANA: 10,
    PREA: 5,
    AAA: 1,
    REV: 2,
    HB: 1,
    TBC: 2,
    TUN: 1,
    HI: 1,
    MIP: 2,
  });
});

test("each is decided by properties, or says why not; never both", () => {
  const wrong = requirements.filter(({ checkedBy, notYet }) => (checkedBy.length === 0) === (notYet === undefined));
  expect(wrong).toEqual([]);
});

/** Properties are P-…, or have the id of the requirement that they are about; tests of the model are test:…. */
const isPossible = (id: string) => /^P-[A-Z]+(-[A-Z0-9]+)?$/.test(id) || id.startsWith("test:") || ids.includes(id);

test("what decides a requirement is named once, and by a possible name", () => {
  expect(requirements.flatMap(({ checkedBy }) => checkedBy.filter((id) => !isPossible(id)))).toEqual([]);
  expect(requirements.filter(({ checkedBy }) => duplicates(checkedBy).length > 0)).toEqual([]);
});

test("a property with a requirement's id decides that requirement", () => {
  const own = new Set(requirements.flatMap(({ checkedBy }) => checkedBy).filter((id) => ids.includes(id)));
  const undecided = requirements.filter(({ id, checkedBy }) => own.has(id) && !checkedBy.includes(id));
  expect(undecided).toEqual([]);
});

test("sources name a document and a place, and each sentence is one", () => {
  expect(requirements.filter(({ source }) => !/^(RFC \d{4}|S1) §[0-9A-C]/.test(source))).toEqual([]);
  expect(requirements.filter(({ says }) => !/^\S.*[^.]\.$/.test(says) || / {2}|\n/.test(says))).toEqual([]);
});

/** The list that the catalogue was made from is kept beside the repository, where it is kept at all. */
const beside = fileURLToPath(new URL("../../../shared/spec", import.meta.url));

it.skipIf(!existsSync(beside))(
  "has the requirements of the written list (skipped where ../shared/spec is absent)",
  () => {
    const lists = readdirSync(beside).filter((name) => name.endsWith(".md"));
    const text = lists.map((name) => readFileSync(`${beside}/${name}`, "utf8")).join("\n");
    const sections = text.split(/^### /m).filter((each) => /^3\.[3-6] /.test(each));
    const rows = sections.flatMap((each) =>
      each.split("\n").flatMap((row) => /^\| ([A-Z0-9]+-\S+) \|/.exec(row)?.[1] ?? []),
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(ids.toSorted()).toEqual(rows.toSorted());
  },
);

const some: ReadonlyArray<Requirement> = [
  {
    id: "MPA-6.3-0",
    source: "RFC 6252 §6.3",
    strength: "SHOULD NOT",
    says: "No packet is lost outside step 5.",
    checkedBy: ["P-LOSS-1"],
    note: "lower case in the source",
  },
  {
    id: "MPA-6.3-4c",
    source: "RFC 6252 §6.3 step 4",
    strength: "promise",
    says: "nAR buffers a|b <c> *d*.",
    checkedBy: ["MPA-6.3-4c", "P-LOSS-2"],
  },
  {
    id: "MPA-7.4-1",
    source: "RFC 6252 §7.4",
    strength: "promise",
    says: "The tunnel joins MN and nAR.",
    checkedBy: [],
    notYet: "is not modelled yet",
  },
  {
    id: "PMA-2.1.5-1",
    source: "S1 §2.1.5",
    strength: "promise",
    says: "The PBU follows the tunnel.",
    checkedBy: ["PMA-2.1.5-1"],
  },
  { id: "X-1", source: "RFC 1 §1", strength: "MUST", says: "Something else.", checkedBy: ["P-X-1"] },
];

const verdicts: PropertyVerdicts = new Map([
  [
    "P-LOSS-1",
    [
      { scenario: "v02", verdict: "holds", expected: "holds" },
      { scenario: "v02-repaired", verdict: "holds", expected: "holds" },
      { scenario: "v01", verdict: "violated", expected: "violated" },
    ],
  ],
  ["MPA-6.3-4c", [{ scenario: "v16", verdict: "holds", expected: "holds" }]],
  [
    "P-LOSS-2",
    [
      { scenario: "v16", verdict: "violated", expected: "holds" },
      { scenario: "v16-late", verdict: "holds", expected: "violated" },
      { scenario: "v16-large", verdict: "inconclusive", expected: "holds" },
    ],
  ],
  ["PMA-2.1.5-1", [{ scenario: "v02", verdict: "inconclusive", expected: "holds" }]],
]);

test("the catalogue as a document", async () => {
  await expect(requirementsMarkdown(some, verdicts)).toMatchFileSnapshot("../golden/requirements.md");
});

test.each([
  { name: "some", markdown: requirementsMarkdown(some, verdicts) },
  { name: "the catalogue", markdown: requirementsMarkdown(requirements, new Map()) },
])("prettier leaves the document as it is: $name", async ({ markdown }) => {
  expect(await prettier.format(markdown, { parser: "markdown", printWidth: 120 })).toBe(markdown);
});

test("every requirement has one row, with all its cells", () => {
  const rows = requirementsMarkdown(requirements, new Map())
    .split("\n")
    .filter((row) => row.startsWith("| `"));
  expect(rows.map((row) => row.split("`")[1])).toEqual(ids);
  expect(rows.filter((row) => row.split(/(?<!\\)\|/).length !== 7)).toEqual([]);
});

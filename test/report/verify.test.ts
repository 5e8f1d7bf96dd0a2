import { expect, test } from "vitest";
import { explore } from "../../checker/explore/breadth-first.js";
import { specify } from "../../checker/specify.js";
import { diagram, showMermaid } from "../../report/mermaid.js";
import { plain } from "../../report/paint.js";
import { showVerification } from "../../report/verification-text.js";
import { Verification } from "../../report/verification.js";
import { type Explored, type TrailChoice, verification } from "../../report/verify.js";

type Sending = {
  components: { left: number; at: string };
  channels: { wire: { n: number } };
  label: { who: string; n: number };
};
const { rule, always, sometimes, system } = specify<Sending>();

const sending = system({
  name: "sends the same thing twice, then another, into a channel for two",
  components: { left: [3], at: ["here"] },
  channels: { wire: { discipline: "fifo", capacity: 2, whenFull: "overflow" } },
  rules: [
    rule("send", ["left"], ({ left }) =>
      left === 0
        ? []
        : [{ label: { who: "A", n: left }, next: { left: left - 1 }, send: [{ to: "wire", message: { n: 7 } }] }],
    ),
  ],
  properties: [
    always("P-A-1", ["left"], ({ left }) => left > 0),
    always("P-B-1", ["left"], ({ left }) => left >= 0),
    sometimes("P-C-1", ["left"], ({ left }) => left === 1),
  ],
});

const explored = (expect: Explored["expect"], bound?: number): Explored => {
  const report = explore(sending, { now: () => 0, ...(bound === undefined ? {} : { maxStates: bound }) });
  if (report.tag === "Fault") throw new Error(report.what);
  return {
    name: "sending",
    title: "",
    profile: "as-written",
    options: { left: 3 },
    expect,
    says: { "P-A-1": "something is left" },
    telling: {
      entity: (label) => (label as Sending["label"]).who,
      event: (label) => `sends ${(label as Sending["label"]).n}`,
      wire: (component) =>
        component === "wire" ? { from: "A", to: "B", kind: "signal", what: () => "seven" } : undefined,
      path: ({ left }) => (left === 3 ? "A" : "A > B"),
    },
    report,
  };
};

const violated = { verdict: "violated", because: "there is an end" } as const;

test.each<{ name: string; of: Explored; verdict: Verification["verdict"]; told: Record<string, TrailChoice[]> }>([
  {
    name: "nothing expected",
    of: explored(undefined),
    verdict: "violated",
    told: { "P-A-1": ["unexpected", "all"], "P-C-1": ["all"] },
  },
  {
    name: "all to hold",
    of: explored({}),
    verdict: "violated",
    told: { "P-A-1": ["unexpected", "all"], "P-C-1": ["all"] },
  },
  {
    name: "the violation",
    of: explored({ "P-A-1": violated }),
    verdict: "as expected",
    told: { "P-A-1": ["all"], "P-C-1": ["all"] },
  },
  {
    name: "another one",
    of: explored({ "P-A-1": violated, "P-B-1": violated }),
    verdict: "violated",
    told: { "P-A-1": ["all"], "P-C-1": ["all"] },
  },
  {
    name: "that it is not reached",
    of: explored({ "P-A-1": violated, "P-C-1": violated }),
    verdict: "violated",
    told: { "P-A-1": ["all"], "P-C-1": ["unexpected", "all"] },
  },
  { name: "nothing, and a bound", of: explored(undefined, 1), verdict: "inconclusive", told: {} },
])("expected: $name", ({ of, verdict, told }) => {
  for (const choice of ["unexpected", "all", "none"] as const) {
    const found = verification([of], choice);
    expect(found.verdict).toBe(verdict);
    const withTrail = found.scenarios
      .flatMap(({ properties }) => properties)
      .filter(({ trail }) => trail !== undefined);
    expect(withTrail.map(({ id }) => id)).toEqual(
      Object.keys(told).filter((id) => told[id]?.includes(choice) === true),
    );
  }
});

test("of several scenarios the worst counts, and a violation is worse than a bound", () => {
  const [good, bad, cut] = [explored({ "P-A-1": violated }), explored({}), explored(undefined, 1)];
  expect(verification([good, cut], "none").verdict).toBe("inconclusive");
  expect(verification([cut, bad, good], "none").verdict).toBe("violated");
  expect(verification([good, good], "none").verdict).toBe("as expected");
});

test("a step tells its messages, what changed, what did not fit, and a new path", () => {
  const [trail] = verification([explored({})], "all").scenarios.flatMap(({ properties }) =>
    properties.flatMap((property) => property.trail ?? []),
  );
  const seven = { from: "A", to: "B", what: "seven", kind: "signal" };
  expect(trail?.path).toBe("A");
  expect(trail?.steps.map(({ event, messages, changed, path }) => ({ event, messages, changed, path }))).toEqual([
    {
      event: "sends 3",
      messages: [seven],
      changed: [
        { component: "left", path: "", before: 3, after: 2 },
        { component: "wire", path: "[0]", after: { n: 7 }, brief: "seven" },
      ],
      path: "A > B",
    },
    {
      event: "sends 2",
      messages: [seven],
      changed: [
        { component: "left", path: "", before: 2, after: 1 },
        { component: "wire", path: "[1]", after: { n: 7 }, brief: "seven" },
      ],
      path: undefined,
    },
    {
      event: "sends 1; wire is full, a message is not kept",
      messages: [],
      changed: [{ component: "left", path: "", before: 1, after: 0 }],
      path: undefined,
    },
  ]);
});

test("of verdicts with one run the first tells it", () => {
  const found = verification([explored({})], "unexpected");
  const [scenario] = found.scenarios;
  const [first] = scenario?.properties ?? [];
  if (scenario === undefined || first === undefined) throw new Error("there is one");
  const twice = { ...scenario, properties: [first, { ...first, id: "P-A-2" }] };
  const shown = showVerification({ ...found, scenarios: [twice, { ...twice, name: "again" }] }, plain, 100);
  expect(shown.match(/ {2}choices /g)?.length).toBe(2);
  expect(shown.match(/^P-A-2 in .*\n.*\n {2}by the same run as P-A-1, above$/gm)?.length).toBe(2);
});

test("the codec refuses what is not a verification", () => {
  const json: unknown = JSON.parse(JSON.stringify(verification([explored({})], "all")));
  expect(Verification.is(json)).toBe(true);
  expect(Verification.is({ ...(json as object), schema: "mpacheck/verify@2" })).toBe(false);
  expect(Verification.is({ ...(json as object), verdict: "holds" })).toBe(false);
});

test("nothing in a diagram ends or steers a statement", () => {
  const message = { from: "end", to: 'a "b"', what: "x; y #35; %% {z}", kind: "data" } as const;
  const step = { entity: "end", event: "a\nb; c", label: 0, rule: "r", sources: [], messages: [message], changed: [] };
  expect(diagram({ choices: [0], path: "", steps: [step] })).toBe(
    [
      "sequenceDiagram",
      "  participant p1 as end",
      "  participant p2 as a #34;b#34;",
      "  Note over p1: 1. a#92;u000ab#59; c",
      "  p1--)p2: x#59; y #35;35#59; #37;#37; #123;z#125;",
    ].join("\n"),
  );
});

test("Markdown around a diagram keeps its characters", () => {
  const [scenario] = verification(
    [{ ...explored({}), name: "a_b*c", says: { "P-A-1": "<x> & `y`" } }],
    "unexpected",
  ).scenarios;
  if (scenario === undefined) throw new Error("there is one");
  const shown = showMermaid({ schema: "mpacheck/verify@1", verdict: "violated", scenarios: [scenario] });
  expect(shown).toContain(
    "## P-A-1 in a\\_b\\*c: violated, 3 steps\n\n\\<x\\> \\& \\`y\\`\n\n```mermaid\nsequenceDiagram",
  );
});

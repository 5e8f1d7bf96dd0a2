/** Verdicts of temporal properties as a checker might report them: runs without end, and one after which something is over. */
import type { Trail, TrailStep } from "../../../checker/trail.js";
import type { Explored } from "../../../report/verify.js";
import type { PropertyResult, Report } from "../../../checker/explore/report.js";

const step = (label: string, rule: string, before: number, after: number): TrailStep => ({
  choice: 0,
  rule,
  sources: ["S1 §2.1.8"],
  label,
  overflowed: [],
  changed: before === after ? [] : [{ component: "lamp", before, after }],
});

const trail = (lamps: ReadonlyArray<number>, loop?: number): Trail => ({
  tag: "Trail",
  choices: lamps.map(() => 0),
  initial: { lamp: lamps[0] },
  steps: lamps.slice(1).map((lamp, i) => step(`sets ${lamp}`, "set", lamps[i] ?? 0, lamp)),
  final: { lamp: lamps.at(-1) },
  ...(loop === undefined ? {} : { loop }),
});

const result = (
  name: string,
  kind: PropertyResult["kind"],
  verdict: PropertyResult["verdict"],
  shown?: Trail,
): PropertyResult => ({ name, kind, sources: [], verdict, trail: shown });

const properties = [
  result("is always safe", "always", "holds"),
  result("comes back", "always-eventually", "violated", trail([0, 1, 2, 3, 2], 2)),
  result("alternates", "leads-to", "violated", trail([0, 1, 0], 0)),
  result("goes on", "eventually-always", "violated", trail([0, 1], 1)),
  result("begins", "until", "violated", trail([0], 0)),
  result("settles", "until", "holds"),
  result("can be repaired", "always-possible", "violated", trail([0, 4])),
  result("can ever be repaired", "always-possible", "violated", trail([0])),
  result("of nothing", "leads-to", "vacuous"),
];

export const fewRules: Report["fairness"] = { weak: ["set", "reset"], strong: ["repair"] };
export const manyRules: Report["fairness"] = { weak: ["a", "b", "c", "d", "e"], strong: ["repair"] };

export const report = (fairness: Report["fairness"], chosen = properties): Report => ({
  tag: "Report",
  system: "a lamp",
  verdict: "violated",
  complete: true,
  bound: undefined,
  kernel: "plain",
  states: 5,
  initial: 1,
  transitions: 9,
  generated: 10,
  depth: 3,
  seconds: 0,
  peakBytes: 2048,
  bytesPerState: 4,
  reduction: { used: [], refused: [] },
  properties: chosen,
  rules: [],
  fairness,
  components: [],
  channels: [],
  boundaries: [],
  warnings: [],
});

/** The same as a scenario, in which one violation and one property of nothing are expected. */
export const explored = (name: string, fairness: Report["fairness"], chosen = properties): Explored => ({
  name,
  title: "",
  profile: "as-written",
  options: {},
  expect: {
    begins: { verdict: "violated", because: "nobody need begin" },
    settles: { verdict: "vacuous", because: "" },
  },
  says: { "comes back": "again and again it is dark" },
  telling: {
    entity: () => "switch",
    event: String,
    wire: () => undefined,
    path: ({ lamp }) => `lamp ${String(lamp)}`,
  },
  report: report(fairness, chosen),
});

/** Properties of states alone. */
export const untimed = properties.filter(({ kind }) => kind === "always" || kind === "always-possible");

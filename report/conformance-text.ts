/** What `conform` found as text: verdict first, then what left the specification, then what was seen. */
import { isUnusable, showCaptureProblem } from "./capture-problem.js";
import {
  few,
  handoversSection,
  rolesSection,
  section,
  signallingSection,
  streamsSection,
} from "./conformance-sections.js";
import type { CaptureConformance, Conformance, ConformanceVerdict } from "./conformance.js";
import type { Paint } from "./paint.js";
import { frameIn, inCaptures, sharedElements } from "./points.js";
import { LEAST_LAST, fitted, longestWord, table } from "./table.js";
import { count, plural } from "./text.js";
import { showText } from "./value.js";

type Captures = ReadonlyArray<CaptureConformance>;

const paintVerdict = (paint: Paint, verdict: ConformanceVerdict): string => {
  switch (verdict) {
    case "conforms":
      return paint.good(verdict);
    case "violates":
      return paint.bad(verdict);
    case "inconclusive":
      return paint.unsure(verdict);
  }
};

type Kind = {
  readonly id: string;
  readonly mn: string;
  readonly why: string;
  readonly declared: string | undefined;
  readonly count: number;
  /** By capture. */
  readonly first: ReadonlyArray<{ readonly capture: number; readonly frame: number }>;
};

/** A kind of deviation stands in each capture that shows it. */
const kinds = (captures: Captures): ReadonlyArray<Kind> =>
  sharedElements(
    captures,
    (capture) => capture.deviations,
    ({ id, mn, why, declared }) => [id, mn, why, declared],
  ).map(({ value: { id, mn = "", why, declared }, captures: in_ }) => {
    const all = in_.map((capture) => ({
      capture,
      found: captures[capture]?.deviations.find((each) => each.id === id && (each.mn ?? "") === mn && each.why === why),
    }));
    return {
      id,
      mn,
      why,
      declared,
      count: Math.max(...all.map(({ found }) => found?.count ?? 0)),
      first: all.flatMap(({ capture, found }) => (found === undefined ? [] : [{ capture, frame: found.frame }])),
    };
  });

const deviationCount = (captures: Captures): string => {
  const all = kinds(captures);
  const declared = all.filter((kind) => kind.declared !== undefined).length;
  if (all.length === 0) return "no deviation";
  const known = declared === 0 ? "" : declared === all.length ? ", each declared" : `, ${count(declared)} declared`;
  return `${plural(all.length, "kind")} of deviation${known}`;
};

/** The verdict, and what it rests on. */
const headline = ({ verdict, captures }: Conformance, paint: Paint): string => {
  const sum = (pick: (capture: CaptureConformance) => number): number =>
    captures.reduce((all, capture) => all + pick(capture), 0);
  const observations = sum((capture) => capture.observations);
  const handovers = sharedElements(captures, (capture) => capture.handovers).length;
  const broken = captures.filter(({ problem }) => problem !== undefined).length;
  return [
    `${paintVerdict(paint, verdict)}: ${captures.length === 1 ? "1 capture" : `${count(captures.length)} captures of one run`}`,
    plural(
      sum((capture) => capture.frames),
      "frame",
    ),
    plural(observations, "observation"),
    plural(handovers, "handover"),
    deviationCount(captures),
    ...(broken === 0 ? [] : [`${plural(broken, "capture")} not read to the end`]),
  ].join(", ");
};

const captureTable = (captures: Captures, paint: Paint): string =>
  table(
    [
      { head: "", align: "right" },
      { head: "capture" },
      { head: "frames", align: "right" },
      { head: "observations", align: "right" },
      { head: "verdict" },
    ],
    captures.map(({ file, frames, observations, verdict }, i) => [
      String(i + 1),
      showText(file),
      count(frames),
      count(observations),
      paintVerdict(paint, verdict),
    ]),
  );

const problems = (captures: Captures): ReadonlyArray<string> =>
  captures.flatMap(({ file, problem }) =>
    problem === undefined
      ? []
      : [`${showCaptureProblem(file, problem)}${isUnusable(problem) ? "" : "; the frames before it are judged"}`],
  );

const namedRows = (rows: ReadonlyArray<readonly [name: string, value: string]>, width: number): string => {
  const first = Math.max(...rows.map(([name]) => name.length));
  return table(
    [
      { head: "", width: first },
      { head: "", width: Math.max(longestWord(rows.map(([, value]) => value)), LEAST_LAST, width - first - 2) },
    ],
    rows,
  );
};

const MOST_EXPECTED = 5;

const mismatches = (captures: Captures, paint: Paint, width: number): ReadonlyArray<string> =>
  sharedElements(captures, ({ firstMismatch }) => (firstMismatch === undefined ? [] : [firstMismatch])).map(
    ({ value: { frame, time, seen, expected, clause, nearest, differs, states }, captures: in_ }) => {
      const rows: ReadonlyArray<readonly [string, string | undefined]> = [
        ["seen", seen],
        ...few(expected, MOST_EXPECTED).map((one, i) => [i === 0 ? "expected" : "", one] as const),
        ["nearest", nearest],
        ["differs", differs],
        ["states", states === undefined ? undefined : `${count(states)} were possible before`],
        ["clause", clause],
      ];
      const told = rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, showText(value)] as const]));
      const place = `frame ${in_.map((capture) => frameIn(captures, capture, frame)).join(" ")} at ${time.toFixed(6)} s`;
      return `${paint.bad("first mismatch")}: ${place}\n${namedRows(told, width - 2).replace(/^/gm, "  ")}`;
    },
  );

/** Words that fit a width, as far as they can. */
const wrapped = (text: string, width: number): string => {
  const rows = [[text]];
  return table([{ head: "", width: Math.max(longestWord([text]), width) }], rows);
};

const deviations = (captures: Captures, width: number): ReadonlyArray<string> => {
  const all = kinds(captures);
  if (all.length === 0) return [];
  const rows = all.flatMap(({ id, mn, why, declared, count: times, first }) => [
    [
      showText(id),
      showText(mn),
      count(times),
      first.map(({ capture, frame }) => frameIn(captures, capture, frame)).join(" "),
      showText(why),
    ],
    ...(declared === undefined ? [] : [["", "", "", "", `declared: ${showText(declared)}`]]),
  ]);
  const head = [
    "requirement",
    "node",
    "times",
    captures.length === 1 ? "first frame" : "first frames",
    "what deviates",
  ];
  const hint = all.some(({ declared }) => declared === undefined)
    ? ["hint: deviations that are known can be declared in a file, --deviations"]
    : [];
  return section("deviations", [
    table(fitted(head, rows, width - 2), rows),
    ...hint.map((text) => wrapped(text, width - 2)),
  ]);
};

type Watched = CaptureConformance["properties"][number];

/** Those that hold or are not decided for the same reason, in one line. */
const together = (all: ReadonlyArray<Watched>, paint: Paint, width: number): ReadonlyArray<string> => {
  const titleOf = ({ mn, verdict, because }: Watched): string =>
    `${verdict === "holds" ? "hold" : "not decided"} for ${showText(mn)}${because === undefined ? "" : ` (${showText(because)})`}`;
  return [...new Set(all.map(titleOf))].map((title) => {
    const ids = all.filter((each) => titleOf(each) === title).map(({ id }) => showText(id));
    const text = wrapped(`${title}: ${ids.join(", ")}`, width);
    return title.startsWith("hold") ? paint.good(text) : paint.unsure(text);
  });
};

const properties = (captures: Captures, paint: Paint, width: number): ReadonlyArray<string> => {
  const all = sharedElements(
    captures,
    (capture) => capture.properties,
    ({ id, mn, verdict, because }) => [id, mn, verdict, because],
  );
  const violated = all
    .filter(({ value }) => value.verdict === "violated")
    .map(({ value: { id, mn, because }, captures: in_ }) => {
      const frames = in_.flatMap((capture) => {
        const frame = captures[capture]?.properties.find((each) => each.id === id && each.mn === mn)?.frame;
        return frame === undefined ? [] : [frameIn(captures, capture, frame)];
      });
      return [showText(id), showText(mn), frames.join(" "), showText(because ?? "")];
    });
  const head = ["violated", "node", captures.length === 1 ? "frame" : "frames", "because"];
  const rest = all.map(({ value }) => value).filter(({ verdict }) => verdict !== "violated");
  const verdicts = ["inconclusive", "holds"].flatMap((verdict) => rest.filter((each) => each.verdict === verdict));
  return section("properties, watched on the accepted paths", [
    ...(violated.length === 0 ? [] : [table(fitted(head, violated, width - 2), violated)]),
    ...together(verdicts, paint, width - 2),
  ]);
};

const coverage = (captures: Captures, width: number): ReadonlyArray<string> =>
  sharedElements(captures, (capture) => [capture.coverage]).flatMap(
    ({ value: { exercised, unexercised }, captures: in_ }) => {
      const all = exercised.length + unexercised.length;
      if (all === 0) return [];
      const seen = exercised.map(({ rule, count: times }) => `${showText(rule)} ${times}`).join(", ");
      const title = `coverage${inCaptures(captures, in_)}: of ${plural(all, "rule")} whose steps could be seen, ${count(exercised.length)} were`;
      return section(title, [
        ...(exercised.length === 0 ? [] : [wrapped(`seen, and how often: ${seen}`, width - 2)]),
        ...(unexercised.length === 0 ? [] : [wrapped(`not seen: ${unexercised.map(showText).join(", ")}`, width - 2)]),
      ]);
    },
  );

const notes = (captures: Captures, width: number): ReadonlyArray<string> =>
  section(
    "notes",
    sharedElements(captures, (capture) => capture.notes).map(({ value, captures: in_ }) =>
      wrapped(`${showText(value)}${inCaptures(captures, in_)}`, width - 2),
    ),
  );

/** Several lines without a last line break. `width` bounds what can be broken between words. */
export const showConformance = (of: Conformance, paint: Paint, width: number): string => {
  const { captures } = of;
  return [
    [headline(of, paint), ...problems(captures)].join("\n"),
    captureTable(captures, paint),
    ...mismatches(captures, paint, width),
    ...deviations(captures, width),
    ...properties(captures, paint, width),
    ...handoversSection(captures),
    ...streamsSection(captures),
    ...signallingSection(captures),
    ...rolesSection(captures, width),
    ...coverage(captures, width),
    ...notes(captures, width),
  ].join("\n\n");
};

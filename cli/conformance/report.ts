/** What was judged, as the data of `mpacheck/conform@1`: capture by capture, with what concerns the run in each. */
import type { Kind, Observed as Replayed } from "../../model/conformance/observed.js";
import type { CaptureConformance, Conformance, ConformanceVerdict } from "../../report/conformance.js";
import { shownInWords } from "../../report/shown.js";
import type { Handover } from "../../traces/observe/index.js";
import type { Observed, ObservedNode } from "../../traces/observe/index.js";
import type { Sighting } from "../../traces/observe/observation.js";
import type { DeclaredDeviation, RunRequest } from "../conform-run.js";
import type { Reading } from "../read-capture.js";
import type { Departure, Followed } from "./follow.js";
import type { NodeSight } from "./sights.js";

export type JudgedNode = {
  readonly node: ObservedNode;
  readonly sights: ReadonlyArray<NodeSight>;
  readonly followed: Followed;
  readonly replayed: Replayed;
};

export type JudgedRun = {
  readonly request: RunRequest;
  readonly kind: Kind;
  readonly observation: Observed;
  readonly readings: ReadonlyArray<Reading>;
  readonly judged: ReadonlyArray<JudgedNode>;
};

type Report = CaptureConformance;

const declared = (known: ReadonlyArray<DeclaredDeviation>, id: string): string | undefined =>
  known.find((each) => each.id === id)?.reason;

type Found = { readonly capture: number; readonly found: Report["deviations"][number] };

/** Of the messages alone and of the behaviour, once per kind, in the order of their first frames. */
const deviationsOf = ({ request, judged }: JudgedRun): ReadonlyArray<Found> => {
  const all = new Map<string, Found>();
  const add = (mn: string, id: string, why: string, capture: number, frame: number, count: number): void => {
    // What differs in figures alone is one kind.
    const key = `${id} ${why.replaceAll(/\d+(\.\d+)?/g, "#")}`;
    const known = all.get(key);
    const reason = declared(request.deviations, id);
    if (known !== undefined)
      all.set(key, { capture: known.capture, found: { ...known.found, count: known.found.count + count } });
    else
      all.set(key, {
        capture,
        found: { id, frame, count, why, mn, ...(reason === undefined ? {} : { declared: reason }) },
      });
  };
  for (const { node, followed } of judged) {
    for (const { id, why, capture, frame } of node.deviations) add(node.name, id, why, capture, frame, 1);
    for (const { id, why, place, count, isCut } of followed.departures)
      if (id !== undefined && !isCut) add(node.name, id, why, place.capture, place.frame, count);
  }
  return [...all.values()];
};

const clauseOf = ({ id, explanation }: Departure, { system }: Replayed): string => {
  const rule = explanation.guarded?.rule ?? explanation.expected[0]?.rule;
  const sources = rule === undefined ? [] : (system.rules[rule]?.sources ?? []);
  return [...(id === undefined ? [] : [id]), ...sources].join(", ") || "no clause";
};

const mismatchOf = (departure: Departure, replayed: Replayed): NonNullable<Report["firstMismatch"]> => {
  const { explanation, place, seen } = departure;
  const [nearest] = explanation.expected;
  const rule = explanation.guarded?.rule ?? nearest?.rule;
  const name = rule === undefined ? undefined : replayed.system.rules[rule]?.name;
  const differs = (explanation.guarded?.stands ?? nearest?.differs ?? []).join("; ");
  return {
    frame: place.frame,
    time: place.time,
    seen: shownInWords(seen),
    expected: explanation.expected.map(({ shown }) => shownInWords(shown)),
    clause: clauseOf(departure, replayed),
    states: explanation.states,
    ...(name === undefined ? {} : { nearest: name }),
    ...(differs === "" ? {} : { differs }),
  };
};

type Sourced = { readonly departure: Departure; readonly replayed: Replayed };

const undeclaredDepartures = ({ judged, request }: JudgedRun): ReadonlyArray<Sourced> =>
  judged.flatMap(({ followed, replayed }) =>
    followed.departures
      .filter(({ id }) => id === undefined || declared(request.deviations, id) === undefined)
      .map((departure) => ({ departure, replayed })),
  );

/**
 * A capture that was read to its end and shows signalling of which every bit fits conforms. What fits nothing violates,
 * unless the bound on states was hit before; what shows nothing of the specification's is inconclusive.
 */
const verdictOf = (run: JudgedRun, deviations: ReadonlyArray<Found>, capture: number): ConformanceVerdict => {
  const own = undeclaredDepartures(run).filter(({ departure }) => departure.place.capture === capture);
  if (own.some(({ departure }) => !departure.isCut)) return "violates";
  if (deviations.some((each) => each.capture === capture && each.found.declared === undefined)) return "violates";
  const exercises = run.judged.some(
    ({ followed, sights }) =>
      followed.exercised.size > 0 &&
      sights.some(({ place, seen }) => place.capture === capture || seen.type === "PBU" || seen.type === "PBA"),
  );
  const isWhole = run.readings[capture]?.problem === undefined;
  return exercises && own.length === 0 && isWhole ? "conforms" : "inconclusive";
};

const nameOf = ({ request }: JudgedRun, capture: number): string => request.files[capture] ?? String(capture);

const rolesOf = (run: JudgedRun): Report["roles"] => {
  const { entities, evidence, unknown } = run.observation.roles;
  return {
    entities: entities.map((each) => ({ ...each })),
    evidence: evidence.map(({ entity, why, capture, frame }) => ({
      entity,
      why,
      ...(capture === undefined ? {} : { capture: nameOf(run, capture) }),
      ...(frame === undefined ? {} : { frame }),
    })),
    unknown,
  };
};

const signallingOf = ({ observation }: JudgedRun, capture: number): Report["signalling"] =>
  observation.signalling
    .filter((each) => each.capture === capture)
    .map(({ frame, type, from, to, sequence, status, lifetime, flags, options, isJudged }) => ({
      frame,
      type,
      from,
      to,
      ...(sequence === undefined ? {} : { seq: sequence }),
      ...(status === undefined ? {} : { status }),
      ...(lifetime === undefined ? {} : { lifetime }),
      flags,
      options: options.map(([name, data]): [string, string] => [name, data]),
      judged: isJudged,
    }));

const handoverOf = (run: JudgedRun, mn: string, handover: Handover): Report["handovers"][number] => {
  const { from, to, kind, why, pbu, pba, deregistration, held } = handover;
  const frames = (what: string, sightings: ReadonlyArray<Sighting> | undefined) =>
    (sightings ?? []).map(({ capture, frame }) => ({ file: nameOf(run, capture), frame, what }));
  return {
    mn,
    from,
    to,
    kind,
    why,
    frames: [
      ...frames("PBU", pbu),
      ...frames("PBA", pba),
      ...frames("de-registration", deregistration?.pbu),
      ...frames("its PBA", deregistration?.pba),
    ],
    ...(held === undefined ? {} : { buffered: held.packets }),
  };
};

const coverageOf = ({ judged }: JudgedRun): Report["coverage"] => {
  const counts = new Map<string, number>();
  const possible = new Set<string>();
  for (const { followed, replayed } of judged) {
    for (const [rule, count] of followed.exercised) counts.set(rule, (counts.get(rule) ?? 0) + count);
    for (const { name } of replayed.system.rules) if (canBeSeen.test(name)) possible.add(name);
  }
  return {
    exercised: [...counts].map(([rule, count]) => ({ rule, count })),
    unexercised: [...possible].filter((rule) => !counts.has(rule)),
  };
};

/** Rules of the specification that send or take what a capture shows. */
const canBeSeen =
  /^(HA\.(processPbu|updateWhatWaited|maxDelay)|[pn]PMA\.(notice|extend|retransmit|sendProactive|processPba|receiveAaa|register|deregister)|MN\.(hears|solicits))/;

const propertiesOf = (run: JudgedRun, capture: number): Report["properties"] =>
  run.judged.flatMap(({ node, followed }) =>
    followed.properties.map(({ id, verdict, place, because }) => ({
      id,
      mn: node.name,
      verdict,
      ...(place?.capture === capture ? { frame: place.frame } : {}),
      ...(because === undefined ? {} : { because }),
    })),
  );

const notesOf = (run: JudgedRun): ReadonlyArray<string> => [
  `replayed against ${run.kind === "mpa" ? "the prepared handover (V-02)" : "Proxy Mobile IPv6 alone (V-01)"}`,
  ...run.observation.notes,
  ...run.judged.flatMap(({ node, followed }) => [
    ...(followed.starts.length === 0 || followed.starts[0]?.startsWith("before") === true
      ? []
      : [`${node.name}: the capture begins in the middle of a session, ${followed.starts.join(" or ")}`]),
    ...(followed.isCut
      ? [`${node.name}: the bound on possible states was hit; nothing after it counts as a violation`]
      : []),
  ]),
];

const captureOf = (run: JudgedRun, deviations: ReadonlyArray<Found>, capture: number): Report => {
  const [first] = undeclaredDepartures(run)
    .filter(({ departure }) => departure.place.capture === capture)
    .toSorted((a, b) => a.departure.place.time - b.departure.place.time);
  const reading = run.readings[capture];
  return {
    file: nameOf(run, capture),
    frames: reading?.frames ?? 0,
    observations: run.judged.reduce(
      (sum, { sights }) => sum + sights.filter(({ place }) => place.capture === capture).length,
      0,
    ),
    verdict: verdictOf(run, deviations, capture),
    roles: rolesOf(run),
    signalling: signallingOf(run, capture),
    handovers: run.observation.nodes.flatMap((node) => node.handovers.map((each) => handoverOf(run, node.name, each))),
    deviations: deviations.filter((each) => each.capture === capture).map(({ found }) => found),
    streams: Object.fromEntries(run.observation.nodes.map(({ name, streams }) => [name, streams[0] ?? {}])),
    coverage: coverageOf(run),
    properties: propertiesOf(run, capture),
    notes: notesOf(run),
    ...(first === undefined ? {} : { firstMismatch: mismatchOf(first.departure, first.replayed) }),
    ...(reading?.problem === undefined ? {} : { problem: { ...reading.problem } }),
  };
};

const worst = (verdicts: ReadonlyArray<ConformanceVerdict>): ConformanceVerdict =>
  verdicts.includes("violates") ? "violates" : verdicts.includes("conforms") ? "conforms" : "inconclusive";

export const conformanceOf = (run: JudgedRun): Conformance => {
  const deviations = deviationsOf(run);
  const captures = run.request.files.map((_, capture) => captureOf(run, deviations, capture));
  const isBroken = captures.some(({ problem }) => problem !== undefined);
  const verdict = worst(captures.map((capture) => capture.verdict));
  return {
    schema: "mpacheck/conform@1",
    version: run.request.version,
    verdict: verdict === "conforms" && isBroken ? "inconclusive" : verdict,
    captures,
  };
};

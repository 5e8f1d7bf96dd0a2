/** What `mpacheck conform --format json` writes: schema `mpacheck/conform@1`. */
import * as t from "io-ts";

const Verdict = t.keyof({ conforms: null, violates: null, inconclusive: null });

/** Where a run left what the specification allows. */
const Mismatch = t.intersection([
  t.strict({
    frame: t.number,
    /** Seconds since the first frame of the run. */
    time: t.number,
    seen: t.string,
    /** What the specification could have shown then, the nearest first. */
    expected: t.readonlyArray(t.string),
    /** The documents' clauses, or the requirement. */
    clause: t.string,
  }),
  t.partial({
    /** The rule that comes nearest, what of it differs, or which value stands in its way. */
    nearest: t.string,
    differs: t.string,
    /** States that were possible before. */
    states: t.number,
  }),
]);

const CaptureProblem = t.strict({
  /** Bytes from the start of the (decompressed) file. */
  at: t.number,
  frame: t.number,
  where: t.string,
  expected: t.string,
  found: t.string,
});

const Entity = t.intersection([
  t.strict({
    name: t.string,
    kind: t.string,
    addresses: t.readonlyArray(t.string),
    prefixes: t.readonlyArray(t.string),
    macs: t.readonlyArray(t.string),
  }),
  t.partial({ mnId: t.string }),
]);

const Roles = t.strict({
  entities: t.readonlyArray(Entity),
  evidence: t.readonlyArray(
    t.intersection([t.strict({ entity: t.string, why: t.string }), t.partial({ capture: t.string, frame: t.number })]),
  ),
  unknown: t.readonlyArray(t.string),
});

const Signalling = t.intersection([
  t.strict({ frame: t.number, type: t.string, from: t.string, to: t.string }),
  t.partial({
    seq: t.number,
    status: t.number,
    /** Seconds. */
    lifetime: t.number,
    flags: t.string,
    /** Name and raw data in hexadecimal, in the order of the message. */
    options: t.readonlyArray(t.tuple([t.string, t.string])),
    judged: t.boolean,
  }),
]);

const Handover = t.intersection([
  t.strict({
    mn: t.string,
    from: t.string,
    to: t.string,
    /** unknown: no packet shows on which link the mobile node was. */
    kind: t.keyof({ reactive: null, proactive: null, unknown: null }),
    why: t.string,
    /** Frames by capture file. */
    frames: t.readonlyArray(t.strict({ file: t.string, frame: t.number, what: t.string })),
  }),
  /** Packets that waited at the new MAG until the mobile node was there. */
  t.partial({ buffered: t.number }),
]);

const Deviation = t.intersection([
  t.strict({ id: t.string, frame: t.number, count: t.number, why: t.string }),
  t.partial({
    mn: t.string,
    /** The reason given in the file of known deviations. */
    declared: t.string,
  }),
]);

const Coverage = t.strict({
  /** Rules of the specification whose steps were seen, with how often. */
  exercised: t.readonlyArray(t.strict({ rule: t.string, count: t.number })),
  /** Rules whose steps could have been seen and were not. */
  unexercised: t.readonlyArray(t.string),
});

const MonitoredProperty = t.intersection([
  t.strict({
    id: t.string,
    mn: t.string,
    verdict: t.keyof({ holds: null, violated: null, inconclusive: null }),
  }),
  t.partial({
    /** The first frame after which it is violated on every accepted path. */
    frame: t.number,
    because: t.string,
  }),
]);

export const CaptureConformance = t.intersection([
  t.strict({
    file: t.string,
    frames: t.number,
    /** Things seen in this capture that the replay followed. */
    observations: t.number,
    verdict: Verdict,
    roles: Roles,
    signalling: t.readonlyArray(Signalling),
    handovers: t.readonlyArray(Handover),
    deviations: t.readonlyArray(Deviation),
    /** By mobile node; of the whole run, with field names as in streams of numbered packets. */
    streams: t.record(t.string, t.unknown),
    coverage: Coverage,
    properties: t.readonlyArray(MonitoredProperty),
    /** Where the capture may have begun, what was not judged, bounds that were hit. */
    notes: t.readonlyArray(t.string),
  }),
  t.partial({ firstMismatch: Mismatch, problem: CaptureProblem }),
]);
export type CaptureConformance = t.TypeOf<typeof CaptureConformance>;

export const Conformance = t.strict({
  schema: t.literal("mpacheck/conform@1"),
  version: t.string,
  /** The worst of the captures. */
  verdict: Verdict,
  /** In the order given; several are points of one run, and what concerns the run stands in each. */
  captures: t.readonlyArray(CaptureConformance),
});
export type Conformance = t.TypeOf<typeof Conformance>;
export type ConformanceVerdict = t.TypeOf<typeof Verdict>;

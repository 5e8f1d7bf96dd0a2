/** A run as a judge might report it: three capture points, with everything that a report can say. */
import type { CaptureConformance, Conformance } from "../../../report/conformance.js";

type Message = CaptureConformance["signalling"][number];

const pbu = (frame: number, from: string, seq: number, lifetime: number): Message => ({
  frame,
  type: "PBU",
  from,
  to: "lma",
  seq,
  lifetime,
  flags: "AP",
  options: [["MN-ID", "016d6e31"]],
  judged: true,
});

const pba = (frame: number, to: string, seq: number, lifetime: number, status = 0): Message => ({
  frame,
  type: "PBA",
  from: "lma",
  to,
  seq,
  status,
  lifetime,
  flags: "P",
  options: [],
  judged: true,
});

const ofRun: Pick<CaptureConformance, "roles" | "handovers" | "streams" | "coverage" | "notes"> = {
  roles: {
    entities: [
      { name: "lma", kind: "lma", addresses: ["2001:db8:1::1"], prefixes: [], macs: ["02:00:00:00:c0:01"] },
      { name: "mag1", kind: "mag", addresses: ["2001:db8:1::11"], prefixes: [], macs: [] },
      { name: "mag2", kind: "mag", addresses: ["2001:db8:1::12"], prefixes: [], macs: [] },
      {
        name: "mn1",
        kind: "mn",
        addresses: ["2001:db8:100::1"],
        prefixes: ["2001:db8:100::/64"],
        macs: ["02:00:00:00:10:01"],
        mnId: "mn1@example.net",
      },
      { name: "cn", kind: "cn", addresses: [], prefixes: [], macs: [] },
    ],
    evidence: [
      { entity: "lma", why: "a Proxy Binding Update goes to it", capture: "lma.pcap", frame: 6 },
      { entity: "mag1", why: "it sends a Proxy Binding Update", capture: "lma.pcap", frame: 6 },
      { entity: "mn1", why: "one" },
      { entity: "mn1", why: "two", capture: "another.pcap" },
      { entity: "mn1", why: "three", capture: "mag1.pcap", frame: 3 },
      { entity: "mn1", why: "four" },
      { entity: "mn1", why: "five" },
    ],
    unknown: ["the address of cn"],
  },
  handovers: [
    {
      mn: "mn1",
      from: "mag1",
      to: "mag2",
      kind: "proactive",
      why: "a packet was on the old link after the PBU",
      buffered: 12,
      frames: [
        { file: "lma.pcap", frame: 204, what: "PBU" },
        { file: "lma.pcap", frame: 205, what: "PBA" },
        { file: "mag1.pcap", frame: 203, what: "de-registration" },
        { file: "lma.pcap", frame: 366, what: "de-registration" },
      ],
    },
    { mn: "mn1", from: "mag2", to: "mag1", kind: "reactive", why: "no packet was", buffered: 0, frames: [] },
    { mn: "mn2", from: "mag2", to: "mag1", kind: "unknown", why: "no packet shows the link", frames: [] },
  ],
  streams: {
    mn1: {
      port: 5000,
      sent: 339,
      on_access: 332,
      delivered: 331,
      lost: [[94, 100]],
      windows: [
        { seq: [94, 97], cn_frames: [194, 197], t: [11.991, 12.063], tunnelled_to: "mag1", last_seen: "mag1.pcap" },
        { seq: [98, 98], last_seen: "cn only (never left the LMA)" },
      ],
      reached_access_not_delivered: [[101, 101]],
      duplicated: [],
      out_of_order: 2,
      uplink_sent: 331,
      uplink_lost: [
        [57, 57],
        [60, 70],
      ],
      missing_from_access_capture_but_delivered: [[300, 302]],
    },
    mn2: [{ sent: 3, lost: [[1, 2]] }, { sent: 4 }],
    mn3: { sent: "many" },
  },
  coverage: {
    exercised: [
      { rule: "HA.processPbu(pPMA)", count: 2 },
      { rule: "HA.processPbu(nPMA)", count: 1 },
    ],
    unexercised: ["pPMA.retransmitPbu", "nPMA.retransmitPbu"],
  },
  notes: ["replayed against Proxy Mobile IPv6 alone (V-01)", "hostile \u001b[31mnote"],
};

const holds = (id: string) => ({ id, mn: "mn1", verdict: "holds" as const });

const properties: CaptureConformance["properties"] = [
  { id: "P-LOSS-1", mn: "mn1", verdict: "violated", frame: 198, because: "on every accepted path" },
  holds("P-PATH-1"),
  { id: "P-UP-1", mn: "mn1", verdict: "inconclusive", because: "nothing that was seen concerns it" },
  holds("P-PATH-2"),
  { id: "P-DUP-1", mn: "mn1", verdict: "inconclusive", because: "nothing that was seen concerns it" },
  { id: "P-DUP-1", mn: "mn2", verdict: "inconclusive" },
];

const R03 = "acknowledges a de-registration by another MAG than the registered one, which is to be ignored";
const ALIGNED = "the Home Network Prefix option begins at 8n+6, not at 8n+4 (RFC 5213 §8.3)";

const lma: CaptureConformance = {
  ...ofRun,
  file: "lma.pcap",
  frames: 1693,
  observations: 10,
  verdict: "violates",
  signalling: [
    pbu(6, "mag1", 11546, 60),
    pba(7, "mag1", 11546, 60),
    pbu(204, "mag2", 11553, 60),
    pba(205, "mag2", 11553, 60),
    pbu(366, "mag1", 11547, 0),
    pba(367, "mag1", 11547, 0),
    { frame: 400, type: "BU", from: "2001:db8:9::1", to: "lma", seq: 1, judged: false },
  ],
  deviations: [
    { id: "R-03", mn: "mn1", frame: 367, count: 1, why: R03 },
    { id: "PMIP-5.3.6-1", mn: "mn1", frame: 7, count: 3, why: ALIGNED, declared: "the daemon aligns it so" },
  ],
  properties: properties.map((each) => (each.id === "P-LOSS-1" ? each : { ...each })),
  firstMismatch: {
    frame: 367,
    time: 14.10308,
    seen: "PBA, to pPMA, status 0, lifetime zero",
    expected: ["PBA, status 135", "PBU, from pPMA", "PBU, from nPMA", "4", "5", "6", "7"],
    clause: "R-03, RFC 5213 §5.3",
    nearest: "HA.processPbu(pPMA)",
    differs: "status: 135, seen 0",
    states: 2448,
  },
};

const mag1: CaptureConformance = {
  ...ofRun,
  file: "mag1.pcap",
  frames: 208,
  observations: 6,
  verdict: "violates",
  signalling: [pbu(6, "mag1", 11546, 60), pba(7, "mag1", 11546, 60), pbu(203, "mag1", 11547, 0)],
  deviations: [
    { id: "PMIP-5.3.6-1", mn: "mn1", frame: 7, count: 2, why: ALIGNED, declared: "the daemon aligns it so" },
  ],
  properties: properties.filter(({ verdict }) => verdict !== "violated"),
  problem: { at: 4096, frame: 209, where: "pcap record", expected: "118 bytes", found: "50 bytes" },
};

const access: CaptureConformance = {
  ...ofRun,
  file: "mn1\u001b[31m.pcap",
  frames: 0,
  observations: 0,
  verdict: "inconclusive",
  signalling: [],
  deviations: [],
  properties: [],
  notes: [...ofRun.notes, "an empty capture"],
};

const run = (verdict: Conformance["verdict"], ...captures: ReadonlyArray<CaptureConformance>): Conformance => ({
  schema: "mpacheck/conform@1",
  version: "1.2.3",
  verdict,
  captures,
});

export const severalPoints = run("violates", lma, mag1, access);
export const onePoint = run("violates", lma);

const quiet: CaptureConformance = {
  file: "quiet.pcap",
  frames: 2,
  observations: 0,
  verdict: "inconclusive",
  roles: { entities: [], evidence: [], unknown: [] },
  signalling: [],
  handovers: [],
  deviations: [],
  streams: {},
  coverage: { exercised: [], unexercised: [] },
  properties: [],
  notes: ["no Proxy Mobile IPv6 was seen"],
};

export const nothingSeen = run("inconclusive", quiet);
export const conforming = run("conforms", {
  ...lma,
  verdict: "conforms",
  deviations: [],
  properties: [holds("P-PATH-1")],
  problem: { at: 0, frame: 1, where: "file", expected: "more bytes", found: "no such file" },
});

/** More of everything than anybody reads. */
export const crowded = run("violates", {
  ...lma,
  signalling: Array.from({ length: 1000 }, (_, i) => pbu(i + 1, "mag1", i, 60)),
  handovers: Array.from({ length: 100 }, (_, i) => ({
    mn: `mn${i}`,
    from: "mag1",
    to: "mag2",
    kind: "reactive" as const,
    why: "no packet shows the link",
    frames: [],
  })),
  streams: {
    mn1: {
      lost: Array.from({ length: 500 }, (_, i) => [2 * i, 2 * i]),
      uplink_lost: Array.from({ length: 500 }, (_, i) => [2 * i, 2 * i]),
      windows: Array.from({ length: 500 }, (_, i) => ({ seq: [2 * i, 2 * i] })),
    },
  },
});

/** Names and words that would end or steer a statement of Mermaid, or Markdown. */
export const hostile = run("violates", {
  ...lma,
  file: "`<b>*x*`#.pcap",
  signalling: [
    { frame: 1, type: "PBU\nend", from: "a;b", to: "%%{init}%%" },
    { frame: 2, type: "end", from: "end", to: "a;b", seq: 1 },
  ],
  handovers: [],
  deviations: [{ id: "R-03;", frame: 2, count: 1, why: "a\nNote over p1: b", declared: "```" }],
});

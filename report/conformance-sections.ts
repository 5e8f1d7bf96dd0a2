/** The parts of a conformance report that say what was seen: who is who, messages, handovers, streams. */
import { statusName } from "../traces/wire/names.js";
import type { CaptureConformance } from "./conformance.js";
import { type Sighted, mergeSignalling } from "./merged-signalling.js";
import { inCaptures, sharedElements } from "./points.js";
import { type Stream, streamFrom } from "./stream.js";
import { type Column, fitted, table } from "./table.js";
import { count, plural } from "./text.js";
import { showText, showValue } from "./value.js";

type Captures = ReadonlyArray<CaptureConformance>;

/** A title, and the lines under it; nothing if there are none. */
export const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [`${title}\n${lines.map((line) => line.replace(/^(?=.)/gm, "  ")).join("\n")}`];

/** A longer list ends with how much longer it is. */
export const few = (lines: ReadonlyArray<string>, most: number): ReadonlyArray<string> =>
  lines.length > most
    ? [...lines.slice(0, most), `and ${count(lines.length - most)} more, which --format json has`]
    : lines;

const rows = (head: ReadonlyArray<string>, of: ReadonlyArray<ReadonlyArray<string>>, width: number): string =>
  table(fitted(head, of, width), of);

/** `2:366` for a frame of the second of several captures; a file that is none of them by its name. */
const frameOf = (captures: Captures, file: string, frame: string): string => {
  const index = captures.findIndex((capture) => capture.file === file);
  if (index < 0) return [showText(file), frame].join(" ").trim();
  return captures.length === 1 ? `frame ${frame}` : `${index + 1}:${frame}`;
};

const MOST_EVIDENCE = 3;

const evidenceOf = (captures: Captures, name: string): ReadonlyArray<string> =>
  few(
    sharedElements(captures, ({ roles }) => roles.evidence.filter(({ entity }) => entity === name)).map(
      ({ value: { why, capture, frame } }) => {
        const number = frame === undefined ? undefined : String(frame);
        const place = capture === undefined ? number : frameOf(captures, capture, number ?? "");
        return `${showText(why)}${place === undefined ? "" : ` (${place})`}`;
      },
    ),
    MOST_EVIDENCE,
  );

/** Who was who, by what that is known, and what is not. */
export const rolesSection = (captures: Captures, width: number): ReadonlyArray<string> => {
  const entities = sharedElements(captures, ({ roles }) => roles.entities);
  const told = entities.map(({ value: { name, kind, addresses, prefixes, macs, mnId }, captures: in_ }) => [
    showText(name),
    showText(kind),
    [...(mnId === undefined ? [] : [mnId]), ...prefixes, ...addresses, ...macs].map(showText).join(" ") +
      inCaptures(captures, in_),
    evidenceOf(captures, name).join("; "),
  ]);
  const unknown = sharedElements(captures, ({ roles }) => roles.unknown).map(
    ({ value }) => `not known: ${showText(value)}`,
  );
  return section("roles", [...(told.length === 0 ? [] : [rolesTable(told, width)]), ...unknown]);
};

/** Below each entity, indented, why it is believed to be who it is. */
const rolesTable = (told: ReadonlyArray<ReadonlyArray<string>>, width: number): string => {
  const lines = told.flatMap(([name = "", kind = "", known = "", why = ""]) => [
    [name, kind, known],
    ...(why === "" ? [] : [["", "", why]]),
  ]);
  return rows(["entity", "kind", "known by"], lines, width - 2);
};

const MOST_MESSAGES = 40;

const statusText = (status: number | undefined): string =>
  status === undefined ? "" : `${status}${statusName(status) === undefined ? "" : ` ${statusName(status)}`}`;

const messageRow = ({ message, frames }: Sighted): ReadonlyArray<string> => [
  ...frames.map((frame) => (frame === undefined ? "." : String(frame))),
  showText(message.type),
  showText(message.from),
  showText(message.to),
  message.seq === undefined ? "" : String(message.seq),
  message.lifetime === undefined ? "" : `${message.lifetime} s`,
  `${statusText(message.status)}${message.judged === false ? "  (not judged)" : ""}`.trim(),
];

/** Each message once; the first columns are the frames that have it, by capture. */
export const signallingSection = (captures: Captures): ReadonlyArray<string> => {
  const merged = mergeSignalling(captures);
  if (merged.length === 0) return section("signalling", ["none"]);
  const frames = captures.map((_, i): Column => ({
    head: captures.length === 1 ? "frame" : String(i + 1),
    align: "right",
  }));
  const shown = table(
    [
      ...frames,
      { head: "type" },
      { head: "from" },
      { head: "to" },
      { head: "sequence", align: "right" },
      { head: "lifetime", align: "right" },
      { head: "status" },
    ],
    merged.slice(0, MOST_MESSAGES).map(messageRow),
  );
  const more = merged.length - MOST_MESSAGES;
  const rest = more > 0 ? [`and ${count(more)} more, which --format json has`] : [];
  return section(captures.length === 1 ? "signalling" : "signalling, with the frame in each capture", [shown, ...rest]);
};

const MOST_HANDOVERS = 20;

export const handoversSection = (captures: Captures): ReadonlyArray<string> => {
  const told = sharedElements(captures, ({ handovers }) => handovers).map(
    ({ value: { mn, from, to, kind, why, buffered, frames }, captures: in_ }) => {
      const what = kind === "unknown" ? "proactive or reactive" : kind;
      const buffer = buffered === undefined || buffered === 0 ? "" : `, ${plural(buffered, "packet")} buffered`;
      const whats = [...new Set(frames.map(({ what }) => what))].map((what) => {
        const places = frames
          .filter((each) => each.what === what)
          .map(({ file, frame }) => frameOf(captures, file, String(frame)));
        return `  ${showText(what)}: ${places.join(", ")}`;
      });
      return [
        `${showText(mn)} from ${showText(from)} to ${showText(to)}, ${what} (${showText(why)})${buffer}${inCaptures(captures, in_)}`,
        ...whats,
      ].join("\n");
    },
  );
  return section("handovers", few(told, MOST_HANDOVERS));
};

type Span = readonly [number, number];

const size = (spans: ReadonlyArray<Span>): number => spans.reduce((sum, [from, to]) => sum + to - from + 1, 0);
const span = ([from, to]: Span): string => (from === to ? String(from) : `${from}..${to}`);
const seconds = ([from, to]: Span): string => (from === to ? from.toFixed(3) : `${from.toFixed(3)}..${to.toFixed(3)}`);

const figure = (value: number | undefined, what: string): ReadonlyArray<string> =>
  value === undefined ? [] : [`${count(value)} ${what}`];
const spans = (of: ReadonlyArray<Span> | undefined, what: string): ReadonlyArray<string> =>
  of === undefined ? [] : [`${count(size(of))} ${what}`];

const MOST_SPANS = 12;

const which = (of: ReadonlyArray<Span> | undefined, what: string): ReadonlyArray<string> =>
  of === undefined || of.length === 0 ? [] : [`${what}: ${few(of.map(span), MOST_SPANS).join(", ")}`];

/** A capture is named by its number, where there are several. */
const pointNamed = (captures: Captures, point: string): string => {
  const index = captures.findIndex(({ file }) => file === point);
  return index < 0 || captures.length === 1 ? showText(point) : `capture ${index + 1}`;
};

const windowsTable = (captures: Captures, windows: Stream["windows"]): ReadonlyArray<string> => {
  if (windows === undefined || windows.length === 0) return [];
  const shown = windows
    .slice(0, MOST_SPANS)
    .map(({ seq, t, tunnelled_to, last_seen }) => [
      span(seq),
      count(size([seq])),
      t === undefined ? "" : seconds(t),
      showText(tunnelled_to ?? ""),
      pointNamed(captures, last_seen ?? ""),
    ]);
  const more = windows.length - shown.length;
  return [
    table(
      [
        { head: "lost" },
        { head: "packets", align: "right" },
        { head: "sent at (s)" },
        { head: "tunnelled to" },
        { head: "last seen" },
      ],
      shown,
    ),
    ...(more > 0 ? [`and ${count(more)} more, which --format json has`] : []),
  ];
};

const streamLines = (captures: Captures, name: string, stream: Stream): string => {
  const down = [
    ...figure(stream.sent, "sent"),
    ...figure(stream.on_access, "on the access link"),
    ...figure(stream.delivered, "delivered"),
    ...spans(stream.lost, "lost"),
    ...spans(stream.duplicated, "duplicated"),
    ...figure(stream.out_of_order, "out of order"),
  ];
  const up = [...figure(stream.uplink_sent, "sent"), ...spans(stream.uplink_lost, "lost")];
  const details = [
    ...windowsTable(captures, stream.windows),
    ...(stream.windows === undefined ? which(stream.lost, "lost") : []),
    ...which(stream.reached_access_not_delivered, "on the access link, not delivered"),
    ...which(stream.missing_from_access_capture_but_delivered, "delivered, though the capture misses them (no loss)"),
    ...which(stream.uplink_lost, "lost uplink"),
  ];
  return [
    `${showText(name)}${stream.port === undefined ? "" : `, port ${stream.port}`}`,
    ...(down.length === 0 ? [] : [`  downlink: ${down.join(", ")}`]),
    ...(up.length === 0 ? [] : [`  uplink: ${up.join(", ")}`]),
    ...details.map((line) => line.replace(/^/gm, "  ")),
  ].join("\n");
};

/** Of each mobile node one stream or several. */
export const streamsSection = (captures: Captures): ReadonlyArray<string> =>
  section(
    "streams",
    sharedElements(captures, ({ streams }) => Object.entries(streams)).flatMap(({ value: [name, found] }) =>
      (Array.isArray(found) ? found : [found]).map((one: unknown) => {
        const stream = streamFrom(one);
        return stream === undefined ? `${showText(name)}: ${showValue(one)}` : streamLines(captures, name, stream);
      }),
    ),
  );

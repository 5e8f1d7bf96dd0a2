/** A run as a Mermaid sequence diagram, in Markdown: its signalling, with what deviates as notes. */
import { showCaptureProblem } from "./capture-problem.js";
import type { CaptureConformance, Conformance } from "./conformance.js";
import { escape, inMarkdown } from "./mermaid.js";
import { type Sighted, mergeSignalling } from "./merged-signalling.js";
import { type Shared, frameIn, sharedElements } from "./points.js";
import { count } from "./text.js";

type Captures = ReadonlyArray<CaptureConformance>;
type Ids = ReadonlyMap<string, string>;

/** Pages that draw such diagrams refuse very long ones. */
const MOST_MESSAGES = 200;
const MOST_HANDOVERS = 20;

const shownHandovers = (captures: Captures): ReadonlyArray<Shared<CaptureConformance["handovers"][number]>> =>
  sharedElements(captures, ({ handovers }) => handovers).slice(0, MOST_HANDOVERS);

/** Those who are known first, in their order; of the known those only who send or receive. */
const participants = (captures: Captures, messages: ReadonlyArray<Sighted>): Ids => {
  const ends = new Set(messages.flatMap(({ message: { from, to } }) => [from, to]));
  const moving = new Set(shownHandovers(captures).flatMap(({ value: { mn, from, to } }) => [mn, from, to]));
  const known = captures.flatMap(({ roles }) => roles.entities.map(({ name }) => name));
  const names = [...known.filter((name) => ends.has(name) || moving.has(name)), ...ends, ...moving];
  return new Map([...new Set(names)].map((name, i) => [name, `p${i + 1}`]));
};

/** Where a note stands: after the message with this index, -1 before all of them. */
const placeOf = (messages: ReadonlyArray<Sighted>, capture: number, frame: number): number =>
  messages.findLastIndex(({ frames }) => {
    const at = frames[capture];
    return at !== undefined && at <= frame;
  });

type Note = { readonly after: number; readonly line: string };

/** A note spans two at most, and all between them. */
const over = (ids: Ids, names: ReadonlyArray<string>): string => {
  const order = [...ids.keys()];
  const places = (names.length > 0 ? names : order).map((name) => order.indexOf(name)).filter((place) => place >= 0);
  const ends = new Set([Math.min(...places), Math.max(...places)]);
  return [...ends].map((place) => ids.get(order[place] ?? "") ?? "").join(",");
};

/** The ends of the message that a note stands after, or everybody. */
const endsAt = (messages: ReadonlyArray<Sighted>, { after }: Pick<Note, "after">): ReadonlyArray<string> => {
  const message = messages[after]?.message;
  return message === undefined ? [] : [...new Set([message.from, message.to])];
};

const deviationNotes = (captures: Captures, messages: ReadonlyArray<Sighted>, ids: Ids): ReadonlyArray<Note> =>
  sharedElements(
    captures,
    (capture) => capture.deviations,
    ({ id, mn, why }) => [id, mn, why],
  ).flatMap(({ value: { id, why, frame, count: times, declared }, captures: [capture = 0] }) => {
    const after = placeOf(messages, capture, frame);
    const often = times === 1 ? "" : `, the first of ${count(times)}`;
    const known = declared === undefined ? "" : `; declared: ${declared}`;
    const text = `${id} at frame ${frameIn(captures, capture, frame)}${often}: ${why}${known}`;
    return [{ after, line: `  Note over ${over(ids, endsAt(messages, { after }))}: ${escape(text)}` }];
  });

const mismatchNotes = (captures: Captures, messages: ReadonlyArray<Sighted>, ids: Ids): ReadonlyArray<Note> =>
  sharedElements(captures, ({ firstMismatch }) => (firstMismatch === undefined ? [] : [firstMismatch])).map(
    ({ value: { frame, seen, clause }, captures: [capture = 0] }) => {
      const after = placeOf(messages, capture, frame);
      const text = `first mismatch at frame ${frameIn(captures, capture, frame)}: ${seen} (${clause})`;
      return { after, line: `  Note over ${over(ids, endsAt(messages, { after }))}: ${escape(text)}` };
    },
  );

const handoverNotes = (captures: Captures, messages: ReadonlyArray<Sighted>, ids: Ids): ReadonlyArray<Note> =>
  shownHandovers(captures).map(({ value: { mn, from, to, kind, frames } }) => {
    const places = frames.flatMap(({ file, frame }) => {
      const capture = captures.findIndex((each) => each.file === file);
      const first = messages.findIndex(({ frames: seen }) => (seen[capture] ?? 0) >= frame);
      return first < 0 ? [] : [first - 1];
    });
    const after = places.length === 0 ? messages.length - 1 : Math.min(...places);
    return {
      after,
      line: `  Note over ${over(ids, [mn, from, to])}: ${escape(`${mn}: ${kind === "unknown" ? "" : `${kind} `}handover from ${from} to ${to}`)}`,
    };
  });

const arrow = (ids: Ids, { message: { type, from, to, seq, status, lifetime } }: Sighted): string => {
  const fields = [
    ...(seq === undefined ? [] : [`sequence ${seq}`]),
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(lifetime === undefined ? [] : [`${lifetime} s`]),
  ];
  return `  ${ids.get(from) ?? ""}-)${ids.get(to) ?? ""}: ${escape([type, fields.join(", ")].join(" ").trim())}`;
};

const diagram = (captures: Captures, all: ReadonlyArray<Sighted>): string => {
  const messages = all.slice(0, MOST_MESSAGES);
  const ids = participants(captures, messages);
  const notes = [
    ...deviationNotes(captures, messages, ids),
    ...mismatchNotes(captures, messages, ids),
    ...handoverNotes(captures, messages, ids),
  ];
  const notesAfter = (place: number): ReadonlyArray<string> =>
    notes.filter(({ after }) => after === place).map(({ line }) => line);
  const more = all.length - messages.length;
  return [
    "sequenceDiagram",
    ...[...ids].map(([name, short]) => `  participant ${short} as ${escape(name)}`),
    ...notesAfter(-1),
    ...messages.flatMap((message, i) => [arrow(ids, message), ...notesAfter(i)]),
    ...(more > 0 ? [`  Note over ${over(ids, [])}: ${count(more)} more messages`] : []),
  ].join("\n");
};

/** The verdict, the captures, and the diagram, in which a frame is written `capture:frame` if there are several captures. */
export const showConformanceMermaid = ({ verdict, captures }: Conformance): string => {
  const messages = mergeSignalling(captures);
  const files = captures.map(({ file, frames, problem }, i) => {
    const broken = problem === undefined ? "" : `; ${inMarkdown(showCaptureProblem(file, problem))}`;
    return `${i + 1}. ${inMarkdown(file)}: ${count(frames)} frames${broken}`;
  });
  const drawn =
    messages.length === 0 ? "No signalling to show." : `\`\`\`mermaid\n${diagram(captures, messages)}\n\`\`\``;
  return [`# mpacheck conform: ${verdict}`, files.join("\n"), drawn].join("\n\n");
};

/** Runs as Mermaid sequence diagrams, in Markdown: what a page that draws such diagrams, or a job summary, can show. */
import { showLength } from "./text.js";
import { showText } from "./value.js";
import type { Message, PropertyVerdict, Trail, Verification } from "./verification.js";

/** Mermaid reads `#59;` as the character of that number. Whatever could end or steer a statement is written so. */
export const escape = (text: string): string =>
  showText(text).replace(/[^\p{L}\p{N} .,:()=>+*/'_-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);

/** Text outside the diagrams: Markdown's own characters as themselves. */
export const inMarkdown = (text: string): string => showText(text).replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&");

/** Participants get numbers for ids, since a name may be a word of Mermaid's. */
type Ids = ReadonlyMap<string, string>;

/** A run without steps has no actors, and a diagram needs one. */
const NOBODY = "nobody";

const participants = (trail: Trail): Ids => {
  const names = trail.steps.flatMap(({ entity, messages }) => [
    entity,
    ...messages.flatMap(({ from, to }) => [from, to]),
  ]);
  const all = names.length === 0 ? [NOBODY] : [...new Set(names)];
  return new Map(all.map((name, i) => [name, `p${i + 1}`]));
};

const id = (ids: Ids, name: string): string => ids.get(name) ?? name;

const arrow = (ids: Ids, { from, to, what, kind }: Message): string =>
  `  ${id(ids, from)}${kind === "data" ? "--)" : "-)"}${id(ids, to)}: ${escape(what)}`;

/** The steps of a loop are in a block of their own; a run that stops for ever has a note across all. */
const inLoop = (ids: Ids, steps: ReadonlyArray<string>, loop: number | undefined): ReadonlyArray<string> => {
  if (loop === undefined) return steps;
  const across = [...new Set([[...ids.values()].at(0), [...ids.values()].at(-1)])].join(",");
  if (loop === steps.length) return [...steps, `  Note over ${across}: from here on nothing happens any more`];
  return [...steps.slice(0, loop), "  loop for ever", ...steps.slice(loop), "  end"];
};

/** One sequence diagram: per step a note at the entity that acts, then an arrow per message that it sends. */
export const diagram = (trail: Trail): string => {
  const ids = participants(trail);
  const steps = trail.steps.map(({ entity, event, messages }, i) =>
    [
      `  Note over ${id(ids, entity)}: ${i + 1}. ${escape(event)}`,
      ...messages.map((message) => arrow(ids, message)),
    ].join("\n"),
  );
  return [
    "sequenceDiagram",
    ...[...ids].map(([name, short]) => `  participant ${short} as ${escape(name)}`),
    ...inLoop(ids, steps, trail.loop),
  ].join("\n");
};

const section = (scenario: string, property: PropertyVerdict, trail: Trail): string =>
  [
    `## ${inMarkdown(property.id)} in ${inMarkdown(scenario)}: ${property.verdict}, ${showLength(trail)}`,
    ...(property.says === "" ? [] : [inMarkdown(property.says)]),
    `\`\`\`mermaid\n${diagram(trail)}\n\`\`\``,
  ].join("\n\n");

/** The verdict, and a diagram for every trail that the verification has. Solid: signalling; dotted: data. */
export const showMermaid = (of: Verification): string => {
  const sections = of.scenarios.flatMap(({ name, properties }) =>
    properties.flatMap((property) => (property.trail === undefined ? [] : [section(name, property, property.trail)])),
  );
  const none = "No run to show: what is not expected has one, and `--trail all` shows the others.";
  return [`# mpacheck verify: ${of.verdict}`, ...(sections.length === 0 ? [none] : sections)].join("\n\n");
};

/** Runs as Mermaid sequence diagrams, in Markdown: what a page that draws such diagrams, or a job summary, can show. */
import { plural } from "./text.js";
import { showText } from "./value.js";
import type { Message, PropertyVerdict, Trail, Verification } from "./verification.js";

/** Mermaid reads `#59;` as the character of that number. Whatever could end or steer a statement is written so. */
export const escape = (text: string): string =>
  showText(text).replace(/[^\p{L}\p{N} .,:()=>+*/'_-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);

/** Text outside the diagrams: Markdown's own characters as themselves. */
export const inMarkdown = (text: string): string => showText(text).replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&");

/** Participants get numbers for ids, since a name may be a word of Mermaid's. */
type Ids = ReadonlyMap<string, string>;

const participants = (trail: Trail): Ids => {
  const names = trail.steps.flatMap(({ entity, messages }) => [
    entity,
    ...messages.flatMap(({ from, to }) => [from, to]),
  ]);
  return new Map([...new Set(names)].map((name, i) => [name, `p${i + 1}`]));
};

const id = (ids: Ids, name: string): string => ids.get(name) ?? name;

const arrow = (ids: Ids, { from, to, what, kind }: Message): string =>
  `  ${id(ids, from)}${kind === "data" ? "--)" : "-)"}${id(ids, to)}: ${escape(what)}`;

/** One sequence diagram: per step a note at the entity that acts, then an arrow per message that it sends. */
export const diagram = (trail: Trail): string => {
  const ids = participants(trail);
  return [
    "sequenceDiagram",
    ...[...ids].map(([name, short]) => `  participant ${short} as ${escape(name)}`),
    ...trail.steps.flatMap(({ entity, event, messages }, i) => [
      `  Note over ${id(ids, entity)}: ${i + 1}. ${escape(event)}`,
      ...messages.map((message) => arrow(ids, message)),
    ]),
  ].join("\n");
};

const section = (scenario: string, property: PropertyVerdict, trail: Trail): string =>
  [
    `## ${inMarkdown(property.id)} in ${inMarkdown(scenario)}: ${property.verdict}, ${plural(trail.steps.length, "step")}`,
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

import { exactly, hashOf, textOf } from "../kernel/fingerprint.js";
import type { Boundary, Component, Property, Reads, Rule, Symmetry, System } from "../system.js";
import { intern, makePool } from "../values.js";

export type IdentityOptions = {
  /** Name and version of what explores and of how it keeps states: another one cannot go on. */
  readonly engine: string;
  /** Options on which counts, verdicts, or what is kept depend. Those undefined are left out. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What the caller knows of how the system was made: its scenario and options. Any text. */
  readonly text?: string;
};

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, "0");

const hash64 = (text: string): string => hex(hashOf(text, 1)) + hex(hashOf(text, 2));

/** Text longer than this is known by its hash: lines are there to be read. */
const MAX_SHOWN = 200;

const shown = (text: string): string =>
  text.length <= MAX_SHOWN ? text : `${hash64(text)}, the hash of ${text.length} characters`;

/** Equal for equal values. One without a canonical form is an error of the specification, which is found elsewhere. */
const valueText = (value: unknown): string => {
  const canonical = intern(makePool(), value);
  return canonical.tag === "Canonical"
    ? shown(textOf(canonical.value, exactly))
    : `${canonical.path} is ${canonical.found}`;
};

const codeText = (code: ((...given: never[]) => unknown) | undefined): string =>
  code === undefined ? "none" : hash64(String(code));

const readsText = (reads: Reads): string => shown(JSON.stringify(Object.entries(reads)));

/** What is said of one thing: the first key is empty. */
type Facts = ReadonlyArray<readonly [key: string, text: string]>;

const about = (what: string, name: string, facts: Facts): Facts =>
  facts.map(([key, text]) => [`${what} ${JSON.stringify(name)}${key === "" ? "" : ` ${key}`}`, text]);

const componentFacts = (component: Component): Facts => {
  const initial = ["initial", valueText(component.initial)] as const;
  switch (component.kind) {
    case "local":
      return [["", "local"], initial];
    case "channel":
      return [["", `${component.discipline} of ${component.capacity}, ${component.whenFull}`], initial];
    case "observer":
      return [["", "observer"], initial, ["observe", codeText(component.observe)]];
  }
};

const ruleFacts = ({ reads, receives, fairness, step }: Rule): Facts => [
  ["", receives === undefined ? "receives nothing" : `receives ${JSON.stringify(receives)}`],
  ["reads", readsText(reads)],
  ["fairness", fairness],
  ["step", codeText(step)],
];

const predicates = (property: Property): Facts => {
  switch (property.kind) {
    case "sometimes":
      return [["holds", codeText(property.holds)]];
    case "deadlock-free":
      return [["terminal", codeText(property.terminal)]];
    case "until":
      return [
        ["given", codeText(property.given)],
        ["holds", codeText(property.holds)],
        ["goal", codeText(property.goal)],
      ];
    case "always":
    case "never":
    case "action":
    case "leads-to":
    case "always-eventually":
    case "eventually-always":
    case "always-possible":
      return [
        ["given", codeText(property.given)],
        ["holds", codeText(property.holds)],
      ];
  }
};

const propertyFacts = (property: Property): Facts => [
  ["", property.kind],
  ["reads", readsText(property.reads)],
  ...predicates(property),
];

const boundaryFacts = ({ reads, holds }: Boundary): Facts => [
  ["", codeText(holds)],
  ["reads", readsText(reads)],
];

const symmetryFacts = ({ components, names, tidy }: Symmetry): Facts => [
  ["", valueText(components)],
  ["names", valueText(names)],
  ["tidy", codeText(tidy)],
];

const optionFacts = (options: Readonly<Record<string, unknown>>): Facts =>
  Object.keys(options)
    .filter((key) => options[key] !== undefined)
    .toSorted()
    .flatMap((key) => about("option", key, [["", valueText(options[key])]]));

/**
 * Lines "key: value" of everything nameable on which an exploration's counts and verdicts depend, in the system's order:
 * equal for two makings of one system. A function is known by the hash of its text alone. What it closes over, and the
 * functions that it calls, are not seen: two systems that differ only there are equal here. So a caller that makes systems
 * from data gives that data as `text`, and who goes on with kept states derives some of them anew and compares.
 */
export const identityOf = (system: System, { engine, options = {}, text }: IdentityOptions): string => {
  const facts: Facts = [
    ["engine", engine],
    ["system", JSON.stringify(system.name)],
    ...system.components.flatMap((component) => about("component", component.name, componentFacts(component))),
    ["starts", valueText(system.starts)],
    ...system.rules.flatMap((rule) => about("rule", rule.name, ruleFacts(rule))),
    ...system.properties.flatMap((property) => about("property", property.name, propertyFacts(property))),
    ...system.boundaries.flatMap((boundary) => about("boundary", boundary.name, boundaryFacts(boundary))),
    ...(system.symmetries ?? []).flatMap((symmetry) => about("symmetry", symmetry.name, symmetryFacts(symmetry))),
    ...optionFacts(options),
    ...(text === undefined ? [] : text.split("\n").map((line) => ["given", line] as const)),
  ];
  return facts.map(([key, said]) => `${key}: ${said}`).join("\n");
};

/** Of a long text the part around a place. Characters that a terminal might obey are not passed on. */
const around = (text: string, place: number): string => {
  const from = text.length <= MAX_SHOWN ? 0 : Math.max(0, place - 60);
  const part = text.slice(from, from + MAX_SHOWN).replaceAll(/\p{C}/gu, "\ufffd");
  return `${from > 0 ? "…" : ""}${part}${from + MAX_SHOWN < text.length ? "…" : ""}`;
};

const keyOf = (line: string): string => line.slice(0, Math.max(0, line.indexOf(": ")));

const compareLines = (expected: string, found: string): string => {
  let place = 0;
  while (place < expected.length && expected[place] === found[place]) place++;
  const key = keyOf(expected);
  if (key !== keyOf(found)) return `expected the line '${around(expected, place)}', found '${around(found, place)}'`;
  const skip = key === "" ? 0 : key.length + 2;
  const [want, got] = [expected, found].map((line) => around(line.slice(skip), place - skip));
  return `${around(key, 0)}${key === "" ? "" : ": "}expected ${want ?? ""}, found ${got ?? ""}`;
};

/** What two identities first differ in; undefined if they are equal. */
export const differenceOf = (expected: string, found: string): string | undefined => {
  if (expected === found) return undefined;
  const [wanted, had] = [expected.split("\n"), found.split("\n")];
  const i = wanted.findIndex((line, at) => line !== had[at]);
  const [want, got] = [wanted[i], had[i === -1 ? wanted.length : i]];
  if (want === undefined) return `expected no more lines, found '${around(got ?? "", 0)}'`;
  if (got === undefined) return `expected the line '${around(want, 0)}', found no more lines`;
  return compareLines(want, got);
};

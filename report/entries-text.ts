/** Lists and explanations as text. */
import type { Entry } from "./entries.js";
import type { Paint } from "./paint.js";
import { LEAST_LAST, fitted, longestWord, table } from "./table.js";
import { showText } from "./value.js";

type Row = ReadonlyArray<string>;

const show = (values: ReadonlyArray<string | number | boolean>, between = ", "): string =>
  values.map((value) => showText(String(value))).join(between);

const checks = (by: Row, notYet: string | undefined): string =>
  by.length === 0 ? `not checked: ${showText(notYet ?? "")}` : show(by);

/** What a list says of an entry, after its id. */
const columnsOf = (entry: Entry): Row => {
  switch (entry.kind) {
    case "property":
      return [showText(entry.says)];
    case "requirement":
      return [
        showText(entry.strength),
        `${showText(entry.says)} (${showText(entry.source)}; ${checks(entry.checkedBy, entry.notYet)})`,
      ];
    case "scenario":
      return [showText(entry.profile), showText(entry.says)];
    case "option":
      return [
        showText(entry.group),
        show(entry.values, " "),
        entry.asWritten === entry.repaired
          ? showText(String(entry.asWritten))
          : `${showText(String(entry.asWritten))} / ${showText(String(entry.repaired))}`,
        `${showText(entry.says)}${entry.sources.length === 0 ? "" : ` [${show(entry.sources)}]`}`,
      ];
    case "rule":
      return [show(entry.sources)];
  }
};

const HEADS: Readonly<Record<Entry["kind"], Row>> = {
  property: ["property", "says"],
  requirement: ["requirement", "strength", "says"],
  scenario: ["scenario", "profile", "says"],
  option: ["option", "kind", "values", "as written / repaired", "meaning"],
  rule: ["rule", "sources"],
};

/** Entries of one kind as a table. */
export const showList = (entries: ReadonlyArray<Entry>, width: number): string => {
  const [first] = entries;
  if (first === undefined) return "none";
  const rows = entries.map((entry) => [showText(entry.id), ...columnsOf(entry)]);
  return table(fitted(HEADS[first.kind], rows, width), rows);
};

const named = (name: string, values: Row): ReadonlyArray<Row> => values.map((value, i) => [i === 0 ? name : "", value]);

const options = (of: Readonly<Record<string, string | number | boolean>>): Row =>
  Object.entries(of).map(([name, value]) => `${showText(name)} = ${showText(String(value))}`);

type CheckedIn = { readonly name: string; readonly expected: string; readonly because?: string | undefined };

/** Scenarios that expect the same for the same reason are told once. */
const grouped = (scenarios: ReadonlyArray<CheckedIn>): ReadonlyArray<string> => {
  const told = scenarios.map(({ name, expected, because }) => ({
    name,
    what: `expected ${expected}${because === undefined ? "" : `, because ${showText(because)}`}`,
  }));
  return [...new Set(told.map(({ what }) => what))].map((what) => {
    const names = told.filter((each) => each.what === what).map(({ name }) => showText(name));
    return `${names.join(", ")}: ${what}`;
  });
};

/** Everything known of an entry, as names and values. */
const facts = (entry: Entry): ReadonlyArray<Row> => {
  switch (entry.kind) {
    case "property":
      return [
        ...named("says", [showText(entry.says)]),
        ...named("sources", [show(entry.sources)]),
        ...named("requirements", [show(entry.requirements)]),
        ...named("checked in", grouped(entry.scenarios)),
      ];
    case "requirement":
      return [
        ...named("says", [showText(entry.says)]),
        ...named("source", [showText(entry.source)]),
        ...named("strength", [showText(entry.strength)]),
        ...named("note", entry.note === undefined ? [] : [showText(entry.note)]),
        ...named("checked by", [show(entry.checkedBy)]),
        ...named("not checked", entry.notYet === undefined ? [] : [showText(entry.notYet)]),
      ];
    case "scenario":
      return [
        ...named("says", [showText(entry.says)]),
        ...named("variant", [showText(entry.variant)]),
        ...named("profile", [showText(entry.profile)]),
        ...named("options", options(entry.options)),
        ...named("properties", [show(entry.properties)]),
        ...named(
          "expected",
          Object.entries(entry.expect).map(
            ([id, { verdict, because }]) => `${showText(id)} ${verdict}, because ${showText(because)}`,
          ),
        ),
      ];
    case "option":
      return [
        ...named("meaning", [showText(entry.says)]),
        ...named("kind", [showText(entry.group)]),
        ...named("values", [show(entry.values, " | ")]),
        ...named("as written", [showText(String(entry.asWritten))]),
        ...named("repaired", [showText(String(entry.repaired))]),
        ...named("sources", [show(entry.sources)]),
        ...named(
          "set by",
          entry.scenarios.map(({ name, value }) => `${showText(name)} = ${showText(String(value))}`),
        ),
      ];
    case "rule":
      return [
        ...named("sources", [show(entry.sources)]),
        ...named("receives", [show(entry.receives)]),
        ...named("reads", [show(entry.reads)]),
        ...named("scenarios", [show(entry.scenarios)]),
      ];
  }
};

/** Everything known of each entry, one below the other. */
export const showExplained = (entries: ReadonlyArray<Entry>, paint: Paint, width: number): string =>
  entries
    .map((entry) => {
      const rows = facts(entry).filter(([, value]) => value !== "");
      const first = Math.max(...rows.map(([name]) => name?.length ?? 0));
      const shown = table(
        [
          { head: "", width: first },
          {
            head: "",
            width: Math.max(longestWord(rows.map(([, value]) => value ?? "")), LEAST_LAST, width - first - 4),
          },
        ],
        rows,
      );
      return `${entry.kind} ${paint.strong(showText(entry.id))}\n${shown.replace(/^/gm, "  ")}`;
    })
    .join("\n\n");

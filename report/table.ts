/** Columns without lines between them: what fits a terminal, a log and a mail. */
import Table from "cli-table3";

const EMPTY = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
};

export type Column = { readonly head: string; readonly align?: "left" | "right"; readonly width?: number };

/** A column with a width breaks its text between words; one without is as wide as its widest cell. */
export const table = (
  columns: ReadonlyArray<Column>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  between = "  ",
): string => {
  const made = new Table({
    ...(columns.some(({ head }) => head !== "") ? { head: columns.map(({ head }) => head) } : {}),
    chars: { ...EMPTY, middle: between },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: columns.map(({ align = "left" }) => align),
    colWidths: columns.map(({ width }) => width ?? null),
    wordWrap: true,
  });
  made.push(...rows.map((row) => [...row]));
  return made
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
};

/** The last column takes what the others leave, and no column but the first and it may be wider than this. */
const MOST = 20;
export const LEAST_LAST = 30;

/** Text is broken between words only, so no column is narrower than its longest word. */
export const longestWord = (texts: ReadonlyArray<string>): number =>
  Math.max(...texts.flatMap((text) => text.split(" ")).map((word) => word.length));

/** Columns that fit a width together, as far as their words allow. */
export const fitted = (
  head: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  width: number,
): ReadonlyArray<Column> => {
  const texts = head.map((title, i) => [title, ...rows.map((row) => row[i] ?? "")]);
  const widest = texts.map((column) => Math.max(...column.map((text) => text.length)));
  const words = texts.map(longestWord);
  const bounded = widest.map((each, i) => (i === 0 ? each : Math.max(words[i] ?? 0, Math.min(each, MOST))));
  const before = bounded.slice(0, -1).reduce((sum, each) => sum + each + 2, 0);
  const last = Math.max(words.at(-1) ?? 0, Math.min(widest.at(-1) ?? 0, Math.max(LEAST_LAST, width - before)));
  return head.map((title, i) => ({ head: title, width: i < head.length - 1 ? (bounded[i] ?? 0) : last }));
};

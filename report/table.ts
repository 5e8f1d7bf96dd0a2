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

/** What an exploration did, rule by rule and component by component, for whoever wants to know why it took what it took. */
import type { Report } from "../checker/explore/report.js";
import { showText } from "./value.js";

const count = (n: number): string => n.toLocaleString("en-US");

/** Columns wide enough for their cells: the first to the left, numbers to the right. */
const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return all.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
};

/**
 * Two tables. Rules: transitions, combinations of values for which the body ran, and the part of the look-ups answered
 * without running it. Components: distinct values met, and bits of a state that one takes.
 */
export const showStatistics = (report: Report): string =>
  [
    table(
      ["rule", "fired", "footprints", "hit rate"],
      report.rules.map(({ name, fired, footprints, hitRate }) => [
        showText(name),
        count(fired),
        count(footprints),
        `${(100 * hitRate).toFixed(1)} %`,
      ]),
    ),
    "",
    table(
      ["component", "values", "bits"],
      report.components.map(({ name, values, bits }) => [showText(name), count(values), count(bits)]),
    ),
  ].join("\n");

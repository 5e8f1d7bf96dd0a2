/** What was seen, in one line: its type, then its fields. */
import { showText } from "./value.js";

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const plain = (value: unknown): string =>
  typeof value === "string" ? value : Array.isArray(value) ? value.map(plain).join(" ") : (JSON.stringify(value) ?? "");

/** `PBU, from pPMA, hi 4, hnp HNP1`. */
export const shownInWords = (shown: unknown): string => {
  if (!isRecord(shown)) return showText(plain(shown));
  const { type, ...rest } = shown;
  const parts = Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${showText(plain(value))}`],
  );
  return [plain(type), ...parts].join(", ");
};

/** A value of a specification as one line of text: as one would write it, unquoted where nothing is lost. */

const WORD = /^[A-Za-z_][\w.()-]*$/;

/** Control characters, and what could steer a terminal or hide text, as escapes. */
const escape = (text: string): string =>
  text.replace(
    // oxlint-disable-next-line no-control-regex -- to find control characters is what it is for
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const quote = (text: string): string => (WORD.test(text) ? text : `"${escape(text).replaceAll('"', '\\"')}"`);

export const showValue = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "bigint":
      return `${value}n`;
    case "object":
      if (value === null) return "null";
      return Array.isArray(value)
        ? `[${value.map(showValue).join(", ")}]`
        : `{${Object.entries(value)
            .map(([key, part]) => `${quote(key)}: ${showValue(part)}`)
            .join(", ")}}`;
    case "number":
    case "boolean":
    case "undefined":
      return String(value);
    case "function":
    case "symbol":
      return `a ${typeof value}`;
  }
};

/** Text from a specification, safe to print. */
export const showText = (text: string): string => escape(text);

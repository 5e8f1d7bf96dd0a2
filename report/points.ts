/** What the capture points of a run say alike is told once. */
import type { CaptureConformance } from "./conformance.js";

/** A value, and the captures that have it, by index. */
export type Shared<A> = { readonly value: A; readonly captures: ReadonlyArray<number> };

/** Equal as JSON is equal. */
const group = <A>(
  values: ReadonlyArray<{ readonly value: A; readonly capture: number }>,
  keyOf: (value: A) => unknown,
): ReadonlyArray<Shared<A>> => {
  const groups = new Map<string, { readonly value: A; readonly captures: number[] }>();
  for (const { value, capture } of values) {
    const key = JSON.stringify(keyOf(value));
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { value, captures: [capture] });
    else known.captures.push(capture);
  }
  return [...groups.values()];
};

/** Each different element of the captures' lists, in the order in which it first comes. */
export const sharedElements = <A>(
  captures: ReadonlyArray<CaptureConformance>,
  pick: (capture: CaptureConformance) => ReadonlyArray<A>,
  keyOf: (value: A) => unknown = (value) => value,
): ReadonlyArray<Shared<A>> =>
  group(
    captures.flatMap((each, capture) => pick(each).map((value) => ({ value, capture }))),
    keyOf,
  );

/** How text names captures: by their numbers, if there are several. */
export const inCaptures = (of: ReadonlyArray<CaptureConformance>, captures: ReadonlyArray<number>): string =>
  of.length === 1 || captures.length === of.length ? "" : ` (${captures.map((i) => i + 1).join(", ")})`;

/** `frame 366`, or with several captures `2:366`. */
export const frameIn = (of: ReadonlyArray<CaptureConformance>, capture: number, frame: number): string =>
  of.length === 1 ? String(frame) : `${capture + 1}:${frame}`;

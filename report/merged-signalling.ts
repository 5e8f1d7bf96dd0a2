/** The signalling of a run out of that of its capture points: each message once, with every frame that has it. */
import type { CaptureConformance } from "./conformance.js";

export type Sighted = {
  readonly message: CaptureConformance["signalling"][number];
  /** By capture; undefined where it was not seen. */
  readonly frames: ReadonlyArray<number | undefined>;
};

/** In a list, so that a message can be put between two others. */
type Link = { next: Entry | undefined };
type Entry = Link & { readonly message: Sighted["message"]; readonly frames: Array<number | undefined> };

const entriesFrom = (head: Link): ReadonlyArray<Entry> => {
  const entries: Entry[] = [];
  for (let entry = head.next; entry !== undefined; entry = entry.next) entries.push(entry);
  return entries;
};

/** Equal for the same message at different points. */
const keyOf = ({ type, from, to, seq, status, lifetime }: Sighted["message"]): string =>
  JSON.stringify([type, from, to, seq, status, lifetime]);

const byKey = (entries: ReadonlyArray<Entry>): ReadonlyMap<string, Entry[]> => {
  const all = new Map<string, Entry[]>();
  for (const entry of entries) {
    const same = all.get(keyOf(entry.message));
    if (same === undefined) all.set(keyOf(entry.message), [entry]);
    else same.push(entry);
  }
  return all;
};

/**
 * By order and not by clock: what only one point saw comes next to what it saw before. The point with the most messages
 * is the first, and where another saw the same messages in a different order, that of the first is kept. Of messages that
 * are equal the first of one point is taken for the first of another: with losses between them that may be wrong.
 */
export const mergeSignalling = (captures: ReadonlyArray<CaptureConformance>): ReadonlyArray<Sighted> => {
  const head: Link = { next: undefined };
  const longestFirst = captures
    .map(({ signalling }, capture) => ({ signalling, capture }))
    .toSorted((a, b) => b.signalling.length - a.signalling.length);
  for (const { signalling, capture } of longestFirst) {
    const known = byKey(entriesFrom(head));
    let previous: Link = head;
    for (const message of signalling) {
      let entry = known.get(keyOf(message))?.shift();
      if (entry === undefined) {
        entry = { message, frames: captures.map(() => undefined), next: previous.next };
        previous.next = entry;
      }
      entry.frames[capture] = message.frame;
      previous = entry;
    }
  }
  return entriesFrom(head);
};

/** What a step changed inside a component: the fields that differ and nothing else, so that a reader sees one line, not two records. */

/** One difference. Without `before` the part is new, without `after` it is gone. */
export type Change = { readonly path: string; readonly before?: unknown; readonly after?: unknown };

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: unknown): value is ReadonlyArray<unknown> => Array.isArray(value);

const isSame = (a: unknown, b: unknown): boolean => Object.is(a, b) || changes(a, b).length === 0;

const inRecord = (before: Fields, after: Fields, path: string): ReadonlyArray<Change> =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    const inner = path === "" ? key : `${path}.${key}`;
    if (before[key] === undefined && after[key] === undefined) return [];
    if (before[key] === undefined) return [{ path: inner, after: after[key] }];
    if (after[key] === undefined) return [{ path: inner, before: before[key] }];
    return changes(before[key], after[key], inner);
  });

/** How many elements, from `start` on in steps of `step`, both lists have in common, `most` at most. */
const common = (before: ReadonlyArray<unknown>, after: ReadonlyArray<unknown>, most: number, fromEnd: boolean) => {
  let length = 0;
  while (length < most && isSame(before.at(fromEnd ? -1 - length : length), after.at(fromEnd ? -1 - length : length)))
    length++;
  return length;
};

/** Between the longest common start and end: element by element if they are as many, else all gone and all new. */
const inList = (before: ReadonlyArray<unknown>, after: ReadonlyArray<unknown>, path: string): ReadonlyArray<Change> => {
  const shorter = Math.min(before.length, after.length);
  const head = common(before, after, shorter, false);
  const tail = common(before, after, shorter - head, true);
  const gone = before.slice(head, before.length - tail);
  const come = after.slice(head, after.length - tail);
  const at = (i: number): string => `${path}[${head + i}]`;
  return gone.length === come.length
    ? gone.flatMap((part, i) => changes(part, come[i], at(i)))
    : [
        ...gone.map((part, i) => ({ path: at(i), before: part })),
        ...come.map((part, i) => ({ path: at(i), after: part })),
      ];
};

/** Every difference between two values, by its path inside them; none if they are equal. */
export const changes = (before: unknown, after: unknown, path = ""): ReadonlyArray<Change> => {
  if (Object.is(before, after)) return [];
  if (isRecord(before) && isRecord(after)) return inRecord(before, after, path);
  if (isList(before) && isList(after)) return inList(before, after, path);
  return [{ path, before, after }];
};

/** Names close to one that does not exist. */
import { distance } from "fastest-levenshtein";

/** How many edits still look like a slip: one in three characters, and two in short names. */
const slips = (given: string): number => Math.max(2, Math.floor(given.length / 3));

/** At most three names, the nearest first: a slip away, or with the given text in them. */
export const nearest = (given: string, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const lower = given.toLowerCase();
  return [...new Set(names)]
    .map((name) => ({ name, away: distance(lower, name.toLowerCase()) }))
    .filter(({ name, away }) => away <= slips(given) || (given.length > 2 && name.toLowerCase().includes(lower)))
    .toSorted((a, b) => a.away - b.away)
    .slice(0, 3)
    .map(({ name }) => name);
};

/** `; did you mean 'a' or 'b'?`, or nothing. */
export const didYouMean = (given: string, names: ReadonlyArray<string>): string => {
  const near = nearest(given, names).map((name) => `'${name}'`);
  return near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
};

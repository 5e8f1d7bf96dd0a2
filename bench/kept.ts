/**
 * What a long measurement has so far, on disk: one that was interrupted goes on with what is left. Bound to everything that the
 * figures depend on: the compiled code, the machine, versions, runs. What is measured side by side is kept together or not
 * at all.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export type Kept = {
  /** What is known under this name; otherwise what `measure` gives, which is known from then on. */
  readonly get: <A>(name: string, measure: () => Promise<A>) => Promise<A>;
  readonly forget: () => void;
};

/** Nothing is known and nothing is kept. */
export const keepNothing: Kept = { get: (_, measure) => measure(), forget: () => undefined };

type Content = { readonly identity: string; readonly known: Readonly<Record<string, unknown>> };

/** A file that cannot be read, or is of something else, knows nothing. */
const read = (file: string, identity: string): Content => {
  try {
    const content = JSON.parse(readFileSync(file, "utf8")) as Content;
    if (content.identity === identity) return content;
  } catch {
    // It is not there, or was not written by this.
  }
  return { identity, known: {} };
};

/** The same for the same files below a directory and the same `rest`. */
export const identityOf = (directory: string, rest: unknown): string => {
  const hash = createHash("sha256").update(JSON.stringify(rest));
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted())
    if (/\.(js|json)$/.test(name)) hash.update(`\0${name}\0`).update(readFileSync(join(directory, name)));
  return hash.digest("hex");
};

export const keepIn = (file: string, identity: string): Kept => ({
  get: async <A>(name: string, measure: () => Promise<A>): Promise<A> => {
    const { known } = read(file, identity);
    // Written below, by this very code, under this name.
    if (Object.hasOwn(known, name)) return known[name] as A;
    const measured = await measure();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify({ identity, known: { ...known, [name]: measured } } satisfies Content));
    renameSync(`${file}.new`, file);
    return measured;
  },
  forget: () => rmSync(file, { force: true }),
});

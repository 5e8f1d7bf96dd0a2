/** A run that writes checkpoints, as data, and what a resume should find of it. */
import { join } from "node:path";
import fc from "fast-check";
import { type Checkpoint, isStorageError, type StorageError, type Stored } from "../../../checker/explore/storage.js";
import { createCheckpoint } from "../../../checker/node/index.js";
import { inScratch } from "../../support/scratch.js";

export type Act =
  | { readonly act: "append" | "put"; readonly name: string; readonly bytes: Uint8Array }
  | { readonly act: "commit"; readonly record: Uint8Array };

export const NAMES = ["log", "edges-2"] as const;

/** Everything that can be read of it: a value to compare. */
export const contentOf = (stored: Stored): unknown => ({
  identity: stored.identity,
  record: stored.record === undefined ? "none" : Buffer.from(stored.record).toString("hex"),
  streams: NAMES.map((name) => {
    const pieces: string[] = [];
    expectFine(stored.read(name, (bytes) => pieces.push(Buffer.from(bytes).toString("hex"))));
    return { name, pieces, bytes: stored.streamBytes(name) };
  }),
  blobs: NAMES.map((name) => Buffer.from(stored.blob(name) ?? "none").toString("hex")),
});

export const fine = <A>(result: A | StorageError): A => {
  if (isStorageError(result)) throw new Error(`${result.where}: ${result.what}`);
  return result;
};

export const expectFine = (result: StorageError | undefined): void => {
  fine(result);
};

export const perform = (checkpoint: Checkpoint, act: Act): StorageError | undefined =>
  act.act === "commit" ? checkpoint.commit(act.record) : checkpoint[act.act](act.name, act.bytes);

const bytes = fc.uint8Array({ maxLength: 40 });

export const acts: fc.Arbitrary<ReadonlyArray<Act>> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ act: fc.constant("append" as const), name: fc.constantFrom(...NAMES), bytes }),
    },
    fc.record({ act: fc.constant("put" as const), name: fc.constantFrom(...NAMES), bytes }),
    fc.record({ act: fc.constant("commit" as const), record: bytes }),
  ),
  { maxLength: 12 },
);

export const text = (word: string): Uint8Array => new TextEncoder().encode(word);

/** Three commits of all there is. */
export const STORY: ReadonlyArray<Act> = [
  { act: "append", name: "log", bytes: text("first piece") },
  { act: "append", name: "edges-2", bytes: text("edges of it") },
  { act: "commit", record: text("one") },
  { act: "append", name: "log", bytes: text("second") },
  { act: "put", name: "log", bytes: text("blob") },
  { act: "append", name: "log", bytes: new Uint8Array(0) },
  { act: "commit", record: text("two") },
  { act: "put", name: "log", bytes: text("another") },
  { act: "append", name: "edges-2", bytes: text("more edges of the second") },
  { act: "append", name: "log", bytes: text("third") },
  { act: "commit", record: text("three") },
];

export const IDENTITY = 'engine: mpacheck 1\nsystem: "a"\nrule "b" fairness: weak';

export const refusalOf = (result: unknown): string =>
  isStorageError(result) ? `${result.where}: ${result.what}` : "not refused";

/** A directory with the story in it. */
export const withStory = (use: (directory: string) => void): void =>
  inScratch((scratch) => {
    const directory = join(scratch, "checkpoint");
    const checkpoint = fine(createCheckpoint(directory, IDENTITY));
    for (const act of STORY) expectFine(perform(checkpoint, act));
    checkpoint.close();
    use(directory);
  });

/** What is not a checkpoint of the exploration is refused, with the reason. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { explore } from "../../../checker/explore/breadth-first.js";
import { identityOf } from "../../../checker/explore/identity.js";
import type { Options, Result } from "../../../checker/explore/report.js";
import { type Stored, isStorageError } from "../../../checker/explore/storage.js";
import { specify } from "../../../checker/specify.js";
import type { System } from "../../../checker/system.js";
import { showResult } from "../../../report/text.js";
import { essence, orThrow, reported } from "../../support/interrupted.js";
import { makeMemoryStorage } from "../../support/memory-storage.js";

type Ring = { components: { x: number; y: number }; label: string };
const { rule, always, system } = specify<Ring>();

type Made = { readonly wrap?: number; readonly start?: number; readonly jump?: number; readonly throws?: number };

/** Its functions have one text, whatever they close over. */
const ring = ({ wrap = 40, start = 0, jump = 1, throws = -1 }: Made = {}): System =>
  system({
    name: "ring",
    components: { x: [start], y: [0] },
    rules: [
      rule("x", ["x"], ({ x }) => {
        if (x === throws) throw new Error("no way");
        return [{ label: "x", next: { x: (x + jump) % wrap } }];
      }),
      rule("y", ["x", "y"], ({ x, y }) => (y < x ? [{ label: "y", next: { y: y + 1 } }] : [])),
    ],
    properties: [always("low", ["y"], ({ y }) => y < 30)],
  });

/** A checkpoint of the ring, stopped in the middle or ended. */
const kept = (options: Options = {}): Stored => {
  const storage = makeMemoryStorage();
  const to = orThrow(storage.create("ring"));
  explore(ring(), { probe: 1, ...options, checkpoint: { to, every: 0 } });
  to.close();
  return orThrow(storage.open("ring"));
};

const whatOf = (result: Result): string =>
  result.tag === "Fault" ? `${result.kind}: ${result.where}: ${result.what}` : "not refused";

const resuming = (subject: System, resume: Stored, options: Options = {}): Result =>
  explore(subject, { probe: 1, ...options, resume });

test("what was kept of the same system is not refused", () => {
  const expected = essence(reported(ring(), { probe: 1 }));
  for (const stored of [kept(), kept({ maxStates: 500 })])
    expect(essence(reported(ring(), { probe: 1, resume: stored }))).toEqual(expected);
});

test.each<{ name: string; made: Made; says: RegExp }>([
  {
    name: "states that it has no more",
    made: { wrap: 35 },
    says: /^storage: memory.*expected state \d+ to be a successor of state \d+, found that it is none$/,
  },
  {
    name: "states that it did not have",
    made: { wrap: 41 },
    says: /expected all successors of state \d+ to be there, found one that is not$/,
  },
  { name: "another step", made: { jump: 3 }, says: /to be a successor of/ },
  {
    name: "another start",
    made: { start: 1 },
    says: /^storage: memory.*: expected the initial states of the system, found others$/,
  },
  {
    name: "a rule that throws",
    made: { throws: 20 },
    says: /expected rules that give steps, found an error: rule 'x': Error: no way$/,
  },
])("functions that close over something else: $name", ({ made, says }) => {
  expect(identityOf(ring(made), { engine: "1" }) === identityOf(ring(), { engine: "1" })).toBe(
    made.start === undefined,
  );
  expect(whatOf(resuming(ring(made), kept()))).toMatch(says);
  expect(resuming(ring(made), kept())).not.toHaveProperty("states");
});

test("a system of another shape, whatever the identity says", () => {
  const fewer = ring();
  expect(whatOf(resuming({ ...fewer, properties: [] }, kept()))).toBe(
    "storage: memory: expected 0 properties, found 1",
  );
  expect(whatOf(resuming({ ...fewer, rules: fewer.rules.slice(1) }, kept()))).toBe(
    "storage: memory: expected 1 rules, found 2",
  );
});

test("the reason is told as what it is, not as an error of the specification", () => {
  expect(showResult(resuming(ring({ start: 1 }), kept()))).toMatch(/^nothing to go on from: memory, .*, found others$/);
});

test("the plain loop cannot go on", () => {
  expect(whatOf(resuming(ring(), kept(), { kernel: "plain" }))).toBe(
    "storage: memory: expected the loop that wrote it, got the plain one",
  );
});

test("another identity is refused before anything is read", () => {
  const storage = makeMemoryStorage();
  orThrow(storage.create(identityOf(ring(), { engine: "1" }))).close();
  const found = storage.open(identityOf({ ...ring(), properties: [] }, { engine: "1" }));
  expect(isStorageError(found) && found.what).toMatch(/property "low"/);
});

test("a stream that cannot be read", () => {
  const stored: Stored = {
    ...kept(),
    read: (stream) => ({ tag: "StorageError", where: `dir/stream-${stream}`, what: "expected 7, found 8" }),
  };
  expect(whatOf(resuming(ring(), stored))).toBe("storage: dir/stream-values: expected 7, found 8");
});

/** The same with one byte changed, of the record or of a stream. */
const changed = (stored: Stored, place: number, by: number): Stored => {
  const flip = (bytes: Uint8Array, at: number): Uint8Array =>
    bytes.map((byte, i) => (i === at % bytes.length ? byte ^ by : byte));
  const streams = ["values", "footprints", "half-a", "half-b", "states"];
  const which = place % (streams.length + 1);
  return {
    ...stored,
    record: which === streams.length && stored.record !== undefined ? flip(stored.record, place) : stored.record,
    read: (stream, visit) =>
      stored.read(stream, (bytes) => {
        visit(stream === streams[which] ? flip(bytes, place) : bytes);
      }),
  };
};

test("bytes that no checksum guards: refused, or an exploration, and never a mistake of the program", () => {
  const stored = kept({ maxStates: 500 });
  const found = { refused: 0, explored: 0 };
  fc.assert(
    fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 255 }), (place, by) => {
      const result = resuming(ring(), changed(stored, place, by), { maxStates: 5000 });
      if (result.tag === "Fault") found.refused++;
      else found.explored++;
    }),
    { numRuns: 150, seed: Number(process.env["FC_SEED"]) },
  );
  expect(found.refused).toBeGreaterThan(75);
});

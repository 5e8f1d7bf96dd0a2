/** Kinds of outcomes: each has one number, and its words are where the loop looks for them. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { field } from "../../../checker/native/arena.js";
import { KINDS, KIND_BYTES } from "../../../checker/native/fields.js";
import { kindOf, makeKinds } from "../../../checker/native/kinds.js";
import { makeTable } from "../../support/visited-table.js";

test("the same words have the same number, others another, and they are in the arena", () => {
  const word = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 0xffffffff }));
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word, word, word), { minLength: 1, maxLength: 400, size: "max" }), (all) => {
      const { a } = makeTable({ keyBits: 20, slotBytes: 4, lines: 4 });
      const kinds = makeKinds(a);
      const known = new Map<string, number>();
      for (const words of [...all, ...all]) {
        const kind = kindOf(a, kinds, ...words);
        const name = words.join();
        expect(kind).toBe(known.get(name) ?? known.size + 1);
        known.set(name, kind);
        const at = (field(a, KINDS) + KIND_BYTES * kind) >>> 2;
        expect(Array.from(a.words.subarray(at, at + 4), (each) => each >>> 0)).toEqual(words);
      }
      for (const [name, kind] of known) {
        const at = (field(a, KINDS) + KIND_BYTES * kind) >>> 2;
        expect(Array.from(a.words.subarray(at, at + 4), (each) => each >>> 0).join()).toBe(name);
      }
    }),
    { numRuns: 20 },
  );
});

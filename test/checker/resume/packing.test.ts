import fc from "fast-check";
import { expect, test } from "vitest";
import {
  Unlike,
  bytesOf,
  expectEnd,
  makePacked,
  pack,
  packValue,
  unpack,
  unpackValue,
  unpacking,
} from "../../../checker/native/packing.js";
import { intern, makePool } from "../../../checker/values.js";

const seed = Number(process.env["FC_SEED"]);

test.each([0, 1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER])(
  "the number %d",
  (number) => {
    const packed = makePacked();
    pack(packed, number);
    expect(unpack(unpacking(bytesOf(packed)))).toBe(number);
  },
);

const scalar = fc.oneof(
  fc.constantFrom(undefined, null, true, false, 0, -1, 0.1, 1e300, 5e-324, Infinity, -Infinity, 2 ** 53, -(2 ** 53)),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.bigInt(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("\ud800", "__proto__", "", "é\u0000"),
);

const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.oneof(fc.string(), fc.constantFrom("__proto__", "1")), tie("value")), { maxLength: 3 })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

test("a canonical value comes back as the same", () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), (values) => {
      const pool = makePool();
      const packed = makePacked();
      const canonical = values.flatMap((each) => {
        const found = intern(pool, each);
        return found.tag === "Canonical" ? [found] : [];
      });
      for (const each of canonical) packValue(packed, each.value);
      const from = unpacking(bytesOf(packed));
      for (const { id } of canonical) expect(intern(pool, unpackValue(from))).toMatchObject({ tag: "Canonical", id });
      expectEnd(from);
    }),
    { seed, numRuns: 500 },
  );
});

test("bytes that are no value are refused, and cost no more than they are worth", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
      const from = unpacking(bytes);
      try {
        unpackValue(from);
      } catch (error) {
        expect(error).toBeInstanceOf(Unlike);
      }
    }),
    { seed, numRuns: 2000 },
  );
});

/** Random pcapng sections. */
import fc from "fast-check";
import type { ByteOrder } from "../../../traces/capture/magic.js";
import { block, description, enhanced, i64, obsolete, option, section, simple } from "./forge.js";

/** Mostly as it should be. */
export const rarely = <A>(usual: fc.Arbitrary<A>, odd: fc.Arbitrary<A>) =>
  fc.oneof({ weight: 30, arbitrary: usual }, { weight: 1, arbitrary: odd });

export const order = fc.constantFrom<ByteOrder>("big", "little");
export const data = fc.uint8Array({ maxLength: 40 });
export const word = fc.integer({ min: 0, max: 0xffff_ffff });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

/** The byte order is that of the section, so its parts are made when that is known. */
type Part = (order: ByteOrder, snapLength: number) => Uint8Array;

/** What values the sections may have. */
export type Taste = {
  readonly linkType: fc.Arbitrary<number>;
  readonly resolution: fc.Arbitrary<number>;
  readonly offset: fc.Arbitrary<bigint>;
  readonly timestamp: fc.Arbitrary<bigint>;
  readonly originalLength: fc.Arbitrary<number>;
  /** Options of an interface whose values mean nothing here. */
  readonly code: fc.Arbitrary<number>;
  readonly wrongOption: fc.Arbitrary<Part>;
  /** Blocks that are passed over. */
  readonly type: fc.Arbitrary<number>;
  readonly minor: fc.Arbitrary<number>;
  readonly interfaces: fc.Arbitrary<number>;
};

const plainOption =
  (code: number, value: Uint8Array): Part =>
  (o) =>
    option(o, code, value);

export const WILD: Taste = {
  linkType: fc.oneof(fc.constantFrom(1, 101, 113, 276), fc.integer({ min: 0, max: 0xffff })),
  resolution: fc.oneof(fc.constantFrom(3, 6, 9), fc.nat({ max: 255 })),
  offset: fc.oneof(fc.constantFrom(0n, 1n, -1n, 1_700_000_000n), int64),
  timestamp: fc.oneof(
    fc.bigInt({ min: 1_600_000_000_000_000n, max: 1_900_000_000_000_000n }),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  ),
  originalLength: word,
  code: fc.constantFrom(1, 2, 3, 11, 2988),
  wrongOption: rarely(
    fc.constant(plainOption(1, new Uint8Array(3))),
    fc.constantFrom(plainOption(9, new Uint8Array(2)), plainOption(14, new Uint8Array(4))),
  ),
  type: fc.oneof(fc.constantFrom(4, 5, 10, 0xbad, 0x4000_0bad), word),
  minor: rarely(fc.constantFrom(0, 2), fc.constant(1)),
  interfaces: rarely(fc.constant(2), fc.nat({ max: 1 })),
};

/** What other analysers read without a fault, and without looking into link types, options and blocks. */
export const TAME: Taste = {
  linkType: fc.constantFrom(1, 101, 113, 276),
  resolution: fc.oneof(fc.nat({ max: 9 }), fc.integer({ min: 0x80, max: 0x9e })),
  offset: fc.bigInt({ min: 0n, max: 2n ** 32n }),
  timestamp: fc.bigInt({ min: 0n, max: 2n ** 53n }),
  originalLength: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  code: fc.constantFrom(1, 2, 3),
  wrongOption: fc.constant(plainOption(1, new Uint8Array(3))),
  type: fc.integer({ min: 0x8000_0000, max: 0xffff_ffff }),
  minor: fc.constantFrom(0, 2),
  interfaces: fc.constant(2),
};

const partOf = (taste: Taste, options: fc.Arbitrary<ReadonlyArray<Part>>): fc.Arbitrary<Part> => {
  const packet = fc.record({
    id: fc.nat({ max: 1 }),
    time: taste.timestamp,
    data,
    longer: fc.option(taste.originalLength, { freq: 4 }),
  });
  const long = fc.tuple(fc.constantFrom(enhanced, obsolete), packet).map(
    ([emit, { id, time, data: bytes, longer }]): Part =>
      (o) =>
        emit(o, bytes, { id, time, original: longer ?? bytes.length }),
  );
  const short = fc.tuple(data, fc.nat({ max: 60 })).map(
    ([bytes, more]): Part =>
      (o, snapLength) =>
        snapLength === 0 || bytes.length < snapLength
          ? simple(o, bytes)
          : simple(o, bytes.subarray(0, snapLength), snapLength + more),
  );
  const other = fc.tuple(taste.type, data, fc.boolean()).map(
    ([type, body, unpadded]): Part =>
      (o) =>
        block(o, type, body, { unpadded }),
  );
  const face = fc.tuple(taste.linkType, options).map(
    ([linkType, list]): Part =>
      (o) =>
        description(o, { linkType, options: list.map((each) => each(o, 0)) }),
  );
  return fc.oneof(
    { weight: 6, arbitrary: long },
    { weight: 2, arbitrary: short },
    { weight: 2, arbitrary: other },
    { weight: 1, arbitrary: face },
  );
};

/** One section: its header, interfaces, and packets and other blocks in any order. */
export const sectionsOf = (taste: Taste): fc.Arbitrary<Buffer> => {
  const options: fc.Arbitrary<ReadonlyArray<Part>> = fc.array(
    fc.oneof(
      taste.resolution.map((power) => plainOption(9, Uint8Array.of(power))),
      taste.offset.map(
        (seconds): Part =>
          (o) =>
            option(o, 14, i64(o, seconds)),
      ),
      fc.tuple(taste.code, data).map(([code, value]) => plainOption(code, value)),
      fc.constant(plainOption(0, new Uint8Array(0))),
      taste.wrongOption,
    ),
    { maxLength: 4 },
  );
  const face = fc.tuple(taste.linkType, options);
  const form = fc.record({
    order,
    length: fc.oneof(fc.constant(-1n), int64),
    minor: taste.minor,
    snapLength: fc.constantFrom(0, 20, 65_535),
    interfaces: taste.interfaces,
    faces: fc.tuple(face, face),
    parts: fc.array(partOf(taste, options), { maxLength: 8 }),
  });
  return form.map(({ order: o, length, minor, snapLength, interfaces, faces, parts }) =>
    Buffer.concat([
      section(o, { length, minor }),
      ...faces
        .slice(0, interfaces)
        .map(([linkType, list]) =>
          description(o, { linkType, snapLength, options: list.map((each) => each(o, snapLength)) }),
        ),
      ...parts.map((each) => each(o, snapLength)),
    ]),
  );
};

/** Random captures of both formats, most of them right, and what may happen to them. */
import fc from "fast-check";
import { pcapHeader, record } from "./forge.js";
import { WILD, data, order, rarely, sectionsOf, word } from "./random-pcapng.js";

const fraction = (perSecond: number) => rarely(fc.integer({ min: 0, max: perSecond - 1 }), word);

const records = (perSecond: number) =>
  fc.array(fc.record({ data, seconds: word, fraction: fraction(perSecond), longer: fc.option(word, { freq: 4 }) }), {
    maxLength: 8,
  });

const pcap = fc
  .record({
    order,
    nanoseconds: fc.boolean(),
    linkType: WILD.linkType,
    // The length of a frame check sequence, without and with the bit that says it is given; rarely a reserved bit.
    flags: rarely(fc.constantFrom(0, 0x2000_0000, 0x2400_0000), fc.constantFrom(0x0800_0000, 0x0001_0000)),
    micro: records(1_000_000),
    nano: records(1_000_000_000),
  })
  .map((form) =>
    Buffer.concat([
      pcapHeader(form.order, {
        magic: form.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4,
        linkType: form.linkType + form.flags,
      }),
      ...(form.nanoseconds ? form.nano : form.micro).map((each) =>
        record(form.order, each.data, {
          seconds: each.seconds,
          fraction: each.fraction,
          original: each.longer ?? each.data.length,
        }),
      ),
    ]),
  );

const pcapng = fc.array(sectionsOf(WILD), { minLength: 1, maxLength: 3 }).map((parts) => Buffer.concat(parts));

export const captures: fc.Arbitrary<Buffer> = fc.oneof(pcap, pcapng);

/** A byte takes another value; or the file ends early, or goes on. */
export type Damage =
  | { readonly tag: "Byte"; readonly place: number; readonly value: number }
  | { readonly tag: "Cut"; readonly place: number }
  | { readonly tag: "More"; readonly bytes: Uint8Array };

/** Values that lengths and types are sensitive to are drawn more often. */
const value = fc.oneof(fc.constantFrom(0, 1, 2, 3, 6, 0x0a, 0x7f, 0x80, 0xff), fc.nat({ max: 255 }));

export const damages: fc.Arbitrary<ReadonlyArray<Damage>> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ tag: fc.constant("Byte"), place: fc.nat({ max: 1_000_000 }), value }) },
    { weight: 1, arbitrary: fc.record({ tag: fc.constant("Cut"), place: fc.nat({ max: 1_000_000 }) }) },
    { weight: 1, arbitrary: fc.record({ tag: fc.constant("More"), bytes: fc.uint8Array({ maxLength: 30 }) }) },
  ),
  { minLength: 1, maxLength: 5 },
);

/** The file after it, in order; places beyond the end come round again. */
export const damage = (file: Uint8Array, list: ReadonlyArray<Damage>): Buffer => {
  let bytes = Buffer.from(file);
  for (const each of list) {
    if (each.tag === "More") bytes = Buffer.concat([bytes, each.bytes]);
    else if (each.tag === "Cut") bytes = bytes.subarray(0, each.place % (bytes.length + 1));
    else if (bytes.length > 0) bytes[each.place % bytes.length] = each.value;
  }
  return bytes;
};

/** Sizes of chunks, to be cut off over and over. */
export const chunkSizes: fc.Arbitrary<ReadonlyArray<number>> = fc
  .array(fc.oneof(fc.nat({ max: 7 }), fc.nat({ max: 200 })), { minLength: 1, maxLength: 6 })
  .filter((sizes) => sizes.some((size) => size > 0));

import { expect, test } from "vitest";
import {
  block,
  bytesOf,
  description,
  enhanced,
  i64,
  obsolete,
  option,
  pcapHeader,
  record,
  section,
  simple,
} from "./forge.js";
import { type Seen, cut, readPieces, readWhole } from "./read.js";

const four = bytesOf("01020304");
const five = bytesOf("0102030405");
const all = (...parts: ReadonlyArray<Uint8Array>) => Buffer.concat(parts);

const seen = (fields: Partial<Seen>): Seen => ({
  number: 1,
  at: 24,
  linkType: 1,
  interface: 0,
  seconds: 0,
  nanoseconds: 0,
  originalLength: 4,
  hex: "01020304",
  ...fields,
});

test.each<{ name: string; file: Uint8Array; frames: ReadonlyArray<Seen> }>([
  { name: "pcap without packets", file: pcapHeader("little"), frames: [] },
  {
    name: "microseconds, big-endian, cut by the snap length",
    file: all(pcapHeader("big"), record("big", four, { seconds: 0xffff_ffff, fraction: 999_999, original: 1500 })),
    frames: [seen({ seconds: 4_294_967_295, nanoseconds: 999_999_000, originalLength: 1500 })],
  },
  {
    name: "nanoseconds, little-endian, a record without octets",
    file: all(
      pcapHeader("little", { magic: 0xa1b23c4d, linkType: 276 }),
      record("little", new Uint8Array(0), { seconds: 1, fraction: 1 }),
      record("little", four),
    ),
    frames: [
      seen({ linkType: 276, seconds: 1, nanoseconds: 1, originalLength: 0, hex: "" }),
      seen({ number: 2, at: 40, linkType: 276 }),
    ],
  },
  {
    name: "fractions of a second and more",
    file: all(
      pcapHeader("big"),
      record("big", four, { seconds: 7, fraction: 2_000_001 }),
      record("big", four, { seconds: 7, fraction: 1_000_000 }),
    ),
    frames: [seen({ seconds: 9, nanoseconds: 1000 }), seen({ number: 2, at: 44, seconds: 8 })],
  },
  {
    name: "more octets than the snap length and than the original frame",
    file: all(pcapHeader("big"), record("big", four, { original: 2 })),
    frames: [seen({ originalLength: 2 })],
  },
  {
    name: "the length of a frame check sequence above the link type",
    file: all(pcapHeader("little", { linkType: 0x2400_0001 }), record("little", four)),
    frames: [seen({})],
  },
  {
    name: "the largest frame",
    file: all(pcapHeader("little"), record("little", new Uint8Array(262_144))),
    frames: [seen({ originalLength: 262_144, hex: "00".repeat(262_144) })],
  },
  { name: "pcapng without interfaces", file: section("big"), frames: [] },
  {
    name: "the three packet blocks",
    file: all(
      section("little"),
      description("little", { linkType: 113 }),
      description("little", { snapLength: 3 }),
      enhanced("little", four, { id: 1, time: 1_700_000_000_000_001n, original: 60 }),
      obsolete("little", five, { time: 2n ** 32n }),
      simple("little", five),
    ),
    frames: [
      seen({ at: 68, interface: 1, seconds: 1_700_000_000, nanoseconds: 1000, originalLength: 60 }),
      seen({
        number: 2,
        at: 104,
        linkType: 113,
        seconds: 4294,
        nanoseconds: 967_296_000,
        originalLength: 5,
        hex: "0102030405",
      }),
      seen({ number: 3, at: 144, linkType: 113, seconds: undefined, originalLength: 5, hex: "0102030405" }),
    ],
  },
  {
    name: "a simple packet cut by the snap length",
    file: all(section("big"), description("big", { snapLength: 4 }), simple("big", four, 99)),
    frames: [seen({ at: 48, seconds: undefined, originalLength: 99 })],
  },
  {
    name: "sections of either byte order, with interfaces of their own",
    file: all(
      section("little", { length: 56n }),
      description("little"),
      enhanced("little", four),
      section("big", { minor: 2 }),
      description("big", { linkType: 101 }),
      enhanced("big", four),
    ),
    frames: [seen({ at: 48 }), seen({ number: 2, at: 132, linkType: 101 })],
  },
  {
    name: "an interface described between packets",
    file: all(
      section("big"),
      description("big"),
      enhanced("big", four),
      description("big"),
      enhanced("big", four, { id: 1 }),
    ),
    frames: [seen({ at: 48 }), seen({ number: 2, at: 104, interface: 1 })],
  },
  {
    name: "resolution and offset, each the first of its kind",
    file: all(
      section("big"),
      description("big", {
        options: [
          option("big", 2, four),
          option("big", 9, Uint8Array.of(3)),
          option("big", 9, Uint8Array.of(6)),
          option("big", 14, i64("big", -2n)),
          option("big", 14, i64("big", 5n)),
        ],
      }),
      enhanced("big", four, { time: 5123n }),
    ),
    frames: [seen({ at: 96, seconds: 3, nanoseconds: 123_000_000 })],
  },
  {
    name: "options after the end of options",
    file: all(
      section("big"),
      description("big", { options: [option("big", 0, new Uint8Array(0)), option("big", 9, four)] }),
      enhanced("big", four, { time: 1_000_000n, options: option("big", 1, five) }),
    ),
    frames: [seen({ at: 60, seconds: 1 })],
  },
  {
    name: "blocks of name resolution, statistics, secrets, custom, local and unpadded lengths",
    file: all(
      section("big"),
      description("big"),
      ...[4, 5, 10, 0xbad, 0x8000_0001].map((type) => block("big", type, four)),
      block("big", 99, five, { unpadded: true }),
      enhanced("big", four),
    ),
    frames: [seen({ at: 148 })],
  },
])("$name", ({ file, frames }) => {
  expect(readWhole(file)).toEqual({ frames, error: undefined });
  expect(readPieces(cut(file, [1, 1, 3]))).toEqual({ frames, error: undefined });
});

import { expect, test } from "vitest";
import type { CaptureError } from "../../../traces/capture/error.js";
import { block, bytesOf, description, enhanced, obsolete, option, section, simple, u32 } from "./forge.js";
import { cut, readPieces, readWhole } from "./read.js";

const four = bytesOf("01020304");
const all = (...parts: ReadonlyArray<Uint8Array>) => Buffer.concat(parts);
const ng = all(section("big"), description("big"));
const error = (fields: Partial<CaptureError> & Omit<CaptureError, "at" | "frame">): CaptureError => ({
  at: 0,
  frame: 1,
  ...fields,
});

test.each<{ name: string; file: Uint8Array; is: CaptureError }>([
  {
    name: "a first block with another byte-order magic",
    file: bytesOf("0a0d0d0a 0000001c 1a2b3c4e 00010000"),
    is: error({
      kind: "not a capture",
      where: "pcapng block header",
      expected: "byte-order magic 0x1a2b3c4d in either order",
      found: "0x1a2b3c4e",
    }),
  },
  {
    name: "a later section with another byte-order magic",
    file: all(section("big"), bytesOf("0a0d0d0a 0000001c 00000000")),
    is: error({
      kind: "corrupt",
      at: 28,
      where: "pcapng block header",
      expected: "byte-order magic 0x1a2b3c4d in either order",
      found: "0x00000000",
    }),
  },
  {
    name: "a section of another version",
    file: all(ng, enhanced("big", four), section("little", { major: 2 })),
    is: error({
      kind: "unsupported",
      at: 84,
      frame: 2,
      where: "pcapng section header block",
      expected: "version 1.0",
      found: "version 2.0",
    }),
  },
  {
    name: "a block length below that of any block",
    file: all(section("little"), block("little", 7, four, { length: 8 })),
    is: error({
      kind: "corrupt",
      at: 28,
      where: "pcapng block of type 0x00000007",
      expected: "a block of at least 12 bytes",
      found: "8 bytes",
    }),
  },
  {
    name: "a block length below that of its type",
    file: all(ng, block("big", 6, new Uint8Array(16))),
    is: error({
      kind: "corrupt",
      at: 48,
      where: "pcapng enhanced packet block",
      expected: "a block of at least 32 bytes",
      found: "28 bytes",
    }),
  },
  {
    name: "a block length beyond the limit",
    file: all(ng, block("big", 6, four, { length: 0xffff_fffc })),
    is: error({
      kind: "corrupt",
      at: 48,
      where: "pcapng enhanced packet block",
      expected: "a block of at most 1048576 bytes",
      found: "4294967292 bytes",
    }),
  },
  {
    name: "another length at the end of a packet block: its frame is not told",
    file: all(ng, block("big", 3, all(u32("big", 4), four), { trailer: 24 })),
    is: error({
      kind: "corrupt",
      at: 48,
      where: "pcapng simple packet block",
      expected: "20 bytes also at the end of the block",
      found: "24 bytes",
    }),
  },
  {
    name: "another length at the end of a block that is passed over",
    file: all(ng, block("big", 4, four, { trailer: 12 })),
    is: error({
      kind: "corrupt",
      at: 48,
      where: "pcapng block of type 0x00000004",
      expected: "16 bytes also at the end of the block",
      found: "12 bytes",
    }),
  },
  {
    name: "the beginning of a block header",
    file: all(ng, bytesOf("0000000600000020 000000")),
    is: error({ kind: "truncated", at: 48, where: "pcapng block header", expected: "12 bytes", found: "11 bytes" }),
  },
  {
    name: "a packet block without its last byte",
    file: all(ng, enhanced("big", four)).subarray(0, -1),
    is: error({
      kind: "truncated",
      at: 48,
      where: "pcapng enhanced packet block",
      expected: "36 bytes",
      found: "35 bytes",
    }),
  },
  {
    name: "a block that is passed over, without its end",
    file: all(ng, block("big", 4, new Uint8Array(100))).subarray(0, -50),
    is: error({
      kind: "truncated",
      at: 48,
      where: "pcapng block of type 0x00000004",
      expected: "112 bytes",
      found: "62 bytes",
    }),
  },
  {
    name: "a packet of no interface",
    file: all(ng, enhanced("big", four, { id: 1 })),
    is: error({
      kind: "corrupt",
      at: 48,
      where: "pcapng enhanced packet block",
      expected: "one of the 1 interfaces described before it",
      found: "interface 1",
    }),
  },
  {
    name: "a simple packet before any interface, that of the section before being forgotten",
    file: all(ng, section("big"), simple("big", four)),
    is: error({
      kind: "corrupt",
      at: 76,
      where: "pcapng simple packet block",
      expected: "one of the 0 interfaces described before it",
      found: "interface 0",
    }),
  },
  {
    name: "more captured octets than the block has room for",
    file: all(ng, obsolete("big", four, { captured: 5 })),
    is: error({
      kind: "corrupt",
      at: 48,
      where: "pcapng packet block",
      expected: "a captured length that fits the 4 bytes of the block",
      found: "5 bytes",
    }),
  },
  {
    name: "more captured octets than a frame may have",
    file: all(ng, enhanced("big", new Uint8Array(262_145))),
    is: error({
      kind: "corrupt",
      at: 48,
      where: "pcapng enhanced packet block",
      expected: "a captured length of at most 262144 bytes",
      found: "262145 bytes",
    }),
  },
  {
    name: "an option that leaves its block",
    file: all(
      section("big"),
      description("big", { options: [bytesOf("0002000400000000"), bytesOf("00020005 00000000")] }),
    ),
    is: error({
      kind: "corrupt",
      at: 28,
      where: "pcapng interface description block",
      expected: "option 2 within its block, which has 4 bytes left",
      found: "5 bytes",
    }),
  },
  {
    name: "a resolution of two bytes",
    file: all(section("big"), description("big", { options: [option("big", 9, new Uint8Array(2))] })),
    is: error({
      kind: "corrupt",
      at: 28,
      where: "pcapng interface description block",
      expected: "if_tsresol of 1 byte",
      found: "2 bytes",
    }),
  },
  {
    name: "an offset of four bytes",
    file: all(section("big"), description("big", { options: [option("big", 14, four)] })),
    is: error({
      kind: "corrupt",
      at: 28,
      where: "pcapng interface description block",
      expected: "if_tsoffset of 8 bytes",
      found: "4 bytes",
    }),
  },
])("$name", ({ file, is }) => {
  const whole = readWhole(file);
  expect(whole.error).toEqual(is);
  expect(whole.frames.length).toBe(is.frame - 1);
  expect(readPieces(cut(file, [1, 4, 2]))).toEqual(whole);
});

import { expect, test } from "vitest";
import type { CaptureError } from "../../../traces/capture/error.js";
import { bytesOf, pcapHeader, record } from "./forge.js";
import { cut, readPieces, readWhole } from "./read.js";

const four = bytesOf("01020304");
const five = bytesOf("0102030405");
const all = (...parts: ReadonlyArray<Uint8Array>) => Buffer.concat(parts);
const capture = "a pcap or pcapng capture";
const error = (fields: Partial<CaptureError> & Omit<CaptureError, "at" | "frame">): CaptureError => ({
  at: 0,
  frame: 1,
  ...fields,
});

test.each<{ name: string; file: Uint8Array; is: CaptureError }>([
  {
    name: "an empty file",
    file: new Uint8Array(0),
    is: error({ kind: "empty", where: "file", expected: capture, found: "no bytes" }),
  },
  {
    name: "two bytes",
    file: bytesOf("a1b2"),
    is: error({ kind: "not a capture", where: "file", expected: capture, found: "2 bytes: a1 b2" }),
  },
  {
    name: "text",
    file: Buffer.from("sequence of events"),
    is: error({
      kind: "not a capture",
      where: "file",
      expected: capture,
      found: 'a file that begins with 73 65 71 75 ("sequ")',
    }),
  },
  {
    name: "other bytes",
    file: bytesOf("1b5b324a00"),
    is: error({
      kind: "not a capture",
      where: "file",
      expected: capture,
      found: "a file that begins with 1b 5b 32 4a",
    }),
  },
  {
    name: "gzip",
    file: bytesOf("1f8b0800"),
    is: error({ kind: "unsupported", where: "file", expected: capture, found: "gzip data" }),
  },
  {
    name: "a variant of pcap",
    file: pcapHeader("little", { magic: 0xa1b2cd34 }),
    is: error({ kind: "unsupported", where: "file", expected: capture, found: "a variant of pcap, 0xa1b2cd34" }),
  },
  {
    name: "the beginning of a file header",
    file: pcapHeader("little").subarray(0, 23),
    is: error({ kind: "truncated", where: "pcap file header", expected: "24 bytes", found: "23 bytes" }),
  },
  {
    name: "an old version",
    file: pcapHeader("little", { minor: 3 }),
    is: error({ kind: "unsupported", where: "pcap file header", expected: "version 2.4", found: "version 2.3" }),
  },
  {
    name: "reserved bits of the link type",
    file: pcapHeader("big", { linkType: 0x0224_0018 }),
    is: error({
      kind: "unsupported",
      where: "pcap file header",
      expected: "a link type with the reserved bits zero",
      found: "0x02240018",
    }),
  },
  {
    name: "the beginning of a record header",
    file: all(pcapHeader("big"), record("big", four), bytesOf("00")),
    is: error({
      kind: "truncated",
      at: 44,
      frame: 2,
      where: "pcap record header",
      expected: "16 bytes",
      found: "1 byte",
    }),
  },
  {
    name: "a record without its last byte",
    file: all(pcapHeader("big"), record("big", four), record("big", five)).subarray(0, -1),
    is: error({ kind: "truncated", at: 44, frame: 2, where: "pcap record", expected: "21 bytes", found: "20 bytes" }),
  },
  {
    name: "a captured length beyond the limit",
    file: all(pcapHeader("big"), record("big", four, { captured: 262_145 })),
    is: error({
      kind: "corrupt",
      at: 24,
      where: "pcap record header",
      expected: "a captured length of at most 262144 bytes",
      found: "262145 bytes",
    }),
  },
])("$name", ({ file, is }) => {
  const whole = readWhole(file);
  expect(whole.error).toEqual(is);
  expect(whole.frames.length).toBe(is.frame - 1);
  expect(readPieces(cut(file, [1, 4, 2]))).toEqual(whole);
});

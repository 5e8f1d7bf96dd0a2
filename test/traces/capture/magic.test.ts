import { expect, test } from "vitest";
import { type Format, formatOf, isCapture, isGzip } from "../../../traces/capture/magic.js";
import { bytesOf } from "./forge.js";

test.each<{ hex: string; is: Format; gzip?: true }>([
  { hex: "a1b2c3d4", is: { tag: "Pcap", order: "big", resolution: "microseconds" } },
  { hex: "d4c3b2a1 02", is: { tag: "Pcap", order: "little", resolution: "microseconds" } },
  { hex: "a1b23c4d", is: { tag: "Pcap", order: "big", resolution: "nanoseconds" } },
  { hex: "4d3cb2a1", is: { tag: "Pcap", order: "little", resolution: "nanoseconds" } },
  { hex: "0a0d0d0a 1c000000", is: { tag: "Pcapng" } },
  { hex: "34cdb2a1", is: { tag: "Other", name: "a variant of pcap, 0xa1b2cd34" } },
  { hex: "1c0001ac", is: { tag: "Other", name: "a variant of pcap, 0x1c0001ac" } },
  { hex: "1f8b", is: { tag: "Other", name: "gzip data" }, gzip: true },
  { hex: "1f8b0808", is: { tag: "Other", name: "gzip data" }, gzip: true },
  { hex: "1f9d0000", is: { tag: "Unknown" } },
  { hex: "28b52ffd", is: { tag: "Other", name: "zstd data" } },
  { hex: "425a6839", is: { tag: "Other", name: "bzip2 data" } },
  { hex: "736e6f6f7000", is: { tag: "Other", name: "a snoop capture" } },
  { hex: "", is: { tag: "Unknown" } },
  { hex: "a1b2c3", is: { tag: "Unknown" } },
  { hex: "7b0a2020", is: { tag: "Unknown" } },
])("$hex", ({ hex, is, gzip }) => {
  const first = bytesOf(`ff ${hex}`).subarray(1);
  expect(formatOf(first)).toEqual(is);
  expect(isCapture(first)).toBe(is.tag === "Pcap" || is.tag === "Pcapng");
  expect(isGzip(first)).toBe(gzip ?? false);
});

/** What a file is, by its first four bytes. */
import { showHex } from "./error.js";

export type ByteOrder = "big" | "little";

/** Of the fractions of a second in a pcap file; pcapng has more of them. */
export type Resolution = "microseconds" | "nanoseconds";

export type Format =
  | { readonly tag: "Pcap"; readonly order: ByteOrder; readonly resolution: Resolution }
  | { readonly tag: "Pcapng" }
  /** Known by name, and not read here. */
  | { readonly tag: "Other"; readonly name: string }
  | { readonly tag: "Unknown" };

export const MAGIC_LENGTH = 4;

/** draft-ietf-opsawg-pcap, "File Header". */
export const PCAP_MAGIC: Readonly<Record<Resolution, number>> = { microseconds: 0xa1b2c3d4, nanoseconds: 0xa1b23c4d };

/** The type of a section header block, with which a pcapng file begins: the same in both byte orders. */
export const SECTION_HEADER = 0x0a0d0d0a;

/** Written by modified or hardware-bound relatives of libpcap: their record headers have other fields. */
const PCAP_VARIANTS: ReadonlyArray<number> = [0xa1b2cd34, 0xa1b234cd, 0xa12b3c4d, 0x1c0001ab, 0x1c0001ac];

const OTHERS: ReadonlyArray<readonly [hex: string, name: string]> = [
  ["1f8b", "gzip data"],
  ["425a68", "bzip2 data"],
  ["fd377a58", "xz data"],
  ["28b52ffd", "zstd data"],
  ["04224d18", "lz4 data"],
  ["504b0304", "a zip archive"],
  ["736e6f6f", "a snoop capture"],
  ["52545353", "a Network Monitor capture"],
  ["474d4255", "a Network Monitor capture"],
];

const hexOf = (bytes: Uint8Array, between: string): string =>
  Array.from(bytes.subarray(0, MAGIC_LENGTH), (byte) => byte.toString(16).padStart(2, "0")).join(between);

/** Fewer than four bytes are `Unknown`, or what their beginning says they are. */
export const formatOf = (first: Uint8Array): Format => {
  const hex = hexOf(first, "");
  const other = OTHERS.find(([prefix]) => hex.startsWith(prefix));
  if (other !== undefined) return { tag: "Other", name: other[1] };
  if (first.length < MAGIC_LENGTH) return { tag: "Unknown" };
  const view = new DataView(first.buffer, first.byteOffset, MAGIC_LENGTH);
  if (view.getUint32(0) === SECTION_HEADER) return { tag: "Pcapng" };
  for (const order of ["big", "little"] as const) {
    const magic = view.getUint32(0, order === "little");
    if (magic === PCAP_MAGIC.microseconds) return { tag: "Pcap", order, resolution: "microseconds" };
    if (magic === PCAP_MAGIC.nanoseconds) return { tag: "Pcap", order, resolution: "nanoseconds" };
    if (PCAP_VARIANTS.includes(magic)) return { tag: "Other", name: `a variant of pcap, ${showHex(magic)}` };
  }
  return { tag: "Unknown" };
};

/** Whether the file is to be inflated before it is read (RFC 1952 section 2.3.1). Two bytes suffice. */
export const isGzip = (first: Uint8Array): boolean => first[0] === 0x1f && first[1] === 0x8b;

/** Whether the file claims to be one that is read here. Four bytes suffice; the rest of it may still be corrupt. */
export const isCapture = (first: Uint8Array): boolean => {
  const { tag } = formatOf(first);
  return tag === "Pcap" || tag === "Pcapng";
};

const PRINTABLE = /^[\x20-\x7e]+$/;

/** The first bytes of a file that is no capture: in hex, and as text where they are text. */
export const showFirst = (first: Uint8Array): string => {
  const text = String.fromCharCode(...first.subarray(0, MAGIC_LENGTH));
  return PRINTABLE.test(text) ? `${hexOf(first, " ")} (${JSON.stringify(text)})` : hexOf(first, " ");
};

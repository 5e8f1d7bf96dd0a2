/** Frames to a pcapng file, as `pcapngTaker` reads it: one section, its interfaces, enhanced packet blocks. */
import { BLOCK_TYPE, BYTE_ORDER_MAGIC, PACKET, SECTION, VERSION } from "./block.js";
import type { Packet } from "./emit-pcap.js";
import type { Frame } from "./frame.js";
import { INTERFACE, OPTION, OPTION_CODE, padding } from "./interface.js";
import type { ByteOrder, Resolution } from "./magic.js";
import { BLOCK, TRAILER_LENGTH } from "./pcapng.js";

/** A packet, and the number of its interface among those of the form, which must have it. */
export type InterfacePacket = Packet & Pick<Frame, "interface">;

export type InterfaceForm = {
  /** Shown by analysers; printable ASCII, other characters become question marks; none if empty. */
  readonly name: string;
  readonly linkType: number;
  /** 0 for no limit; the packets are not cut to it. */
  readonly snapLength: number;
  readonly resolution: Resolution;
};

export type PcapngForm = { readonly order: ByteOrder; readonly interfaces: ReadonlyArray<InterfaceForm> };

/** A file being written: its parts go one behind the other. */
type Draft = { readonly file: Uint8Array; readonly view: DataView; readonly little: boolean; at: number };

const RESOLUTION_POWER: Readonly<Record<Resolution, number>> = { microseconds: 6, nanoseconds: 9 };
const UNSPECIFIED_LENGTH = -1n;

const asciiOf = (name: string): Uint8Array =>
  Uint8Array.from(name.replace(/[^\x20-\x7e]/gu, "?"), (character) => character.charCodeAt(0));

const optionLength = (value: Uint8Array): number => OPTION.value + value.length + padding(value.length);

/** Code and value, in the order in which they are written. */
const optionsOf = ({ name, resolution }: InterfaceForm): ReadonlyArray<readonly [code: number, value: Uint8Array]> => [
  ...(name === "" ? [] : [[OPTION_CODE.name, asciiOf(name)] as const]),
  [OPTION_CODE.resolution, Uint8Array.of(RESOLUTION_POWER[resolution])],
  [OPTION_CODE.endOfOptions, new Uint8Array(0)],
];

const sectionLength = SECTION.options + TRAILER_LENGTH;

const interfaceLength = (form: InterfaceForm): number =>
  optionsOf(form).reduce((sum, [, value]) => sum + optionLength(value), INTERFACE.options + TRAILER_LENGTH);

const packetLength = ({ bytes }: Packet): number => PACKET.data + bytes.length + padding(bytes.length) + TRAILER_LENGTH;

/** The type, and the length at both ends; moves on behind the block and returns where it begins. */
const emitEnds = (draft: Draft, type: number, length: number): number => {
  const { view, little, at } = draft;
  view.setUint32(at + BLOCK.type, type, little);
  view.setUint32(at + BLOCK.length, length, little);
  view.setUint32(at + length - TRAILER_LENGTH, length, little);
  draft.at += length;
  return at;
};

const emitSection = (draft: Draft): void => {
  const { view, little } = draft;
  const at = emitEnds(draft, BLOCK_TYPE.section, sectionLength);
  view.setUint32(at + SECTION.byteOrder, BYTE_ORDER_MAGIC, little);
  view.setUint16(at + SECTION.major, VERSION.major, little);
  view.setUint16(at + SECTION.minor, VERSION.minor, little);
  view.setBigInt64(at + SECTION.sectionLength, UNSPECIFIED_LENGTH, little);
};

const emitInterface = (draft: Draft, form: InterfaceForm): void => {
  const { file, view, little } = draft;
  const at = emitEnds(draft, BLOCK_TYPE.interface, interfaceLength(form));
  view.setUint16(at + INTERFACE.linkType, form.linkType, little);
  view.setUint32(at + INTERFACE.snapLength, form.snapLength, little);
  let option = at + INTERFACE.options;
  for (const [code, value] of optionsOf(form)) {
    view.setUint16(option + OPTION.code, code, little);
    view.setUint16(option + OPTION.length, value.length, little);
    file.set(value, option + OPTION.value);
    option += optionLength(value);
  }
};

const emitPacket = (draft: Draft, packet: InterfacePacket, resolution: Resolution): void => {
  const { file, view, little } = draft;
  const at = emitEnds(draft, BLOCK_TYPE.enhanced, packetLength(packet));
  const nanoseconds = BigInt(packet.seconds) * 1_000_000_000n + BigInt(packet.nanoseconds);
  const count = resolution === "nanoseconds" ? nanoseconds : nanoseconds / 1000n;
  view.setUint32(at + PACKET.interface, packet.interface, little);
  view.setUint32(at + PACKET.high, Number((count >> 32n) & 0xffff_ffffn), little);
  view.setUint32(at + PACKET.low, Number(count & 0xffff_ffffn), little);
  view.setUint32(at + PACKET.capturedLength, packet.bytes.length, little);
  view.setUint32(at + PACKET.originalLength, packet.originalLength, little);
  file.set(packet.bytes, at + PACKET.data);
};

/**
 * Reading it gives the same packets: in whole microseconds where that is the resolution, and nanoseconds to the year
 * 2554.
 */
export const emitPcapng = (form: PcapngForm, packets: ReadonlyArray<InterfacePacket>): Uint8Array => {
  const head = form.interfaces.reduce((sum, each) => sum + interfaceLength(each), sectionLength);
  const file = new Uint8Array(packets.reduce((sum, packet) => sum + packetLength(packet), head));
  const draft: Draft = { file, view: new DataView(file.buffer), little: form.order === "little", at: 0 };
  emitSection(draft);
  for (const each of form.interfaces) emitInterface(draft, each);
  for (const packet of packets)
    emitPacket(draft, packet, form.interfaces[packet.interface]?.resolution ?? "microseconds");
  return file;
};

/** The blocks of a pcapng file that are read, each whole in the bytes at hand (draft-ietf-opsawg-pcapng). */
import { readClock } from "./clock.js";
import { type Cursor, type Sink, fail } from "./cursor.js";
import { showBytes, showHex } from "./error.js";
import { type Interface, padding, parseInterface } from "./interface.js";
import { MAX_CAPTURED, MAX_INTERFACES } from "./limits.js";
import { SECTION_HEADER } from "./magic.js";

/** Types that are read; all others are passed over. */
export const BLOCK_TYPE = { section: SECTION_HEADER, interface: 1, packet: 2, simple: 3, enhanced: 6 } as const;

export const SECTION = { byteOrder: 8, major: 12, minor: 14, sectionLength: 16, options: 24 } as const;
export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
export const VERSION = { major: 1, minor: 0 } as const;
/** Written by some, and to be read as 0. */
const OTHER_MINOR = 2;

/** In the obsolete packet block the interface has the first two octets of its field only; the rest counts drops. */
export const PACKET = { interface: 8, high: 12, low: 16, capturedLength: 20, originalLength: 24, data: 28 } as const;
export const SIMPLE = { originalLength: 8, data: 12 } as const;

/** What the blocks of a section are read by. */
export type Section = { little: boolean; interfaces: Interface[] };

/** A block from `from` on, its trailing length, at `end`, left out. */
export type Block = {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly from: number;
  readonly end: number;
};

/** The byte order of the section that begins here; an error where its mark is neither way round. */
export const takeByteOrder = (view: DataView, from: number, section: Section, cursor: Cursor): void => {
  const big = view.getUint32(from + SECTION.byteOrder, false);
  section.little = view.getUint32(from + SECTION.byteOrder, true) === BYTE_ORDER_MAGIC;
  if (section.little || big === BYTE_ORDER_MAGIC) return;
  const kind = cursor.began === 0 ? "not a capture" : "corrupt";
  fail(cursor, kind, `byte-order magic ${showHex(BYTE_ORDER_MAGIC)} in either order`, showHex(big));
};

/**
 * A new section forgets the interfaces of the last. The length given for it is not used: its blocks delimit it. A
 * section of another version ends the reading, where the document says to pass over it: its packets would be missed.
 */
export const takeSection = ({ view, from }: Block, section: Section, cursor: Cursor): void => {
  const major = view.getUint16(from + SECTION.major, section.little);
  const minor = view.getUint16(from + SECTION.minor, section.little);
  section.interfaces = [];
  if (major === VERSION.major && (minor === VERSION.minor || minor === OTHER_MINOR)) return;
  fail(cursor, "unsupported", `version ${VERSION.major}.${VERSION.minor}`, `version ${major}.${minor}`);
};

export const takeInterface = ({ view, from, end }: Block, section: Section, cursor: Cursor): void => {
  const found = parseInterface(view, from, end, section.little);
  if ("found" in found) fail(cursor, "corrupt", found.expected, found.found);
  else if (section.interfaces.length < MAX_INTERFACES) section.interfaces.push(found);
  else fail(cursor, "unsupported", `at most ${MAX_INTERFACES} interfaces in a section`, "one more");
};

/** The octets of the frame, or an error where they cannot be in the block. */
const takeData = (block: Block, data: number, captured: number, cursor: Cursor): Uint8Array | undefined => {
  const room = block.end - data;
  if (captured > MAX_CAPTURED)
    fail(cursor, "corrupt", `a captured length of at most ${showBytes(MAX_CAPTURED)}`, showBytes(captured));
  else if (captured + padding(captured) > room)
    fail(cursor, "corrupt", `a captured length that fits the ${showBytes(room)} of the block`, showBytes(captured));
  else return block.bytes.subarray(data, data + captured);
  return undefined;
};

const noInterface = (cursor: Cursor, count: number, found: number): void =>
  fail(cursor, "corrupt", `one of the ${count} interfaces described before it`, `interface ${found}`);

/** An enhanced or an obsolete packet block. A frame may hold more octets than the original, and is told as it is. */
const takePacket = (block: Block, id: number, section: Section, cursor: Cursor, sink: Sink): void => {
  const { view, from } = block;
  const { little, interfaces } = section;
  const found = interfaces[id];
  if (found === undefined) return noInterface(cursor, interfaces.length, id);
  const bytes = takeData(block, from + PACKET.data, view.getUint32(from + PACKET.capturedLength, little), cursor);
  if (bytes === undefined) return;
  const high = view.getUint32(from + PACKET.high, little);
  const { seconds, nanoseconds } = readClock(found.clock, high, view.getUint32(from + PACKET.low, little));
  sink({
    number: cursor.frame++,
    at: cursor.began,
    linkType: found.linkType,
    interface: id,
    seconds,
    nanoseconds,
    originalLength: view.getUint32(from + PACKET.originalLength, little),
    bytes,
  });
};

export const takeEnhanced = (block: Block, section: Section, cursor: Cursor, sink: Sink): void =>
  takePacket(block, block.view.getUint32(block.from + PACKET.interface, section.little), section, cursor, sink);

export const takeObsolete = (block: Block, section: Section, cursor: Cursor, sink: Sink): void =>
  takePacket(block, block.view.getUint16(block.from + PACKET.interface, section.little), section, cursor, sink);

/** Of interface 0, without a time, and as long as the original length and the snap length allow. */
export const takeSimple = (block: Block, section: Section, cursor: Cursor, sink: Sink): void => {
  const found = section.interfaces[0];
  if (found === undefined) return noInterface(cursor, 0, 0);
  const originalLength = block.view.getUint32(block.from + SIMPLE.originalLength, section.little);
  const captured = found.snapLength === 0 ? originalLength : Math.min(originalLength, found.snapLength);
  const bytes = takeData(block, block.from + SIMPLE.data, captured, cursor);
  if (bytes === undefined) return;
  sink({
    number: cursor.frame++,
    at: cursor.began,
    linkType: found.linkType,
    interface: 0,
    seconds: undefined,
    nanoseconds: 0,
    originalLength,
    bytes,
  });
};

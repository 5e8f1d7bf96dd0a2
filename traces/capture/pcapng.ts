/** The pcapng format: sections of blocks (draft-ietf-opsawg-pcapng, "General Block Structure"). */
import {
  BLOCK_TYPE,
  type Block,
  type Section,
  takeByteOrder,
  takeEnhanced,
  takeInterface,
  takeObsolete,
  takeSection,
  takeSimple,
} from "./block.js";
import { type Cursor, type Sink, type Take, awaitBytes, fail } from "./cursor.js";
import { showBytes, showHex } from "./error.js";
import { padding } from "./interface.js";
import { MAX_BLOCK } from "./limits.js";

/** Offsets common to all blocks; the length stands at the end of the block once more. */
export const BLOCK = { type: 0, length: 4, body: 8 } as const;
/** Of a block without a body. */
export const BLOCK_LENGTH = 12;
export const TRAILER_LENGTH = 4;

const HEADER_WHERE = "pcapng block header";

/** A block that is read: its name, its length without data and options, and how it is taken. */
type Kind = {
  readonly where: string;
  readonly least: number;
  readonly take: (block: Block, section: Section, cursor: Cursor, sink: Sink) => void;
};

const SECTION_KIND: Kind = { where: "pcapng section header block", least: 28, take: takeSection };
const INTERFACE_KIND: Kind = { where: "pcapng interface description block", least: 20, take: takeInterface };
const OBSOLETE_KIND: Kind = { where: "pcapng packet block", least: 32, take: takeObsolete };
const SIMPLE_KIND: Kind = { where: "pcapng simple packet block", least: 16, take: takeSimple };
const ENHANCED_KIND: Kind = { where: "pcapng enhanced packet block", least: 32, take: takeEnhanced };

/** Undefined for blocks that are passed over: name resolution, statistics, secrets, custom and unknown ones. */
const kindOf = (type: number): Kind | undefined => {
  switch (type) {
    case BLOCK_TYPE.enhanced:
      return ENHANCED_KIND;
    case BLOCK_TYPE.simple:
      return SIMPLE_KIND;
    case BLOCK_TYPE.packet:
      return OBSOLETE_KIND;
    case BLOCK_TYPE.interface:
      return INTERFACE_KIND;
    case BLOCK_TYPE.section:
      return SECTION_KIND;
    default:
      return undefined;
  }
};

/** Lengths should be multiples of four; some writers leave the padding out of them, though not out of the block. */
const lengthAt = (view: DataView, at: number, little: boolean): number => {
  const length = view.getUint32(at, little);
  return length + padding(length);
};

/** Whether the block ends as it began; an error if not. */
const isClosed = (view: DataView, at: number, little: boolean, length: number, cursor: Cursor): boolean => {
  const trailer = lengthAt(view, at, little);
  if (trailer !== length)
    fail(cursor, "corrupt", `${showBytes(length)} also at the end of the block`, showBytes(trailer));
  return trailer === length;
};

/**
 * What other block types hold (journal entries, system calls) is no frame here, though some analysers number it.
 * Options are read of interfaces only.
 */
export const pcapngTaker = (sink: Sink): Take => {
  const section: Section = { little: false, interfaces: [] };
  /** Length of the block that is being passed over, up to its trailing length; 0 if none is. */
  let passing = 0;

  /** Takes one block or its end. False when it can get no further. */
  const takeBlock = (bytes: Uint8Array, view: DataView, from: number, cursor: Cursor): boolean => {
    const left = bytes.length - from;
    if (passing > 0) {
      if (!isClosed(view, from, section.little, passing, cursor)) return false;
      passing = 0;
      cursor.at += TRAILER_LENGTH;
      return true;
    }
    cursor.began = cursor.at;
    cursor.where = HEADER_WHERE;
    if (left < BLOCK_LENGTH) {
      awaitBytes(cursor, BLOCK_LENGTH, HEADER_WHERE);
      return false;
    }
    const type = view.getUint32(from + BLOCK.type, section.little);
    if (type === BLOCK_TYPE.section) takeByteOrder(view, from, section, cursor);
    if (cursor.error !== undefined) return false;
    const length = lengthAt(view, from + BLOCK.length, section.little);
    const kind = kindOf(type);
    const least = kind?.least ?? BLOCK_LENGTH;
    cursor.where = kind?.where ?? `pcapng block of type ${showHex(type)}`;
    if (length < least) {
      fail(cursor, "corrupt", `a block of at least ${showBytes(least)}`, showBytes(length));
      return false;
    }
    if (kind === undefined) {
      passing = length;
      cursor.at += BLOCK.body;
      cursor.skip = length - BLOCK_LENGTH;
      awaitBytes(cursor, TRAILER_LENGTH, cursor.where);
      return false;
    }
    if (length > MAX_BLOCK) {
      fail(cursor, "corrupt", `a block of at most ${showBytes(MAX_BLOCK)}`, showBytes(length));
      return false;
    }
    if (left < length) {
      awaitBytes(cursor, length, cursor.where);
      return false;
    }
    const end = from + length - TRAILER_LENGTH;
    if (!isClosed(view, end, section.little, length, cursor)) return false;
    kind.take({ bytes, view, from, end }, section, cursor, sink);
    cursor.at += length;
    return cursor.error === undefined;
  };

  return (bytes, view, from, cursor) => {
    const base = cursor.at - from;
    while (takeBlock(bytes, view, cursor.at - base, cursor));
  };
};

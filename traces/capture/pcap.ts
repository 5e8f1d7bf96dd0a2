/** The pcap format: a file header, then records (draft-ietf-opsawg-pcap). */
import { type Cursor, type Sink, type Take, awaitBytes, fail } from "./cursor.js";
import { showBytes, showHex } from "./error.js";
import { MAX_CAPTURED } from "./limits.js";
import type { ByteOrder, Resolution } from "./magic.js";

/** Offsets in the file header. Between the version and the snap length are two fields that readers must ignore. */
export const FILE = { magic: 0, major: 4, minor: 6, snapLength: 16, linkType: 20 } as const;
export const FILE_LENGTH = 24;
export const VERSION = { major: 2, minor: 4 } as const;

/** Offsets in the record header. */
export const RECORD = { seconds: 0, fraction: 4, capturedLength: 8, originalLength: 12 } as const;
export const RECORD_LENGTH = 16;

/** In the link type field: the length of a frame check sequence, and whether it is given. They change nothing here. */
const FCS_BITS = 0xf400_0000;
const LINK_TYPE_BITS = 0xffff;

const HEADER_WHERE = "pcap file header";
const RECORD_HEADER_WHERE = "pcap record header";
const RECORD_WHERE = "pcap record";

/** The link type, or undefined after an error. */
const linkTypeOf = (view: DataView, from: number, little: boolean, cursor: Cursor): number | undefined => {
  const major = view.getUint16(from + FILE.major, little);
  const minor = view.getUint16(from + FILE.minor, little);
  if (major !== VERSION.major || minor !== VERSION.minor) {
    fail(cursor, "unsupported", `version ${VERSION.major}.${VERSION.minor}`, `version ${major}.${minor}`);
    return undefined;
  }
  const field = view.getUint32(from + FILE.linkType, little);
  // A reader should take a set reserved bit for an error, says the document: some systems put a class of types there.
  if ((field & ~(FCS_BITS | LINK_TYPE_BITS)) !== 0) {
    fail(cursor, "unsupported", "a link type with the reserved bits zero", showHex(field));
    return undefined;
  }
  return field & LINK_TYPE_BITS;
};

/**
 * A fraction of a second and more is carried into the seconds. A record may hold more octets than the snap length, or
 * than the original frame: both are told as they are.
 */
export const pcapTaker = (order: ByteOrder, resolution: Resolution, sink: Sink): Take => {
  const little = order === "little";
  const perSecond = resolution === "microseconds" ? 1_000_000 : 1_000_000_000;
  const unit = 1_000_000_000 / perSecond;
  let linkType: number | undefined;

  const takeRecords: Take = (bytes, view, from, cursor) => {
    if (linkType === undefined) return;
    const base = cursor.at - from;
    let pos = from;
    let need = RECORD_LENGTH;
    while (bytes.length - pos >= RECORD_LENGTH) {
      const captured = view.getUint32(pos + RECORD.capturedLength, little);
      if (captured > MAX_CAPTURED) {
        cursor.at = base + pos;
        cursor.began = cursor.at;
        cursor.where = RECORD_HEADER_WHERE;
        return fail(cursor, "corrupt", `a captured length of at most ${showBytes(MAX_CAPTURED)}`, showBytes(captured));
      }
      need = RECORD_LENGTH + captured;
      if (bytes.length - pos < need) break;
      const fraction = view.getUint32(pos + RECORD.fraction, little);
      const carry = fraction < perSecond ? 0 : Math.floor(fraction / perSecond);
      sink({
        number: cursor.frame++,
        at: base + pos,
        linkType,
        interface: 0,
        seconds: view.getUint32(pos + RECORD.seconds, little) + carry,
        nanoseconds: (fraction - carry * perSecond) * unit,
        originalLength: view.getUint32(pos + RECORD.originalLength, little),
        bytes: bytes.subarray(pos + RECORD_LENGTH, pos + need),
      });
      pos += need;
      need = RECORD_LENGTH;
    }
    cursor.at = base + pos;
    cursor.began = cursor.at;
    // A record without octets is whole with its header, so `need` tells the two apart.
    awaitBytes(cursor, need, need === RECORD_LENGTH ? RECORD_HEADER_WHERE : RECORD_WHERE);
  };

  return (bytes, view, from, cursor) => {
    if (linkType !== undefined) return takeRecords(bytes, view, from, cursor);
    if (bytes.length - from < FILE_LENGTH) return awaitBytes(cursor, FILE_LENGTH, HEADER_WHERE);
    cursor.where = HEADER_WHERE;
    linkType = linkTypeOf(view, from, little, cursor);
    if (linkType === undefined) return;
    cursor.at += FILE_LENGTH;
    cursor.began = cursor.at;
    awaitBytes(cursor, RECORD_LENGTH, RECORD_HEADER_WHERE);
  };
};

/** Frames to a pcap file, as `pcapTaker` reads it. */
import type { Frame } from "./frame.js";
import { type ByteOrder, PCAP_MAGIC, type Resolution } from "./magic.js";
import { FILE, FILE_LENGTH, RECORD, RECORD_LENGTH, VERSION } from "./pcap.js";

/** What is written of a frame. Frames are numbered and placed by the order in which they are given. */
export type Packet = Pick<Frame, "nanoseconds" | "originalLength" | "bytes"> & { readonly seconds: number };

export type PcapForm = {
  readonly order: ByteOrder;
  readonly resolution: Resolution;
  readonly linkType: number;
  /** For the header; the packets are not cut to it. */
  readonly snapLength: number;
};

/** Reading it gives the same packets: in whole microseconds where that is the resolution, and to the year 2106. */
export const emitPcap = (form: PcapForm, packets: ReadonlyArray<Packet>): Uint8Array => {
  const length = packets.reduce((sum, { bytes }) => sum + RECORD_LENGTH + bytes.length, FILE_LENGTH);
  const file = new Uint8Array(length);
  const view = new DataView(file.buffer);
  const little = form.order === "little";
  view.setUint32(FILE.magic, PCAP_MAGIC[form.resolution], little);
  view.setUint16(FILE.major, VERSION.major, little);
  view.setUint16(FILE.minor, VERSION.minor, little);
  view.setUint32(FILE.snapLength, form.snapLength, little);
  view.setUint32(FILE.linkType, form.linkType, little);
  const unit = form.resolution === "nanoseconds" ? 1 : 1000;
  let at = FILE_LENGTH;
  for (const { seconds, nanoseconds, originalLength, bytes } of packets) {
    view.setUint32(at + RECORD.seconds, seconds, little);
    view.setUint32(at + RECORD.fraction, Math.floor(nanoseconds / unit), little);
    view.setUint32(at + RECORD.capturedLength, bytes.length, little);
    view.setUint32(at + RECORD.originalLength, originalLength, little);
    file.set(bytes, at + RECORD_LENGTH);
    at += RECORD_LENGTH + bytes.length;
  }
  return file;
};

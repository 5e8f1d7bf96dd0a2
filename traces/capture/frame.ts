/** A frame of a capture, whatever the format of the file. */
export type Frame = {
  /** From 1, over the whole file, as other analysers count. */
  readonly number: number;
  /** Where its record begins in the file (in the decompressed stream). */
  readonly at: number;
  /** LINKTYPE_ value. */
  readonly linkType: number;
  /** Interface of a pcapng section by its number, 0 in pcap. */
  readonly interface: number;
  /** Since 1970-01-01 UTC; undefined in a pcapng simple packet. Nanoseconds are of the second. */
  readonly seconds: number | undefined;
  readonly nanoseconds: number;
  /** Octets on the wire; more than `bytes` where the snap length cut it. */
  readonly originalLength: number;
  /** Valid until the sink returns: the reader reuses its buffer. */
  readonly bytes: Uint8Array;
};

/** Why a capture, or the rest of it, cannot be read. The frames before it were delivered, and stand. */
export type CaptureError = {
  readonly kind: "empty" | "not a capture" | "truncated" | "corrupt" | "unsupported";
  /** Where the record or block at fault begins in the file (in the decompressed stream). */
  readonly at: number;
  /** The number that the next frame would have had. */
  readonly frame: number;
  readonly where: string;
  readonly expected: string;
  readonly found: string;
};

export const showBytes = (count: number): string => (count === 1 ? "1 byte" : `${count} bytes`);

/** As the formats' documents write magic numbers and types. */
export const showHex = (word: number): string => `0x${word.toString(16).padStart(8, "0")}`;

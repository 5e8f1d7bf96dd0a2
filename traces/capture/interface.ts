/** The interfaces of a pcapng section (draft-ietf-opsawg-pcapng, "Interface Description Block"). */
import { type Clock, DEFAULT_RESOLUTION, makeClock } from "./clock.js";
import { showBytes } from "./error.js";

export type Interface = {
  readonly linkType: number;
  /** 0 for no limit. */
  readonly snapLength: number;
  readonly clock: Clock;
};

/** What pads blocks and options to four bytes. */
export const padding = (length: number): number => -length & 3;

/** Offsets in the block, and of its options; each option is a code, a length and a value padded to four bytes. */
export const INTERFACE = { linkType: 8, snapLength: 12, options: 16 } as const;
export const OPTION = { code: 0, length: 2, value: 4 } as const;
export const OPTION_CODE = { endOfOptions: 0, name: 2, resolution: 9, offset: 14 } as const;

/** What is wrong with an option that the times depend on. */
export type OptionError = { readonly expected: string; readonly found: string };

const RESOLUTION_LENGTH = 1;
const OFFSET_LENGTH = 8;

const wrongLength = (name: string, expected: number, found: number): OptionError => ({
  expected: `${name} of ${showBytes(expected)}`,
  found: showBytes(found),
});

/**
 * The interface that the block in view[from..to) describes, its trailing length left out. Of an option given twice the
 * first counts, as in other readers. The octets of a frame check sequence are not cut off, whatever the options say.
 */
export const parseInterface = (view: DataView, from: number, to: number, little: boolean): Interface | OptionError => {
  let resolution: number | undefined;
  let offset: bigint | undefined;
  for (let pos = from + INTERFACE.options; pos < to;) {
    const code = view.getUint16(pos + OPTION.code, little);
    const length = view.getUint16(pos + OPTION.length, little);
    if (code === OPTION_CODE.endOfOptions) break;
    const value = pos + OPTION.value;
    if (length > to - value) {
      return {
        expected: `option ${code} within its block, which has ${showBytes(to - value)} left`,
        found: showBytes(length),
      };
    }
    if (code === OPTION_CODE.resolution) {
      if (length !== RESOLUTION_LENGTH) return wrongLength("if_tsresol", RESOLUTION_LENGTH, length);
      resolution ??= view.getUint8(value);
    } else if (code === OPTION_CODE.offset) {
      if (length !== OFFSET_LENGTH) return wrongLength("if_tsoffset", OFFSET_LENGTH, length);
      offset ??= view.getBigInt64(value, little);
    }
    pos = value + length + padding(length);
  }
  return {
    linkType: view.getUint16(from + INTERFACE.linkType, little),
    snapLength: view.getUint32(from + INTERFACE.snapLength, little),
    clock: makeClock(resolution ?? DEFAULT_RESOLUTION, offset ?? 0n),
  };
};

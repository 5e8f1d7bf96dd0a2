/**
 * Timestamps of pcapng: a 64-bit count of units, from an offset (draft-ietf-opsawg-pcapng, if_tsresol and
 * if_tsoffset).
 */

export type Clock = {
  /** Units in a second. */
  readonly perSecond: bigint;
  /** Nanoseconds in a unit, where that is a whole number and there is no offset; 0 otherwise. */
  readonly unit: number;
  /** Seconds to add. */
  readonly offset: bigint;
};

/** Seconds since 1970, whole numbers up to 2^53 and the nearest number beyond; nanoseconds of the second, cut off. */
export type Time = { readonly seconds: number; readonly nanoseconds: number };

/** What if_tsresol is when it is absent: microseconds. */
export const DEFAULT_RESOLUTION = 6;
const BINARY = 0x80;
const NANOSECONDS = 1_000_000_000n;

/** Any of the 256 values has a meaning: a power of ten, or with the top bit a power of two. */
export const makeClock = (resolution: number, offset: bigint): Clock => {
  const power = BigInt(resolution & ~BINARY);
  const perSecond = (resolution & BINARY) === 0 ? 10n ** power : 2n ** power;
  const isExact = offset === 0n && NANOSECONDS % perSecond === 0n;
  return { perSecond, unit: isExact ? Number(NANOSECONDS / perSecond) : 0, offset };
};

/** Long division of the 64 bits in two steps, with every number below 2^53; the last sum alone may round. */
const timeOf = (unit: number, high: number, low: number): Time => {
  const perSecond = 1_000_000_000 / unit;
  const upper = high * 0x1_0000 + (low >>> 16);
  const quotient = Math.floor(upper / perSecond);
  const rest = (upper - quotient * perSecond) * 0x1_0000 + (low & 0xffff);
  const seconds = Math.floor(rest / perSecond);
  return { seconds: quotient * 0x1_0000 + seconds, nanoseconds: (rest - seconds * perSecond) * unit };
};

const slowTimeOf = (clock: Clock, high: number, low: number): Time => {
  const count = (BigInt(high) << 32n) | BigInt(low);
  return {
    seconds: Number(count / clock.perSecond + clock.offset),
    nanoseconds: Number(((count % clock.perSecond) * NANOSECONDS) / clock.perSecond),
  };
};

/** The time of a packet from the two halves of its timestamp. */
export const readClock = (clock: Clock, high: number, low: number): Time =>
  clock.unit > 0 ? timeOf(clock.unit, high, low) : slowTimeOf(clock, high, low);

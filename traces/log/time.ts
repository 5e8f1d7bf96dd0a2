/** When something happened, as a log writes it. */

export type Instant = {
  /** Since 1970-01-01 UTC. */
  readonly seconds: number;
  /** Of the second. */
  readonly nanoseconds: number;
};

const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** The year 9999. */
const LATEST = 253_402_300_799;
const MICRO = 1_000_000;

const isPossible = ({ seconds }: Instant): boolean => seconds >= 0 && seconds <= LATEST;

/** A double holds the time of today to a quarter of a microsecond: what is beyond microseconds is noise. */
const ofNumber = (time: number): Instant => {
  const whole = Math.floor(time);
  const micros = Math.round((time - whole) * MICRO);
  return { seconds: whole + Math.floor(micros / MICRO), nanoseconds: (micros % MICRO) * 1000 };
};

const ofText = (text: string): Instant | undefined => {
  const [, local = "", fraction = "", sign, hours, minutes] = ISO.exec(text) ?? [];
  const at = Date.parse(`${local}Z`);
  // A day that no month has, or a second 60, is read as another time or as none.
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 19) !== local) return undefined;
  const ahead = sign === undefined ? 0 : (Number(hours) * 60 + Number(minutes)) * 60;
  return {
    seconds: at / 1000 - (sign === "-" ? -ahead : ahead),
    nanoseconds: Number(fraction.padEnd(9, "0")),
  };
};

/** Undefined for what is no time since 1970: a text without a time zone is none. */
export const instantOf = (time: number | string): Instant | undefined => {
  if (typeof time === "number" && !(time >= 0 && time <= LATEST)) return undefined;
  const instant = typeof time === "number" ? ofNumber(time) : ofText(time);
  return instant !== undefined && isPossible(instant) ? instant : undefined;
};

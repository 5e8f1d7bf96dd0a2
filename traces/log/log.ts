/**
 * What an implementation says of itself: one JSON object per line, one message that it sent or received. For those who
 * write such a log, docs/logs.md says the same with an example.
 */
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import * as J from "fp-ts/lib/Json.js";
import * as t from "io-ts";
import { isIpv6, isMac, isPrefix } from "./address.js";
import { instantOf } from "./time.js";

/** What is decoded as it is, where it is right; its name says what is expected. */
const checked = <A>(codec: t.Type<A>, isRight: (value: A) => boolean, name: string): t.Type<A> =>
  new t.Type(
    name,
    (u): u is A => codec.is(u) && isRight(u),
    (u, context) => (codec.is(u) && isRight(u) ? t.success(u) : t.failure(u, context)),
    t.identity,
  );

const upTo = (greatest: number): t.Type<number> =>
  checked(t.number, (n) => Number.isInteger(n) && n >= 0 && n <= greatest, `an integer from 0 to ${greatest}`);

/** UTF-8 octets. */
const sizeOf = (text: string): number => encodeURIComponent(text).replace(/%../g, "-").length;
/** Half of a surrogate pair has no octets. */
const isWhole = (text: string): boolean => !/\p{Surrogate}/u.test(text);
const textOf = (greatest: number): t.Type<string> =>
  checked(
    t.string,
    (text) => text !== "" && isWhole(text) && sizeOf(text) <= greatest,
    `a text of 1 to ${greatest} bytes`,
  );

/** Kept as it was written; `instantOf` reads it. */
const Time: t.Type<number | string> = checked(
  t.union([t.number, t.string]),
  (time) => instantOf(time) !== undefined,
  "seconds since 1970, or a time such as 2026-01-31T12:00:00.123456Z",
);

const Address = checked(t.string, isIpv6, "an IPv6 address");
const Mac = checked(t.string, isMac, "a link-layer address such as 02:00:00:00:00:01");
/** A mobility header has 2,048 octets at most. */
const MOST_PREFIXES = 32;
const Prefixes: t.Type<ReadonlyArray<string>> = checked(
  t.readonlyArray(t.string),
  (prefixes) => prefixes.length <= MOST_PREFIXES && prefixes.every(isPrefix),
  `a list of at most ${MOST_PREFIXES} prefixes such as 2001:db8:1::/64`,
);

/** The wire counts in units of four seconds, in 16 bits. */
const Lifetime = checked(
  t.number,
  (n) => Number.isInteger(n / 4) && n >= 0 && n <= 4 * 0xffff,
  `seconds from 0 to ${4 * 0xffff}, a multiple of 4`,
);
/** 48 bits of seconds since 1970, whatever the sender thinks the time is. */
const Timestamp = checked(t.number, (n) => n >= 0 && n < 2 ** 47, "seconds since 1970");
const Hex = checked(
  t.string,
  (text) => /^([0-9a-f]{2}){1,64}$/i.test(text),
  "an even number of hexadecimal digits, at most 128",
);
/** RFC 6275 §6.1.7, RFC 5213 §8.1: the flags that are set. */
const Flags = checked(
  t.string,
  (text) => /^[AHLKMRP]*$/.test(text) && new Set(text).size === text.length,
  "letters of AHLKMRP, each once",
);
const MnId = textOf(254);

/** Options that both messages may have; one that is not named is not in the message. */
const Options = t.partial({
  /** Handoff Indicator (RFC 5213 §8.4). */
  hi: upTo(255),
  /** Access Technology Type (RFC 5213 §8.5). */
  att: upTo(255),
  /** Mobile Node Link-layer Identifier (RFC 5213 §8.6). */
  llid: Hex,
  /** Timestamp (RFC 5213 §8.8), rounded to 1/65536 s. */
  timestamp: Timestamp,
});

const PBU = t.exact(
  t.intersection([
    t.type({ type: t.literal("PBU"), sequence: upTo(0xffff), lifetime: Lifetime, mnId: MnId, hnp: Prefixes }),
    Options,
    /** "AP" where it is absent. */
    t.partial({ flags: Flags }),
  ]),
  "PBU",
);
const PBA = t.exact(
  t.intersection([
    t.type({ type: t.literal("PBA"), sequence: upTo(0xffff), status: upTo(255), lifetime: Lifetime, hnp: Prefixes }),
    Options,
    t.partial({ mnId: MnId }),
  ]),
  "PBA",
);
const RS = t.strict({ type: t.literal("RS") }, "RS");
const RA = t.strict({ type: t.literal("RA"), prefixes: Prefixes }, "RA");

const messages = { PBU, PBA, RS, RA } as const;
const Tagged = t.type({ type: t.keyof({ PBU: null, PBA: null, RS: null, RA: null }) });

export type LogMessage = t.TypeOf<typeof PBU> | t.TypeOf<typeof PBA> | t.TypeOf<typeof RS> | t.TypeOf<typeof RA>;

const isLogMessage = (u: unknown): u is LogMessage => Tagged.is(u) && messages[u.type].is(u);

/** By its type, so that the mistakes are those of one message, not of four. */
const Message = new t.Type<LogMessage>(
  "LogMessage",
  isLogMessage,
  (u, context) =>
    pipe(
      Tagged.validate(u, context),
      E.flatMap(({ type }): t.Validation<LogMessage> => messages[type].validate(u, context)),
    ),
  t.identity,
);

/** Keys that are not named here are passed over: a log may say more. */
export const LogEvent = t.exact(
  t.intersection([
    t.type({
      time: Time,
      /** Who logs: each is a point of its own, as if it had its own capture. */
      node: textOf(255),
      direction: t.keyof({ sent: null, received: null }),
      from: Address,
      to: Address,
      message: Message,
    }),
    t.partial({ fromMac: Mac, toMac: Mac }),
  ]),
  "LogEvent",
);
export type LogEvent = t.TypeOf<typeof LogEvent>;

/** What a line should have had, and what it has: safe to print. */
export type LogError = { readonly expected: string; readonly found: string };

/** Bytes of a line, without its end. */
export const MAX_LINE = 65_536;
const MAX_SHOWN = 60;

/** Printable ASCII as it is, the rest as escapes. */
const shown = (text: string): string => {
  const start = text.slice(0, MAX_SHOWN + 1);
  const safe = start.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return safe.length > MAX_SHOWN ? `${safe.slice(0, MAX_SHOWN)}...` : safe;
};

const foundIn = (value: unknown): string => {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return shown(JSON.stringify(value));
  return typeof value === "object" && value !== null ? "an object" : shown(JSON.stringify(value));
};

/** The first mistake: the parts of an intersection have numbers for keys. */
const mistake = (errors: t.Errors): LogError => {
  const [context = []] = errors.map((error) => error.context);
  const leaf = context.at(-1);
  const path = context.flatMap(({ key }) => (key === "" || /^\d+$/.test(key) ? [] : [key])).join(".");
  const name = leaf?.type.name ?? "";
  const expected = name.includes("{") || name === Message.name ? "an object" : name;
  return { expected: path === "" ? expected : `${expected} in ${path}`, found: foundIn(leaf?.actual) };
};

const JSON_OBJECT = "a JSON object";

/** One line to its event, or its first mistake. Any text gives one of the two. */
export const decodeLine = (text: string): E.Either<LogError, LogEvent> => {
  if (text.length > MAX_LINE)
    return E.left({ expected: `a line of at most ${MAX_LINE} bytes`, found: `${text.length} characters` });
  return pipe(
    J.parse(text),
    E.mapLeft((): LogError => ({ expected: JSON_OBJECT, found: shown(text) })),
    E.filterOrElse(
      (json) => typeof json === "object" && json !== null && !Array.isArray(json),
      (): LogError => ({ expected: JSON_OBJECT, found: shown(text) }),
    ),
    E.flatMap((json) => pipe(LogEvent.decode(json), E.mapLeft(mistake))),
  );
};

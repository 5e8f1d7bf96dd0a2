/**
 * Addresses as text and back. A trace has few addresses and many frames, so the texts made last are remembered: by the
 * octets, in a table of fixed size where a newer address displaces an older one. Nobody outside can tell.
 */
import { concat, i32, two, u16, u8 } from "./bytes.js";
import type { Bytes, IpAddress, MacAddress } from "./layers.js";

type Memory = { readonly words: Int32Array; readonly texts: Array<string> };
const SLOTS = 4096;
const makeMemory = (): Memory => ({
  words: new Int32Array(4 * SLOTS),
  texts: Array.from({ length: SLOTS }, () => ""),
});
const IPV6 = makeMemory();
const MAC = makeMemory();

const remembered = (
  { words, texts }: Memory,
  a: number,
  b: number,
  c: number,
  d: number,
  bytes: Bytes,
  at: number,
  write: (bytes: Bytes, at: number) => string,
): string => {
  const mixed =
    Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35) ^ Math.imul(d, 0x27d4eb2f);
  const slot = (mixed ^ (mixed >>> 13) ^ (mixed >>> 22)) & (SLOTS - 1);
  const w = 4 * slot;
  const text = texts[slot] ?? "";
  if (text !== "" && words[w] === a && words[w + 1] === b && words[w + 2] === c && words[w + 3] === d) return text;
  const fresh = write(bytes, at);
  texts[slot] = fresh;
  words[w] = a;
  words[w + 1] = b;
  words[w + 2] = c;
  words[w + 3] = d;
  return fresh;
};

const IPV6_GROUPS = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** RFC 5952 §4: lower case, no leading zeros, the first of the longest runs of two or more zero groups as `::`. */
const writeIpv6 = (bytes: Bytes, at: number): IpAddress => {
  const groups = IPV6_GROUPS.map((i) => u16(bytes, at + 2 * i));
  // §5: of the prefixes that embed an IPv4 address, only the one of RFC 4291 §2.5.5.2 is so well known.
  if (groups.every((group, i) => i > 5 || group === (i === 5 ? 0xffff : 0)))
    return `::ffff:${ipv4Text(bytes, at + 12)}`;
  let [best, size] = [0, 1];
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (i + run < 8 && groups[i + run] === 0) run++;
    if (run > size) [best, size] = [i, run];
    i += run;
  }
  const text = groups.map((group) => group.toString(16));
  return size === 1 ? text.join(":") : `${text.slice(0, best).join(":")}::${text.slice(best + size).join(":")}`;
};

/** The sixteen octets at `at`. */
export const ipv6Text = (bytes: Bytes, at: number): IpAddress =>
  remembered(IPV6, i32(bytes, at), i32(bytes, at + 4), i32(bytes, at + 8), i32(bytes, at + 12), bytes, at, writeIpv6);

/** The four octets at `at`. */
export const ipv4Text = (bytes: Bytes, at: number): IpAddress =>
  `${u8(bytes, at)}.${u8(bytes, at + 1)}.${u8(bytes, at + 2)}.${u8(bytes, at + 3)}`;

const writeMac = (bytes: Bytes, at: number): MacAddress =>
  Array.from(bytes.subarray(at, at + 6), (octet) => octet.toString(16).padStart(2, "0")).join(":");

/** The six octets at `at`. */
export const macText = (bytes: Bytes, at: number): MacAddress =>
  remembered(MAC, u16(bytes, at), i32(bytes, at + 2), 0, 0, bytes, at, writeMac);

const readIpv4 = (text: string): Bytes | undefined => {
  const parts = text.split(".");
  const right = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return right ? Uint8Array.from(parts, Number) : undefined;
};

/** Groups of one side of a `::`. */
const readGroups = (text: string): Bytes | undefined => {
  const parts = text === "" ? [] : text.split(":");
  if (!parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
  return concat(...parts.map((part) => two(Number.parseInt(part, 16))));
};

/** With the IPv4 address that may stand at the end as two groups. */
const inGroups = (text: string): string | undefined => {
  if (!text.includes(".")) return text;
  const last = text.lastIndexOf(":") + 1;
  const ipv4 = readIpv4(text.slice(last));
  return ipv4 && `${text.slice(0, last)}${u16(ipv4, 0).toString(16)}:${u16(ipv4, 2).toString(16)}`;
};

const readIpv6 = (text: string): Bytes | undefined => {
  const sides = inGroups(text)?.split("::") ?? [];
  const head = readGroups(sides[0] ?? "");
  const tail = readGroups(sides[1] ?? "");
  if (head === undefined || tail === undefined || sides.length > 2) return undefined;
  const zeros = 16 - head.length - tail.length;
  return (sides.length === 2 ? zeros >= 2 : zeros === 0) ? concat(head, new Uint8Array(zeros), tail) : undefined;
};

/** Sixteen octets of an IPv6 address, four of an IPv4 address; undefined for any other text. A zone is none of ours. */
export const readAddress = (text: string): Bytes | undefined => (text.includes(":") ? readIpv6(text) : readIpv4(text));

/** The octets of an address that a layer holds. Throws for a text that is none: the layer breaks its type's promise. */
const octets = (text: string, size: number, read: (text: string) => Bytes | undefined): Bytes => {
  const found = read(text);
  if (found?.length === size) return found;
  throw new Error(`emit: expected an address of ${size} bytes, got '${text}'`);
};
export const ipv6Bytes = (address: IpAddress): Bytes => octets(address, 16, readAddress);
export const ipv4Bytes = (address: IpAddress): Bytes => octets(address, 4, readAddress);
export const macBytes = (address: MacAddress): Bytes =>
  octets(address, 6, (text) =>
    /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)
      ? Uint8Array.from(text.split(":"), (octet) => Number.parseInt(octet, 16))
      : undefined,
  );

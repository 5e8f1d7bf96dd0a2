/** Home network prefixes as text, `2001:db8:100::/64`, and which addresses are in them. */
import { ipv6Text, readAddress } from "../wire/addresses.js";
import type { IpAddress } from "../wire/layers.js";

export type PrefixText = string;

/** "Please assign": RFC 5213 §8.3. */
export const ALL_ZERO: PrefixText = "::/0";

/**
 * A host forms its address with 64 bits of its own (RFC 4291 §2.5.1), so a longer prefix can only name the first 64 of
 * its network: there are implementations that announce /64 and register /128.
 */
const LONGEST = 64;

const network = (octets: Uint8Array, length: number): Uint8Array =>
  octets.map((octet, i) => octet & (0xff << Math.min(8, Math.max(0, 8 * (i + 1) - length))));

const write = (address: IpAddress, length: number): PrefixText | undefined => {
  const octets = readAddress(address);
  if (octets?.length !== 16) return undefined;
  const bits = Math.min(length, LONGEST);
  return `${ipv6Text(network(octets, bits), 0)}/${bits}`;
};

/** A run has few addresses and many frames: what was written is remembered, and forgotten when it is too much. */
const MOST = 8_192;
const written = new Map<string, PrefixText | undefined>();

/** The network that a prefix of that length names; undefined if the address is none of IPv6. */
export const prefixText = (address: IpAddress, length: number): PrefixText | undefined => {
  const key = `${address}/${length}`;
  if (written.has(key)) return written.get(key);
  if (written.size >= MOST) written.clear();
  const text = write(address, length);
  written.set(key, text);
  return text;
};

/** The prefix of an address: its first 64 bits. */
export const networkOf = (address: IpAddress): PrefixText | undefined => prefixText(address, LONGEST);

export const isIn = (address: IpAddress, prefix: PrefixText): boolean => {
  const length = Number(prefix.slice(prefix.indexOf("/") + 1));
  return length > 0 && prefixText(address, length) === prefix;
};

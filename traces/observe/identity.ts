/** By what a mobility message says whose it is. */
import type { MacAddress, MobilityOption } from "../wire/layers.js";
import { macText } from "../wire/addresses.js";
import type { MessageSeen } from "./messages.js";
import { optionsOf } from "./messages.js";
import { ALL_ZERO, type PrefixText, prefixText } from "./prefixes.js";
import { ascii, hex, safe } from "./text.js";

export type Identity = {
  /** Equal for equal identifiers; undefined if there is none or it identifies nobody (no octets, all NUL). */
  readonly id: string | undefined;
  /** As reports write it. */
  readonly shownId: string | undefined;
  readonly prefixes: ReadonlyArray<PrefixText>;
  readonly llid: string | undefined;
  readonly mac: MacAddress | undefined;
};

/**
 * Text up to the first NUL where there is text: implementations send fields of fixed size, filled with NULs or with what
 * stands behind them in memory. Otherwise the octets.
 */
export const shownIdentifier = (identifier: Uint8Array): string | undefined => {
  if (identifier.every((octet) => octet === 0)) return undefined;
  const nul = identifier.indexOf(0);
  const text = ascii(nul > 0 ? identifier.subarray(0, nul) : identifier);
  return text === undefined ? `0x${hex(identifier)}` : safe(text);
};

/** Of an identifier of an interface that contains one: 6 octets, or the 8 of a modified EUI-64 (RFC 4291 App. A). */
const macIn = (octets: Uint8Array): MacAddress | undefined => {
  if (octets.length === 6) return macText(octets, 0);
  if (octets.length !== 8 || octets[3] !== 0xff || octets[4] !== 0xfe) return undefined;
  const [a = 0, b = 0, c = 0, , , d = 0, e = 0, f = 0] = octets;
  return macText(Uint8Array.of(a ^ 2, b, c, d, e, f), 0);
};

const find = <K extends MobilityOption["option"]>(
  options: ReadonlyArray<MobilityOption>,
  name: K,
): Extract<MobilityOption, { readonly option: K }> | undefined =>
  options.find((option): option is Extract<MobilityOption, { readonly option: K }> => option.option === name);

export const optionIn = <K extends MobilityOption["option"]>(
  { mobility }: MessageSeen,
  name: K,
): Extract<MobilityOption, { readonly option: K }> | undefined => find(optionsOf(mobility.message), name);

/** The prefixes that a message names by value, in the order of their texts. */
export const prefixesIn = ({ mobility }: MessageSeen): ReadonlyArray<PrefixText> => {
  const named = optionsOf(mobility.message).flatMap((option) => {
    const prefix = option.option === "HNP" ? prefixText(option.prefix, option.prefixLength) : undefined;
    return prefix === undefined || isAllZero(option) ? [] : [prefix];
  });
  return [...new Set(named)].toSorted();
};

/** A request for a prefix: whatever length it gives (RFC 5213 §8.3 has the value alone). */
export const isAllZero = (option: MobilityOption): boolean => option.option === "HNP" && option.prefix === "::";

export const asksForPrefix = ({ mobility }: MessageSeen): boolean => optionsOf(mobility.message).some(isAllZero);

export const identityOf = (message: MessageSeen): Identity => {
  const mnId = optionIn(message, "MN-ID");
  const llid = optionIn(message, "MN-LLID");
  const shown = mnId === undefined ? undefined : shownIdentifier(mnId.identifier);
  return {
    id: shown === undefined ? undefined : `${mnId?.subtype ?? 0} ${shown}`,
    shownId: shown,
    prefixes: prefixesIn(message).filter((prefix) => prefix !== ALL_ZERO),
    llid: llid === undefined || llid.identifier.every((octet) => octet === 0) ? undefined : hex(llid.identifier),
    mac: llid === undefined ? undefined : macIn(llid.identifier),
  };
};

/**
 * What a dissection says, in the words of another analyser: a value under the name that the analyser gives the field and
 * the place of the field in the frame. The values come from the fields of the layers, not from the octets.
 */
import { readAddress } from "../../../../traces/wire/addresses.js";
import { showHex } from "./hex.js";

/** Value by `name@place`. Hexadecimal without leading zeros, so that a number and its octets are the same. */
export type Facts = Map<string, string>;

type Value = number | string | Uint8Array;
export const plain = (hexadecimal: string) => hexadecimal.toLowerCase().replace(/^0+(?=.)/, "");
export const show = (value: Value): string => {
  if (typeof value === "number") return value.toString(16);
  if (typeof value !== "string") return plain(showHex(value));
  const address = /^..:..:..:..:..:..$/.test(value) ? undefined : readAddress(value);
  return plain(address === undefined ? value.replaceAll(":", "") : showHex(address));
};

export type Row = readonly [name: string, at: number, value: Value];

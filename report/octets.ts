/** Octets of a packet as text that is safe to print, and never long. */
import { count } from "./text.js";

const DIGITS = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, "0"));

/** Two digits per octet, however many there are. */
export const hex = (octets: Uint8Array): string => {
  let text = "";
  for (const octet of octets) text += DIGITS[octet] ?? "";
  return text;
};

/** What is shown of octets that nobody interprets. */
const MOST = 32;

/** The first of them. */
export const showFirstOctets = (octets: Uint8Array): string =>
  `0x${hex(octets.subarray(0, MOST))}${octets.length > MOST ? "…" : ""}`;

/** `0x2c9f…, 64 bytes`. */
export const showOctets = (octets: Uint8Array): string => {
  if (octets.length === 0) return "nothing";
  return `${showFirstOctets(octets)}${octets.length > MOST ? `, ${count(octets.length)} bytes` : ""}`;
};

const PRINTABLE = /^[\u0020-\u007e]+$/;

/** As octets, or as the ASCII text that they are; NULs after it are counted. */
export const showName = (octets: Uint8Array): string => {
  let end = octets.length;
  while (end > 0 && octets[end - 1] === 0) end--;
  const text = String.fromCharCode(...octets.subarray(0, Math.min(end, 255)));
  if (!PRINTABLE.test(text) || end > 255) return showOctets(octets);
  return end === octets.length ? text : `${text} and ${octets.length - end} NUL`;
};

/** Six octets and others, with colons. */
export const showLinkAddress = (octets: Uint8Array): string =>
  octets.length > MOST ? showOctets(octets) : Array.from(octets, (octet) => DIGITS[octet]).join(":");

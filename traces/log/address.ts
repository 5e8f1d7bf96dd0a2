/** Addresses as a log may write them: text that stays text. */

const isGroup = (part: string): boolean => /^[0-9a-f]{1,4}$/i.test(part);

const groupsOf = (text: string): ReadonlyArray<string> => (text === "" ? [] : text.split(":"));

/** RFC 4291 §2.2, forms 1 and 2: no embedded IPv4 address, no zone. */
export const isIpv6 = (text: string): boolean => {
  const [head = "", tail, more] = text.split("::");
  const groups = [...groupsOf(head), ...groupsOf(tail ?? "")];
  if (more !== undefined || !groups.every(isGroup)) return false;
  return tail === undefined ? groups.length === 8 : groups.length <= 6;
};

/** `2001:db8:1::/64`. Bits beyond the length are the log's own business. */
export const isPrefix = (text: string): boolean => {
  const [, address = "", length = ""] = /^([^/]*)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  return isIpv6(address) && Number(length) <= 128;
};

/** Six octets in hexadecimal, with colons. */
export const isMac = (text: string): boolean => /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text);

/** Bytes and foreign text as text that is safe to print. */

export const hex = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
};

/** Text that came from a packet or a file may be long and may steer a terminal. */
export const safe = (text: string, most = 120): string => {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.replace(
    // oxlint-disable-next-line no-control-regex -- to find control characters is what it is for
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
};

const PRINTABLE = /^[\u0020-\u007e]+$/;

/** Octets as ASCII text if they are all printable, without the NULs that fill the end. */
export const ascii = (bytes: Uint8Array): string | undefined => {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const text = String.fromCharCode(...bytes.subarray(0, Math.min(end, 255)));
  return PRINTABLE.test(text) ? text : undefined;
};

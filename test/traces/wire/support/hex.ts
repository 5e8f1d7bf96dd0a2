/** Octets as they are drawn in the standards: hexadecimal, with spaces and line breaks anywhere. */
export const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replace(/\s/g, ""), "hex"));

export const showHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Words that all formats share. */
export type Bytes = Uint8Array;

/** Where a layer begins, in bytes from the start of the frame. */
export type Placed = { readonly at: number };

/** Six octets, hexadecimal, with colons. */
export type MacAddress = string;
/** An IPv6 address as RFC 5952 writes it, or an IPv4 address in dotted decimals. */
export type IpAddress = string;

/** Where a frame stops making sense. `truncated`: it is not the sender's fault, the capture kept no more. */
export type Malformed = {
  /** In bytes from the start of the frame. */
  readonly at: number;
  readonly layer: string;
  readonly expected: string;
  readonly found: string;
  readonly truncated: boolean;
};

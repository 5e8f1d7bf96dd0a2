/** RFC 4303 §2: what can be seen of it. */
import { concat, four, u32 } from "./bytes.js";
import type { Bytes, Esp, Malformed } from "./layers.js";
import { lacks } from "./malformed.js";

const FIXED = 8;

/** `data` is all that follows the sequence number and was captured: ciphertext, trailer, integrity check value. */
export const parseEsp = (bytes: Bytes, at: number, end: number): Esp | Malformed =>
  lacks(bytes, at, FIXED, end, "esp", "header") ?? {
    layer: "esp",
    at,
    spi: u32(bytes, at),
    sequence: u32(bytes, at + 4),
    data: bytes.subarray(at + FIXED, end),
  };

export const emitEsp = ({ spi, sequence, data }: Esp): Bytes => concat(four(spi), four(sequence), data);

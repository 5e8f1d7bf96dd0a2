/**
 * The naive twin: the same formats from a whole file, block after block, as the documents describe them, with big
 * integers for times; nothing shared with the reader but the types. Of an error it tells the kind and the place.
 */
import type { CaptureError } from "../../../traces/capture/error.js";
import type { Seen } from "./read.js";

export type NaiveError = Pick<CaptureError, "kind" | "at" | "frame">;
export type NaiveRead = { readonly frames: ReadonlyArray<Seen>; readonly error: NaiveError | undefined };

const KNOWN =
  /^(1f8b|425a68|fd377a58|28b52ffd|04224d18|504b0304|736e6f6f|52545353|474d4255|a1b2cd34|34cdb2a1|a1b234cd|cd34b2a1|a12b3c4d|4d3c2ba1|1c0001a[bc]|a[bc]01001c)/;
const MOST = 256 * 1024;

const numbers = (file: Buffer, little: boolean) => ({
  u16: (at: number) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at)),
  u32: (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at)),
  u64: (at: number) => (little ? file.readBigUInt64LE(at) : file.readBigUInt64BE(at)),
  i64: (at: number) => (little ? file.readBigInt64LE(at) : file.readBigInt64BE(at)),
});

const time = (count: bigint, perSecond: bigint, offset = 0n) => ({
  seconds: Number(count / perSecond + offset),
  nanoseconds: Number(((count % perSecond) * 10n ** 9n) / perSecond),
});

const pcap = (file: Buffer, little: boolean, perSecond: bigint): NaiveRead => {
  const { u16, u32 } = numbers(file, little);
  const frames: Seen[] = [];
  const stop = (kind: CaptureError["kind"], at: number) => ({ frames, error: { kind, at, frame: frames.length + 1 } });
  if (file.length < 24) return stop("truncated", 0);
  if (u16(4) !== 2 || u16(6) !== 4) return stop("unsupported", 0);
  // Bits 16 to 25 and 27 are reserved.
  if ([16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27].some((bit) => Math.floor(u32(20) / 2 ** bit) % 2 === 1))
    return stop("unsupported", 0);
  for (let at = 24; at < file.length;) {
    if (at + 16 > file.length) return stop("truncated", at);
    const captured = u32(at + 8);
    if (captured > MOST) return stop("corrupt", at);
    if (at + 16 + captured > file.length) return stop("truncated", at);
    frames.push({
      number: frames.length + 1,
      at,
      linkType: u32(20) % 65_536,
      interface: 0,
      ...time(BigInt(u32(at)) * perSecond + BigInt(u32(at + 4)), perSecond),
      originalLength: u32(at + 12),
      hex: file.toString("hex", at + 16, at + 16 + captured),
    });
    at += 16 + captured;
  }
  return { frames, error: undefined };
};

type Described = { linkType: number; snapLength: number; perSecond: bigint; offset: bigint };

/** Undefined where the options are not right. */
const describe = (file: Buffer, little: boolean, at: number, end: number): Described | undefined => {
  const { u16, u32, i64 } = numbers(file, little);
  let perSecond: bigint | undefined;
  let offset: bigint | undefined;
  for (let option = at + 16; option < end;) {
    if (option + 4 > end) return undefined;
    const code = u16(option);
    const length = u16(option + 2);
    if (code === 0) break;
    if (option + 4 + length > end) return undefined;
    if ((code === 9 && length !== 1) || (code === 14 && length !== 8)) return undefined;
    const power = file[option + 4] ?? 0;
    if (code === 9) perSecond ??= power >= 128 ? 2n ** BigInt(power - 128) : 10n ** BigInt(power);
    if (code === 14) offset ??= i64(option + 4);
    option += 4 + Math.ceil(length / 4) * 4;
  }
  return { linkType: u16(at + 8), snapLength: u32(at + 12), perSecond: perSecond ?? 10n ** 6n, offset: offset ?? 0n };
};

const LEAST = new Map([
  [0x0a0d0d0a, 28],
  [1, 20],
  [2, 32],
  [3, 16],
  [6, 32],
]);

const pcapng = (file: Buffer): NaiveRead => {
  const frames: Seen[] = [];
  const stop = (kind: CaptureError["kind"], at: number) => ({ frames, error: { kind, at, frame: frames.length + 1 } });
  let little = false;
  let interfaces: Described[] = [];
  for (let at = 0; at < file.length;) {
    if (at + 12 > file.length) return stop("truncated", at);
    if (file.toString("hex", at, at + 4) === "0a0d0d0a") {
      const mark = file.toString("hex", at + 8, at + 12);
      if (mark !== "1a2b3c4d" && mark !== "4d3c2b1a") return stop(at === 0 ? "not a capture" : "corrupt", at);
      little = mark === "4d3c2b1a";
    }
    const { u16, u32 } = numbers(file, little);
    const type = u32(at);
    const length = Math.ceil(u32(at + 4) / 4) * 4;
    if (length < (LEAST.get(type) ?? 12)) return stop("corrupt", at);
    if (LEAST.has(type) && length > 2 ** 20) return stop("corrupt", at);
    if (at + length > file.length) return stop("truncated", at);
    const end = at + length - 4;
    if (Math.ceil(u32(end) / 4) * 4 !== length) return stop("corrupt", at);
    if (type === 0x0a0d0d0a) {
      if (u16(at + 12) !== 1 || ![0, 2].includes(u16(at + 14))) return stop("unsupported", at);
      interfaces = [];
    }
    if (type === 1) {
      const described = describe(file, little, at, end);
      if (described === undefined) return stop("corrupt", at);
      if (interfaces.push(described) > 65_536) return stop("unsupported", at);
    }
    if (type === 2 || type === 3 || type === 6) {
      const id = type === 6 ? u32(at + 8) : type === 2 ? u16(at + 8) : 0;
      const described = interfaces[id];
      if (described === undefined) return stop("corrupt", at);
      const { linkType, snapLength, perSecond, offset } = described;
      const originalLength = u32(at + (type === 3 ? 8 : 24));
      const simple = snapLength === 0 ? originalLength : Math.min(snapLength, originalLength);
      const captured = type === 3 ? simple : u32(at + 20);
      const data = at + (type === 3 ? 12 : 28);
      if (captured > MOST || data + Math.ceil(captured / 4) * 4 > end) return stop("corrupt", at);
      const count = BigInt(u32(at + 12)) * 2n ** 32n + (type === 3 ? 0n : BigInt(u32(at + 16)));
      frames.push({
        number: frames.length + 1,
        at,
        linkType,
        interface: id,
        ...(type === 3 ? { seconds: undefined, nanoseconds: 0 } : time(count, perSecond, offset)),
        originalLength,
        hex: file.toString("hex", data, data + captured),
      });
    }
    at += length;
  }
  return { frames, error: undefined };
};

export const naive = (bytes: Uint8Array): NaiveRead => {
  const file = Buffer.from(bytes);
  const magic = file.toString("hex", 0, 4);
  if (magic === "0a0d0d0a") return pcapng(file);
  if (magic === "a1b2c3d4") return pcap(file, false, 10n ** 6n);
  if (magic === "d4c3b2a1") return pcap(file, true, 10n ** 6n);
  if (magic === "a1b23c4d") return pcap(file, false, 10n ** 9n);
  if (magic === "4d3cb2a1") return pcap(file, true, 10n ** 9n);
  const kind = magic === "" ? "empty" : KNOWN.test(magic) && magic.length === 8 ? "unsupported" : "not a capture";
  return { frames: [], error: { kind, at: 0, frame: 1 } };
};

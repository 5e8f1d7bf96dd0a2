/** A log of an implementation's own events, chunk by chunk, to the frames of a capture: an input as good as one. */
import * as E from "fp-ts/lib/Either.js";
import type { CaptureError } from "../traces/capture/error.js";
import type { Frame } from "../traces/capture/frame.js";
import { isCapture } from "../traces/capture/magic.js";
import { type CaptureReader, captureReader } from "../traces/capture/reader.js";
import { type LogError, type LogEvent, MAX_LINE, decodeLine } from "../traces/log/log.js";
import { instantOf } from "../traces/log/time.js";
import { packetOf } from "./log-packet.js";

type Sink = (frame: Frame) => void;

const LINE_FEED = 0x0a;
const BRACE = 0x7b;
const isSpace = (octet: number): boolean => octet === 0x20 || (octet >= 0x09 && octet <= 0x0d);

/** Nodes that one log may have: the interface numbers of what is read must stay few. */
export const MAX_NODES = 1024;

const TOO_LONG: LogError = { expected: `a line of at most ${MAX_LINE} bytes`, found: "more" };
const TOO_MANY: LogError = { expected: `at most ${MAX_NODES} nodes in one log`, found: "another one" };

const utf8 = new TextDecoder("utf-8", { fatal: true });

const decode = (line: Uint8Array): E.Either<LogError, LogEvent> => {
  try {
    return decodeLine(utf8.decode(line));
  } catch {
    // Of what is called here only the decoder throws.
    return E.left({ expected: "text in UTF-8", found: "other bytes" });
  }
};

/**
 * Reads a log line by line: the frame of each has the number of its line, and each node is an interface of its own. The
 * first line that is none ends the reading, as it does in a capture. How the stream is cut into chunks changes nothing.
 */
export const logReader = (sink: Sink): CaptureReader => {
  const nodes = new Map<string, number>();
  const rest = { bytes: new Uint8Array(MAX_LINE), length: 0 };
  let [at, number] = [0, 1];
  let error: CaptureError | undefined;

  const corrupt = ({ expected, found }: LogError): CaptureError => ({
    kind: "corrupt",
    at,
    frame: number,
    where: "log line",
    expected,
    found,
  });

  const take = (line: Uint8Array): CaptureError | undefined => {
    if (line.length > MAX_LINE) return corrupt(TOO_LONG);
    if (line.every(isSpace)) return undefined;
    const event = decode(line);
    if (E.isLeft(event)) return corrupt(event.left);
    const { node, time } = event.right;
    const known = nodes.get(node) ?? nodes.size;
    if (known >= MAX_NODES) return corrupt(TOO_MANY);
    nodes.set(node, known);
    const { linkType, bytes } = packetOf(event.right);
    const { seconds, nanoseconds } = instantOf(time) ?? { seconds: undefined, nanoseconds: 0 };
    sink({ number, at, linkType, interface: known, seconds, nanoseconds, originalLength: bytes.length, bytes });
    return undefined;
  };

  const keep = (bytes: Uint8Array): CaptureError | undefined => {
    if (rest.length + bytes.length > MAX_LINE) return corrupt(TOO_LONG);
    rest.bytes.set(bytes, rest.length);
    rest.length += bytes.length;
    return undefined;
  };

  /** A part of a line up to its end, after what was kept of it. */
  const takeEnd = (part: Uint8Array): CaptureError | undefined => {
    const problem = rest.length > 0 ? keep(part) : undefined;
    if (problem !== undefined) return problem;
    const line = rest.length > 0 ? rest.bytes.subarray(0, rest.length) : part;
    const mistake = take(line);
    if (mistake !== undefined) return mistake;
    at += line.length + 1;
    number++;
    rest.length = 0;
    return undefined;
  };

  const push = (chunk: Uint8Array): CaptureError | undefined => {
    for (let from = 0; error === undefined && from < chunk.length;) {
      const end = chunk.indexOf(LINE_FEED, from);
      error = end === -1 ? keep(chunk.subarray(from)) : takeEnd(chunk.subarray(from, end));
      from = end === -1 ? chunk.length : end + 1;
    }
    return error;
  };

  const end = (): CaptureError | undefined => {
    if (error === undefined && rest.length > 0) error = take(rest.bytes.subarray(0, rest.length));
    return error;
  };

  return { push, end };
};

/** Enough to tell a pcapng file, which begins with ends of lines, from a log that does. */
const MAGIC_LENGTH = 4;

/** A log where the first byte that is no space opens an object; else a capture. */
export const inputReader = (sink: Sink): CaptureReader => {
  let reader: CaptureReader | undefined;
  let held: Uint8Array = new Uint8Array();

  /** Undefined while nothing but space came, and not too much of it. */
  const choose = (): CaptureReader | undefined => {
    const first = held.find((octet) => !isSpace(octet));
    if (held.length >= MAGIC_LENGTH && isCapture(held)) return captureReader(sink);
    if (first === BRACE) return logReader(sink);
    return first === undefined && held.length < MAX_LINE ? undefined : captureReader(sink);
  };

  const push = (chunk: Uint8Array): CaptureError | undefined => {
    if (reader !== undefined) return reader.push(chunk);
    held = Buffer.concat([held, chunk]);
    reader = choose();
    const error = reader?.push(held);
    if (reader !== undefined) held = new Uint8Array();
    return error;
  };

  const end = (): CaptureError | undefined => {
    if (reader !== undefined) return reader.end();
    reader = captureReader(sink);
    return reader.push(held) ?? reader.end();
  };

  return { push, end };
};

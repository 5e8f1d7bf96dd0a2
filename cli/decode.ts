/** `mpacheck decode`: what is in the frames of a capture. */
import * as E from "fp-ts/lib/Either.js";
import { isUnusable, showCaptureProblem } from "../report/capture-problem.js";
import { type Decoded, type Taken, isSignalling, showFrame } from "../report/dissection-text.js";
import { CaptureProblem, DecodedFrame, decodedFrame } from "../report/dissection.js";
import type { Paint } from "../report/paint.js";
import { count, plural } from "../report/text.js";
import { showText } from "../report/value.js";
import type { CaptureError } from "../traces/capture/error.js";
import type { Frame } from "../traces/capture/frame.js";
import { anatomy } from "../traces/observe/anatomy.js";
import { surveyor } from "../traces/observe/index.js";
import { PANA_PORT, readPana } from "../traces/observe/messages.js";
import { dissect } from "../traces/wire/dissect.js";
import type { Dissection } from "../traces/wire/layers.js";
import { observationLines } from "./decode-observations.js";
import { EXIT, type Outcome, misused } from "./exit-codes.js";
import type { Piece } from "./inflate.js";
import type { Range } from "./quantities.js";
import { type Reading, isInterruption, openCapture, piecesOf, readFrames } from "./read-capture.js";
import type { Surroundings } from "./surroundings.js";

export type DecodeRequest = {
  /** `-` is standard input. */
  readonly file: string;
  readonly frames: Range;
  readonly only: "all" | "signalling";
  /** `layers`: as text, with a line for every layer. */
  readonly format: "text" | "layers" | "json";
};

const panaOf = (dissection: Dissection): Decoded["pana"] => {
  const udp = dissection.layers.find((layer) => layer.layer === "udp");
  if (udp?.layer !== "udp" || (udp.sourcePort !== PANA_PORT && udp.destinationPort !== PANA_PORT)) return undefined;
  const found = anatomy(dissection);
  const header = found?.payload && readPana({}, found, found.payload);
  return header && { type: header.type, flags: header.flags, session: header.session, sequence: header.sequence };
};

/** Without the octets, which are gone when the next frame is read. */
const takenOf = ({ number, interface: from, seconds, nanoseconds, originalLength }: Frame): Taken => ({
  number,
  interface: from,
  seconds,
  nanoseconds,
  originalLength,
});

const decoded = (frame: Frame): Decoded => {
  const dissection = dissect(frame.linkType, frame.bytes, frame.originalLength);
  return { taken: takenOf(frame), dissection, pana: panaOf(dissection) };
};

/** Where frames become lines; what is counted is told at the end. */
type Telling = {
  readonly lines: string[];
  first: Taken | undefined;
  shown: number;
  signalling: number;
  malformed: number;
};

const tell = (
  telling: Telling,
  first: Taken,
  { only, format }: DecodeRequest,
  paint: Paint,
  frame: Frame,
  found: Decoded,
): void => {
  const isOfSignalling = isSignalling(found);
  if (only === "signalling" && !isOfSignalling) return;
  telling.shown++;
  if (isOfSignalling) telling.signalling++;
  if (found.dissection.problem?.truncated === false) telling.malformed++;
  telling.lines.push(
    format === "json"
      ? JSON.stringify(DecodedFrame.encode(decodedFrame(found, frame.linkType, frame.bytes.length)))
      : showFrame(found, { first, hasLayers: format === "layers", paint }),
  );
};

/** Time as ISO 8601 writes it, with microseconds; a capture may claim any year. */
const moment = ({ seconds, nanoseconds }: Taken): string => {
  if (seconds === undefined) return "";
  const date = new Date(seconds * 1000);
  const micro = String(Math.floor(nanoseconds / 1000)).padStart(6, "0");
  return Number.isNaN(date.getTime())
    ? `; the first ${count(seconds)} s after 1970`
    : `; the first at ${date.toISOString().replace(/\.000Z$/, `.${micro}Z`)}`;
};

/** Without `frames` nobody knows how many there are. */
const summary = ({ first, shown, signalling, malformed }: Telling, frames: number | undefined): string => {
  if (first === undefined) return "no frames";
  const some =
    frames === undefined || shown === frames ? plural(shown, "frame") : `${count(shown)} of ${plural(frames, "frame")}`;
  return `${some}: ${count(signalling)} of signalling, ${malformed === 0 ? "none" : count(malformed)} malformed${moment(first)}`;
};

const problemLine = ({ at, frame, where, expected, found }: CaptureError): string =>
  JSON.stringify(
    CaptureProblem.encode({ schema: "mpacheck/decode@1", kind: "problem", at, frame, where, expected, found }),
  );

const ended = ({ file, format }: DecodeRequest, { frames, problem }: Reading, told: string): Outcome => {
  const name = file === "-" ? "standard input" : file;
  const out = (problemIn: string): string => (format === "json" ? problemIn : told);
  if (problem === undefined) return { code: EXIT.asExpected, out: out(""), err: [] };
  if (isInterruption(problem))
    return {
      code: EXIT.inconclusive,
      out: out(""),
      err: [`${showText(name)}: interrupted after frame ${count(frames)}`],
    };
  const err = [showCaptureProblem(name, problem)];
  return isUnusable(problem) ? misused(err) : { code: EXIT.usage, out: out(problemLine(problem)), err };
};

/** The first frame that is not asked for ends the reading, so that what is wrong beyond it is not told. */
const decodeAll = async (
  request: DecodeRequest,
  pieces: AsyncIterable<Piece>,
  { signal, print, paint }: Surroundings,
): Promise<Outcome> => {
  const { from, to } = request.frames;
  const telling: Telling = { lines: [], first: undefined, shown: 0, signalling: 0, malformed: 0 };
  let [isRead, isPast] = [true, false];
  const flush = async (): Promise<boolean> => {
    const text = telling.lines.map((line) => `${line}\n`).join("");
    telling.lines.length = 0;
    isRead &&= text === "" || (await print(text));
    return isRead && !isPast;
  };
  const survey = surveyor([{ name: request.file }]);
  const sink = (frame: Frame): void => {
    telling.first ??= takenOf(frame);
    isPast ||= frame.number > to;
    if (frame.number < from || isPast) return;
    const found = decoded(frame);
    survey.see(0, frame, found.dissection);
    tell(telling, telling.first, request, paint, frame, found);
  };
  const reading = await readFrames(pieces, sink, signal, flush);
  telling.lines.push(...observationLines(survey.end(), request.format === "json" ? "json" : "text"));
  await flush();
  if (!isRead) return { code: EXIT.asExpected, out: "", err: [] };
  return isPast
    ? ended(request, { frames: to }, summary(telling, undefined))
    : ended(request, reading, summary(telling, reading.frames));
};

export const decode = async (request: DecodeRequest, surroundings: Surroundings): Promise<Outcome> => {
  if (request.file === "-") return decodeAll(request, surroundings.input(), surroundings);
  const opened = await openCapture(request.file)();
  return E.isLeft(opened) ? misused([opened.left]) : decodeAll(request, piecesOf(opened.right), surroundings);
};

/** Why a capture could not be read to its end, as a line. */
import { count } from "./text.js";
import { showText } from "./value.js";

export type CaptureProblem = {
  /** Bytes from the start of the (decompressed) file. */
  readonly at: number;
  /** The number that the next frame would have. */
  readonly frame: number;
  readonly where: string;
  readonly expected: string;
  readonly found: string;
};

/** Nothing of it can be used: it is another file than was meant. */
export const isUnusable = ({ at, frame }: CaptureProblem): boolean => at === 0 && frame === 1;

/** `run.pcap: frame 12 at byte 4,096, pcap record: expected 118 bytes, got 50 bytes`. */
export const showCaptureProblem = (file: string, problem: CaptureProblem): string => {
  const { at, frame, where, expected, found } = problem;
  const place =
    where === "file" && isUnusable(problem) ? "" : ` frame ${count(frame)} at byte ${count(at)}, ${showText(where)}:`;
  return `${showText(file)}:${place} expected ${showText(expected)}, got ${showText(found)}`;
};

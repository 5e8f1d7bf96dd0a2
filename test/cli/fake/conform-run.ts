/** Judges a run by the names of its captures: what the command does around the judge is tested, not the judge. */
import { basename } from "node:path";
import type { ConformRun } from "../../../cli/conform-run.js";
import type { CaptureConformance, ConformanceVerdict } from "../../../report/conformance.js";

/** Of the sample that this run is made like. */
const message = (frame: number, type: string, from: string, to: string, seq: number, lifetime: number) => ({
  frame,
  type,
  from,
  to,
  seq,
  lifetime,
  ...(type === "PBA" ? { status: 0 } : {}),
});

const worst = (verdicts: ReadonlyArray<ConformanceVerdict>): ConformanceVerdict =>
  verdicts.includes("violates") ? "violates" : verdicts.includes("inconclusive") ? "inconclusive" : "conforms";

/**
 * A capture whose name begins with `bad` has a deviation; one without frames is inconclusive, and so is one that ends
 * early. What was asked for is told in the notes.
 */
export const conformRun: ConformRun = async (request, read) => {
  const captures: CaptureConformance[] = [];
  for (const file of request.files) {
    // oxlint-disable-next-line no-await-in-loop -- in the order given
    const { frames, problem } = await read(file, () => undefined);
    const isBad = basename(file).startsWith("bad");
    const declared = request.deviations.find(({ id }) => id === "R-03")?.reason;
    const isOpen = frames === 0 || problem !== undefined;
    captures.push({
      file,
      frames,
      observations: frames === 0 ? 0 : 2,
      verdict: isBad && declared === undefined ? "violates" : isOpen ? "inconclusive" : "conforms",
      roles: { entities: [], evidence: [], unknown: [] },
      signalling:
        frames === 0 ? [] : [message(6, "PBU", "mag1", "lma", 11546, 60), message(7, "PBA", "lma", "mag1", 11546, 60)],
      handovers: [],
      deviations: isBad
        ? [
            {
              id: "R-03",
              frame: 7,
              count: 1,
              why: "acknowledges what is to be ignored",
              ...(declared === undefined ? {} : { declared }),
            },
          ]
        : [],
      streams: {},
      coverage: { exercised: [], unexercised: [] },
      properties: [],
      notes: [
        `handover: ${request.scenario ?? "whatever is seen"}`,
        `roles: ${request.roles?.entities.map(({ name }) => name).join(", ") ?? "inferred"}`,
      ],
      ...(problem === undefined ? {} : { problem }),
    });
  }
  return {
    schema: "mpacheck/conform@1",
    version: request.version,
    verdict: worst(captures.map(({ verdict }) => verdict)),
    captures,
  };
};

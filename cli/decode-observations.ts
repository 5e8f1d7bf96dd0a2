/** What a capture shows in the model's vocabulary, for `decode`: the signalling of each mobile node, frame by frame. */
import { DecodedObservation } from "../report/dissection.js";
import { shownInWords } from "../report/shown.js";
import { showText } from "../report/value.js";
import { interpret, observe } from "../traces/observe/index.js";
import type { Survey } from "../traces/observe/index.js";

/** As text, below a heading, or as objects, one per line. Nothing where nothing of the signalling was seen. */
export const observationLines = (survey: Survey, format: "text" | "json"): ReadonlyArray<string> => {
  const { nodes } = observe(interpret(survey));
  const seen = nodes.flatMap(({ name, observations }) =>
    observations.flatMap((observation) => {
      const [first] = observation.kind === "signal" ? observation.sightings : [];
      if (observation.kind !== "signal" || first === undefined) return [];
      const { signal, fate, copies } = observation;
      return [{ frame: first.frame, mn: name, signal, fate, copies }];
    }),
  );
  if (format === "json")
    return seen.map((each) =>
      JSON.stringify(DecodedObservation.encode({ schema: "mpacheck/decode@1", kind: "observation", ...each })),
    );
  if (seen.length === 0) return [];
  return [
    "",
    "observations, in the model's terms",
    ...seen.map(({ frame, mn, signal }) => `${String(frame).padStart(6)}  ${showText(mn)}  ${shownInWords(signal)}`),
    "",
  ];
};

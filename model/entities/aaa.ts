/** The AAA server: it knows the mobile nodes, their profiles, and where it has admitted them. */
import type { Rule } from "../../checker/system.js";
import { owed } from "../fairness.js";
import type { Options } from "../options.js";
import { type AaaServer, words } from "../state.js";
import { type Pma, pmas } from "../vocabulary.js";
import { homePrefix } from "./lma-processing.js";

const { receive } = words;

export const aaaServer: AaaServer = { MN: [], MN2: [] };

/** D0a, B7, D5: the profile names the home network prefix. With one session per user an early request is refused. */
const answer = (pma: Pma, options: Options): Rule =>
  receive(
    `AAA.answer(${pma})`,
    `${pma}>AAA`,
    ["AAA"],
    ({ AAA }, message) => {
      if (message.type !== "AAA-Request") return [];
      const { mn } = message;
      const elsewhere = AAA[mn].some((admitted) => admitted !== pma);
      const refused = options.aaaSessions === "one" && elsewhere && message.early;
      const reply = { type: "AAA-Answer", mn, hnp: refused ? undefined : homePrefix[mn] } as const;
      const admitted = options.aaaSessions === "one" ? [pma] : [...new Set([...AAA[mn], pma])].toSorted();
      return [
        {
          label: {
            entity: "AAA",
            does: refused ? "refuses access" : "admits the mobile node and gives its profile",
            mn,
            received: message,
            sent: [reply],
          },
          next: { AAA: refused ? AAA : { ...AAA, [mn]: admitted } },
          send: [{ to: `AAA>${pma}` as const, message: reply }],
        },
      ];
    },
    { sources: ["S1 §2.1.1", "S1 §2.1.3.1", "RFC 5836 §8", "B5", "B7", "D0a", "D4", "D5"] },
  );

export const aaaRules = (options: Options): ReadonlyArray<Rule> => owed(pmas.map((pma) => answer(pma, options)));

/**
 * A proxy mobile agent: authentication agent, mobile access gateway and access router in one box (S1 §2.1.1). pPMA and
 * nPMA are two instances of this one specification; what differs is where the mobile node is.
 */
import type { Rule } from "../../checker/system.js";
import { owed } from "../fairness.js";
import type { Options } from "../options.js";
import type { MobileNode, Pma } from "../vocabulary.js";
import { lifeTimeRules } from "./life-times.js";
import { bufferRules, forwardingRules } from "./pma-ar.js";
import { linkRules } from "./pma-link.js";
import { extensionRules, magRules } from "./pma-mag.js";
import { paaRules } from "./pma-paa.js";
import { pmaRestartRules } from "./restart.js";
import { tunnelRules } from "./pma-tunnel.js";

export const pmaRules = (self: Pma, mobileNodes: ReadonlyArray<MobileNode>, options: Options): ReadonlyArray<Rule> => [
  ...mobileNodes.flatMap((mn) => {
    const agent = { self, mn, options };
    const own = [linkRules, paaRules, magRules, tunnelRules, bufferRules, lifeTimeRules];
    return [...owed(own.flatMap((rules) => rules(agent))), ...extensionRules(agent)];
  }),
  ...owed(forwardingRules(self, options)),
  ...pmaRestartRules(self, mobileNodes, options),
];

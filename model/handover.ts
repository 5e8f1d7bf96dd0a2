/** A scenario as a system: the entities' rules, their first states, the channels between them. */
import type { Property, System } from "../checker/system.js";
import { aaaRules, aaaServer } from "./entities/aaa.js";
import { cnRules, correspondentNode } from "./entities/cn.js";
import { haRules, homeAgent } from "./entities/ha.js";
import { homePrefix } from "./entities/lma-processing.js";
import { mnRules, mobileNode } from "./entities/mn.js";
import { pmaRules } from "./entities/pma.js";
import { noStation, poaRules } from "./entities/poa.js";
import { symmetriesOf } from "./interchangeable.js";
import { follow, noJourneys } from "./journeys.js";
import { channels, networkRules } from "./network.js";
import type { Options } from "./options.js";
import { type BindingCacheEntry, type Components, noSession, sessionOf, stationOf, words } from "./state.js";
import { type MobileNode, pmas, poas } from "./vocabulary.js";

export const mobileNodesOf = ({ mobileNodes }: Pick<Options, "mobileNodes">): ReadonlyArray<MobileNode> =>
  mobileNodes === 2 ? ["MN", "MN2"] : ["MN"];

type Start = Pick<Components, MobileNode | "HA" | "AAA" | "pPMA" | "pPMA/MN2" | "pPoA" | "pPoA/MN2" | "clock">;

const beforeBootstrap = (options: Options): Start => ({
  MN: mobileNode(options),
  MN2: mobileNode(options.companion === "stays" ? { ...options, moves: 0 } : options),
  HA: homeAgent,
  AAA: aaaServer,
  pPMA: noSession,
  "pPMA/MN2": noSession,
  pPoA: noStation,
  "pPoA/MN2": noStation,
  clock: 0,
});

/** The state that D0a to D0d lead to, for each mobile node: a test finds it reachable from the bootstrap. */
const attached = (options: Options, mobileNodes: ReadonlyArray<MobileNode>): Start =>
  mobileNodes.reduce<Start>((start, mn, index) => {
    const order = index + 1;
    const hnp = homePrefix[mn];
    const entry: BindingCacheEntry = {
      mn,
      hnp,
      coa: "pPMA",
      att: "ATT",
      llid: "LLID",
      order: options.ordering === "sequence" ? 1 : order,
      state: "active",
      previous: "none",
    };
    const { HA, AAA } = start;
    return {
      ...start,
      [mn]: { ...start[mn], at: "pPoA", hoa: hnp, router: "pPMA" },
      HA: {
        ...HA,
        bindings: [...HA.bindings, entry],
        tunnels: ["pPMA"],
        accepted: { ...HA.accepted, [mn]: entry.order },
      },
      AAA: { ...AAA, [mn]: ["pPMA"] },
      [sessionOf("pPMA", mn)]: {
        ...noSession,
        link: "up",
        authorisation: "authorised",
        profile: hnp,
        binding: "registered",
        sequence: options.ordering === "sequence" ? 1 : 0,
        hnp,
        haTunnel: true,
        target: "link",
      },
      [stationOf("pPoA", mn)]: { associated: true, key: false, reported: true },
      clock: options.ordering === "sequence" ? 0 : order,
    };
  }, beforeBootstrap(options));

/** What a scenario is to the model: a name and its options. */
type Named = { readonly name: string; readonly options: Options };

export const handover = ({ name, options }: Named, properties: ReadonlyArray<Property>): System => {
  const mobileNodes = mobileNodesOf(options);
  const first = options.start === "attached" ? attached(options, mobileNodes) : beforeBootstrap(options);
  return words.system({
    name,
    components: {
      MN: [first.MN],
      MN2: [first.MN2],
      CN: [correspondentNode],
      HA: [first.HA],
      AAA: [first.AAA],
      pPMA: [first.pPMA],
      nPMA: [noSession],
      "pPMA/MN2": [first["pPMA/MN2"]],
      "nPMA/MN2": [noSession],
      pPoA: [first.pPoA],
      nPoA: [noStation],
      "pPoA/MN2": [first["pPoA/MN2"]],
      "nPoA/MN2": [noStation],
      clock: [first.clock],
      faults: [{ loss: options.loss, duplication: options.duplication }],
    },
    channels: channels(options),
    observers: { journeys: { initial: noJourneys, observe: follow(options) } },
    rules: [
      ...mobileNodes.flatMap((mn) => mnRules(mn, options)),
      ...pmas.flatMap((pma) => pmaRules(pma, mobileNodes, options)),
      ...poas.flatMap((poa) => poaRules(poa, mobileNodes)),
      ...haRules(options),
      ...aaaRules(options),
      ...cnRules(mobileNodes, options),
      ...networkRules(mobileNodes, options),
    ],
    properties,
    symmetries: symmetriesOf(options),
  });
};

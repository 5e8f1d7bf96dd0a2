/**
 * A PMA whose signalling no capture shows. What it does matters to the rest by its registrations at the HA alone, so these
 * stand for all its rules: it may register the mobile node, or give it up, at any time. Its numbers are not known either:
 * whether the HA takes what is seen for old is left open (see `liberties`).
 */
import type { Property, Rule } from "../../checker/system.js";
import { establishTunnel, releaseTunnel } from "../entities/lma-processing.js";
import type { BindingCacheEntry, HomeAgent } from "../state.js";
import type { Pma } from "../vocabulary.js";
import { words } from "./seen.js";

const { rule } = words;

/** Its own rules, the HA's answers to it and the wires between them. */
export const isOf =
  (unheard: ReadonlyArray<Pma>) =>
  ({ name }: Pick<Rule, "name">): boolean =>
    unheard.some(
      (pma) =>
        name.startsWith(`${pma}.`) ||
        name.includes(`(${pma})`) ||
        name.includes(`${pma}>HA`) ||
        name.includes(`HA>${pma}`),
    ) && !name.startsWith("MN.");

/** Whether a property speaks of what goes unseen. */
export const speaksOf =
  (unheard: ReadonlyArray<Pma>) =>
  ({ reads }: Property): boolean =>
    Object.values(reads).some((component) => unheard.some((pma) => component === pma));

const without = (ha: HomeAgent): HomeAgent =>
  ha.bindings.reduce<HomeAgent>((rest, { coa }) => releaseTunnel(rest, coa), { ...ha, bindings: [] });

const registered = (ha: HomeAgent, pma: Pma): HomeAgent => {
  const entry: BindingCacheEntry = {
    mn: "MN",
    hnp: "HNP1",
    coa: pma,
    att: "ATT",
    llid: "LLID",
    order: 0,
    state: "active",
    previous: "none",
  };
  return establishTunnel({ ...without(ha), bindings: [entry] }, pma);
};

const registers = (pma: Pma): Rule =>
  rule(
    `HA.registersUnseen(${pma})`,
    ["HA"],
    ({ HA }) => [
      {
        label: { entity: "HA", does: `registers the mobile node at ${pma}, unseen`, mn: "MN" },
        next: { HA: registered(HA, pma) },
      },
    ],
    { sources: ["RFC 5213 §5.3.2", "RFC 5213 §5.3.4"] },
  );

const givesUp = (pma: Pma): Rule =>
  rule(
    `HA.deletesUnseen(${pma})`,
    ["HA"],
    ({ HA }) =>
      HA.bindings.some(({ coa }) => coa === pma)
        ? [
            {
              label: { entity: "HA", does: `deletes what ${pma} registered, unseen`, mn: "MN" },
              next: { HA: without(HA) },
            },
          ]
        : [],
    { sources: ["RFC 5213 §5.3.5"] },
  );

export const unseenRules = (unheard: ReadonlyArray<Pma>): ReadonlyArray<Rule> =>
  unheard.flatMap((pma) => [registers(pma), givesUp(pma)]);

/** When a mobile node begins a handover, gives it up, and leaves. */
import type { Rule } from "../../checker/system.js";
import { owed } from "../fairness.js";
import type { Options } from "../options.js";
import { type MobileNodeState, sessionOf, stationOf, words } from "../state.js";
import type { MobileNode, PoA } from "../vocabulary.js";
import { dissociate } from "./poa.js";

const { rule } = words;

export type Node = { readonly mn: MobileNode; readonly options: Options };

/** D1, D2: it notices that it will move, and has the addresses of nPMA, nPAA and nAR from the information service. */
const impends = ({ mn }: Node): Rule =>
  rule(
    `${mn}.isImpendingToMove`,
    { self: mn },
    ({ self }) =>
      self.at === "pPoA" && self.hoa !== "none" && self.preauth === "none" && self.moves > 0
        ? [
            {
              label: { entity: mn, does: "is impending to move and discovers the next network", mn },
              next: { self: { ...self, preauth: "impending" } },
            },
          ]
        : [],
    { sources: ["S1 §2.1.2", "S1 §2.1.3.1", "RFC 6252 §6.3 step 1", "D1", "D2"] },
  );

/** RFC 6252 §7.2: a network that is prepared for need not be visited. It stays where it is, and moves no more. */
const abandons = ({ mn }: Node): Rule =>
  rule(
    `${mn}.abandonsHandover`,
    { self: mn },
    ({ self }) =>
      self.at === "pPoA" && self.preauth !== "none" && self.moves > 0
        ? [
            {
              label: { entity: mn, does: "gives the handover up and stays", mn },
              next: { self: { ...self, moves: 0, leaving: false } },
            },
          ]
        : [],
    { sources: ["RFC 6252 §7.2"] },
  );

/** No run owes them. */
export const decisions = (node: Node): ReadonlyArray<Rule> =>
  node.options.abandonment ? [impends(node), abandons(node)] : [impends(node)];

/** RFC 6252 §6.3: it is ready to switch when the binding is complete, and, if it asks for the deletion before, has asked. */
const mayLeave = (self: MobileNodeState, prepared: boolean, options: Options): boolean => {
  if (options.handover === "reactive" || self.at === "nPoA" || options.departure === "any-time") return true;
  return options.tunnelEnd === "before-switch" ? self.leaving : prepared;
};

/** D12, B1: it leaves the point of attachment. RFC 6252 §6.3 step 5 begins. */
const detach = ({ mn, options }: Node, poa: PoA, how: "begun" | "any" | "unbegun" = "any"): Rule =>
  rule(
    how === "unbegun" ? `${mn}.detach(${poa}, unprepared)` : `${mn}.detach(${poa})`,
    { self: mn, station: stationOf(poa, mn), next: sessionOf("nPMA", mn) },
    ({ self, station, next }) =>
      self.at === poa &&
      self.moves > 0 &&
      self.hoa !== "none" &&
      (how === "any" || (how === "begun") === (self.preauth !== "none")) &&
      mayLeave(self, next.binding === "registered", options)
        ? [
            {
              label: { entity: mn, does: `leaves ${poa}`, mn, moved: "detached" },
              next: {
                self: { ...self, at: "none" as const, left: poa, moves: self.moves - 1 },
                station: dissociate(station),
              },
            },
          ]
        : [],
    { sources: ["S1 §2.1.8", "RFC 6252 §6.3 step 5", "B1", "D12"] },
  );

/** Where a handover has begun, the departure from pPoA is part of it; without, and on the way back, it is a decision. */
export const departures = (node: Node): ReadonlyArray<Rule> => {
  const back = detach(node, "nPoA");
  if (node.options.handover === "reactive") return [detach(node, "pPoA"), back];
  const unbegun = node.options.departure === "any-time" ? [detach(node, "pPoA", "unbegun")] : [];
  return [...owed([detach(node, "pPoA", "begun")]), ...unbegun, back];
};

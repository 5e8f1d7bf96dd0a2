/**
 * A point of attachment: the link layer between a mobile node and an access router. Association and its end are steps of
 * both sides; what the PoA decides alone is what becomes of a frame for a mobile node that is not there.
 */
import type { Rule } from "../../checker/system.js";
import { owed } from "../fairness.js";
import { hop } from "../packets.js";
import { type Station, stationOf, words } from "../state.js";
import { type MobileNode, type PoA, pmaOf } from "../vocabulary.js";

const { receive } = words;

export const noStation: Station = { associated: false, key: false, reported: false };

/** D12, B5: association (with installed keys, association and the 4-way handshake only). The PMA is told later. */
export const associate = (station: Station): Station => ({ ...station, associated: true, reported: false });

/** D12, B1: the mobile node is gone; the key stays for its return (RFC 6252 §7.7.1). */
export const dissociate = (station: Station): Station => ({ ...station, associated: false });

/** B6, D13: the access router's notice of the association. */
export const report = (station: Station): Station => ({ ...station, reported: true });

/** D4: a link key derived from the MPA-SA, ahead of the mobile node (RFC 6252 §7.7.1). */
export const installKey = (station: Station): Station => ({ ...station, key: true });

/** RFC 6252 §7.6.1: what is on its way to the old link when the mobile node leaves is lost. */
const dropFrame = (poa: PoA, mn: MobileNode): Rule =>
  receive(
    `${stationOf(poa, mn)}.dropFrame`,
    `data ${pmaOf(poa)}>PoA`,
    { station: stationOf(poa, mn) },
    ({ station }, packet) =>
      packet.link === mn && !station.associated
        ? [{ label: hop(poa, "drops a packet", packet, "not associated") }]
        : [],
    { sources: ["RFC 6252 §7.6.1", "RFC 6252 §6.3 step 5"] },
  );

/** The same of router advertisements and PANA. */
const dropSignal = (poa: PoA, mn: MobileNode): Rule =>
  receive(
    `${stationOf(poa, mn)}.dropSignal`,
    `${pmaOf(poa)}>${mn}`,
    { station: stationOf(poa, mn) },
    ({ station }, message) =>
      station.associated ? [] : [{ label: { entity: poa, does: "has nobody to hear it", mn, received: message } }],
    { sources: ["RFC 6252 §6.3 step 5"] },
  );

export const poaRules = (poa: PoA, mobileNodes: ReadonlyArray<MobileNode>): ReadonlyArray<Rule> =>
  owed(mobileNodes.flatMap((mn) => [dropFrame(poa, mn), dropSignal(poa, mn)]));

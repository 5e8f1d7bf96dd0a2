/**
 * Known ways to leave the specification, as rules beside it: each repairs the state by what was seen, so that one
 * deviation does not hide the rest of a trace. Their order is that of preference: the more specific first.
 */
import type { Rule } from "../../checker/system.js";
import { carryOut } from "../entities/ha.js";
import { acknowledge, decide, resolve } from "../entities/lma-processing.js";
import type { Options } from "../options.js";
import type { HomeAgent, Session } from "../state.js";
import { type Pba, type Pbu, type Pma, pmas } from "../vocabulary.js";
import { type Seen, words } from "./seen.js";
import { shownPacket, shownRa } from "./shows.js";

const { rule, receive } = words;

/** A rule that is no part of the specification: the requirement that it breaks, and what that means. */
export type Deviation = { readonly rule: Rule; readonly id: string; readonly why: string };

type Answer = { readonly ha: HomeAgent; readonly answer: Pba };

/** The HA answers a PBU in a way that its rules do not give. */
const answering = (
  name: string,
  id: string,
  why: string,
  decision: (ha: HomeAgent, pbu: Pbu, seen: Pba) => Answer | undefined,
): ReadonlyArray<Deviation> =>
  pmas.map((pma) => ({
    id,
    why,
    rule: receive(
      `deviation.${name}(${pma})`,
      `${pma}>HA`,
      ["HA", "seen"],
      ({ HA, seen }, message) => {
        if (message.type !== "PBU" || seen.type !== "PBA" || seen.to !== pma) return [];
        const effect = decision(HA, message, seen);
        return effect === undefined
          ? []
          : [
              {
                label: { entity: "HA", does: why, mn: "MN", received: message, sent: [effect.answer] },
                next: { HA: effect.ha },
                send: [{ to: `HA>${pma}` as const, message: effect.answer }],
              },
            ];
      },
      { sources: [id] },
    ),
  }));

const isIgnored = (ha: HomeAgent, pbu: Pbu, options: Options): boolean => decide(ha, pbu, options).does === "ignore";

const acknowledgesStale = (): ReadonlyArray<Deviation> =>
  answering(
    "acknowledgesForeignDeregistration",
    "R-03",
    "acknowledges a de-registration by another MAG than the registered one, which is to be ignored",
    (ha, pbu, seen) =>
      pbu.lifetime === "zero" &&
      seen.status === 0 &&
      ha.bindings.some(({ mn, coa }) => mn === pbu.mnId && coa !== pbu.from) &&
      !ha.bindings.some(({ mn, coa }) => mn === pbu.mnId && coa === pbu.from)
        ? { ha, answer: { ...acknowledge(pbu, 0, undefined, 0), hnp: seen.hnp } }
        : undefined,
  );

const acknowledgesNothing = (options: Options): ReadonlyArray<Deviation> =>
  answering(
    "acknowledgesDeregistrationOfNothing",
    "PMIP-5.4.1-6",
    "acknowledges a de-registration for which there is no session, which is to be ignored silently",
    (ha, pbu, seen) =>
      pbu.lifetime === "zero" && seen.status === 0 && isIgnored(ha, pbu, options)
        ? { ha, answer: { ...acknowledge(pbu, 0, undefined, 0), hnp: seen.hnp } }
        : undefined,
  );

/** The look-up and its effect as if the number were a new one. */
const acceptsMisordered = (options: Options): ReadonlyArray<Deviation> =>
  answering(
    "acceptsMisorderedPbu",
    "R-01i",
    "accepts a PBU that is not newer than one accepted before",
    (ha, pbu, seen) => {
      const refused = decide(ha, pbu, options);
      if (refused.does !== "reject" || ![135, 156, 157].includes(refused.status) || seen.status !== 0) return undefined;
      const effect = carryOut(ha, pbu, resolve(ha, pbu, options, true), options);
      const answer = effect.answer ?? acknowledge(pbu, 0, undefined, 0);
      return { ha: effect.ha, answer: { ...answer, hnp: seen.hnp } };
    },
  );

/** 135, 156, 157 where the number is new by what was seen. */
const refusesOrdered = (): ReadonlyArray<Deviation> =>
  answering(
    "refusesNewPbu",
    "PMIP-5.5-T6",
    "refuses as old a PBU that is newer than all that were seen accepted",
    (ha, pbu, seen) =>
      [135, 156, 157].includes(seen.status) ? { ha, answer: acknowledge(pbu, seen.status, undefined, 0) } : undefined,
  );

/** What an accepting answer says of the binding, whatever the rules say. */
const believed = (ha: HomeAgent, pbu: Pbu, options: Options): HomeAgent => {
  const entry = ha.bindings.find(({ mn }) => mn === pbu.mnId);
  if (pbu.lifetime === "zero")
    return entry === undefined ? ha : carryOut(ha, pbu, { does: "de-register", entry }, options).ha;
  if (entry === undefined) return carryOut(ha, pbu, { does: "create", mn: "MN", hnp: "HNP1" }, options).ha;
  return carryOut(ha, pbu, { does: entry.coa === pbu.from ? "extend" : "hand off", entry }, options).ha;
};

const answersOtherwise = (options: Options): ReadonlyArray<Deviation> =>
  answering(
    "answersOtherwise",
    "PMIP-5.3-0",
    "answers otherwise than the processing of a PBU gives",
    (ha, pbu, seen) => ({
      ha: seen.status === 0 ? believed(ha, pbu, options) : ha,
      answer: { ...acknowledge(pbu, seen.status, undefined, 0), hnp: seen.hnp, lifetime: seen.lifetime },
    }),
  );

/** A PBA nobody asked for: no PBU is under way that it could answer. */
const answersNothing: Deviation = {
  id: "PMIP-5.3.6-1",
  why: "sends a PBA that answers no PBU",
  rule: rule(
    "deviation.answersNothing",
    ["HA", "seen"],
    ({ seen }) =>
      seen.type === "PBA"
        ? [
            {
              label: { entity: "HA", does: "sends a PBA that answers no PBU", mn: "MN", sent: [seen] },
              send: [{ to: `HA>${seen.to}` as const, message: seen }],
            },
          ]
        : [],
    { sources: ["PMIP-5.3.6-1"] },
  ),
};

/** A PMA sends a PBU that its session gives no reason for; the session follows what it says. */
const registersAnyway = (
  pma: Pma,
  name: string,
  id: string,
  why: string,
  when: (session: Session, seen: Pbu) => boolean,
  repaired: (session: Session, seen: Pbu) => Session,
): Deviation => ({
  id,
  why,
  rule: rule(
    `deviation.${pma}.${name}`,
    { self: pma, clock: "clock", seen: "seen" },
    ({ self, clock, seen }: { readonly self: Session; readonly clock: number; readonly seen: Seen }) => {
      if (seen.type !== "PBU" || seen.from !== pma || !when(self, seen)) return [];
      return [
        {
          label: { entity: pma, does: why, mn: "MN", sent: [seen] },
          next: { self: repaired(self, seen), clock: Math.max(clock, seen.order) },
          send: [{ to: `${pma}>HA` as const, message: { ...seen, evidence: true } }],
        },
      ];
    },
    { sources: [id] },
  ),
});

const awaiting = (session: Session, { order, hi, lifetime }: Pbu): Session => ({
  ...session,
  awaits: order,
  since: session.awaits > 0 ? Math.min(session.since, order) : order,
  sequence: Math.max(session.sequence, order),
  hi: hi ?? 0,
  binding: lifetime === "zero" ? "de-registering" : session.binding === "registered" ? "registered" : "requested",
  link: lifetime === "zero" ? "down" : session.link,
});

const ofPma = (pma: Pma): ReadonlyArray<Deviation> => [
  registersAnyway(
    pma,
    "deregistersWithoutSession",
    "PMIP-6.9.1.4-1",
    "de-registers a mobile node that it has not registered",
    (_, { lifetime }) => lifetime === "zero",
    awaiting,
  ),
  registersAnyway(
    pma,
    "registersWhoIsNotThere",
    "PMIP-6.13-1",
    "registers a mobile node that it does not see attached",
    ({ link }, { lifetime }) => lifetime === "granted" && link === "down",
    awaiting,
  ),
  registersAnyway(
    pma,
    "registersOnceMore",
    "PMIP-6.9.4-2",
    "sends another PBU where none is due",
    ({ link }, { lifetime }) => lifetime === "granted" && link === "up",
    awaiting,
  ),
];

/** RFC 5213 §6.9.1.2(11), §6.7: a prefix is advertised once it is registered. */
const advertisesUnregistered: Deviation = {
  id: "PMIP-6.7-1",
  why: "advertises a prefix that is not registered",
  rule: rule(
    "deviation.advertisesUnregistered",
    ["MN", "seen"],
    ({ MN, seen }) =>
      seen.type === "RA"
        ? [
            {
              label: {
                entity: seen.router,
                does: "advertises a prefix that is not registered",
                mn: "MN",
                shown: shownRa(seen),
              },
              next: {
                MN: {
                  ...MN,
                  at: seen.router === "pPMA" ? "pPoA" : "nPoA",
                  left: "none",
                  hoa: seen.hnp,
                  router: seen.router,
                } as const,
              },
            },
          ]
        : [],
    { sources: ["RFC 5213 §6.7"] },
  ),
};

/** A user packet where the forwarding state has no way for it. */
const strayPacket = (name: string, id: string, why: string, of: RegExp): Deviation => ({
  id,
  why,
  rule: rule(
    `deviation.${name}`,
    ["seen"],
    ({ seen }) =>
      seen.type === "packet" && of.test(seen.leg)
        ? [{ label: { entity: "network", does: why, mn: "MN", shown: shownPacket(seen) } }]
        : [],
    { sources: [id] },
  ),
});

export const deviations = (options: Options): ReadonlyArray<Deviation> => [
  ...acknowledgesStale(),
  ...acknowledgesNothing(options),
  ...acceptsMisordered(options),
  ...refusesOrdered(),
  ...answersOtherwise(options),
  answersNothing,
  ...pmas.flatMap(ofPma),
  advertisesUnregistered,
  strayPacket("tunnelsElsewhere", "PMIP-5.6.2-1", "tunnels a packet to a MAG that is not registered", /^HA=>/),
  strayPacket("forwardsUplinkUnbound", "PMIP-6.10.5-2", "forwards an uplink packet without a binding", /=>HA$/),
  strayPacket(
    "usesNoHandoverTunnel",
    "PMIP-6.10.5-1",
    "sends a packet to the other MAG without a handover tunnel",
    /PMA=>.PMA$/,
  ),
  strayPacket("packetOnDeadLink", "PMIP-6.10.5-1", "has a packet on a link where the mobile node is not", /^link$/),
];

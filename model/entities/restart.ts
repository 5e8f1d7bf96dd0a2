/**
 * F-05, R-19: a node crashes and restarts without what it knew of its sessions. The link layer then reports to a PMA again
 * who is associated, and the PMA treats them as it treats any arrival (RFC 5213 §6.9.1.1). With RFC 5847 a node that has
 * restarted says so to its peers, who act on it.
 */
import type { Rule } from "../../checker/system.js";
import { owed } from "../fairness.js";
import type { Options } from "../options.js";
import {
  type BindingCacheEntry,
  type HomeAgent,
  type Session,
  type SignalWire,
  type Station,
  fromOther,
  noSession,
  sessionOf,
  stationOf,
  toOther,
  words,
} from "../state.js";
import { type MobileNode, type Pbu, type Pma, type Restart, otherPma, pmas, poaOf } from "../vocabulary.js";
import { noBindings, releaseTunnel, replaceEntry } from "./lma-processing.js";
import { ordinaryPbu } from "./pma-mag.js";
import { decapsulates, withoutTunnel } from "./pma-session.js";

const { rule, receive } = words;

/** To all that it may have had sessions with: who they are, and the restart counter, survive the crash. */
const announcement = (from: Restart["from"], wires: ReadonlyArray<SignalWire>, { restart }: Options) => {
  const message: Restart = { type: "Restart", from };
  return restart === "heartbeat" ? wires.map((to) => ({ to, message })) : [];
};

const says = (from: Restart["from"], sends: ReadonlyArray<{ readonly message: Restart }>) => ({
  entity: from,
  does: "crashes and restarts, and has forgotten its sessions",
  ...(sends.length === 0 ? {} : { sent: sends.slice(0, 1).map(({ message }) => message) }),
});

const unreported = (station: Station): Station => ({ ...station, reported: station.reported && !station.associated });

const crashOfPma = (self: Pma, options: Options): Rule =>
  rule(
    `${self}.crash`,
    {
      faults: "faults",
      MN: sessionOf(self, "MN"),
      MN2: sessionOf(self, "MN2"),
      station: stationOf(poaOf(self), "MN"),
      station2: stationOf(poaOf(self), "MN2"),
    },
    ({ faults, station, station2 }) => {
      if (faults.crashed === true) return [];
      const sends = announcement(self, [`${self}>HA`, toOther(self)], options);
      return [
        {
          label: says(self, sends),
          next: {
            faults: { ...faults, crashed: true },
            MN: noSession,
            MN2: noSession,
            station: unreported(station),
            station2: unreported(station2),
          },
          send: sends,
        },
      ];
    },
    { sources: ["F-05"] },
  );

const crashOfHa = (options: Options): Rule =>
  rule(
    "HA.crash",
    ["faults", "HA"],
    ({ faults }) => {
      if (faults.crashed === true) return [];
      const sends = announcement("HA", ["HA>pPMA", "HA>nPMA"], options);
      return [
        { label: says("HA", sends), next: { faults: { ...faults, crashed: true }, HA: noBindings }, send: sends },
      ];
    },
    { sources: ["F-05"] },
  );

/** An entry of a handover in progress goes back to where the mobile node still is; another is registered again. */
const fallenBack = (ha: HomeAgent, entry: BindingCacheEntry, pma: Pma): HomeAgent =>
  entry.coa === pma && entry.previous !== "none"
    ? releaseTunnel(replaceEntry(ha, entry, { ...entry, coa: entry.previous, previous: "none" }), pma)
    : ha;

const haLearns = (pma: Pma): Rule =>
  receive(
    `HA.learnsOfRestart(${pma})`,
    `${pma}>HA`,
    ["HA"],
    ({ HA }, message) =>
      message.type === "Restart"
        ? [
            {
              label: {
                entity: "HA",
                does: "takes back what it had handed off to a PMA that restarted",
                received: message,
              },
              next: { HA: HA.bindings.reduce((ha, entry) => fallenBack(ha, entry, pma), HA) },
            },
          ]
        : [],
    { sources: ["RFC 5847 §3", "RFC 5847 §3.2", "R-19"] },
  );

const forgets = (session: Session, options: Options): Session =>
  decapsulates(session) ? withoutTunnel(session, options) : session;

/** The other end of the handover tunnel is gone. A request that has no answer yet came after the restart, or was lost. */
const pmaLearns = (self: Pma, options: Options): Rule =>
  receive(
    `${self}.learnsOfRestart(${otherPma(self)})`,
    fromOther(self),
    { MN: sessionOf(self, "MN"), MN2: sessionOf(self, "MN2") },
    ({ MN, MN2 }, message) => {
      if (message.type !== "Restart") return [];
      return [
        {
          label: {
            entity: self,
            does: "deletes its end of a handover tunnel to a PMA that restarted",
            received: message,
          },
          next: { MN: forgets(MN, options), MN2: forgets(MN2, options) },
        },
      ];
    },
    { sources: ["RFC 5847 §3.2", "R-19"] },
  );

/** Whose sessions the HA has lost: those registered here, but for one that the next PMA has taken over. */
const isLost = ({ binding, role, tunnel, left }: Session): boolean =>
  binding === "registered" && !left && !(role === "previous" && tunnel === "up");

const pmaRegistersAgain = (self: Pma, mobileNodes: ReadonlyArray<MobileNode>, options: Options): Rule =>
  receive(
    `${self}.learnsOfRestart(HA)`,
    `HA>${self}`,
    { MN: sessionOf(self, "MN"), MN2: sessionOf(self, "MN2"), clock: "clock" },
    ({ clock, ...sessions }, message) => {
      if (message.type !== "Restart") return [];
      const before = { sessions, clock, pbus: [] as ReadonlyArray<Pbu> };
      const after = mobileNodes.reduce((so, mn) => {
        const session = so.sessions[mn];
        if (!isLost(session)) return so;
        const sending = ordinaryPbu({ self, mn, options }, { ...session, tries: 0 }, so.clock, 3, "granted");
        return {
          sessions: { ...so.sessions, [mn]: sending.session },
          clock: sending.clock,
          pbus: [...so.pbus, sending.pbu],
        };
      }, before);
      return [
        {
          label: {
            entity: self,
            does: "registers again with a HA that restarted",
            received: message,
            ...(after.pbus.length === 0 ? {} : { sent: after.pbus }),
          },
          next: { ...after.sessions, clock: after.clock },
          send: after.pbus.map((pbu) => ({ to: `${self}>HA` as const, message: pbu })),
        },
      ];
    },
    { sources: ["RFC 5847 §3.2", "R-27"] },
  );

/** Not owed: the crash. What a node makes of one that it is told of is. */
export const haRestartRules = (options: Options): ReadonlyArray<Rule> => [
  ...(options.crash === "HA" ? [crashOfHa(options)] : []),
  ...(options.restart === "heartbeat" ? owed(pmas.filter((pma) => pma === options.crash).map(haLearns)) : []),
];

export const pmaRestartRules = (
  self: Pma,
  mobileNodes: ReadonlyArray<MobileNode>,
  options: Options,
): ReadonlyArray<Rule> => {
  const { crash, restart } = options;
  if (crash === self) return [crashOfPma(self, options)];
  if (crash === "none" || restart === "silent") return [];
  return owed([crash === "HA" ? pmaRegistersAgain(self, mobileNodes, options) : pmaLearns(self, options)]);
};

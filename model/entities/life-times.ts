/**
 * Life times of bindings and of what a handover sets up (the repair of where nobody says that it is over). No
 * document gives a value. Here they are longer than a preparation, a switch, a quick return and what is under way take,
 * since shorter ones break a handover in progress: a life time ends only when nothing else is going to happen.
 */
import type { Rule } from "../../checker/system.js";
import type { Options } from "../options.js";
import {
  type BindingCacheEntry,
  type HomeAgent,
  type MobileNodeState,
  type Session,
  type Station,
  sessionOf,
  stationOf,
  words,
} from "../state.js";
import { type MobileNode, type Packet, type PoA, type Signal, poaOf } from "../vocabulary.js";
import { releaseTunnel, replaceEntry } from "./lma-processing.js";
import { ordinaryPbu, registers } from "./pma-mag.js";
import { type Agent, cleared } from "./pma-session.js";
import { startDeletion } from "./pma-tunnel.js";

const { rule } = words;

/** It is there, and will not leave again. */
const staysAt = ({ at, moves }: MobileNodeState, poa: PoA): boolean => at === poa && moves === 0;

/** nPMA has done all that it can do; an extension for a mobile node that has left is not repeated (RFC 5213 §6.9.4). */
const prepared = ({ tunnel, binding, refused, awaits, link, authorisation }: Session): boolean => {
  const registered = binding === "registered" && (awaits === 0 || link === "down");
  const hasLeft = binding === "none" && authorisation === "held";
  return tunnel === "up" && (refused || registered || hasLeft);
};

/** What a PMA needs to know to see that its request for the tunnel was not granted. */
const tunnelWires = { toPrevious: "nPMA>pPMA", toNext: "pPMA>nPMA" } as const;

const isUnanswered = (
  { mn, options }: Agent,
  { tunnel, tunnelTries }: Session,
  wires: { readonly toPrevious: ReadonlyArray<Signal>; readonly toNext: ReadonlyArray<Signal> },
): boolean => {
  const own = (message: Signal) => message.type.startsWith("HO-") && "mn" in message && message.mn === mn;
  const silent = !wires.toPrevious.some(own) && !wires.toNext.some(own);
  return tunnel === "requested" && tunnelTries >= options.retransmissions && silent;
};

const isOnLink = ({ link }: Session, { associated, reported }: Station): boolean =>
  link === "up" && associated && reported;

const bindingWires = {
  pbuPrevious: "pPMA>HA",
  pbuNext: "nPMA>HA",
  pbaPrevious: "HA>pPMA",
  pbaNext: "HA>nPMA",
} as const;

/** No PBU or PBA for the mobile node is under way. */
const isSilent = (
  mn: MobileNode,
  wires: { readonly [W in keyof typeof bindingWires]: ReadonlyArray<Signal> },
): boolean => {
  const own = (message: Signal) => (message.type === "PBU" || message.type === "PBA") && message.mnId === mn;
  return !Object.values(wires).some((wire) => wire.some(own));
};

/** pPMA, which has the mobile node, takes its binding back first; its end of the tunnel stands until nPMA is done. */
const reclaim = (agent: Agent): Rule =>
  rule(
    `${sessionOf("pPMA", agent.mn)}.reclaimBinding`,
    {
      self: sessionOf("pPMA", agent.mn),
      next: sessionOf("nPMA", agent.mn),
      station: stationOf("pPoA", agent.mn),
      mobileNode: agent.mn,
      clock: "clock",
    },
    ({ self, next, station, mobileNode, clock }) => {
      const over = staysAt(mobileNode, "pPoA") && prepared(next) && next.link === "down";
      if (!over || !isOnLink(self, station) || self.awaits !== 0 || self.role !== "previous" || self.tunnel !== "up")
        return [];
      const session: Session = { ...self, tunnel: "deleting", returned: false, tries: 0 };
      const { session: registering, clock: later, pbu } = ordinaryPbu(agent, session, clock, 3, "granted");
      const does = "registers the mobile node that has stayed: the life time of the preparation is over";
      return [
        {
          label: { entity: agent.self, does, mn: agent.mn, sent: [pbu] },
          next: { self: registering, clock: later },
          send: [{ to: "pPMA>HA" as const, message: pbu }],
        },
      ];
    },
    { sources: ["RFC 6252 §7.2", "RFC 6252 §C.1", "R-26"] },
  );

const isOf =
  (mn: MobileNode) =>
  ({ payload }: Packet): boolean =>
    payload.mn === mn;

/** what nPMA prepared goes, its buffer first, once the binding is pPMA's and nothing is under way through nPMA. */
const endPreparation = (agent: Agent): Rule =>
  rule(
    `${sessionOf("nPMA", agent.mn)}.preparationEnds`,
    {
      self: sessionOf("nPMA", agent.mn),
      previous: sessionOf("pPMA", agent.mn),
      mobileNode: agent.mn,
      HA: "HA",
      fromHa: "data HA>nPMA",
      intoTunnel: "data nPMA>pPMA",
      ...tunnelWires,
    },
    ({ self, previous, mobileNode, HA, fromHa, intoTunnel, ...wires }) => {
      if (staysAt(mobileNode, "pPoA") && self.link === "down" && isUnanswered(agent, self, wires))
        return [startDeletion(agent, self)];
      const reclaimed = HA.bindings.some(({ mn, coa }) => mn === agent.mn && coa === "pPMA");
      const over = previous.role === "previous" && previous.tunnel === "deleting" && reclaimed;
      if (!over || self.link === "up" || self.tunnel !== "up" || fromHa.some(isOf(agent.mn))) return [];
      if (self.buffer.length > 0)
        return self.target === "buffer"
          ? [
              {
                label: { entity: agent.self, does: "sends its buffer into the handover tunnel", mn: agent.mn },
                next: { self: { ...self, target: "tunnel" as const } },
              },
            ]
          : [];
      if (intoTunnel.some(isOf(agent.mn))) return [];
      const ended: Session = { ...cleared(self), left: false, target: "none" };
      return [startDeletion(agent, ended)];
    },
    { sources: ["RFC 6252 §7.2", "R-26"] },
  );

/** A handover tunnel kept against ping-pong (V-04), or set up when the mobile node had left, goes when it stays at nPoA. */
const endTunnel = (agent: Agent): Rule =>
  rule(
    `${sessionOf("nPMA", agent.mn)}.handoverTunnelEnds`,
    { self: sessionOf("nPMA", agent.mn), mobileNode: agent.mn, ...tunnelWires },
    ({ self, mobileNode, ...wires }) =>
      staysAt(mobileNode, "nPoA") && self.link === "up" && (prepared(self) || isUnanswered(agent, self, wires))
        ? [startDeletion(agent, self)]
        : [],
    { sources: ["S1 §2.1.7", "RFC 6252 §7.2"] },
  );

/**
 * RFC 5213 §6.9.1.3: before a binding's life time ends the PMA that has the mobile node on its link extends it. Of all
 * these extensions only the first that the HA does not expect matters; the others would find the binding as it is. A PMA that was
 * refused, or not answered, tries again to assert that the mobile node is there (§6.9.1.2(8), §6.9.4).
 */
const renew = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.renewLifetime`,
    {
      self: sessionOf(agent.self, agent.mn),
      station: stationOf(poaOf(agent.self), agent.mn),
      HA: "HA",
      clock: "clock",
      ...bindingWires,
    },
    ({ self, station, HA, clock, ...wires }) => {
      const suspended = self.role === "previous" && self.tunnel !== "none";
      const expected = HA.bindings.some(
        ({ mn, coa, state }) => mn === agent.mn && coa === agent.self && state === "active",
      );
      const isBound = self.binding === "registered";
      const hasTried = self.awaits === 0 || self.tries >= agent.options.retransmissions;
      const due = hasTried && (isBound ? !expected : self.refused || self.awaits !== 0);
      if (!due || !isOnLink(self, station) || suspended || !isSilent(agent.mn, wires)) return [];
      const {
        session,
        clock: later,
        pbu,
      } = isBound ? ordinaryPbu(agent, { ...self, tries: 0 }, clock, 5, "granted") : registers(agent, self, clock, 3);
      const does = isBound ? "extends the binding's life time before it ends" : "registers the mobile node again";
      return [
        {
          label: { entity: agent.self, does, mn: agent.mn, sent: [pbu] },
          next: { self: session, clock: later },
          send: [{ to: `${agent.self}>HA` as const, message: pbu }],
        },
      ];
    },
    { sources: ["RFC 5213 §6.9.1.3", "RFC 5213 §6.13", "R-05"] },
  );

/** Where no notice of the departure comes, what is not extended ends: the HA has bound the mobile node elsewhere. */
const expire = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.bindingEnds`,
    { self: sessionOf(agent.self, agent.mn), station: stationOf(poaOf(agent.self), agent.mn), HA: "HA" },
    ({ self, station, HA }) => {
      const elsewhere = HA.bindings.some(({ mn, coa }) => mn === agent.mn && coa !== agent.self);
      const kept = self.tunnel !== "none" || self.awaits !== 0;
      if (self.link === "down" || station.associated || self.binding !== "registered" || kept || !elsewhere) return [];
      const ended: Session = { ...cleared(self), link: "down", authorisation: "held" };
      return [
        {
          label: { entity: agent.self, does: "lets the binding end of a mobile node that is gone", mn: agent.mn },
          next: { self: ended },
        },
      ];
    },
    { sources: ["RFC 5213 §6.9.1.3", "RFC 5213 §6.13"] },
  );

export const lifeTimeRules = (agent: Agent): ReadonlyArray<Rule> => {
  const { handover, handoverLife, renewal, detachNotice } = agent.options;
  const expiring = detachNotice === "missing" ? [expire(agent)] : [];
  const renewing = renewal === "in-time" ? [renew(agent), ...expiring] : [];
  if (handover === "reactive" || handoverLife === "unbounded") return renewing;
  return [...renewing, ...(agent.self === "pPMA" ? [reclaim(agent)] : [endPreparation(agent), endTunnel(agent)])];
};

const released = (HA: HomeAgent, entry: BindingCacheEntry): HomeAgent =>
  entry.previous === "none"
    ? HA
    : releaseTunnel(replaceEntry(HA, entry, { ...entry, previous: "none" }), entry.previous);

/** E-18: the mobile node is where it is registered, and no PBU is going to say so. */
const endPreviousTunnel = (mn: MobileNode, { retransmissions }: Options): Rule =>
  rule(
    `HA.previousTunnelEnds(${mn})`,
    {
      HA: "HA",
      mobileNode: mn,
      pPMA: sessionOf("pPMA", mn),
      nPMA: sessionOf("nPMA", mn),
      fromPrevious: "data pPMA>HA",
      fromNext: "data nPMA>HA",
      ...bindingWires,
    },
    ({ HA, mobileNode, pPMA, nPMA, fromPrevious, fromNext, ...wires }) =>
      HA.bindings.flatMap((entry) => {
        const { previous, coa } = entry;
        const { link, awaits, tries } = coa === "pPMA" ? pPMA : nPMA;
        const hasTold = awaits === 0 || (tries >= retransmissions && isSilent(mn, wires));
        const there = mobileNode.at === poaOf(coa) && link === "up" && hasTold;
        const underWay = previous === "pPMA" ? fromPrevious : fromNext;
        if (entry.mn !== mn || previous === "none" || !there || underWay.some(isOf(mn))) return [];
        const does = `ends the handover and no longer needs ${previous} for it`;
        return [{ label: { entity: "HA" as const, does, mn }, next: { HA: released(HA, entry) } }];
      }),
    { sources: ["RFC 6058 §4.6", "E-18"] },
  );

export const anchorLifeTimeRules = (options: Options): ReadonlyArray<Rule> =>
  options.handover === "reactive" || options.handoverLife === "unbounded"
    ? []
    : (["MN", "MN2"] as const).slice(0, options.mobileNodes).map((mn) => endPreviousTunnel(mn, options));

/** A PMA as RFC 5213's mobile access gateway: proxy signalling with the HA on behalf of a mobile node. */
import type { Rule } from "../../checker/system.js";
import { type Session, sessionOf, words } from "../state.js";
import type { HandoffIndicator, Pba, Pbu, Prefix, RouterAdvertisement, Signal } from "../vocabulary.js";
import { type Agent, cleared, delivers, prefixOf } from "./pma-session.js";

const { rule, receive } = words;

type Sending = { readonly session: Session; readonly clock: number; readonly pbu: Pbu };
type Fields = Pick<Pbu, "hnp" | "hi" | "att" | "llid" | "lifetime">;

/** RFC 5213 §5.5: each PBU, a repeated one too (§6.9.4), has a new timestamp, or the sender's next sequence number. */
const stamp = (
  { self, options }: Agent,
  session: Session,
  clock: number,
): { readonly order: number; readonly session: Session; readonly clock: number } =>
  options.ordering === "sequence"
    ? { order: session.sequence + 1, session: { ...session, sequence: session.sequence + 1 }, clock }
    : { order: clock + 1 + (self === "nPMA" ? options.clockSkew : 0), session, clock: clock + 1 };

/** Evidence for the LMA that the mobile node has authenticated here. */
const hasEvidence = ({ authorisation }: Session): boolean =>
  authorisation === "pre-authenticated" || authorisation === "authorised" || authorisation === "held";

const pbu = (agent: Agent, from: Session, at: number, fields: Fields): Sending => {
  const { order, session, clock } = stamp(agent, from, at);
  return {
    session: { ...session, awaits: order, since: session.tries === 0 ? order : session.since, hi: fields.hi ?? 0 },
    clock,
    pbu: { type: "PBU", from: agent.self, mnId: agent.mn, ...fields, order, evidence: hasEvidence(session) },
  };
};

const explicit = (session: Session): ReadonlyArray<Prefix | "ALL_ZERO"> => {
  const hnp = prefixOf(session);
  return [hnp === "none" ? "ALL_ZERO" : hnp];
};

/** The mobile node's interface on a link: another one at nPMA where the handover is between technologies. */
const onLinkOf = ({ self, options }: Agent): Pick<Pbu, "att" | "llid"> =>
  self === "nPMA" && options.handover === "mpa" && options.proactiveLlid === "other"
    ? { att: "ATT-other", llid: "LLID-other" }
    : { att: "ATT", llid: "LLID" };

/** PBUs of a PMA on whose link the mobile node is, or was: the prefix by value, its interface named. */
export const ordinaryPbu = (
  agent: Agent,
  session: Session,
  clock: number,
  hi: HandoffIndicator,
  lifetime: Pbu["lifetime"],
): Sending => pbu(agent, session, clock, { hnp: explicit(session), hi, ...onLinkOf(agent), lifetime });

/** D8: what nPMA says of a mobile node that is not there yet. The readings differ in every field. */
const proactivePbu = (agent: Agent, session: Session, clock: number): Sending => {
  const { prefixOrigin, proactiveHi, proactiveLlid } = agent.options;
  return pbu(agent, session, clock, {
    hnp: prefixOrigin === "profile" ? explicit(session) : ["ALL_ZERO"],
    hi: proactiveHi,
    ...(proactiveLlid === "absent" ? { att: "ATT" } : onLinkOf(agent)),
    lifetime: "granted",
  });
};

export const advertisement = ({ self, mn }: Agent, hnp: Prefix): RouterAdvertisement => ({
  type: "RA",
  mn,
  router: self,
  hnp,
});

/** The session and what it sends once the mobile node, authorised, is on its link without a binding: B8, D0c. */
export const registers = (
  agent: Agent,
  session: Session,
  clock: number,
  hi: HandoffIndicator,
): Sending & { readonly early: ReadonlyArray<RouterAdvertisement> } => {
  const sending = ordinaryPbu(agent, { ...session, binding: "requested", tries: 0 }, clock, hi, "granted");
  const hnp = prefixOf(session);
  const early = agent.options.advertisement === "before-update" && hnp !== "none" ? [advertisement(agent, hnp)] : [];
  return { ...sending, early };
};

const toHa = (agent: Agent, { session, clock, pbu: message }: Sending, does: string) => ({
  label: { entity: agent.self, does, mn: agent.mn, sent: [message] },
  next: { self: session, clock },
  send: [{ to: `${agent.self}>HA` as const, message }],
});

/** D8: the proactive PBU, once the mobile node has pre-authenticated and the handover tunnel is up (S1 §2.1.5). */
const sendProactivePbu = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.sendProactivePbu`,
    { self: sessionOf(agent.self, agent.mn), clock: "clock" },
    ({ self, clock }) => {
      const ready =
        self.authorisation === "pre-authenticated" &&
        self.role === "next" &&
        self.tunnel === "up" &&
        self.link === "down" &&
        self.binding === "none" &&
        self.awaits === 0 &&
        !self.refused;
      if (!ready) return [];
      // RFC 5213 §6.9.1.2(12) has the tunnel set up on the PBA; the repair has it set up before.
      const haTunnel = agent.options.nextState === "before-update";
      const session: Session = { ...self, binding: "requested", tries: 0, haTunnel };
      return [toHa(agent, proactivePbu(agent, session, clock), "sends a proactive PBU")];
    },
    { sources: ["S1 §2.1.5", "RFC 5213 §6.9.1.1", "D8"] },
  );

/** RFC 5213 §6.9.1.3, §6.13: a life time extension, only while the mobile node is on the link. */
const refresh = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.extendLifetime`,
    { self: sessionOf(agent.self, agent.mn), clock: "clock" },
    ({ self, clock }) => {
      const suspended = agent.options.refresh === "suspended" && self.role === "previous" && self.tunnel !== "none";
      const due = self.refreshes < agent.options.refreshes && self.awaits === 0;
      if (self.link === "down" || self.binding !== "registered" || suspended || !due) return [];
      const session = { ...self, refreshes: self.refreshes + 1, tries: 0 };
      return [toHa(agent, ordinaryPbu(agent, session, clock, 5, "granted"), "extends the binding's life time")];
    },
    { sources: ["RFC 5213 §6.9.1.3", "RFC 5213 §6.13"] },
  );

/** §6.9.4: the PBU that is repeated while no PBA comes, with its newest timestamp. */
const repeated = (agent: Agent, session: Session, clock: number): Sending => {
  if (session.binding === "de-registering") return ordinaryPbu(agent, session, clock, 4, "zero");
  if (session.link === "up") return ordinaryPbu(agent, session, clock, session.hi === 0 ? 4 : session.hi, "granted");
  return proactivePbu(agent, session, clock);
};

/** Whether the timer may expire now. With `after-silence` the answer cannot be under way: 1 s is long beside a round trip. */
export const timerMayExpire = (
  { options }: Agent,
  underWay: ReadonlyArray<ReadonlyArray<Signal>>,
  concerns: (message: Signal) => boolean,
): boolean => options.timers === "any-time" || !underWay.some((wire) => wire.some(concerns));

/**
 * §6.9.4. The standard has the MAG check first that the mobile node is still attached; a proactive PBU would fail that
 * literally, so pre-authentication counts as well.
 */
const retransmit = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.retransmitPbu`,
    {
      self: sessionOf(agent.self, agent.mn),
      clock: "clock",
      requests: `${agent.self}>HA`,
      answers: `HA>${agent.self}`,
    },
    ({ self, clock, requests, answers }) => {
      const there =
        self.link === "up" || self.authorisation === "pre-authenticated" || self.binding === "de-registering";
      if (self.awaits === 0 || self.tries >= agent.options.retransmissions || !there) return [];
      const own = (message: Signal) => (message.type === "PBU" || message.type === "PBA") && message.mnId === agent.mn;
      return timerMayExpire(agent, [requests, answers], own)
        ? [toHa(agent, repeated(agent, { ...self, tries: self.tries + 1 }, clock), "repeats the PBU")]
        : [];
    },
    { sources: ["RFC 5213 §6.9.4", "B8", "D8"] },
  );

/** §6.9.1.4: INITIAL_BINDACK_TIMEOUT is over and no PBA came (the LMA ignores a de-registration by another than the CoA). */
const deregistrationTimeout = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.deregistrationTimeout`,
    { self: sessionOf(agent.self, agent.mn) },
    ({ self }) =>
      self.binding === "de-registering"
        ? [
            {
              label: { entity: agent.self, does: "gives up waiting and removes the binding", mn: agent.mn },
              next: { self: cleared(self) },
            },
          ]
        : [],
    { sources: ["RFC 5213 §6.9.1.4", "B4", "D15"] },
  );

/** §6.9.1.2(12) to (14): tunnel, route, Binding Update List entry; then the RA, if the mobile node is on the link. */
const accepted = (self: Session, pba: Pba): Session => {
  const hnp = pba.hnp[0];
  const session: Session = {
    ...self,
    binding: "registered",
    awaits: 0,
    since: 0,
    hi: 0,
    tries: 0,
    refused: false,
    hnp: hnp === undefined || hnp === "ALL_ZERO" ? self.hnp : hnp,
    haTunnel: true,
  };
  const hosts = session.link === "up" && session.target !== "link";
  return hosts ? delivers(session) : session;
};

/** §6.9.1.2(8): register again to reassert the presence, once at least; 135 gives the number to go on from. */
const reasserts = (agent: Agent, self: Session, pba: Pba, clock: number): Sending | undefined => {
  const mayRepeat = pba.status === 157 || pba.status === 135;
  const there = self.link === "up" || self.authorisation === "pre-authenticated";
  return mayRepeat && there && self.tries < Math.max(1, agent.options.retransmissions)
    ? repeated(agent, { ...self, tries: self.tries + 1, sequence: Math.max(self.sequence, pba.last) }, clock)
    : undefined;
};

/** R-05b repaired: while the handover tunnel is up, an old timestamp says only that nPMA has taken over. */
const superseded = ({ options }: Agent, { role, tunnel }: Session, { status }: Pba): boolean =>
  options.refresh === "suspended" && role === "previous" && tunnel === "up" && status === 157;

/** §6.9.1.2(11): rejected; no service for the prefix from now on. */
const rejected = (self: Session): Session => ({
  ...self,
  binding: "none",
  awaits: 0,
  since: 0,
  hi: 0,
  tries: 0,
  refused: true,
});

const receivePba = (agent: Agent): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.processPba`,
    `HA>${agent.self}`,
    { self: sessionOf(agent.self, agent.mn), clock: "clock" },
    ({ self, clock }, pba) => {
      if (pba.type !== "PBA" || pba.mnId !== agent.mn) return [];
      const label = { entity: agent.self, mn: agent.mn, received: pba };
      if (self.awaits === 0 || pba.order < self.since || pba.order > self.awaits)
        return [{ label: { ...label, does: "ignores a PBA that matches no PBU it waits for" } }]; // (5)
      if (self.binding === "de-registering" && pba.status === 0)
        return [{ label: { ...label, does: "removes the binding" }, next: { self: cleared(self) } }];
      if (pba.status === 0) {
        const session = accepted(self, pba);
        const { link, hnp } = session;
        const sent =
          link === "up" && self.binding !== "registered" && hnp !== "none" ? [advertisement(agent, hnp)] : [];
        return [
          {
            label: { ...label, does: "completes the binding", ...(sent.length === 0 ? {} : { sent }) },
            next: { self: session },
            send: sent.map((message) => ({ to: `${agent.self}>${agent.mn}` as const, message })),
          },
        ];
      }
      // §6.9.1.4: only status 0 or the timeout ends a de-registration.
      if (self.binding === "de-registering")
        return [{ label: { ...label, does: "goes on waiting for the end of its de-registration" } }];
      if (superseded(agent, self, pba))
        return [
          {
            label: { ...label, does: "leaves the binding to the next PMA" },
            next: { self: { ...self, awaits: 0, since: 0, hi: 0, tries: 0 } },
          },
        ];
      const again = reasserts(agent, self, pba, clock);
      if (again !== undefined)
        return [
          {
            label: { ...label, does: "registers again to reassert the mobile node's presence", sent: [again.pbu] },
            next: { self: again.session, clock: again.clock },
            send: [{ to: `${agent.self}>HA` as const, message: again.pbu }],
          },
        ];
      return [{ label: { ...label, does: "is refused, and denies service" }, next: { self: rejected(self) } }];
    },
    { sources: ["RFC 5213 §6.9.1.2", "B4", "B10", "B11", "D0d", "D10", "D13"] },
  );

/** Apart from the others: a PMA may extend a life time early, and in the time of a handover it need not. */
export const extensionRules = (agent: Agent): ReadonlyArray<Rule> =>
  agent.options.refreshes > 0 ? [refresh(agent)] : [];

export const magRules = (agent: Agent): ReadonlyArray<Rule> => [
  ...(agent.options.handover === "mpa" && agent.self === "nPMA" ? [sendProactivePbu(agent)] : []),
  ...(agent.options.retransmissions > 0 ? [retransmit(agent)] : []),
  deregistrationTimeout(agent),
  receivePba(agent),
];

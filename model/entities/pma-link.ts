/** A PMA and its link: how it learns that the mobile node has come (D13, B6) or gone (B1, D15), and what it makes of it. */
import type { Rule } from "../../checker/system.js";
import { type Session, sessionOf, stationOf, toOther, words } from "../state.js";
import { type Signal, poaOf } from "../vocabulary.js";
import { advertisement, ordinaryPbu, registers } from "./pma-mag.js";
import { type Agent, delivers, linkBeatsTunnel } from "./pma-session.js";
import { startDeletion } from "./pma-tunnel.js";
import { report } from "./poa.js";

const { rule, receive } = words;

/** What a step changes and sends, before it is a step. */
type Draft = { readonly session: Session; readonly clock: number; readonly does: string; readonly sends: Sends };
type Sends = ReadonlyArray<{ readonly to: "link" | "HA" | "AAA" | "other"; readonly message: Signal }>;

const addressed = ({ self, mn }: Agent, sends: Sends) =>
  sends.map(({ to, message }) => {
    switch (to) {
      case "link":
        return { to: `${self}>${mn}` as const, message };
      case "HA":
        return { to: `${self}>HA` as const, message };
      case "AAA":
        return { to: `${self}>AAA` as const, message };
      case "other":
        return { to: toOther(self), message };
    }
  });

const says = (agent: Agent, { does, sends }: Draft) => ({
  entity: agent.self,
  does,
  mn: agent.mn,
  ...(sends.length === 0 ? {} : { sent: sends.map(({ message }) => message) }),
});

const carriedOut = (agent: Agent, draft: Draft) => ({
  label: says(agent, draft),
  next: { self: draft.session, clock: draft.clock },
  send: addressed(agent, draft.sends),
});

/** B5, B7: nobody prepared this: access authentication first. */
const authenticates = (agent: Agent, self: Session, clock: number): Draft => ({
  session: { ...self, link: "up", authorisation: "authenticating" },
  clock,
  does: "sees the mobile node attach and authenticates it",
  sends: [{ to: "AAA", message: { type: "AAA-Request", mn: agent.mn, early: false } }],
});

/** The handover tunnel goes once nothing needs it: the repair starts that here. */
const endsTunnel = (agent: Agent, self: Session): Draft["sends"] | undefined =>
  self.role === "next" &&
  self.tunnel === "up" &&
  agent.options.deletion === "link-first" &&
  agent.options.tunnelEnd !== "kept"
    ? [{ to: "other", message: { type: "HO-Delete", mn: agent.mn } }]
    : undefined;

/** D13: the mobile node was prepared for: no authentication; link route, RA, and a PBU that tells the HA (D14). */
const servesPrepared = (agent: Agent, from: Session, at: number): Draft => {
  const deletion = endsTunnel(agent, from);
  const ended = deletion === undefined ? from : startDeletion(agent, from).next.self;
  const up: Session = { ...ended, link: "up", authorisation: "authorised", left: false };
  if (from.binding !== "registered") return servesUnbound(agent, up, at, deletion ?? []);
  const routed = from.tunnel !== "up" || linkBeatsTunnel(agent.options) ? delivers(up) : up;
  const notifies = agent.options.attachNotification === "refresh" && from.awaits === 0;
  const sending = notifies ? ordinaryPbu(agent, { ...routed, tries: 0 }, at, 5, "granted") : undefined;
  return {
    session: sending?.session ?? routed,
    clock: sending?.clock ?? at,
    does: "sees the mobile node attach and serves it",
    sends: [
      ...(routed.hnp === "none" ? [] : [{ to: "link", message: advertisement(agent, routed.hnp) } as const]),
      ...(deletion ?? []),
      ...(sending === undefined ? [] : [{ to: "HA", message: sending.pbu } as const]),
    ],
  };
};

/** The binding is not there (yet): an outstanding PBU goes on, else the PMA registers as for any arrival. */
const servesUnbound = (agent: Agent, up: Session, at: number, deletion: Sends): Draft => {
  const does = "sees the mobile node attach and registers it";
  if (up.binding === "requested" || up.awaits > 0) return { session: up, clock: at, does, sends: deletion };
  const { session, clock, pbu, early } = registers(agent, up, at, 3);
  return {
    session,
    clock,
    does,
    sends: [...early.map((message) => ({ to: "link", message }) as const), ...deletion, { to: "HA", message: pbu }],
  };
};

/** a mobile node comes back whose departure was not noticed, or which was kept for while the tunnel is up. */
const returns = (agent: Agent, self: Session, clock: number): Draft => {
  const up: Session = { ...self, link: "up", authorisation: "authorised", left: false };
  if (agent.options.reattachment === "silent") return { session: up, clock, does: "sees nothing new", sends: [] };
  const routed = self.binding === "registered" ? delivers(up) : up;
  const ra: Sends = up.hnp === "none" ? [] : [{ to: "link", message: advertisement(agent, up.hnp) }];
  if (self.role === "previous" && self.tunnel === "up")
    return {
      session: { ...routed, returned: true },
      clock,
      does: "sees the mobile node return and tells the next PMA",
      sends: [...ra, { to: "other", message: { type: "HO-Return", mn: agent.mn } }],
    };
  const sending = ordinaryPbu(agent, { ...routed, tries: 0 }, clock, 3, "granted");
  return {
    session: sending.session,
    clock: sending.clock,
    does: "sees the mobile node return and registers it",
    sends: [...ra, { to: "HA", message: sending.pbu }],
  };
};

const arrival = (agent: Agent, self: Session, clock: number): Draft => {
  if (self.link === "up" || self.left) return returns(agent, self, clock);
  switch (self.authorisation) {
    case "pre-authenticated":
    case "authorised":
      return servesPrepared(agent, self, clock);
    case "held": // RFC 6252 §C.2: the key proves who it is; no full authentication
      return servesPrepared(
        agent,
        { ...self, binding: self.binding === "registered" ? "registered" : "none", awaits: 0 },
        clock,
      );
    case "authenticating": // ahead of the move: the answer will find the mobile node on the link
      return { session: { ...self, link: "up" }, clock, does: "sees the mobile node attach", sends: [] };
    case "none":
    case "key-sent":
      return authenticates(agent, self, clock);
  }
};

const noticeAttach = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.noticeAttachment`,
    { self: sessionOf(agent.self, agent.mn), station: stationOf(poaOf(agent.self), agent.mn), clock: "clock" },
    ({ self, station, clock }) => {
      if (!station.associated || station.reported) return [];
      const draft = arrival(agent, self, clock);
      const step = carriedOut(agent, draft);
      return [
        {
          ...step,
          label: { ...step.label, moved: "link-up" },
          next: { ...step.next, station: report(station) },
        },
      ];
    },
    { sources: ["RFC 5213 §6.9.1.1", "S1 §2.1.1", "S1 §2.1.8", "B5", "B7", "D0a", "D13", "D14", "D16"] },
  );

/** RFC 6252 §C.2: an MPA-SA is held; where there is none, there is nothing to hold. */
const afterDeparture = ({ authorisation }: Session): Session["authorisation"] =>
  authorisation === "authorised" ? "held" : "none";

/** R-26 repaired: while the handover tunnel is up a PMA keeps the session of a mobile node that may come back. */
const keepsSession = ({ options }: Agent, { role, tunnel }: Session): boolean =>
  options.reattachment === "registers" && tunnel === "up" && (role === "previous" || options.tunnelEnd === "kept");

/** B1, B2, D15: late or never. The MPA-SA may be held for a quick return (D16). */
const departure = (agent: Agent, self: Session, at: number): Draft => {
  const does = "notices that the mobile node has left";
  const buffers = agent.options.buffering === "nAR+pAR" && self.role === "previous" && self.tunnel === "up";
  const down: Session = {
    ...self,
    link: "down",
    returned: false,
    authorisation: afterDeparture(self),
    target: awayTarget(agent, self, buffers),
  };
  if (keepsSession(agent, self)) {
    const target = buffers ? "buffer" : self.role === "next" ? "tunnel" : self.target;
    return { session: { ...down, target, left: true }, clock: at, does, sends: [] };
  }
  return deregisters(agent, down, at, does);
};

const awayTarget = (agent: Agent, self: Session, buffers: boolean): Session["target"] => {
  if (buffers || self.target === "buffer") return "buffer";
  return agent.options.tunnelEnd === "kept" && self.role === "next" && self.tunnel === "up" ? "tunnel" : "none";
};

/** RFC 5213 §6.9.1.4: at any point, so also while the answer to its registration is under way. */
const deregisters = (agent: Agent, down: Session, at: number, does: string): Draft => {
  if (down.binding !== "registered" && down.binding !== "requested")
    return {
      session: { ...down, binding: "none", awaits: 0, haTunnel: false, hnp: "none" },
      clock: at,
      does,
      sends: [],
    };
  const { session, clock, pbu } = ordinaryPbu(agent, { ...down, binding: "de-registering", tries: 0 }, at, 4, "zero");
  return { session, clock, does: `${does} and de-registers it`, sends: [{ to: "HA", message: pbu }] };
};

const noticeDetach = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.noticeDetachment`,
    { self: sessionOf(agent.self, agent.mn), station: stationOf(poaOf(agent.self), agent.mn), clock: "clock" },
    ({ self, station, clock }) => {
      if (station.associated || self.link === "down") return [];
      const draft = departure(agent, self, clock);
      return [carriedOut(agent, draft)];
    },
    { sources: ["RFC 5213 §6.13", "RFC 5213 §6.9.1.4", "RFC 6252 §C.2", "B1", "B2", "D15", "D16"] },
  );

/** The handover tunnel that brought the returned mobile node its packets is gone: from now on it needs a binding here. */
const registerAfterTunnel = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.registerAfterTunnel`,
    { self: sessionOf(agent.self, agent.mn), clock: "clock" },
    ({ self, clock }) => {
      if (!self.returned || self.link === "down" || self.tunnel !== "none" || self.awaits !== 0) return [];
      const from = { ...self, returned: false, tries: 0 };
      const { session, clock: later, pbu } = ordinaryPbu(agent, from, clock, 3, "granted");
      const draft: Draft = {
        session,
        clock: later,
        does: "registers the mobile node that has returned",
        sends: [{ to: "HA", message: pbu }],
      };
      return [carriedOut(agent, draft)];
    },
    { sources: ["RFC 6252 §C.1", "R-26"] },
  );

/** D15, deferred: the handover tunnel is gone, the mobile node is elsewhere. */
const leaveForGood = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.deregisterAfterTunnel`,
    { self: sessionOf(agent.self, agent.mn), clock: "clock" },
    ({ self, clock }) => {
      if (!self.left || self.tunnel !== "none") return [];
      const target = self.target === "link" ? "none" : self.target;
      const draft = deregisters(agent, { ...self, left: false, target }, clock, "has nothing more to wait for");
      return [carriedOut(agent, draft)];
    },
    { sources: ["RFC 5213 §6.9.1.4", "D15"] },
  );

/** B6: a solicitation is answered once there is a prefix to advertise. */
const receiveRs = (agent: Agent): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.receiveRs`,
    `${agent.mn}>${agent.self}`,
    { self: sessionOf(agent.self, agent.mn) },
    ({ self }, message) => {
      if (message.type !== "RS") return [];
      const label = { entity: agent.self, mn: agent.mn, received: message };
      if (self.link === "down" || self.binding !== "registered" || self.hnp === "none")
        return [{ label: { ...label, does: "has no prefix to advertise yet" } }];
      const ra = advertisement(agent, self.hnp);
      return [
        {
          label: { ...label, does: "advertises the prefix", sent: [ra] },
          send: [{ to: `${agent.self}>${agent.mn}` as const, message: ra }],
        },
      ];
    },
    { sources: ["RFC 5213 §6.7", "B6", "B11"] },
  );

export const linkRules = (agent: Agent): ReadonlyArray<Rule> => [
  noticeAttach(agent),
  ...(agent.options.detachNotice === "missing" ? [] : [noticeDetach(agent)]),
  ...(agent.options.reattachment === "registers" && agent.self === "pPMA" && agent.options.handover === "mpa"
    ? [leaveForGood(agent), registerAfterTunnel(agent)]
    : []),
  ...(agent.options.handover === "reactive" ? [receiveRs(agent)] : []),
];

/** The proactive handover tunnel between the PMAs: D6, D7, D11. The draft says what it does and not how it is signalled. */
import type { Rule } from "../../checker/system.js";
import {
  type DataWire,
  type Session,
  type Station,
  fromOther,
  sessionOf,
  stationOf,
  toOther,
  words,
} from "../state.js";
import { type Event, type Signal, type TunnelSignal, poaOf } from "../vocabulary.js";
import { addressedTo } from "./pma-ar.js";
import { timerMayExpire } from "./pma-mag.js";
import { type Agent, withoutTunnel } from "./pma-session.js";

const { rule, receive } = words;

const signal = ({ mn }: Agent, type: TunnelSignal["type"]): TunnelSignal => ({ type, mn });

/** A step of this PMA that tells the other one something. */
type Telling = {
  readonly label: Event;
  readonly next: { readonly self: Session };
  readonly send: ReadonlyArray<{ readonly to: "pPMA>nPMA" | "nPMA>pPMA"; readonly message: TunnelSignal }>;
};

const tells = (agent: Agent, does: string, session: Session, type: TunnelSignal["type"]): Telling => {
  const message = signal(agent, type);
  return {
    label: { entity: agent.self, does, mn: agent.mn, sent: [message] },
    next: { self: session },
    send: [{ to: toOther(agent.self), message }],
  };
};

/** D7: nPMA knows pPMA's address from the pre-authentication (D6) and asks for the tunnel. */
const setUp = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.setUpHandoverTunnel`,
    { self: sessionOf(agent.self, agent.mn) },
    ({ self }) => {
      const authenticated =
        self.authorisation === "pre-authenticated" ||
        (agent.options.tunnelSetup === "during-authentication" &&
          (self.authorisation === "authenticating" || self.authorisation === "key-sent"));
      return authenticated && self.role === "next" && self.tunnel === "none" && self.link === "down" && !self.tunnelDone
        ? [tells(agent, "asks for the handover tunnel", { ...self, tunnel: "requested" }, "HO-Setup")]
        : [];
    },
    { sources: ["S1 §2.1.3.1", "S1 §2.1.4", "D6", "D7"] },
  );

/** RFC 5213 §6.9.4 is the pattern: an unanswered request is repeated. */
const repeat = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.repeatTunnelRequest`,
    { self: sessionOf(agent.self, agent.mn), requests: toOther(agent.self), answers: fromOther(agent.self) },
    ({ self, requests, answers }) => {
      if (self.role !== "next" || self.tunnelTries >= agent.options.retransmissions) return [];
      const own = (message: Signal) => message.type.startsWith("HO-") && "mn" in message && message.mn === agent.mn;
      if (!timerMayExpire(agent, [requests, answers], own)) return [];
      const session = { ...self, tunnelTries: self.tunnelTries + 1 };
      if (self.tunnel === "requested") return [tells(agent, "repeats its request", session, "HO-Setup")];
      return self.tunnel === "deleting" ? [tells(agent, "repeats its request", session, "HO-Delete")] : [];
    },
    { sources: ["S1 §2.1.4", "S1 §2.1.7"] },
  );

/** D7 at pPMA: it serves the mobile node, so it lets the tunnel end on its link. */
const acceptSetup = (agent: Agent): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.acceptHandoverTunnel`,
    fromOther(agent.self),
    { self: sessionOf(agent.self, agent.mn) },
    ({ self }, message) => {
      if (message.type !== "HO-Setup" || message.mn !== agent.mn) return [];
      const label = { entity: agent.self, mn: agent.mn, received: message };
      if (self.authorisation !== "authorised")
        return [{ label: { ...label, does: "refuses the handover tunnel: it does not serve the mobile node" } }];
      const step = tells(
        agent,
        "sets up its end of the handover tunnel",
        { ...self, tunnel: "up", role: "previous" },
        "HO-SetupAck",
      );
      return [{ ...step, label: { ...step.label, received: message } }];
    },
    { sources: ["S1 §2.1.4", "D7"] },
  );

/** D7 at nPMA: from now on what it gets for the prefix goes to pPMA. */
const tunnelIsUp = (agent: Agent): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.handoverTunnelIsUp`,
    fromOther(agent.self),
    { self: sessionOf(agent.self, agent.mn) },
    ({ self }, message) => {
      if (message.type !== "HO-SetupAck" || message.mn !== agent.mn) return [];
      const label = { entity: agent.self, mn: agent.mn, received: message };
      return self.tunnel === "requested"
        ? [
            {
              label: { ...label, does: "routes the prefix into the handover tunnel" },
              next: {
                self: { ...self, tunnel: "up", tunnelTries: 0, target: self.target === "link" ? "link" : "tunnel" },
              },
            },
          ]
        : [{ label: { ...label, does: "ignores an answer it does not wait for" } }];
    },
    { sources: ["S1 §2.1.4", "S1 §2.1.6", "D7"] },
  );

/** The next PMA starts an acknowledged deletion; the previous one keeps its end until it is told. */
export const startDeletion = (agent: Agent, session: Session): Telling =>
  tells(
    agent,
    "asks for the deletion of the handover tunnel",
    { ...session, tunnel: "deleting", tunnelTries: 0, tunnelDone: true },
    "HO-Delete",
  );

/** What a PMA that the mobile node asks to delete the handover tunnel does: the repair keeps the tunnel until it is not needed. */
const triggered = (agent: Agent, self: Session) => {
  const { deletion, buffering } = agent.options;
  if (self.tunnel !== "up") return undefined;
  if (deletion === "unacknowledged")
    return tells(
      agent,
      "deletes its end of the handover tunnel",
      withoutTunnel({ ...self, tunnelDone: true }, agent.options),
      "HO-Delete",
    );
  const buffers = buffering !== "none" && (self.role === "next" ? self.target === "tunnel" : buffering === "nAR+pAR");
  if (self.link === "up" && self.role === "next") return startDeletion(agent, self);
  return buffers
    ? {
        label: { entity: agent.self, does: "starts to buffer", mn: agent.mn },
        next: { self: { ...self, target: "buffer" as const } },
      }
    : { label: { entity: agent.self, does: "keeps the handover tunnel until the mobile node is there", mn: agent.mn } };
};

const triggerFromLink = (agent: Agent): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.deleteTriggerFromLink`,
    `${agent.mn}>${agent.self}`,
    { self: sessionOf(agent.self, agent.mn) },
    ({ self }, message) => {
      if (message.type !== "Delete-Trigger") return [];
      const step = triggered(agent, self) ?? {
        label: { entity: agent.self, does: "has no handover tunnel to delete", mn: agent.mn },
      };
      return [{ ...step, label: { ...step.label, received: message } }];
    },
    { sources: ["S1 §2.1.7", "D11"] },
  );

/** D11: the trigger to nPMA is a packet from the previous network, forwarded like every other. */
const triggerFromAfar = (agent: Agent, wire: DataWire): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.deleteTrigger(${wire})`,
    wire,
    { self: sessionOf(agent.self, agent.mn) },
    ({ self }, packet) => {
      if (packet.payload.type !== "Delete-Trigger" || packet.payload.mn !== agent.mn) return [];
      if (!addressedTo(agent.self, packet)) return [];
      const step = triggered(agent, self) ?? {
        label: { entity: agent.self, does: "has no handover tunnel to delete", mn: agent.mn },
      };
      return [{ ...step, label: { ...step.label, packet } }];
    },
    { sources: ["S1 §2.1.7", "D11"] },
  );

/** The other PMA deletes. A previous PMA with packets in its buffer sends them on first. */
const deleteAsked = (agent: Agent): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.deleteHandoverTunnel`,
    fromOther(agent.self),
    { self: sessionOf(agent.self, agent.mn), station: stationOf(poaOf(agent.self), agent.mn) },
    ({ self, station }, message) => {
      if (message.type !== "HO-Delete" || message.mn !== agent.mn) return [];
      const label = { entity: agent.self, mn: agent.mn, received: message };
      const gone = withoutTunnel({ ...self, tunnelDone: true }, agent.options);
      if (agent.options.deletion === "unacknowledged")
        return [{ label: { ...label, does: "deletes its end of the handover tunnel" }, next: { self: gone } }];
      if (self.buffer.length > 0 && self.role === "previous")
        return [
          { label: { ...label, does: "returns its buffer first" }, next: { self: { ...self, tunnel: "deleting" } } },
        ];
      const step = tells(
        agent,
        "deletes its end of the handover tunnel",
        elsewhere(withoutBuffer(gone), station),
        "HO-DeleteAck",
      );
      return [{ ...step, label: { ...step.label, received: message } }];
    },
    { sources: ["S1 §2.1.7", "D11"] },
  );

/** The other PMA has the mobile node: a PMA that finds it gone from its own link need not be told again. */
const elsewhere = (session: Session, station: Station): Session =>
  session.link === "up" && !station.associated
    ? { ...session, link: "down", left: true, authorisation: "held" }
    : session;

/** A previous PMA whose mobile node has gone on buffers no more. */
const withoutBuffer = (session: Session): Session =>
  session.target === "buffer" ? { ...session, target: session.link === "up" ? "link" : "none" } : session;

const bufferReturned = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.bufferReturned`,
    { self: sessionOf(agent.self, agent.mn), station: stationOf(poaOf(agent.self), agent.mn) },
    ({ self, station }) =>
      self.tunnel === "deleting" && self.role === "previous" && self.buffer.length === 0
        ? [
            tells(
              agent,
              "deletes its end of the handover tunnel",
              elsewhere(withoutBuffer(withoutTunnel(self, agent.options)), station),
              "HO-DeleteAck",
            ),
          ]
        : [],
    { sources: ["RFC 6252 §7.6.1", "R-13"] },
  );

const deleteConfirmed = (agent: Agent): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.handoverTunnelIsDeleted`,
    fromOther(agent.self),
    { self: sessionOf(agent.self, agent.mn) },
    ({ self }, message) => {
      if (message.type !== "HO-DeleteAck" || message.mn !== agent.mn) return [];
      const label = { entity: agent.self, mn: agent.mn, received: message };
      return self.tunnel === "deleting"
        ? [
            {
              label: { ...label, does: "deletes its end of the handover tunnel" },
              next: { self: withoutTunnel(self, agent.options) },
            },
          ]
        : [{ label: { ...label, does: "ignores an answer it does not wait for" } }];
    },
    { sources: ["S1 §2.1.7", "R-12"] },
  );

/** R-26 repaired: the mobile node is back on the previous link, so what comes for it goes into the tunnel again. */
const returned = (agent: Agent): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.mobileNodeReturned`,
    fromOther(agent.self),
    { self: sessionOf(agent.self, agent.mn), station: stationOf(poaOf(agent.self), agent.mn) },
    ({ self, station }, message) => {
      if (message.type !== "HO-Return" || message.mn !== agent.mn) return [];
      const label = { entity: agent.self, mn: agent.mn, received: message };
      const gone = elsewhere(self, station);
      return self.tunnel === "up" && gone.link === "down"
        ? [
            {
              label: { ...label, does: "routes the prefix into the handover tunnel" },
              next: { self: { ...gone, target: "tunnel" } },
            },
          ]
        : [{ label: { ...label, does: "has the mobile node on its link, or no tunnel" } }];
    },
    { sources: ["RFC 6252 §C.1", "R-26"] },
  );

/** The mobile node has the tunnel deleted, or its life time ends. */
const isDeleted = ({ options }: Agent): boolean => options.tunnelEnd !== "kept" || options.handoverLife === "bounded";

const asNext = (agent: Agent): ReadonlyArray<Rule> => [
  setUp(agent),
  tunnelIsUp(agent),
  ...(agent.options.reattachment === "registers" ? [returned(agent)] : []),
  ...(agent.options.retransmissions > 0 ? [repeat(agent)] : []),
  ...(agent.options.deletion === "link-first" && isDeleted(agent) ? [deleteConfirmed(agent)] : []),
];

const asPrevious = (agent: Agent): ReadonlyArray<Rule> => [
  acceptSetup(agent),
  ...(agent.options.buffering === "nAR+pAR" && agent.options.deletion === "link-first" ? [bufferReturned(agent)] : []),
];

/** The mobile node moves from pPMA to nPMA: it is nPMA that is prepared, and pPMA that is left. */
export const tunnelRules = (agent: Agent): ReadonlyArray<Rule> => {
  const { handover, tunnelEnd } = agent.options;
  if (handover === "reactive") return [];
  const parts = agent.self === "nPMA" ? asNext(agent) : asPrevious(agent);
  const wires: ReadonlyArray<DataWire> = agent.self === "nPMA" ? ["data HA>nPMA", "data pPMA>nPMA"] : [];
  const triggers = [triggerFromLink(agent), ...wires.map((wire) => triggerFromAfar(agent, wire))];
  return [...parts, ...(isDeleted(agent) ? [deleteAsked(agent)] : []), ...(tunnelEnd === "kept" ? [] : triggers)];
};

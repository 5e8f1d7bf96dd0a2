/** A mobile node. It moves, it pre-authenticates, it asks for the deletion of the handover tunnel; it signals no mobility. */
import type { Rule } from "../../checker/system.js";
import { owed } from "../fairness.js";
import type { Options } from "../options.js";
import { hop } from "../packets.js";
import { type MobileNodeState, sessionOf, stationOf, words } from "../state.js";
import {
  type DeleteTrigger,
  type MobileNode,
  type Packet,
  type Pana,
  type Pma,
  type PoA,
  type Prefix,
  otherPoa,
  pmaOf,
  pmas,
  poaOf,
  poas,
} from "../vocabulary.js";
import { type Node, decisions, departures } from "./mn-departure.js";
import { associate } from "./poa.js";

const { rule, receive } = words;

export const mobileNode = ({ moves }: Options): MobileNodeState => ({
  at: "none",
  left: "none",
  hoa: "none",
  router: "none",
  preauth: "none",
  leaving: false,
  moves,
  sent: 0,
  repeated: 0,
});

/** A packet of the mobile node's own, sent on the link it is on. */
const onItsLink = (source: Prefix, destination: Pma | "CN", payload: Packet["payload"]): Packet => ({
  headers: [{ source, destination }],
  payload,
});

/** D0a, D12, B5: association with a point of attachment; where keys were installed before, that is all there is to do. */
const attach = ({ mn, options }: Node, poa: PoA): Rule =>
  rule(
    `${mn}.attach(${poa})`,
    { self: mn, station: stationOf(poa, mn) },
    ({ self, station }) => {
      const first = self.left === "none" && poa === "pPoA";
      const next = self.left !== "none" && poa === otherPoa(self.left);
      const back = self.left === poa && options.switching === "may-fail";
      if (self.at !== "none" || !(first || next || back)) return [];
      const arrived: MobileNodeState = { ...self, at: poa, left: "none", leaving: false };
      const rs = { type: "RS", mn } as const;
      const trigger: DeleteTrigger = { type: "Delete-Trigger", mn };
      const asksDeletion = options.handover === "mpa" && options.tunnelEnd === "after-switch" && next && poa === "nPoA";
      const sent = options.handover === "reactive" ? [rs] : asksDeletion ? [trigger] : [];
      return [
        {
          label: {
            entity: mn,
            does: back ? `fails to switch and comes back to ${poa}` : `attaches to ${poa}`,
            mn,
            moved: "attached",
            ...(sent.length === 0 ? {} : { sent }),
          },
          next: { self: arrived, station: associate(station) },
          send: sent.map((message) => ({ to: `${mn}>${pmaOf(poa)}` as const, message })),
        },
      ];
    },
    { sources: ["S1 §2.1.1", "S1 §2.1.8", "RFC 6252 §6.3 step 5", "B5", "B6", "D0a", "D12"] },
  );

/** D3: PANA with nPAA. Direct: a packet to nPMA, source HoA. Indirect: to pPMA, which relays. */
const sendPana = ({ mn, options }: Node, self: MobileNodeState, type: Pana["type"]) => {
  const message: Pana = { type, mn, previous: "pPMA" };
  if (options.preauthentication === "indirect" || self.hoa === "none") return { to: `${mn}>pPMA` as const, message };
  return { to: "data PoA>pPMA" as const, message: onItsLink(self.hoa, "nPMA", message) };
};

const preauthenticate = (node: Node): Rule =>
  rule(
    `${node.mn}.preauthenticate`,
    { self: node.mn, next: sessionOf("nPMA", node.mn) },
    ({ self, next }) => {
      const { mn, options } = node;
      const first = self.preauth === "impending";
      const unheard = options.timers === "any-time" || next.authorisation === "none";
      const again = self.preauth === "requested" && self.repeated < options.retransmissions && unheard;
      if (self.at !== "pPoA" || self.moves === 0 || !(first || again)) return [];
      const sending = sendPana(node, self, "PCI");
      return [
        {
          label: {
            entity: mn,
            does: again ? "repeats its pre-authentication request" : "starts its pre-authentication",
            mn,
            sent: [{ type: "PCI" as const, mn, previous: "pPMA" as const }],
          },
          next: { self: { ...self, preauth: "requested", repeated: self.repeated + (again ? 1 : 0) } },
          send: [sending],
        },
      ];
    },
    { sources: ["S1 §2.1.3", "RFC 5191 §4.1", "RFC 5873 §3", "D3"] },
  );

/** D4: PAR[C] carries success; the mobile node has the MPA-SA, and says so. */
const secures = (node: Node, self: MobileNodeState) => {
  const { mn } = node;
  if (self.preauth !== "requested" && self.preauth !== "secured")
    return { label: { entity: mn, does: "ignores an answer it does not wait for", mn } };
  return {
    label: {
      entity: mn,
      does: "has pre-authenticated with the next network",
      mn,
      sent: [{ type: "PAN" as const, mn, previous: "pPMA" as const }],
    },
    next: { self: { ...self, preauth: "secured" as const } },
    send: [sendPana(node, self, "PAN")],
  };
};

/** D11: just before it moves (S1 §2.1.7), to the PMA or PMAs that the reading names (E-10). */
const triggerDeletion = ({ mn, options }: Node): Rule =>
  rule(
    `${mn}.triggerDeletion`,
    { self: mn, next: sessionOf("nPMA", mn) },
    ({ self, next }) => {
      const prepared = next.binding === "registered" || options.departure === "any-time";
      if (
        self.at !== "pPoA" ||
        self.preauth !== "secured" ||
        self.leaving ||
        self.moves === 0 ||
        !prepared ||
        self.hoa === "none"
      )
        return [];
      const message: DeleteTrigger = { type: "Delete-Trigger", mn };
      const toNext = { to: "data PoA>pPMA", message: onItsLink(self.hoa, "nPMA", message) } as const;
      const toPrevious = { to: `${mn}>pPMA`, message } as const;
      const { deleteTrigger } = options;
      return [
        {
          label: { entity: mn, does: "asks for the deletion of the handover tunnel", mn, sent: [message] },
          next: { self: { ...self, leaving: true } },
          send: [...(deleteTrigger === "pPMA" ? [] : [toNext]), ...(deleteTrigger === "nPMA" ? [] : [toPrevious])],
        },
      ];
    },
    { sources: ["S1 §2.1.7", "RFC 6252 §6.3 step 4", "D11"] },
  );

/** B11, D0b, D13: the prefix gives the HoA, the sender becomes the default router. Another prefix makes another HoA. */
const receiveRa = ({ mn }: Node, pma: Pma): Rule =>
  receive(
    `${mn}.receiveFrom(${pma})`,
    `${pma}>${mn}`,
    { self: mn },
    ({ self }, message) => {
      const label = { entity: mn, mn, received: message };
      if (message.type !== "RA" || self.at !== poaOf(pma)) return [];
      const sameRouter = self.router === pma && self.hoa === message.hnp;
      return [
        {
          label: { ...label, does: sameRouter ? "hears from its router" : "configures its HoA and default router" },
          next: { self: { ...self, hoa: message.hnp, router: message.router } },
        },
      ];
    },
    { sources: ["S1 §2.1.1", "S1 §2.1.8", "RFC 5213 §6.7", "B11", "D0b", "D13"] },
  );

/** Indirect pre-authentication: the answer comes from pPMA on the link. */
const receivePar = (node: Node): Rule =>
  receive(
    `${node.mn}.receivePar`,
    `pPMA>${node.mn}`,
    { self: node.mn },
    ({ self }, message) => {
      if (message.type !== "PAR" || self.at !== "pPoA") return [];
      const step = secures(node, self);
      return [{ ...step, label: { ...step.label, received: message } }];
    },
    { sources: ["S1 §2.1.3.2", "D4"] },
  );

/** What the link delivers. A packet for an address that it no longer has is of no use to it. */
const arrives = (node: Node, self: MobileNodeState, packet: Packet) => {
  const { mn } = node;
  const { payload } = packet;
  if (payload.type === "PAR") {
    const step = secures(node, self);
    return [{ ...step, label: { ...step.label, packet } }];
  }
  if (payload.type !== "probe" || packet.headers[0]?.destination !== self.hoa)
    return [{ label: hop(mn, "drops a packet", packet, "no such address") }];
  return [{ label: { ...hop(mn, "receives a packet", packet), mn, delivered: payload } }];
};

const receiveData = (node: Node, pma: Pma): Rule =>
  receive(
    `${node.mn}.receiveData(${pma})`,
    `data ${pma}>PoA`,
    { self: node.mn },
    ({ self }, packet) => (packet.link === node.mn && self.at === poaOf(pma) ? arrives(node, self, packet) : []),
    { sources: ["S1 §2.1.1", "B12", "D4"] },
  );

const sendData = ({ mn, options }: Node): Rule =>
  rule(
    `${mn}.sendData`,
    { self: mn },
    ({ self }) => {
      if (self.at === "none" || self.hoa === "none" || self.sent >= options.uplinkProbes) return [];
      const probe = { type: "probe", direction: "up", mn, number: self.sent + 1 } as const;
      const packet = onItsLink(self.hoa, "CN", probe);
      return [
        {
          label: { ...hop(mn, "sends a packet", packet), injected: probe },
          next: { self: { ...self, sent: self.sent + 1 } },
          send: [{ to: `data PoA>${pmaOf(self.at)}` as const, message: packet }],
        },
      ];
    },
    { sources: ["RFC 5213 §6.10.5"] },
  );

export const mnRules = (mn: MobileNode, options: Options): ReadonlyArray<Rule> => {
  const node = { mn, options };
  const prepares = options.handover === "mpa" ? [...decisions(node), ...owed([preauthenticate(node)])] : [];
  return [
    ...owed(poas.map((poa) => attach(node, poa))),
    ...(options.moves > 0 ? departures(node) : []),
    ...prepares,
    ...owed([
      ...(options.handover === "mpa" && options.preauthentication === "indirect" ? [receivePar(node)] : []),
      ...(options.handover === "mpa" && options.tunnelEnd === "before-switch" ? [triggerDeletion(node)] : []),
      ...pmas.map((pma) => receiveRa(node, pma)),
      ...pmas.map((pma) => receiveData(node, pma)),
    ]),
    ...(options.uplinkProbes > 0 ? [sendData(node)] : []),
  ];
};

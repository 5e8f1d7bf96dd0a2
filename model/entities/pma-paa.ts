/** A PMA as PANA authentication agent: authentication on the link (D0a, B5) and ahead of the move (D3 to D5). */
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
import { type Packet, type Pana, type Prefix, otherPma, poaOf } from "../vocabulary.js";
import { addressedTo } from "./pma-ar.js";
import { registers } from "./pma-mag.js";
import type { Agent } from "./pma-session.js";
import { installKey } from "./poa.js";

const { rule, receive } = words;

const pana = ({ mn, self }: Agent, type: Pana["type"]): Pana => ({ type, mn, previous: otherPma(self) });

/** PANA towards a mobile node in the other network: a packet to its HoA, or through the other PMA. */
const answerFromAfar = (agent: Agent, message: Pana, hoa: Prefix) => {
  if (agent.options.preauthentication === "indirect") return { to: toOther(agent.self), message };
  const packet: Packet = { headers: [{ source: agent.self, destination: hoa }], payload: message };
  return { to: `data ${agent.self}>HA` as const, message: packet };
};

/** D3, D4: a request opens a session; the EAP rounds are one exchange with the AAA server. */
const request = (agent: Agent, self: Session) => {
  const label = { entity: agent.self, mn: agent.mn };
  if (self.authorisation !== "none") return [{ label: { ...label, does: "has this request already" } }];
  const message = { type: "AAA-Request", mn: agent.mn, early: true } as const;
  return [
    {
      label: { ...label, does: "starts to authenticate the mobile node ahead of its move", sent: [message] },
      next: { self: { ...self, authorisation: "authenticating", role: "next" } as Session },
      send: [{ to: `${agent.self}>AAA` as const, message }],
    },
  ];
};

/** D4: the exchange is complete at both ends: the MPA-SA exists, and a link key goes to nPoA ahead of the mobile node. */
const complete = (agent: Agent, self: Session, station: Station) => {
  const label = { entity: agent.self, mn: agent.mn };
  return self.authorisation === "key-sent"
    ? [
        {
          label: { ...label, does: "has pre-authenticated the mobile node and installs its link key" },
          next: {
            self: { ...self, authorisation: "pre-authenticated", tries: 0 } as Session,
            station: installKey(station),
          },
        },
      ]
    : [{ label: { ...label, does: "has this answer already" } }];
};

const paaFromAfar = (agent: Agent, wire: DataWire): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.preauthenticate(${wire})`,
    wire,
    { self: sessionOf(agent.self, agent.mn), station: stationOf(poaOf(agent.self), agent.mn) },
    ({ self, station }, packet) => {
      const { payload } = packet;
      if (payload.mn !== agent.mn || !addressedTo(agent.self, packet)) return [];
      if (payload.type === "PCI")
        return request(agent, self).map((step) => ({ ...step, label: { ...step.label, packet } }));
      if (payload.type === "PAN")
        return complete(agent, self, station).map((step) => ({ ...step, label: { ...step.label, packet } }));
      return [];
    },
    { sources: ["S1 §2.1.3.1", "RFC 5191 §4.1", "RFC 5873 §3", "D3", "D4", "D6"] },
  );

const paaByRelay = (agent: Agent): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.preauthenticate`,
    fromOther(agent.self),
    { self: sessionOf(agent.self, agent.mn), station: stationOf(poaOf(agent.self), agent.mn) },
    ({ self, station }, message) => {
      if (message.type === "PCI" && message.mn === agent.mn)
        return request(agent, self).map((step) => ({ ...step, label: { ...step.label, received: message } }));
      if (message.type === "PAN" && message.mn === agent.mn)
        return complete(agent, self, station).map((step) => ({ ...step, label: { ...step.label, received: message } }));
      return [];
    },
    { sources: ["S1 §2.1.3.2", "RFC 6345 §2", "D3", "D4", "D6"] },
  );

/** V-03: the other PMA passes PANA on, both ways. */
const relay = (agent: Agent): ReadonlyArray<Rule> => [
  receive(
    `${sessionOf(agent.self, agent.mn)}.relayToNext`,
    `${agent.mn}>${agent.self}`,
    [],
    (_, message) =>
      message.type === "PCI" || message.type === "PAN"
        ? [
            {
              label: {
                entity: agent.self,
                does: "relays to the next PMA",
                mn: agent.mn,
                received: message,
                sent: [message],
              },
              send: [{ to: toOther(agent.self), message }],
            },
          ]
        : [],
    { sources: ["S1 §2.1.3.2", "RFC 6345 §2", "D3", "D4"] },
  ),
  receive(
    `${sessionOf(agent.self, agent.mn)}.relayToMobileNode`,
    fromOther(agent.self),
    [],
    (_, message) =>
      message.type === "PAR" && message.mn === agent.mn
        ? [
            {
              label: {
                entity: agent.self,
                does: "relays to the mobile node",
                mn: agent.mn,
                received: message,
                sent: [message],
              },
              send: [{ to: `${agent.self}>${agent.mn}` as const, message }],
            },
          ]
        : [],
    { sources: ["S1 §2.1.3.2", "RFC 6345 §2", "D4"] },
  ),
];

/** The AAA server's answer: on the link it lets the PMA register (B7, B8, D0a); ahead of the move it ends the exchange (D5). */
const receiveAaaAnswer = (agent: Agent): Rule =>
  receive(
    `${sessionOf(agent.self, agent.mn)}.receiveAaaAnswer`,
    `AAA>${agent.self}`,
    { self: sessionOf(agent.self, agent.mn), clock: "clock" },
    ({ self, clock }, message) => {
      if (message.type !== "AAA-Answer" || message.mn !== agent.mn) return [];
      const label = { entity: agent.self, mn: agent.mn, received: message };
      if (self.authorisation !== "authenticating")
        return [{ label: { ...label, does: "ignores an answer it does not wait for" } }];
      if (message.hnp === undefined)
        return [
          {
            label: { ...label, does: "is told to refuse access" },
            next: { self: { ...self, authorisation: "none", role: "none" } },
          },
        ];
      const known: Session = { ...self, profile: message.hnp };
      if (self.link === "up") {
        const {
          session,
          clock: later,
          pbu,
          early,
        } = registers(agent, { ...known, authorisation: "authorised" }, clock, agent.options.reactiveHi);
        return [
          {
            label: { ...label, does: "admits the mobile node and registers it", sent: [...early, pbu] },
            next: { self: session, clock: later },
            send: [
              ...early.map((each) => ({ to: `${agent.self}>${agent.mn}` as const, message: each })),
              { to: `${agent.self}>HA` as const, message: pbu },
            ],
          },
        ];
      }
      const par = pana(agent, "PAR");
      return [
        {
          label: { ...label, does: "completes the pre-authentication", sent: [par] },
          next: { self: { ...known, authorisation: "key-sent" } },
          send: [answerFromAfar(agent, par, message.hnp)],
        },
      ];
    },
    { sources: ["S1 §2.1.1", "S1 §2.1.3.1", "RFC 5213 §6.9.1.1", "B5", "B7", "B8", "D0a", "D0b", "D0c", "D4", "D5"] },
  );

/** RFC 5191 §4.1: an unanswered PAR is repeated. */
const repeatPar = (agent: Agent): Rule =>
  rule(
    `${sessionOf(agent.self, agent.mn)}.repeatPar`,
    { self: sessionOf(agent.self, agent.mn) },
    ({ self }) => {
      if (self.authorisation !== "key-sent" || self.profile === "none" || self.tries >= agent.options.retransmissions)
        return [];
      const par = pana(agent, "PAR");
      return [
        {
          label: { entity: agent.self, does: "repeats its request", mn: agent.mn, sent: [par] },
          next: { self: { ...self, tries: self.tries + 1 } },
          send: [answerFromAfar(agent, par, self.profile)],
        },
      ];
    },
    { sources: ["RFC 5191 §9", "R-20"] },
  );

export const paaRules = (agent: Agent): ReadonlyArray<Rule> => {
  const { handover, preauthentication, retransmissions } = agent.options;
  if (handover === "reactive") return [receiveAaaAnswer(agent)];
  if (agent.self === "pPMA")
    return [receiveAaaAnswer(agent), ...(preauthentication === "indirect" ? relay(agent) : [])];
  const exchange =
    preauthentication === "indirect"
      ? [paaByRelay(agent)]
      : [
          paaFromAfar(agent, "data HA>nPMA"),
          ...(agent.options.uplink === "handover-tunnel" ? [paaFromAfar(agent, "data pPMA>nPMA")] : []),
        ];
  return [receiveAaaAnswer(agent), ...exchange, ...(retransmissions > 0 ? [repeatPar(agent)] : [])];
};

/** A PMA as access router: forwarding of user data between its tunnels, its buffer and its link. */
import type { Rule } from "../../checker/system.js";
import type { Options } from "../options.js";
import { decapsulate, encapsulate, hop, isPrefix, onLink } from "../packets.js";
import { type Session, fromOther, sessionOf, toOther, words } from "../state.js";
import { type LossCause, type MobileNode, type Packet, type Pma, type Prefix, otherPma } from "../vocabulary.js";
import { type Agent, decapsulates, downlink, prefixOf, uplink } from "./pma-session.js";

const { rule, receive } = words;

/** Both mobile nodes' sessions, since a packet says only its addresses. */
type Sessions = { readonly [N in MobileNode]: Session };
type Router = { readonly self: Pma; readonly options: Options };

const reads = (self: Pma) => ({ MN: sessionOf(self, "MN"), MN2: sessionOf(self, "MN2") }) as const;

/** The packet that is for this PMA itself, in a tunnel or not. */
export const addressedTo = (self: Pma, packet: Packet): boolean => packet.headers.at(-1)?.destination === self;

const drop = (self: Pma, packet: Packet, cause: LossCause) => [{ label: hop(self, "drops a packet", packet, cause) }];

/** The mobile node whose session hosts a prefix. */
const host = (sessions: Sessions, prefix: Prefix): MobileNode | undefined =>
  prefixOf(sessions.MN) === prefix ? "MN" : prefixOf(sessions.MN2) === prefix ? "MN2" : undefined;

/** Down: to the link, into the handover tunnel, into the buffer, or nowhere. */
const sendDown = ({ self, options }: Router, sessions: Sessions, packet: Packet, prefix: Prefix) => {
  const mn = host(sessions, prefix);
  if (mn === undefined) return drop(self, packet, "no route");
  const session = sessions[mn];
  const decision = downlink(session, options);
  if ("lost" in decision) return drop(self, packet, decision.lost);
  switch (decision.to) {
    case "link":
      return [
        {
          label: hop(self, "forwards a packet to its link", packet),
          send: [{ to: `data ${self}>PoA` as const, message: onLink(packet, mn) }],
        },
      ];
    case "tunnel":
      return intoTunnel(self, packet);
    case "buffer":
      return [
        {
          label: {
            ...hop(self, "buffers a packet", packet),
            ...(packet.payload.type === "probe" ? { buffered: packet.payload } : {}),
          },
          next: { [mn]: { ...session, buffer: [...session.buffer, packet] } },
        },
      ];
  }
};

const intoTunnel = (self: Pma, packet: Packet) => {
  const tunnelled = encapsulate(packet, self, otherPma(self));
  return [
    {
      label: hop(self, `tunnels a packet to ${otherPma(self)}`, tunnelled),
      send: [{ to: `data ${toOther(self)}` as const, message: tunnelled }],
    },
  ];
};

const toHa = (self: Pma, packet: Packet) => {
  const tunnelled = encapsulate(packet, self, "HA");
  return [
    {
      label: hop(self, "tunnels a packet to HA", tunnelled),
      send: [{ to: `data ${self}>HA` as const, message: tunnelled }],
    },
  ];
};

/** Up: into the tunnel to the HA, or into the handover tunnel. The source address names the session. */
const sendUp = ({ self, options }: Router, sessions: Sessions, packet: Packet, fromLink: boolean) => {
  const source = packet.headers[0]?.source;
  const mn = source !== undefined && isPrefix(source) ? host(sessions, source) : undefined;
  if (mn === undefined) return drop(self, packet, "no binding");
  const session = sessions[mn];
  // What came through the handover tunnel does not go back into it.
  const decision = uplink(session, fromLink ? options : { uplink: "own-tunnel" });
  if ("lost" in decision) return drop(self, packet, decision.lost);
  return decision.to === "tunnel" ? intoTunnel(self, packet) : toHa(self, packet);
};

const forward = (router: Router, sessions: Sessions, packet: Packet, fromLink: boolean) => {
  const destination = packet.headers[0]?.destination;
  return destination !== undefined && isPrefix(destination)
    ? sendDown(router, sessions, packet, destination)
    : sendUp(router, sessions, packet, fromLink);
};

const all = (sessions: Sessions): ReadonlyArray<Session> => [sessions.MN, sessions.MN2];

/** B12, D9: a packet out of the tunnel from the HA. */
const fromHa = (router: Router): Rule =>
  receive(
    `${router.self}.receiveFromHa`,
    `data HA>${router.self}`,
    reads(router.self),
    (sessions, packet) => {
      if (addressedTo(router.self, packet)) return [];
      const { outer, inner } = decapsulate(packet);
      if (outer !== undefined && !all(sessions).some(({ haTunnel }) => haTunnel))
        return drop(router.self, packet, "no tunnel end");
      return forward(router, sessions, inner, false);
    },
    { sources: ["RFC 5213 §6.10.5", "S1 §2.1.6", "S1 §2.1.8", "B12", "D13"] },
  );

/** D7, D9: a packet out of the handover tunnel. */
const fromTunnel = (router: Router): Rule =>
  receive(
    `${router.self}.receiveFrom${otherPma(router.self)}`,
    `data ${fromOther(router.self)}`,
    reads(router.self),
    (sessions, packet) => {
      if (addressedTo(router.self, packet)) return [];
      if (!all(sessions).some(decapsulates)) return drop(router.self, packet, "no handover tunnel");
      return forward(router, sessions, decapsulate(packet).inner, false);
    },
    { sources: ["S1 §2.1.4", "S1 §2.1.6"] },
  );

const fromLink = (router: Router): Rule =>
  receive(
    `${router.self}.receiveFromLink`,
    `data PoA>${router.self}`,
    reads(router.self),
    (sessions, packet) => (addressedTo(router.self, packet) ? [] : forward(router, sessions, packet, true)),
    { sources: ["RFC 5213 §6.10.5"] },
  );

/** D13: once a route stands again, the buffer is emptied in the order of arrival. */
const drain = ({ self, mn }: Agent): Rule =>
  rule(
    `${sessionOf(self, mn)}.drainBuffer`,
    { self: sessionOf(self, mn) },
    ({ self: session }) => {
      const [packet, ...buffer] = session.buffer;
      if (packet === undefined || session.target === "buffer" || session.target === "none") return [];
      const next = { self: { ...session, buffer } };
      return session.target === "tunnel"
        ? intoTunnel(self, packet).map((step) => ({ ...step, next }))
        : [
            {
              label: hop(self, "forwards a buffered packet to its link", packet),
              next,
              send: [{ to: `data ${self}>PoA` as const, message: onLink(packet, mn) }],
            },
          ];
    },
    { sources: ["RFC 6252 §6.3 step 4", "RFC 5568 §5.4", "D13"] },
  );

/** RFC 6252 §7.6.1: what pAR buffered goes to nAR, before pAR confirms that its end of the tunnel is gone. */
const returnBuffer = ({ self, mn }: Agent): Rule =>
  rule(
    `${sessionOf(self, mn)}.returnBuffer`,
    { self: sessionOf(self, mn) },
    ({ self: session }) => {
      const [packet, ...buffer] = session.buffer;
      if (packet === undefined || session.tunnel !== "deleting" || session.role !== "previous") return [];
      const [sending] = intoTunnel(self, packet);
      return sending === undefined ? [] : [{ ...sending, next: { self: { ...session, buffer } } }];
    },
    { sources: ["RFC 6252 §7.6.1", "R-13"] },
  );

export const forwardingRules = (self: Pma, options: Options): ReadonlyArray<Rule> => [
  fromHa({ self, options }),
  fromLink({ self, options }),
  ...(options.handover === "mpa" ? [fromTunnel({ self, options })] : []),
];

export const bufferRules = (agent: Agent): ReadonlyArray<Rule> => [
  ...(agent.options.buffering === "none" ? [] : [drain(agent)]),
  ...(agent.options.buffering === "nAR+pAR" ? [returnBuffer(agent)] : []),
];

/** RFC 5213 §6 at a PMA, its MAG: what it tells the HA, what it makes of the answers, and which packets it forwards. */
import { type Session, sessionOf, stationOf, words } from "../../model/state.js";
import { type Pbu, type Prefix, otherPma, poaOf } from "../../model/vocabulary.js";
import { type CatalogueEntry, entry } from "../view.js";
import {
  handed,
  inTunnel,
  isDown,
  isUp,
  mobileNodes,
  passedOn,
  passesUp,
  pmaOfLabel,
  sendsPbu,
  sentPbus,
  sessions,
} from "./signals.js";

const { action } = words;

/** The PMA knows the mobile node from before: it prepared its arrival, or served it. */
const knows = ({ authorisation }: Session): boolean =>
  authorisation === "pre-authenticated" || authorisation === "authorised" || authorisation === "held";

const byValue = ({ hnp = [] }: Pbu): boolean => hnp.length > 0 && !hnp.includes("ALL_ZERO");

/** Whether the indicator says what the PMA, in this session, knows. */
const isTrue = (pbu: Pbu, session: Session): boolean => {
  if (pbu.lifetime === "zero") return pbu.hi === 4 && byValue(pbu);
  if (pbu.hi === undefined) return false;
  const otherInterface = pbu.llid === "LLID-other";
  switch (pbu.hi) {
    case 1:
      return session.role !== "next";
    case 2:
      return knows(session) && otherInterface;
    case 3:
      return knows(session) && !otherInterface;
    case 4: // What was sent as unknown is repeated as unknown.
      return session.hi === 4 || !knows(session);
    case 5:
      return byValue(pbu) && session.binding === "registered";
  }
};

/** The PBA answers the PBU that the PMA waits for, or one that it sent before in the same exchange. */
const matches = (order: number, { awaits, since }: Session): boolean =>
  awaits !== 0 && since <= order && order <= awaits;

export const gateway: ReadonlyArray<CatalogueEntry> = [
  entry(
    "PMIP-6.9.1.1-4",
    "The Handoff Indicator of every PBU is true: 1 not for a handoff, 2 and 3 only with knowledge of the interface, 4 only without, 5 for an extension that names the prefix.",
    ["RFC 5213 §6.9.1.1(4)", "RFC 5213 §6.9.1.1(5)", "RFC 5213 §6.9.1.3", "RFC 5213 §6.9.1.4"],
    (_, name) =>
      action(
        name,
        sessions,
        (before, label) => sentPbus(label).every((pbu) => isTrue(pbu, before[sessionOf(pbu.from, pbu.mnId)])),
        { given: sendsPbu },
      ),
  ),
  entry(
    "PMIP-6.9.1.2-5",
    "A PBA that answers no PBU that the PMA waits for changes nothing.",
    ["RFC 5213 §6.9.1.2(5)"],
    (_, name) =>
      action(
        name,
        sessions,
        (before, label, after) => {
          const pba = handed(label);
          if (pba === undefined || label.mn === undefined) return true;
          const session = sessionOf(pba.to, label.mn);
          const { binding, hnp, haTunnel, target, refused } = before[session];
          if (matches(pba.order, before[session])) return true;
          const now = after[session];
          return (
            label.sent === undefined &&
            now.binding === binding &&
            now.hnp === hnp &&
            now.haTunnel === haTunnel &&
            now.target === target &&
            now.refused === refused
          );
        },
        { given: (label) => handed(label) !== undefined },
      ),
  ),
  entry(
    "PMIP-6.9.1.2-8",
    "A PMA with the mobile node on its link, told once that its timestamp is old, registers again.",
    ["RFC 5213 §6.9.1.2(8)"],
    (options, name) =>
      options.ordering === "sequence" || (options.handover === "mpa" && options.refreshes === 0)
        ? undefined
        : action(
            name,
            sessions,
            (before, label) => {
              const pba = handed(label);
              if (pba?.status !== 157 || label.mn === undefined) return true;
              const was = before[sessionOf(pba.to, label.mn)];
              const there = was.link === "up" && was.binding !== "de-registering" && matches(pba.order, was);
              return !there || was.tries > 0 || sendsPbu(label);
            },
            { given: (label) => handed(label)?.status === 157 },
          ),
  ),
  entry(
    "PMIP-6.9.1.2-11",
    "A PMA that was refused neither advertises the prefix nor forwards what the mobile node sends, until a registration is accepted.",
    ["RFC 5213 §6.9.1.2(11)", "RFC 5213 §6.7"],
    (_, name) =>
      action(
        name,
        sessions,
        (before, label, after) => {
          const { sent = [] } = label;
          const pma = pmaOfLabel(label);
          if (pma === undefined) return true;
          const packet = passedOn(label);
          const forwards = packet !== undefined && isUp(packet) && before[sessionOf(pma, packet.payload.mn)].refused;
          return (
            !forwards && sent.every((message) => message.type !== "RA" || !after[sessionOf(pma, message.mn)].refused)
          );
        },
        { given: (label) => passesUp(label) || (label.sent ?? []).some(({ type }) => type === "RA") },
      ),
  ),
  entry(
    "PMIP-6.9.1.2-12",
    "When a registration is accepted, the PMA has its end of the tunnel and the binding, and a mobile node on its link the route and the advertisement.",
    ["RFC 5213 §6.9.1.2(12)", "RFC 5213 §6.9.1.2(13)", "RFC 5213 §6.9.1.2(14)"],
    (_, name) =>
      action(
        name,
        sessions,
        (before, label, after) => {
          const pba = handed(label);
          if (pba?.status !== 0 || pba.lifetime === "zero" || label.mn === undefined) return true;
          const session = sessionOf(pba.to, label.mn);
          const was = before[session];
          const is = after[session];
          if (!matches(pba.order, was) || was.binding === "de-registering") return true;
          const advertised = (label.sent ?? []).some(({ type }) => type === "RA");
          return (
            is.binding === "registered" &&
            is.haTunnel &&
            is.hnp === pba.hnp[0] &&
            (is.link === "down" || (is.target === "link" && (was.binding === "registered" || advertised)))
          );
        },
        { given: (label) => handed(label)?.status === 0 },
      ),
  ),
  entry(
    "PMIP-6.9.4-2",
    "A PMA repeats a registration only while the mobile node is on its link.",
    ["RFC 5213 §6.9.4(2)"],
    (options, name) =>
      options.retransmissions === 0
        ? undefined
        : action(
            name,
            [...sessions, "pPoA", "nPoA", "pPoA/MN2", "nPoA/MN2"],
            (before, label, after) =>
              sentPbus(label).every(({ from, mnId, lifetime }) => {
                const session = sessionOf(from, mnId);
                const isRepeated = label.received === undefined && after[session].tries > before[session].tries;
                return !isRepeated || lifetime === "zero" || before[stationOf(poaOf(from), mnId)].associated;
              }),
            { given: sendsPbu },
          ),
  ),
  entry(
    "PMIP-6.9.4-4",
    "Every PBU is stamped later than the one whose acknowledgement its sender still awaits.",
    ["RFC 5213 §6.9.4(4)"],
    (options, name) =>
      options.retransmissions === 0
        ? undefined
        : action(
            name,
            sessions,
            (before, label) =>
              sentPbus(label).every(({ from, mnId, order }) => order > before[sessionOf(from, mnId)].awaits),
            { given: sendsPbu },
          ),
  ),
  entry(
    "PMIP-6.10.5-1",
    "A PMA puts a packet on its link only without the tunnel's header, and only if it hosts the destination's prefix there.",
    ["RFC 5213 §6.10.5"],
    (options, name) =>
      options.downlinkProbes === 0
        ? undefined
        : action(
            name,
            sessions,
            (before, label) => {
              const packet = passedOn(label);
              const pma = pmaOfLabel(label);
              if (packet === undefined || pma === undefined || !isDown(packet)) return true;
              if (inTunnel(packet, pma, otherPma(pma))) return true;
              const destination = packet.headers[0]?.destination;
              const hosts = ({ target, hnp, profile }: Session) => {
                const hosted: Prefix | "none" = hnp === "none" ? profile : hnp;
                return target === "link" && hosted === destination;
              };
              return packet.headers.length === 1 && hosts(before[sessionOf(pma, packet.payload.mn)]);
            },
            { given: (label) => pmaOfLabel(label) !== undefined && passedOn(label) !== undefined },
          ),
  ),
  entry(
    "PMIP-6.10.5-2",
    "A PMA forwards what a mobile node sends only while it has an established binding for it.",
    ["RFC 5213 §6.10.5"],
    (options, name) =>
      options.uplinkProbes === 0
        ? undefined
        : action(
            name,
            sessions,
            (before, label) => {
              const packet = passedOn(label);
              const pma = pmaOfLabel(label);
              if (packet === undefined || pma === undefined || !isUp(packet)) return true;
              return before[sessionOf(pma, packet.payload.mn)].binding === "registered";
            },
            { given: (label) => pmaOfLabel(label) !== undefined && passesUp(label) },
          ),
  ),
  entry(
    "PMIP-6.13-1",
    "A PMA extends a binding only while the mobile node is on its link.",
    ["RFC 5213 §6.13", "RFC 5213 §6.9.1.3"],
    (options, name) =>
      options.refreshes === 0
        ? undefined
        : action(
            name,
            mobileNodes,
            (before, label) =>
              sentPbus(label).every(({ from, mnId, hi }) => hi !== 5 || before[mnId].at === poaOf(from)),
            { given: (label) => sentPbus(label).some(({ hi }) => hi === 5) },
          ),
  ),
];

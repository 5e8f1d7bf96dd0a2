/** What is promised of the preparation, while the mobile node is still in the previous network. */
import { homePrefix } from "../../model/entities/lma-processing.js";
import type { Options } from "../../model/options.js";
import { sessionOf, words } from "../../model/state.js";
import { type Event, otherPma, pmaOf } from "../../model/vocabulary.js";
import { type CatalogueEntry, entry } from "../view.js";
import {
  bindingOf,
  inTunnel,
  isDown,
  mobileNodes,
  nextOf,
  nextSessions,
  passedOn,
  pmaOfLabel,
  sentPbus,
  sessions,
} from "./signals.js";

const { action, always } = words;

const shared = ["pre-authenticated", "authorised", "held"];

const entersHandoverTunnel = (label: Event): boolean => {
  const packet = passedOn(label);
  const pma = pmaOfLabel(label);
  return packet !== undefined && pma !== undefined && inTunnel(packet, pma, otherPma(pma));
};

/** Uplink packets can be in the handover tunnel. */
const sendsUplink = ({ uplink, uplinkProbes }: Options): boolean => uplink === "handover-tunnel" && uplinkProbes > 0;

/** nPMA is asked to pre-authenticate a mobile node. */
const isRequest = ({ entity, received, packet }: Event): boolean =>
  entity === "nPMA" && (received?.type === "PCI" || packet?.payload.type === "PCI");

export const preparation: ReadonlyArray<CatalogueEntry> = [
  entry(
    "MPA-6.1-3",
    "The mobile node asks for the deletion of the handover tunnel, or leaves the previous network, only when nPMA's binding is complete.",
    ["RFC 6252 §6.1", "RFC 6252 §6.3 step 4", "S1 §2.1.7"],
    (options, name) =>
      options.handover === "reactive" || options.moves === 0
        ? undefined
        : action(
            name,
            [...mobileNodes, ...nextSessions],
            (before, { entity, mn, moved, sent = [] }) => {
              if (mn === undefined || entity !== mn) return true;
              const leaves = moved === "detached" && before[mn].at === "pPoA";
              const asks = sent.some(({ type }) => type === "Delete-Trigger");
              return !(leaves || asks) || before[nextOf(mn)].binding === "registered";
            },
            {
              given: ({ moved, sent = [] }) =>
                moved === "detached" || sent.some(({ type }) => type === "Delete-Trigger"),
            },
          ),
  ),
  entry(
    "MPA-6.1-6",
    "A packet enters the handover tunnel only where the tunnel's near end stands, and not before the HA has accepted nPMA's PBU.",
    ["RFC 6252 §6.1", "S1 §2.2.9"],
    (options, name) =>
      options.handover === "reactive" || (options.downlinkProbes === 0 && !sendsUplink(options))
        ? undefined
        : action(
            name,
            [...mobileNodes, ...sessions, "HA"],
            (before, label) => {
              const packet = passedOn(label);
              const pma = pmaOfLabel(label);
              if (packet === undefined || pma === undefined) return true;
              const { mn } = packet.payload;
              const { tunnel } = before[sessionOf(pma, mn)];
              const bound = bindingOf(before.HA, mn, homePrefix[mn]);
              const accepted =
                before[nextOf(mn)].binding === "registered" || bound?.coa === "nPMA" || bound?.previous === "nPMA";
              // Once the mobile node has moved, the acceptance is a thing of the past, of which no state need tell.
              return (tunnel === "up" || tunnel === "deleting") && (accepted || before[mn].moves < options.moves);
            },
            { given: entersHandoverTunnel },
          ),
  ),
  entry(
    "MPA-6.2-2",
    "When nPMA has pre-authenticated a mobile node, the mobile node has the security association too.",
    ["RFC 6252 §6.2", "RFC 5873 §3"],
    (options, name) =>
      options.handover === "reactive"
        ? undefined
        : always(
            name,
            [...mobileNodes, ...nextSessions],
            (view) =>
              mobileNodes.every(
                (mn) => view[nextOf(mn)].authorisation !== "pre-authenticated" || view[mn].preauth === "secured",
              ),
            { given: (view) => mobileNodes.some((mn) => view[nextOf(mn)].authorisation === "pre-authenticated") },
          ),
  ),
  entry(
    "PMA-2.1.1-1",
    "A PMA registers a mobile node, or advertises a prefix to it, only where the AAA server has admitted it.",
    ["S1 §2.1.1", "RFC 6252 §6.2", "RFC 6252 §7.8"],
    (_, name) =>
      action(
        name,
        ["AAA"],
        ({ AAA }, label) => {
          const { sent = [] } = label;
          const registers = sentPbus(label).filter(({ lifetime }) => lifetime === "granted");
          return (
            registers.every(({ mnId, from }) => AAA[mnId].includes(from)) &&
            sent.every((message) => message.type !== "RA" || AAA[message.mn].includes(message.router))
          );
        },
        { given: (label) => sentPbus(label).length > 0 || (label.sent ?? []).some(({ type }) => type === "RA") },
      ),
  ),
  entry(
    "PMA-2.1.3-1",
    "When the mobile node leaves the previous network, it and nPMA have authenticated each other, and its link key is at nPoA.",
    ["S1 §2.1.3", "RFC 6252 §7.7.1"],
    (options, name) =>
      options.handover === "reactive" || options.moves === 0
        ? undefined
        : action(
            name,
            [...mobileNodes, ...nextSessions, "nPoA", "nPoA/MN2"],
            (before, { mn, moved }) => {
              if (mn === undefined || moved !== "detached" || before[mn].at !== "pPoA") return true;
              const { authorisation } = before[nextOf(mn)];
              const { key } = before[mn === "MN" ? "nPoA" : "nPoA/MN2"];
              return before[mn].preauth === "secured" && shared.includes(authorisation) && key;
            },
            { given: ({ moved }) => moved === "detached" },
          ),
  ),
  entry(
    "PMA-2.1.5-1",
    "nPMA sends a proactive PBU only for a mobile node that has pre-authenticated, whose profile it knows, and with both ends of the handover tunnel in place.",
    ["S1 §2.1.5", "S1 §2.1.3.1", "RFC 6252 §6.3 step 3"],
    (options, name) =>
      options.handover === "reactive"
        ? undefined
        : action(
            name,
            sessions,
            (before, label, after) =>
              sentPbus(label).every(({ from, mnId, lifetime }) => {
                const next = before[nextOf(mnId)];
                const proactive = from === "nPMA" && lifetime === "granted" && after[nextOf(mnId)].link === "down";
                return (
                  !proactive ||
                  (next.authorisation === "pre-authenticated" &&
                    next.profile !== "none" &&
                    next.tunnel === "up" &&
                    before[sessionOf("pPMA", mnId)].tunnel === "up")
                );
              }),
            {
              given: (label) => sentPbus(label).some(({ from, lifetime }) => from === "nPMA" && lifetime === "granted"),
            },
          ),
  ),
  entry(
    "PMA-2.1.6-2",
    "With its binding complete, nPMA sends every packet for the mobile node at pPoA into the handover tunnel, until the mobile node asks to leave or has moved once.",
    ["S1 §2.1.6", "RFC 6252 §6.3 step 3"],
    (options, name) =>
      options.handover === "reactive" || options.downlinkProbes === 0
        ? undefined
        : action(
            name,
            [...mobileNodes, ...nextSessions],
            (before, { entity, packet }) => {
              if (entity !== "nPMA" || packet === undefined || !isDown(packet)) return true;
              const { mn } = packet.payload;
              const { at, leaving, moves } = before[mn];
              const stays = at === "pPoA" && !leaving && moves === options.moves;
              const due = stays && before[nextOf(mn)].binding === "registered";
              return !due || inTunnel(packet, "nPMA", "pPMA");
            },
            { given: ({ entity, packet }) => entity === "nPMA" && packet !== undefined && isDown(packet) },
          ),
  ),
  entry(
    "PANA-4.1-4",
    "Once nPMA has sent its PAR, it drops every further request for pre-authentication in silence.",
    ["RFC 5191 §4.1"],
    (options, name) =>
      options.handover === "reactive" || options.retransmissions + options.duplication === 0
        ? undefined
        : action(
            name,
            nextSessions,
            (before, { mn, sent }, after) => {
              if (mn === undefined) return true;
              const session = nextOf(mn);
              const { authorisation } = before[session];
              const answered = authorisation === "key-sent" || shared.includes(authorisation);
              return !answered || (sent === undefined && after[session].authorisation === authorisation);
            },
            { given: isRequest },
          ),
  ),
  entry(
    "MPA-C2-1",
    "An association held for a mobile node that left does not serve it, and is authorised again only when it is on that link again.",
    ["RFC 6252 §C.2"],
    (options, name) =>
      options.moves === 0
        ? undefined
        : action(
            name,
            [...mobileNodes, ...sessions],
            (before, { mn, moved }, after) => {
              if (mn === undefined) return true;
              return (["pPoA", "nPoA"] as const).every((poa) => {
                const session = sessionOf(pmaOf(poa), mn);
                if (after[session].authorisation === "held") return after[session].link === "down";
                return before[session].authorisation !== "held" || (moved === "link-up" && before[mn].at === poa);
              });
            },
            { given: (label) => pmaOfLabel(label) !== undefined },
          ),
  ),
];

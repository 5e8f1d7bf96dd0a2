/** Nothing of the next network is used before the mobile node has authenticated with it. */
import { sessionOf, words } from "../model/state.js";
import type { Event, MobileNode } from "../model/vocabulary.js";
import { type CatalogueEntry, type HandoverView, entry, everyMobileNode, handoverFootprint } from "./view.js";

const { action, always } = words;

/** The MPA-SA with nPAA exists at both ends. */
const secured = (view: HandoverView, mn: MobileNode): boolean => {
  const { authorisation } = view[sessionOf("nPMA", mn)];
  return view[mn].preauth === "secured" && ["pre-authenticated", "authorised", "held"].includes(authorisation);
};

/** nPMA asks for the tunnel, or the HA binds what nPMA asked for. */
const ofNext = ({ entity, sent = [], binding, received }: Event): boolean =>
  (entity === "nPMA" && sent.some(({ type }) => type === "HO-Setup")) ||
  (binding !== undefined && received?.type === "PBU" && received.from === "nPMA" && received.lifetime === "granted");

export const security: ReadonlyArray<CatalogueEntry> = [
  entry(
    "P-SA-1",
    "No handover tunnel is asked for, and no proactive binding accepted, before the MPA-SA with nPAA exists.",
    ["RFC 6252 §6.1", "S1 §2.1.4", "RFC 6252 §8"],
    (options, name) =>
      options.handover === "reactive"
        ? undefined
        : action(
            name,
            handoverFootprint,
            // On its link the mobile node authenticates as everybody does.
            (before, { mn }) => mn === undefined || before[sessionOf("nPMA", mn)].link === "up" || secured(before, mn),
            { given: ofNext },
          ),
  ),
  entry(
    "P-SA-2",
    "Where the mobile node has not authenticated there is no tunnel, binding or route for it.",
    ["RFC 6252 §6.1", "RFC 5191 §4.1"],
    (options, name) =>
      always(name, handoverFootprint, (view) =>
        everyMobileNode(options, (mn) =>
          [view[sessionOf("pPMA", mn)], view[sessionOf("nPMA", mn)]].every(
            ({ authorisation, tunnel, binding, target }) =>
              !(authorisation === "none" || authorisation === "authenticating" || authorisation === "key-sent") ||
              (tunnel === "none" && binding === "none" && target === "none"),
          ),
        ),
      ),
  ),
  entry(
    "P-KEY-1",
    "A link key is at nPoA only once the mobile node shares the MPA-SA from which it is derived.",
    ["RFC 6252 §6.2", "RFC 6252 §7.7.1"],
    (options, name) =>
      options.handover === "reactive"
        ? undefined
        : always(
            name,
            ["MN", "MN2", "nPoA", "nPoA/MN2"],
            (view) =>
              (!view.nPoA.key || view.MN.preauth === "secured") &&
              (!view["nPoA/MN2"].key || view.MN2.preauth === "secured"),
            { given: (view) => view.nPoA.key || view["nPoA/MN2"].key },
          ),
  ),
];

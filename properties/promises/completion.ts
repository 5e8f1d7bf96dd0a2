/** What is promised of the switching and of what follows it: the handover tunnel goes, nothing is done twice. */
import { decapsulates } from "../../model/entities/pma-session.js";
import { words } from "../../model/state.js";
import { type CatalogueEntry, entry, everyMobileNode } from "../view.js";
import { mobileNodes, nextSessions } from "./signals.js";

const { action, deadlockFree } = words;

export const completion: ReadonlyArray<CatalogueEntry> = [
  entry(
    "MPA-6.3-4c",
    "When nPMA's end of the handover tunnel goes, packets that it carried are kept in a buffer, unless the mobile node is on nPMA's link.",
    ["RFC 6252 §6.3 step 4"],
    (options, name) =>
      options.handover === "reactive" || options.buffering === "none" || options.tunnelEnd === "kept"
        ? undefined
        : action(
            name,
            nextSessions,
            (before, _label, after) =>
              nextSessions.every((session) => {
                const { target } = before[session];
                const goes = decapsulates(before[session]) && after[session].tunnel === "none";
                if (!goes || target === "none") return true;
                const { target: now, link } = after[session];
                return now === "buffer" || (now === "link" && link === "up");
              }),
            { given: ({ entity }) => entity === "nPMA" },
          ),
  ),
  entry(
    "PMA-2.1.8-1",
    "When nothing more can happen, a mobile node at nPoA has nPMA for its default router.",
    ["S1 §2.1.8"],
    (options, name) =>
      options.moves === 0
        ? undefined
        : deadlockFree(name, mobileNodes, (view) =>
            everyMobileNode(options, (mn) => view[mn].at !== "nPoA" || view[mn].router === "nPMA"),
          ),
  ),
  entry(
    "PMA-2.1.8-2",
    "No PMA asks the AAA server about a mobile node that has authenticated with it before.",
    ["S1 §2.1.8", "RFC 6252 §7.7.1", "RFC 6252 §C.1"],
    (options, name) =>
      options.handover === "reactive" && options.moves < 2
        ? undefined
        : action(
            name,
            [...mobileNodes, "AAA"],
            (before, { entity, sent = [] }) =>
              sent.every((message) => {
                if (message.type !== "AAA-Request") return true;
                // What it has begun at nPMA and not completed is not an authentication.
                const unfinished = entity === "nPMA" && before[message.mn].preauth === "requested";
                return unfinished || !before.AAA[message.mn].some((admitted) => admitted === entity);
              }),
            { given: ({ sent = [] }) => sent.some(({ type }) => type === "AAA-Request") },
          ),
  ),
];

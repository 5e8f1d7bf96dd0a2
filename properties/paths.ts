/** Where the forwarding state of all nodes together would take a packet. */
import { mobileNodesOf } from "../model/handover.js";
import { words } from "../model/state.js";
import {
  type CatalogueEntry,
  arrives,
  entry,
  everyMobileNode,
  handoverFootprint,
  pathTo,
  registered,
  switching,
} from "./view.js";

const { action, always, never, sometimes } = words;

export const paths: ReadonlyArray<CatalogueEntry> = [
  entry(
    "P-PATH-1",
    "While a mobile node is attached and registered and has not asked to leave, the path from the HA ends at it.",
    ["S1 §2.1.5", "S1 §2.1.6", "RFC 5213 §5.6.2"],
    (options, name) =>
      always(
        name,
        handoverFootprint,
        (view) =>
          everyMobileNode(options, (mn) => !registered(view, mn) || view[mn].leaving || arrives(view, mn, options)),
        { given: (view) => mobileNodesOf(options).some((mn) => registered(view, mn)) },
      ),
  ),
  entry(
    "P-PATH-2",
    "A binding change that the HA accepts does not break a path that led to the mobile node.",
    ["S1 §2.1.6", "RFC 5213 §5.3.4"],
    (options, name) =>
      action(
        name,
        handoverFootprint,
        (before, { mn }, after) => mn === undefined || !arrives(before, mn, options) || arrives(after, mn, options),
        { given: ({ binding }) => binding !== undefined && binding.change !== "deleted" },
      ),
  ),
  entry("P-LOOP-1", "No path visits a tunnel twice.", ["RFC 2473 §4.1.3"], (options, name) =>
    never(
      name,
      handoverFootprint,
      (view) => !everyMobileNode(options, (mn) => pathTo(view, mn, options).end !== "loop"),
    ),
  ),
  entry("P-LOOP-2", "No packet is in more than one tunnel at a time.", ["RFC 2473 §6.6", "S1 §2.1.6"], (_, name) =>
    action(name, [], (_view, { packet }) => packet !== undefined && packet.headers.length <= 2, {
      given: ({ packet }) => packet !== undefined,
    }),
  ),
  entry(
    "P-BH-1",
    "Once a mobile node has its HoA, no path ends for want of a route, tunnel end or buffer, except while it switches.",
    ["S1 §2.1.7", "RFC 6252 §6.3 step 4"],
    (options, name) =>
      never(
        name,
        handoverFootprint,
        (view) =>
          !everyMobileNode(options, (mn) => {
            // Before it has an address there is nobody to send to.
            if (switching(view[mn]) || view[mn].hoa === "none") return true;
            const { end } = pathTo(view, mn, options);
            return end !== "no route" && end !== "no tunnel end" && end !== "no handover tunnel";
          }),
      ),
  ),
  entry(
    "P-REACH-1",
    "The handover can succeed: the mobile node is at nPMA, which serves it, the HA agrees, and the path ends at it.",
    ["S1 §2.1.8", "RFC 5213 §3"],
    (options, name) =>
      options.moves === 0
        ? undefined
        : sometimes(name, handoverFootprint, (view) =>
            mobileNodesOf(options).some(
              (mn) => view[mn].at === "nPoA" && registered(view, mn) && arrives(view, mn, options),
            ),
          ),
  ),
];

/**
 * What happens in the end. A mobile node moves a limited number of times, so that every run has a last move: what is said
 * of the end is said of the time after it, whichever move it was. What a run owes is in model/fairness.ts.
 */
import type { Options } from "../model/options.js";
import { decapsulates } from "../model/entities/pma-session.js";
import { type HomeAgent, type Session, sessionOf, words } from "../model/state.js";
import { type MobileNode, otherPma, pmaOf, pmas, poaOf } from "../model/vocabulary.js";
import {
  type CatalogueEntry,
  type HandoverView,
  arrives,
  entry,
  everyMobileNode,
  handoverFootprint,
  registered,
} from "./view.js";

const { action, eventuallyAlways, leadsTo } = words;

const someMobileNode = (options: Options, holds: (mn: MobileNode) => boolean): boolean =>
  !everyMobileNode(options, (mn) => !holds(mn));

const isKnown = (view: HandoverView): boolean => view.MN.hoa !== "none";

/** V-04: what is kept for a return is not left behind while the mobile node may still return. */
const awaitsReturn = (view: HandoverView, mn: MobileNode, { tunnelEnd }: Options): boolean =>
  tunnelEnd === "kept" && view[mn].moves > 0;

const tunnelEnds = (view: HandoverView, mn: MobileNode): number =>
  pmas.filter((pma) => decapsulates(view[sessionOf(pma, mn)])).length;

const arrived = (view: HandoverView, mn: MobileNode, options: Options): boolean =>
  view[mn].at === "nPoA" && !awaitsReturn(view, mn, options);

/** A handover in progress needs the tunnel to the previous PMA until the mobile node is where it is registered. */
const needed = (view: HandoverView, options: Options, pma: HomeAgent["tunnels"][number]): boolean =>
  view.HA.bindings.some(
    ({ mn, coa, previous }) =>
      coa === pma ||
      (previous === pma && everyMobileNode(options, (each) => each !== mn || view[each].at !== poaOf(coa))),
  );

/** Apart from the MPA-SA, which may be held (RFC 6252 §C.2). */
const keepsNothing = ({ binding, haTunnel, tunnel, target, buffer }: Session): boolean =>
  binding === "none" && !haTunnel && tunnel === "none" && target === "none" && buffer.length === 0;

/** The PMA that the mobile node is not with keeps something for it. */
const leftBehind = (view: HandoverView, mn: MobileNode, options: Options): boolean => {
  const { at } = view[mn];
  if (at === "none" || awaitsReturn(view, mn, options)) return false;
  return !keepsNothing(view[sessionOf(otherPma(pmaOf(at)), mn)]);
};

/** It began a handover, is on its old link, and will not leave it again. */
const stayed = (view: HandoverView, mn: MobileNode): boolean => {
  const { at, preauth, moves } = view[mn];
  return at === "pPoA" && preauth !== "none" && moves === 0;
};

/** As after the bootstrap (D0d), but for the MPA-SA with nPAA. */
const asAtFirst = (view: HandoverView, mn: MobileNode): boolean => {
  const { binding, haTunnel, tunnel, target, buffer } = view[sessionOf("pPMA", mn)];
  const entries = view.HA.bindings.filter((each) => each.mn === mn);
  return (
    binding === "registered" &&
    haTunnel &&
    tunnel === "none" &&
    target === "link" &&
    buffer.length === 0 &&
    keepsNothing(view[sessionOf("nPMA", mn)]) &&
    entries.length === 1 &&
    entries.every(({ coa, previous }) => coa === "pPMA" && previous === "none")
  );
};

const converged = (view: HandoverView, mn: MobileNode): boolean => {
  const { at } = view[mn];
  if (at === "none") return false;
  const serving = pmaOf(at);
  const entries = view.HA.bindings.filter((each) => each.mn === mn);
  return (
    view[sessionOf(serving, mn)].binding === "registered" &&
    view[sessionOf(otherPma(serving), mn)].binding === "none" &&
    entries.length === 1 &&
    entries.every(({ coa, state }) => coa === serving && state === "active")
  );
};

/** D1, or where nothing is prepared, B1: from here on the handover is under way. */
const started = (view: HandoverView, mn: MobileNode, options: Options): boolean =>
  view[mn].hoa !== "none" && (view[mn].preauth !== "none" || view[mn].moves < options.moves);

/** At nPoA success; at pPoA recovery after a failure or a return, or the handover given up. */
const ended = (view: HandoverView, mn: MobileNode, options: Options): boolean => {
  const { at, moves } = view[mn];
  if (at === "none" || !arrives(view, mn, options)) return false;
  return at === "nPoA" ? registered(view, mn) : moves < options.moves;
};

const inProgress = (view: HandoverView, mn: MobileNode, options: Options): boolean =>
  started(view, mn, options) && !ended(view, mn, options);

const isReactive = ({ handover }: Options): boolean => handover === "reactive";

export const liveness: ReadonlyArray<CatalogueEntry> = [
  entry(
    "P-PATH-3",
    "In the end the path from the HA leads to every mobile node, wherever it is, for good.",
    ["S1 §2.1.8", "RFC 5213 §5.6.2", "RFC 6252 §5"],
    (options, name) =>
      eventuallyAlways(
        name,
        handoverFootprint,
        (view) => everyMobileNode(options, (mn) => view[mn].hoa === "none" || arrives(view, mn, options)),
        { given: isKnown },
      ),
  ),
  entry(
    "P-TUN-1",
    "In the end a mobile node that is at nPoA has no end of a handover tunnel, unless one is kept for its return.",
    ["S1 §2.1.7", "RFC 6252 §6.3 step 4", "RFC 6252 §6.3 step 6"],
    (options, name) =>
      isReactive(options) || options.moves === 0
        ? undefined
        : eventuallyAlways(
            name,
            handoverFootprint,
            (view) => everyMobileNode(options, (mn) => !arrived(view, mn, options) || tunnelEnds(view, mn) === 0),
            { given: (view) => someMobileNode(options, (mn) => arrived(view, mn, options)) },
          ),
  ),
  entry(
    "P-TUN-2",
    "A handover tunnel of which only one end is up does not stay so.",
    ["S1 §2.1.7", "S1 §2.1.4"],
    (options, name) =>
      isReactive(options)
        ? undefined
        : leadsTo(
            name,
            handoverFootprint,
            (view) => someMobileNode(options, (mn) => tunnelEnds(view, mn) === 1),
            (view) => everyMobileNode(options, (mn) => tunnelEnds(view, mn) !== 1),
          ),
  ),
  entry(
    "P-TUN-3",
    "Once the HA has bound a mobile node to nPMA, it has in the end no tunnel to a PMA that no mobile node needs.",
    ["S1 §2.1.8", "RFC 5213 §5.3.4(2)", "RFC 5213 §5.6.1"],
    (options, name) =>
      options.moves === 0
        ? undefined
        : eventuallyAlways(
            name,
            handoverFootprint,
            (view) => view.HA.tunnels.every((pma) => needed(view, options, pma)),
            { given: ({ HA }) => HA.bindings.some(({ coa }) => coa === "nPMA") },
          ),
  ),
  entry(
    "P-RES-1",
    "A PMA that the mobile node is not with keeps in the end no binding, route, tunnel end or packet for it.",
    ["RFC 6252 §7.2", "RFC 5213 §6.9.1.4", "RFC 6252 §C.1"],
    (options, name) =>
      leadsTo(
        name,
        handoverFootprint,
        (view) => someMobileNode(options, (mn) => leftBehind(view, mn, options)),
        (view) => everyMobileNode(options, (mn) => !leftBehind(view, mn, options)),
      ),
  ),
  entry(
    "P-RES-2",
    "When a mobile node has begun a handover and stays in the previous network, all is in the end as after the bootstrap.",
    ["RFC 6252 §7.2", "RFC 6252 §C.1"],
    (options, name) =>
      isReactive(options) || !(options.abandonment || options.switching === "may-fail" || options.moves > 1)
        ? undefined
        : leadsTo(
            name,
            handoverFootprint,
            (view) => someMobileNode(options, (mn) => stayed(view, mn)),
            (view) => everyMobileNode(options, (mn) => !stayed(view, mn) || asAtFirst(view, mn)),
          ),
  ),
  entry(
    "P-CONV-1",
    "In the end exactly one PMA has a binding for the mobile node: the one of its link, and the HA agrees.",
    ["RFC 5213 §6.9.1.4", "RFC 5213 §5.3.4"],
    (options, name) =>
      eventuallyAlways(
        name,
        handoverFootprint,
        (view) => everyMobileNode(options, (mn) => awaitsReturn(view, mn, options) || converged(view, mn)),
        { given: isKnown },
      ),
  ),
  entry(
    "P-PROG-1",
    "A handover that has begun ends: the mobile node is served in the next network, or reached again in the previous one.",
    ["RFC 6252 §6.3", "RFC 6252 §5", "S1 §2.1.8"],
    (options, name) =>
      options.moves === 0
        ? undefined
        : leadsTo(
            name,
            handoverFootprint,
            (view) => someMobileNode(options, (mn) => inProgress(view, mn, options)),
            (view) => everyMobileNode(options, (mn) => !inProgress(view, mn, options)),
          ),
  ),
  entry(
    "P-PING-1",
    "A mobile node that comes back to pPMA is admitted without full authentication, and is offered the address that it has.",
    ["RFC 6252 §C.2", "RFC 6252 §C.1"],
    (options, name) =>
      options.moves < 2 && options.switching === "succeeds"
        ? undefined
        : action(
            name,
            handoverFootprint,
            (before, { mn, sent = [] }, after) => {
              if (mn === undefined || before[sessionOf("pPMA", mn)].authorisation === "none") return true;
              return (
                after[sessionOf("pPMA", mn)].authorisation === "authorised" &&
                sent.every(
                  (message) =>
                    message.type !== "AAA-Request" && (message.type !== "RA" || message.hnp === before[mn].hoa),
                )
              );
            },
            { given: ({ entity, moved }) => entity === "pPMA" && moved === "link-up" },
          ),
  ),
];

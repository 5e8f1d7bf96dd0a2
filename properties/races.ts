/** The races that the draft's text allows, each as the statement that it does not happen. A violation is the race. */
import { sessionOf, words } from "../model/state.js";
import { type CatalogueEntry, entry, everyMobileNode, handoverFootprint, pathTo, registered } from "./view.js";

const { action, always, deadlockFree } = words;

export const races: ReadonlyArray<CatalogueEntry> = [
  entry(
    "R-04",
    "The HA does not drop packets of a wait for re-registration while the mobile node is on a link whose PMA has already asked for it.",
    ["RFC 5213 §5.3.5(2)"],
    (options, name) =>
      options.downlinkProbes === 0
        ? undefined
        : action(
            name,
            handoverFootprint,
            (view, { lost }) =>
              !(
                lost?.cause === "waiting for de-registration" &&
                view[lost.probe.mn].at === "nPoA" &&
                view[sessionOf("nPMA", lost.probe.mn)].binding === "requested"
              ),
            { given: ({ lost }) => lost !== undefined },
          ),
  ),
  entry(
    "R-05",
    "pPMA's life time extension does not take the binding back from nPMA.",
    ["RFC 5213 §5.3.4", "RFC 5213 §6.9.1.3"],
    (options, name) =>
      options.handover === "reactive" || options.refreshes === 0
        ? undefined
        : action(
            name,
            handoverFootprint,
            ({ pPMA }, { binding, received }) =>
              !(
                binding?.change === "updated" &&
                received?.type === "PBU" &&
                received.from === "pPMA" &&
                received.hi === 5 &&
                pPMA.tries === 0
              ),
            {
              given: ({ binding, received }) =>
                binding !== undefined && received?.type === "PBU" && received.from === "pPMA",
            },
          ),
  ),
  entry(
    "R-05b",
    "pPMA, told that its timestamp is old, does not take the binding back by registering again.",
    ["RFC 5213 §6.9.1.2(8)"],
    (options, name) =>
      options.handover === "reactive" || options.refreshes === 0
        ? undefined
        : action(
            name,
            handoverFootprint,
            ({ pPMA, MN }, { binding, received }) =>
              !(
                binding?.change === "updated" &&
                received?.type === "PBU" &&
                received.from === "pPMA" &&
                received.hi === 5 &&
                pPMA.tries > 0 &&
                MN.at === "pPoA"
              ),
            {
              given: ({ binding, received }) =>
                binding !== undefined && received?.type === "PBU" && received.from === "pPMA",
            },
          ),
  ),
  entry(
    "R-10b",
    "The mobile node's request to delete the handover tunnel reaches nPMA from the previous network.",
    ["S1 §2.1.7", "RFC 6275 §10.4.5"],
    (options, name) =>
      options.handover === "reactive" || options.tunnelEnd !== "before-switch" || options.deleteTrigger === "pPMA"
        ? undefined
        : action(
            name,
            ["MN", "MN2"],
            (view, { packet, discarded, mn }) =>
              discarded === undefined ||
              packet?.payload.type !== "Delete-Trigger" ||
              mn === undefined ||
              view[mn].at !== "pPoA",
            { given: ({ packet }) => packet?.payload.type === "Delete-Trigger" },
          ),
  ),
  entry(
    "R-11",
    "nPMA does not drop packets for want of its tunnel end while the mobile node is still in the previous network.",
    ["S1 §2.1.6", "RFC 5213 §6.9.1.2(12)"],
    (options, name) =>
      options.handover === "reactive" || options.downlinkProbes === 0
        ? undefined
        : action(
            name,
            ["MN", "MN2"],
            (view, { entity, lost }) =>
              !(entity === "nPMA" && lost?.cause === "no tunnel end" && view[lost.probe.mn].at === "pPoA"),
            { given: ({ lost }) => lost !== undefined },
          ),
  ),
  entry(
    "R-12a",
    "pPMA does not drop what nPMA still sends into the handover tunnel while the mobile node is on pPMA's link.",
    ["S1 §2.1.7"],
    (options, name) =>
      options.handover === "reactive" || options.downlinkProbes === 0
        ? undefined
        : action(
            name,
            ["MN", "MN2"],
            (view, { entity, lost }) =>
              !(entity === "pPMA" && lost?.cause === "no handover tunnel" && view[lost.probe.mn].at === "pPoA"),
            { given: ({ lost }) => lost !== undefined },
          ),
  ),
  entry(
    "R-12b",
    "Once nPMA has the mobile node on its link and a binding for it, packets do not go into the handover tunnel.",
    ["S1 §2.1.7", "S1 §2.1.8"],
    (options, name) =>
      options.handover === "reactive"
        ? undefined
        : always(name, handoverFootprint, (view) =>
            everyMobileNode(options, (mn) => {
              const there = view[mn].at === "nPoA" && registered(view, mn);
              return !there || view[sessionOf("nPMA", mn)].target !== "tunnel";
            }),
          ),
  ),
  entry(
    "R-13",
    "No packet that was on its way to the old link is lost there because the mobile node left.",
    ["RFC 6252 §7.6.1"],
    (options, name) =>
      options.handover === "reactive" || options.downlinkProbes === 0
        ? undefined
        : action(
            name,
            ["MN", "MN2"],
            (view, { entity, lost }) =>
              !(
                (entity === "pPoA" || entity === "pPMA") &&
                lost?.probe.direction === "down" &&
                view[lost.probe.mn].at !== "pPoA"
              ),
            { given: ({ lost }) => lost !== undefined },
          ),
  ),
  entry(
    "R-26",
    "A mobile node that is at pPoA when nothing more can happen, back from a switch that failed, is reached there.",
    ["RFC 6252 §5", "RFC 6252 §C.1"],
    (options, name) =>
      options.handover === "reactive" || options.switching === "succeeds"
        ? undefined
        : deadlockFree(name, handoverFootprint, (view) =>
            everyMobileNode(options, (mn) => view[mn].at !== "pPoA" || pathTo(view, mn, options).end === "mobile node"),
          ),
  ),
];

/**
 * Every choice that a scenario makes, with the readings that the documents leave open and what each profile takes.
 * Ids in brackets are those of the requirement catalogue and of the table of inconsistencies in the drafts (E-xx).
 */
import { same } from "./option-entry.js";
import { readings } from "./readings.js";

export type { OptionEntry, OptionKind } from "./option-entry.js";

export const options = {
  // What is built.
  handover: same(
    "variant",
    ["reactive", "mpa"],
    "mpa",
    "reactive is Proxy MIPv6 alone; mpa prepares the new network before the move",
    ["RFC 5213 §3", "S1 §2.1"],
  ),
  preauthentication: same(
    "variant",
    ["direct", "indirect"],
    "direct",
    "direct: MN and nPAA exchange packets that pPMA only routes; indirect: pPMA relays",
    ["S1 §2.1.3.1", "S1 §2.1.3.2"],
  ),
  tunnelEnd: same(
    "variant",
    ["before-switch", "after-switch", "kept"],
    "before-switch",
    "when the handover tunnel between the PMAs is deleted (E-11, E-37)",
    ["S1 §2.1.7", "RFC 6252 §6.3 step 4"],
  ),
  buffering: same(
    "variant",
    ["none", "nAR", "nAR+pAR"],
    "none",
    "which access routers keep packets while the mobile node switches",
    ["RFC 6252 §6.3 step 4", "RFC 6252 §7.6.1"],
  ),
  mobileNodes: same("variant", [1, 2], 1, "how many mobile nodes share the domain", ["RFC 5213 §5.6.1"]),
  companion: same(
    "variant",
    ["stays", "moves"],
    "stays",
    "whether the second mobile node, if there is one, moves too",
    [],
  ),

  ...readings,

  // How far it is explored.
  downlinkProbes: same("limit", [0, 1, 2], 1, "packets from the CN to each mobile node", []),
  uplinkProbes: same("limit", [0, 1, 2], 0, "packets from each mobile node to the CN", []),
  bufferSize: same("limit", [1, 2], 2, "packets that an access router's buffer holds for one mobile node", []),
  moves: same("limit", [0, 1, 2, 3], 1, "how often each mobile node leaves a point of attachment", []),
  refreshes: same("limit", [0, 1], 0, "life time extensions by each PMA and mobile node", ["RFC 5213 §6.9.1.3"]),
  retransmissions: same("limit", [0, 1, 2], 0, "repetitions of an unanswered request", ["RFC 5213 §6.9.4"]),
  timers: same(
    "limit",
    ["after-silence", "any-time"],
    "after-silence",
    "when a retransmission timer may expire: once neither request nor answer is under way, or at any time",
    ["RFC 5213 §6.9.4"],
  ),
  start: same(
    "limit",
    ["bootstrap", "attached"],
    "bootstrap",
    "where it begins: before the mobile node has booted (D0), or with it registered at pPMA",
    ["S1 §2.1.1"],
  ),

  // What goes wrong.
  loss: same("fault", [0, 1, 2], 0, "signalling messages lost", []),
  duplication: same("fault", [0, 1], 0, "signalling messages that arrive twice", []),
  reordering: same("fault", [false, true], false, "whether signalling between two entities may overtake", []),
  detachNotice: same(
    "fault",
    ["late", "missing"],
    "late",
    "whether a PMA sooner or later notices that a mobile node has left",
    ["RFC 5213 §6.13"],
  ),
  switching: same(
    "fault",
    ["succeeds", "may-fail"],
    "succeeds",
    "whether the link-layer handover may end where it began",
    ["RFC 6252 §5"],
  ),
  crash: same(
    "fault",
    ["none", "pPMA", "nPMA", "HA"],
    "none",
    "which node may once crash and restart without its sessions (F-05, R-19)",
    ["RFC 5847 §1"],
  ),
  abandonment: same(
    "fault",
    [false, true],
    false,
    "whether a mobile node may give up a handover that it has begun, before it leaves",
    ["RFC 6252 §7.2"],
  ),
  bindingExpiry: same("fault", [false, true], false, "whether a binding's life time may end at any time", [
    "RFC 5213 §5.3.3",
  ]),
} as const;

export type Options = { readonly [K in keyof typeof options]: (typeof options)[K]["values"][number] };
export type OptionName = keyof Options;

export type Profile = "as-written" | "repaired";

/** Steps and paths in words, for people who read trails. */
import { homePrefix } from "./entities/lma-processing.js";
import { type Forwarding, pathOf } from "./path.js";
import type { Options } from "./options.js";
import { type PhaseView, phaseNames, phaseOf } from "./phase.js";
import type { Event, MobileNode, Packet, Pba, Pbu, Signal } from "./vocabulary.js";

const list = (parts: ReadonlyArray<string | undefined>): string =>
  parts.filter((part) => part !== undefined).join(", ");

const tellPbu = ({ mnId, hnp, hi, att, llid, order, lifetime }: Pbu): string =>
  `PBU(${list([
    mnId ?? "no MN-ID",
    hnp?.join("+") ?? "no prefix",
    hi === undefined ? "no HI" : `HI ${hi}`,
    att,
    llid,
    `order ${order}`,
    lifetime === "zero" ? "life time 0" : undefined,
  ])})`;

const tellPba = ({ status, mnId, hnp, order, lifetime }: Pba): string =>
  `PBA(status ${status}, ${list([mnId, hnp.join("+"), `order ${order}`, lifetime === "zero" ? "life time 0" : undefined])})`;

export const tellSignal = (signal: Signal): string => {
  switch (signal.type) {
    case "PBU":
      return tellPbu(signal);
    case "PBA":
      return tellPba(signal);
    case "AAA-Request":
      return `AAA-Request(${signal.mn}${signal.early ? ", early" : ""})`;
    case "AAA-Answer":
      return `AAA-Answer(${signal.mn}, ${signal.hnp ?? "refused"})`;
    case "RA":
      return `RA(${signal.hnp}, router ${signal.router})`;
    case "Restart":
      return `Restart(${signal.from})`;
    case "PCI":
    case "PAR":
    case "PAN":
    case "RS":
    case "Delete-Trigger":
    case "HO-Setup":
    case "HO-SetupAck":
    case "HO-Delete":
    case "HO-DeleteAck":
    case "HO-Return":
      return `${signal.type}(${signal.mn})`;
  }
};

/** Outermost first, as the draft writes it: `HA=>nPMA / CN->HNP1`. */
export const tellPacket = ({ headers, payload }: Packet): string => {
  const inner = headers.length - 1;
  const shown = headers.map(({ source, destination }, i) => `${source}${i === inner ? "->" : "=>"}${destination}`);
  const what = payload.type === "probe" ? `packet ${payload.number}` : payload.type;
  return `${what} [${shown.join(" / ")}]`;
};

/** A step in one line, without its actor: `sends a proactive PBU: PBU(MN, HNP1, HI 3, …)`. */
export const tell = ({ does, sent, received, resolved, packet, lost, discarded }: Event): string => {
  const arrived = received ?? resolved;
  const details = [
    ...(arrived === undefined ? [] : [`on ${tellSignal(arrived)}`]),
    ...(packet === undefined ? [] : [tellPacket(packet)]),
    ...(sent === undefined || sent.length === 0 ? [] : [`sends ${sent.map(tellSignal).join(" and ")}`]),
    ...(lost === undefined ? [] : [`LOST: ${lost.cause}`]),
    ...(discarded === undefined ? [] : [`discarded: ${discarded}`]),
  ];
  return details.length === 0 ? does : `${does}: ${details.join("; ")}`;
};

/** The path of the CN's packets to a mobile node in a state: `CN > HA => nPMA => pPMA > MN`, or where and why it ends. */
export const tellPath = (state: Forwarding, mn: MobileNode, options: Pick<Options, "deregWait">): string => {
  const { hops, end } = pathOf(state, mn, homePrefix[mn], options);
  const way = ["CN ->", ...hops].join(" ");
  return end === "mobile node" ? way : `${way} (${end})`;
};

/** The step of RFC 6252 §6.3 that a mobile node is in. */
export const tellPhase = (state: PhaseView, mn: MobileNode): string => {
  const phase = phaseOf(state, mn);
  return phase === 0 ? phaseNames[phase] : `step ${phase}, ${phaseNames[phase]}`;
};
